"""Wordings as columns of numbers, so that many pairs are looked at in one sweep; numbers die with the table."""

from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from jdparse.freed import give_back
from jdparse.pairs import PARTICLES, Words, joined
from jdparse.wording.columns import I16, I32, I64, spread, starts_of, times_before
from jdparse.wording.reading import Reading
from jdparse.wording.synonyms import partitions, phrases
from jdparse.wording.vocabulary import U64, digest, vocabulary

Flags = npt.NDArray[np.bool_]
NONE = -1


@dataclass(frozen=True)
class Bags:
    """The lemmas of many wordings, one after the other: wording i has those from start[i] to before start[i + 1].

    A code is the rank of a lemma (or listed phrase) among `names`, which are sorted. `mark` and `opening` are codes
    too, or NONE. `again` says how many equal lemmas stand before one in its wording. A crawl has tens of millions of
    words, so their numbers are narrow.
    """

    names: list[str]
    start: I64
    code: I32
    mark: I32
    opening: I32
    again: I16

    def __len__(self) -> int:
        return len(self.opening)

    def nth(self, place: I64) -> I64:
        """A number for the lemma at each place that tells it from an equal one before it: equal nth, equal words."""
        return cast("I64", self.code[place] + self.again[place] * np.int64(len(self.names)))

    def words(self, row: int) -> Words:
        """One wording as pairs.compare wants it."""
        span = slice(self.start[row], self.start[row + 1])
        return Words(
            tuple(self.names[n] for n in self.code[span].tolist()),
            tuple(self.name_of(n) for n in self.mark[span].tolist()),
            self.name_of(int(self.opening[row])),
        )

    def name_of(self, code: int) -> str:
        """The lemma, empty for NONE."""
        return "" if code == NONE else self.names[code]


_NO_CODES = np.zeros(0, np.int32)
NO_BAGS = Bags([], np.zeros(1, np.int64), _NO_CODES, _NO_CODES, _NO_CODES, np.zeros(0, np.int16))


def bags(reading: Reading) -> Bags:
    """The bags of what was read, listed phrases joined."""
    names = [*vocabulary().lemmas.names]
    numbers = dict(vocabulary().lemmas.numbers)
    rows = len(reading.opening)
    start = np.searchsorted(reading.row, np.arange(rows + 1)).astype(np.int64)
    changed = _rows_with_phrases(reading, rows, numbers)
    row, code, mark = [], [], []
    for at in changed.tolist():
        span = slice(start[at], start[at + 1])
        spelt = [names[n] for n in reading.lemma[span].tolist()]
        for places in joined(spelt):
            name = " ".join(spelt[place] for place in places)
            if numbers.setdefault(name, len(names)) == len(names):
                names.append(name)
            row.append(at)
            code.append(numbers[name])
            mark.append(int(reading.mark[start[at] + places[0]]))
    keep = ~np.isin(reading.row, changed)
    owner = np.concatenate([reading.row[keep], np.array(row, np.int64)])
    order = np.argsort(owner, kind="stable")
    lemma = np.concatenate([reading.lemma[keep], np.array(code, np.int64)])[order]
    marks = np.concatenate([reading.mark[keep], np.array(mark, np.int64)])[order]
    return _ranked(names, owner[order], lemma, marks, reading.opening)


def _rows_with_phrases(reading: Reading, rows: int, numbers: dict[str, int]) -> I64:
    """Rows where a listed phrase may stand: its first two words together, or its verb and, anywhere, its particle."""
    listed = [parts for many in phrases().values() for parts in many if parts[0] in numbers and parts[1] in numbers]
    size = len(numbers)
    codes = np.array([numbers[parts[0]] * size + numbers[parts[1]] for parts in listed], np.int64)
    together = np.flatnonzero(reading.row[1:] == reading.row[:-1])
    hit = np.isin(reading.lemma[together].astype(np.int64) * size + reading.lemma[together + 1], codes)
    apart = [parts for parts in listed if len(parts) == 2 and parts[1] in PARTICLES]
    has = np.zeros((2, rows), bool)
    for side in range(2):
        has[side][reading.row[np.isin(reading.lemma, [numbers[parts[side]] for parts in apart])]] = True
    return np.union1d(reading.row[together[hit]], np.flatnonzero(has[0] & has[1])).astype(np.int64)


def _ranked(names: list[str], row: I64, lemma: I64, mark: I64, opening: I64) -> Bags:
    used = np.unique(np.concatenate([lemma, mark[mark >= 0], opening[opening >= 0]])).tolist()
    used.sort(key=names.__getitem__)
    ranks = np.full(len(names) + 1, NONE, np.int32)  # the last for "none"
    ranks[used] = np.arange(len(used))
    code = ranks[lemma]
    start = np.searchsorted(row, np.arange(len(opening) + 1)).astype(np.int64)
    nameless = ranks.copy()
    nameless[[n for n in used if not names[n]]] = NONE
    again = repeats(row, code, len(used))
    return Bags([names[n] for n in used], start, code, nameless[mark], nameless[opening], again)


def repeats(row: I64, code: I32, codes: int) -> I16:
    """How many times each code of a row stood in it before; there are so many codes, and a row has < 32,768."""
    return times_before(row * codes + code).astype(np.int16)


def joined_bags(pieces: list[Bags]) -> Bags:
    """The bags of several tables as one, their names numbered anew; empties the list, so as to hold no word twice."""
    names = sorted(set().union(*(piece.names for piece in pieces)))
    numbers = {name: number for number, name in enumerate(names)}
    sizes = np.concatenate([np.zeros(0, np.int64), *(np.diff(piece.start) for piece in pieces)])
    words, rows = int(sizes.sum()), len(sizes)
    joined = Bags(
        names, starts_of(sizes), np.empty(words, np.int32), np.empty(words, np.int32), np.empty(rows, np.int32),
        np.empty(words, np.int16),
    )  # fmt: skip
    row = 0
    pieces.reverse()
    while pieces:
        piece = pieces.pop()
        rank = np.array([*(numbers[name] for name in piece.names), NONE], np.int32)
        place = slice(joined.start[row], joined.start[row + len(piece)])
        joined.code[place], joined.mark[place] = rank[piece.code], rank[piece.mark]
        joined.again[place] = piece.again
        joined.opening[row : row + len(piece)] = rank[piece.opening]
        row += len(piece)
        del piece
        give_back()  # or all pieces would stay beside what is made of them
    return joined


def picked(found: Bags, row: I64) -> Bags:
    """Some of the wordings, without the names that none of them has."""
    sizes = np.diff(found.start)[row]
    place = spread(found.start[row], sizes)
    code, mark, opening = found.code[place], found.mark[place], found.opening[row]
    used = np.unique(np.concatenate([code, mark, opening]))
    used = used[used != NONE]
    rank = np.full(len(found.names) + 1, NONE, np.int32)
    rank[used] = np.arange(len(used))
    names = [found.names[n] for n in used.tolist()]
    return Bags(names, starts_of(sizes), rank[code], rank[mark], rank[opening], found.again[place])


def ways() -> int:
    """How many ways there are to look at words: as they are, and parted by their synonyms."""
    return 1 + len(partitions())


def hashes(found: Bags, way: int) -> U64:
    """A value a lemma; but for way 0 the same for all words of a part."""
    part = partitions()[way - 1] if way else {}
    return np.array([digest(part.get(name, name))[0] for name in found.names], np.uint64)
