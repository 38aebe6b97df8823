"""The quick text renderings are, byte for byte, what the two real extractors give on the HTML of the same page."""

import pytest

from jdparse.sample import SamplePage, page_for, pages, render_bullet, render_dash, render_html, render_markdown
from jdparse.sample.families import FAMILIES
from jdparse.sample.page import NEWER, OLDER

trafilatura = pytest.importorskip("trafilatura")
resiliparse = pytest.importorskip("resiliparse.extract.html2text")


def assert_renderings_are_the_extractors(page: SamplePage, size: int = 0) -> None:
    html = render_html(page, size).decode()
    assert render_dash(page) == trafilatura.extract(html)
    assert render_bullet(page) == resiliparse.extract_plain_text(html, main_content=True)


def test_on_four_hundred_pages_of_the_book() -> None:
    for page in pages(400, seed=11):
        assert_renderings_are_the_extractors(page)


def test_on_every_family_as_it_is_written() -> None:
    for number, slug in enumerate(FAMILIES):
        version = OLDER if number % 2 else NEWER
        assert_renderings_are_the_extractors(page_for(slug, "P1", version, seed=number))


def test_on_pages_padded_with_scripts_and_navigation() -> None:
    for page in pages(40, seed=12):
        assert_renderings_are_the_extractors(page, size=80_000)


def test_padding_comes_close_to_the_size_that_was_asked_for() -> None:
    for size in (20_000, 80_000, 120_000):
        for page in pages(5):
            assert size <= len(render_html(page, size)) <= size + 12_000


def test_a_compact_page_is_about_nine_kilobytes() -> None:
    sizes = [len(render_html(page)) for page in pages(200)]
    assert 7_500 < sum(sizes) / len(sizes) < 10_500


def test_markdown_says_what_the_page_says() -> None:
    page = page_for("data-science", "P3")
    lines = render_markdown(page).splitlines()
    for bullet in (*page.duties, *page.skills, *page.qualifications):
        assert f"- {bullet}" in lines
    assert f"P3{page.level_header}" == lines[0]
