"""What a page costs, against baselines measured in the same run: a bare lxml parse, and a naive line loop into dicts.

    python benchmarks/parser.py [--pages 40] [--rounds 7]

Every figure is the best of several rounds over the same pages, in microseconds of CPU a page; quote the ratios.
"""

import argparse
import gc
import re
import time
from collections.abc import Callable, Sequence
from hashlib import sha256

from lxml import etree

from jdparse.blocks.html import blocks_from_html
from jdparse.blocks.text import blocks_from_text
from jdparse.locate import locate
from jdparse.parse import parse_blocks
from jdparse.records import Source
from jdparse.sample import pages, render_bullet, render_dash, render_html

HEADINGS = {
    "What this level means", "What you'd do", "Skills, knowledge & tools", "What good looks like", "Common titles",
    "What it pays", "Where it sits & what it pays", "Related families", "What you’d do",
}  # fmt: skip


def naive_lines(content: bytes) -> list[dict[str, object]]:
    """The baseline for text: one dict a line, no titles, no hashes, no accounting."""
    section, rows = None, []
    for number, raw in enumerate(content.decode().splitlines(), 1):
        line = raw.strip()
        if not line:
            continue
        if line in HEADINGS:
            section = line
            continue
        if line.startswith(("- ", "• ")):
            line = line[2:]
        rows.append({"section": section, "text": line, "line": number})
    return rows


MARK = re.compile(r"\s*[-•*]\s+(.*)")


def usual_lines(content: bytes) -> list[dict[str, object]]:
    """The same loop as it is usually written: a pattern for the mark, and a position in the section."""
    section, position, rows = None, 0, []
    for number, raw in enumerate(content.decode().splitlines(), 1):
        line = raw.strip()
        if not line:
            continue
        if line.lower() in LOWER_HEADINGS:
            section, position = line, 0
            continue
        item = MARK.match(raw)
        position += 1
        text = item.group(1) if item else line
        rows.append({"section": section, "position": position, "text": text, "item": bool(item), "line": number})
    return rows


LOWER_HEADINGS = {heading.lower() for heading in HEADINGS}


def parse_text(content: bytes) -> object:
    """Text to a page record, line accounting on."""
    return parse_blocks(blocks_from_text(content.decode()))


def parse_html(content: bytes) -> object:
    """HTML to a page record, line accounting on."""
    return parse_blocks(blocks_from_html(content))


def locate_text(content: bytes) -> object:
    """Text to a page with identity and hashes."""
    blocks = blocks_from_text(content.decode())
    return locate(parse_blocks(blocks), blocks, Source("page", content_sha256=sha256(content).hexdigest()))


def locate_html(content: bytes) -> object:
    """HTML to a page with identity and hashes."""
    blocks = blocks_from_html(content)
    return locate(parse_blocks(blocks), blocks, Source("page", content_sha256=sha256(content).hexdigest()))


def best(function: Callable[[bytes], object], contents: Sequence[bytes], rounds: int) -> float:
    """Best CPU time a page over several rounds, in microseconds."""
    times = []
    for _ in range(rounds):
        gc.collect()
        start = time.process_time()
        for content in contents:
            function(content)
        times.append(time.process_time() - start)
    return min(times) / len(contents) * 1e6


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    made = list(pages(arguments.pages))
    corpora = {
        "dash, usual": ([render_dash(page).encode() for page in made], usual_lines, parse_text, locate_text),
        "text, dash": ([render_dash(page).encode() for page in made], naive_lines, parse_text, locate_text),
        "text, bullet": ([render_bullet(page).encode() for page in made], naive_lines, parse_text, locate_text),
        "HTML 9 kB": ([render_html(page, size=9_000) for page in made], etree.HTML, parse_html, locate_html),
        "HTML 80 kB": ([render_html(page, size=80_000) for page in made], etree.HTML, parse_html, locate_html),
    }
    print(f"{'':14}{'bytes':>8}{'baseline':>10}{'parsed':>10}{'ratio':>7}{'all':>10}{'ratio':>7}   µs of CPU a page")
    for name, (contents, baseline, parse, everything) in corpora.items():
        size = sum(map(len, contents)) / len(contents)
        floor = best(baseline, contents, arguments.rounds)
        parsed = best(parse, contents, arguments.rounds)
        full = best(everything, contents, arguments.rounds)
        print(f"{name:14}{size:8.0f}{floor:10.1f}{parsed:10.1f}{parsed / floor:7.2f}{full:10.1f}{full / floor:7.2f}")


if __name__ == "__main__":
    main()
