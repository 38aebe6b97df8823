"""Take one blank-separated piece of a bullet apart into words: done once a distinct piece, never once a bullet."""

import re
from functools import cache
from typing import NamedTuple

from . import tables
from .classes import GERUNDS, NAMES_OF_ACTS, Class
from .morphology import Word, adjective_class, understand
from .spelling import dictionary

_PIECE = re.compile(
    r"(?P<dotted>(?:[a-z]\.){2,}[a-z]?(?![a-z]))"
    r"|(?P<tech>[a-z][a-z0-9]*(?:\+{1,2}|\#)(?![\w+])|\.net\b|[a-z][a-z0-9]*\.(?:js|io|ai)\b|[a-z](?:&[a-z])+(?![a-z]))"
    r"|(?P<number>(?:(?<![\w)])[-+±~<>≤≥])?[$€£¥]?\d+(?:[.,:]\d+)*(?:\^-?\d+)?(?:-[$€£¥]?\d+(?:[.,]\d+)*(?![\w]*[a-z]-))?\+?)"
    r"|(?P<sign>[%$€£¥°#@])"
    r"|(?P<word>[^\W\d_][^\W_]*(?:'[^\W\d_]+)?(?:-[^\W_]+(?:'[^\W\d_]+)?)*)"
    r"|(?P<mark>[,;:()\[\]{}/&+–—|.!?\\-])"
)
_COMMA_MARKS = frozenset(",;:()[]{}–—|.!?")
_NUMBER_WORDS = {
    w: str(n)
    for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
    if n > 1
}
_ROMAN = re.compile(r"^(?:i{1,3}|iv|vi{0,3}|ix|x)$")
_WHOLE_PIECES = {
    "e.g.": "such-as",
    "e.g": "such-as",
    "i.e.": "such-as",
    "i.e": "such-as",
    "eg": "such-as",
    "ie": "such-as",
}
_WHOLE_PIECES |= {form: form.replace(".", "") for form in ("ph.d", "ed.d", "b.sc", "m.sc", "b.eng", "m.eng", "pharm.d")}
_WHOLE_PIECES |= {"and/or": "or", "or/and": "or", "w/": "with", "w/o": "without"}
_PLURAL_OF_CAPITALS = re.compile("[A-Z]+s")  # "GPs", but not "GPS"
_ALWAYS_CLOSED = frozenset({"co", "re"})
_INNER_PREPOSITIONS = frozenset({"to", "by"})  # "end-to-end", "step-by-step"
_NON = re.compile(r"^non([a-z]{4,})$")


_INFLECTED = frozenset({Class.VERB, Class.VERB_S, Class.VERB_ING, Class.NOUN_VERB_ING, Class.PAST})


class Entry(NamedTuple):
    """A word, or a mark that the grammar sees, as it stands in a piece."""

    word: Word
    kind: Class


def _mark(kind: Class, name: str = "", surface: str = "") -> Entry:
    return Entry(Word(surface, "", "", name, name, kind), kind)


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


def describing(word: Word) -> Entry:
    """The word as one that describes what follows."""
    return Entry(word, adjective_class(word.uninflected))


def thing(entry: Entry) -> str:
    """The lemma of a word that names a thing or a kind: of "filing" no file, but of "surveying" a survey."""
    one = entry.kind in GERUNDS
    gerund = entry.word.spelled if one else entry.word.uninflected
    several = entry.kind is Class.ACTION_S and gerund.endswith("ing")
    weak = entry.kind is Class.NOUN_VERB_ING or (several and understand(gerund).kind is Class.NOUN_VERB_ING)
    is_gerund = weak or ((one or several) and gerund in tables.words("noun_gerunds.txt"))
    return gerund if is_gerund and understand(entry.word.verb).kind not in NAMES_OF_ACTS else entry.word.noun


