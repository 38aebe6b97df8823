"""A page read off its plain markup gives exactly what its tree gives; whatever is not plain is left to the tree."""

import re
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdparse.blocks import cut
from jdparse.blocks.html import plain_blocks, tree_blocks
from jdparse.blocks.nesting import BOXES, INLINE, LINES
from jdparse.records import Blocks
from jdparse.sample import page_at, render_html

PAGES = [
    render_html(page_at(index, seed=5), size=size)
    for index, size in ((0, 0), (1, 9_000), (2, 0), (3, 0), (7, 0), (18, 20_000))
]

TRICKS = [
    # what looks like the main part and is none, or is a second one
    "<main>", "</main>", "<MAIN>", "</MAIN>", "</main >", "<main/>", "<main", "<main-part>",
    "<main><p>two</p></main>", "<!-- <main> -->", "<!-- </main> -->", "<!--><main>-->", "<!---><main>-->",
    "<!-- --!><main> -->", "<!--<main>", "-->", '<script>"<main>"</script>', '<script>"</main>"</script>',
    "<script><!-- <script></script><main></script>", "<script>", "</script>", "<SCRIPT>a</SCRIPT>",
    "<script>a</SCRIPT ><main>", "<script src='>'>", "<style>a{}</style>", "<style><main>", '<div title="<main>">',
    "<div title='</main>'>", '<div title="a>b">', '<div title="a>b <script>">', "<div title=<main>",
    '<div title="', "<div x=\"a>b <script> c < d\">", '" <main> ">', "<div <main>", "</div <main>",
    '<div ="x="><main ">', "<template><main></template>", "<noscript><main></noscript>", "<iframe><main></iframe>",
    "<textarea><main></textarea>", "<xmp>", "</xmp>", "<plaintext>", "<noframes>", "<title><main></title>",
    "<svg><main></svg>", "<![CDATA[<main>]]>", "<?php <main> ?>", "<!x <main>", "<!doctype a>",
    "<select><main></select>", "<table><tr><main>", "<frameset>",
    # what changes how the rest is nested
    "</div>", "</section>", "</ul>", "</p>", "</a>", "</span>", "</body>", "</html>", "<html>", "<body class=x>",
    "</head>", "<head>", "<div>", "<p>", "<ul>", "<li>", "<dl>", "<dt>", "<a href=/x>", '<a href="/y">', "<a>",
    "<b>", "</b>", "<span>", "<h2>", "<table>", "<td>", "<form>", "<button>", "<select>", "<option>", "<svg>",
    "</svg>", "<math>", "<br>", "<br/>", "<hr>", "<img src=x>", "<div/>", "<nav>", "<DIV>", "</DIV>", "<x-tag>",
    "</x-tag>", "< div>", "</ div>", "<>", "</>",
    # what the page says of itself
    "<title>Other</title>", "<title></title>", "<TITLE>Big</TITLE>", "<title a='b'>T &amp; T</title>",
    "<title>&eacute;</title>", "<svg><title>Icon</title></svg>", "<svg><div></svg><title>In</title>",
    "<title>open", '<link rel="canonical" href="/c">', "<link rel=canonical href=/c>",
    '<LINK REL="canonical" HREF="/C">', '<link href="/d" rel="canonical">', '<link rel="canonical">',
    '<link rel="canonical" href="/a&amp;b">', "canonical", '<link title=\' rel="canonical" href="/e"\'>',
    '<link rel="canonical alternate" href="/f">',
    # characters
    "&amp;", "&lt;main&gt;", "&", "& ", "&amp", "&copy;", "&nbsp;", "&#160;", "&#39;", "&#x27;", "&#0;",
    "&am<!-- -->p;", "<", ">", "a < b", "a > b", '"', "'", "=", "\r\n", "\r", "\n", "\0", "\u00a0", "\u2028",
    "\x0b", "\x0c", "e\u0301", "\ufeff", " ", "text",
]  # fmt: skip


def facts(blocks: Blocks) -> tuple[object, ...]:
    return (
        *(blocks.kinds, blocks.texts, list(blocks.lines), blocks.links),
        *(blocks.page_title, blocks.canonical_url, blocks.furniture, blocks.oddities),
    )


def is_plain(content: bytes) -> bool:
    """Whether a page is read without its tree; if so, what is read must be what the tree says."""
    plain = plain_blocks(content)
    if plain is None:
        return False
    tree = tree_blocks(content)
    assert isinstance(tree, Blocks), content
    assert facts(plain) == facts(tree), content
    return True


def page(main: str) -> bytes:
    return (
        f"<!doctype html><html><head><title>T</title></head><body><div><main>{main}</main></div></body></html>".encode()
    )


@pytest.mark.parametrize("content", PAGES, ids=range(len(PAGES)))
def test_the_sample_pages_are_plain(content: bytes) -> None:
    assert is_plain(content)


@pytest.mark.parametrize("trick", TRICKS)
def test_each_trick_before_in_and_after_main(trick: str) -> None:
    for content in PAGES[:2]:
        text = content.decode()
        starts = [text.index(mark) for mark in ("</head>", "<main", "<h2", "<li", "</li>", "</main>", "</body>")]
        for start in (0, *starts, len(text)):
            is_plain((text[:start] + trick + text[start:]).encode())


BORDERS = re.compile(r"(?=<(?:script|style|svg|main|title|/body|!--))|(?<=</script>)|(?<=</main>)|(?<=</title>)")


