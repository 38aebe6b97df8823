"""Group k of the fault plan: Prefect's server, worker and flow processes in trouble, with the real ones on loopback."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from faults.harness import Tally, assert_sound
from jdparse.warehouse.layout import Layout
from jdparse.warehouse.lock import read_holder
from jdparse.warehouse.runs import read_runs
from prefect_at_work.machinery import (
    FLOW,
    PROJECT,
    Machinery,
    await_event,
    current,
    descendants,
    events,
    kill_group,
    machinery,
    snapshot_of_plain_run,
    wait_for,
)

PAGES = ("html/data-engineering-*.html", "bullet/data-science-*.txt", "dash/hvac-*.txt", "odd/empty.txt")
STOP_SECONDS = 10.0
LEFT_ALONE_SECONDS = 60.0
MOMENTS = ("inputs_found", "inputs_parsed", "tables_made", "published")
"""Events at which the server is killed: in the second task, the third, the fourth, and in the last."""


@contextmanager
def at_work() -> Iterator[tuple[Machinery, Path, str]]:
    """Machinery, a few raw pages, and the snapshot an undisturbed run makes of them."""
    with tempfile.TemporaryDirectory(prefix="jdparse-k-") as folder:
        raw = Path(folder) / "raw"
        for pattern in PAGES:
            for path in (PROJECT / "raw").glob(pattern):
                (raw / path.parent.name).mkdir(parents=True, exist_ok=True)
                shutil.copy(path, raw / path.parent.name)
        with machinery(Path(folder) / "m") as made:
            yield made, raw, snapshot_of_plain_run(raw, made.folder / "plain")


def flow(made: Machinery, name: str, raw: Path, *options: str, **environment: str) -> subprocess.Popen[bytes]:
    """Start ``python flows/build_warehouse.py`` on the warehouse of that name, with a server of its own."""
    command = (str(FLOW), str(raw), "--warehouse", str(made.folder / name), *options)
    return made.start(name, *command, **({"PREFECT_API_URL": ""} | environment))


def _sound(tally: Tally, made: Machinery, name: str, raw: Path, promises: dict[str, bool]) -> None:
    """Count a try as survived if every promise is kept and the warehouse is sound."""
    broken = [promise for promise, kept in promises.items() if not kept]
    if broken:
        tail = (made.folder / f"{name}.log").read_text(errors="replace").splitlines()[-3:]
        tally.count("wrong", f"{name}: {', '.join(broken)}; {' / '.join(tail)}")
        return
    try:
        assert_sound(made.folder / name, raw)
    except AssertionError as error:
        tally.count("torn", f"{name}: {error}")
    else:
        tally.count("survived")


def no_server() -> Tally:
    """k1: the plain command needs no server and gives what the flow gives."""
    tally = Tally("k1 without Prefect, and with it: same bytes")
    with at_work() as (made, raw, wanted):
        process = flow(made, "flow", raw)
        code = process.wait()
        same = code == 0 and data_bytes(made.folder / "flow") == data_bytes(made.folder / "plain")
        _sound(tally, made, "flow", raw, {"exit 0": code == 0, "same snapshot": current(made.folder / "flow") == wanted,
                                           "same bytes": same})  # fmt: skip
    return tally


def data_bytes(warehouse: Path) -> dict[str, bytes]:
    """The published files by name."""
    root = (warehouse / "current").resolve()
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.glob("*/*.parquet"))}


def server_gone(moments: tuple[str, ...], back_after: tuple[float | None, ...]) -> Tally:
    """k2: the server is killed at a moment of the run, and comes back after so many seconds, or never."""
    tally = Tally("k2 server killed in the middle, back or not")
    with at_work() as (made, raw, wanted):
        for moment in moments:
            for seconds in back_after:
                name = f"{moment}-{seconds}"
                server = made.start_server()
                run = flow(made, name, raw, PREFECT_API_URL=made.api)
                await_event(made.folder / name, moment)
                kill_group(server)
                server.wait()
                began = time.monotonic()
                if seconds is not None:
                    time.sleep(seconds)
                    server = made.start_server()
                code = _wait(run, LEFT_ALONE_SECONDS + (seconds or 0))
                await_event(made.folder / name, "run_ended", 1)
                promises = {
                    f"ends within {LEFT_ALONE_SECONDS:g} s": code is not None,
                    "exit 0": code == 0,
                    "published": current(made.folder / name) == wanted,
                }
                _sound(tally, made, name, raw, promises)
                print(
                    f"          server killed at {moment}, back: {seconds}; over {time.monotonic() - began:.0f} s later"
                )
                kill_group(server)
                server.wait()
        run = flow(made, "never", raw, PREFECT_API_URL=made.api)
        code = _wait(run, LEFT_ALONE_SECONDS)
        said = "no Prefect server answers" in (made.folder / "never.log").read_text()
        tally.count("survived" if code == 1 and said else "wrong", f"server never there: exit {code}, said: {said}")
    return tally


def _wait(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        kill_group(process)
        return None


def killed_flow(times: int) -> Tally:
    """k3: the flow is killed; nothing of it stays, the next run says that it died and publishes."""
    tally = Tally("k3 flow killed, next run names it")
    with at_work() as (made, raw, wanted):
        for number in range(times):
            name = f"killed-{number}"
            warehouse = made.folder / name
            run = flow(made, name, raw)
            await_event(warehouse, MOMENTS[number % 3])
            below = descendants(run.pid)
            os.kill(run.pid, signal.SIGKILL)
            run.wait()
            orphans = _ended(below, 5)
            code = flow(made, name, raw).wait()
            statuses = read_runs(Layout(warehouse))[0]["status"].to_pylist()
            promises = {
                "no orphans": orphans,
                "exit 0": code == 0,
                "abandoned in the table runs": statuses == ["abandoned", "published"],
                "named": any(event["event"] == "run_abandoned" for event in events(warehouse)),
                "published": current(warehouse) == wanted,
            }
            _sound(tally, made, name, raw, promises)
    return tally


def _ended(pids: list[int], seconds: float) -> bool:
    try:
        return bool(wait_for("processes to end", lambda: not any(_alive(pid) for pid in pids), seconds))
    except TimeoutError:
        return False


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def killed_worker(times: int) -> Tally:
    """k4: a worker process of the pool is killed; its shard is done again, once."""
    tally = Tally("k4 worker process killed")
    with at_work() as (made, raw, wanted):
        for number in range(times):
            name = f"worker-{number}"
            run = flow(made, name, raw)
            await_event(made.folder / name, "inputs_found")
            victim = wait_for("a worker process", lambda run=run: _workers(run.pid), 30)[0]
            os.kill(victim, signal.SIGKILL)
            code = run.wait()
            _sound(tally, made, name, raw, {"exit 0": code == 0, "published": current(made.folder / name) == wanted})
    return tally


def _workers(pid: int) -> list[int]:
    return [child for child in descendants(pid) if b"spawn_main" in _command(child)]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def stopped(numbers: tuple[signal.Signals, ...]) -> Tally:
    """k5: SIGTERM, and Ctrl-C to the whole group, end a run within ten seconds; nothing is published or left."""
    tally = Tally("k5 SIGTERM and Ctrl-C end a run in 10 s")
    with at_work() as (made, raw, _):
        for number in numbers:
            name = f"stopped-{number.name}"
            warehouse = made.folder / name
            run = flow(made, name, raw)
            await_event(warehouse, "inputs_found")
            below = descendants(run.pid)
            began = time.monotonic()
            if number is signal.SIGINT:
                kill_group(run, number)
            else:
                run.send_signal(number)
            code = _wait(run, 60)
            took = time.monotonic() - began
            run_row = read_runs(Layout(warehouse))[0].to_pylist()[0]
            promises = {
                f"ends within {STOP_SECONDS:g} s, took {took:.1f}": took <= STOP_SECONDS,
                f"exit {128 + number}, was {code}": code == 128 + number,
                "nothing published": current(warehouse) is None,
                "recorded as interrupted": (run_row["status"], run_row["exit_code"]) == ("interrupted", 128 + number),
                "no orphans": _ended(below, 5),
                "staging empty": not list((warehouse / "staging").iterdir()),
                "lock free": read_holder(warehouse / "lock") is None,
            }
            broken = [promise for promise, kept in promises.items() if not kept]
            tally.count("wrong" if broken else "survived", ", ".join(broken))
    return tally


def at_once(flows: int) -> Tally:
    """k6: flows started at the same moment on a fresh Prefect home all publish."""
    tally = Tally(f"k6 {flows} flows at once, fresh Prefect home")
    with at_work() as (made, raw, wanted):
        runs = {f"at-once-{number}": flow(made, f"at-once-{number}", raw) for number in range(flows)}
        for name, run in runs.items():
            code = run.wait()
            _sound(tally, made, name, raw, {"exit 0": code == 0, "published": current(made.folder / name) == wanted})
    return tally


def refused() -> Tally:
    """k7: a run that must not publish is Failed in Prefect, and its exit code is 3."""
    tally = Tally("k7 a refused run is a failed flow")
    with at_work() as (made, raw, _):
        made.start_server()
        code = flow(made, "refused", raw, "--quarantine-limit", "0", PREFECT_API_URL=made.api).wait()
        (run,) = made.flow_runs()
        kept = code == 3 and run["state"]["type"] == "FAILED" and current(made.folder / "refused") is None
        tally.count("survived" if kept else "wrong", f"exit {code}, state {run['state']['name']}")
    return tally


def overlap() -> Tally:
    """k8: two runs on one warehouse that Prefect knows nothing of: one waits, or is told that it is busy."""
    tally = Tally("k8 overlapping runs, own lock")
    with at_work() as (made, raw, wanted):
        for wait, codes in (("0", {0, 4}), ("120", {0})):
            name = f"overlap-{wait}"
            runs = [flow(made, name, raw, "--wait", wait) for _ in range(2)]
            ended = {run.wait() for run in runs}
            _sound(tally, made, name, raw, {f"exit {codes}, was {ended}": ended <= codes and 0 in ended,
                                             "published": current(made.folder / name) == wanted})  # fmt: skip
    return tally


def _share(share: float, whole: int) -> int:
    return max(1, round(share * whole))


CASES: dict[str, Callable[[float], Tally]] = {
    "k1": lambda _: no_server(),
    "k2": lambda share: server_gone(
        MOMENTS if share >= 0.5 else MOMENTS[-1:], (5.0, 60.0, None) if share >= 1 else (None,)
    ),
    "k3": lambda share: killed_flow(_share(share, 6)),
    "k4": lambda share: killed_worker(_share(share, 4)),
    "k5": lambda share: stopped((signal.SIGTERM, signal.SIGINT) if share >= 0.5 else (signal.SIGTERM,)),
    "k6": lambda _: at_once(4),
    "k7": lambda _: refused(),
    "k8": lambda _: overlap(),
}
"""Name → the case as a function of the share of its faults to try."""
