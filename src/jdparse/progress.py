"""How far a run is, as whoever watches it is told."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from jdparse.sources import Shard

EACH_FILE = 1_000
"""Opening a file costs about what parsing so many bytes does."""


class Step(NamedTuple):
    """A step of a run: ``done`` of ``total``, in a measure of the step's own, and the inputs met so far."""

    name: str
    done: int
    total: int
    inputs: int = 0
    set_aside: int = 0


Progress = Callable[[Step], None]
"""Called again and again while a run goes on."""


def weights(shards: Sequence[Shard]) -> list[int]:
    """What each shard has of the work: how many inputs a container holds is known only when it has been read."""
    pieces = Counter(shard.files[0].path for shard in shards if len(shard.files) == 1)
    return [_weight(shard, pieces) for shard in shards]


def _weight(shard: Shard, pieces: Counter[str]) -> int:
    size = sum(file.size + EACH_FILE for file in shard.files)
    return size // pieces[shard.files[0].path] if len(shard.files) == 1 else size
