"""Pairs of wordings that may be RELATED, found by hash joins: the same words up to synonyms, or a run of words more.

Words are looked at as they are, then once for each way to part the synonyms. A look in one way holds the sums of that
way alone and what it finds goes to disk, so that ways can be looked in one after the other or at once, and memory does
not grow with the number of pairs. Sums have 32 bits: rarely two wordings share one by chance, and deciding tells them
apart.
"""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np
import numpy.typing as npt

from jdparse.pairs import MIN_SHARE
from jdparse.scratch import map_array, map_records, save_array
from jdparse.wording.columns import I32, I64, opens_run, spread
from jdparse.wording.vocabulary import U64

from .bags import Bags, Flags, hashes, ways
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


class Ground(NamedTuple):
    """What bounds a look at the rows, beside their words.

    ``levels`` has a value a row, equal for rows that no level keeps apart; see ``traits.levels_of``. ``then`` says for
    each way which rows were looked at before. ``settled`` are the rows that stood there before and are in small blocks,
    then and now, in all ways: their pairs with known rows are those of before, and not looked for.
    """

    levels: npt.NDArray[np.uint8]
    then: Flags
    settled: Flags


class Chunk(NamedTuple):
    """Candidates whose larger wordings are rows ``first`` to ``last``.

    ``known`` says which were looked at before too, ``left_out`` how many a bound left out. A pair stands once. Pairs of
    a settled row with a known larger one are those of before, and not among them.
    """

    first: int
    last: int
    small: I64
    large: I64
    known: Flags
    left_out: int


class _Blocks:
    """Rows by the sum of their words' values; looks up many sums at once."""

    def __init__(self, sums: U32, rows: I64 | None = None) -> None:
        """Of all rows, or of some, which ascend."""
        # Sorted as one number: quicker than to find the order, and no wider meanwhile.
        both = (sums if rows is None else sums[rows]).astype(np.uint64) << np.uint64(32)
        both |= np.arange(len(both), dtype=np.uint64) if rows is None else rows.astype(np.uint64)
        both.sort()
        self.order: I32 = both.astype(np.uint32).view(np.int32)
        both >>= np.uint64(32)
        ordered = both.astype(np.uint32)
        del both
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


def _windows(start: I64, rows: I64) -> Iterator[tuple[I64, I64, int]]:
    """The runs of words that rows may have more than another: row, where the run starts, its length."""
    sizes = start[rows + 1] - start[rows]
    owners, size = np.repeat(rows, sizes), np.repeat(sizes, sizes)
    places = spread(start[rows], sizes)
    for window in range(1, MAX_WINDOW + 1):
        fits = (places + window <= start[owners + 1]) & (size - window >= np.maximum(size * MIN_SHARE, 1))
        yield owners[fits], places[fits], window


def ground(memory: Memory, before: Bags, levels: npt.NDArray[np.uint8]) -> Ground:
    """The ground of a search; `before` are the words of the last one."""
    then = np.zeros((ways(), len(memory.words)), bool)
    settled = memory.known
    if settled.any():
        for way in range(ways()):
            blocks = _Blocks(_Sums(hashes(before, way), before).rows)
            then[way] = memory.those(blocks.looked_at())
            settled &= memory.those(blocks.whole())
            settled &= _Blocks(_Sums(hashes(memory.words, way), memory.words).rows).whole()
    return Ground(levels, then, settled)


def spans(rows: int) -> list[tuple[int, int]]:
    """The chunks of so many rows, each from its first row to before its last."""
    return [(first, min(first + CHUNK, rows)) for first in range(0, rows, CHUNK)]


def look(memory: Memory, on: Ground, way: int, folder: Path) -> None:
    """Find pairs in one way, chunk by chunk, and spill them into a file in the folder."""
    with _Spill(folder, way, on) as spill:
        start, known = memory.words.start, memory.known
        sums = _Sums(hashes(memory.words, way), memory.words)
        del memory  # the words themselves, which nothing but the sums needs
        looking = _Look(start, known, sums, on.settled, spill, exact=not way)
        for first, last in spans(len(known)):
            looking.at_rows(first, last)
            spill.end_chunk()


