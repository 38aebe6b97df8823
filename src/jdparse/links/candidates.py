"""Pairs of wordings that may be RELATED, found by hash joins: the same words up to synonyms, or a run of words more.

Words are looked at as they are, then once for each way to part the synonyms. One way is held at a time and what it
finds goes to disk, so that memory holds the words and the sums of one way, however many pairs there are. Sums have 32
bits: rarely two wordings share one by chance, and deciding tells them apart.
"""

import tempfile
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple, Self, cast

import numpy as np
import numpy.typing as npt

from jdparse.pairs import MIN_SHARE
from jdparse.wording.columns import I32, I64, opens_run, spread
from jdparse.wording.vocabulary import U64

from .bags import Bags, Flags, block_hashes, lemma_hashes
from .memory import Memory

U32 = npt.NDArray[np.uint32]

# A window is what one wording has more; longer ones are not looked for.
MAX_WINDOW = 6
# Of clusters with the same words up to a part of the synonyms, the first by bullet_id are looked at; those with the
# very same words come beside them, so that only paraphrases can be left out.
MAX_BLOCK = 24
FILTER_BITS = 24
# Rows whose candidates are held at a time.
CHUNK = 1 << 14

_PAIR = np.dtype([("small", "<i4"), ("large", "<i4"), ("then", "?")])


class Chunk(NamedTuple):
    """Candidates whose larger wordings are rows ``first`` to ``last``.

    ``known`` says which were looked at before too, ``left_out`` how many a bound left out. A pair stands once.
    ``settled`` are all rows whose pairs with known larger ones are those of before: these are not among the candidates.
    """

    first: int
    last: int
    small: I64
    large: I64
    known: Flags
    settled: Flags
    left_out: int


class _Blocks:
    """Rows by the sum of their words' values; looks up many sums at once."""

    def __init__(self, sums: U32, rows: I64 | None = None) -> None:
        """Of all rows, or of some, which ascend."""
        if rows is None:
            self.order: I32 = np.argsort(sums, kind="stable").astype(np.int32)
        else:
            self.order = rows[np.argsort(sums[rows], kind="stable")].astype(np.int32)
        ordered = sums[self.order]
        self.first: I32 = np.flatnonzero(opens_run(ordered)).astype(np.int32)
        self.sums = ordered[self.first]
        self.count = np.diff(self.first, append=np.int32(len(ordered)))

    @cached_property
    def _filter(self) -> Flags:
        """Slots that some sum has: most sums that are looked up have none, and this is quicker than to look."""
        slots = np.zeros(1 << FILTER_BITS, bool)
        slots[self._slot(self.sums)] = True
        return slots

    @staticmethod
    def _slot(values: U32) -> U32:
        return cast("U32", values & np.uint32((1 << FILTER_BITS) - 1))

    def looked_at(self) -> Flags:
        """Which of all rows are among those of their block that are looked at."""
        flags = np.zeros(len(self.order), bool)
        flags[self.order[spread(self.first, np.minimum(self.count, MAX_BLOCK))]] = True
        return flags

    def whole(self) -> Flags:
        """Which of all rows are in a block that is looked at as a whole."""
        flags = np.zeros(len(self.order), bool)
        flags[self.order] = np.repeat(self.count <= MAX_BLOCK, self.count)
        return flags

    def pairs(self, wanted: U32) -> tuple[I64, I64, int]:
        """(place in `wanted`, row) for the rows whose sum is the wanted one, first MAX_BLOCK; how many are left out."""
        at = np.flatnonzero(self._filter[self._slot(wanted)])
        block = np.minimum(np.searchsorted(self.sums, wanted[at]), len(self.sums) - 1)
        hit = self.sums[block] == wanted[at]
        at, block = at[hit], block[hit]
        count = np.minimum(self.count[block], MAX_BLOCK)
        rows = self.order[spread(self.first[block], count)].astype(np.int64)
        return np.repeat(at, count), rows, int((self.count[block] - count).sum())


class _Sums:
    """Sums of words' values: of each row, and of each run of words."""

    def __init__(self, hashes: U64, found: Bags) -> None:
        self.running = np.zeros(len(found.code) + 1, np.uint32)
        values = hashes.astype(np.uint32)
        np.take(values, found.code, out=self.running[1:], mode="clip")  # with any other mode numpy makes a copy
        np.cumsum(self.running, out=self.running)
        self.rows = self.running[found.start[1:]] - self.running[found.start[:-1]]

    def without(self, row: I64, at: I64, window: int) -> U32:
        """The sums of rows but for the run of so many words that starts at a place."""
        return cast("U32", self.rows[row] - (self.running[at + window] - self.running[at]))


class _Pairs(NamedTuple):
    """Pairs found in one go, and how many a bound left out."""

    small: I64
    large: I64
    left_out: int


class _Spill:
    """Pairs by the chunk they belong to, on disk until that chunk's turn."""

    def __init__(self, folder: str | None) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - __exit__ closes it
        self._where: dict[int, list[tuple[int, int]]] = {}
        self._left_out: dict[int, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, first: int, found: _Pairs, then: Flags) -> None:
        """Pairs of the chunk that begins with a row, and which rows were looked at before."""
        self._left_out[first] = self._left_out.get(first, 0) + found.left_out
        if len(found.small):
            pairs = np.empty(len(found.small), _PAIR)
            pairs["small"], pairs["large"], pairs["then"] = found.small, found.large, then[found.small]
            self._where.setdefault(first, []).append((self._file.tell(), len(pairs)))
            self._file.write(pairs.tobytes())

    def chunk(self, first: int) -> tuple[npt.NDArray[np.void], int]:
        """The pairs of a chunk, each once and as one looked at before if it was in any way; how many were left out."""
        parts = [np.zeros(0, _PAIR)]
        for at, count in self._where.get(first, ()):
            self._file.seek(at)
            parts.append(np.frombuffer(self._file.read(count * _PAIR.itemsize), _PAIR))
        pairs = np.concatenate(parts)
        code = pairs["large"].astype(np.int64) << 32 | pairs["small"]
        order = np.lexsort((~pairs["then"], code))
        return pairs[order[opens_run(code[order])]], self._left_out.get(first, 0)


