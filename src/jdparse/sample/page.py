"""What one invented page says, before any rendering: the truth a parser is compared with."""

from dataclasses import dataclass

from jdparse.sample.levels import Level

OLDER = "older"
NEWER = "newer"

SITE = "https://ladders.example"
SITE_NAME = "Ladderbook"


@dataclass(frozen=True, slots=True)
class Chip:
    """One title chip; `cut` marks the last chip of a list that stopped inside its stem's pattern.

    A label added to the list has no stem of its own.
    """

    title: str
    stem: str | None
    marker: str
    implied_rank: int | None = None
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Soc:
    """An occupation code with its title; a major group ends in -0000 and carries the site's mark."""

    code: str
    title: str

    @property
    def major(self) -> bool:
        """Whether the code names a whole major group."""
        return self.code.endswith("-0000")


@dataclass(frozen=True, slots=True)
class Link:
    """A related family and its place on the site."""

    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class Look:
    """What differs between two pages with the same body: site version, type setting, furniture.

    `ampersand` is what a browser shows in headings: `&amp;` where the site escaped it twice. `bare` says that the
    HTML does not escape it at all.
    """

    version: str
    apostrophe: str = "'"
    ampersand: str = "&"
    bare: bool = False
    title_in_body: bool = True
    related_as: str = "nav"


@dataclass(frozen=True, slots=True)
class SamplePage:
    """One family at one level as one crawl saw it."""

    index: int
    family: str
    slug: str
    level: Level
    label: str | None
    summary: str | None
    duties: tuple[str, ...]
    skills: tuple[str, ...]
    qualifications: tuple[str, ...]
    titles: tuple[Chip, ...]
    soc: Soc
    related: tuple[Link, ...]
    pay_text: str
    look: Look
    url: str | None
    fetched_at: str | None
    site_name: str = SITE_NAME

    @property
    def level_header(self) -> str:
        """The header beside the badge, such as `P1 — Entry-Level Professional`."""
        return f"{self.level.code} — {self.level.name}"

    @property
    def page_title(self) -> str:
        """The document's title; a page without a label starts at its level."""
        start = f"{self.label} — " if self.label else ""
        return f"{start}{self.level_header} · {self.site_name}"

    @property
    def soc_mark(self) -> str:
        """The mark behind the occupation's title, with the space that the site version puts before it."""
        if not self.soc.major:
            return ""
        return "(inferred · under review)" if self.look.version == OLDER else " (inferred)"


def heading_texts(look: Look) -> dict[str, str]:
    """The section headings as this page spells them."""
    sign, tick = look.ampersand, look.apostrophe
    pay = f"Where it sits {sign} what it pays" if look.version == OLDER else "What it pays"
    return {
        "level": "What this level means",
        "duties": f"What you{tick}d do",
        "skills": f"Skills, knowledge {sign} tools",
        "qualifications": "What good looks like",
        "titles": "Common titles",
        "pay": pay,
        "related": "Related families",
    }


PAY_SENTENCES = {
    OLDER: (
        "Market-pay benchmarks for this family × level are coming — "
        f"{SITE_NAME} ties pay to family and level, never to a title alone."
    ),
    NEWER: (
        "Market-pay benchmarks for this family × level are being recalibrated "
        "against this year’s surveys and will be back soon."
    ),
}
