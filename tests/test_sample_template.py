"""The HTML skeleton is the site's: through the two common extractors it gives real pages byte for byte."""

from pathlib import Path

import pytest

from jdparse.sample.levels import Level
from jdparse.sample.page import NEWER, OLDER, Chip, Link, Look, SamplePage, Soc
from jdparse.sample.template import render_html

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
SEED_NAMES = [
    "000_3b327a14b4be7c0b.txt",
    "001_f9f6cd853ec92282.txt",
    "002_e9fe19069a193e32.txt",
    "003_a6a0adad3a287bca.txt",
    "004_566c71d062e6b2f3.txt",
]
SECTIONS = {
    "What this level means": "level",
    "What you'd do": "duties",
    "Skills, knowledge & tools": "skills",
    "What good looks like": "qualifications",
    "Common titles": "titles",
    "Where it sits & what it pays": "pay",
    "What it pays": "pay",
    "Related families": "related",
}


def seed_sections(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    lines = found.setdefault("head", [])
    for line in filter(str.strip, text.split("\n")):
        if line in SECTIONS:
            lines = found.setdefault(SECTIONS[line], [])
        else:
            lines.append(line.removeprefix("- ").removeprefix("  • "))
    return found


def page_of(text: str) -> SamplePage:
    """A seed's own words as the template's input; its chips are cut anywhere, which its glued line cannot show."""
    found = seed_sections(text)
    header, label, summary = found["head"]
    tagline, *pairs = found["level"]
    glued = found["titles"][0]
    version = OLDER if "Where it sits" in text else NEWER
    return SamplePage(
        index=0,
        family="Machine Learning",
        slug="machine-learning",
        level=Level(header[:2], header.split(" — ")[1], 0, 2, tagline, tuple(pairs[1::2])),
        label=label,
        summary=summary,
        duties=tuple(found["duties"]),
        skills=tuple(found["skills"]),
        qualifications=tuple(found["qualifications"]),
        titles=tuple(Chip(glued[at : at + 24], "", "") for at in range(0, len(glued), 24)),
        soc=Soc("15-0000", "Computer & Mathematical Occupations"),
        related=(Link("Robotics", "robotics"), Link("Data Science", "data-science")),
        pay_text=next(line for line in found["pay"] if line.startswith("Market-pay")),
        look=Look(version),
        url="https://ladders.example/jobs/machine-learning/p1",
        fetched_at="2026-05-01T08:00:00Z",
        site_name=text.rstrip().rsplit(" · ", 1)[1] if "related" in found else "Ladderbook",
    )


@pytest.mark.parametrize("name", SEED_NAMES)
@pytest.mark.parametrize("size", [0, 80_000])
def test_a_real_page_put_through_the_template_and_its_extractor_is_the_same_file(name: str, size: int) -> None:
    if not SEEDS.is_dir():
        pytest.skip("the real pages are not beside this checkout")
    trafilatura = pytest.importorskip("trafilatura")
    resiliparse = pytest.importorskip("resiliparse.extract.html2text")
    text = (SEEDS / name).read_text(encoding="utf-8")
    html = render_html(page_of(text), size).decode()
    if "  • " in text:
        assert resiliparse.extract_plain_text(html, main_content=True) == text
    else:
        assert trafilatura.extract(html) == text
