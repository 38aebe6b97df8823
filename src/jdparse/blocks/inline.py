"""Markdown's marks within a line: links, emphasis, code, entities and escapes, read as a reader sees them."""

import re
from html import unescape
from html.entities import html5

from jdparse.blocks.text import tidy

# Bounded, or a line of brackets alone would take time that grows with the square of its length.
LINK = re.compile(r"\[([^\[\]]{0,1000})\]\(\s{0,9}<?([^)\s>]{0,500}+)>?[^)]{0,200}+\)")
CODE = re.compile(r"(?<![`\\])(`{1,3})(?!`)(.{1,300}?)(?<!`)\1(?!`)")
STRONG = re.compile(r"\*\*(?=\S)(.{1,300}?)(?<=\S)\*\*")
EMPHASES = (
    re.compile(r"(?<![\w*])\*(?![\s*])(.{1,300}?)(?<![\s*])\*(?![\w*])"),
    re.compile(r"(?<!\w)__(?![\s_])(.{1,300}?)(?<![\s_])__(?!\w)"),
    re.compile(r"(?<!\w)_(?![\s_])(.{1,300}?)(?<![\s_])_(?!\w)"),
)
"""At the borders of words only: ``O*NET`` and ``snake_case`` are names."""
LINE_BREAK = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE)
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|~<>&-])")
KEPT = re.compile("\1(\\d+)\2")
"""A piece that is meant literally, by its number; these control characters are in no tidy text."""

MARKUP = frozenset("\\`*_[&<")


def seen(content: str) -> str:
    """The text a reader sees: links as their words, no emphasis, escapes and entities read; code as it is written."""
    if MARKUP.isdisjoint(content):
        return " ".join(content.split())
    kept: list[str] = []
    words = ESCAPE.sub(lambda match: _keep(match[1], kept), CODE.sub(lambda match: _keep(match[2], kept), content))
    words = ENTITY.sub(lambda match: _keep(_read(match), kept), words)
    words = STRONG.sub(r"\1", LINE_BREAK.sub(" ", LINK.sub(r"\1", words)))
    for emphasis in EMPHASES:
        words = emphasis.sub(r"\1", words)
    words = KEPT.sub(lambda match: kept[int(match[1])], words)
    return " ".join(tidy(words).split())


def link_of(content: str) -> str | None:
    """The address of the first link, if there is one."""
    link = LINK.search(content)
    return None if link is None else ENTITY.sub(_read, ESCAPE.sub(r"\1", link[2]))


def _read(entity: re.Match[str]) -> str:
    """The characters of an entity; the text itself where no entity has that name."""
    is_known = entity[0][1] == "#" or entity[0][1:] in html5
    return unescape(entity[0]) if is_known else entity[0]


def _keep(text: str, kept: list[str]) -> str:
    """Keep what is meant literally; returns what stands for it meanwhile."""
    kept.append(text)
    return f"\1{len(kept) - 1}\2"
