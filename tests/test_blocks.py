"""Blocks: every rendering becomes one stream of typed blocks, with nothing of the text lost and nothing made up."""

import unicodedata
from collections.abc import Callable
from random import Random

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from jdparse.blocks.html import blocks_from_html
from jdparse.blocks.markdown import blocks_from_markdown, is_markdown
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


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("*Tie* _good_ **knots** __now__ ***and*** **_here_**", "Tie good knots now and here"),
        ("(*Tie*, _knots_)", "(Tie, knots)"),
        ("`pip` and ``a`b`` and `a*b*c` and `x &amp; y`", "pip and a`b and a*b*c and x &amp; y"),
        ("snake_case_name, _private and foo__bar__baz", "snake_case_name, _private and foo__bar__baz"),
        ("O*NET codes and O*NET titles", "O*NET codes and O*NET titles"),
        ("5 * 4 * 3 and 2_000_000", "5 * 4 * 3 and 2_000_000"),
        (r"\*not\* a \_mark\_ nor \`code\`", "*not* a _mark_ nor `code`"),
        ("R&amp;D&nbsp;&#38; Q&#x26;A, AT&T; &copy; &nosuch;", "R&D & Q&A, AT&T; © &nosuch;"),
        ("&lt;b&gt; cafe&#769; so&shy;ber", "<b> café sober"),
        ("Tie<br>good<br />knots", "Tie good knots"),
        ("*[Tie](/a) knots*", "Tie knots"),
    ],
)
def test_emphasis_code_and_entities_of_markdown_are_read_as_they_are_shown(written: str, seen: str) -> None:
    assert pairs(blocks_from_markdown(f"- {written}\n\n{written}")) == [(ITEM, seen), (PARAGRAPH, seen)]


def test_emphasis_may_go_on_in_the_next_line_of_an_item() -> None:
    assert pairs(blocks_from_markdown("- Tie *good\n  knots* daily")) == [(ITEM, "Tie good knots daily")]


@pytest.mark.parametrize("box", ["[ ]", "[x]", "[X]"])
def test_the_box_of_a_task_is_part_of_its_mark(box: str) -> None:
    assert pairs(blocks_from_markdown(f"- {box} Tie knots\n- {box}no")) == [(ITEM, "Tie knots"), (ITEM, f"{box}no")]


def test_the_entities_of_a_links_address_are_read() -> None:
    assert blocks_from_markdown(r"- [A](/a?b=1&amp;c=x\_y)").links == {0: "/a?b=1&c=x_y"}


@pytest.mark.parametrize("line", ["  ## Head", "# Head"])
def test_a_heading_under_an_item_of_markdown_is_a_heading(line: str) -> None:
    assert pairs(blocks_from_markdown(f"- one\n{line}\n- two")) == [(ITEM, "one"), (HEADING, "Head"), (ITEM, "two")]


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


SEEN_AS_NOTHING = "\u00ad\u061c\u200b\u200e\u200f\u2060\u2063\ufeff"


@pytest.mark.parametrize("character", SEEN_AS_NOTHING)
def test_what_nobody_sees_is_no_text_in_any_rendering(character: str) -> None:
    says = f"Brew{character}master{character}"
    for blocks in (
        blocks_from_text(f"- {says}\n{character}\nTail"),
        blocks_from_text(f"  • {says}\n{character}\nTail"),
        blocks_from_markdown(f"- {says}\n{character}\nTail"),
        from_html(f"<main><ul><li>{says}</li><li>{character}</li></ul><p>Tail</p></main>"),
    ):
        assert pairs(blocks) == [(ITEM, "Brewmaster"), (PARAGRAPH, "Tail")]
        assert list(blocks.lines) == ([1, 2] if blocks.rendering == "html" else [1, 3])


@pytest.mark.parametrize("text", ["نمی\u200cدانم", "👩\u200d🔧", "a\u202eb\u202c", "❤\ufe0f"])
def test_what_changes_the_look_of_its_neighbours_stays(text: str) -> None:
    assert pairs(blocks_from_text(text)) == pairs(from_html(f"<main><p>{text}</p></main>")) == [(PARAGRAPH, text)]


def test_only_a_line_feed_ends_a_line() -> None:
    assert pairs(blocks_from_text("one\u2028two\u2029three")) == [(PARAGRAPH, "one two three")]


@pytest.mark.parametrize("between", ["\n    ", "\n\t", "\n\n    ", "\n", "\n \n    "])
@pytest.mark.parametrize("mark", ["- ", "  • ", "• ", "◦ "])
@pytest.mark.parametrize("read", [blocks_from_text, lambda text: blocks_from_markdown(text.replace("◦", "*"))])
def test_a_line_under_the_words_of_an_item_or_right_behind_it_in_small_letters_goes_on_with_it(
    read: Callable[[str], Blocks], mark: str, between: str
) -> None:
    blocks = read(f"{mark}Tie knots{between}before each lift.\n{mark}next\n\nHead")
    further = 2 + between.count("\n") - 1
    assert pairs(blocks) == [(ITEM, "Tie knots before each lift."), (ITEM, "next"), (PARAGRAPH, "Head")]
    assert list(blocks.lines) == [1, further + 1, further + 3]
    assert blocks.pieces == {1: [(1, "Tie knots"), (further, "before each lift.")]}
    assert blocks.lines_total() == 4


