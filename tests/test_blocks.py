"""Blocks: every rendering becomes one stream of typed blocks, with nothing of the text lost and nothing made up."""

import unicodedata
from random import Random

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from jdparse.blocks.html import blocks_from_html
from jdparse.blocks.markdown import is_markdown
from jdparse.blocks.text import blocks_from_text
from jdparse.blocks.walk import FURNITURE
from jdparse.records import CHIP, HEADING, ITEM, PARAGRAPH, TERM, Blocks, Rejection


def from_html(body: str) -> Blocks:
    blocks = blocks_from_html(f"<html><body>{body}</body></html>".encode())
    assert isinstance(blocks, Blocks)
    return blocks


def pairs(blocks: Blocks) -> list[tuple[str, str]]:
    return list(zip(blocks.kinds, blocks.texts, strict=True))


# ---- Markdown ----


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("# Head\n\nText", True),
        ("Menu\n\n# Head\n\n## Scope", True),
        ("Head\n\n# one stray mark\n\n  • item", False),
        ("Head\n\n#1 in its field", False),
    ],
)
def test_a_text_is_markdown_by_how_it_opens_or_by_two_headings(text: str, markdown: bool) -> None:
    assert is_markdown(text) is markdown


# ---- text ----


def test_each_non_blank_line_is_one_block_under_its_own_number() -> None:
    blocks = blocks_from_text("Head\n\n\n- one\n- two\n  \nTail")
    assert pairs(blocks) == [(PARAGRAPH, "Head"), (ITEM, "one"), (ITEM, "two"), (PARAGRAPH, "Tail")]
    assert list(blocks.lines) == [1, 4, 5, 7]


def test_a_dash_opens_an_item_only_with_a_space_behind_it() -> None:
    blocks = blocks_from_text("-5 degrees\n- item\n-\n–- no")
    assert pairs(blocks) == [(PARAGRAPH, "-5 degrees"), (ITEM, "item"), (PARAGRAPH, "-"), (PARAGRAPH, "–- no")]


def test_a_page_with_bullet_marks_has_no_dash_marks() -> None:
    blocks = blocks_from_text("Head\n- a sentence that begins with a dash\n  • one\n  • two")
    assert blocks.rendering == "bullet"
    assert blocks.kinds == PARAGRAPH + PARAGRAPH + ITEM + ITEM


def test_a_bullet_inside_a_line_is_no_mark() -> None:
    blocks = blocks_from_text("Head • tail\n- one • two")
    assert (blocks.rendering, pairs(blocks)) == ("dash", [(PARAGRAPH, "Head • tail"), (ITEM, "one • two")])


def test_white_space_is_folded_and_text_composed() -> None:
    blocks = blocks_from_text("Cafe\u0301\u00a0 au\tlait\n\u00a0\u00a0•\u00a0the\u2003item ")
    assert pairs(blocks) == [(PARAGRAPH, "Café au lait"), (ITEM, "the item")]


def test_only_a_line_feed_ends_a_line() -> None:
    assert pairs(blocks_from_text("one\u2028two\u2029three")) == [(PARAGRAPH, "one two three")]


def slow_text_blocks(text: str) -> list[tuple[str, str, int]]:
    """The same, the plain way: line by line."""
    lines = [" ".join(unicodedata.normalize("NFC", line).split()) for line in text.split("\n")]
    mark = "• " if any(line.startswith("• ") for line in lines) else "- "
    return [
        (ITEM, line.removeprefix(mark), n) if line.startswith(mark) else (PARAGRAPH, line, n)
        for n, line in enumerate(lines, 1)
        if line
    ]


