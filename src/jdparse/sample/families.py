"""The book's families: read once from `families.toml`, where their work, topics, tools and titles are written."""

import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from typing import Any

from jdparse.sample.page import Soc

RELATED = 5


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of a family's work: a plain verb, or two joined by `and`, and its object."""

    do: str
    what: str


@dataclass(frozen=True, slots=True, eq=False)  # compared as the object it is: quick as a cache key
class Family:
    """A job family; what it shares with its field is already mixed in."""

    name: str
    slug: str
    field: str
    role: str
    stems: tuple[str, ...]
    soc: Soc
    work: tuple[Work, ...]
    topics: tuple[str, ...]
    tools: tuple[str, ...]
    degree: str
    credentials: tuple[str, ...]
    related: tuple[tuple[str, str], ...]
    programme: str | None = None


def slug_of(name: str) -> str:
    """A family's part of an address: lower case, words joined by hyphens."""
    kept = "".join(char if char.isalnum() else " " for char in name.lower().replace("&", " and "))
    return "-".join(kept.split())


@lru_cache(maxsize=1024)
def specialized(family: Family, words: str) -> Family:
    """The family with a specialty in front of its name and of every title."""
    return replace(
        family,
        name=f"{words} {family.name}",
        slug=f"{slug_of(words)}-{family.slug}",
        role=f"{words} {family.role}",
        stems=tuple(f"{words} {stem}" for stem in family.stems),
        programme=words,
    )


def _work(line: str) -> Work:
    words = line.split(" ")
    verbs = 3 if words[1] == "and" else 1  # a pair of verbs stays together: clean and label | datasets
    return Work(" ".join(words[:verbs]), " ".join(words[verbs:]))


def _soc(line: str) -> Soc:
    code, title = line.split(" ", 1)
    return Soc(code, title)


def _family(row: dict[str, Any], shared: dict[str, Any], names: list[str]) -> Family:
    place = names.index(row["name"])
    others = [names[(place + step) % len(names)] for step in range(1, RELATED + 1)]
    return Family(
        name=row["name"],
        slug=slug_of(row["name"]),
        field=row["field"],
        role=row["role"],
        stems=tuple(row["stems"]),
        soc=_soc(row.get("soc", shared["soc"])),
        work=tuple(map(_work, row["work"] + shared["work"])),
        topics=tuple(row["topics"] + shared["topics"]),
        tools=tuple(row["tools"]),
        degree=row["degree"],
        credentials=tuple(row["credentials"]),
        related=tuple((name, slug_of(name)) for name in others),
    )


def _read() -> tuple[dict[str, Family], tuple[str, ...]]:
    book = tomllib.loads(resources.files(__package__).joinpath("families.toml").read_text(encoding="utf-8"))
    names = [row["name"] for row in book["family"]]
    families = [_family(row, book["field"][row["field"]], names) for row in book["family"]]
    return {family.slug: family for family in families}, tuple(book["specialties"])


# Specialties go in front of a family's name and make as many families as anyone asks for.
FAMILIES, SPECIALTIES = _read()
