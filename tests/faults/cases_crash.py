"""Groups a and d of the fault plan at the level of system calls: killed, or refused, at every one of them."""

import random
import re
import time
from pathlib import Path

from faults.harness import Tally, judge
from faults.places import NEW, Place
from faults.processes import Run, calls_in, run, traced_run
from faults.publisher import publish
from jdparse.warehouse.crash import CRASH_POINTS, VARIABLE

REFUSALS = (
    ("write", "ENOSPC"),
    ("openat", "ENOSPC"),
    ("mkdir", "ENOSPC"),
    ("symlink", "ENOSPC"),
    ("rename", "EIO"),
    ("fsync", "EIO"),
    ("fsync", "ENOSPC"),
    ("pwrite64", "ENOSPC"),
    ("ftruncate", "EIO"),
    ("unlinkat", "EIO"),
    ("utimensat", "EPERM"),
)
"""System call → the error it is made to return, once, at each of its turns."""


def mutating_calls(place: Place) -> list[tuple[str, int, str]]:
    """Every call with which an undisturbed run changes the warehouse."""
    warehouse = place.fresh()
    code = traced_run(place.log, (), publish, str(warehouse), "run", NEW, errors=place.errors)
    assert code == 0, place.stderr_lines()
    return calls_in(place.log, warehouse)


def sample(calls: list[tuple[str, int, str]], count: int | None, seed: int) -> list[tuple[str, int, str]]:
    """All calls, or ``count`` of them: spread over the run, at places the seed picks."""
    if count is None or count >= len(calls):
        return calls
    return sorted(random.Random(seed).sample(calls, count), key=calls.index)


def _after(place: Place, tally: Tally, warehouse: Path, what: str, allowed: set[str | None]) -> None:
    tally.count(*_named(judge(warehouse, allowed, lambda: place.rerun(warehouse), place.new_id), what))


def _named(outcome: tuple[str, str], what: str) -> tuple[str, str]:
    return outcome[0], f"{what}: {outcome[1]}"


def kill_at_calls(place: Place, count: int | None, seed: int = 0) -> Tally:
    """a1, a4: SIGKILL on entry to each mutating system call of a run, retention included."""
    tally = Tally("a1 SIGKILL at a system call")
    for name, turn, line in sample(mutating_calls(place), count, seed):
        warehouse = place.fresh()
        inject = ("-e", f"inject={name}:signal=KILL:when={turn}")
        code = traced_run(place.log, inject, publish, str(warehouse), "run", NEW, errors=place.errors)
        if code == 0:  # one opening for reading less than in the run the calls were counted in
            tally.notes.append(f"not reached, not counted: {line}")
            continue
        if code != -9:
            tally.count("wrong", f"{name} {turn} ended with {code}: {line}")
            continue
        _after(place, tally, warehouse, f"{name} {turn}", {place.old_id, place.new_id})
    return tally


def refuse_calls(place: Place, count: int | None, seed: int = 0) -> Tally:
    """d1, d6: each mutating call fails once. A run either says 0 and has published, or 5 and has not."""
    tally = Tally("d1 system call refused")
    wanted = {name for name, _ in REFUSALS}
    calls = [call for call in mutating_calls(place) if call[0] in wanted]
    faults = [(name, turn, error) for name, turn, _ in calls for other, error in REFUSALS if other == name]
    if count is not None:
        faults = random.Random(seed).sample(faults, min(count, len(faults)))
    for name, turn, error in faults:
        warehouse = place.fresh()
        inject = ("-e", f"inject={name}:error={error}:when={turn}")
        code = traced_run(place.log, inject, publish, str(warehouse), "run", NEW, errors=place.errors)
        what = f"{name} {turn} {error} → {code} {place.stderr_lines()}"
        if name == "openat" and not calls_in(place.log, warehouse, injected=True):
            # One opening more or less than in the run the calls were counted in: a file that is read was refused.
            tally.notes.append(f"not what was meant, not counted: {what}")
        elif code not in (0, 5):
            tally.count("wrong", what)
        elif code == 5 and len(place.stderr_lines()) < 1:
            tally.count("wrong", f"{what}: nothing said")
        else:
            _after(place, tally, warehouse, what, {place.new_id if code == 0 else place.old_id})
    return tally


