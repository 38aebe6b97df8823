"""e10–e14: pages that are too long, too deep, too wide, or made to make a parser slow."""

import gzip
import json
from pathlib import Path

from faults.bad.case import PARSED, Case, SamplePage, dash, html
from jdparse.sample import render_markdown

DEPTHS = (200, 255, 300, 2049, 100_000)
MILLION = 1_000_000
HUNDRED_MB = 100_000_000


def one_line(path: Path, _: SamplePage) -> None:
    with path.open("wb") as file:
        for _ in range(100):
            file.write(b"x" * MILLION)


def sparse(path: Path, _: SamplePage) -> None:
    with path.open("wb") as file:
        file.truncate(HUNDRED_MB)


def long_record(path: Path, page: SamplePage) -> None:
    with path.open("wb") as file:
        file.write(b'{"text": "')
        for _ in range(100):
            file.write(b"x" * MILLION)
        file.write(b'"}\n')


LARGE = [
    Case("e10-one-line", None, "too_large", entry=one_line),
    Case("e10-sparse", None, "too_large", entry=sparse),
    Case("e10-record", None, "too_large", entry=long_record),
    Case("e10-just-too-large", lambda p: html(p) + " " * 10_000_000, "too_large"),
    Case("e10-large-but-allowed", lambda p: html(p) + " " * 9_000_000),
    Case("e10-large-record", lambda p: json.dumps({"text": dash(p) + "y" * 10_000_000, "url": None}), "too_large"),
    Case("e10-large-in-gzip", lambda p: gzip.compress(html(p).encode() + bytes(range(32, 120)) * 120_000),
         "too_large|decompression_limit"),
]  # fmt: skip

MANY = [
    Case("e11-million-lines", lambda p: dash(p).replace("\nWhat you", "\n- m" * MILLION + "\nWhat you", 1),
         "too_many_bullets"),
    Case("e11-million-items", lambda p: html(p).replace("</ul>", "<li>m" * MILLION + "</ul>", 1), "too_many_bullets"),
    Case("e11-700k-chips", lambda p: html(p).replace("</ul>", "<b>m</b>" * 700_000 + "</ul>", 1), "too_many_bullets"),
    Case("e11-20k-bullets", lambda p: dash(p).replace(p.duties[0], p.duties[0] + "\n- Bake bread" * 20_000, 1),
         has=("Bake bread",)),
    Case("e11-many-titles", lambda p: dash(p) + "\nCommon titles\n" + "Baker IBaker 1" * 20_000),
    Case("e11-many-headings", lambda p: dash(p) + "\nWhat you'd do" * 50_000, warns=("section_repeated",)),
]  # fmt: skip

DEEP = [
    Case(f"e12-{tag}-{depth}", lambda p, t=tag, n=depth: html(p).replace("<main", f"<{t}>" * n + "<main", 1),
         f"{PARSED}|too_deep")
    for depth in DEPTHS
    for tag in ("div", "span", "b", "ul", "table", "font")
] + [
    Case(f"e12-in-the-list-{depth}", lambda p, n=depth: html(p).replace("<ul", "<div>" * n + "<ul", 1),
         f"{PARSED}|too_deep")
    for depth in DEPTHS
] + [
    Case(f"e12-{tag}-never-closed", lambda p, t=tag: f"<html><body>{f'<{t}>' * 100_000}" + dash(p),
         "too_deep|unknown_layout|empty_input")
    for tag in ("svg", "math", "select", "frameset", "nobr", "blockquote")
]  # fmt: skip


NAMES = {
    "<a ": "links", "<![CDATA[": "cdata", "<?": "instructions", "</": "ends", "&": "ampersands", "&#": "numbers",
    "&amp;": "escapes", "<p": "paragraphs", "<li>": "items", "<br>": "breaks",
}  # fmt: skip


def before_the_list(what: str) -> Case:
    """A page with something endless before its first list; the parser may lose sections to it, but says so."""
    return Case(f"e14-{NAMES[what]}", lambda p: html(p).replace("<ul", what * 50_000 + "<ul", 1), duties=False)


WIDE_TAGS = [
    Case("e14-attributes", lambda p: html(p).replace("<main", "<main " + " ".join(f'a{n}="{n}"' for n in range(50_000)), 1)),
    Case("e14-bare-attributes", lambda p: html(p).replace("<main", "<main " + " ".join(f"a{n}" for n in range(300_000)), 1)),
    Case("e14-same-attribute", lambda p: html(p).replace("<main", "<main " + "a=b " * 50_000, 1)),
    Case("e14-data-address", lambda p: html(p).replace("<ul", f'<img src="data:image/png;base64,{"A" * 500_000}"><ul', 1)),
    Case("e14-links-first", lambda p: "<a " * 50_000 + html(p)),
    Case("e14-comments", lambda p: html(p).replace("<ul", "<!-- -->" * 50_000 + "<ul", 1)),
    Case("e14-open-comments", lambda p: html(p).replace("<ul", "<!--" * 50_000 + "<ul", 1), duties=False,
         warns=("section_missing",)),
    *map(before_the_list, NAMES),
    Case("e14-early-end", lambda p: html(p).replace("<ul", "</body></html><ul", 1)),
    Case("e14-two-pages-in-one", lambda p: html(p) + html(p), duties=False),
    Case("e14-hidden-list", lambda p: html(p).replace("<ul", "<template><ul><li>hidden</li></ul></template><ul", 1)),
]  # fmt: skip

MARKDOWN = [
    Case(f"e14-markdown-{name}", lambda p, t=text: render_markdown(p).replace(p.duties[0], p.duties[0] + "\n" + t, 1),
         duties=False)
    for name, text in {
        "brackets": "[" * 50_000, "links": "- [](x)\n" * 2_000, "open-links": "[a](" * 50_000, "stars": "**a " * 50_000,
        "marks": "- ****\n" * 2_000, "slashes": "\\" * 50_000, "hashes": "# " * 50_000, "rules": "- " * 50_000,
    }.items()
]  # fmt: skip

CASES = [*LARGE, *MANY, *DEEP, *WIDE_TAGS, *MARKDOWN]
