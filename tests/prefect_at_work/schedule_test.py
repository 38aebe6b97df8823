"""``make schedule-test``: a real Prefect server and worker on loopback, deployments from prefect.yaml, and trouble.

A schedule fires and publishes; a run is cancelled, one is killed, the server is restarted in the middle of one; then
states, artifacts and the published snapshot are looked at. Prints a line a promise, and ends with 1 if one is broken.
``--smoke`` stops after the schedule has fired and its run has been looked at, and does not wait for a full minute.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from jdparse.warehouse import hold, open_warehouse
from jdparse.warehouse.lock import read_holder
from prefect_at_work.browser import browser, chromium
from prefect_at_work.machinery import (
    PROJECT,
    Machinery,
    await_event,
    current,
    descendants,
    events,
    machinery,
    snapshot_of_plain_run,
    wait_for,
)


class Promises:
    """What was promised and whether it was kept, printed as it is found out."""

    def __init__(self) -> None:
        self.broken = 0

    def keep(self, promise: str, test: Callable[[], object]) -> None:
        """Print whether the test's answer is true; an exception breaks the promise too."""
        began = time.monotonic()
        try:
            answer = test()
        except Exception as error:  # noqa: BLE001 -- whatever went wrong is the finding
            answer, promise = False, f"{promise}: {error!r}"
        self.broken += not answer
        print(f"{'kept  ' if answer else 'BROKEN'} {time.monotonic() - began:>6.1f} s  {promise}", flush=True)


EVERY_MINUTE = {"cron": "* * * * *", "timezone": "UTC"}
EVERY_QUARTER = {"interval": 15}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="the schedule alone")
    smoke = parser.parse_args().smoke
    promises = Promises()
    with tempfile.TemporaryDirectory(prefix="jdparse-schedule-") as folder, machinery(Path(folder) / "m") as made:
        raw = PROJECT / "raw"
        wanted = snapshot_of_plain_run(raw, made.folder / "plain")
        server = made.start_server()
        made.prefect("work-pool", "create", "jdparse", "--type", "process")
        made.prefect("deploy", "--all")
        _run_script(made, "automations.py")
        made.start_worker()
        promises.keep("both deployments have their schedule", lambda: _schedules(made) == {"nightly", "weekly-rebuild"})
        promises.keep(
            "a schedule fires and publishes what jdparse run publishes",
            lambda: _fires(made, wanted, EVERY_QUARTER if smoke else EVERY_MINUTE),
        )
        if chromium():
            promises.keep("the UI shows the verdict of that run, and a form with words", lambda: _seen(made))
        else:
            print("skipped           the UI: no Chromium on this machine")
        if not smoke:
            _trouble(promises, made, server, wanted)
    return 1 if promises.broken else 0


def _trouble(promises: Promises, made: Machinery, server: subprocess.Popen[bytes], wanted: str) -> None:
    promises.keep("a cancelled run ends as cancelled, publishes nothing", lambda: _cancelled(made))
    promises.keep("a killed run is crashed, the next names it and publishes", lambda: _killed(made, wanted))
    promises.keep("a refused run is failed, and says so", lambda: _refused(made))
    promises.keep("a run lives through a restart of the server", lambda: _restarted(made, server, wanted))
    promises.keep("the automation for dead runs is there", lambda: _automation(made))


def _run_script(made: Machinery, name: str) -> None:
    process = made.start(name, str(PROJECT / "flows" / name))
    if process.wait(120):
        raise RuntimeError((made.folder / f"{name}.log").read_text())


def _schedules(made: Machinery) -> set[str]:
    deployments = made.ask("deployments/filter", {})
    return {deployment["name"] for deployment in deployments if any(s["active"] for s in deployment["schedules"])}


def _fires(made: Machinery, wanted: str, schedule: dict[str, object]) -> bool:
    """Give the nightly deployment one more schedule and a warehouse of the test, and wait."""
    warehouse = made.folder / "nightly"
    found = made.ask("deployments/name/build-warehouse/nightly", method="GET")
    parameters = found["parameters"] | {"warehouse": str(warehouse)}
    made.ask(f"deployments/{found['id']}", {"parameters": parameters}, method="PATCH")
    (added,) = made.ask(f"deployments/{found['id']}/schedules", [{"schedule": schedule, "active": True}])
    ran = wait_for("a scheduled run that completed", lambda: _completed(made, "nightly: "), 240)
    made.ask(f"deployments/{found['id']}/schedules/{added['id']}", method="DELETE")
    artifacts = made.artifacts(ran["id"])
    return (
        ran["auto_scheduled"]
        and current(warehouse) == wanted
        and "Published" in artifacts["verdict"]["data"]
        and "empty" in artifacts["set-aside"]["data"]
        and bool(wait_for("the event", lambda: _events_of(made, "jdparse.published"), 30))
    )


