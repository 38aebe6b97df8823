"""What opens a bullet: a verb that is a noun too, or an adverbial ("Using drones, survey crops")."""

from functools import cache

import numpy as np

from . import grammar, patterns, tables
from .classes import GERUNDS, NOUN_VERBS, Class
from .columns import I64, Flags
from .tokens import Tokens
from .vocabulary import class_in, vocabulary
from .words import Entry, single, take_apart

_NO_OBJECT = patterns.COORDINATORS | {Class.OF}
_BEFORE_EXPERIENCE = frozenset({Class.ADJECTIVE, Class.MANNER, Class.PERIODIC, Class.PAST})


def fronted_participles(tokens: Tokens) -> I64:
    """Where a row opens with a participle whose comma is followed by a clause: a verb and what it acts on."""
    kinds, first = tokens.kinds(), tokens.firsts()
    at = np.flatnonzero(first & (kinds == Class.PARTICIPLE))
    if not len(at):
        return at
    commas = np.flatnonzero(kinds == Class.COMMA)
    ends = np.append(np.flatnonzero(first), len(kinds))
    ends = ends[np.searchsorted(ends, at, "right")]
    place = np.searchsorted(commas, at)
    has = place < len(commas)
    at, ends, place = at[has], ends[has], place[has]
    within = commas[place] < ends
    at, ends, clauses = at[within], ends[within], commas[place[within]] + 1
    lengths = np.minimum(ends - clauses, patterns.MAX_TOKENS)
    opens = [
        grammar.opens_clause(tuple(kinds[start : start + length].tolist()))
        for start, length in zip(clauses.tolist(), lengths.tolist(), strict=True)
    ]
    return at[np.array(opens, bool)] if opens else at


def fronted_phrases(tokens: Tokens, starts: I64, opening: Flags) -> Flags:
    """Which phrases are an adverbial before its comma: the opening one, or a later one that holds the first comma."""
    if not opening.any():
        return opening
    commas = np.concatenate([[0], np.cumsum(tokens.kinds() == Class.COMMA)])
    holds = commas[np.append(starts[1:], len(tokens.row))] > commas[starts]
    row = tokens.row[starts]
    opens = np.searchsorted(row, row)  # the phrase that opens the row of each
    before: Flags = opening[opens] & holds & (commas[starts] == commas[starts[opens]])
    return opening | before


_OBJECTS = frozenset({Class.NOUN, Class.PLURAL, Class.NOUN_VERB_S, Class.RARE_VERB_S, Class.ACTION_S})
_NAMES_NOTHING = patterns.COORDINATORS | {Class.PREPOSITION, Class.PARTICIPLE}
AS_VERB = dict.fromkeys(NOUN_VERBS | {Class.RARE_VERB, Class.PAST}, Class.VERB) | {
    Class.NOUN_VERB_S: Class.VERB_S,
    Class.RARE_VERB_S: Class.VERB_S,
    Class.NOUN_VERB_ING: Class.VERB_ING,
}


@cache
def _opening_verbs(role: str) -> I64:
    """The verb lemmas listed in a role."""
    listed = (word for row in tables.rows("opening_verbs.tsv") if row[0] == role for word in row[1].split())
    return np.array(sorted({vocabulary().lemmas.number(take_apart(word)[0].word.verb) for word in listed}), np.int64)


def settle_opening_verbs(tokens: Tokens, kind: str) -> Tokens:
    """Read "Support product development" and "Reviewed staff training" as a verb and its object, as the table says."""
    if not len(tokens.row):
        return tokens
    known, kinds, first = vocabulary(), tokens.kinds(), tokens.firsts()
    behind = np.append(False, class_in(kinds[:-1], {Class.PREPOSITION})) & ~first
    adverbial = first & class_in(kinds, {Class.ADVERB, Class.PERIOD})
    after_comma = np.append(False, adverbial[:-2]) & (kinds[:-1] == Class.COMMA)
    second = np.append(False, adverbial[:-1] | after_comma)
    second &= ~first
    clause = behind if kind == "title" else first | second | behind | _behind_fronted(tokens)
    parallel = _parallel(tokens) if kind == "duty" else np.zeros(len(first), bool)
    at = np.flatnonzero((clause | parallel) & class_in(kinds, set(AS_VERB)))
    at = at[~behind[at] | (kinds[at] == Class.NOUN_VERB_ING) | (tokens.nouns()[at - 1] == known.lemma_of("to"))]
    verbs, past = known.verbs.values[tokens.entry[at]], kinds[at] == Class.PAST
    things = kinds[np.minimum(at + 1, len(kinds) - 1)] == Class.ACTION_S
    long = ~_ends_phrase(tokens, at + 1) & (things | ~_ends_phrase(tokens, at + 2))
    longer = np.isin(verbs, _opening_verbs("long"))
    longer |= np.isin(verbs, _opening_verbs("duty")) & ((kind == "duty") | things)
    listed = np.isin(verbs, _opening_verbs("always")) | (long & longer)
    listed |= past & np.isin(verbs, _opening_verbs("past"))
    opens = clause[at] & listed & (~past | (kind == "duty"))
    at = at[opens | (~clause[at] & ~past & ~_ends_phrase(tokens, at + 1) & np.isin(verbs, _opening_verbs("clause")))]
    return read_as_verbs(tokens, at)


