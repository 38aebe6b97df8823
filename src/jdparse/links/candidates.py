"""Pairs of wordings that may be RELATED, found by hash joins: the same words up to synonyms, or a run of words more.

Words are looked at as they are, then once for each way to part the synonyms. One way is held at a time and what it
finds goes to disk, so that memory holds the words and the sums of one way, however many pairs there are. Sums have 32
bits: rarely two wordings share one by chance, and deciding tells them apart.
"""

import tempfile
from collections.abc import Iterator
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
    """

    first: int
    last: int
    small: I64
    large: I64
    known: Flags
    left_out: int


class _Blocks:
    """Rows by the sum of their words' values; looks up many sums at once."""

    def __init__(self, sums: U32) -> None:
        self.order: I32 = np.argsort(sums, kind="stable").astype(np.int32)
        ordered = sums[self.order]
        self.first: I32 = np.flatnonzero(opens_run(ordered)).astype(np.int32)
        self.sums = ordered[self.first]
        self.count = np.diff(self.first, append=np.int32(len(sums)))
        self._filter = np.zeros(1 << FILTER_BITS, bool)
        self._filter[self._slot(sums)] = True

    @staticmethod
    def _slot(values: U32) -> U32:
        return cast("U32", values & np.uint32((1 << FILTER_BITS) - 1))

    def looked_at(self) -> Flags:
        """Which rows are among those of their block that are looked at."""
        flags = np.zeros(len(self.order), bool)
        flags[self.order[spread(self.first, np.minimum(self.count, MAX_BLOCK))]] = True
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


def _windows(start: I64, first: int, last: int) -> Iterator[tuple[I64, I64, int]]:
    """The runs of words that rows first to last may have more than another: row, where the run starts, its length."""
    rows, sizes = np.arange(first, last, dtype=np.int64), np.diff(start[first : last + 1])
    owners, size = np.repeat(rows, sizes), np.repeat(sizes, sizes)
    places = np.arange(start[first], start[last], dtype=np.int64)
    for window in range(1, MAX_WINDOW + 1):
        fits = (places + window <= start[owners + 1]) & (size - window >= np.maximum(size * MIN_SHARE, 1))
        yield owners[fits], places[fits], window


class _Finder:
    """Looks for the pairs of some wordings, one way after the other.

    ``levels`` has a value a row, equal for rows that no level keeps apart; see ``traits.levels_of``.
    """

    def __init__(self, memory: Memory, before: Bags, levels: npt.NDArray[np.uint8], spill: _Spill) -> None:
        self._memory, self._before, self._levels, self._spill = memory, before, levels, spill
        self.firsts = range(0, len(memory.words), CHUNK)

    def look(self) -> None:
        """Look in all ways."""
        words = self._memory.words
        self._contained(_Sums(lemma_hashes(words), words), self._then(lemma_hashes(self._before)))
        for hashes, then in zip(block_hashes(words), block_hashes(self._before), strict=True):
            self._up_to_synonyms(_Sums(hashes, words), self._then(then))

    def last(self, first: int) -> int:
        """Where the chunk ends that begins with a row."""
        return min(first + CHUNK, len(self._memory.words))

    def _then(self, hashes: U64) -> Flags:
        """Which rows were looked at before too, when lemmas had these values."""
        return self._memory.those(_Blocks(_Sums(hashes, self._before).rows).looked_at())

    def _contained(self, sums: _Sums, then: Flags) -> None:
        """Rows with a run of words more than another; ``then``: which rows were looked at before too."""
        blocks = _Blocks(sums.rows)
        for first in self.firsts:
            self._with_a_run_more(sums, blocks, first, then)

    def _up_to_synonyms(self, sums: _Sums, then: Flags) -> None:
        """Rows with the same words up to a part of the synonyms, and those with a run of words more than that."""
        blocks = _Blocks(sums.rows)
        for first in self.firsts:
            place, others, left_out = blocks.pairs(sums.rows[first : self.last(first)])
            rows = first + place
            earlier = others < rows
            self._add(first, _Pairs(others[earlier], rows[earlier], left_out), then)
            self._with_a_run_more(sums, blocks, first, then)

    def _with_a_run_more(self, sums: _Sums, blocks: _Blocks, first: int, then: Flags) -> None:
        for row, at, window in _windows(self._memory.words.start, first, self.last(first)):
            place, others, left_out = blocks.pairs(sums.without(row, at, window))
            self._add(first, _Pairs(others, row[place], left_out), then)

    def _add(self, first: int, found: _Pairs, then: Flags) -> None:
        """Spill the pairs, but for those that a level keeps apart: many, and seen without deciding."""
        near = self._levels[found.small] == self._levels[found.large]
        self._spill.add(first, _Pairs(found.small[near], found.large[near], found.left_out), then)


def candidates(
    memory: Memory, before: Bags, levels: npt.NDArray[np.uint8], scratch: str | None = None
) -> Iterator[Chunk]:
    """The pairs to decide, the larger wording (of equals the later) in the order of rows.

    `before` are the words of the last search; for `levels` see ``traits.levels_of``. `scratch` is a folder for what is
    found meanwhile; None: the system's.
    """
    with _Spill(scratch) as spill:
        finder = _Finder(memory, before, levels, spill)
        finder.look()
        for first in finder.firsts:
            pairs, left_out = spill.chunk(first)
            large = pairs["large"].astype(np.int64)
            known = pairs["then"] & memory.known[large]
            yield Chunk(first, finder.last(first), pairs["small"].astype(np.int64), large, known, left_out)
