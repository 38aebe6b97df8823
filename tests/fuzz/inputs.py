"""What is thrown at the parser: noise, pages with damage done to them, and pages put together by a wild grammar."""

import random

from hypothesis import strategies as st

from jdparse.sample import page_at, render_bullet, render_dash, render_html, render_markdown
from jdparse.vocabulary import DIMENSIONS, SECTIONS

_PAGES = [page_at(index, seed=6) for index in (0, 3, 7, 12)]
SEEDS: list[bytes] = [
    *(render(page).encode() for page in _PAGES for render in (render_dash, render_bullet, render_markdown)),
    *(render_html(page) for page in _PAGES),
]

BYTES = [
    b"", b"<", b">", b"&", b"&#", b"&#0;", b"&#x110000;", b"&amp;amp;", b"&nbsp", b"<!--", b"-->", b"<![CDATA[", b"]]>",
    b"<main>", b"</main>", b"<li>", b"</ul>", b"<dt>", b"<span>", b"<script>", b"<svg>", b"<template>", b"<plaintext>",
    b"<body>", b"<frameset>", b"<table><td>", b"<select><option>", b"<a href='", b"<meta charset=utf-16>", b"\x00",
    b"\xff\xfe", b"\xef\xbb\xbf", b"\xe2\x80", b"\x80", b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xae", b"\xcc\x81",
    b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\r", b"\r\n", b"\n\n", b"\x0c", b"\x1b[2J", b"- ", b"  \xe2\x80\xa2 ",
    b"# ",
    b"- - - ", b"P1P1 \xe2\x80\x94 ", b"(inferred)", b"15-0000", b"0\xe2\x80\x932 yrs", b"\xc2\xa0", b"\xe3\x80\x80",
]  # fmt: skip
"""Pieces that have broken some parser or other."""

DAMAGES = ["cut", "drop", "double", "flip", "insert", "swap", "repeat"]


def damaged(page: bytes, damages: list[tuple[str, int, int]]) -> bytes:
    """The page after a list of damages: what is done, and two numbers that say where and with what."""
    for what, a, b in damages:
        at, other = a % (len(page) + 1), b % (len(page) + 1)
        low, high = sorted((at, other))
        if what == "cut":
            page = page[:at]
        elif what == "drop":
            page = page[:at] + page[at + b % 60 :]
        elif what == "double":
            page = page[:other] + page[at : at + 200] + page[other:]
        elif what == "flip" and at < len(page):
            page = page[:at] + bytes([page[at] ^ (1 << b % 8)]) + page[at + 1 :]
        elif what == "insert":
            page = page[:at] + BYTES[b % len(BYTES)] + page[at:]
        elif what == "swap":
            page = page[:low] + page[high : high + 80] + page[low:high] + page[high + 80 :]
        elif what == "repeat":
            page = page[:at] + BYTES[b % len(BYTES)] * (1 + a % 50) + page[at:]
    return page


NUMBERS = st.integers(0, 1 << 16)
MUTATED = st.builds(
    damaged, st.sampled_from(SEEDS), st.lists(st.tuples(st.sampled_from(DAMAGES), NUMBERS, NUMBERS), max_size=8)
)
"""Pages of every rendering with damage done to their bytes."""

NOISE = st.binary(max_size=400) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass"))

# ---- the grammar of sections ----

_HEADS = [heading for section in SECTIONS for heading in section.headings]
_NAMES = [name.capitalize() for name in DIMENSIONS]
_WORDS = [
    "Plan", "Scope", "impact", "0–2 yrs", "5–8+ years of baking", "C#", "e.g. (x)", "~10", "<2 ms", "R&D", "I", "II",
    "Baker I", "Junior Baker", "Manager, Ovens", "$48,598$78,747", "15-0000 — Bakers (inferred)", "Pay is coming.",
    "P2 — Developing Professional", "P2P2 — Developing Professional", "O*NET / SOC: 51-3011.00 — Bakers", "—", "•", "-",
    "What it pays", "Über", "パン", "خبز", "e\u0301", "\u202e", "\u200b", "\u00a0", "a.", "“x”", "x · y", "1", "&amp;",
]  # fmt: skip
PHRASE = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=4).map(" ".join) | st.text(max_size=12)
LINE = st.one_of(PHRASE, st.sampled_from(_HEADS), st.sampled_from(_NAMES))
KINDS = st.sampled_from(["p", "li", "h2", "dt", "dd", "span", "div", "a"])
BLOCKS = st.lists(st.tuples(KINDS, LINE), max_size=30)


STRAYS = ["<ul>", "</ul>", "<section>", "</div>", "<dl>", "<!-- -->", "<br>", "<nav>x</nav>", "</html>"]


def as_text(blocks: list[tuple[str, str]], mark: str) -> str:
    """The blocks as a text rendering with that list mark."""
    return "\n".join(mark + text if kind in ("li", "dt", "dd") else text for kind, text in blocks)


def as_html(blocks: list[tuple[str, str]], nesting: int) -> str:
    """The blocks as HTML, wrapped and left open in ways the nesting number picks; texts are not escaped."""
    chance = random.Random(nesting)
    parts = ["<!doctype html><html><body>", chance.choice(["<main>", "<main><div>", ""])]
    for kind, text in blocks:
        end = f"</{kind}>" if chance.random() < 0.9 else ""
        parts.append(f"<{kind}>{text}{end}")
        if chance.random() < 0.1:
            parts.append(
                chance.choice(["<ul>", "</ul>", "<section>", "</div>", "<dl>", "<!-- -->", "<br>", "<nav>x</nav>"])
            )
    return "".join(parts)


GRAMMAR = st.one_of(
    st.builds(as_text, BLOCKS, st.sampled_from(["- ", "  • ", "* ", "-", "• "])),
    st.builds(as_html, BLOCKS, st.integers(0, 1 << 16)),
).map(lambda text: text.encode("utf-8", "surrogatepass"))
"""Sections, dimensions and lists in any order and number, as text or as HTML."""

ANY = st.one_of(NOISE, MUTATED, GRAMMAR)
