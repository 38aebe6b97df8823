"""How far a run is, as whoever watches it is told."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any, NamedTuple

from jdparse.engine import Engine, alone
from jdparse.sources import Shard

EACH_FILE = 1_000
"""Opening a file costs about what parsing so many bytes does."""


STEPS = {
    "look": "Inputs looked at",
    "parse": "Inputs parsed",
    "assemble": "Ranges of pages made into tables",
    "merge": "Bullets clustered and linked",
    "ladder": "Levels compared",
    "check": "Tables checked",
}
"""The steps that tell how far they are, in their order → what a progress bar says of it."""


class Step(NamedTuple):
    """A step of a run, one of ``STEPS``: ``done`` of ``total``, in a measure of its own, and the inputs met so far.

    Of a step with a total of 0 it is not known how far it is.
    """

    name: str
    done: int
    total: int
    inputs: int = 0
    set_aside: int = 0


Progress = Callable[[Step], None]
"""Called again and again while a run goes on."""


ROUND = 100
"""What a round of tasks has of a step that has several."""


def told(engine: Engine, name: str, rounds: int, progress: Progress) -> Engine:
    """The engine, which tells how far a step is that calls it so many times: each call is the same share of it.

    It tells so when a call begins, too: its first task may take long. A task that is the only one of its call is done
    in this process.
    """
    before = count(0, ROUND)

    def tell(done: int) -> None:
        progress(Step(name, done, rounds * ROUND))

    def telling(function: Callable[..., Any], tasks: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        done = next(before)
        tell(done)
        chosen = alone if len(tasks) == 1 else engine
        for number, answer in enumerate(chosen(function, tasks), 1):
            tell(done + number * ROUND // len(tasks))
            yield answer

    return telling


def weights(shards: Sequence[Shard]) -> list[int]:
    """What each shard has of the work: how many inputs a container holds is known only when it has been read."""
    pieces = Counter(shard.files[0].path for shard in shards if len(shard.files) == 1)
    return [_weight(shard, pieces) for shard in shards]


def _weight(shard: Shard, pieces: Counter[str]) -> int:
    size = sum(file.size + EACH_FILE for file in shard.files)
    return size // pieces[shard.files[0].path] if len(shard.files) == 1 else size
