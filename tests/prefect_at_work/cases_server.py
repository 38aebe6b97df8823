"""Prefect's server there, gone, back or asked by many: what a run must make of it."""

import subprocess
import time
from contextlib import suppress

from faults.harness import Tally
from prefect_at_work.machinery import Machinery, await_event, kill_group
from prefect_at_work.trials import at_work, data_bytes, flow, poisoned, sound, wait_at_most

LEFT_ALONE_SECONDS = 60.0


def no_server() -> Tally:
    """k1: the plain command needs no server and gives what the flow gives."""
    tally = Tally("k1 without Prefect, and with it: same bytes")
    with at_work() as (made, raw, plain):
        process = flow(made, "flow", raw)
        code = process.wait()
        same = code == 0 and data_bytes(made.folder / "flow") == data_bytes(made.folder / "plain")
        sound(tally, made, "flow", raw, {"exit 0": code == 0, "same snapshot": made.published("flow") == plain.snapshot,
                                           "same bytes": same})  # fmt: skip
    return tally


def server_gone(moments: tuple[str, ...], back_after: tuple[float | None, ...]) -> Tally:
    """k2: the server is killed at a moment of the run, and comes back after so many seconds, or never.

    The run may take as long as an undisturbed one and ``LEFT_ALONE_SECONDS`` more, counted from that moment.
    """
    tally = Tally("k2 server killed in the middle, back or not")
    with at_work() as (made, raw, plain):
        for moment in moments:
            for seconds in back_after:
                name = f"{moment}-{seconds}"
                server = made.start_server()
                run = flow(made, name, raw, PREFECT_API_URL=made.api)
                await_event(made.folder / name, moment)
                kill_group(server)
                server.wait()
                began = time.monotonic()
                most = LEFT_ALONE_SECONDS + plain.seconds
                if seconds is not None:
                    with suppress(subprocess.TimeoutExpired):
                        run.wait(seconds)
                took = time.monotonic() - began
                if seconds is not None:
                    server = made.start_server()
                if run.poll() is None:
                    wait_at_most(run, max(1.0, began + most - time.monotonic()))
                    took = time.monotonic() - began
                code = run.poll()
                promises = {
                    f"ends within {most:.0f} s": took <= most,
                    "exit 0": code == 0,
                    "published": made.published(name) == plain.snapshot,
                }
                sound(tally, made, name, raw, promises)
                print(f"          server killed at {moment}, back: {seconds}; ended {took:.0f} s later")
                kill_group(server)
                server.wait()
        run = flow(made, "never", raw, PREFECT_API_URL=made.api)
        code = wait_at_most(run, LEFT_ALONE_SECONDS)
        said = "no Prefect server answers" in (made.folder / "never.log").read_text()
        tally.count("survived" if code == 1 and said else "wrong", f"server never there: exit {code}, said: {said}")
    return tally


def at_once(flows: int) -> Tally:
    """k6: flows started at the same moment on a fresh Prefect home all publish."""
    tally = Tally(f"k6 {flows} flows at once, fresh Prefect home")
    with at_work() as (made, raw, plain):
        runs = {f"at-once-{number}": flow(made, f"at-once-{number}", raw) for number in range(flows)}
        for name, run in runs.items():
            code = run.wait()
            sound(
                tally,
                made,
                name,
                raw,
                {"exit 0": code == 0, "published": made.published(name) == plain.snapshot},
            )
    return tally


def unaccounted() -> Tally:
    """k7: a flow is Failed whatever was wrong with an input: refused, met by a defect, or lost on the way."""
    tally = Tally("k7 no input unaccounted in a flow that completed")
    with at_work() as (made, raw, _):
        made.start_server()
        for name, words, options, code in (
            ("refused", (), ("--quarantine-limit", "0"), 3),
            ("defect", ("RAISES",), (), 1),
            ("lost", ("VANISHES",), (), 3),
        ):
            environment = poisoned(raw, *words)
            ended = flow(made, name, raw, *options, PREFECT_API_URL=made.api, **environment).wait()
            run = made.flow_runs()[0]
            kept = ended == code and run["state"]["type"] == "FAILED" and made.published(name) is None
            tally.count("survived" if kept else "wrong", f"{name}: exit {ended}, state {run['state']['name']}")
            for word in words:
                (raw / f"{word.lower()}.txt").unlink()
    return tally


def overlap() -> Tally:
    """k8: two runs on one warehouse that Prefect knows nothing of: one waits, or is told that it is busy."""
    tally = Tally("k8 overlapping runs, own lock")
    with at_work() as (made, raw, plain):
        for wait, codes in (("0", {0, 4}), ("120", {0})):
            name = f"overlap-{wait}"
            runs = [flow(made, name, raw, "--wait", wait) for _ in range(2)]
            ended = {run.wait() for run in runs}
            sound(tally, made, name, raw, {f"exit {codes}, was {ended}": ended <= codes and 0 in ended,
                                             "published": made.published(name) == plain.snapshot})  # fmt: skip
    return tally


def limited() -> Tally:
    """k8: two runs of one deployment at once: Prefect holds the second back until the first has ended."""
    tally = Tally("k8l two runs of a deployment, Prefect's limit")
    with at_work() as (made, raw, plain):
        start_work(made)
        given = {"raw": [str(raw)], "warehouse": str(made.folder / "limited")}
        runs = [made.deploy_and_run("nightly", **given) for _ in range(2)]
        states = [made.await_state(run, seconds=600) for run in runs]
        first, second = sorted((made.flow_run(run) for run in runs), key=lambda run: str(run["start_time"]))
        promises = {
            f"both completed, were {states}": states == ["Completed", "Completed"],
            "one after the other": str(first["end_time"]) <= str(second["start_time"]),
            "published": made.published("limited") == plain.snapshot,
        }
        broken = [promise for promise, kept in promises.items() if not kept]
        tally.count("wrong" if broken else "survived", ", ".join(broken))
    return tally


def start_work(made: Machinery) -> None:
    """Start a server and a worker with the deployments of prefect.yaml."""
    made.start_server()
    made.prefect("work-pool", "create", "jdparse", "--type", "process")
    made.prefect("deploy", "--all")
    made.start_worker()
