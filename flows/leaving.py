"""How a run that is told to stop, or has lost its server, ends soon all the same."""

import atexit
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STOP_SECONDS = 8
"""A run that was told to stop has ended by then; its own clean-up takes milliseconds, telling Prefect the rest."""

LINGER_SECONDS = 40
"""So long a process may go on telling Prefect how its run ended: a server that is gone must not keep it."""

ONE_RUN = "JDPARSE_PROCESS_OF_ONE_RUN"
PREFECTS_ONE_RUN = "PREFECT__FLOW_RUN_ID"


def own_this_process() -> None:
    """Say that this process is there for one run of the flow and may end with it."""
    os.environ[ONE_RUN] = "1"


def do_not_linger(exit_code: int) -> None:
    """The run is over: end this process before long, if it is there for nothing else."""
    if ONE_RUN in os.environ or PREFECTS_ONE_RUN in os.environ:
        leave_within(LINGER_SECONDS, exit_code)
        atexit.register(_last_words)


def _last_words() -> None:
    """Nothing is printed after this: DuckDB has a page to say about what others keep loaded (see ``leave``)."""
    sys.stdout.flush()
    sys.stderr.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.__stderr__.fileno() if sys.__stderr__ else 2)


def leave(exit_code: int) -> None:
    """End the process now, past the interpreter's own end: Prefect's threads live on there, and DuckDB, which they keep
    loaded, would print a page about it.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_code)


def leave_within(seconds: float, exit_code: int) -> None:
    """End the process in so many seconds with this exit code, whatever it is waiting for then."""

    timer = threading.Timer(seconds, leave, (exit_code,))
    timer.daemon = True
    timer.start()


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """SIGINT and SIGTERM unwind the run: staging cleared, lock let go, record closed; then the process ends soon."""

    def stop(number: int, _: object) -> None:
        for each in before:
            signal.signal(each, signal.SIG_IGN)  # a second one must not disturb the clean-up
        leave_within(STOP_SECONDS, 128 + number)
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