def _hyphenated(word: str) -> list[Entry]:
    """Both parts as words, unless a prefix joins, or the hyphen is what makes the word another one."""
    first, _, rest = word.partition("-")
    if _meaning_hyphen(word):
        return [Entry(Word(word, word, word, word, word, Class.NOUN_VERB), Class.NOUN_VERB)]
    if first in _prefixes() and "-" not in rest:
        closed = understand(first + rest)
        if first in _ALWAYS_CLOSED and first + rest not in dictionary():
            closed = _prefixed(first, understand(rest))
        if first in _ALWAYS_CLOSED or first + rest in dictionary() or closed.uninflected in dictionary():
            return [Entry(closed._replace(surface=word), closed.kind)]
    known = understand(rest)
    if first in _prefixes() and known.kind in _INFLECTED:
        joined = _prefixed(first, known)
        return [Entry(joined, joined.kind)]
    parts = word.split("-")
    if first in _NUMBER_WORDS:  # "two-storey" is British; a "storey" alone may be meant against a "story"
        parts = [first, *(tables.mapping("spelling.tsv").get(f"-{part}", part) for part in parts[1:])]
    inner = frozenset(parts[1:-1])
    if "the" in inner or (len(parts) == 3 and inner <= _INNER_PREPOSITIONS):
        joined = understand("".join(part for part in parts if part != "the"))
        return [Entry(joined._replace(surface=word), Class.ADJECTIVE)]
    entries = [entry for part in parts[:-1] for entry in map(_before_hyphen, _word(part))] + _word(parts[-1])
    last = understand(parts[-1])
    describes = last.kind is Class.ADJECTIVE or last.uninflected in tables.words("compound_modifiers.txt")
    if not describes:
        return entries
    # "High-level design" speaks of the design; "entry-level staff" do not.
    of_act = understand(parts[0]).kind is Class.ADJECTIVE
    return [describing(entry.word) if of_act else Entry(entry.word, Class.ADJECTIVE) for entry in entries]


def _before_hyphen(entry: Entry) -> Entry:
    return entry._replace(word=entry.word._replace(surface=entry.word.surface + "-"))


def _prefixed(prefix: str, word: Word) -> Word:
    """The word with a prefix before each of its forms: "co-led" is a form of "co-lead"."""
    surface, spelled, uninflected, noun, verb, kind = word
    return Word(prefix + surface, prefix + spelled, prefix + uninflected, prefix + noun, prefix + verb, kind)


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
        return _mark(Class.AND, "and", mark)
    if mark in _COMMA_MARKS or (mark == "-" and whole):
        return COMMA
    return None


def take_apart(piece: str) -> list[Entry]:
    """The entries of one blank-separated piece.

    >>> [entry.word.noun for entry in take_apart("Problem-solving,")]
    ['problem', 'solve', '']
    """
    lower = piece.lower()
    if _PLURAL_OF_CAPITALS.fullmatch(piece.strip("(),.;:")) and lower.strip("(),.;:") in tables.words("keep.txt"):
        lower = lower.replace("s", "", 1) if lower.count("s") == 1 else lower
    if lower.endswith(".") and lower[:-1] in tables.mapping("abbreviations.tsv"):
        lower = lower[:-1]
    whole = _WHOLE_PIECES.get(lower.strip("(),")) or _WHOLE_PIECES.get(lower.strip("(),."))
    if whole:
        return [single(whole)]
    return [
        entry
        for match in _PIECE.finditer(lower)
        for entry in _entries(match[0], str(match.lastgroup), whole=len(lower) == 1)
    ]


def _entries(text: str, group: str, *, whole: bool) -> list[Entry]:
    """The entries of one match of the piece pattern."""
    if group in ("word", "dotted"):
        return _word(text.replace(".", "") if group == "dotted" else text)
    if group == "mark":
        mark = _mark_entry(text, whole=whole)
        return [mark] if mark else []
    if group == "tech":
        return [single(text.removesuffix(".js") + "js" if text.endswith(".js") else text)]
    kind = Class.NUMBER if group == "number" else Class.NOUN
    name = _number(text) if group == "number" else text
    return [as_it_is(text, name, kind)]


def as_it_is(surface: str, name: str, kind: Class) -> Entry:
    """The entry of something that has no forms: a number, a sign, a name."""
    return Entry(Word(surface, name, name, name, name, kind), kind)