@pytest.mark.parametrize("line", ["What you'd do", "  What you'd do", "what you'd do", "  WHAT YOU’D DO:"])
def test_a_heading_never_goes_on_with_the_item_before_it(line: str) -> None:
    for read in (blocks_from_text, blocks_from_markdown):
        assert pairs(read(f"- one\n{line}\n- two")) == [(ITEM, "one"), (PARAGRAPH, line.strip()), (ITEM, "two")]


def test_a_line_that_may_be_a_heading_does_not_go_on_with_the_item_before_it() -> None:
    assert pairs(blocks_from_text("- one\nPerks\n- two")) == [(ITEM, "one"), (PARAGRAPH, "Perks"), (ITEM, "two")]


def test_a_page_that_is_indented_as_a_whole_has_its_lines_all_the_same() -> None:
    blocks = blocks_from_text("  Head\n  - one\n    of two\n  Tail")
    assert pairs(blocks) == [(PARAGRAPH, "Head"), (ITEM, "one of two"), (PARAGRAPH, "Tail")]


@pytest.mark.parametrize("mark", "◦‣▪●⁃∙*·")
def test_other_bullets_are_list_marks_where_a_page_has_them_alone(mark: str) -> None:
    blocks = blocks_from_text(f"Head {mark} x\n{mark} one\n  {mark} two\n{mark}no")
    assert pairs(blocks) == [(PARAGRAPH, f"Head {mark} x"), (ITEM, "one"), (ITEM, "two"), (PARAGRAPH, f"{mark}no")]


@pytest.mark.parametrize("inner", ["◦", "▪", "-", "•"])
def test_the_items_of_a_nested_list_are_items_whatever_their_mark(inner: str) -> None:
    blocks = blocks_from_text(f"Head\n  • one\n    {inner} inner\n  • two\n- no")
    assert pairs(blocks) == [
        (PARAGRAPH, "Head"), (ITEM, "one"), (ITEM, "inner"), (ITEM, "two"), (PARAGRAPH, "- no"),
    ]  # fmt: skip


@pytest.mark.parametrize("inner", ["◦", "▪", "-"])
def test_a_page_of_dashes_stays_one_when_a_nested_list_has_bullets(inner: str) -> None:
    blocks = blocks_from_text(f"- one\n  {inner} inner\n- two")
    assert (blocks.rendering, blocks.texts, blocks.kinds) == ("dash", ["one", "inner", "two"], 3 * ITEM)


@pytest.mark.parametrize("line", ["* a remark", "· a remark"])
def test_an_asterisk_or_a_dot_is_no_list_mark_where_there_are_others(line: str) -> None:
    assert pairs(blocks_from_text(f"{line}\n- one")) == [(PARAGRAPH, line), (ITEM, "one")]


def slow_text_blocks(text: str) -> list[tuple[str, str, int]]:
    """The same, the plain way: line by line."""
    raw = text.rstrip("\n").split("\n")
    lines = [" ".join(unicodedata.normalize("NFC", line).split()) for line in raw]
    own = "•" if any(line.startswith("• ") for line in lines) else "-"
    rows: list[tuple[str, str, int]] = []
    depth: int | None = None  # of the item that deeper lines go on with
    is_behind = False  # an item, with no line between
    for n, (as_given, line) in enumerate(zip(raw, lines, strict=True), 1):
        indent = len(as_given) - len(as_given.lstrip())
        is_deeper = depth is not None and indent > depth
        if line in ("", "-", "•"):
            rows += [(PARAGRAPH, line, n)] if line else []
            depth, is_behind = None if line else depth, False
        elif line[:2] == f"{own} " or (is_deeper and line[:2] in ("- ", "• ")):
            rows.append((ITEM, line[2:], n))
            depth, is_behind = indent, True
        elif is_deeper or (is_behind and line[0].islower()):
            rows[-1] = (ITEM, f"{rows[-1][1]} {line}", rows[-1][2])
            depth, is_behind = depth if is_deeper else None, True
        else:
            rows.append((PARAGRAPH, line, n))
            depth, is_behind = None, False
    return rows


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


@pytest.mark.parametrize("wrapped", ["<p>Tie knots</p>", "<div>Tie <b>knots</b></div>", "<div><p>Tie</p></div>knots"])
@pytest.mark.parametrize(("element", "kind"), [("li", ITEM), ("dd", PARAGRAPH), ("dt", TERM)])
def test_a_block_element_inside_an_item_is_that_item(element: str, kind: str, wrapped: str) -> None:
    assert pairs(from_html(f"<main><{element}>{wrapped}</{element}></main>")) == [(kind, "Tie knots")]


def test_two_paragraphs_in_an_item_are_one_item_with_all_its_words() -> None:
    html = "<main><ul><li><p>Tie knots</p><p>before each lift</p></li><li>next</li></ul></main>"
    assert pairs(from_html(html)) == [(ITEM, "Tie knots before each lift"), (ITEM, "next")]


