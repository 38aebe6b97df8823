"""A Markdown rendering of a page → blocks: what crawlers that deliver Markdown make of the same HTML."""

import re

from jdparse.blocks.text import tidy
from jdparse.records import HEADING, ITEM, PARAGRAPH, Blocks, Oddity

HEADING_LINE = re.compile(r"#{1,6}\s+(.*?)\s*#*")
ITEM_LINE = re.compile(r"\s{0,8}(?:[-*+•]|\d{1,3}[.)])\s+(.*)")
RULE_LINE = re.compile(r"\s*(?:[-*_]\s*){3,}")
# Bounded, or a line of brackets alone would take time that grows with the square of its length.
LINK = re.compile(r"\[([^\[\]]{0,1000})\]\(\s{0,9}<?([^)\s>]{0,500}+)>?[^)]{0,200}+\)")
STRONG = re.compile(r"(\*\*|__)(?=\S)(.{1,300}?)(?<=\S)\1")
ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|~<>&-])")

TELLS = re.compile(r"^#{1,6}\s+\S", re.MULTILINE)


def is_markdown(text: str) -> bool:
    """Whether a text opens with a Markdown heading or has two; one alone in a plain text is a stray mark."""
    headings = TELLS.finditer(text)
    first = next(headings, None)
    return first is not None and (next(headings, None) is not None or not text[: first.start()].strip())


def blocks_from_markdown(text: str) -> Blocks:
    """Split Markdown into blocks, a non-blank line each; ``lines`` are 1-based. Marks, escapes and links vanish."""
    kinds: list[str] = []
    texts: list[str] = []
    lines: list[int] = []
    links: dict[int, str] = {}
    oddities: list[Oddity] = []
    for number, line in enumerate(tidy(text, oddities).split("\n"), 1):
        kind, content = _kind_of(line)
        shown = _plain(content)
        if not shown:  # a rule, or a link without words
            continue
        link = LINK.search(content)
        if link is not None:
            links[len(texts)] = link[2]
        kinds.append(kind)
        texts.append(shown)
        lines.append(number)
    return Blocks("markdown", "".join(kinds), texts, lines, links, oddities=oddities)


def _kind_of(line: str) -> tuple[str, str]:
    if RULE_LINE.fullmatch(line):
        return PARAGRAPH, ""  # a rule is no text
    for kind, pattern in ((HEADING, HEADING_LINE), (ITEM, ITEM_LINE)):
        match = pattern.fullmatch(line)
        if match is not None:
            return kind, match[1]
    return PARAGRAPH, line.strip()


def _plain(content: str) -> str:
    """The text a reader sees: links as their words, no emphasis, no escapes."""
    words = STRONG.sub(r"\2", LINK.sub(r"\1", content))
    return " ".join(ESCAPE.sub(r"\1", words).split())
