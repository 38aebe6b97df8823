"""What happens to a bullet's words before they are cut into phrases: runs joined, empty words left out."""

from functools import cache
from typing import cast

import numpy as np

from . import patterns, tables
from .activities import settle_activities, settle_acts_of_several, settle_kinds, settle_periodicals
from .classes import ACTS, GERUNDS, Class
from .columns import I64, Flags
from .names import expand_short_forms, keep_names
from .openings import AS_VERB, read_as_verbs, settle_experience, settle_opening_verbs
from .tokens import Tokens
from .vocabulary import (
    PAIR,
    PhraseTable,
    class_in,
    lemma_in,
    lemmas_of,
    lemmas_of_list,
    loose_prepositions,
    phrase_table,
    run_hash,
    vocabulary,
)
from .words import as_it_is, describing, single, take_apart

_NO_NOUN = patterns.COORDINATORS | {Class.PREPOSITION, Class.PARTICIPLE, Class.OF}
_ADJECTIVES = frozenset({Class.ADJECTIVE, Class.MANNER, Class.PERIODIC})
_VERBS = frozenset({Class.VERB, Class.VERB_S, Class.PAST})
_EMPTY_SKILL_HEADS = ("skill", "ability")


def join_phrases(tokens: Tokens) -> Tokens:
    """Replace runs of the phrase table by their one entry, longer runs first, then from the left."""
    table = phrase_table()
    asked = np.zeros(tokens.rows, bool)  # the few rows where some run may start
    asked[tokens.row[_possible_starts(tokens.nouns(), table)]] = True
    joins = asked[tokens.row]
    origin = np.flatnonzero(joins)
    part = tokens.where(joins)
    for length, (codes, entries) in table.by_length.items():
        lemmas = part.nouns()
        starts = _possible_starts(lemmas, table)
        starts = starts[starts + length <= len(lemmas)]
        starts = starts[part.row[starts] == part.row[starts + length - 1]]
        if not len(starts):
            continue
        found = run_hash([lemmas[starts + i] for i in range(length)])
        at = np.minimum(np.searchsorted(codes, found), len(codes) - 1)
        hit = codes[at] == found
        starts, at = starts[hit], at[hit]
        if not len(starts):
            continue
        free = _without_overlaps(starts, length)
        starts, at = starts[free], at[free]
        part.entry[starts] = entries[at]
        keep = np.ones(len(lemmas), bool)
        for i in range(1, length):
            keep[starts + i] = False
        part, origin = part.where(keep), origin[keep]
    entry = tokens.entry.copy()
    entry[origin] = part.entry
    kept = ~joins
    kept[origin] = True
    return Tokens(tokens.row, entry, tokens.rows).where(kept)


def _possible_starts(lemmas: I64, table: PhraseTable) -> I64:
    """Where a run can start: with the first two lemmas of some run."""
    known = len(vocabulary().lemmas.names)
    starts = np.flatnonzero(table.is_first(known)[lemmas[:-1]])
    starts = starts[table.is_second(known)[lemmas[starts + 1]]]
    pairs = lemmas[starts] * PAIR + lemmas[starts + 1]
    place = np.minimum(np.searchsorted(table.pairs, pairs), len(table.pairs) - 1)
    return cast("I64", starts[table.pairs[place] == pairs])


def _without_overlaps(starts: I64, length: int) -> Flags:
    keep = np.ones(len(starts), bool)
    if len(starts) > 1 and (np.diff(starts) < length).any():
        end = -1
        for i, start in enumerate(starts.tolist()):
            keep[i] = start >= end
            end = start + length if keep[i] else end
    return keep


def join_prefixes(tokens: Tokens) -> Tokens:
    """Read "multi purpose" and "pre season" as they are read with a hyphen."""
    known, first = vocabulary(), tokens.firsts()
    prefixes = lemmas_of_list("loose_prefixes.txt")
    at = np.flatnonzero(lemma_in(tokens.nouns()[:-1], prefixes) & ~first[1:])
    if not len(at):
        return tokens
    entry, keep = tokens.entry.copy(), np.ones(len(first), bool)
    for place in at.tolist():
        prefix, word = (known.words[number].surface for number in tokens.entry[place : place + 2].tolist())
        joined = take_apart(f"{prefix}-{word}") if word.isalpha() else []
        if len(joined) == 1:
            entry[place], keep[place + 1] = known.entry(joined[0]), False
    return Tokens(tokens.row, entry, tokens.rows).where(keep)


def drop_repeated_gloss(tokens: Tokens) -> Tokens:
    """Leave out what repeats the word before it in parentheses: an expansion joined into its own short form."""
    commas = class_in(tokens.kinds(), {Class.COMMA})
    lemmas = tokens.nouns()
    at = np.flatnonzero(commas[1:-1]) + 1
    at = at[(lemmas[at - 1] == lemmas[at + 1]) & (tokens.row[at - 1] == tokens.row[at + 1])] if len(at) else at
    if not len(at):
        return tokens
    keep = np.ones(len(commas), bool)
    keep[at] = keep[at + 1] = False
    closing = at[at + 2 < len(commas)] + 2
    keep[closing[commas[closing] & (tokens.row[closing] == tokens.row[closing - 2])]] = False
    return tokens.where(keep)


