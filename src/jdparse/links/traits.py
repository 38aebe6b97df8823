"""What deciding asks of a word, as columns by its code: guards as bits, synonyms as a matrix, how it looks."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jdparse.pairs import BARE, beginning
from jdparse.wording import tables
from jdparse.wording.columns import I64
from jdparse.wording.guards import ADDING_COUNTS, AGENT_ENDINGS, LIGHT_ROLES, RULES, Guards, opposite_by_prefix
from jdparse.wording.synonyms import meanings
from jdparse.wording.vocabulary import U64

from .bags import Bags, Flags

GUARDS = tuple(sorted(RULES))


def guard_bit(name: str) -> np.uint64:
    """The bit of a guard."""
    return np.uint64(1 << GUARDS.index(name))


ADDING = np.uint64(sum(int(guard_bit(name)) for name in ADDING_COUNTS))
ROLE = guard_bit("role")


@dataclass(frozen=True)
class Traits:
    """One row a lemma code: bits of its guards, bits of its groups, and the rest as flags.

    `groups` has as many columns of 64 bits as groups shared by several lemmas need; `of_guard` says which of these bits
    belong to each guard. A group of one lemma can never stand on both sides of a comparison, and needs no bit.
    `synonym` is a row of `pairs`, which says who stands for whom; row 0 for words without synonyms. An agent and its
    action are alike in `begins`, and one is flagged in `agent`; `opposites` are pairs, code * number of codes + code.
    """

    guards: U64
    groups: U64
    of_guard: U64
    heavy: Flags
    bare: Flags
    synonym: I64
    pairs: Flags
    begins: I64
    agent: Flags
    opposites: I64


def traits(found: Bags, guards: Guards) -> Traits:
    """The traits of the lemmas of some bags."""
    bits, groups, of_guard = _guarded(found.names, guards)
    synonym, pairs = _synonyms(found.names)
    rows = len(found.names)
    heavy = np.zeros(rows, bool)
    for at in np.flatnonzero(bits & ROLE).tolist():
        heavy[at] = not guards.of(found.names[at])["role"] <= LIGHT_ROLES
    bare = np.array([[bool(test.search(name)) for _, test in BARE] for name in found.names], bool).reshape(
        rows, len(BARE)
    )
    begins = _same([beginning(name) for name in found.names])
    agent = np.array([name.endswith(AGENT_ENDINGS) for name in found.names], bool)
    return Traits(bits, groups, of_guard, heavy, bare, synonym, pairs, begins, agent, _opposites(found.names))


def levels_of(found: Bags, known: Traits) -> npt.NDArray[np.uint8]:
    """A value a wording: two wordings with other values are never RELATED, since one adds a level or a negation."""
    levels = np.zeros(len(found), np.uint8)
    worded = np.flatnonzero(np.diff(found.start))
    if len(worded):
        bits = np.zeros(len(found.names), np.uint8)
        for number, name in enumerate(sorted(ADDING_COUNTS)):
            bits[(known.guards & guard_bit(name)) != 0] |= np.uint8(1 << number)
        levels[worded] = np.bitwise_or.reduceat(bits[found.code], found.start[worded])
    return levels


def _same(values: list[str]) -> I64:
    """A number a value, the same for equal ones."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], np.int64)


def _opposites(names: list[str]) -> I64:
    """Pairs of words that differ by a prefix, both ways round, each as one sorted number: code × all codes + code."""
    rows = [(row[1], row[2] if len(row) > 2 else "") for row in tables.rows("opposite_prefixes.tsv")]
    prefixes = tuple(prefix for prefix, _ in rows)
    codes = {name: code for code, name in enumerate(names)}
    found = set()
    for name, code in codes.items():
        if name.startswith(prefixes):
            others = {against + name[len(prefix) :] for prefix, against in rows if name.startswith(prefix)}
            for other in others & codes.keys():
                if opposite_by_prefix(name, other):
                    found |= {code * len(names) + codes[other], codes[other] * len(names) + code}
    return np.array(sorted(found), np.int64)


def _guarded(names: list[str], guards: Guards) -> tuple[U64, U64, U64]:
    of = [guards.of(name) for name in names]
    held = Counter((guard, group) for found in of for guard, many in found.items() for group in many)
    shared = {pair: at for at, pair in enumerate(sorted(pair for pair, count in held.items() if count > 1))}
    width = len(shared) // 64 + 1
    bits = np.zeros(len(names), np.uint64)
    groups = np.zeros((len(names), width), np.uint64)
    of_guard = np.zeros((len(GUARDS), width), np.uint64)
    for (guard, _), at in shared.items():
        of_guard[GUARDS.index(guard), at // 64] |= np.uint64(1 << at % 64)
    for row, found in enumerate(of):
        for guard, many in found.items():
            bits[row] |= guard_bit(guard)
            for at in (shared[guard, group] for group in many if (guard, group) in shared):
                groups[row, at // 64] |= np.uint64(1 << at % 64)
    return bits, groups, of_guard


def _synonyms(names: list[str]) -> tuple[I64, Flags]:
    """Each word's row in a matrix of who stands for whom."""
    lines: dict[int, list[int]] = {}
    synonym = np.zeros(len(names), np.int64)
    listed = 0
    for at, name in enumerate(names):
        if meanings(name):
            listed += 1
            synonym[at] = listed
            for line in meanings(name):
                lines.setdefault(line, []).append(listed)
    pairs = np.zeros((listed + 1, listed + 1), bool)
    for many in lines.values():
        pairs[np.ix_(many, many)] = True
    return synonym, pairs
