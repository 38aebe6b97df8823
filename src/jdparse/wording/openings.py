"""What opens a bullet: a verb that is a noun too, or an adverbial ("Using drones, survey crops")."""

from functools import cache

import numpy as np

from . import grammar, patterns, tables
from .classes import GERUNDS, NOUN_VERBS, Class
from .columns import I8, I64, Flags
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
        grammar.opens_clause(kinds[start : start + length].tobytes())
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
_ADVERBS = frozenset({Class.ADVERB, Class.PERIOD})
_OPENS_ADVERBIAL = frozenset({Class.PREPOSITION, Class.PARTICIPLE})
_NAMES_NOTHING = patterns.COORDINATORS | {Class.PREPOSITION, Class.PARTICIPLE}
AS_VERB = dict.fromkeys(NOUN_VERBS | {Class.RARE_VERB, Class.PAST}, Class.VERB) | {
    Class.NOUN_VERB_S: Class.VERB_S,
    Class.RARE_VERB_S: Class.VERB_S,
    Class.NOUN_VERB_ING: Class.VERB_ING,
}

_MAYBE_VERBS = frozenset(AS_VERB)
_ROLES = {role: 1 << place for place, role in enumerate(("always", "long", "duty", "past", "clause"))}


@cache
def _opening_verbs(role: str) -> I64:
    """The verb lemmas listed in a role."""
    listed = (word for row in tables.rows("opening_verbs.tsv") if row[0] == role for word in row[1].split())
    return np.array(sorted({vocabulary().lemmas.number(take_apart(word)[0].word.verb) for word in listed}), np.int64)


def settle_opening_verbs(tokens: Tokens, kind: str) -> Tokens:
    """Read "Support product development" and "Reviewed staff training" as a verb and its object, as the table says."""
    if kind == "title" or not len(tokens.row):
        return tokens
    known, kinds = vocabulary(), tokens.kinds()
    at = np.flatnonzero(class_in(kinds, _MAYBE_VERBS))
    opens, joined = _places_of_verbs(tokens, kinds, at)
    kept = opens | joined if kind == "duty" else opens
    at, opens = at[kept], opens[kept]
    roles, past = _roles()[known.verbs.values[tokens.entry[at]]], kinds[at] == Class.PAST
    things = kinds[np.minimum(at + 1, len(kinds) - 1)] == Class.ACTION_S
    ends = _ends_phrase(tokens, at + 1)
    long = ~ends & (things | ~_ends_phrase(tokens, at + 2))
    longer = _ROLES["long"] | np.where(things | (kind == "duty"), _ROLES["duty"], 0)
    wanted = np.where(opens, _ROLES["always"] | np.where(long, longer, 0), np.where(past | ends, 0, _ROLES["clause"]))
    wanted = np.where(past, (wanted | _ROLES["past"]) * (opens & (kind == "duty")), wanted)
    return read_as_verbs(tokens, at[(roles & wanted) != 0])


def _roles() -> I64:
    """For each lemma number the roles it is listed in, as bits."""
    listed = {bit: _opening_verbs(role) for role, bit in _ROLES.items()}  # which may be new to the vocabulary
    bits = np.zeros(len(vocabulary().lemmas.names), np.int64)
    for bit, lemmas in listed.items():
        bits[lemmas] |= bit
    return bits


def _places_of_verbs(tokens: Tokens, kinds: I8, at: I64) -> tuple[Flags, Flags]:
    """Which words open a clause, and which may open a second one.

    A clause opens with its row, behind an adverbial ("Monthly, review stocks"; "In summer, lead tours"), and behind
    "to" or, as a gerund, any preposition. A second one follows a join behind an object, in the form of the first.
    """
    first, two_before = tokens.firsts(), np.maximum(at - 2, 0)
    opening = np.zeros(tokens.rows, np.int8)
    opening[tokens.row[first]] = kinds[first]
    opening, gerund = opening[tokens.row[at]], class_in(kinds[at], GERUNDS)
    before, second, row_opens = kinds[at - 1], first[at - 1], first[at]
    adverbial = (second & class_in(before, _ADVERBS)) | (
        (before == Class.COMMA)
        & ((first[two_before] & class_in(kinds[two_before], _ADVERBS)) | class_in(opening, _OPENS_ADVERBIAL))
    )
    to = (before == Class.PREPOSITION) & (
        gerund | (vocabulary().nouns.values[tokens.entry[at - 1]] == vocabulary().lemma_of("to"))
    )
    joined = class_in(before, patterns.COORDINATORS) & class_in(kinds[two_before], _OBJECTS) & ~second
    return row_opens | adverbial | to, ~row_opens & joined & (gerund == class_in(opening, GERUNDS))


def read_as_verbs(tokens: Tokens, at: I64) -> Tokens:
    """The tokens with the words at some places read as verbs that act on what follows."""
    return tokens.read_at(at, _as_verb)


def _as_verb(number: int) -> int:
    known = vocabulary()
    kind = Class(int(known.kinds.values[number]))
    return known.entry(Entry(known.words[number], AS_VERB.get(kind, Class.VERB)))


def _ends_phrase(tokens: Tokens, at: I64) -> Flags:
    """Whether each place is behind its row or holds what no phrase goes on with; `at` is beside a word of the row."""
    within = np.minimum(at, len(tokens.row) - 1)
    firsts = tokens.row[within] != tokens.row[within - 1]
    ends: Flags = (at != within) | firsts | class_in(vocabulary().kinds.values[tokens.entry[within]], _NAMES_NOTHING)
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
