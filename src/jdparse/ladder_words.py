"""The words of the wordings that two levels do not share: what is compared where bullets are read across a ladder."""

from collections import Counter
from functools import cached_property

import numpy as np

from jdparse.wording.arrow import Column
from jdparse.wording.columns import I64, U64, Flags, opens_run, row_sums, starts_of
from jdparse.wording.guards import Guards
from jdparse.wording.reading import read
from jdparse.wording.vocabulary import vocabulary

NEVER_RAISED = frozenset({"named", "agent", "order", "preposition"})
"""Guards whose words do not say how much more is asked for: another tool is another skill."""


class Words:
    """The words of distinct wordings of a kind, each read once however often it stands on pages."""

    def __init__(self, texts: Column, kind: str, guards: Guards) -> None:
        reading = read(texts, kind)
        self.known = len(vocabulary().lemmas.names)
        self._lemma = reading.lemma.astype(np.int64)
        self._owner = reading.row.astype(np.int64)
        self._bounds = np.searchsorted(self._owner, np.arange(len(texts) + 1))
        self._about = self._guards_of_words(guards)
        self._guarded = self._flags()[self._lemma]

    def _guards_of_words(self, guards: Guards) -> dict[int, frozenset[str]]:
        """By number those words that say how much is asked for, and what they are about."""
        names = vocabulary().lemmas.names
        spoken = np.flatnonzero(np.bincount(self._lemma, minlength=self.known)).tolist()
        about = ((number, frozenset(guards.of(names[number]).keys() - NEVER_RAISED)) for number in spoken)
        return {number: found for number, found in about if found}

    def _flags(self) -> Flags:
        flags = np.zeros(self.known, bool)
        flags[list(self._about)] = True
        return flags

    @cached_property
    def rests(self) -> list[tuple[U64, Flags]]:
        """What must be equal in wordings that are equal but for guarded words: a hash each, and whether it has one.

        First their words that are not guarded. A wording of guarded words alone ("Support the team") must keep its
        role, or else all but its role.
        """
        roles = np.zeros(self.known, bool)
        roles[[number for number, about in self._about.items() if "role" in about]] = True
        roles, plain = roles[self._lemma], ~self._guarded
        has_plain, has_role, has_others = (self._any(of) for of in (plain, roles, self._guarded & ~roles))
        guarded_alone = ~has_plain & has_role & has_others
        kept = ((plain, has_plain), (roles, guarded_alone), (self._guarded & ~roles, guarded_alone))
        hashes = vocabulary().lemmas.low.values.astype(np.uint64)[self._lemma]
        count = len(self._bounds) - 1
        return [(row_sums(np.where(of, hashes, np.uint64(0)), self._owner, count), some) for of, some in kept]

    def _any(self, words: Flags) -> Flags:
        """Which wordings have a word of these."""
        found: Flags = np.bincount(self._owner[words], minlength=len(self._bounds) - 1) > 0
        return found

    @cached_property
    def distinct(self) -> tuple[I64, I64]:
        """Where the distinct words of each wording start, and where the last end; and their numbers."""
        both = np.sort(self._owner * self.known + self._lemma)  # one number for both is many times quicker to sort
        owner, lemma = np.divmod(both[opens_run(both)], self.known)
        return starts_of(np.bincount(owner, minlength=len(self._bounds) - 1)), lemma

    @cached_property
    def sizes(self) -> I64:
        """How many distinct words each wording has."""
        return np.diff(self.distinct[0])

    def guarded(self, wording: int) -> Counter[int]:
        """The guarded words of a wording, as numbers."""
        span = slice(self._bounds[wording], self._bounds[wording + 1])
        return Counter(self._lemma[span][self._guarded[span]].tolist())

    def guards_between(self, went: Counter[int], came: Counter[int]) -> str:
        """What guarded words are about: the guards both sides have, else all."""
        sides = [frozenset[str]().union(*(self._about[word] for word in words)) for words in (went, came)]
        return ", ".join(sorted(sides[0] & sides[1] or sides[0] | sides[1]))


def spelled(words: Counter[int]) -> str | None:
    """Words given as numbers in the order of the alphabet, or null for none."""
    names = vocabulary().lemmas.names
    return " ".join(sorted(names[number] for number in words.elements())) or None
