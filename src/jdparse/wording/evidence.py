"""Say by what a wording differs from its cluster's canonical wording."""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from .arrangement import cut, verbs_of_rows
from .arrow import Column, array_of, numbers, pa, pc, strings
from .classes import Class
from .columns import I8, I64, U64, Flags, GrowingColumn, place_in_run, row_sums
from .fingerprint import keys_of_tokens
from .folding import drop_gloss, fold_characters
from .morphology import Word
from .passes import drop_empty, drop_skill_heads, words_of
from .tokens import CHUNK, Tokens, as_strings, in_chunks, tokenize
from .vocabulary import class_in, digest, mix, vocabulary

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
EXACT, CASE, PUNCTUATION, SPELLING, NOMINALISATION, ABBREVIATION, DECISION = (
    LEVELS.index(name)
    for name in ("exact", "case", "punctuation", "spelling", "nominalisation", "abbreviation", "decision")
)
_SMALL = {Class.PREPOSITION, Class.OF, Class.AND, Class.OR, Class.EMPTY}
_STEP = np.uint64(0x9E3779B97F4A7C15)


@cache
def _letter(letter: str) -> int:
    return digest(letter)[0]


def _letters(word: Word) -> int:
    """The letters as a bag, so that open and closed forms are one."""
    return sum(map(_letter, word.spelled)) % (1 << 64)


_FORMS: dict[str, Callable[[Word], int]] = {
    "as written": lambda word: digest(word.surface or word.noun)[0],
    "surface": lambda word: digest(word.surface)[0],
    "spelled": lambda word: digest(word.spelled)[0],
    "letters": _letters,
    "uninflected": lambda word: digest(word.uninflected)[0],
    "verb": lambda word: digest(word.verb)[0],
}


@cache
def _columns() -> dict[str, GrowingColumn]:
    return {name: GrowingColumn(np.uint64) for name in _FORMS}


def _values() -> dict[str, U64]:
    """For each form, a value an entry of the vocabulary."""
    words = vocabulary().words
    for name, value in _FORMS.items():
        column = _columns()[name]
        column.extend([value(word) for word in words[len(column.values) :]])
    return {name: column.values for name, column in _columns().items()}


def _ordered(values: U64, tokens: Tokens) -> U64:
    """One value a row: its words in order."""
    place = place_in_run(tokens.row).astype(np.uint64)
    return row_sums(mix(values[tokens.entry] + place * _STEP), tokens.row, tokens.rows)


def _bag(values: U64, tokens: Tokens) -> U64:
    """One value a row: its words as a bag."""
    return row_sums(values[tokens.entry], tokens.row, tokens.rows)


def _forms(tokens: Tokens, kind: str) -> list[U64]:
    """The words of each row ever more coarsely, from punctuation to nominalisation; then their letters and number.

    Equal values at a level mean that nothing beyond it tells two texts apart.
    """
    words = tokens.where(~class_in(tokens.kinds(), {Class.COMMA}))
    content = drop_skill_heads(drop_empty(words), kind)
    content = content.where(~class_in(content.kinds(), _SMALL))
    value = _values()
    return [
        _ordered(value["as written"], words),
        _ordered(value["surface"], content),
        _bag(value["surface"], content),
        _bag(value["spelled"], content),
        _bag(value["uninflected"], content),
        _bag(value["verb"], content),
        _bag(value["letters"], content),
        np.bincount(content.row, minlength=content.rows).astype(np.uint64),
    ]


def _same_case(texts: Column, one: I64, two: I64) -> Flags:
    """Which pairs of texts differ in case alone."""
    pairs = [(one[at : at + CHUNK], two[at : at + CHUNK]) for at in range(0, len(one), CHUNK)]
    sides = ([pc.utf8_lower(texts.take(numbers(side))) for side in pair] for pair in pairs)
    return np.concatenate([np.zeros(0, bool), *(array_of(pc.equal(*pair)) for pair in sides)])


def _glossed(texts: Column, wanted: Flags) -> Flags:
    """Which of the wanted texts give a short form beside its own expansion."""
    found = array_of(pc.match_substring(texts, "(")) & wanted
    for row in np.flatnonzero(found):
        text = fold_characters(str(texts[int(row)].as_py()))
        found[row] = drop_gloss(text) != text
    return found


def _verbs(tokens: Tokens, kind: str) -> U64:
    return verbs_of_rows(cut(words_of(tokens, kind), kind))


def levels_of_pairs(texts: Column, tokens: Sequence[Tokens], pairs: tuple[I64, I64], kind: str) -> I8:
    """For pairs of rows of one key, the place in LEVELS of the last that tells them apart.

    `texts` are distinct, `tokens` are those of their chunks.
    """
    one, two = pairs

    def on_rows(value: Callable[[Tokens, str], list[U64]], of: Flags) -> list[U64]:
        """Values a row, those of the rows of some pairs alone."""
        wanted = np.zeros(len(texts), bool)
        wanted[one[of]] = wanted[two[of]] = True
        chunks = [
            value(part.where(wanted[at * CHUNK :][: part.rows][part.row]), kind) for at, part in enumerate(tokens)
        ]
        return [np.concatenate(values) for values in zip(*chunks, strict=True)]

    *forms, letters, count = on_rows(_forms, np.ones(len(one), bool)) or [np.zeros(0, np.uint64)] * 8
    level = np.full(len(one), ABBREVIATION, np.int8)
    for back, values in enumerate(reversed(forms), 1):
        level[values[one] == values[two]] = ABBREVIATION - back
    joined = (letters[one] == letters[two]) & (count[one] != count[two])  # "health care" and "healthcare"
    level[joined & (level > SPELLING)] = SPELLING
    level[_same_case(texts, one, two)] = CASE
    level[one == two] = EXACT
    asked = (level > PUNCTUATION) & (level < NOMINALISATION)
    (verbs,) = on_rows(lambda part, of_kind: [_verbs(part, of_kind)], asked) or [letters]
    level[asked & (verbs[one] != verbs[two])] = NOMINALISATION  # "review contracts" and "contract review"
    glossed = _glossed(texts, np.isin(np.arange(len(texts)), np.concatenate([one, two])))
    level[glossed[one] != glossed[two]] = ABBREVIATION
    return level


def names_of(levels: I8) -> Column:
    """The names of levels."""
    return strings(LEVELS).take(numbers(levels))


def differs_by(canonical: Sequence[str] | Column, texts: Sequence[str] | Column, kind: str) -> Column:
    """For each text the last of `LEVELS` that tells it from the canonical wording beside it.

    Both are columns of the same length, each pair of one cluster; a pair whose keys differ met by a user's decision.
    """
    ours, theirs = as_strings(canonical), as_strings(texts)
    encoded = pa.concat_arrays([ours, theirs]).dictionary_encode()
    distinct, rows = encoded.dictionary, array_of(encoded.indices).astype(np.int64)
    one, two = rows[: len(ours)], rows[len(ours) :]
    tokens = list(map(tokenize, in_chunks(distinct)))
    levels = levels_of_pairs(distinct, tokens, (one, two), kind)
    keys = array_of(keys_of_tokens(distinct, tokens, kind).dictionary_encode().indices)
    levels[keys[one] != keys[two]] = DECISION
    return names_of(levels)
