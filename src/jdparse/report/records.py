"""What a report is made of: how the run ended, and what its tables hold. Small, whatever the number of pages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from jdparse.checks import Finding, Profile

Row = Mapping[str, Any]


class Verdict(NamedTuple):
    """How the run ended; ``status`` is that of the ``runs`` table."""

    run_id: str
    status: str
    exit_code: int
    error: str | None
    started_at: datetime
    ended_at: datetime
    version: str
    snapshot_id: str | None = None
    reasons: Mapping[str, int] = {}
    set_aside: Sequence[Row] = ()
    notes: Sequence[str] = ()


class Family(NamedTuple):
    """A family's levels: code → number of pages; ``gaps`` are levels missing between two that are there."""

    name: str
    pages: Mapping[str, int]
    gaps: frozenset[str]


class Coverage(NamedTuple):
    """Families × levels, the codes with pages in ladder order; ``unplaced`` pages have no family or level."""

    levels: tuple[str, ...]
    families: tuple[Family, ...]
    unplaced: int


class Section(NamedTuple):
    """A part of a page, and how many pages have it, by rendering and in all."""

    name: str
    pages: Mapping[str, int]


class Changes(NamedTuple):
    """Against the snapshot before: rows of each table (before, now), pages by what happened to them, samples."""

    rows: Mapping[str, tuple[int, int]]
    counts: Mapping[str, int]
    samples: Mapping[str, Sequence[Row]]


class Facts(NamedTuple):
    """What the tables hold."""

    profile: Profile
    findings: Sequence[Finding]
    renderings: Mapping[str, int]
    coverage: Coverage
    sections: Sequence[Section]
    largest: Sequence[Row]
    doubtful: Sequence[Row]
    reasons: Sequence[Row]
    warnings: Sequence[Row]
    changes: Changes | None
