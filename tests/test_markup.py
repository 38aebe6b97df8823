"""However a page's author writes an item, a heading or a list of titles in HTML: its text gives the same rows."""

import re

import pytest

from jdparse.sample import page_at, render_html
from reading import Rows, read, rows_of

PAGE = page_at(0, seed=5)
HTML = render_html(PAGE, 30_000).decode()
ICON = '<svg viewBox="0 0 1 1"><path d="M0"/></svg>'
ITEM = re.compile(r"(<li[^>]*>)(.*?)(</li>)")
TERM = re.compile(r"(<d[td][^>]*>)(.*?)(</d[td]>)")
HEADING = re.compile(r"(<h2[^>]*>)(.*?)(</h2>)")

LISTS = ("duties", "skills", "qualifications")


def extracted(html: str) -> dict[str, str]:
    trafilatura = pytest.importorskip("trafilatura", reason="trafilatura is a development dependency")
    html2text = pytest.importorskip("resiliparse.extract.html2text", reason="resiliparse is a development dependency")
    return {
        "dash": trafilatura.extract(html),
        "bullet": html2text.extract_plain_text(html, main_content=True),
    }


def texts(rows: Rows, *tables: str) -> dict[str, list[str]]:
    return {table: [row["text"] for row in rows[table]] for table in tables}


def in_each_rendering(html: str) -> dict[str, Rows]:
    return {name: rows_of(read(text, url=PAGE.url)) for name, text in {"html": html, **extracted(html)}.items()}


@pytest.mark.parametrize(
    "written",
    [
        r"\1<p>\2</p>\3",
        r"\1<div><p>\2</p></div>\3",
        rf"\1{ICON}<span>\2</span>\3",
        rf"\1{ICON}<div>\2</div>\3",
        r"\1<b></b>\2\3",
        r"\1\n    \2\n  \3",
    ],
)
def test_an_item_in_any_boxes_is_the_same_row_in_each_rendering(written: str) -> None:
    plain = rows_of(read(HTML, url=PAGE.url))
    for rows in in_each_rendering(ITEM.sub(written, HTML)).values():
        assert texts(rows, *LISTS) == texts(plain, *LISTS)
        assert [row for row in rows["leftover_lines"] if row["section"]] == [], "navigation may be left before the page"


@pytest.mark.parametrize("written", [r"\1<p>\2</p>\3", r"\1<div>\2</div>\3", rf"\1{ICON}<span>\2</span>\3"])
def test_a_dimension_in_any_boxes_is_the_same_row_in_each_rendering(written: str) -> None:
    plain = rows_of(read(HTML, url=PAGE.url))
    for rows in in_each_rendering(TERM.sub(written, HTML)).values():
        assert texts(rows, "page_dimensions") == texts(plain, "page_dimensions")


def test_a_heading_in_pieces_is_the_same_heading_in_each_rendering() -> None:
    pieces = HEADING.sub(rf"\1{ICON}<span>\2</span>\3", HTML).replace("What you", "<b>What</b> you")
    assert pieces.count("<b>") == 1
    plain = rows_of(read(HTML, url=PAGE.url))
    for rows in in_each_rendering(pieces).values():
        assert rows["leftover_lines"] == []
        assert texts(rows, *LISTS) == texts(plain, *LISTS)


@pytest.mark.parametrize("unseen", ["&shy;", "&#8203;", "&#8288;", "&lrm;"])
def test_a_page_with_characters_that_nobody_sees_is_the_same_page(unseen: str) -> None:
    plain = read(HTML, url=PAGE.url)
    with_unseen = ITEM.sub(lambda li: f"{li[1]}{li[2][:4]}{unseen}{li[2][4:]}{unseen}{li[3]}", HTML)
    for rows in in_each_rendering(with_unseen).values():
        assert texts(rows, *LISTS) == texts(rows_of(plain), *LISTS)
        assert rows["pages"][0]["body_sha256"] == rows_of(plain)["pages"][0]["body_sha256"]


@pytest.mark.parametrize("between", ["</p><p>", "<br>", "</p>\n  <p>", "</p><p><br>"])
def test_an_item_in_two_paragraphs_or_lines_is_one_row_in_each_rendering(between: str) -> None:
    """A line that begins with a small letter: an extractor may write it as a line of its own."""
    html, again = HTML, 0
    for duty in PAGE.duties:
        words = duty.split(" ", 2)
        if len(words) == 3 and words[2][0].islower() and html.count(f">{duty}</li>") == 1:
            html = html.replace(f">{duty}</li>", f"><p>{words[0]} {words[1]}{between}{words[2]}</p></li>")
            again += 1
    assert again > 3
    plain = rows_of(read(HTML, url=PAGE.url))
    for rows in in_each_rendering(html).values():
        assert texts(rows, *LISTS) == texts(plain, *LISTS)
        assert rows["pages"][0]["lines_total"] == rows["pages"][0]["lines_claimed"] + len(rows["leftover_lines"])
