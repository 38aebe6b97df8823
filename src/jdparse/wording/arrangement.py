"""Words in normal order: bullets cut into phrases, and each phrase read as its pattern of classes says."""

from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from . import patterns
from .classes import Class
from .columns import I64, U64, row_sums, spread
from .grammar import Form
from .openings import fronted_participles, fronted_phrases
from .programs import programs
from .tokens import Tokens
from .vocabulary import class_in, vocabulary

_MAIN_MODE = {
    "duty": patterns.MAIN_DUTY,
    "skill": patterns.MAIN_SKILL,
    "qualification": patterns.MAIN_QUALIFICATION,
    "title": patterns.MAIN_TITLE,
}


@dataclass(frozen=True)
class Phrases:
    """A column of bullets cut into phrases: start and length of each among `tokens`, its pattern code, mark and row."""

    tokens: Tokens
    start: I64
    length: I64
    code: I64
    mark: I64
    row: I64


def cut(tokens: Tokens, kind: str) -> Phrases:
    """Cut before each preposition; the preposition becomes its phrase's mark (a lemma number, -1 for none)."""
    known = vocabulary()
    kinds, first = tokens.kinds(), tokens.firsts()
    after_mark = (
        np.concatenate([[True], class_in(kinds[:-1], patterns.COORDINATORS)]) if len(kinds) else np.zeros(0, bool)
    )
    last = np.concatenate([first[1:], [True]])
    prepositions = class_in(kinds, {Class.PREPOSITION}) | (
        class_in(kinds, {Class.PARTICIPLE}) & ~first & ~last & ~after_mark
    )
    prepositions[fronted_participles(tokens)] = True
    opens = first | prepositions
    starts = np.flatnonzero(opens)
    lengths = np.diff(np.concatenate([starts, [len(kinds)]]))
    marked = prepositions[starts]
    mark = np.where(marked, tokens.nouns()[starts], -1)
    fronted = fronted_phrases(tokens, starts, marked & first[starts])
    to = known.lemmas.number("to")
    mode = np.where(marked, np.where(mark == to, patterns.AFTER_TO, patterns.AFTER_PREPOSITION), _MAIN_MODE[kind])
    mode = np.where(fronted, patterns.FRONTED if kind == "duty" else patterns.AFTER_PREPOSITION, mode)
    starts, lengths = starts + marked, lengths - marked
    pieces = np.maximum(-(-lengths // patterns.MAX_TOKENS), 1)
    index = np.repeat(np.arange(len(starts)), pieces)
    part = spread(np.zeros(len(starts), np.int64), pieces)
    start = starts[index] + part * patterns.MAX_TOKENS
    length = np.minimum(lengths[index] - part * patterns.MAX_TOKENS, patterns.MAX_TOKENS)
    mode = np.where(part > 0, patterns.CONTINUED, mode[index])
    code = _pattern_codes(np.where(kinds == Class.PARTICIPLE, Class.VERB_ING, kinds), start, length) | mode
    row = tokens.row[opens][index]
    return Phrases(tokens, start, length, code, mark[index], row)


def _pattern_codes(kinds: npt.NDArray[np.int8], start: I64, length: I64) -> I64:
    code = np.zeros(len(start), np.int64)
    for i in range(int(length.max(initial=0))):
        has = np.flatnonzero(length > i)
        code[has] |= (kinds[start[has] + i].astype(np.int64) + 1) << (3 + patterns.BITS * i)
    return code


@dataclass(frozen=True)
class Units:
    """Words in normal order as columns: lemma, distance in its conjunct, and where conjuncts and elements start.

    Elements carry their row, the element after them (-1: none), their mark (a lemma number or -1), and their rank in
    the row's normal order.
    """

    lemma: I64
    distance: I64
    conjunct_start: I64
    element_start: I64  # counted in conjuncts
    after: I64
    mark: I64
    row: I64
    rank: I64


def verbs_of_rows(phrases: Phrases) -> U64:
    """One value a row: the lemmas that its phrases' readings take for verbs, as a bag."""
    readings, known = programs(), vocabulary()
    which = readings.of(phrases.code)
    counts = readings.token_start[which + 1] - readings.token_start[which]
    picked = spread(readings.token_start[which], counts)
    verbs = readings.column("form")[picked] == Form.VERB
    place = (np.repeat(phrases.start, counts) + readings.column("keep")[picked])[verbs]
    hashes = known.lemmas.low.values.astype(np.uint64)[known.verbs.values[phrases.tokens.entry[place]]]
    return row_sums(hashes, np.repeat(phrases.row, counts)[verbs], phrases.tokens.rows)


def arrange(phrases: Phrases) -> Units:
    """Apply to each phrase the reading of its pattern."""
    readings = programs()
    which = readings.of(phrases.code)
    token_start, element_start = readings.token_start, readings.element_start
    counts = token_start[which + 1] - token_start[which]
    picked = spread(token_start[which], counts)
    place = np.repeat(phrases.start, counts) + readings.column("keep")[picked]
    entry = phrases.tokens.entry[place]
    known = vocabulary()
    form = readings.column("form")[picked]
    lemmas = (known.nouns.values, known.verbs.values, known.things.values)
    lemma = np.choose(form, [column[entry] for column in lemmas]).astype(np.int64)

    element_counts = element_start[which + 1] - element_start[which]
    base = np.concatenate([[0], np.cumsum(element_counts)])[:-1]
    element = np.repeat(base, counts) + readings.column("element")[picked]
    conjunct = readings.column("conjunct")[picked]
    picked_elements = spread(element_start[which], element_counts)
    after = readings.column("after")[picked_elements]
    after = np.where(after >= 0, after + np.repeat(base, element_counts), -1)
    mark = np.where(readings.column("main")[picked_elements], -1, np.repeat(phrases.mark, element_counts))
    new_element = np.ones(len(element), bool)
    new_element[1:] = element[1:] != element[:-1]
    new_conjunct = new_element.copy()
    new_conjunct[1:] |= conjunct[1:] != conjunct[:-1]
    return Units(
        lemma,
        cast("I64", readings.column("distance")[picked]),
        np.flatnonzero(new_conjunct),
        np.cumsum(new_conjunct)[new_element] - 1,
        after,
        mark,
        np.repeat(phrases.row, element_counts),
        np.repeat(np.arange(len(which)) * patterns.MAX_TOKENS, element_counts)
        + cast("I64", readings.column("rank")[picked_elements]),
    )
