"""Bullets of two levels that are one: *raised* if equal but for guarded words, *reworded* if half of their words are.

All steps of a ladder are looked at together, one section at a time: as rows of numbers, since a bullet is compared
only with those of the same step.
"""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jdparse.ladder_words import Words, spelled
from jdparse.wording.columns import I64, U64, Flags, opens_run, spread, starts_of, times_before

LEAST_SHARED, LEAST_SCORE = 2, 0.5

MATCHES_AT_ONCE = 1 << 21
"""So many shared words are held at once, unless one bullet has more."""


class Side(NamedTuple):
    """Bullets of one side of the steps: the step and the wording of each, by step and then by position on the page."""

    step: I64
    wording: I64

    def only(self, rows: I64) -> "Side":
        """Some of them."""
        return Side(self.step[rows], self.wording[rows])


class Pairs(NamedTuple):
    """Pairs of bullets that are one, as columns: the rows of the two sides each went from and came to, and what it is.

    What was asked for and what is, ``from_words`` and ``to_words``, and the ``guard`` are null where merely reworded.
    """

    went: list[int]
    came: list[int]
    kind: list[str]
    score: list[float]
    guard: list[str | None]
    from_words: list[str | None]
    to_words: list[str | None]


class _Close(NamedTuple):
    """Rows of the two sides that share enough words, and how much."""

    went: I64
    came: I64
    score: npt.NDArray[np.float64]


def pairs_of(went: Side, came: Side, words: Words) -> Pairs:
    """The pairs among the bullets of the two sides; a bullet is in one pair only."""
    raised = _raised(went, came, words)
    left = _others(went, raised.went), _others(came, raised.came)
    best = _best(_sharing(went.only(left[0]), came.only(left[1]), words))
    said: list[str | None] = [None] * len(best.went)
    return Pairs(
        raised.went + left[0][best.went].tolist(),
        raised.came + left[1][best.came].tolist(),
        raised.kind + ["reworded"] * len(best.went),
        raised.score + best.score.tolist(),
        *(column + said for column in raised[-3:]),
    )


def _others(side: Side, taken: list[int]) -> I64:
    free = np.ones(len(side.step), bool)
    free[taken] = False
    return np.flatnonzero(free)


def _raised(went: Side, came: Side, words: Words) -> Pairs:
    @cache
    def told(one: int, other: int) -> tuple[str, float, str | None, str | None, str | None]:
        before, after = words.guarded(one), words.guarded(other)
        gone, new = before - after, after - before
        if not gone and not new:
            return "reworded", 1.0, None, None, None
        score = 1 - (gone.total() + new.total()) / int(words.sizes[one] + words.sizes[other])
        return "raised", max(score, 0.0), words.guards_between(gone, new), spelled(gone), spelled(new)

    rows = _alike_but_guarded(went, came, words)
    wordings = zip(went.wording[rows[0]].tolist(), came.wording[rows[1]].tolist(), strict=True)
    columns = list(zip(*(told(*pair) for pair in wordings), strict=True)) or [()] * 5
    return Pairs(rows[0].tolist(), rows[1].tolist(), *map(list, columns))


def _alike_but_guarded(went: Side, came: Side, words: Words) -> tuple[I64, I64]:
    """Rows of both sides with the same words but for guarded ones; what must be the same is looked at in turn."""
    found: tuple[I64, I64] = (np.zeros(0, np.int64), np.zeros(0, np.int64))
    for hashes, some in words.rests:
        left = [_others(side, rows.tolist()) for side, rows in zip((went, came), found, strict=True)]
        rows = _alike(went.only(left[0]), came.only(left[1]), hashes, some)
        found = (np.concatenate([found[0], left[0][rows[0]]]), np.concatenate([found[1], left[1][rows[1]]]))
    return found


