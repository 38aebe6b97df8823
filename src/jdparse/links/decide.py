"""What pairs.compare says, for many pairs at once: only pairs that differ by several synonyms go there.

Pairs are taken in groups of equal lengths, so that their words are matrices.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jdparse.pairs import MIN_SHARE, SYNONYM_SCORE, compare
from jdparse.wording.columns import I64
from jdparse.wording.guards import Guards, agents

from .bags import NONE, Bags, Flags
from .traits import ADDING, GUARDS, ROLE, Traits, guard_bit

# Cells of a comparison of all words with all words that are held at a time: bounds memory, changes no result.
CELLS = 4_000_000
# From this many words on, a wording may be read as a ring.
RING = 3


class Decided(NamedTuple):
    """Pairs that are RELATED: rows of the smaller and the larger wording, synonyms between them, and the score."""

    small: I64
    large: I64
    synonyms: I64
    score: npt.NDArray[np.float64]

    @classmethod
    def joined(cls, parts: Sequence["Decided"]) -> "Decided":
        """All pairs of the parts."""
        parts = [NOTHING, *parts]
        return cls(
            np.concatenate([part.small for part in parts]),
            np.concatenate([part.large for part in parts]),
            np.concatenate([part.synonyms for part in parts]),
            np.concatenate([part.score for part in parts]),
        )

    def some(self, at: I64 | Flags) -> "Decided":
        """Some of the pairs, by place or flag."""
        return Decided(self.small[at], self.large[at], self.synonyms[at], self.score[at])


NOTHING = Decided(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))


@dataclass(frozen=True)
class Decider:
    """What deciding needs beside the pairs."""

    bags: Bags
    traits: Traits
    guards: Guards

    def decide(self, small: I64, large: I64) -> Decided:
        """The pairs that are RELATED, in any order, each as often as it was given.

        No wording of `small` has more words than its partner; among equals `small` must be the earlier row.
        """
        found = [self._group(*pairs) for pairs in self._groups(small, large)]
        return Decided.joined(found)

    def _groups(self, small: I64, large: I64) -> Iterator[tuple[I64, I64]]:
        sizes = np.diff(self.bags.start)
        key = sizes[large] << 32 | sizes[small]
        order = np.argsort(key, kind="stable")
        key = key[order]
        edges = np.concatenate([[0], np.flatnonzero(key[1:] != key[:-1]) + 1, [len(key)]]).tolist()
        for first, last in pairwise(edges):
            if first == last:
                continue
            cells = int(key[first] >> 32) * int(key[first] & 0xFFFFFFFF) + 1
            step = max(CELLS // cells, 1)
            for at in range(first, last, step):
                rows = order[at : min(at + step, last)]
                yield small[rows], large[rows]

    def _group(self, small: I64, large: I64) -> Decided:
        """Pairs whose wordings are all equally long."""
        score = _scores(*(int(np.diff(self.bags.start[[rows[0], rows[0] + 1]])[0]) for rows in (small, large)))
        if score[0] < 0:
            return NOTHING
        both = _Both.of(self.bags, small, large)
        missing = both.missing.sum(axis=1)
        longer = both.codes_large.shape[1] > both.codes_small.shape[1]
        contained = np.flatnonzero(missing == 0) if longer else np.zeros(0, np.int64)
        contained = contained[self._may_add(both.some(contained))]
        one = np.flatnonzero((missing == 1) & self._each_has_a_synonym(both, missing > 0))
        one = one[self._one_synonym(both.some(one))]
        several = np.flatnonzero((missing > 1) & self._each_has_a_synonym(both, missing > 1))
        several = several[self._one_by_one(both.some(several))]
        kept = np.concatenate([contained, one, several])
        synonyms = missing[kept].astype(np.int64)
        return Decided(small[kept], large[kept], synonyms, score[synonyms])

    def _each_has_a_synonym(self, both: "_Both", wanted: Flags) -> Flags:
        """Whether each word that only the smaller has stands for one that only the larger has: needed, not enough."""
        good = wanted.copy()
        rows_of = self.traits.synonym
        for place in range(both.missing.shape[1]):
            at = np.flatnonzero(good & both.missing[:, place])
            if len(at):
                ours = rows_of[both.codes_small[at, place]]
                near = self.traits.pairs[rows_of[both.codes_large[at]], ours[:, None]] & both.added[at]
                good[at] = near.any(axis=1)
        return good

    def _may_add(self, both: "_Both") -> Flags:
        """Whether what the larger adds keeps level and direction, and the rest its order and prepositions."""
        good = ~self._adds_a_guard(both, self._bits(both.codes_large, both.added))
        at = np.flatnonzero(good)
        bare = self.traits.bare[both.codes_large[at]] | ~both.added[at][:, :, None]
        good[at] = ~np.any(np.all(bare, axis=1), axis=1)
        for test in (_keeps_order, _keeps_prepositions):
            at = np.flatnonzero(good)
            good[at] = test(both.some(at))
        return good

    def _bits(self, codes: I64, wanted: Flags) -> npt.NDArray[np.uint64]:
        bits = np.where(wanted, self.traits.guards[codes], np.uint64(0))
        return np.bitwise_or.reduce(bits, axis=1) if codes.shape[1] else np.zeros(len(codes), np.uint64)

    def _adds_a_guard(self, both: "_Both", bits: npt.NDArray[np.uint64], *, of_large: bool = True) -> Flags:
        """Whether guards that one side alone has, as bits, are such as may not be added."""
        adds: Flags = np.asarray((bits & ADDING) != 0)
        codes, only = (both.codes_large, both.added) if of_large else (both.codes_small, both.missing)
        at = np.flatnonzero(~adds & ((bits & ROLE) != 0))
        if len(at):
            roles = only[at] & ((self.traits.guards[codes[at]] & ROLE) != 0)
            opens = (codes[at] == both.openings[at, :1]) | (codes[at] == both.openings[at, 1:])
            adds[at] = (roles & opens & self.traits.heavy[codes[at]]).any(axis=1)
            # Several words of a role are looked at together.
            for pair in at[roles.sum(axis=1) > 1].tolist():
                adds[pair] = not self._related(int(both.small[pair]), int(both.large[pair]))
        return adds

    def _one_synonym(self, both: "_Both") -> Flags:
        """The same where one word of the smaller stands for one of the larger."""
        place = both.missing.argmax(axis=1) if len(both.small) else np.zeros(0, np.int64)
        ours = both.codes_small[np.arange(len(place)), place]
        bits_small = self.traits.guards[ours]
        bits_large = self._bits(both.codes_large, both.added)
        good = ~self._opposed(both, ours, bits_small & bits_large)
        good &= ~self._adds_a_guard(both, bits_large & ~bits_small)
        good &= ~self._adds_a_guard(both, bits_small & ~bits_large, of_large=False)
        at = np.flatnonzero(good)
        good[at] = ~self._prefix_or_agent(both.some(at), ours[at])
        at = np.flatnonzero(good)
        good[at] = self._adds_no_bare(both.some(at), ours[at])
        at = np.flatnonzero(good)
        good[at] = _keeps_prepositions(both.some(at))
        return good

    def _opposed(self, both: "_Both", ours: I64, shared: npt.NDArray[np.uint64]) -> Flags:
        """Whether both sides have words of one guard, in other groups."""
        opposed = np.zeros(len(ours), bool)
        at = np.flatnonzero(shared)
        if not len(at):
            return opposed
        theirs = np.where(both.added[at][:, :, None], self.traits.groups[both.codes_large[at]], np.uint64(0))
        common = np.bitwise_or.reduce(theirs, axis=1) & self.traits.groups[ours[at]]
        for number, name in enumerate(GUARDS):
            both_have = (shared[at] & guard_bit(name)) != 0
            opposed[at] |= both_have & ~(common & self.traits.of_guard[number]).any(axis=1)
        return opposed

    def _prefix_or_agent(self, both: "_Both", ours: I64) -> Flags:
        """Whether the smaller's own word and one of the larger's differ by a prefix, or as an agent and its action."""
        known, names = self.traits, self.bags.names
        opposed: Flags = np.isin(both.codes_large + ours[:, None] * len(names), known.opposites) & both.added
        kept_apart: Flags = np.asarray(opposed.any(axis=1))
        alike = (known.begins[both.codes_large] == known.begins[ours][:, None]) & both.added
        pair, place = np.nonzero(alike & (known.agent[both.codes_large] | known.agent[ours][:, None]))
        for at, a, b in zip(pair.tolist(), ours[pair].tolist(), both.codes_large[pair, place].tolist(), strict=True):
            kept_apart[at] |= _agents(names[a], names[b])
        return kept_apart

    def _adds_no_bare(self, both: "_Both", ours: I64) -> Flags:
        """Whether what the larger adds beside the synonym is more than a number or a letter, if it adds anything."""
        rows_of = self.traits.synonym
        near = self.traits.pairs[rows_of[both.codes_large], rows_of[ours][:, None]] & both.added
        # The first by alphabet, which is the lowest code, is the one that is matched.
        partner = np.where(near, both.codes_large, len(self.bags.names)).argmin(axis=1) if len(ours) else ours
        rest = both.added.copy()
        rest[np.arange(len(ours)), partner] = False
        bare: Flags = self.traits.bare[both.codes_large] | ~rest[:, :, None]
        return np.asarray(~np.any(np.all(bare, axis=1), axis=1) | ~rest.any(axis=1))

    def _one_by_one(self, both: "_Both") -> Flags:
        pairs = zip(both.small.tolist(), both.large.tolist(), strict=True)
        return np.array([self._related(a, b) for a, b in pairs], bool)

    def _related(self, small: int, large: int) -> bool:
        a, b = sorted((small, large))
        return compare(self.bags.words(a), self.bags.words(b), self.guards, name=False).relation == "RELATED"


@dataclass(frozen=True)
class _Both:
    """Pairs of equally long wordings as matrices: codes, which words the other lacks, and prepositions."""

    small: I64
    large: I64
    codes_small: I64
    codes_large: I64
    missing: Flags
    added: Flags
    marks_small: I64
    marks_large: I64
    openings: I64

    @classmethod
    def of(cls, found: Bags, small: I64, large: I64) -> "_Both":
        at = [
            found.start[rows][:, None] + np.arange(int(found.start[rows[0] + 1] - found.start[rows[0]]))
            for rows in (small, large)
        ]
        nth = [found.nth(place) for place in at]
        equal = nth[0][:, :, None] == nth[1][:, None, :]
        return cls(
            small,
            large,
            found.code[at[0]].astype(np.int64),
            found.code[at[1]].astype(np.int64),
            ~equal.any(axis=2),
            ~equal.any(axis=1),
            found.mark[at[0]].astype(np.int64),
            found.mark[at[1]].astype(np.int64),
            np.stack([found.opening[small], found.opening[large]], axis=1).astype(np.int64),
        )

    def some(self, at: I64) -> "_Both":
        """Some of the pairs."""
        return _Both(*(getattr(self, name)[at] for name in self.__dataclass_fields__))


def _scores(small: int, large: int) -> npt.NDArray[np.float64]:
    """The score by number of synonyms; -1 where too little is shared."""
    share = small / max(large, 1)
    if not small or share < MIN_SHARE:
        return np.full(small + 1, -1.0)
    return np.array([round(share * SYNONYM_SCORE**pairs, 4) for pairs in range(small + 1)])


def _keeps_order(both: _Both) -> Flags:
    """Whether the smaller's words stand in the larger in the same order, read as a ring from three on."""
    ours = both.codes_small
    size = ours.shape[1]
    within = both.codes_large[~both.added].reshape(len(ours), size)
    kept = np.zeros(len(ours), bool)
    for turn in range(size if size >= RING else 1):
        kept |= (np.roll(within, -turn, axis=1) == ours).all(axis=1)
    return kept


def _keeps_prepositions(both: _Both) -> Flags:
    """Whether no shared word stands under another preposition in the larger; of equal words there the last counts."""
    kept = np.ones(len(both.small), bool)
    backwards, marks = both.codes_large[:, ::-1], both.marks_large[:, ::-1]
    if not backwards.shape[1]:
        return kept
    for place in range(both.codes_small.shape[1]):
        same = backwards == both.codes_small[:, place, None]
        there = marks[np.arange(len(kept)), same.argmax(axis=1)]
        here = both.marks_small[:, place]
        kept &= ~same.any(axis=1) | (here == NONE) | (there == NONE) | (here == there)
    return kept


@cache
def _agents(one: str, two: str) -> bool:
    return agents(one, two)
