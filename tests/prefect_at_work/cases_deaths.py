"""Processes of a run that die or are told to: the flow's own, its workers, and a page that takes them with it."""

import os
import signal
import time
from pathlib import Path

from faults.harness import Tally
from jdparse.warehouse import hold, open_warehouse
from jdparse.warehouse.layout import Layout
from jdparse.warehouse.lock import read_holder
from jdparse.warehouse.runs import read_runs
from prefect_at_work.machinery import (
    PROJECT,
    RUN_SECONDS,
    Machinery,
    await_event,
    current,
    descendants,
    events,
    kill_group,
    wait_for,
)
from prefect_at_work.trials import (
    MOMENTS,
    all_end,
    at_work,
    data_bytes,
    flow,
    poisoned,
    sound,
    start_dask,
    wait_at_most,
    workers_of,
)

STOP_SECONDS = 10.0
MARKED_SECONDS = 600.0
BUDGET_KILL_SECONDS = 6.0
TICKS = os.sysconf("SC_CLK_TCK")


def killed_flow(times: int) -> Tally:
    """k3: the flow is killed; nothing of it stays, the next run says that it died and publishes."""
    tally = Tally("k3 flow killed, next run names it")
    with at_work() as (made, raw, plain):
        for number in range(times):
            name = f"killed-{number}"
            warehouse = made.folder / name
            run = flow(made, name, raw)
            await_event(warehouse, MOMENTS[number % 3])
            below = descendants(run.pid)
            os.kill(run.pid, signal.SIGKILL)
            run.wait()
            orphans = all_end(below, 5)
            code = flow(made, name, raw).wait()
            statuses = read_runs(Layout(warehouse))[0]["status"].to_pylist()
            promises = {
                "no orphans": orphans,
                "exit 0": code == 0,
                "abandoned in the table runs": statuses == ["abandoned", "published"],
                "named": any(event["event"] == "run_abandoned" for event in events(warehouse)),
                "published": current(warehouse) == plain.snapshot,
            }
            sound(tally, made, name, raw, promises)
    return tally


def dead_run_marked() -> Tally:
    """k3z: a run that was killed is marked Crashed in Prefect by the automation that is shipped."""
    tally = Tally("k3z dead run marked Crashed in 10 min")
    with at_work() as (made, raw, _):
        made.start_server()
        made.start("automations", str(PROJECT / "flows" / "automations.py")).wait()
        with hold(made.folder / "dead", "the-test"):  # so that the run stands still, waiting
            run = flow(made, "dead", raw, "--wait", "600", PREFECT_API_URL=made.api)
            found = wait_for("a flow run", lambda: [r for r in made.flow_runs() if r["state_type"] == "RUNNING"], 120)
            time.sleep(3)
            os.kill(run.pid, signal.SIGKILL)
            run.wait()
        began = time.monotonic()
        state = made.await_state(found[0]["id"], seconds=MARKED_SECONDS)
        print(f"          marked {state} {time.monotonic() - began:.0f} s after its death")
        tally.count("survived" if state == "Crashed" else "wrong", state)
    return tally


def killed_worker(times: int) -> Tally:
    """k4: a worker process of the pool is killed; its shard is done again, once."""
    tally = Tally("k4 worker process killed")
    with at_work() as (made, raw, plain):
        for number in range(times):
            name = f"worker-{number}"
            run = flow(made, name, raw)
            await_event(made.folder / name, "inputs_found")
            victim = wait_for("a worker process", lambda run=run: workers_of(run.pid), 30)[0]
            os.kill(victim, signal.SIGKILL)
            code = run.wait()
            sound(
                tally,
                made,
                name,
                raw,
                {"exit 0": code == 0, "published": made.published(name) == plain.snapshot},
            )
    return tally


def poison(*, dask: bool) -> Tally:
    """k4: a page that kills whoever reads it is set aside, the others' rows are as ever; on Dask a worker dies too."""
    tally = Tally(f"k4 page that kills workers{', Dask worker killed' if dask else ''}")
    with at_work() as (made, raw, _):
        environment = poisoned(raw, "KILLS-ITS-READER")
        options: tuple[str, ...] = ()
        if dask:
            address, processes = start_dask(made, **environment)
            options = ("--scheduler", address)
        run = flow(made, "poison", raw, *options, **environment)
        if dask:
            await_event(made.folder / "poison", "inputs_found")
            victim = wait_for("a worker at work", lambda: [p for p in processes[1:] if descendants(p.pid)], 120)[0]
            kill_group(victim)
        code = run.wait()
        promises = {"exit 0": code == 0, "set aside": _set_aside(made, "poison", "killed_worker"),
                    "other rows as ever": _other_rows(made, "poison")}  # fmt: skip
        sound(tally, made, "poison", raw, promises)
    return tally


