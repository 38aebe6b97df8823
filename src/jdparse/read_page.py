"""One input → its outcome: decoded, told apart, recognised, parsed and located, or set aside with a reason."""

import os
import re

from jdparse.blocks.html import blocks_from_html
from jdparse.blocks.text import blocks_from_text
from jdparse.increment import told_of
from jdparse.locate import locate
from jdparse.parse import parse_blocks
from jdparse.recognise import recognise
from jdparse.records import Blocks, Oddity, Outcome, Rejection, Source
from jdparse.sources.decode import Decoded, decode
from jdparse.sources.records import Input

HTML_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|main|section|article|div|ul|li|p|h[1-6]|span|title)[\s>/]", re.I
)

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
    blocks = _blocks(decoded)
    rejection = blocks if isinstance(blocks, Rejection) else _too_many(blocks) or recognise(blocks)
    if rejection is not None or isinstance(blocks, Rejection):
        return Outcome(source, rejection or blocks, oddities)
    page = parse_blocks(blocks)
    located = locate(page, blocks, source)
    return Outcome(source, located, oddities + page.oddities)


def _blocks(decoded: Decoded) -> Blocks | Rejection:
    # What a page is, its bytes say; a tag anywhere makes it HTML.
    if b"<" in decoded.data and HTML_TAG.search(decoded.data):
        return blocks_from_html(decoded.data)
    return blocks_from_text(decoded.text)


def _too_many(blocks: Blocks) -> Rejection | None:
    if len(blocks.texts) > MOST_BULLETS:
        return Rejection("too_many_bullets", f"{len(blocks.texts)} lines of text")
    return None


def _source(item: Input, decoded_with: str | None) -> Source:
    file = item.file
    return Source(
        item.source, item.record, item.url, item.fetched_at, item.family, item.size, item.sha256, decoded_with,
        file.root, os.fsencode(file.name), file.size, file.mtime_ns, told_of(file.facts), told_of(item),
    )  # fmt: skip
