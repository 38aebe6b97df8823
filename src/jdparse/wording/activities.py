"""What stands before a noun and belongs to it, though it may be a verb or speak of an act.

"Planning permission", "design engineering", "contract reviews", "quarterly report compilation".
"""

from functools import cache
from typing import NamedTuple, cast

import numpy as np

from . import patterns, tables
from .classes import GERUNDS, NAMES_OF_ACTS, NOUN_VERBS, Class
from .columns import I8, I64, Flags
from .tokens import Tokens
from .vocabulary import PAIR, EntryFlags, class_in, lemma_in, lemmas_of, lemmas_of_list, vocabulary
from .words import Entry, single, thing

_SKILLS = frozenset({"skill", "qualification"})
_TIMES = frozenset({Class.PERIOD, Class.PERIODIC})
_SEVERAL = frozenset({Class.PLURAL, Class.NOUN_VERB_S, Class.RARE_VERB_S, Class.VERB_S, Class.ACTION_S})
_BEHIND = patterns.JOINS | {Class.PREPOSITION, Class.PARTICIPLE}


def settle_activities(tokens: Tokens, kind: str) -> Tokens:
    """Read the gerund of an activity before what it is a kind of as a noun: "meeting rooms", but not "cleaning rooms".

    In skills also before one act: "training design" is a design. A bare noun of one thing is hardly acted on there.
    """
    if kind == "title":
        return tokens
    at = _before_last(tokens, _activities().places(tokens.entry))
    at = at[_opens(tokens, at) | (_kinds(tokens, at - 1) == Class.PREPOSITION)]
    heads, lemmas = _heads(skills=kind in _SKILLS), _nouns(tokens, at + 1)
    pairs = vocabulary().verbs.values[tokens.entry[at]].astype(np.int64) * PAIR + lemmas
    names = lemma_in(lemmas, heads.lemmas)
    if kind in _SKILLS:
        names |= class_in(_kinds(tokens, at + 1), NAMES_OF_ACTS)
    return tokens.read_at(at[names & ~np.isin(pairs, heads.acted_on)], _activity)


def settle_kinds(tokens: Tokens, kind: str) -> Tokens:
    """Read what opens a skill as a noun before a trade and, if it is an act, before a thing: "design engineering".

    A thing is meant where it is one and has no article: a "control process" and "process control" are two, but "control
    processes" says what is done.
    """
    if kind not in _SKILLS:
        return tokens
    at = _opening_nouns(tokens)
    means, kinds = lemmas_of_list("ways_and_means.txt"), _kinds(tokens, at + 1)
    acts_on = class_in(_kinds(tokens, at), NAMES_OF_ACTS) & lemma_in(_nouns(tokens, at + 1), means)
    acted_on = class_in(kinds, NAMES_OF_ACTS) & lemma_in(_nouns(tokens, at), means)
    things = (acts_on | acted_on) & ~class_in(kinds, _SEVERAL)
    return tokens.read_at(at[things | np.isin(tokens.entry[at + 1], _trades())], _kind)


def settle_acts_of_several(tokens: Tokens) -> Tokens:
    """Read what opens a bullet before acts done to it as a noun: "Contract reviews", but not "Document repairs"."""
    at = _opening_nouns(tokens)
    at = at[_kinds(tokens, at + 1) == Class.NOUN_VERB_S]
    pairs = _nouns(tokens, at) * PAIR + _nouns(tokens, at + 1)
    return tokens.read_at(at[np.isin(pairs, _done_to())], _kind)


def settle_periodicals(tokens: Tokens) -> Tokens:
    """Read "quarterly" before a report as an adjective of the report, wherever the two stand."""
    at = _times().places(tokens.entry)
    at = at[at + 1 < len(tokens.row)]
    at = at[tokens.row[at] == tokens.row[at + 1]]
    return tokens.read_at(at[lemma_in(_nouns(tokens, at + 1), lemmas_of_list("periodicals.txt"))], _adjective)


@cache
def _activities() -> EntryFlags:
    known, listed = vocabulary(), frozenset(lemmas_of_list("activities.txt").tolist())
    return EntryFlags(lambda number: known.kinds.values[number] in GERUNDS and known.verbs.values[number] in listed)


@cache
def _times() -> EntryFlags:
    return EntryFlags(lambda number: vocabulary().kinds.values[number] in _TIMES)


def _kinds(tokens: Tokens, at: I64) -> I8:
    kinds: I8 = vocabulary().kinds.values[tokens.entry[at]]
    return kinds


def _nouns(tokens: Tokens, at: I64) -> I64:
    return cast("I64", vocabulary().nouns.values[tokens.entry[at]].astype(np.int64))


def _opens(tokens: Tokens, at: I64) -> Flags:
    opens: Flags = (at == 0) | (tokens.row[at] != tokens.row[at - 1])
    return opens


def _opening_nouns(tokens: Tokens) -> I64:
    """Where a row opens with a verb that is a noun too, and one word more closes the noun phrase."""
    at = np.flatnonzero(tokens.firsts())
    return _before_last(tokens, at[class_in(_kinds(tokens, at), NOUN_VERBS)])


def _before_last(tokens: Tokens, at: I64) -> I64:
    """Those places whose next word belongs to the row and ends a noun phrase."""
    last = len(tokens.row) - 1
    at = at[at < last]
    behind = np.minimum(at + 2, last)
    ends = (at + 1 == last) | (tokens.row[behind] != tokens.row[at]) | class_in(_kinds(tokens, behind), _BEHIND)
    return cast("I64", at[ends & (tokens.row[at] == tokens.row[at + 1])])


def _activity(number: int) -> int:
    """A gerund's entry as the noun of an act, by the lemma it has before a noun."""
    known = vocabulary()
    word = known.words[number]
    name = thing(Entry(word, Class(int(known.kinds.values[number]))))
    return known.entry(Entry(word._replace(noun=name, verb=name), Class.ACTION))


def _kind(number: int) -> int:
    return _as(number, Class.NOUN)


def _adjective(number: int) -> int:
    return _as(number, Class.ADJECTIVE)


def _as(number: int, kind: Class) -> int:
    return vocabulary().entry(Entry(vocabulary().words[number], kind))


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
