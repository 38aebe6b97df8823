"""The rows of a search: clusters of one kind in the order of their ids, their words, and what is known of them.

Texts are let go of as soon as they are read, and the words lie in scratch arrays, which the processes that look and
decide map into memory and share: a crawl has millions of clusters.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from jdparse.freed import give_back
from jdparse.scratch import ArrayFile, load_rows, map_array, save_array, save_rows
from jdparse.wording.arrow import Column, Table, array_of, pa, pc, strings
from jdparse.wording.columns import I32, I64
from jdparse.wording.reading import read

from .bags import NONE, Bags, Flags, bags, joined_bags, picked
from .decide import Decided
from .kept import SCORES, Before, map_pairs

Ids = npt.NDArray[np.bytes_]

READ_AT_ONCE = 1 << 17  # wordings; reading needs many times what it gives
IDS = "ids"
"""Scratch array: the ids of the rows."""


@dataclass(frozen=True)
class Memory:
    """What is known of the rows of today: ``words`` of all of them, and pairs that need no deciding.

    ``then`` is the row of each before, NONE where it is new or shows another wording now; ``now`` the other way round,
    with NONE in the end; ``pairs`` are those kept before.
    """

    words: Bags
    then: I32
    now: I32
    pairs: npt.NDArray[Any]

    @property
    def known(self) -> Flags:
        """Which rows stood there before, word for word."""
        return cast("Flags", self.then != NONE)

    def those(self, flags_then: Flags) -> Flags:
        """Flags of the rows before as flags of today's; false for new rows."""
        return np.append(flags_then, False)[self.then]

    def related(self, small: I64, large: I64, settled: Flags, span: tuple[int, int]) -> Decided:
        """The pairs with a larger row in a span that were RELATED, if the smaller is settled or they are among some."""
        then = self.then[slice(*span)]
        then = then[then != NONE]
        if not len(then):
            return Decided.joined([])
        ends = np.searchsorted(self.pairs["large"], [then[0], then[-1] + 1])
        kept = self.pairs[ends[0] : ends[1]]
        ours = np.stack([self.now[kept["small"]], self.now[kept["large"]]]).astype(np.int64)
        there = np.flatnonzero((ours != NONE).all(axis=0))
        codes = ours[1, there] * len(self.then) + ours[0, there]  # ascending, as the pairs are
        hit = there[_among(codes, large * len(self.then) + small) | settled[ours[0, there]]]
        return Decided(ours[0, hit], ours[1, hit], kept["synonyms"][hit].astype(np.int64), kept["score"][hit] / SCORES)


def _among(codes: I64, wanted: I64) -> Flags:
    """Which of some ascending codes are wanted, these in any order and more than once."""
    flags = np.zeros(len(codes), bool)
    if len(codes):
        at = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
        flags[at[codes[at] == wanted]] = True
    return flags


def remember(clusters: Iterable[Table], kind: str, before: Before, folder: Path) -> Memory:
    """Read the clusters, those that stood there before excepted; their ids go to the folder.

    Raises ValueError where they are not in the order of their ids.
    """
    thens, pieces = [np.zeros(0, np.int32)], [before.words]
    rows_then = _RowsThen(before)
    with ArrayFile(folder, IDS) as file:
        for some in _in_pieces(clusters):
            ids = as_ids(some["bullet_id"].combine_chunks())
            file.append(ids)
            thens.append(rows_then.of(ids, some["text"].combine_chunks()))
            pieces.append(bags(read(some["text"].filter(pa.array(thens[-1] == NONE)), kind)))
            give_back()  # reading leaves as much behind as the words take
    then = np.concatenate(thens)
    words = joined_bags(pieces)
    known = then != NONE
    if len(before.words):
        row = then.astype(np.int64)
        row[~known] = np.arange(np.count_nonzero(~known)) + len(before.words)
        words = picked(words, row)
    now = np.full(len(before.words) + 1, NONE, np.int32)
    now[then[known]] = np.flatnonzero(known)
    return Memory(words, then, now, map_pairs(before.pairs))


def _in_pieces(clusters: Iterable[Table]) -> Iterator[Table]:
    """The clusters, so many at a time. Raises ValueError where they are not in the order of their ids."""
    last = ""
    for some in clusters:
        for first in range(0, len(some), READ_AT_ONCE):
            piece = some.slice(first, READ_AT_ONCE)
            ids = piece["bullet_id"].combine_chunks()
            if ids[0].as_py() <= last or not pc.all(pc.less(ids[:-1], ids[1:]), min_count=0).as_py():
                raise ValueError("the clusters are not in the order of their ids")
            last = ids[-1].as_py()
            yield piece


class _RowsThen:
    """Finds for clusters their rows before."""

    def __init__(self, before: Before) -> None:
        self._ids = as_ids(before.clusters["bullet_id"].combine_chunks())
        self._texts = before.clusters["text"].combine_chunks()

    def of(self, ids: Ids, texts: Column) -> I32:
        """The row of each before, NONE where it is new or shows another wording now."""
        if not len(self._ids):
            return np.full(len(ids), NONE, np.int32)
        at = np.minimum(np.searchsorted(self._ids, ids), len(self._ids) - 1)
        same = (self._ids[at] == ids) & array_of(pc.equal(self._texts.take(pa.array(at)), texts))
        return np.where(same, at, NONE).astype(np.int32)


def as_ids(ids: Column) -> Ids:
    """A column of ids as text of a fixed size: sorted as they are, and found without a table of hashes."""
    return np.asarray(ids.cast(pa.binary()).to_numpy(zero_copy_only=False)).astype(bytes)


# ---- between the steps of a search ----

_ROWS = ("then", "now")
_WORDS = tuple(field.name for field in fields(Bags) if field.name != "names")
_NAMES = "names"


def save_memory(memory: Memory, folder: Path) -> None:
    """Save what is known of the rows as scratch arrays."""
    save_rows(pa.table({_NAMES: strings(memory.words.names)}), folder, _NAMES)
    for name in _WORDS:
        save_array(getattr(memory.words, name), folder, name)
    for name in _ROWS:
        save_array(getattr(memory, name), folder, name)


def map_memory(folder: Path, pairs: Path | None) -> Memory:
    """Map what was saved into memory, with the file of the pairs before."""
    names = load_rows(folder, _NAMES)[_NAMES].to_pylist()
    words = Bags(names, **{name: map_array(folder, name) for name in _WORDS})
    return Memory(words, **{name: map_array(folder, name) for name in _ROWS}, pairs=map_pairs(pairs))
