"""Every fault case in its large size, and the table of what was tried and survived.

``make torture`` runs it; ``python tests/faults/torture.py --share 0.05`` does a twentieth. Further groups are added to
CASES: a case is a function of (place, share) that gives a Tally.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from faults import cases_circumstances, cases_injection, cases_inputs, cases_network
from faults import cases_concurrency as concurrency
from faults import cases_crash as crash
from faults import cases_disk as disk
from faults import cases_readers as readers
from faults.cases_network import network_missing
from faults.harness import Tally
from faults.places import Place, place
from faults.processes import strace_missing
from prefect_at_work.cases import K_CASES

CLI_ALONE = {"cli": cases_network.CLI}
PROGRAMS = {**CLI_ALONE, "flow": cases_network.FLOW}

Case = Callable[[Place, float], Tally]
MEASURED_ONLY = "(measured, weaker)"


def _part(share: float, whole: int) -> int:
    return max(1, round(share * whole))


def _calls(share: float, whole: int) -> int | None:
    return None if share >= 1 else _part(share, whole)


CASES: dict[str, tuple[Case, Callable[[], str | None] | None]] = {
    "a1": (lambda at, share: crash.kill_at_calls(at, _calls(share, 500)), strace_missing),
    "a2": (lambda at, share: crash.random_kills(at, _part(share, 300)), None),
    "a3": (lambda at, _: crash.named_crash_points(at), None),
    "a3r": (lambda at, _: crash.unchanged_crash_points(at), None),
    "a5": (lambda at, _: crash.sync_order(at), strace_missing),
    "b0": (lambda at, _: concurrency.busy(at), None),
    "b1": (lambda at, share: concurrency.together(at, _part(share, 50)), None),
    "b2": (lambda at, share: concurrency.same_inputs(at, _part(share, 20)), None),
    "b3": (lambda at, share: concurrency.dead_holder(at, _part(share, 20)), None),
    "b4": (lambda at, _: concurrency.paused_holder(at), None),
    "c1": (lambda at, share: readers.readers_during_publishes(at, max(3.0, share * 60)), None),
    "c2": (lambda at, _: readers.long_reader(at), None),
    "c2k": (lambda at, _: readers.dead_reader(at), None),
    "c3": (lambda at, share: readers.readers_by_path(at, max(2.0, share * 30)), None),
    "d1": (lambda at, share: crash.refuse_calls(at, _calls(share, 600)), strace_missing),
    "d1t": (
        lambda at, share: disk.full_disk(at, (1, 2, 4, 8, 16, 32, 64)[: max(2, round(7 * share))]),
        disk.mount_missing,
    ),
    "d2": (lambda at, _: disk.file_size_limit(at), None),
    "d3": (lambda at, _: disk.read_only_disk(at), disk.mount_missing),
    "d4": (lambda at, _: disk.no_permission(at), disk.mount_missing),
    "e": (cases_inputs.bad_inputs, None),
    "e17": (cases_inputs.cut_archives, None),
    "f": (cases_injection.injection, None),
    "g": (cases_inputs.fuzzed_pages, None),
    "h": (cases_circumstances.circumstances, None),
    "l": (lambda at, share: cases_network.no_network(at, PROGRAMS if share >= 1 else CLI_ALONE), network_missing),
}
"""Name → the case and what says why it cannot run on this machine."""

CASES |= {name: (lambda _, share, case=case: case(share), missing) for name, (case, missing) in K_CASES.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="part of the faults to try, 0 to 1")
    parser.add_argument("--only", nargs="*", choices=list(CASES), default=list(CASES))
    options = parser.parse_args()
    tallies = []
    heading = f"{'case':<52}{'tried':>7}{'survived':>9}{'lost':>6}{'torn':>6}{'mixed':>6}{'wrong':>6}{'s':>7}"
    print(heading, flush=True)
    for name in options.only:
        case, missing = CASES[name]
        reason = missing() if missing else None
        if reason is not None:
            print(f"{name:<52}   skipped: {reason}", flush=True)
            continue
        begun = time.monotonic()
        with place() as at:
            tally = case(at, options.share)
        tallies.append(tally)
        _print(tally, time.monotonic() - begun)
    promised = [tally for tally in tallies if MEASURED_ONLY not in tally.case]
    _print(_sum(promised), 0.0)
    return 0 if all(tally.survived == tally.tried for tally in promised) else 1


def _print(tally: Tally, seconds: float) -> None:
    counts = (tally.tried, tally.survived, tally.lost, tally.torn, tally.mixed, tally.wrong)
    numbers = "".join(f"{number:>{width}}" for number, width in zip(counts, (7, 9, 6, 6, 6, 6), strict=True))
    print(f"{tally.case:<52}{numbers}{seconds:>7.1f}", flush=True)
    for note in tally.notes[:5]:
        print(f"    {note}", flush=True)


def _sum(tallies: list[Tally]) -> Tally:
    total = Tally("all promised cases")
    for tally in tallies:
        for name in ("tried", "survived", "lost", "torn", "mixed", "wrong"):
            setattr(total, name, getattr(total, name) + getattr(tally, name))
    return total


if __name__ == "__main__":
    sys.exit(main())
