"""A Prefect server for one run: started with it, gone with it, even when the run is killed.

Prefect can start such a server itself, but a killed flow then leaves it running, Ctrl-C at a terminal takes it away
before the flow can report to it, and two flows that meet an empty database stumble over each other.
"""

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker
from prefect.settings import PREFECT_API_URL, get_current_settings, temporary_settings

HTTP_OK = 200
PATIENCE_SECONDS = 10
DRAIN_SECONDS = 5
STOP_SECONDS = 3
LOOK_SECONDS = 0.2
PARENT = "JDPARSE_SERVER_OF"
PR_SET_PDEATHSIG = 1


class ServerStartError(RuntimeError):
    """The server for this run did not come up; the message says where its log is."""


@contextmanager
def server_at_hand() -> Iterator[str]:
    """The API address of the server that is configured, else of one started for as long as the context lasts."""
    settings = get_current_settings()
    if settings.api.url:
        if not answers(settings.api.url, PATIENCE_SECONDS):
            raise ServerStartError(
                f"no Prefect server answers at PREFECT_API_URL={settings.api.url}; start it, or unset the variable and "
                "one is started for the run, or use `jdparse run`, which needs none"
            )
        yield settings.api.url
        return
    home = Path(settings.home)
    home.mkdir(parents=True, exist_ok=True)
    log = home / "embedded_server.log"
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/api"
        with (home / "embedded_server.lock").open("w") as turn, log.open("ab") as output:
            fcntl.flock(turn, fcntl.LOCK_EX)  # one at a time until it answers: each brings the database up to date
            server = subprocess.Popen(  # noqa: S603 -- this file and an open socket
                [sys.executable, str(Path(__file__).resolve()), str(listening.fileno())],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, pass_fds=[listening.fileno()],
                env=os.environ | settings.to_environment_variables(exclude_unset=True) | {PARENT: str(os.getpid())},
                start_new_session=True,
            )  # fmt: skip
            try:
                _await(server, address, settings.server.ephemeral.startup_timeout_seconds, log)
            except BaseException:
                server.kill()
                server.wait()
                raise
    try:
        with temporary_settings({PREFECT_API_URL: address}):
            yield address
    finally:
        tell_prefect_the_rest()
        _stop(server)


def answers(address: str, patience: float = 0.0) -> bool:
    """Whether a Prefect server answers at this API address, asked for so many seconds."""
    ends = time.monotonic() + patience
    while True:
        with suppress(URLError, OSError), urlopen(f"{address}/health", timeout=5) as response:  # noqa: S310 -- configured
            return bool(response.status == HTTP_OK)
        if time.monotonic() >= ends:
            return False
        time.sleep(LOOK_SECONDS)


def tell_prefect_the_rest() -> None:
    """Send logs and events that still wait to be sent, as long as there is a server to send them to."""
    APILogWorker.drain_all(timeout=DRAIN_SECONDS)
    EventsWorker.drain_all(timeout=DRAIN_SECONDS)


def _await(server: subprocess.Popen[bytes], address: str, seconds: float, log: Path) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if server.poll() is not None:
            raise ServerStartError(f"Prefect's server ended with code {server.returncode} while starting; see {log}")
        if answers(address):
            return
        time.sleep(LOOK_SECONDS)
    raise ServerStartError(f"Prefect's server did not answer within {seconds:g} s; see {log}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _serve(descriptor: str) -> None:
    """Become the server, which Linux ends together with the process that asked for it."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != int(os.environ[PARENT]):
            sys.exit(1)
    os.environ |= {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
    import uvicorn  # noqa: PLC0415 -- the environment first, and only in the server's own process

    application = "prefect.server.api.server:create_app"
    config = uvicorn.Config(application, factory=True, log_level="error", lifespan="on")
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(descriptor))])


if __name__ == "__main__":
    _serve(sys.argv[1])
