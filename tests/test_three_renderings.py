"""One page in three renderings gives one set of rows, and they are what the page's author meant."""

from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest

from jdparse.records import Parsed
from jdparse.sample import SamplePage, page_for, pages, render_bullet, render_dash, render_html, truth_rows
from jdparse.sample.families import FAMILIES
from jdparse.sample.page import NEWER, OLDER
from reading import CONTENT, Row, Rows, parsed, read, rows_of

RAW = Path(__file__).parents[1] / "raw"
NAMES = sorted(path.stem for path in (RAW / "html").glob("*.html"))
TEXTS = {"dash": render_dash, "bullet": render_bullet}

NOT_COMPARED = {
    "source",
    "record",
    "rendering",
    "lines_total",
    "lines_claimed",
    "furniture",
    "page_title",
    "url",
    "line",
}
"""What an extractor changes or loses; addresses are told beside a text, and stand in HTML itself."""

SPLIT = ("title", "stem", "marker", "implied_rank")


def comparable(rows: Rows) -> dict[str, list[Row]]:
    tables = [name for name in ("pages", *CONTENT) if name not in ("titles", "related_families", "leftover_lines")]
    return {
        name: [{column: row[column] for column in row if column not in NOT_COMPARED} for row in rows[name]]
        for name in tables
    }


def placed(titles: list[Row]) -> list[tuple[int, Row]]:
    """Each title with where it ends in the glued line."""
    return list(zip(accumulate(len(row["title"]) for row in titles), titles, strict=True))


def assert_same_titles(text: list[Row], html: list[Row]) -> int:
    """Every title of the text that is sure is a chip; returns how many are not sure."""
    assert "".join(row["title"] for row in text) == "".join(row["title"] for row in html)
    chips = {end: tuple(row[name] for name in SPLIT) for end, row in placed(html)}
    doubtful = [row for row in text if row["unsplit"] or row["cut_off"]]
    for end, row in placed(text):
        if not row["unsplit"] and not row["cut_off"]:
            assert chips[end] == tuple(row[name] for name in SPLIT)
    return len(doubtful)


def assert_same_rows(text: Rows, html: Rows) -> int:
    assert comparable(text) == comparable(html)
    return assert_same_titles(text["titles"], html["titles"])


# ---- the sample pages, as they lie in raw/ ----


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_page_gives_the_same_rows_in_each_rendering(name: str) -> None:
    html = read((RAW / "html" / f"{name}.html").read_bytes())
    url = rows_of(html)["pages"][0]["url"]
    for rendering in TEXTS:
        text = read((RAW / rendering / f"{name}.txt").read_bytes(), url=url)
        rows = rows_of(text)
        assert rows["pages"][0]["rendering"] == rendering
        assert rows["leftover_lines"] == []
        assert_same_rows(rows, rows_of(html))


# ---- the book ----


def in_each_rendering(page: SamplePage) -> Iterator[tuple[str, Rows]]:
    for name, content in (("html", render_html(page)), ("dash", render_dash(page)), ("bullet", render_bullet(page))):
        yield name, rows_of(read(content, url=page.url))


def assert_true(rows: Rows, page: SamplePage, rendering: str) -> None:
    """The rows say what the page's author meant."""
    truth = truth_rows(page)
    told = {name: truth["pages"][0][name] for name in truth["pages"][0]}
    for name in ("fetched_at", "family"):  # told beside the page, or a guess
        del told[name]
    if rendering == "dash" or (rendering == "bullet" and not page.look.title_in_body):
        told["page_title"] = None
    assert {name: rows["pages"][0][name] for name in told} == told
    for table in ("page_dimensions", "duties", "skills", "qualifications", "occupations", "pay"):
        assert [{name: row[name] for name in want} for row, want in pairs(rows[table], truth[table])] == truth[table]
    related = truth["related_families"] if rendering == "html" else []
    assert [{name: row[name] for name in want} for row, want in pairs(rows["related_families"], related)] == related
    assert rows["leftover_lines"] == []
    assert_true_titles(rows["titles"], truth["titles"])


