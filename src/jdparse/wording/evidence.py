"""Say by what a wording differs from its cluster's canonical wording."""

from collections.abc import Callable, Sequence
from typing import cast

import numpy as np

from .arrow import Column, pa, pc
from .fingerprint import wording_keys
from .folding import drop_gloss, fold_characters
from .grammar import COORDINATORS
from .morphology import Class, Word
from .passes import drop_empty, drop_skill_heads
from .tokens import Tokens, as_strings, tokenize
from .vocabulary import U64, class_in, digest, mix, vocabulary

LEVELS = (
    "exact",
    "case",
    "punctuation",
    "function_words",
    "order",
    "spelling",
    "inflection",
    "nominalisation",
    "abbreviation",
    "decision",
)
_SMALL = {Class.PREPOSITION, Class.OF, Class.AND, Class.OR, Class.EMPTY}


def _sums(tokens: Tokens, form: Callable[[Word], str], *, ordered: bool) -> U64:
    """One value a row: its words in one of their forms, in order or as a bag."""
    words = vocabulary().words
    distinct, place = np.unique(tokens.entry, return_inverse=True)
    hashes = np.array([digest(form(words[int(entry)]))[0] for entry in distinct], np.uint64)[place]
    if ordered:
        first = np.searchsorted(tokens.row, tokens.row)
        position = (np.arange(len(tokens.row)) - first).astype(np.uint64)
        hashes = mix(hashes + position * np.uint64(0x9E3779B97F4A7C15))
    result = np.zeros(tokens.rows, np.uint64)
    np.add.at(result, tokens.row, mix(hashes))
    return result


def _content(tokens: Tokens, kind: str) -> Tokens:
    tokens = drop_skill_heads(drop_empty(tokens), kind)
    kinds = vocabulary().kinds.values[tokens.entry]
    return tokens.where(~class_in(cast("np.ndarray[tuple[int], np.dtype[np.int8]]", kinds), _SMALL))


def _forms(texts: Column, kind: str) -> list[np.ndarray[tuple[int], np.dtype[np.generic]]]:
    """The texts ever more coarsely: equal values at a level mean that nothing beyond it tells two texts apart."""
    tokens = tokenize(texts)
    kinds = cast("np.ndarray[tuple[int], np.dtype[np.int8]]", vocabulary().kinds.values[tokens.entry])
    words = tokens.where(~class_in(kinds, {Class.COMMA}))
    content = _content(tokens.where(~class_in(kinds, {*COORDINATORS} - {Class.AND, Class.OR})), kind)
    return [
        np.asarray(texts.to_numpy(zero_copy_only=False)),
        np.asarray(pc.utf8_lower(texts).to_numpy(zero_copy_only=False)),
        _sums(words, lambda w: w.surface or w.noun, ordered=True),
        _sums(content, lambda w: w.surface, ordered=True),
        _sums(content, lambda w: w.surface, ordered=False),
        _spelled(content),
        _sums(content, lambda w: w.uninflected, ordered=False),
        _sums(content, lambda w: w.verb, ordered=False),
    ]


def _spelled(content: Tokens) -> U64:
    """The words' letters run together, so that open, hyphened and closed forms are one."""
    words = vocabulary().words
    spelled = [words[int(entry)].spelled for entry in content.entry]
    rows: list[list[str]] = [[] for _ in range(content.rows)]
    for row, word in zip(content.row.tolist(), spelled, strict=True):
        rows[row].append(word)
    return np.array([digest("".join(sorted("".join(row))))[0] for row in rows], np.uint64)


def _has_gloss(texts: Column) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which texts give a short form beside its own expansion."""
    found = np.asarray(pc.match_substring(texts, "(")).copy()
    for row in np.flatnonzero(found):
        text = fold_characters(str(texts[int(row)].as_py()))
        found[row] = drop_gloss(text) != text
    return found


def differs_by(canonical: Sequence[str] | Column, texts: Sequence[str] | Column, kind: str) -> Column:
    """For each text the last of `LEVELS` that tells it from the canonical wording beside it.

    Both are columns of the same length, each pair of one cluster; a pair whose keys differ met by a user's decision.
    """
    ours, theirs = as_strings(canonical), as_strings(texts)
    one, two = _forms(ours, kind), _forms(theirs, kind)
    same_key = np.asarray(pc.equal(wording_keys(ours, kind), wording_keys(theirs, kind)))
    glossed = _has_gloss(ours) != _has_gloss(theirs)
    level = np.where(same_key, LEVELS.index("abbreviation"), LEVELS.index("decision"))
    for i in reversed(range(len(one))):
        level = np.where((one[i] == two[i]) & same_key & ~glossed, i, level)
    return pa.array(np.array(LEVELS, dtype=object)[level], pa.string())
