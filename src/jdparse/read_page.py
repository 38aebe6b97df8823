"""One input → its outcome: decoded, told apart, recognised, parsed and located, or set aside with a reason."""

import os
import re
from collections import Counter

from jdparse.blocks.html import blocks_from_html
from jdparse.blocks.markdown import blocks_from_markdown, is_markdown
from jdparse.blocks.text import blocks_from_text
from jdparse.increment import told_of, told_of_file
from jdparse.locate import locate
from jdparse.recognise import recognise
from jdparse.records import Blocks, Oddity, Outcome, Parsed, Rejection, Source
from jdparse.sources.decode import Decoded, decode
from jdparse.sources.records import Input

HTML_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|main|section|article|div|ul|li|p|h[1-6]|span|title)[\s>/]", re.I
)
HTML_START = re.compile(rb"\s*<[!?/a-z]", re.IGNORECASE)
LINES_A_TAG = 3
"""HTML has more than one tag in so many lines."""

MOST_WARNINGS = 100
"""So many warnings of one code are kept of a page; the last says how many there were."""

MOST_BULLETS = 100_000
"""More blocks than any page has: such a page is set aside before it costs more."""


def read_page(item: Input) -> Outcome:
    """What becomes of one input. Never raises for what an input holds."""
    oddities: list[Oddity] = list(item.warnings)
    if item.problem is not None:
        return Outcome(_source(item, None), item.problem, oddities)
    decoded = decode(item.content, item.charset)
    source = _source(item, decoded.decoded_with)
    oddities += decoded.warnings
    if decoded.problem is not None:
        return Outcome(source, decoded.problem, oddities)
    result, oddities = _parsed(_blocks(decoded, item.media), source, oddities)
    return Outcome(source, result, oddities if len(oddities) <= MOST_WARNINGS else _first_of_each(oddities))


def _first_of_each(oddities: list[Oddity]) -> list[Oddity]:
    """The first warnings of each code; the last of them tells how many there were."""
    seen: Counter[str] = Counter()
    kept: dict[tuple[str, int], Oddity] = {}
    for oddity in oddities:
        seen[oddity.code] += 1
        if seen[oddity.code] <= MOST_WARNINGS:
            kept[oddity.code, seen[oddity.code]] = oddity
    for code, count in seen.items():
        if count > MOST_WARNINGS:
            last = kept[code, MOST_WARNINGS]
            kept[code, MOST_WARNINGS] = last._replace(text=f"{last.text or ''} (the last shown of {count:,})".strip())
    return list(kept.values())


def _parsed(
    blocks: Blocks | Rejection, source: Source, oddities: list[Oddity]
) -> tuple[Parsed | Rejection, list[Oddity]]:
    if isinstance(blocks, Rejection):
        return blocks, oddities
    layout = _too_many(blocks) or recognise(blocks)
    if isinstance(layout, Rejection):
        return layout, oddities
    page = layout.parse(blocks)
    located = locate(page, blocks, source)
    return located, oddities + page.oddities


def _blocks(decoded: Decoded, media: str | None) -> Blocks | Rejection:
    if b"<" in decoded.data and _is_html(decoded.data):
        return blocks_from_html(decoded.data)
    if media == "markdown" or is_markdown(decoded.text):
        return blocks_from_markdown(decoded.text)
    return blocks_from_text(decoded.text)


def _is_html(data: bytes) -> bool:
    """What a page is, its bytes say: HTML begins with a tag or is full of them; a text may speak of one or two."""
    if HTML_START.match(data):
        return True
    return len(HTML_TAG.findall(data)) * LINES_A_TAG > data.count(b"\n")


def _too_many(blocks: Blocks) -> Rejection | None:
    if len(blocks.texts) > MOST_BULLETS:
        return Rejection("too_many_bullets", f"{len(blocks.texts)} lines of text")
    return None


def _source(item: Input, decoded_with: str | None) -> Source:
    file = item.file
    return Source(
        item.source, item.record, item.url, item.fetched_at, item.family, item.size, item.sha256, decoded_with,
        file.root, os.fsencode(file.name), file.size, file.mtime_ns, told_of_file(file.facts), told_of(item),
    )  # fmt: skip
