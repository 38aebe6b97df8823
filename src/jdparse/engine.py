"""Where the tasks of a run are done: in worker processes here, or wherever somebody else's engine does them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.reduction import ForkingPickler  # as the pipes to our own processes pack what they carry
from threading import local
from typing import Any, TypeVar

from jdparse.workers import Begin, Skip, Worker, supervise

Result = TypeVar("Result")

Engine = Callable[[Callable[..., Any], Sequence[Any]], Iterator[tuple[int, Any]]]
"""Given a function and its tasks, does them all and yields (number of the task, result) as they end, in any order.

The function is called as ``supervise`` calls it. A task may be done twice, when whoever did it died: it writes the same
files again.
"""


@contextmanager
def here(workers: int) -> Iterator[Engine]:
    """Supervised worker processes on this machine, never more than there are tasks; one step's do the next one's."""
    pool: list[Worker[Any]] = []
    try:
        yield lambda function, tasks: supervise(function, tasks, workers=min(workers, len(tasks)), pool=pool)
    finally:
        for worker in pool:
            worker.end()


class _Mine(local):
    """The worker process that a thread keeps from one handful to the next, and is spared its start."""

    def __init__(self) -> None:
        self.pool: list[Worker[bytes]] = []


_mine = _Mine()


def packed(function: Callable[..., Any], tasks: Sequence[Any]) -> list[bytes]:
    """Tasks that may pass through processes which know nothing of them, and need not load Arrow for them."""
    return [bytes(ForkingPickler.dumps((function, task))) for task in tasks]


def handful(start: int, tasks: Sequence[bytes]) -> list[tuple[int, bytes]]:
    """Do some packed tasks under supervision, on whatever machine this is; ``start`` is the first's number."""
    done = supervise(_unpacked, tasks, workers=1, pool=_mine.pool)
    return [(start + number, result) for number, result in done]


def _unpacked(task: bytes, skip: Skip, begin: Begin) -> bytes:
    function, given = ForkingPickler.loads(task)
    return bytes(ForkingPickler.dumps(function(given, skip, begin)))


def unpack(result: bytes) -> Any:
    """What became of a packed task."""
    return ForkingPickler.loads(result)


def alone(function: Callable[..., Any], tasks: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    """The engine that is this process itself: for so few tasks that starting others would take longer."""
    for number, task in enumerate(tasks):
        yield number, function(task, {}, lambda _: None)


def done(function: Callable[..., Result], tasks: Sequence[Any], engine: Engine) -> list[Result]:
    """The results of all tasks in their order."""
    results = dict(engine(function, tasks))
    return [results[number] for number in sorted(results)]