def _windows(start: I64, rows: I64) -> Iterator[tuple[I64, I64, int]]:
    """The runs of words that rows may have more than another: row, where the run starts, its length."""
    sizes = start[rows + 1] - start[rows]
    owners, size = np.repeat(rows, sizes), np.repeat(sizes, sizes)
    places = spread(start[rows], sizes)
    for window in range(1, MAX_WINDOW + 1):
        fits = (places + window <= start[owners + 1]) & (size - window >= np.maximum(size * MIN_SHARE, 1))
        yield owners[fits], places[fits], window


class _Way(NamedTuple):
    """One way to look at words: rows by their sums, all and the unsettled ones, and which were looked at before."""

    sums: _Sums
    every: _Blocks
    unsettled: _Blocks
    then: Flags


class _Finder:
    """Looks for the pairs of some wordings, one way after the other.

    ``levels`` has a value a row, equal for rows that no level keeps apart; see ``traits.levels_of``. ``settled`` are
    the rows that stood there before and are in small blocks, then and now, in all ways: their pairs with known rows are
    those of before, and not looked for.
    """

    def __init__(self, memory: Memory, before: Bags, levels: npt.NDArray[np.uint8], spill: _Spill) -> None:
        self._memory, self._levels, self._spill = memory, levels, spill
        self.firsts = range(0, len(memory.words), CHUNK)
        self.settled = memory.known.copy()
        self._ways: list[tuple[U64, Flags]] = []  # a value a lemma, and which rows were looked at before
        values = ([lemma_hashes(bags), *block_hashes(bags)] for bags in (memory.words, before))
        for now, then in zip(*values, strict=True):
            blocks = _Blocks(_Sums(then, before).rows)
            self._ways.append((now, memory.those(blocks.looked_at())))
            if self.settled.any():
                self.settled &= memory.those(blocks.whole()) & _Blocks(_Sums(now, memory.words).rows).whole()

    def look(self) -> None:
        """Look in all ways: at the words as they are, then up to each part of the synonyms."""
        for number, (hashes, then) in enumerate(self._ways):
            way = self._way(hashes, then)
            for first in self.firsts:
                rows = np.arange(first, self.last(first))
                known = self._memory.known[first : self.last(first)]
                for some, blocks in ((rows[~known], way.every), (rows[known], way.unsettled)):
                    if number:
                        self._equal(way, blocks, first, some)
                    self._with_a_run_more(way, blocks, first, some)

    def last(self, first: int) -> int:
        """Where the chunk ends that begins with a row."""
        return min(first + CHUNK, len(self._memory.words))

    def _way(self, hashes: U64, then: Flags) -> _Way:
        sums = _Sums(hashes, self._memory.words)
        every = _Blocks(sums.rows)
        unsettled = _Blocks(sums.rows, np.flatnonzero(~self.settled)) if self.settled.any() else every
        return _Way(sums, every, unsettled, then)

    def _equal(self, way: _Way, blocks: _Blocks, first: int, rows: I64) -> None:
        """Rows with the same sum as an earlier one."""
        place, others, left_out = blocks.pairs(way.sums.rows[rows])
        earlier = others < rows[place]
        self._add(first, _Pairs(others[earlier], rows[place[earlier]], left_out), way.then)

    def _with_a_run_more(self, way: _Way, blocks: _Blocks, first: int, rows: I64) -> None:
        """Rows with a run of words more than another."""
        for row, at, window in _windows(self._memory.words.start, rows):
            place, others, left_out = blocks.pairs(way.sums.without(row, at, window))
            self._add(first, _Pairs(others, row[place], left_out), way.then)

    def _add(self, first: int, found: _Pairs, then: Flags) -> None:
        """Spill the pairs, but for those that a level keeps apart: many, and seen without deciding."""
        near = self._levels[found.small] == self._levels[found.large]
        self._spill.add(first, _Pairs(found.small[near], found.large[near], found.left_out), then)


def candidates(
    memory: Memory, before: Bags, levels: npt.NDArray[np.uint8], scratch: str | None = None
) -> Iterator[Chunk]:
    """The pairs to decide, the larger wording (of equals the later) in the order of rows.

    Pairs that need no looking for, since they are as before, are not among them; see ``Chunk.settled``. `before` are
    the words of the last search; for `levels` see ``traits.levels_of``. `scratch` is a folder for what is found
    meanwhile; None: the system's.
    """
    with _Spill(scratch) as spill:
        finder = _Finder(memory, before, levels, spill)
        finder.look()
        for first in finder.firsts:
            pairs, left_out = spill.chunk(first)
            large = pairs["large"].astype(np.int64)
            known = pairs["then"] & memory.known[large]
            small = pairs["small"].astype(np.int64)
            yield Chunk(first, finder.last(first), small, large, known, finder.settled, left_out)