@pytest.mark.parametrize("trick", TRICKS)
def test_each_trick_behind_what_was_proven_on_another_page(trick: str) -> None:
    text = PAGES[1].decode()
    assert is_plain(PAGES[1])
    for start in {border.start() for border in BORDERS.finditer(text)}:
        is_plain((text[:start] + trick + text[start:]).encode())
    is_plain((text[:start] + trick).encode())


FURNITURE = [
    "<script>a<b</script>", "<style>p{}</style>", "<!-- c -->", '<svg><path d="M1"/></svg>', '<div class="x">',
    "</div>", "<p>text", "<title>T</title>", '<link rel="canonical" href="/c">', '<a href="/x">x</a>', "</body>",
    "</html>",
]  # fmt: skip
TORN = [
    '<a b="', "<a b='", '"', "'", ">", "<", "</", "<!", "<!--", "--", "<script", "</script", "<main", "main>", "</main",
    '<a ="b=" >', 'x=y=" b=" ', "</SCRIPT>", "<S", "</B", "a=", '="', "</3 <main>",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(*[st.lists(st.sampled_from(3 * FURNITURE + TORN + TRICKS), max_size=8) for _ in range(2)])
def test_on_any_furniture_with_a_memory_of_all_before(before: list[str], behind: list[str]) -> None:
    content = "".join((*before, "<main><p>one</p></main>", *behind)).encode()
    remembered = is_plain(content)
    cut.forget()
    assert remembered >= is_plain(content), "a memory never makes a page less plain"


def test_a_piece_that_begins_like_another_is_none_of_it() -> None:
    start = "<script>" + "x" * 2 * cut.KEY
    for script in (start + "y</script>", start + "z</script>", start + "</script>", start + "<!--</script>", start):
        assert is_plain(page("<p>a</p>").replace(b"<body>", b"<body>" + script.encode())) == (
            script.endswith("</script>") and "<!--" not in script
        )


def test_the_memory_of_pieces_is_bounded() -> None:
    for number in range(cut.MOST_PIECES + 100):
        assert is_plain(page("<p>a</p>").replace(b"<body>", b"<body><script>%d</script>" % number))
        assert len(cut._known) <= cut.MOST_PIECES
    assert is_plain(page("<p>a</p>").replace(b"<body>", b"<body><script>%s</script>" % (b"x" * cut.LONGEST_PIECE)))
    assert max(len(markup) for markup, _ in cut._known.values()) <= cut.LONGEST_PIECE


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(PAGES),
    st.lists(
        st.tuples(st.floats(0, 1), st.sampled_from(TRICKS), st.booleans(), st.integers(0, 40)), min_size=1, max_size=4
    ),
)
def test_on_pages_with_tricks_anywhere(content: bytes, changes: list[tuple[float, str, bool, int]]) -> None:
    text = content.decode()
    for share, trick, at_a_tag, removed in changes:
        at = int(share * len(text))
        if at_a_tag:
            at = max(text.rfind("<", 0, at), 0)
        text = text[:at] + trick + text[at + removed :]
    is_plain(text.encode())


NAMES = sorted((*BOXES, *LINES, *INLINE))


@pytest.mark.parametrize("outer", [*NAMES, "main"])
def test_each_element_in_each_and_behind_each(outer: str) -> None:
    """What lxml closes by itself goes by the open element and the next one: all pairs of them."""
    for inner, last in product(NAMES, ("", *NAMES)):
        behind = f"<{last}>c</{last}>" if last else ""
        is_plain(
            page(
                f"<{outer}>a<{inner}>b</{inner}>{behind}d</{outer}>e"
                if outer != "main"
                else f"<{inner}>b</{inner}>{behind}d"
            )
        )


TEXTS = ["", " ", "a", "Scope", "x y", "\n", "A &amp; B", "15<!-- --> — <!-- -->x"]
ELEMENTS = "p li ul dl dt dd div div section span span a b h2 br img script nav button svg".split()


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


def test_on_any_tree_of_elements() -> None:
    plain = sum(is_plain(page(tree(Random(seed)))) for seed in range(4000))
    assert plain > 400, "the trees are plain often enough to say something"


def test_boxes_lines_chips_links_and_comments_are_plain() -> None:
    usual = "<h1>L</h1><p>S &amp; T.</p><dl><div><dt>X</dt><dd>v</dd></div></dl>\n<ul><li>a</li> <li><b>b</b></li></ul>"
    chips = '<div><span>A</span><span>B</span></div><a href="/x"><div>C</div></a><nav><a href="/y">D</a><a>E</a></nav>'
    assert is_plain(page(usual + chips + "<p>15<!-- --> — <!-- -->F <span>(x)</span></p>loose"))


@pytest.mark.parametrize("place", ["before", "in", "after"])
@pytest.mark.parametrize("depth", [150, 250, 1_700, 1_900])
def test_a_page_that_may_be_deeper_than_lxml_reads_is_not_plain(depth: int, place: str) -> None:
    deep = "<div>" * depth
    before, inside, after = (deep if place == name else "" for name in ("before", "in", "after"))
    content = f"{before}<main>{inside}<p>x</p>{'</div>' * (depth if inside else 0)}</main>{after}".encode()
    assert is_plain(content) == (depth < (200 if inside else 1_800))