class _Spill:
    """Writes the pairs of one way, a chunk after the other, but for those that a level keeps apart: these are many."""

    def __init__(self, folder: Path, way: int, on: Ground) -> None:
        self._folder, self._way, self._levels, self._then = folder, way, on.levels, on.then[way]
        self._pairs = self._left_out = 0
        self._chunks: list[tuple[int, int]] = []

    def __enter__(self) -> "_Spill":
        self._file = _spilled(self._folder, self._way).open("wb")
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        save_array(np.array(self._chunks, np.int64).reshape(-1, 2), self._folder, _index(self._way))

    def add(self, small: I64, large: I64, left_out: int) -> None:
        """Spill pairs, and note how many more a bound left out."""
        near = self._levels[small] == self._levels[large]
        small, large = small[near], large[near]
        pairs = np.empty(len(small), _PAIR)
        pairs["small"], pairs["large"], pairs["then"] = small, large, self._then[small]
        self._file.write(pairs.tobytes())
        self._pairs += len(pairs)
        self._left_out += left_out

    def end_chunk(self) -> None:
        """Note where the chunk ends."""
        self._chunks.append((self._pairs, self._left_out))


def _spilled(folder: Path, way: int) -> Path:
    return folder / f"pairs-{way}"


def _index(way: int) -> str:
    """Scratch array: for each chunk, how many pairs of the way stand before its end, and how many were left out."""
    return f"chunks-{way}"


class _Look:
    """A look at rows in one way: rows by their sums, all and the unsettled ones."""

    def __init__(self, start: I64, known: Flags, sums: _Sums, settled: Flags, spill: _Spill, *, exact: bool) -> None:
        """``exact``: the sums are of the words as they are; wordings with the very same words are not RELATED."""
        self._start, self._known, self._sums, self._spill, self._exact = start, known, sums, spill, exact
        self._every = _Blocks(sums.rows)
        self._unsettled = _Blocks(sums.rows, np.flatnonzero(~settled)) if settled.any() else self._every

    def at_rows(self, first: int, last: int) -> None:
        """Look for the pairs whose larger wordings are some rows."""
        rows, known = np.arange(first, last), self._known[first:last]
        for some, blocks in ((rows[~known], self._every), (rows[known], self._unsettled)):
            if not (len(some) and len(blocks.sums)):
                continue  # where little has changed, nothing is unsettled
            if not self._exact:
                self._equal(blocks, some)
            self._with_a_run_more(blocks, some)

    def _equal(self, blocks: _Blocks, rows: I64) -> None:
        """Rows with the same sum as an earlier one."""
        place, others, left_out = blocks.pairs(self._sums.rows[rows])
        earlier = others < rows[place]
        self._spill.add(others[earlier], rows[place[earlier]], left_out)

    def _with_a_run_more(self, blocks: _Blocks, rows: I64) -> None:
        """Rows with a run of words more than another."""
        for row, at, window in _windows(self._start, rows):
            place, others, left_out = blocks.pairs(self._sums.without(row, at, window))
            self._spill.add(others, row[place], left_out)


def chunks(memory: Memory, folder: Path, numbers: range) -> Iterator[Chunk]:
    """The pairs to decide, the larger wording (of equals the later) in the order of rows: of some chunks, by number."""
    found = [(map_records(_spilled(folder, way), _PAIR), map_array(folder, _index(way))) for way in range(ways())]
    every = spans(len(memory.words))
    for number in numbers:
        first, last = every[number]
        parts, left_out = [], 0
        for pairs, ends in found:
            begins = ends[number - 1] if number else (0, 0)
            parts.append(pairs[begins[0] : ends[number, 0]])
            left_out += int(ends[number, 1] - begins[1])
        pairs = _each_once(np.concatenate(parts))
        large = pairs["large"].astype(np.int64)
        known = pairs["then"] & memory.known[large]
        yield Chunk(first, last, pairs["small"].astype(np.int64), large, known, left_out)


def _each_once(pairs: npt.NDArray[np.void]) -> npt.NDArray[np.void]:
    """Each pair once, and as one looked at before if it was in any way."""
    code = pairs["large"].astype(np.int64) << 32 | pairs["small"]
    order = np.lexsort((~pairs["then"], code))
    return pairs[order[opens_run(code[order])]]
