"""What making the tables that span the ranges begins with, and a range as a task about them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from jdparse.ranges import Range
from jdparse.wording import Decisions
from jdparse.wording.guards import Guards


class Corpus(NamedTuple):
    """What merging begins with: folders of the ranges' counts, the Parquet parts of each table, the user's rules.

    ``base`` is the folder of the last snapshot where what it keeps holds, else None.
    """

    counts: tuple[str, ...]
    files: Mapping[str, Sequence[str]]
    data: str
    scratch: str
    base: str | None
    decisions: Decisions
    guards: Guards


class RangeOf(NamedTuple):
    """A range of pages or of clusters, and the corpus it is one of."""

    wanted: Range
    corpus: Corpus