def _verbs_before_articles(tokens: Tokens, empty: Flags) -> Tokens:
    """In "Code a review", "Reviewed the budget" and "Staffing the desk" the opening word is a verb."""
    kinds, first = tokens.kinds(), tokens.firsts()
    opens = first[:-1] & empty[1:] & ~first[1:]
    trades = opens & (kinds[:-1] == Class.NOUN)
    trades[trades] = lemma_in(tokens.nouns()[:-1][trades], lemmas_of_list("lexical_ing.txt"))
    verbs = np.flatnonzero(trades | (opens & class_in(kinds[:-1], set(AS_VERB))))
    return read_as_verbs(tokens, verbs)


def drop_empty(tokens: Tokens) -> Tokens:
    """Leave out articles and a mark in front; in "Class A" the letter is a name, and before "the" stands a verb."""
    known = vocabulary()
    empty = class_in(tokens.kinds(), {Class.EMPTY}) | (tokens.firsts() & (tokens.kinds() == Class.COMMA))
    tokens = _verbs_before_articles(tokens, empty)
    at = np.flatnonzero(empty & (tokens.entry == known.entry(single("a"))) & ~tokens.firsts())
    heads = lemmas_of_list("lettered.txt")
    at = at[lemma_in(tokens.nouns()[at - 1], heads)] if len(at) else at
    entry = tokens.entry.copy()
    entry[at] = known.entry(as_it_is("a", "a", Class.NOUN))
    empty[at] = False
    return Tokens(tokens.row, entry, tokens.rows).where(~empty)


def settle_compound_modifiers(tokens: Tokens) -> Tokens:
    """In "high level design" the level describes the design, as it does in "high-level design"."""
    known, kinds, first = vocabulary(), tokens.kinds(), tokens.firsts()
    at = np.flatnonzero(class_in(kinds[:-2], _ADJECTIVES)) + 1
    heads = lemmas_of_list("compound_modifiers.txt")
    at = at[lemma_in(tokens.nouns()[at], heads) & ~first[at] & ~first[at + 1]]
    at = at[~class_in(kinds[at], _ADJECTIVES) & ~class_in(kinds[at + 1], _NO_NOUN)]
    if not len(at):
        return tokens
    entry = tokens.entry.copy()
    entry[at] = [known.entry(describing(known.words[number])) for number in entry[at]]
    return Tokens(tokens.row, entry, tokens.rows)


def drop_skill_heads(tokens: Tokens, kind: str) -> Tokens:
    """Leave out a final "skills" or "abilities" of a skill that says what skill it is."""
    if kind != "skill" or not len(tokens.row):
        return tokens
    heads = lemmas_of(_EMPTY_SKILL_HEADS)
    first = tokens.firsts()
    last = np.concatenate([first[1:], [True]])
    marks = class_in(tokens.kinds(), patterns.COORDINATORS)
    return tokens.where(~(last & ~first & lemma_in(tokens.nouns(), heads)) | marks)


def settle_prepositions(tokens: Tokens, kind: str) -> Tokens:
    """Read a preposition that says nothing after its word as the one name it has there."""
    loose = loose_prepositions()
    kinds, lemmas, first = tokens.kinds(), tokens.nouns(), tokens.firsts()
    past = kinds == Class.PAST
    lemmas[past] = vocabulary().verbs.values[tokens.entry[past]]
    at = np.flatnonzero(class_in(kinds, {Class.PREPOSITION, Class.OF}) & ~first)
    before = _before_adverbials(tokens, at)
    known_head = lemma_in(lemmas[before], loose.heads)
    at, before = at[known_head], before[known_head]
    if not len(at):
        return tokens
    codes = lemmas[before] * PAIR + lemmas[at]
    place = np.minimum(np.searchsorted(loose.codes, codes), len(loose.codes) - 1)
    of = kinds[before]
    hit = (loose.codes[place] == codes) & (~class_in(of, ACTS) | loose.acts[place])
    hit &= ~class_in(of, _VERBS) | loose.verbs_too[place]
    hit &= ~class_in(of, GERUNDS) | loose.gerunds_too[place]
    # What opens a duty is a verb but for a few ("assist in"), and its preposition speaks.
    if kind == "duty":
        hit &= ~((first[before] | loose.certificates[place]) & loose.nouns_only[place])
    hit &= (lemmas[at] != vocabulary().lemmas.number("for")) | ~_far(tokens, kind)[at]
    places = np.flatnonzero(hit & loose.places[place])
    hit[places] = ~_of_telling(tokens, lemmas, at[places])
    entry = tokens.entry.copy()
    entry[at[hit]] = loose.entries[place[hit]]
    settled = Tokens(tokens.row, entry, tokens.rows)
    return settled.where(~class_in(settled.kinds(), {Class.EMPTY}))


