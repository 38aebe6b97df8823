"""Group b of the fault plan: several runs on one warehouse, dead holders and paused ones."""

import os
import signal
import time
from pathlib import Path

from faults.harness import Tally, assert_sound
from faults.places import Place
from faults.processes import Run, run
from faults.publisher import publish
from jdparse.errors import Busy, JdparseError
from jdparse.warehouse import hold, open_warehouse
from jdparse.warehouse import publish as protocol
from jdparse.warehouse.layout import Layout

WAIT = 60.0
TAKE_OVER_SECONDS = 5.0


def together(place: Place, rounds: int, runs: int = 3) -> Tally:
    """b1: runs with inputs of their own start at the same moment on one warehouse: the inputs of all are there."""
    tally = Tally("b1 runs at the same time")
    for number in range(rounds):
        warehouse = place.fresh()
        tags = [f"root-{number}-{index}" for index in range(runs)]
        processes = [Run(publish, str(warehouse), tag, tag, wait=WAIT, errors=place.errors) for tag in tags]
        for process in processes:
            process.go()
        codes = [process.end() for process in processes]
        tally.count(*_holds_all(warehouse, tags, codes, place))
    return tally


def _holds_all(warehouse: Path, tags: list[str], codes: list[int], place: Place) -> tuple[str, str]:
    if any(codes):
        return "wrong", f"exit codes {codes}: {place.stderr_lines()}"
    try:
        assert_sound(warehouse)
    except AssertionError as error:
        return "torn", str(error)
    with open_warehouse(warehouse) as opened:
        sources = opened.arrow("inputs")["source"].to_pylist()
    missing = set(tags) - set(sources)
    return ("lost", f"inputs of {missing}") if missing else ("survived", "")


def same_inputs(place: Place, rounds: int) -> Tally:
    """b2: two runs over the same inputs at once: the snapshot of one run, nothing twice."""
    tally = Tally("b2 same inputs twice at once")
    for _ in range(rounds):
        warehouse = place.fresh()
        processes = [
            Run(publish, str(warehouse), name, "new", wait=WAIT, errors=place.errors).go() for name in ("left", "right")
        ]
        codes = [process.end() for process in processes]
        current = Layout(warehouse).current_id()
        if codes != [0, 0]:
            tally.count("wrong", f"exit codes {codes}: {place.stderr_lines()}")
        elif current != place.new_id:
            tally.count("lost", f"{current} is not the snapshot of one run alone")
        else:
            tally.count(*_holds_all(warehouse, ["new"], codes, place))
    return tally


def busy(place: Place) -> Tally:
    """Where waiting is not wanted the answer comes at once, names the holder, and has exit code 4."""
    tally = Tally("b0 busy answer")
    warehouse = place.fresh()
    with hold(warehouse, "the-holder"):
        code = run(publish, str(warehouse), "run", "new", errors=place.errors)
        lines = place.stderr_lines()
    named = any("the-holder" in line and str(os.getpid()) in line for line in lines)
    tally.count("survived" if code == 4 and named else "wrong", f"{code} {lines}")
    return tally


def publish_with_child(warehouse: str, run_id: str, tag: str, pid_file: str) -> None:
    """A run with a forked worker that outlives it, and that stops in the middle of staging."""

    def with_child(name: str) -> None:
        if name == "staging-made":
            child = os.fork()
            if child == 0:
                time.sleep(60)
                os._exit(0)
            Path(pid_file).write_text(str(child))
            os.kill(os.getpid(), signal.SIGSTOP)

    protocol.crash_point = with_child  # type: ignore[assignment]
    publish(warehouse, run_id, tag)


def dead_holder(place: Place, rounds: int) -> Tally:
    """b3: the holder is killed, its forked worker lives on: the next run has the lock within five seconds."""
    tally = Tally("b3 dead holder with live child")
    for number in range(rounds):
        warehouse, pid_file = place.fresh(), place.folder / "child"
        process = Run(publish_with_child, str(warehouse), "holder", "x", str(pid_file), errors=place.errors).go()
        if not process.wait_until_stopped():
            tally.count("wrong", f"the holder did not get there: {process.end(1)} {place.stderr_lines()}")
            continue
        process.kill()
        begun = time.monotonic()
        code = run(publish, str(warehouse), f"next-{number}", "new", wait=TAKE_OVER_SECONDS, errors=place.errors)
        seconds = time.monotonic() - begun
        os.kill(int(pid_file.read_text()), signal.SIGKILL)
        if code != 0 or seconds > TAKE_OVER_SECONDS + 5:
            tally.count("lost", f"exit {code} after {seconds:.1f} s: {place.stderr_lines()}")
            continue
        with open_warehouse(warehouse) as opened:
            status = dict(zip(opened.runs["run_id"], opened.runs["status"], strict=True))
        tally.count("survived" if status["holder"] == "abandoned" else "wrong", str(status))
    return tally


def publish_pausing(warehouse: str, run_id: str, tag: str, where: str) -> None:
    """A run that stops itself (SIGSTOP) at a crash point, or right after its last look at the pointer."""

    def pause(name: str) -> None:
        if name == where:
            os.kill(os.getpid(), signal.SIGSTOP)

    checked = protocol.Holder.check_unchanged
    looks = 0

    def check_and_pause(self: protocol.Holder) -> None:
        nonlocal looks
        checked(self)
        looks += 1
        if looks == 2:
            pause("pointer-looked-at")

    protocol.crash_point = pause  # type: ignore[assignment]
    protocol.Holder.check_unchanged = check_and_pause  # type: ignore[method-assign]
    publish(warehouse, run_id, tag, keep=None)


PAUSES = (
    "staging-made",
    "manifest-written",
    "files-synced",
    "folders-synced",
    "snapshot-renamed",
    "snapshots-synced",
    "pointer-made",
    "pointer-looked-at",
)


def paused_holder(place: Place, pauses: tuple[str, ...] = PAUSES) -> Tally:
    """b4: the holder is paused. Its lock stays its own: others are told busy, and it goes on when it wakes up.

    If somebody removes the lock file to get past it, another run publishes, and the paused one must not overwrite.
    """
    tally = Tally("b4 paused holder")
    for where in pauses:
        for forced in (False, True):
            warehouse = place.fresh()
            process = Run(publish_pausing, str(warehouse), "paused", "paused", where, errors=place.errors).go()
            if not process.wait_until_stopped():
                tally.count("wrong", f"{where}: not reached, {process.end(1)} {place.stderr_lines()}")
                continue
            if forced:
                (warehouse / "lock").unlink()
            other = run(publish, str(warehouse), "other", "new", keep=None, errors=place.errors)
            os.kill(process.pid, signal.SIGCONT)
            woken = process.end()
            outcome, note = _paused_outcome(place, warehouse, forced, other, woken)
            tally.count(outcome, f"{where}, forced {forced}: {note}")
    return tally


def _paused_outcome(place: Place, warehouse: Path, forced: bool, other: int, woken: int) -> tuple[str, str]:
    current = Layout(warehouse).current_id()
    said = f"other {other}, woken {woken}, {place.stderr_lines()}"
    if not forced:
        return ("survived", "") if (other, woken) == (Busy.exit_code, 0) else ("wrong", said)
    if other != 0 or woken != 4:
        return "wrong", said
    if current != place.new_id:
        return "lost", f"{current} overwrote {place.new_id}; {said}"
    try:
        assert_sound(warehouse)
    except (AssertionError, JdparseError) as error:
        return "torn", str(error)
    return "survived", ""