def _set_aside(made: Machinery, name: str, reason: str) -> bool:
    with open_warehouse(made.folder / name) as opened:
        inputs = opened.arrow("inputs", ["source", "reason"]).to_pylist()
    return [row["reason"] for row in inputs if row["source"] != "odd/empty.txt" and row["reason"]] == [reason]


def _other_rows(made: Machinery, name: str) -> bool:
    """Whether all tables but ``inputs`` are those of the run without the poisoned page."""
    one, other = (
        {file: data for file, data in data_bytes(made.folder / each).items() if not file.startswith("inputs/")}
        for each in (name, "plain")
    )
    return one == other


def too_long() -> Tally:
    """k5: a page whose pattern never ends is killed for its budget; while it goes on, SIGTERM still ends the run."""
    tally = Tally("k5 page beyond its budget, killed in 6 s of CPU")
    with at_work() as (made, raw, _):
        environment = poisoned(raw, "BACKTRACKS-FOR-EVER")
        at_work_on_it = Path(environment["JDPARSE_TEST_AT_WORK"])
        run = flow(made, "too-long", raw, **environment)
        reader = int(wait_for("the reader", lambda: at_work_on_it.exists() and at_work_on_it.read_text(), RUN_SECONDS))
        used = _cpu_until_dead(reader)
        code = run.wait()
        print(f"          killed after {used:.1f} s of CPU on it")
        promises = {
            "exit 0": code == 0,
            f"killed within {BUDGET_KILL_SECONDS:g} s, was {used:.1f}": used <= BUDGET_KILL_SECONDS,
            "set aside": _set_aside(made, "too-long", "cpu_budget"),
            "other rows as ever": _other_rows(made, "too-long"),
        }
        sound(tally, made, "too-long", raw, promises)
        at_work_on_it.unlink()
        _stop(tally, made, "stopped-in-it", raw, signal.SIGTERM, **environment)
    return tally


def _cpu_until_dead(pid: int) -> float:
    """CPU seconds a process uses from now until it is dead."""
    first = last = _ticks(pid)
    while (now := _ticks(pid)) is not None:
        last = now
        time.sleep(0.02)
    return ((last or 0) - (first or 0)) / TICKS


def _ticks(pid: int) -> int | None:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[11]) + int(fields[12])


def stopped(numbers: tuple[signal.Signals, ...]) -> Tally:
    """k5: SIGTERM, and Ctrl-C to the whole group, end a run within ten seconds; nothing is published or left."""
    tally = Tally("k5 SIGTERM and Ctrl-C end a run in 10 s")
    with at_work() as (made, raw, _):
        for number in numbers:
            _stop(tally, made, f"stopped-{number.name}", raw, number)
    return tally


def _stop(tally: Tally, made: Machinery, name: str, raw: Path, number: signal.Signals, **environment: str) -> None:
    warehouse = made.folder / name
    run = flow(made, name, raw, **environment)
    await_event(warehouse, "inputs_found")
    if environment:
        wait_for("the reader", Path(environment["JDPARSE_TEST_AT_WORK"]).exists, RUN_SECONDS)
    below = descendants(run.pid)
    began = time.monotonic()
    if number is signal.SIGINT:
        kill_group(run, number)
    else:
        run.send_signal(number)
    code = wait_at_most(run, 60)
    took = time.monotonic() - began
    print(f"          {number.name}: ended after {took:.1f} s")
    run_row = read_runs(Layout(warehouse))[0].to_pylist()[0]
    promises = {
        f"ends within {STOP_SECONDS:g} s, took {took:.1f}": took <= STOP_SECONDS,
        f"exit {128 + number}, was {code}": code == 128 + number,
        "nothing published": current(warehouse) is None,
        "recorded as interrupted": (run_row["status"], run_row["exit_code"]) == ("interrupted", 128 + number),
        "no orphans": all_end(below, 5),
        "staging empty": not list((warehouse / "staging").iterdir()),
        "lock free": read_holder(warehouse / "lock") is None,
    }
    broken = [promise for promise, kept in promises.items() if not kept]
    tally.count("wrong" if broken else "survived", ", ".join(broken))
