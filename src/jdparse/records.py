"""The records that pass between the steps, from blocks to a parsed page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

HEADING, PARAGRAPH, TERM, ITEM, CHIP = "h", "p", "t", "i", "c"
"""The kinds of block, one letter each, so that a page's kinds are one string."""

KINDS = {HEADING: "heading", PARAGRAPH: "paragraph", TERM: "term", ITEM: "item", CHIP: "chip"}
"""Kind → what people call it."""


class Oddity(NamedTuple):
    """Something odd about an input that was parsed all the same; ``code`` is a key of ``vocabulary.WARNINGS``."""

    code: str
    line: int | None = None
    text: str | None = None


Pieces = dict[int, list[tuple[int, str]]]
"""First line of a block that is several lines of a text → number and text of each of them."""


@dataclass(slots=True)
class Blocks:
    """A page as a stream of typed blocks: the one form in which every rendering reaches the parser.

    ``kinds``, ``texts`` and ``lines`` run in parallel, a block each. ``kinds`` holds HEADING, PARAGRAPH, TERM, ITEM
    or CHIP letters; a text rendering knows only PARAGRAPH and ITEM. ``texts`` are NFC with white space folded and list
    marks removed. ``lines`` are 1-based lines of the text, or numbers of the text block in the HTML's main part.
    ``links`` holds the address of blocks that are links. ``pieces`` tells the lines of blocks that are more than one;
    ``lines`` has their first. ``headings`` is for ``headings.headings`` to remember.
    """

    rendering: str
    kinds: str
    texts: list[str]
    lines: Sequence[int]
    links: dict[int, str] = field(default_factory=dict)
    page_title: str | None = None
    canonical_url: str | None = None
    furniture: int = 0
    oddities: list[Oddity] = field(default_factory=list)
    pieces: Pieces = field(default_factory=dict)
    headings: list[tuple[int, tuple[str, str]]] | None = None

    def lines_total(self) -> int:
        """How many lines (HTML: text blocks) the page has, furniture included."""
        return len(self.texts) + self.furniture + sum(len(lines) - 1 for lines in self.pieces.values())

    def lines_of(self, at: int) -> list[tuple[int, str]]:
        """Number and text of each line that block ``at`` is made of."""
        line = self.lines[at]
        return self.pieces.get(line) or [(line, self.texts[at])]


class Years(NamedTuple):
    """A range of years: ``maximum`` is null when there is none; ``open`` when more is welcome."""

    minimum: float | None
    maximum: float | None
    open: bool


class Title(NamedTuple):
    """One title as a page lists it.

    ``marker`` is ``roman``, ``number``, ``prefix``, ``manager``, ``label`` or None; ``implied_rank`` the rank that
    marker claims; ``stem`` the title without its marker, None where the title is not split. ``cut_off``: the list (or
    the page) ended here, so nothing confirms this title. ``unsplit``: one or more titles whose borders the repetition
    does not decide.
    """

    title: str
    stem: str | None
    marker: str | None
    implied_rank: int | None
    cut_off: bool = False
    unsplit: bool = False


class Occupation(NamedTuple):
    """A SOC line."""

    soc_code: str
    soc_title: str | None
    detail: str
    inferred: bool
    under_review: bool
    line: int


class Pay(NamedTuple):
    """What the page says of pay; money in ``currency`` per ``period``, ``growth`` in per cent over ten years."""

    status: str | None
    text: str | None
    line: int
    median: float | None = None
    low: float | None = None
    high: float | None = None
    currency: str | None = None
    period: str | None = None
    geography: str | None = None
    growth: float | None = None
    median_raw: str | None = None
    range_raw: str | None = None
    growth_raw: str | None = None


class RelatedFamily(NamedTuple):
    """A link to a related family."""

    name: str
    url: str | None
    line: int


@dataclass(slots=True)
class Bullets:
    """The bullets of one list section: texts and their lines in parallel."""

    texts: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


class Requirement(NamedTuple):
    """The years a qualification asks for, with further ranges it names, raw."""

    years: Years
    alternatives: str | None


@dataclass(slots=True)
class Page:
    """One parsed page: every block is claimed by one field (``claims``) or is a leftover (claim None)."""

    layout: str
    site_version: str | None = None
    level_code: str | None = None
    level_name: str | None = None
    label: str | None = None
    summary: str | None = None
    tagline: str | None = None
    page_title: str | None = None
    cut_off: bool = False
    dimensions: dict[str, tuple[str, int]] = field(default_factory=dict)
    experience: Years | None = None
    bullets: dict[str, Bullets] = field(default_factory=dict)
    requirements: dict[str, Requirement] = field(default_factory=dict)
    titles: list[Title] = field(default_factory=list)
    title_lines: list[int] = field(default_factory=list)
    occupations: list[Occupation] = field(default_factory=list)
    pay: Pay | None = None
    related: list[RelatedFamily] = field(default_factory=list)
    claims: list[str | None] = field(default_factory=list)
    leftovers: list[tuple[int, str, str | None]] = field(default_factory=list)
    oddities: list[Oddity] = field(default_factory=list)


class Rejection(NamedTuple):
    """Why a page is set aside: a key of ``vocabulary.REASONS`` and what was found."""

    reason: str
    detail: str


class Source(NamedTuple):
    """Where an input was read, and what was told of it beside its content; times are UTC, sizes in bytes.

    ``root``, ``path`` (as the file system spells it), ``file_size``, ``mtime_ns``, ``file_told`` and ``told`` (hashes
    of what was told of the file and of the input) are for the ledger alone: the data tables know a file by its path
    below its root.
    """

    source: str
    record: str | None = None
    url: str | None = None
    fetched_at: datetime | None = None
    family: str | None = None
    size: int | None = None
    content_sha256: str | None = None
    decoded_with: str | None = None
    root: str = ""
    path: bytes = b""
    file_size: int = 0
    mtime_ns: int = 0
    file_told: str = ""
    told: str = ""


class Parsed(NamedTuple):
    """A parsed page with its identity: what one line of the ``pages`` table and all its content is made from."""

    page: Page
    blocks: Blocks
    page_id: str
    body_sha256: str
    body_size: int
    url: str | None
    family_slug: str | None
    family: str | None
    family_source: str | None


class Outcome(NamedTuple):
    """What became of one input: a parsed page, or the reason it is set aside, and whatever was odd about it."""

    source: Source
    result: Parsed | Rejection
    oddities: list[Oddity]