def _alike(went: Side, came: Side, hashes: U64, some: Flags) -> tuple[I64, I64]:
    """Rows of both sides whose wordings have the same hash: the first of a step with the first, and so on."""
    distinct, rest = np.unique(hashes, return_inverse=True)
    rows = [np.flatnonzero(some[side.wording]) for side in (went, came)]
    keys = [
        side.step[mine] * len(distinct) + rest[side.wording[mine]]
        for side, mine in zip((went, came), rows, strict=True)
    ]
    common = in_both(*keys)
    rows, keys = ([column[mine] for column, mine in zip(both, common, strict=True)] for both in (rows, keys))
    nth = [times_before(key) for key in keys]
    times = max(int(some.max(initial=0)) for some in nth) + 1
    one, other = (key * times + number for key, number in zip(keys, nth, strict=True))
    _, one_at, other_at = np.intersect1d(one, other, assume_unique=True, return_indices=True)
    return rows[0][one_at], rows[1][other_at]


def in_both(one: I64, other: I64) -> tuple[Flags, Flags]:
    """Which numbers of either column are in the other one too."""
    both = np.concatenate([one, other])
    order = np.argsort(both)
    first = np.flatnonzero(opens_run(both[order]))
    sizes = np.diff(first, append=len(both))
    ones = np.add.reduceat(order < len(one), first, dtype=np.int64) if len(first) else sizes
    flags = np.empty(len(both), bool)
    flags[order] = np.repeat((ones > 0) & (ones < sizes), sizes)
    return flags[: len(one)], flags[len(one) :]


def _best(close: _Close) -> _Close:
    """The closest first, each row once; of equally close ones the first rows."""
    order = np.argsort(-close.score, kind="stable")
    taken = tuple(bytearray(int(rows.max(initial=0)) + 1) for rows in (close.went, close.came))
    best: list[int] = []
    for place, one, other in zip(order.tolist(), close.went[order].tolist(), close.came[order].tolist(), strict=True):
        if not (taken[0][one] or taken[1][other]):
            taken[0][one] = taken[1][other] = 1
            best.append(place)
    return _Close(close.went[best], close.came[best], close.score[best])


def _sharing(went: Side, came: Side, words: Words) -> _Close:
    """Rows of one step that share enough words, in the order of rows."""
    keys, owner = _words_of(came, words)
    order = np.argsort(keys)
    keys, owner = keys[order], owner[order]
    first = np.flatnonzero(opens_run(keys))
    sizes = np.diff(first, append=len(keys))
    wanted, asking = _words_of(went, words)
    known = np.append(keys[first], -1)
    at = np.searchsorted(known[:-1], wanted)
    found = known[at] == wanted
    at, asking = at[found], asking[found]
    close = [_Close(*np.zeros((3, 0), np.int64))]
    for some in _in_pieces(asking, sizes[at]):
        pairs = np.repeat(asking[some], sizes[at[some]]), owner[spread(first[at[some]], sizes[at[some]])]
        close.append(_close_enough(*pairs, (words.sizes[went.wording], words.sizes[came.wording])))
    return _Close(*(np.concatenate(column) for column in zip(*close, strict=True)))


def _words_of(side: Side, words: Words) -> tuple[I64, I64]:
    """The words of all rows: a number for step and word, and the row."""
    starts, lemma = words.distinct
    sizes = words.sizes[side.wording]
    spoken = lemma[spread(starts[side.wording], sizes)]
    return np.repeat(side.step, sizes) * words.known + spoken, np.repeat(np.arange(len(sizes)), sizes)


def _in_pieces(asking: I64, matches: I64) -> Iterator[slice]:
    """Cut the words of all rows into pieces with a bounded number of matches; those of a row stay together."""
    opens = np.flatnonzero(opens_run(asking))
    piece = starts_of(matches)[opens] // MATCHES_AT_ONCE
    cuts = opens[opens_run(piece)].tolist()
    return (slice(start, stop) for start, stop in pairwise([*cuts, len(asking)]))


def _close_enough(went: I64, came: I64, sizes: tuple[I64, I64]) -> _Close:
    """Of rows paired once for every word they share those that share enough; ``sizes``: how many words each has."""
    many = len(sizes[1])
    both = np.sort(went * many + came)
    first = np.flatnonzero(opens_run(both))
    shared = np.diff(first, append=len(both))
    one, other = np.divmod(both[first], max(many, 1))
    score = 2 * shared / (sizes[0][one] + sizes[1][other])
    close = (shared >= LEAST_SHARED) & (score >= LEAST_SCORE)
    return _Close(one[close], other[close], score[close])
