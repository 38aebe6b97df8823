"""Words a reader may take for one another: they link bullets, and never merge them."""

from collections import defaultdict
from functools import cache

from . import tables
from .morphology import understand


def _names(phrase: str) -> set[str]:
    """How a listed word or phrase can stand in a reading: as nouns and as verbs."""
    parts = [understand(part) for part in phrase.split("_")]
    return {" ".join(part.noun for part in parts), " ".join(part.verb for part in parts)}


@cache
def _places() -> dict[str, frozenset[tuple[int, int]]]:
    """For each lemma, or phrase of lemmas joined by blanks, the lines of the table it stands in and where in them."""
    found: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for number, words in enumerate(tables.phrases("synonyms.txt")):
        for place, word in enumerate(words):
            for name in sorted(_names(word)):
                found[name].add((number, place))
    return {word: frozenset(places) for word, places in found.items()}


@cache
def _meanings() -> dict[str, frozenset[int]]:
    """For each lemma, or phrase of lemmas joined by blanks, the lines of the table it stands in."""
    return {word: frozenset(number for number, _ in places) for word, places in _places().items()}


@cache
def phrases() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The listed phrases of several words by their first lemma, longest first."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for name in _meanings():
        parts = tuple(name.split())
        if len(parts) > 1:
            found[parts[0]].append(parts)
    return {first: tuple(sorted(many, key=len, reverse=True)) for first, many in found.items()}


def synonyms(one: str, two: str) -> bool:
    """Whether two lemmas stand on one line of the table, and are not forms of one word: "automated" / "automate"."""
    nothing: frozenset[tuple[int, int]] = frozenset()
    ours, theirs = _places().get(one, nothing), _places().get(two, nothing)
    return any(line == other and place != beside for line, place in ours for other, beside in theirs)


def meanings(word: str) -> frozenset[int]:
    """The lines of the table a lemma, or a phrase of lemmas joined by blanks, stands on."""
    return _meanings().get(word, frozenset())


@cache
def blocks() -> dict[str, str]:
    """A name for all words that chains of synonyms join: good enough to find candidates by, never to decide."""
    parent: dict[str, str] = {}

    def root(word: str) -> str:
        while parent.setdefault(word, word) != word:
            word = parent[word]
        return word

    lines: dict[int, list[str]] = defaultdict(list)
    for word, numbers in _meanings().items():
        for number in numbers:
            lines[number].append(word)
    for words in lines.values():
        for word in words[1:]:
            one, two = sorted((root(words[0]), root(word)))
            parent[two] = one
    return {word: root(word) for word in list(parent)}