def read_as_verbs(tokens: Tokens, at: I64) -> Tokens:
    """The tokens with the words at some places read as verbs that act on what follows."""
    if not len(at):
        return tokens
    known, entry = vocabulary(), tokens.entry.copy()
    entry[at] = [
        known.entry(Entry(known.words[number], AS_VERB.get(Class(kind), Class.VERB)))
        for number, kind in zip(entry[at].tolist(), tokens.kinds()[at].tolist(), strict=True)
    ]
    return Tokens(tokens.row, entry, tokens.rows)


def _parallel(tokens: Tokens) -> Flags:
    """Which words may open a second clause: they follow a join behind an object, in the form that opens the row."""
    kinds, first = tokens.kinds(), tokens.firsts()
    gerund = class_in(kinds, GERUNDS)
    opening = np.zeros(tokens.rows, bool)
    opening[tokens.row[first]] = gerund[first]
    joined = np.append([False, False], class_in(kinds[1:-1], patterns.COORDINATORS) & class_in(kinds[:-2], _OBJECTS))
    parallel: Flags = joined[: len(kinds)] & ~first & (gerund == opening[tokens.row])
    return parallel


def _behind_fronted(tokens: Tokens) -> Flags:
    """Which words follow a comma in a row that opens with a preposition: "In summer, lead tours"."""
    kinds, first = tokens.kinds(), tokens.firsts()
    fronted = np.zeros(tokens.rows, bool)
    fronted[tokens.row[first]] = class_in(kinds[first], {Class.PREPOSITION, Class.PARTICIPLE})
    behind: Flags = np.append(False, kinds[:-1] == Class.COMMA) & fronted[tokens.row]
    return behind


def _ends_phrase(tokens: Tokens, at: I64) -> Flags:
    """Whether each place is behind its row or holds what no phrase goes on with; `at` is beside a word of the row."""
    within = np.minimum(at, len(tokens.row) - 1)
    ends: Flags = (at != within) | tokens.firsts()[within] | class_in(tokens.kinds(), _NAMES_NOTHING)[within]
    return ends


def settle_experience(tokens: Tokens) -> Tokens:
    """ "Experience managing budgets" is "experience in managing budgets"."""
    at = _gerunds_of_experience(tokens)
    of = vocabulary().entry(single("of"))
    return Tokens(np.insert(tokens.row, at, tokens.row[at]), np.insert(tokens.entry, at, of), tokens.rows)


def _gerunds_of_experience(tokens: Tokens) -> I64:
    """The gerunds that follow "experience" and act on something, as in "5 years of experience leading teams"."""
    known, kinds, nouns, first = vocabulary(), tokens.kinds(), tokens.nouns(), tokens.firsts()
    at = np.flatnonzero(class_in(kinds, GERUNDS) & ~first)
    at = at[nouns[at - 1] == known.lemma_of("experience")] if len(at) else at
    at = at[at + 1 < len(kinds)]
    joined = (kinds[at + 1] == Class.AND) & class_in(kinds[np.minimum(at + 2, len(kinds) - 1)], GERUNDS)
    acting: I64 = at[~first[at + 1] & (joined | ~class_in(kinds[at + 1], _NO_OBJECT))]
    if not len(acting):
        return acting
    at = acting
    spans = np.isin(nouns[at - 2], [known.lemma_of(word) for word in ("year", "month")])
    before = spans | class_in(kinds[at - 2], _BEFORE_EXPERIENCE) | (kinds[at - 2] == Class.OF)
    gerunds: I64 = at[first[at - 1] | before]
    return gerunds
