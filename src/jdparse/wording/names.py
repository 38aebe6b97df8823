"""Names of things that are words too: "MS" before "Excel", and "Rust" in a list of skills, which is no "rusting"."""

from functools import cache

import numpy as np

from . import patterns, tables
from .classes import Class
from .columns import I64, Flags, spread
from .tokens import Tokens
from .vocabulary import EntryFlags, class_in, lemma_in, lemmas_of, vocabulary
from .words import as_it_is, single

_LISTS = frozenset({"skill", "qualification"})


def expand_short_forms(tokens: Tokens) -> Tokens:
    """Read a short form with several expansions as the one that the word behind it leaves: "MS Excel"."""
    known, entry = vocabulary(), tokens.entry
    for short, long, behind in _short_forms():
        at = np.flatnonzero(entry[:-1] == short)
        at = at[tokens.row[at] == tokens.row[at + 1]]
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
def _forms_of_names() -> EntryFlags:
    return EntryFlags(_is_form_of_name)


def _is_form_of_name(number: int) -> bool:
    word = vocabulary().words[number]
    inflected = word.noun != word.spelled or word.verb != word.spelled
    return inflected and not _names().isdisjoint((word.surface, word.uninflected, word.noun, word.verb))


def keep_names(tokens: Tokens, kind: str) -> Tokens:
    """Where a skill is one word, or a list of such, no other form of a name is that name: "Rusting", "Rubies"."""
    if kind not in _LISTS:
        return tokens
    at = _forms_of_names().places(tokens.entry)
    return tokens.read_at(at[_stand_in_lists(tokens, at)], _as_written) if len(at) else tokens


def _as_written(number: int) -> int:
    word = vocabulary().words[number]
    return vocabulary().entry(as_it_is(word.surface, word.spelled, Class.NOUN))


def _stand_in_lists(tokens: Tokens, at: I64) -> Flags:
    """Which words belong to a row that holds nothing but single words and what joins them."""
    starts, ends = (np.searchsorted(tokens.row, tokens.row[at], side) for side in ("left", "right"))
    places, pieces = spread(starts, ends - starts), np.repeat(np.arange(len(at)), ends - starts)
    joins = class_in(vocabulary().kinds.values[tokens.entry[places]], patterns.COORDINATORS)
    beside = ~joins[1:] & ~joins[:-1] & (pieces[1:] == pieces[:-1])
    listed = np.ones(len(at), bool)
    listed[pieces[1:][beside]] = False
    return listed