def _of_telling(tokens: Tokens, lemmas: I64, at: I64) -> Flags:
    """Which prepositions may say where or how something is told: "record hazards in logs", "explain in writing"."""
    opening, following = np.searchsorted(tokens.row, tokens.row[at]), np.minimum(at + 1, len(lemmas) - 1)
    told: Flags = lemma_in(lemmas[opening], lemmas_of_list("telling_verbs.txt"))
    return told | lemma_in(lemmas[following], lemmas_of_list("ways_of_telling.txt"))


def _before_adverbials(tokens: Tokens, at: I64) -> I64:
    """The word before each place, "weekly" and "carefully" passed over: "prepare reports weekly for schools"."""
    adverbial, first = class_in(tokens.kinds(), {Class.PERIOD, Class.ADVERB}), tokens.firsts()
    before = at - 1
    passed = adverbial[before] & ~first[before]
    return before - passed


def _far(tokens: Tokens, kind: str) -> Flags:
    """Which words stand behind a list or another preposition, or in a duty before one: "for" may belong to the verb."""
    if not len(tokens.row):
        return np.zeros(0, bool)
    kinds, first = tokens.kinds(), tokens.firsts()
    prepositions = class_in(kinds, {Class.PREPOSITION, Class.PARTICIPLE}) & ~first
    marks = np.concatenate([[0], np.cumsum(prepositions | class_in(kinds, patterns.COORDINATORS))])
    starts = np.flatnonzero(first)
    ends = np.append(starts[1:], len(first))
    sizes = ends - starts
    far: Flags = marks[:-1] > np.repeat(marks[starts], sizes)
    if kind == "duty":
        seen = np.concatenate([[0], np.cumsum(prepositions)])
        far |= seen[1:] < np.repeat(seen[ends], sizes)
    return far


_HELPS = ("assist", "help", "aid")
_HELPS_WITH = ("in", "with")


def settle_help(tokens: Tokens) -> Tokens:
    """ "Assist customers in selecting wines" and "with the selection of wines" say one thing."""
    if not len(tokens.row):
        return tokens
    known, kinds, lemmas, first = vocabulary(), tokens.kinds(), tokens.nouns(), tokens.firsts()
    helps = np.zeros(tokens.rows, bool)
    opening = np.flatnonzero(first)
    helps[tokens.row[opening[lemma_in(lemmas[opening], lemmas_of(_HELPS))]]] = True
    at = np.flatnonzero(helps[tokens.row] & class_in(kinds, {Class.PREPOSITION}))
    at = at[np.unique(tokens.row[at], return_index=True)[1]]
    at = at[at + 1 < len(kinds)]
    wanted = lemma_in(lemmas[at], lemmas_of(_HELPS_WITH)) & class_in(kinds[at + 1], ACTS)
    at = at[wanted & (tokens.row[at] == tokens.row[at + 1])]
    entry = tokens.entry.copy()
    entry[at] = known.entry(single("with"))
    return Tokens(tokens.row, entry, tokens.rows)


def settle_topics(tokens: Tokens) -> Tokens:
    """ "Instruct staff about safety" and "on safety" say one thing, as the table of opening verbs tells."""
    if not len(tokens.row):
        return tokens
    known, entry = vocabulary(), tokens.entry
    first = np.flatnonzero(tokens.firsts())
    opening = known.verbs.values[entry[first]]
    for verbs, preposition, as_entry, others in _opening_prepositions():
        rows = tokens.row[first[lemma_in(opening, verbs)]]
        at = np.flatnonzero(entry == preposition) if len(rows) else rows
        at = at[np.isin(tokens.row[at], rows) & (at + 1 < len(entry))]
        at = at[~lemma_in(known.nouns.values[entry[np.minimum(at + 1, len(entry) - 1)]], others)]
        if len(at):
            entry = entry.copy()
            entry[at] = as_entry
    return Tokens(tokens.row, entry, tokens.rows)


@cache
def _opening_prepositions() -> list[tuple[I64, int, int, I64]]:
    """The table's verbs, preposition, what it is read as, and the words that keep it."""
    known = vocabulary()
    return [
        (
            lemmas_of(tuple(verbs.split())),
            known.entry(single(preposition)),
            known.entry(single(as_name)),
            lemmas_of(tuple(others.split())),
        )
        for verbs, preposition, as_name, others in tables.rows("opening_prepositions.tsv")
    ]


def words_of(tokens: Tokens, kind: str) -> Tokens:
    """The words that count, phrases joined and prepositions settled."""
    words = join_phrases(expand_short_forms(join_prefixes(drop_empty(tokens))))
    words = drop_skill_heads(drop_repeated_gloss(words), kind)
    words = settle_periodicals(settle_compound_modifiers(settle_experience(words)))
    words = settle_acts_of_several(settle_help(settle_topics(settle_prepositions(words, kind))))
    words = settle_opening_verbs(words, kind)
    return keep_names(settle_kinds(settle_activities(words, kind), kind), kind)