PIECES = [
    "- ",
    "  • ",
    "• ",
    "-",
    "•",
    " ",
    "  ",
    "\t",
    "\u00a0",
    "\u2028",
    "\n",
    "\n\n",
    "a",
    "Scope",
    "e\u0301",
    "ß",
    "5–8",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_cutting_at_the_marks_gives_what_a_walk_over_the_lines_gives(text: str) -> None:
    blocks = blocks_from_text(text)
    found = list(zip(blocks.kinds, blocks.texts, blocks.lines, strict=True))
    assert [row for row in found if row[1]] == found, "no blank block"
    assert found == slow_text_blocks(text)


# ---- HTML ----


def test_each_element_of_a_page_becomes_a_block_of_its_kind() -> None:
    blocks = from_html(
        "<main><h1>Label</h1><p>Summary.</p><dl><dt>Scope</dt><dd>Own work</dd></dl><ul><li>one</li></ul></main>"
    )
    assert blocks.kinds == HEADING + PARAGRAPH + TERM + PARAGRAPH + ITEM
    assert list(blocks.lines) == [1, 2, 3, 4, 5]


def test_adjacent_inline_elements_are_chips_and_each_keeps_its_border() -> None:
    assert pairs(from_html("<main><div><span>Baker I</span><span>Baker 1</span></div></main>")) == [
        (CHIP, "Baker I"),
        (CHIP, "Baker 1"),
    ]


def test_inline_elements_among_text_are_one_line() -> None:
    html = "<main><p>O*NET: <span>51-0000<!-- --> — <!-- -->Baking</span> <span>(inferred)</span></p></main>"
    assert pairs(from_html(html)) == [(PARAGRAPH, "O*NET: 51-0000 — Baking (inferred)")]


def test_a_lone_inline_element_is_a_line_and_no_chip() -> None:
    assert pairs(from_html("<main><div><span>Alone</span></div></main>")) == [(PARAGRAPH, "Alone")]


def test_a_list_in_a_list_gives_its_items_after_the_text_before_it() -> None:
    html = "<main><ul><li>outer<ul><li>inner</li></ul></li><li>next</li></ul></main>"
    assert pairs(from_html(html)) == [(ITEM, "outer"), (ITEM, "inner"), (ITEM, "next")]


def test_loose_text_is_a_line_of_its_own() -> None:
    assert pairs(from_html("<main>loose<p>set</p>again</main>")) == [
        (PARAGRAPH, "loose"),
        (PARAGRAPH, "set"),
        (PARAGRAPH, "again"),
    ]


def test_scripts_styles_and_icons_are_no_text() -> None:
    html = "<main><script>var a='<p>no</p>'</script><style>p{}</style><svg><text>no</text></svg><p>yes</p></main>"
    assert pairs(from_html(html)) == [(PARAGRAPH, "yes")]


def test_the_links_address_stays_with_its_block() -> None:
    blocks = from_html('<main><ul><li><a href="/a">A</a></li><li>B</li></ul><a href="/c"><div>C</div></a></main>')
    assert blocks.links == {0: "/a", 2: "/c"}


def test_one_main_tells_the_content_from_the_rest() -> None:
    blocks = from_html("<nav><p>Menu</p></nav><main><p>text</p></main><p>after</p>")
    assert pairs(blocks) == [(PARAGRAPH, "text")]


@pytest.mark.parametrize("element", sorted(FURNITURE))
def test_without_main_navigation_is_counted_and_not_parsed(element: str) -> None:
    blocks = from_html(f"<{element}>around</{element}><p>text</p>")
    assert (pairs(blocks), list(blocks.lines), blocks.furniture) == ([(PARAGRAPH, "text")], [2], 1)


def test_the_title_of_an_icon_is_no_page_title() -> None:
    html = b"<html><body><svg><title>Logo</title></svg><main><p>x</p></main><title>The page</title></body></html>"
    blocks = blocks_from_html(html)
    assert isinstance(blocks, Blocks)
    assert blocks.page_title == "The page"


def test_two_different_canonical_addresses_are_none() -> None:
    head = b'<html><head><link rel="canonical" href="/a"><link rel="canonical" href="/b"></head><p>x</p>'
    blocks = blocks_from_html(head)
    assert isinstance(blocks, Blocks)
    assert blocks.canonical_url is None


@pytest.mark.parametrize("depth", [1, 200, 255, 256, 300, 1000, 2049])
def test_deep_nesting_loses_no_bullet_and_no_border_of_a_chip(depth: int) -> None:
    inner = "<ul><li>one</li></ul><div><span>A</span><span>B</span></div>"
    blocks = from_html(f"<main>{'<div>' * depth}{inner}{'</div>' * depth}<p>after</p></main>")
    assert pairs(blocks) == [(ITEM, "one"), (CHIP, "A"), (CHIP, "B"), (PARAGRAPH, "after")]


@pytest.mark.parametrize("tag", ["div", "b", "ul", "blockquote"])
def test_a_page_nested_beyond_reason_is_set_aside(tag: str) -> None:
    deep = f"<html><main>{f'<{tag}>' * 100_000}text".encode()
    found = blocks_from_html(deep)
    assert isinstance(found, Rejection)
    assert found.reason == "too_deep"


@pytest.mark.parametrize(
    "html",
    [
        "<html><body><p>a</p></body></html><p>b</p>",
        "<html><body><p>a</p></body></html><html><body><p>b</p></body></html>",
        "<p>a</p></html> <main></main><main></main><p>b",
        "<html><body><main><p>a</p></body></html><p>b</p></main>",
    ],
)
def test_what_stands_behind_an_early_end_of_the_page_is_not_lost(html: str) -> None:
    blocks = blocks_from_html(html.encode())
    assert isinstance(blocks, Blocks)
    assert [text for text in blocks.texts if text] == ["a", "b"]


@pytest.mark.parametrize("tag", ["noscript", "template", "object", "video", "svg", "map"])
def test_lines_that_no_reader_sees_are_no_lines(tag: str) -> None:
    blocks = from_html(f"<main><p>a</p><{tag}><ul><li>hidden</li></ul></{tag}><ul><li>b</li></ul></main>")
    assert pairs(blocks) == [(PARAGRAPH, "a"), (ITEM, "b")]


# ---- any tree ----

TEXTS = ["", " ", "a", "Scope", "x y", "\n"]
ELEMENTS = (
    "p li ul dl dt dd div div section span span a b h2 br img script nav button".split()
)  # fmt: skip


def tree(chance: Random, depth: int = 3) -> str:
    parts = []
    for _ in range(chance.randint(0, 4)):
        tag = chance.choice(ELEMENTS)
        inner = tree(chance, depth - 1) if depth and tag not in ("br", "img", "script") else ""
        link = f' href="/{chance.randint(0, 3)}"' if tag == "a" else ""
        text, after = chance.choice(TEXTS), chance.choice(["", "", "<!-- c -->", " "])
        loose = chance.choice(TEXTS) if chance.random() < 0.03 else ""
        parts.append(f"{loose}<{tag}{link}>{inner or text}</{tag}>{after}")
    return "".join(parts)


def test_no_visible_text_of_main_is_lost() -> None:
    for seed in range(400):
        inner = tree(Random(seed))
        assert "".join("".join(from_html(f"<main>{inner}</main>").texts).split()) == visible_text(inner), inner


def visible_text(inner: str) -> str:
    """The text without white space, by another parser and another way."""
    soup = BeautifulSoup(f"<html><body><main>{inner}</main></body></html>", "lxml")
    for script in soup.find_all("script"):
        script.decompose()
    return "".join(soup.main.get_text().split()) if soup.main else ""


def test_a_body_that_a_broken_head_swallowed_is_read_too() -> None:
    page = b"<html><head><odd-tag><body><p>In the first body</p></head><body><p>In the second body</p></body></html>"
    blocks = blocks_from_html(page)
    assert isinstance(blocks, Blocks)
    assert list(blocks.texts) == ["In the first body", "In the second body"]
