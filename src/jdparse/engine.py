"""Where the tasks of a run are done: in worker processes here, or wherever somebody else's engine does them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from jdparse.workers import supervise

Engine = Callable[[Callable[..., Any], Sequence[Any]], Iterator[tuple[int, Any]]]
"""Given a function and its tasks, does them all and yields (number of the task, result) as they end, in any order.

The function is called as ``supervise`` calls it. A task may be done twice, when whoever did it died: it writes the same
files again.
"""


def here(workers: int) -> Engine:
    """Supervised worker processes on this machine, never more than there are tasks."""
    return lambda function, tasks: supervise(function, tasks, workers=min(workers, len(tasks)))


def handful(function: Callable[..., Any], start: int, tasks: Sequence[Any]) -> list[tuple[int, Any]]:
    """Do some of an engine's tasks on whatever machine this is, under supervision; ``start`` is the first's number."""
    return [(start + number, result) for number, result in supervise(function, tasks, workers=1)]
