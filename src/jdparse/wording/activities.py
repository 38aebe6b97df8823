"""What stands before a noun and belongs to it, though it may be a verb or speak of an act.

"Planning permission", "design engineering", "contract reviews", "quarterly report compilation".
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np

from . import patterns, tables
from .classes import GERUNDS, NAMES_OF_ACTS, NOUN_VERBS, Class
from .columns import I64, Flags
from .tokens import Tokens
from .vocabulary import PAIR, class_in, lemma_in, lemmas_of, lemmas_of_list, vocabulary
from .words import Entry, single, thing

_SKILLS = frozenset({"skill", "qualification"})
_TIMES = frozenset({Class.PERIOD, Class.PERIODIC})
_SEVERAL = frozenset({Class.PLURAL, Class.NOUN_VERB_S, Class.RARE_VERB_S, Class.VERB_S, Class.ACTION_S})
_BEHIND = patterns.JOINS | {Class.PREPOSITION, Class.PARTICIPLE}


def settle_activities(tokens: Tokens, kind: str) -> Tokens:
    """Read the gerund of an activity before what it is a kind of as a noun: "meeting rooms", but not "cleaning rooms".

    In skills also before one act: "training design" is a design. A bare noun of one thing is hardly acted on there.
    """
    kinds, verbs, first = tokens.kinds(), vocabulary().verbs.values[tokens.entry], tokens.firsts()
    if kind == "title" or len(kinds) < 2:
        return tokens
    at = np.flatnonzero(class_in(kinds[:-1], GERUNDS) & ~first[1:])
    at = at[lemma_in(verbs[at], lemmas_of_list("activities.txt")) & _closes(tokens, at + 1)]
    at = at[first[at] | (kinds[at - 1] == Class.PREPOSITION)]
    pairs = verbs[at].astype(np.int64) * PAIR + tokens.nouns()[at + 1]
    heads = _heads(skills=kind in _SKILLS)
    names = lemma_in(tokens.nouns()[at + 1], heads.lemmas)
    if kind in _SKILLS:
        names |= class_in(kinds[at + 1], NAMES_OF_ACTS)
    return _replaced(tokens, at[names & ~np.isin(pairs, heads.acted_on)], _activity)


def settle_kinds(tokens: Tokens, kind: str) -> Tokens:
    """Read what opens a skill as a noun before a trade and, if it is an act, before a thing: "design engineering".

    A thing is meant where it is one and has no article: a "control process" and "process control" are two, but "control
    processes" says what is done.
    """
    kinds, first = tokens.kinds(), tokens.firsts()
    if kind not in _SKILLS or len(kinds) < 2:
        return tokens
    at = np.flatnonzero(first[:-1] & class_in(kinds[:-1], NOUN_VERBS) & ~first[1:])
    at = at[_closes(tokens, at + 1)]
    acts, means = class_in(kinds, NAMES_OF_ACTS), lemma_in(tokens.nouns(), lemmas_of_list("ways_and_means.txt"))
    things = ((acts[at] & means[at + 1]) | (means[at] & acts[at + 1])) & ~class_in(kinds[at + 1], _SEVERAL)
    return _replaced(tokens, at[things | np.isin(tokens.entry[at + 1], _trades())], _kind)


def settle_acts_of_several(tokens: Tokens) -> Tokens:
    """Read what opens a bullet before acts done to it as a noun: "Contract reviews", but not "Document repairs"."""
    kinds, first = tokens.kinds(), tokens.firsts()
    if len(kinds) < 2:
        return tokens
    at = np.flatnonzero(first[:-1] & class_in(kinds[:-1], NOUN_VERBS) & (kinds[1:] == Class.NOUN_VERB_S) & ~first[1:])
    at = at[_closes(tokens, at + 1)]
    pairs = tokens.nouns()[at] * PAIR + tokens.nouns()[at + 1]
    return _replaced(tokens, at[np.isin(pairs, _done_to())], _kind)


def settle_periodicals(tokens: Tokens) -> Tokens:
    """Read "quarterly" before a report as an adjective of the report, wherever the two stand."""
    kinds, first = tokens.kinds(), tokens.firsts()
    at = np.flatnonzero(class_in(kinds[:-1], _TIMES) & ~first[1:])
    at = at[lemma_in(tokens.nouns()[at + 1], lemmas_of_list("periodicals.txt"))]
    return _replaced(tokens, at, _adjective)


def _closes(tokens: Tokens, at: I64) -> Flags:
    """Whether a noun phrase ends with each of these words."""
    kinds, behind = tokens.kinds(), np.minimum(at + 1, len(tokens.row) - 1)
    closes: Flags = (at + 1 > behind) | tokens.firsts()[behind] | class_in(kinds[behind], _BEHIND)
    return closes


def _replaced(tokens: Tokens, at: I64, reading: Callable[[int], int]) -> Tokens:
    """The tokens with another reading of the words at some places."""
    if not len(at):
        return tokens
    entry = tokens.entry.copy()
    distinct, which = np.unique(entry[at], return_inverse=True)
    entry[at] = np.array(list(map(reading, distinct.tolist())), entry.dtype)[which]
    return Tokens(tokens.row, entry, tokens.rows)


def _activity(number: int) -> int:
    """A gerund's entry as the noun of an act, by the lemma it has before a noun."""
    known = vocabulary()
    word = known.words[number]
    name = thing(Entry(word, Class(int(known.kinds.values[number]))))
    return known.entry(Entry(word._replace(noun=name, verb=name), Class.ACTION))


def _kind(number: int) -> int:
    return vocabulary().entry(Entry(vocabulary().words[number], Class.NOUN))


def _adjective(number: int) -> int:
    return vocabulary().entry(Entry(vocabulary().words[number], Class.ADJECTIVE))


@cache
def _done_to() -> I64:
    """The table's pairs of a thing and the act done to it."""
    rows = [(acts.split(), things.split()) for acts, things in tables.rows("acts_of_several.tsv")]
    lemma = vocabulary().lemma_of
    pairs = {lemma(thing) * PAIR + lemma(act) for acts, things in rows for act in acts for thing in things}
    return np.array(sorted(pairs), np.int64)


class _Heads(NamedTuple):
    """Lemmas of nouns that activities are kinds of, and the pairs of activity and noun where it acts on the noun."""

    lemmas: I64
    acted_on: I64


@cache
def _heads(*, skills: bool) -> _Heads:
    rows = [row for row in tables.rows("activity_heads.tsv") if skills or row[0] == "any"]
    lemmas = lemmas_of(tuple(word for _, heads, _ in rows for word in heads.split()))
    pairs = [
        vocabulary().lemmas.number(single(activity).word.verb) * PAIR + vocabulary().lemma_of(head)
        for _, heads, objects_of in rows
        for activity in objects_of.split()
        for head in heads.split()
    ]
    return _Heads(lemmas, np.array(sorted(pairs), np.int64))


@cache
def _trades() -> I64:
    return np.array([vocabulary().entry(single(word)) for word in sorted(tables.words("trades.txt"))], np.int64)
