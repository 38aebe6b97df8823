"""What opens a bullet without being its first clause: "Using drones, survey crops" is "Survey crops using drones"."""

import numpy as np

from . import grammar, patterns
from .columns import I64, Flags
from .morphology import Class
from .tokens import Tokens
from .vocabulary import class_in, vocabulary
from .words import single

_GERUNDS = frozenset({Class.VERB_ING, Class.NOUN_VERB_ING})
_NO_OBJECT = patterns.COORDINATORS | {Class.PREPOSITION, Class.PARTICIPLE, Class.OF}
_BEFORE_EXPERIENCE = frozenset({Class.ADJECTIVE, Class.PAST})


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


def settle_experience(tokens: Tokens) -> Tokens:
    """ "Experience managing budgets" is "experience in managing budgets"."""
    at = _gerunds_of_experience(tokens)
    of = vocabulary().entry(single("of"))
    return Tokens(np.insert(tokens.row, at, tokens.row[at]), np.insert(tokens.entry, at, of), tokens.rows)


def _gerunds_of_experience(tokens: Tokens) -> I64:
    """The gerunds that follow "experience" and act on something, as in "5 years of experience leading teams"."""
    known, kinds, nouns, first = vocabulary(), tokens.kinds(), tokens.nouns(), tokens.firsts()
    at = np.flatnonzero(class_in(kinds, _GERUNDS) & ~first)
    at = at[nouns[at - 1] == known.lemma_of("experience")] if len(at) else at
    at = at[at + 1 < len(kinds)]
    joined = (kinds[at + 1] == Class.AND) & class_in(kinds[np.minimum(at + 2, len(kinds) - 1)], _GERUNDS)
    acting: I64 = at[~first[at + 1] & (joined | ~class_in(kinds[at + 1], _NO_OBJECT))]
    if not len(acting):
        return acting
    at = acting
    spans = np.isin(nouns[at - 2], [known.lemma_of(word) for word in ("year", "month")])
    before = spans | class_in(kinds[at - 2], _BEFORE_EXPERIENCE) | (kinds[at - 2] == Class.OF)
    gerunds: I64 = at[first[at - 1] | before]
    return gerunds
