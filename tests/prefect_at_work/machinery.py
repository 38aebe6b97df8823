"""A real Prefect server, a worker and runs of the flow on loopback, to be stopped, killed and asked at will."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

PROJECT = Path(__file__).resolve().parents[2]
FLOW = PROJECT / "flows" / "build_warehouse.py"
START_SECONDS = 180
RUN_SECONDS = 300
ANSWER_SECONDS = 120
LOOK_SECONDS = 0.1
FINAL = {"COMPLETED", "FAILED", "CANCELLED", "CRASHED"}


def wait_for(what: str, condition: Callable[[], Any], seconds: float) -> Any:
    """The first true answer of ``condition``; raises TimeoutError naming ``what``."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        answer = condition()
        if answer:
            return answer
        time.sleep(LOOK_SECONDS)
    raise TimeoutError(f"{what}: not within {seconds:g} s")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@dataclass
class Machinery:
    """Folder, addresses and processes of one test; everything started is stopped by ``stop``."""

    folder: Path
    port: int = field(default_factory=free_port)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def api(self) -> str:
        """Address of the server's API."""
        return f"{self.ui}/api"

    @property
    def ui(self) -> str:
        """Address of the server's pages."""
        return f"http://127.0.0.1:{self.port}"

    def environment(self, *, server: bool = True) -> dict[str, str]:
        """What processes of the test get: this folder as Prefect's home, and the server's address if it is wanted."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        kept |= {
            "PREFECT_HOME": str(self.folder / "home"),
            "DO_NOT_TRACK": "1",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_CLI_COLORS": "false",
        }
        return kept | ({"PREFECT_API_URL": self.api} if server else {})

    def start(self, name: str, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a program in a process group of its own; its output goes to ``<name>.log``."""
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *command], cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=self.environment() | environment, start_new_session=True,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def prefect(self, *arguments: str) -> str:
        """Run a ``prefect`` command and give its output; raises on failure."""
        done = subprocess.run(
            [sys.executable, "-m", "prefect", "--no-prompt", *arguments], cwd=PROJECT, env=self.environment(),
            capture_output=True, text=True, timeout=START_SECONDS, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"prefect {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def start_server(self) -> subprocess.Popen[bytes]:
        """Start the server at this test's port, and wait until it answers."""
        server = self.start("server", "-m", "prefect", "server", "start", "--port", str(self.port))
        wait_for("server", self.server_answers, START_SECONDS)
        return server

    def start_worker(self, name: str = "worker") -> subprocess.Popen[bytes]:
        """Start a worker on the pool of prefect.yaml."""
        return self.start(name, "-m", "prefect", "worker", "start", "--pool", "jdparse", "--name", name)

    def server_answers(self) -> bool:
        """Whether the server answers."""
        with suppress(httpx.HTTPError):
            return httpx.get(f"{self.api}/health", timeout=2).status_code == 200
        return False

    def ask(self, path: str, body: Any = None, *, method: str = "POST") -> Any:
        """The server's answer to a request, as JSON values."""

        def answer() -> httpx.Response | None:
            given = httpx.request(
                method, f"{self.api}/{path}", json=body if method != "GET" else None, timeout=ANSWER_SECONDS
            )
            # What the server says while another request has its database locked; its own clients ask again, too.
            return None if given.status_code == httpx.codes.SERVICE_UNAVAILABLE else given.raise_for_status()

        given = wait_for(f"an answer to {method} {path}", answer, ANSWER_SECONDS)
        return given.json() if given.content else None

    def flow_run(self, run_id: str) -> dict[str, Any]:
        """A flow run as the server knows it."""
        return self.ask(f"flow_runs/{run_id}", method="GET")

    def flow_runs(self, **wanted: Any) -> list[dict[str, Any]]:
        """Flow runs, newest first; ``wanted`` are filters of the API."""
        return self.ask("flow_runs/filter", {"sort": "START_TIME_DESC", **wanted})

    def deploy_and_run(self, deployment: str, **parameters: Any) -> str:
        """Ask for a run of a deployment now; the id of the flow run."""
        found = self.ask(f"deployments/name/build-warehouse/{deployment}", method="GET")
        made = self.ask(f"deployments/{found['id']}/create_flow_run", {"parameters": found["parameters"] | parameters})
        return str(made["id"])

    def await_state(self, run_id: str, states: set[str] = FINAL, seconds: float = RUN_SECONDS) -> str:
        """Wait until a flow run is in one of the states; the state's name."""

        def state() -> str | None:
            found = self.flow_run(run_id)["state"]
            return str(found["name"]) if found["type"] in states or found["name"] in states else None

        return str(wait_for(f"flow run {run_id} in {sorted(states)}", state, seconds))

    def artifacts(self, run_id: str) -> dict[str, dict[str, Any]]:
        """The artifacts of a flow run by key, or by type where they have no key."""
        found = self.ask("artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run_id]}}})
        return {artifact["key"] or artifact["type"]: artifact for artifact in found}

    def published(self, name: str) -> str | None:
        """The published snapshot of the warehouse of that name."""
        return current(self.folder / name)

    def stop(self) -> None:
        """End every process this test started, with its group."""
        for process in reversed(self.processes):
            kill_group(process, signal.SIGTERM if process.poll() is None else signal.SIGKILL)
        for process in self.processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                kill_group(process)
                process.wait()
            kill_group(process)


def kill_group(process: subprocess.Popen[bytes], number: int = signal.SIGKILL) -> None:
    """Signal a process and all it started in its group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


@contextmanager
def machinery(folder: Path) -> Iterator[Machinery]:
    """The machinery in a fresh folder, stopped at the end, also when the test is told to stop.

    The folder is the caller's to remove.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    made = Machinery(folder)

    def stop(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield made
    finally:
        made.stop()
        signal.signal(signal.SIGTERM, before)


def events(warehouse: Path) -> list[dict[str, Any]]:
    """What the runs on a warehouse have told so far, oldest run first."""
    told = []
    for path in sorted(warehouse.glob("runs/*/log.jsonl")):
        told += [json.loads(line) for line in path.read_text().splitlines() if line.endswith("}")]
    return told


def await_event(warehouse: Path, name: str, seconds: float = RUN_SECONDS) -> dict[str, Any]:
    """Wait until a run has told the event."""

    def told() -> dict[str, Any] | None:
        return next((event for event in reversed(events(warehouse)) if event["event"] == name), None)

    return dict(wait_for(f"event {name}", told, seconds))


def current(warehouse: Path) -> str | None:
    """The published snapshot."""
    try:
        return (warehouse / "current").readlink().name
    except OSError:
        return None


def snapshot_of_plain_run(raw: Path, warehouse: Path) -> str:
    """Publish with ``jdparse run``, which knows nothing of Prefect; the snapshot everything else must equal."""
    command = ["-c", "from jdparse.cli import main; main()", "run", str(raw), "--warehouse", str(warehouse)]
    subprocess.run([sys.executable, *command], cwd=PROJECT, check=True, capture_output=True, timeout=RUN_SECONDS)
    made = current(warehouse)
    if made is None:
        raise RuntimeError("jdparse run published nothing")
    return made


def descendants(pid: int) -> list[int]:
    """Processes below a process, as Linux tells."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text(errors="replace").rpartition(")")[2].split()
            if int(fields[1]) == pid:
                child = int(path.parent.name)
                found += [child, *descendants(child)]
    return found