def named_crash_points(place: Place) -> Tally:
    """a3: the process ends at each named point of publishing and retention."""
    tally = Tally("a3 named crash point")
    elsewhere = {"file-repaired", "ledger-replaced"}  # reached by an unchanged snapshot, see unchanged_crash_points
    for point in CRASH_POINTS:
        if point in elsewhere:
            continue
        warehouse = place.fresh()
        if point == "leftovers-moved":
            (warehouse / "staging" / "dead-run" / "snapshot").mkdir(parents=True)
        code = run(publish, str(warehouse), "run", NEW, errors=place.errors, settings={VARIABLE: point})
        if code != 137:
            tally.count("wrong", f"{point} was not reached: {code} {place.stderr_lines()}")
            continue
        _after(place, tally, warehouse, point, {place.old_id, place.new_id})
    return tally


def unchanged_crash_points(place: Place) -> Tally:
    """a3 for a run that finds nothing new, with a damaged file to repair."""
    tally = Tally("a3 crash while repairing")
    for point in ("file-repaired", "ledger-replaced"):
        warehouse = place.fresh()
        assert place.rerun(warehouse) == 0
        part = warehouse / "current" / "duties" / "part-00000.parquet"
        part.write_bytes(part.read_bytes()[:-9] + b"\0" * 9)
        code = run(publish, str(warehouse), "run", NEW, errors=place.errors, settings={VARIABLE: point})
        if code != 137:
            tally.count("wrong", f"{point} was not reached: {code} {place.stderr_lines()}")
            continue
        codes = place.rerun(warehouse)
        if codes != 0:
            tally.count("lost", f"{point}: rerun ended with {codes}")
            continue
        _after(place, tally, warehouse, point, {place.new_id})
    return tally


def random_kills(place: Place, count: int, seed: int = 0) -> Tally:
    """a2 on the protocol: SIGKILL at a random moment of a run."""
    tally = Tally("a2 SIGKILL at a random time")
    moments = random.Random(seed)
    longest = _seconds_of_a_run(place)
    for number in range(count):
        warehouse = place.fresh()
        process = Run(publish, str(warehouse), "run", NEW, errors=place.errors).go()
        time.sleep(moments.uniform(0, longest))
        process.kill()
        _after(place, tally, warehouse, f"kill {number}", {place.old_id, place.new_id})
    return tally


def _seconds_of_a_run(place: Place) -> float:
    warehouse = place.fresh()
    begun = time.monotonic()
    assert place.rerun(warehouse) == 0
    return time.monotonic() - begun


def sync_order(place: Place) -> Tally:
    """a5: each file synced < its folder < the rename under snapshots/ < snapshots/ < the pointer < the warehouse."""
    tally = Tally("a5 order of fsync and rename")
    calls = mutating_calls(place)
    warehouse = str(place.folder / "warehouse")
    staged = [
        (at, re.sub(r".*<([^<>]*)>\).*", r"\1", line)) for at, (name, _, line) in enumerate(calls) if name == "fsync"
    ]
    placed = _position(calls, "rename", f'{warehouse}/snapshots/{place.new_id}"')
    swapped = _position(calls, "rename", f'{warehouse}/current"')
    written = {
        match.group(1)
        for name, _, line in calls
        if name == "write" and (match := re.search(rf"<({warehouse}/staging/run/snapshot/[^<>]*)>", line))
    }
    files = {re.sub(r"/\.(part-\d+\.parquet)\.\d+\.tmp$", r"/\1", path) for path in written}
    files = {re.sub(r"/\.(ledger\.parquet)\.tmp$", r"/\1", path) for path in files}
    synced = {path: at for at, path in staged if at < placed}
    folders = {str(Path(path).parent) for path in files}
    between = [path for at, path in staged if placed < at < swapped]
    after = [path for at, path in staged if at > swapped]
    promises = {
        "every file is synced before it is placed": files <= {*synced, *_renamed(files, synced)},
        "every folder is synced before it is placed": folders <= set(synced),
        "files are synced before their folders": all(
            synced[path] < synced[str(Path(path).parent)] for path in files if path in synced
        ),
        "snapshots/ is synced between placing and the pointer": f"{warehouse}/snapshots" in between,
        "the warehouse folder is synced after the pointer": warehouse in after,
        "the pointer is swapped once": sum(f'{warehouse}/current"' in line for n, _, line in calls if n == "rename")
        == 1,
    }
    for promise, kept in promises.items():
        tally.count("survived" if kept else "wrong", promise)
    return tally


def _position(calls: list[tuple[str, int, str]], name: str, ending: str) -> int:
    found = [at for at, (call, _, line) in enumerate(calls) if call == name and ending in line]
    assert len(found) == 1, (name, ending, found)
    return found[0]


def _renamed(files: set[str], synced: dict[str, int]) -> set[str]:
    """Files synced under their temporary name."""
    return {path for path in files if f"{path}.tmp" in synced}
