"""A text rendering of a page → blocks; both extractors' output, one block a non-blank line."""

import re
import unicodedata

from jdparse.records import ITEM, PARAGRAPH, Blocks

MARKS: dict[str, str] = {"dash": "- ", "bullet": "• "}
"""Rendering → the mark that opens a list item, once white space is folded."""

BULLET_INDENT = "\n  • "
UNTIDY = re.compile(r"[^\S\n ]| {2}| \n|\n | \Z|\A ")


def blocks_from_text(text: str) -> Blocks:
    """Split a text rendering into blocks; lines end at LF only, and ``lines`` are their 1-based numbers.

    The rendering is told by its list marks: ``bullet`` when a line opens with ``•``, else ``dash``.
    """
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    text = text.replace(BULLET_INDENT, "\n• ")
    lines = text.split("\n")
    if UNTIDY.search(text):
        lines = [" ".join(line.split()) for line in lines]
        text = "\n".join(lines)
    rendering = "bullet" if "\n• " in text else "dash"
    mark = MARKS[rendering]
    numbers = [number for number, line in enumerate(lines, 1) if line]
    if len(numbers) < len(lines):
        lines = [line for line in lines if line]
    is_item = [line[:2] == mark for line in lines]
    kinds = "".join([ITEM if item else PARAGRAPH for item in is_item])
    texts = [line[2:] if item else line for line, item in zip(lines, is_item, strict=True)]
    return Blocks(rendering, kinds, texts, numbers)
