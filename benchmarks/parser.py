"""What a page costs, against baselines measured in the same run: a bare lxml parse, and a naive line loop into dicts.

    python benchmarks/parser.py [--pages 100] [--rounds 25]

Every figure is the best of several rounds, ten pages at a time, in microseconds of CPU a page; quote the ratios.

``untitled``: bytes to a page record, its titles claimed and not split. ``parsed``: with titles. ``all``: with identity
and hashes too. ``cold``: all, with everything forgotten before each page that pages of a crawl repeat (the scripts
and the navigation of their site, the markup of their template, pay lines, ranges of years): what the first page of each
site costs; measured by itself, so that the others find what they remember.
"""

import argparse
import re
import time
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256

from lxml import etree

from jdparse import pay_block
from jdparse.blocks import cut, nesting, plain
from jdparse.blocks.html import blocks_from_html
from jdparse.blocks.text import blocks_from_text
from jdparse.headings import Part
from jdparse.locate import locate
from jdparse.parse import parse_blocks
from jdparse.records import Blocks, Page, Source
from jdparse.sample import pages, render_bullet, render_dash, render_html
from jdparse.sections import SECTION_PARSERS
from jdparse.vocabulary import TITLES
from jdparse.years import find_years

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


Blocked = Callable[[bytes], Blocks]


def text_blocks(content: bytes) -> Blocks:
    """Text to blocks."""
    return blocks_from_text(content.decode())


def html_blocks(content: bytes) -> Blocks:
    """HTML to blocks."""
    blocks = blocks_from_html(content)
    assert isinstance(blocks, Blocks)
    return blocks


def parsed(content: bytes, blocks_of: Blocked) -> object:
    """Bytes to a page record, line accounting on."""
    return parse_blocks(blocks_of(content))


def untitled(content: bytes, blocks_of: Blocked) -> object:
    """The same, with titles that are claimed and not split."""
    split = SECTION_PARSERS[TITLES]
    SECTION_PARSERS[TITLES] = claim_titles
    page = parse_blocks(blocks_of(content))
    SECTION_PARSERS[TITLES] = split
    return page


def claim_titles(page: Page, _: Blocks, part: Part) -> None:
    """What is left of a page's titles where they are not split."""
    page.claims[part.start : part.end] = ["titles"] * (part.end - part.start)


def everything(content: bytes, blocks_of: Blocked) -> object:
    """Bytes to a page with identity and hashes."""
    blocks = blocks_of(content)
    return locate(parse_blocks(blocks), blocks, Source("page", content_sha256=sha256(content).hexdigest()))


def cold(content: bytes, blocks_of: Blocked) -> object:
    """The same, with nothing known of other pages."""
    cut.forget()
    plain.link_address.cache_clear()
    nesting.forget()
    pay_block.read_line.cache_clear()
    find_years.cache_clear()
    return everything(content, blocks_of)


TOGETHER = 10
STAGES = (untitled, parsed, everything)


def best(stages: Sequence[Callable[[bytes], object]], contents: Sequence[bytes], rounds: int) -> list[float]:
    """CPU time a page of each stage, in microseconds: the stages in turn, the best of the rounds for each few pages.

    Short stretches, each with its own best, are what a busy machine disturbs least.
    """
    total = [0.0 for _ in stages]
    for first in range(0, len(contents), TOGETHER):
        few = contents[first : first + TOGETHER]
        times = [[_time(stage, few) for stage in stages] for _ in range(rounds)]
        total = [sum_so_far + min(column) for sum_so_far, column in zip(total, zip(*times, strict=True), strict=True)]
    return [seconds / len(contents) * 1e6 for seconds in total]


def _time(stage: Callable[[bytes], object], contents: Sequence[bytes]) -> float:
    start = time.process_time()
    for content in contents:
        stage(content)
    return time.process_time() - start


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=25)
    arguments = parser.parse_args()
    made = list(pages(arguments.pages))
    corpora: dict[str, tuple[list[bytes], Callable[[bytes], object], Blocked]] = {
        "dash, usual": ([render_dash(page).encode() for page in made], usual_lines, text_blocks),
        "text, dash": ([render_dash(page).encode() for page in made], naive_lines, text_blocks),
        "text, bullet": ([render_bullet(page).encode() for page in made], naive_lines, text_blocks),
        "HTML 9 kB": ([render_html(page, size=9_000) for page in made], etree.HTML, html_blocks),
        "HTML 80 kB": ([render_html(page, size=80_000) for page in made], etree.HTML, html_blocks),
    }
    names = "".join(f"{name:>10}{'ratio':>7}" for name in ("untitled", "parsed", "all", "cold"))
    print(f"{'':14}{'bytes':>8}{'baseline':>10}{names}   µs of CPU a page")
    for name, (contents, baseline, blocks_of) in corpora.items():
        size = sum(map(len, contents)) / len(contents)
        stages = [baseline, *[partial(stage, blocks_of=blocks_of) for stage in STAGES]]
        floor, *times = best(stages, contents, arguments.rounds)
        floor_again, cold_time = best([baseline, partial(cold, blocks_of=blocks_of)], contents, arguments.rounds)
        measured = [
            *[(microseconds, microseconds / floor) for microseconds in times],
            (cold_time, cold_time / floor_again),
        ]
        shown = "".join(f"{microseconds:10.1f}{ratio:7.2f}" for microseconds, ratio in measured)
        print(f"{name:14}{size:8.0f}{floor:10.1f}{shown}")


if __name__ == "__main__":
    main()
