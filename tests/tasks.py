"""What the workers of the tests do: a module of its own, since they import it, and tests import far more."""

import os
import signal
import time
from pathlib import Path
from typing import NamedTuple

from jdparse.workers import Begin, Skip


class Steps(NamedTuple):
    """A task: what to do at each step, and a file where each step done is written down."""

    steps: tuple[str, ...]
    log: str = ""


def do_steps(task: Steps, skip: Skip, begin: Begin) -> list[str]:
    """Do the steps that are not left out; returns what became of each."""
    done = []
    for number, what in enumerate(task.steps):
        begin(number)
        if number in skip:
            done.append(skip[number].reason)
            continue
        ACTS[what](task)
        done.append(what)
    return done


def _loop(_: Steps) -> None:
    while True:
        pass


def _die(_: Steps) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_once(task: Steps) -> None:
    if not Path(task.log).exists():
        Path(task.log).write_text("died")
        os.kill(os.getpid(), signal.SIGKILL)


def _hoard(_: Steps) -> None:
    held = []
    while True:
        held.append(b"x" * (8 << 20))
        time.sleep(0.01)


def _keep(_: Steps) -> None:
    LEFT_BEHIND.append(b"x" * (64 << 20))


LEFT_BEHIND: list[bytes] = []
"""What a task does not give back."""


def _raise(_: Steps) -> None:
    raise ValueError("what went wrong in the task")


def _fill(_: Steps) -> None:
    raise OSError(28, "No space left on device", "/somewhere")


def _tell_pid(task: Steps) -> None:
    with Path(task.log).open("a") as log:
        log.write(f"{os.getpid()}\n")
    time.sleep(60)


ACTS = {
    "work": lambda _: None,
    "nap": lambda _: time.sleep(0.3),
    "loop": _loop,
    "die": _die,
    "die_once": _die_once,
    "hoard": _hoard,
    "keep": _keep,
    "raise": _raise,
    "fill": _fill,
    "tell_pid": _tell_pid,
}


def its_pid(_: Steps, skip: Skip, begin: Begin) -> int:
    """Which process does the task."""
    del skip, begin
    return os.getpid()


def ignores_skip(_: Steps, skip: Skip, begin: Begin) -> None:
    """A task that goes on dying at the same step, whatever it is told to leave out."""
    del skip
    begin(0)
    os.kill(os.getpid(), signal.SIGKILL)


def dies_before_its_first_step(_: Steps, skip: Skip, begin: Begin) -> None:
    """A task whose worker dies before it says where it is."""
    del skip, begin
    os.kill(os.getpid(), signal.SIGKILL)
