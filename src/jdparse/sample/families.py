"""The book's families: read once from `families.toml`, where their work, topics, tools and titles are written."""

import tomllib
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

from jdparse.sample.page import Soc

RELATED = 5

# Specialties in front of a family's name make as many families as anyone asks for.
SPECIALTIES = (
    "Alpine Arctic Autonomous Bilingual Border Campus Canal Civic Coastal Community Cooperative Courthouse Desert District "
    "Embassy Estuary Evening Export Federal Festival Field Forest Frontier Harbor Heritage Highland Import Industrial Inland "
    "Island Lakeside Legacy Lunar Maritime Metro Military Mobile Mountain Municipal National Night Northern Orbital Overseas "
    "Pacific Parish Pilot Polar Prairie Provincial Regional Remote Reserve River Rural Seasonal Southern Stadium Suburban "
    "Subsea Terminal Tidal Tribal Tropical Urban Valley Veterans Village Visitor Warehouse Waterfront Weekend Western Winter"
).split()


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of a family's work: a plain verb and its object."""

    do: str
    what: str


@dataclass(frozen=True, slots=True)
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


def slug_of(name: str) -> str:
    """A family's part of an address: lower case, words joined by hyphens."""
    kept = "".join(char if char.isalnum() else " " for char in name.lower().replace("&", " and "))
    return "-".join(kept.split())


def specialized(family: Family, words: str) -> Family:
    """The family with a specialty in front of its name and of every title."""
    return replace(
        family,
        name=f"{words} {family.name}",
        slug=f"{slug_of(words)}-{family.slug}",
        role=f"{words} {family.role}",
        stems=tuple(f"{words} {stem}" for stem in family.stems),
    )


def _work(lines: list[str]) -> tuple[Work, ...]:
    return tuple(Work(*line.split(" ", 1)) for line in lines)


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
        work=_work(row["duties"] + shared["duties"]),
        topics=tuple(row["topics"] + shared["topics"]),
        tools=tuple(row["tools"]),
        degree=row["degree"],
        credentials=tuple(row["credentials"]),
        related=tuple((name, slug_of(name)) for name in others),
    )


def _read() -> dict[str, Family]:
    book = tomllib.loads(resources.files(__package__).joinpath("families.toml").read_text(encoding="utf-8"))
    names = [row["name"] for row in book["family"]]
    families = [_family(row, book["field"][row["field"]], names) for row in book["family"]]
    return {family.slug: family for family in families}


FAMILIES = _read()
