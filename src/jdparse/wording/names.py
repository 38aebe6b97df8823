"""Names of things that are words too: "MS" before "Excel", and "Rust" in a list of skills, which is no "rusting"."""

from functools import cache

import numpy as np

from . import patterns, tables
from .classes import Class
from .columns import I64, Flags
from .tokens import Tokens
from .vocabulary import class_in, lemma_in, lemmas_of, vocabulary
from .words import as_it_is, single

_LISTS = frozenset({"skill", "qualification"})


def expand_short_forms(tokens: Tokens) -> Tokens:
    """Read a short form with several expansions as the one that the word behind it leaves: "MS Excel"."""
    known, entry = vocabulary(), tokens.entry
    for short, long, behind in _short_forms():
        at = np.flatnonzero((entry[:-1] == short) & ~tokens.firsts()[1:])
        at = at[lemma_in(known.nouns.values[entry[at + 1]], behind)]
        if len(at):
            entry = entry.copy()
            entry[at] = long
    return Tokens(tokens.row, entry, tokens.rows)


@cache
def _short_forms() -> list[tuple[int, int, I64]]:
    """The table's short forms and their expansions as entries, and the lemmas they stand before."""
    known = vocabulary()
    return [
        (known.entry(single(short)), known.entry(single(long)), lemmas_of(tuple(behind.split())))
        for short, long, behind in tables.rows("short_before.tsv")
    ]


@cache
def _names() -> frozenset[str]:
    """Names that may be taken for a form of a word; short forms have a plural: "APIs"."""
    shorts = frozenset(row[0] for row in tables.rows("abbreviations.tsv"))
    return (tables.words("named.txt") | tables.words("names_that_are_words.txt")) - shorts


@cache
def _as_name(number: int) -> int:
    """The entry to read in place of one that stands alone: as written where it is a form of a name."""
    known = vocabulary()
    word = known.words[number]
    inflected = word.noun != word.spelled or word.verb != word.spelled
    if not inflected or _names().isdisjoint((word.surface, word.uninflected, word.noun, word.verb)):
        return number
    return known.entry(as_it_is(word.surface, word.spelled, Class.NOUN))


def keep_names(tokens: Tokens, kind: str) -> Tokens:
    """Where a skill is one word, or a list of such, no other form of a name is that name: "Rusting", "Rubies"."""
    if kind not in _LISTS or not len(tokens.row):
        return tokens
    at = np.flatnonzero(_stands_alone(tokens))
    entry = tokens.entry.copy()
    distinct, which = np.unique(entry[at], return_inverse=True)
    entry[at] = np.array(list(map(_as_name, distinct.tolist())), entry.dtype)[which]
    return Tokens(tokens.row, entry, tokens.rows)


def _stands_alone(tokens: Tokens) -> Flags:
    """Which words belong to a row that holds nothing but single words and what joins them."""
    joins, first = class_in(tokens.kinds(), patterns.COORDINATORS), tokens.firsts()
    beside = np.flatnonzero(~joins[1:] & ~joins[:-1] & ~first[1:]) + 1
    alone = np.ones(tokens.rows, bool)
    alone[tokens.row[beside]] = False
    stands: Flags = alone[tokens.row] & ~joins
    return stands
