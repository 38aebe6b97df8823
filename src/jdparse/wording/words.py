"""Take one blank-separated piece of a bullet apart into words: done once a distinct piece, never once a bullet."""

import re
from functools import cache
from typing import NamedTuple

from . import tables
from .morphology import Class, Word, understand
from .spelling import dictionary

_PIECE = re.compile(
    r"(?P<dotted>(?:[a-z]\.){2,}[a-z]?(?![a-z]))"
    r"|(?P<tech>c\+\+|[a-z]\#|\.net\b|[a-z][a-z0-9]*\.(?:js|io|ai)\b|[a-z](?:&[a-z])+(?![a-z]))"
    r"|(?P<number>(?:(?<![\w)])[-+±~<>≤≥])?[$€£¥]?\d+(?:[.,:]\d+)*(?:\^-?\d+)?(?:-[$€£¥]?\d+(?:[.,]\d+)*(?![\w]*[a-z]-))?\+?)"
    r"|(?P<sign>[%$€£¥°#@])"
    r"|(?P<word>[^\W\d_][^\W_]*(?:'[^\W\d_]+)?(?:-[^\W_]+(?:'[^\W\d_]+)?)*)"
    r"|(?P<mark>[,;:()\[\]{}/&+–|.!?\\-])"
)
_COMMA_MARKS = frozenset(",;:()[]{}–|.!?")
_NUMBER_WORDS = {
    w: str(n)
    for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
    if n > 1
}
_ROMAN = re.compile(r"^(?:i{1,3}|iv|vi{0,3}|ix|x)$")
_ALWAYS_CLOSED = frozenset({"co", "re"})
_NON = re.compile(r"^non([a-z]{4,})$")


class Entry(NamedTuple):
    """A word, or a mark that the grammar sees, as it stands in a piece."""

    word: Word
    kind: Class


def _mark(kind: Class, name: str = "") -> Entry:
    return Entry(Word("", "", "", name, name, kind), kind)


COMMA = _mark(Class.COMMA)


@cache
def _function_words() -> dict[str, tuple[str, str]]:
    return {row[1]: (row[0], row[2] if len(row) > 2 else "") for row in tables.rows("function_words.tsv")}


_ROLES = {
    "empty": Class.EMPTY,
    "and": Class.AND,
    "or": Class.OR,
    "of": Class.OF,
    "preposition": Class.PREPOSITION,
    "participle": Class.PARTICIPLE,
}


@cache
def _prefixes() -> frozenset[str]:
    return frozenset(word for role, word in tables.rows("hyphens.tsv") if role == "prefix")


@cache
def _meaning_hyphens() -> frozenset[str]:
    return frozenset(word for role, word in tables.rows("hyphens.tsv") if role == "meaning")


def _meaning_hyphen(word: str) -> bool:
    stems = (
        word,
        *(word.removesuffix(end) for end in ("s", "es", "d", "ed", "ing")),
        *(word.removesuffix(end) + "e" for end in ("ing",)),
    )
    return any(stem in _meaning_hyphens() for stem in stems)


def single(word: str) -> Entry:
    """The entry of one word without hyphen."""
    role = _function_words().get(word)
    if role:
        kind = _ROLES[role[0]]
        as_name = role[1] or word
        if kind is Class.PARTICIPLE:
            return Entry(understand(word), kind)
        return Entry(Word(word, word, word, as_name, as_name, kind), kind)
    if word in _NUMBER_WORDS:
        number = _NUMBER_WORDS[word]
        return Entry(Word(word, number, number, number, number, Class.NUMBER), Class.NUMBER)
    if _ROMAN.match(word):
        return Entry(Word(word, word, word, word, word, Class.NUMBER), Class.NUMBER)
    known = understand(word)
    return Entry(known, known.kind)


def _hyphenated(word: str) -> list[Entry]:
    """Both parts as words, unless a prefix joins, or the hyphen is what makes the word another one."""
    first, _, rest = word.partition("-")
    if _meaning_hyphen(word):
        return [Entry(Word(word, word, word, word, word, Class.NOUN_VERB), Class.NOUN_VERB)]
    if first in _prefixes() and "-" not in rest:
        closed = understand(first + rest)
        if first + rest in dictionary() or closed.uninflected in dictionary() or first in _ALWAYS_CLOSED:
            return [Entry(closed._replace(surface=word), closed.kind)]
    return [entry for part in word.split("-") for entry in _word(part)]


def _word(word: str) -> list[Entry]:
    word = word.removesuffix("'s").replace("'", "")
    if not word:
        return []
    if "-" in word:
        return _hyphenated(word)
    non = _NON.match(word)
    if non and non[1] in dictionary() and word not in tables.words("named.txt"):
        return [single("non"), single(non[1])]
    return [single(word)]


def _number(text: str) -> str:
    if re.fullmatch(r"[^\d]*\d{1,3}(,\d{3})+(\.\d+)?\+?", text):
        text = text.replace(",", "")
    return text.replace("±", "+-")


def _mark_entry(mark: str, *, whole: bool) -> Entry | None:
    if mark in "&/" or (mark == "+" and whole):
        return _mark(Class.AND, "and")
    if mark in _COMMA_MARKS or (mark == "-" and whole):
        return COMMA
    return None


def take_apart(piece: str) -> list[Entry]:
    """The entries of one blank-separated piece; an upper-case single "A" is a name, not an article.

    >>> [entry.word.noun for entry in take_apart("Problem-solving,")]
    ['problem', 'solve', '']
    """
    if piece.strip("(),.;:") == "A" and piece != "A.":
        return [Entry(Word("a", "a", "a", "a", "a", Class.NOUN), Class.NOUN)]
    lower = piece.lower()
    if lower.endswith(".") and lower[:-1] in tables.mapping("abbreviations.tsv"):
        lower = lower[:-1]
    if lower in ("e.g.", "e.g", "i.e.", "i.e", "eg", "ie", "(e.g.,", "(e.g.", "e.g.,", "(i.e.,", "i.e.,"):
        return [COMMA, single("such-as"), COMMA] if lower[-1] == "," else [COMMA, single("such-as")]
    if lower in ("and/or", "or/and"):
        return [single("or")]
    if lower in ("w/", "w/o"):
        return [single("with" if lower == "w/" else "without")]
    entries: list[Entry] = []
    for match in _PIECE.finditer(lower):
        text = match[0]
        if match.lastgroup == "word":
            entries.extend(_word(text))
        elif match.lastgroup == "number":
            number = _number(text)
            entries.append(Entry(Word(text, number, number, number, number, Class.NUMBER), Class.NUMBER))
        elif match.lastgroup == "mark":
            mark = _mark_entry(text, whole=len(lower) == 1)
            if mark:
                entries.append(mark)
        elif match.lastgroup == "dotted":
            entries.extend(_word(text.replace(".", "")))
        else:
            entries.append(single(text) if match.lastgroup == "tech" else Entry(understand_sign(text), Class.NOUN))
    return entries


def understand_sign(sign: str) -> Word:
    """A sign that counts as a word: per cent, degrees, a currency standing alone."""
    return Word(sign, sign, sign, sign, sign, Class.NOUN)
