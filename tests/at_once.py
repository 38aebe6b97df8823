"""An engine that does the workers' tasks in the test's process; workers themselves are tested elsewhere."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any


def at_once(function: Callable[..., Any], tasks: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    """Do all tasks, one after the other."""
    for number, task in enumerate(tasks):
        yield number, function(task, {}, lambda _: None)


def here_at_once(workers: int) -> AbstractContextManager[Callable[..., Any]]:
    """What ``run.here`` is replaced by; however many workers are asked for, there is this process."""
    del workers
    return nullcontext(at_once)
