"""What heads a page and its sections: level headers, section headings, and the parts between them."""

import re
from functools import lru_cache
from typing import NamedTuple

from jdparse import vocabulary as words
from jdparse.records import CHIP, ITEM, Blocks

LEVEL_HEADER = re.compile(r"(?:([A-Z]{1,2}\d{1,2})\s*)?([A-Z]{1,2}\d{1,2})\s*[—–-]\s*(\S.*)")
GLUED_HEADER = re.compile(r"([A-Z]{1,2}\d{1,2})\s*(\1)\s*([^\s\d].*)")

OPENING_BLOCKS = 12
"""The level header stands among the first blocks, and so do the words of an error page."""

CONTENT_SECTIONS = frozenset((words.LEVEL, words.DUTIES, words.SKILLS, words.QUALIFICATIONS))

NEVER_HEADINGS = ITEM + CHIP
"""Position decides, not the words alone: a list item or a chip is never a heading."""

_AS_WRITTEN = {
    heading.replace("'", mark): words.HEADINGS[heading.lower()]
    for section in words.SECTIONS
    for heading in section.headings
    for mark in "'’"
}
"""The usual spellings, found without folding case."""

_LONGEST = max(map(len, words.HEADINGS)) + 4  # and what ``heading_of`` strips
_FIRST_LETTERS = frozenset(letter for heading in words.HEADINGS for letter in (heading[0], heading[0].upper()))


class Part(NamedTuple):
    """A section on the page: its heading's block and the blocks under it, ``start`` to before ``end``."""

    section: str
    heading: str
    at: int
    start: int
    end: int


class LevelHeader(NamedTuple):
    """What a level header says: the badge glued to it, if any, the level's code and its name."""

    badge: str | None
    code: str
    name: str


def heading_of(text: str) -> tuple[str, str] | None:
    """Section and plain heading named by ``text``, whatever its case, apostrophe or ampersand; null if it is none."""
    found = _AS_WRITTEN.get(text)
    if found is not None or len(text) > _LONGEST:
        return found
    return words.HEADINGS.get(text.lower().rstrip(": "))


def headings(blocks: Blocks) -> list[tuple[int, tuple[str, str]]]:
    """The headings of a page, each as its block's number, its section and its plain wording; looked for once."""
    if blocks.headings is None:
        blocks.headings = [
            (at, named)
            for at, (kind, text) in enumerate(zip(blocks.kinds, blocks.texts, strict=True))
            if kind not in NEVER_HEADINGS and text[0] in _FIRST_LETTERS and (named := heading_of(text)) is not None
        ]
    return blocks.headings


def parts_of(blocks: Blocks, end: int) -> list[Part]:
    """The sections of a page whose content ends before block ``end``."""
    found = [heading for heading in headings(blocks) if heading[0] < end]
    stops = [*[at for at, _ in found[1:]], end] if found else []
    new = tuple.__new__  # a third of the cost of Part(...)
    return [
        new(Part, (section, heading, at, at + 1, stop))
        for (at, (section, heading)), stop in zip(found, stops, strict=True)
    ]


@lru_cache(maxsize=4096)  # a crawl has a header a level
def level_header(text: str) -> LevelHeader | None:
    """Badge, code and name of a level header; null for any other text."""
    match = LEVEL_HEADER.fullmatch(text) or GLUED_HEADER.fullmatch(text)
    return None if match is None else LevelHeader(match[1], match[2], match[3])


def count_level_headers(blocks: Blocks) -> int:
    """How many of the first blocks are level headers; an index has several."""
    return sum(1 for text in blocks.texts[:OPENING_BLOCKS] if level_header(text) is not None)


def is_job_level(blocks: Blocks) -> bool:
    """Whether a page has a level header and a section under it, or two of the sections with content."""
    named = {section for _, (section, _) in headings(blocks)}
    content = len(CONTENT_SECTIONS & named)
    return content > 1 or (content == 1 and count_level_headers(blocks) > 0)