def _completed(made: Machinery, prefix: str) -> dict[str, object] | None:
    runs = made.flow_runs(flow_runs={"state": {"type": {"any_": ["COMPLETED"]}}})
    return next((run for run in runs if run["name"].startswith(prefix)), None)


def _events_of(made: Machinery, name: str) -> list[object]:
    found = made.ask("events/filter", {"filter": {"event": {"name": [name]}}})
    return list(found["events"])


def _seen(made: Machinery) -> bool:
    ran = _completed(made, "nightly: ")
    if ran is None:
        return False
    artifact = made.artifacts(str(ran["id"]))["verdict"]
    with browser() as page:
        page.open(f"{made.ui}/artifacts/artifact/{artifact['id']}", "Published", "page_dimensions")
        deployment = made.ask("deployments/name/build-warehouse/nightly", method="GET")
        page.open(f"{made.ui}/deployments/deployment/{deployment['id']}/run", "quarantine_limit", "is set aside")
    return True


def _waiting_run(made: Machinery, warehouse: Path) -> str:
    run_id = made.deploy_and_run("nightly", warehouse=str(warehouse), wait_seconds=600)
    await_event(warehouse, "run_started")
    made.await_state(run_id, {"RUNNING"})
    return run_id


def _cancelled(made: Machinery) -> bool:
    warehouse = made.folder / "cancelled"
    with hold(warehouse, "the-test"):  # so that the run stands still, waiting
        run_id = _waiting_run(made, warehouse)
        made.ask(f"flow_runs/{run_id}/set_state", {"state": {"type": "CANCELLING"}})
        began = time.monotonic()
        # The worker looks for cancelled runs every so often; from its signal on the run has ten seconds.
        await_event(warehouse, "run_ended", 60)
        state = made.await_state(run_id, seconds=60)
        print(f"          cancelled after {time.monotonic() - began:.1f} s, state {state}")
    (ended,) = [event for event in events(warehouse) if event["event"] == "run_ended"]
    return state == "Cancelled" and ended["status"] == "interrupted" and current(warehouse) is None


def _killed(made: Machinery, wanted: str) -> bool:
    warehouse = made.folder / "killed"
    run_id = made.deploy_and_run("nightly", warehouse=str(warehouse))
    await_event(warehouse, "inputs_found")
    pid = _holder(warehouse)
    below = descendants(pid)
    os.kill(pid, signal.SIGKILL)
    state = made.await_state(run_id, seconds=120)
    wait_for("its worker processes to end", lambda: not any(Path(f"/proc/{child}").exists() for child in below), 10)
    again = made.deploy_and_run("nightly", warehouse=str(warehouse))
    done = made.await_state(again)
    named = [event for event in events(warehouse) if event["event"] == "run_abandoned"]
    with open_warehouse(warehouse) as opened:
        statuses = opened.arrow("runs")["status"].to_pylist()
    return (state, done, len(named), statuses) == ("Crashed", "Completed", 1, ["abandoned", "published"]) and (
        current(warehouse) == wanted
    )


def _holder(warehouse: Path) -> int:
    """The process id of the run that holds the warehouse."""
    return int(wait_for("a holder", lambda: read_holder(warehouse / "lock"), 60).pid)


def _refused(made: Machinery) -> bool:
    warehouse = made.folder / "refused"
    run_id = made.deploy_and_run("nightly", warehouse=str(warehouse), quarantine_limit=0.0)
    state = made.await_state(run_id)
    return state == "Failed" and current(warehouse) is None and "Refused" in made.artifacts(run_id)["verdict"]["data"]


def _restarted(made: Machinery, server: subprocess.Popen[bytes], wanted: str) -> bool:
    warehouse = made.folder / "restarted"
    with hold(warehouse, "the-test"):  # so that the run stands still, waiting
        run_id = _waiting_run(made, warehouse)
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        time.sleep(3)
        made.start_server()
    state = made.await_state(run_id)
    return state == "Completed" and current(warehouse) == wanted


def _automation(made: Machinery) -> bool:
    found = made.ask("automations/filter", {})
    return any("dead runs" in automation["name"] and automation["enabled"] for automation in found)


if __name__ == "__main__":
    sys.exit(main())
