"""Moments that a signal must not cut in two."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STOPS = frozenset({signal.SIGINT, signal.SIGTERM})


@contextmanager
def signals_wait() -> Iterator[None]:
    """Signals that stop a run arrive after the context, so that the run can tell whether it was published.

    They are blocked, so that a process begun here begins with them blocked, and noted besides: a signal that another
    thread takes is handled in the main thread whatever that one blocks.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # Python handles signals in the main thread alone
        return
    arrived: list[int] = []
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    handlers = {number: signal.signal(number, lambda which, _: arrived.append(which)) for number in STOPS}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for late in dict.fromkeys(arrived):
            signal.raise_signal(late)
