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


TITLES = re.compile(r"(Common titles</h2>)<div[^>]*>(.*?)</div>")
SPLIT = ("title", "stem", "marker", "implied_rank", "unsplit")


def with_titles(written: str) -> str:
    assert TITLES.search(HTML)
    return TITLES.sub(lambda match: match[1] + written, HTML)


def titles(rows: Rows) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in SPLIT) for row in rows["titles"]]


def warned(rows: Rows) -> set[str]:
    return {row["code"] for row in rows["input_warnings"]}


@pytest.mark.parametrize(
    "written",
    [
        "<p>{0}{1}{2}{3}{4}</p>",
        "<p><span>{0}</span><span>{1}</span><span>{2}</span><span>{3}</span><span>{4}</span></p>",
        "<ul><li>{0}</li><li>{1}</li><li>{2}</li><li>{3}</li><li>{4}</li></ul>",
        "<p>{0}<br>{1}<br>{2}<br>{3}<br>{4}</p>",
        "<p>{0}</p><p>{1}</p><p>{2}</p><p>{3}</p><p>{4}</p>",
        "<p>{0}{1}{2}{3}{4}</p><p>Night Watch</p>",
    ],
)
def test_titles_are_the_same_rows_in_each_rendering_however_they_are_written(written: str) -> None:
    said = ["Baking I", "Baking 1", "Entry-Level Baking", "Junior Baking", "Associate Baking"]
    every = in_each_rendering(with_titles(written.format(*said)))
    assert [title for title, *_ in titles(every["html"])][:5] == said
    for rows in every.values():
        assert titles(rows) == titles(every["html"])
        assert "title_unsplit" not in warned(rows)


@pytest.mark.parametrize(
    "written", ["<p>{}</p>", "<ul><li>{}</li></ul>", "<div><span>Night Watch</span><span>{}</span></div>"]
)
def test_a_list_of_titles_in_one_element_says_that_it_is_not_split(written: str) -> None:
    rows = rows_of(read(with_titles(written.format("Baking I, Baking 1, Entry-Level Baking")), url=PAGE.url))
    assert rows["titles"][-1]["unsplit"]
    assert "title_unsplit" in warned(rows)


def test_a_list_of_titles_in_one_line_is_the_same_row_in_each_rendering() -> None:
    every = in_each_rendering(with_titles("<p>Baking I, Baking 1, Entry-Level Baking</p>"))
    for rows in every.values():
        assert titles(rows) == [("Baking I, Baking 1, Entry-Level Baking", None, None, None, True)]