def assert_true_titles(titles: list[Row], truth: Rows | list[Row]) -> None:
    chips = dict(placed(list(truth)))  # type: ignore[arg-type]
    for end, row in placed(titles):
        if not row["unsplit"] and not row["cut_off"]:
            chip = chips[end]
            assert row["title"] == chip["title"]
            assert row["marker"] == chip["marker"]
            assert chip["stem"] is None or row["stem"] == chip["stem"] or row["marker"] == "label"
            assert chip["implied_rank"] is None or row["implied_rank"] == chip["implied_rank"]


def pairs(rows: list[Row], truth: list[Any]) -> list[tuple[Row, Row]]:
    return list(zip(rows, truth, strict=True))


def check_book(book: Iterator[SamplePage]) -> None:
    titles = doubtful = 0
    for page in book:
        rows = dict(in_each_rendering(page))
        for rendering, found in rows.items():
            assert_true(found, page, rendering)
        for rendering in TEXTS:
            doubtful += assert_same_rows(rows[rendering], rows["html"])
            titles += len(rows["html"]["titles"])
    assert doubtful <= 0.02 * titles


def test_four_hundred_pages_of_the_book_say_what_their_author_meant_in_each_rendering() -> None:
    check_book(pages(400, seed=21))


def test_every_family_as_it_is_written_says_what_its_author_meant_in_each_rendering() -> None:
    version = {0: OLDER, 1: NEWER}
    levels = ("P1", "M1", "E6", "S2", "P8")
    check_book(page_for(slug, levels[n % 5], version[n % 2], seed=n) for n, slug in enumerate(FAMILIES))


SAID = ("level_name", "tagline", "experience", "requirements", "site_version", "cut_off", "leftovers")


@pytest.mark.slow
def test_two_thousand_pages_are_the_same_page_in_each_rendering() -> None:
    for page in pages(2000, seed=22):
        html = parsed(render_html(page), url=page.url)
        assert html.page.leftovers == []
        for render in TEXTS.values():
            text = parsed(render(page), url=page.url)
            assert (text.page_id, text.body_sha256) == (html.page_id, html.body_sha256)
            assert [getattr(text.page, name) for name in SAID] == [getattr(html.page, name) for name in SAID]
            assert dimensions(text) == dimensions(html)
            assert [soc[:-1] for soc in text.page.occupations] == [soc[:-1] for soc in html.page.occupations]
            assert "".join(t.title for t in text.page.titles) == "".join(t.title for t in html.page.titles)


def dimensions(page: Parsed) -> dict[str, str]:
    return {name: text for name, (text, _) in page.page.dimensions.items()}


def test_a_page_without_an_address_is_the_same_page_in_each_rendering() -> None:
    for page in pages(40, seed=23):
        bare = render_html(page).replace(b'rel="canonical"', b'rel="none"')
        ids = {parsed(content).page_id for content in (bare, render_dash(page), render_bullet(page))}
        assert len(ids) == 1


# ---- the real extractors ----


def extracted(page: SamplePage) -> dict[str, str]:
    trafilatura = pytest.importorskip("trafilatura", reason="trafilatura is a development dependency")
    html2text = pytest.importorskip("resiliparse.extract.html2text", reason="resiliparse is a development dependency")
    html = render_html(page, 30_000).decode()
    return {
        "dash": trafilatura.extract(html),
        "bullet": html2text.extract_plain_text(html, main_content=True),
    }


def test_what_the_real_extractors_give_of_a_page_has_the_rows_of_its_html() -> None:
    for page in pages(30, seed=24):
        html = rows_of(read(render_html(page, 30_000), url=page.url))
        for rendering, text in extracted(page).items():
            rows = rows_of(read(text, url=page.url))
            assert rows["pages"][0]["rendering"] == rendering
            assert_same_rows(rows, html)
            assert_true(rows, page, rendering)
