"""Read the shipped word lists once: an identifier must depend on nothing but the wording and these files."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files


def _lines(name: str) -> Iterator[str]:
    text = files("jdparse.lexicon").joinpath(name).read_text(encoding="utf-8")
    return (line for line in text.split("\n") if line and not line.startswith("#"))


@cache
def words(name: str) -> frozenset[str]:
    """All blank-separated words of a list, comments left out."""
    return frozenset(word for line in _lines(name) for word in line.split())


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a tab-separated table below its header line."""
    table = [tuple(line.split("\t")) for line in _lines(name)]
    return tuple(table[1:])


@cache
def phrases(name: str) -> tuple[tuple[str, ...], ...]:
    """One phrase a line, as its words."""
    return tuple(tuple(line.split()) for line in _lines(name))


@cache
def mapping(name: str) -> dict[str, str]:
    """A two-column table as a mapping; a key that stands twice with two meanings is an error in the file."""
    result: dict[str, str] = {}
    for key, value in rows(name):
        if result.setdefault(key, value) != value:
            raise ValueError(f"{name}: {key!r} stands for both {result[key]!r} and {value!r}")
    return result
