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


PARTITIONS = 3
MOST = 100
"""Words in a part. Chains of synonyms join a third of the table, and a part that large finds nothing."""


@cache
def partitions() -> tuple[dict[str, str], ...]:
    """Ways to part the table's words, each as a name for all words of a part: to find candidates by, never to decide.

    The words of a line are in one part in one of the ways, as long as there is room; in each way a part holds at most
    MOST words.
    """
    lines: dict[int, list[str]] = defaultdict(list)
    for word, numbers in _meanings().items():
        for number in numbers:
            lines[number].append(word)
    ways = tuple(_Parts() for _ in range(PARTITIONS))
    for number in sorted(lines):
        any(way.join(lines[number]) for way in ways)
    return tuple(way.names() for way in ways)


class _Parts:
    """One way to part the words, built line by line."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self._size: dict[str, int] = defaultdict(lambda: 1)

    def _root(self, word: str) -> str:
        while self._parent.setdefault(word, word) != word:
            word = self._parent[word]
        return word

    def join(self, words: list[str]) -> bool:
        """Put the words in one part, if it does not grow too large."""
        roots = {self._root(word) for word in words}
        size = sum(self._size[root] for root in roots)
        if len(roots) > 1 and size > MOST:
            return False
        first = min(roots)
        self._parent |= dict.fromkeys(roots, first)
        self._size[first] = size
        return True

    def names(self) -> dict[str, str]:
        return {word: self._root(word) for word in list(self._parent)}