def test_an_item_in_paragraphs_keeps_the_list_nested_in_it_apart() -> None:
    html = "<main><ul><li><p>outer</p><ul><li><p>inner</p></li></ul><p>more</p></li></ul></main>"
    assert pairs(from_html(html)) == [(ITEM, "outer"), (ITEM, "inner"), (ITEM, "more")]


def test_a_lesser_heading_in_an_item_is_part_of_it() -> None:
    assert pairs(from_html("<main><ul><li><h4>Knots</h4><p>that hold</p></li></ul></main>")) == [
        (ITEM, "Knots that hold")
    ]


@pytest.mark.parametrize("heading", ["h1", "h2", "h3"])
def test_an_item_around_a_section_of_the_page_is_a_box(heading: str) -> None:
    chips = "<div><span>Baker I</span><span>Baker 1</span></div>"
    section = f"<{heading}>Duties</{heading}><p>Tagline</p><ul><li>one</li></ul>{chips}"
    assert pairs(from_html(f"<main><ul><li>{section}</li></ul></main>")) == [
        (HEADING, "Duties"),
        (PARAGRAPH, "Tagline"),
        (ITEM, "one"),
        (CHIP, "Baker I"),
        (CHIP, "Baker 1"),
    ]


def test_a_heading_that_is_never_closed_swallows_nothing() -> None:
    html = "<main><h2>Duties<div><p>Tagline</p><ul><li>one</li></ul></div></main>"
    assert pairs(from_html(html)) == [(HEADING, "Duties"), (PARAGRAPH, "Tagline"), (ITEM, "one")]


def test_the_link_of_an_item_in_boxes_is_kept() -> None:
    html = '<main><ul><li><a href="/a"><div>A</div><div>b</div></a></li><li><p><a href="/c">C</a></p></li></ul></main>'
    blocks = from_html(html)
    assert (pairs(blocks), blocks.links) == ([(ITEM, "A b"), (ITEM, "C")], {0: "/a", 1: "/c"})


def test_navigation_in_an_item_is_furniture_and_the_item_stays_whole() -> None:
    blocks = from_html("<ul><li>Tie <button>Copy</button> knots</li></ul>")
    assert (pairs(blocks), blocks.furniture) == ([(ITEM, "Tie knots")], 1)


@pytest.mark.parametrize("line_end", ["<br>", "<br/>", "<br />\n", "<b><br></b>", "<br><br>"])
@pytest.mark.parametrize(("element", "kind"), [("li", ITEM), ("dd", PARAGRAPH), ("dt", TERM), ("h2", HEADING)])
def test_a_line_break_in_an_item_a_term_or_a_heading_is_white_space(element: str, kind: str, line_end: str) -> None:
    assert pairs(from_html(f"<main><{element}>Tie{line_end}knots</{element}></main>")) == [(kind, "Tie knots")]


@pytest.mark.parametrize("element", ["p", "div"])
def test_a_line_break_in_a_paragraph_ends_a_line_as_it_does_in_the_extractors_text(element: str) -> None:
    html = f"<main><{element}>Baker I<br>Baker 1 <i>or<br>more</i></{element}></main>"
    assert pairs(from_html(html)) == [(PARAGRAPH, "Baker I"), (PARAGRAPH, "Baker 1 or"), (PARAGRAPH, "more")]


def test_a_place_where_a_word_may_be_broken_is_no_white_space() -> None:
    assert pairs(from_html("<main><p>Brew<wbr>master</p></main>")) == [(PARAGRAPH, "Brewmaster")]


ICON = '<svg viewBox="0 0 1 1"><title>icon</title><path d="M0"/></svg>'


@pytest.mark.parametrize("icon", ["", ICON, f"<i>{ICON}</i>"])
@pytest.mark.parametrize(
    ("element", "kind"), [("li", ITEM), ("h2", HEADING), ("dt", TERM), ("dd", PARAGRAPH), ("p", PARAGRAPH)]
)
def test_inside_a_line_there_are_no_chips_and_white_space_between_elements_stays(
    element: str, kind: str, icon: str
) -> None:
    html = f"<main><{element}>{icon}<span>What</span> <span>you'd do</span></{element}></main>"
    assert pairs(from_html(html)) == [(kind, "What you'd do")]


def test_white_space_between_elements_among_loose_text_stays() -> None:
    assert pairs(from_html("<main><div>Tie <b>good</b> <i>knots</i></div></main>")) == [(PARAGRAPH, "Tie good knots")]


@pytest.mark.parametrize("between", ["", " ", "\n    ", "<!-- c -->", "&nbsp;", "&#8203;"])
def test_chips_are_chips_however_the_page_is_printed(between: str) -> None:
    html = f"<main><div>{between}<span>Baker I</span>{between}<span>{ICON}Baker 1</span>{between}</div></main>"
    assert pairs(from_html(html)) == [(CHIP, "Baker I"), (CHIP, "Baker 1")]


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
