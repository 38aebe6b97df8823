"""Blocks → one page: the only parser, whatever the rendering. Every block is claimed by one field or is a leftover."""

import re
from collections.abc import Callable
from typing import NamedTuple

from jdparse import vocabulary as words
from jdparse.pay_block import parse_pay
from jdparse.records import (
    CHIP,
    HEADING,
    ITEM,
    PARAGRAPH,
    TERM,
    Blocks,
    Bullets,
    Oddity,
    Page,
    RelatedFamily,
    Requirement,
)
from jdparse.titles import split_titles, titles_from_chips
from jdparse.years import find_years

PARSER_VERSION = 2
"""Raise it with every change that gives other rows for the same bytes: what another version parsed is parsed anew."""

LEVEL_HEADER = re.compile(r"(?:([A-Z]{1,2}\d{1,2})\s*)?([A-Z]{1,2}\d{1,2})\s*[—–-]\s*(\S.*)")
GLUED_HEADER = re.compile(r"([A-Z]{1,2}\d{1,2})\s*(\1)\s*([^\s\d].*)")
CONTENT_SECTIONS = frozenset((words.LEVEL, words.DUTIES, words.SKILLS, words.QUALIFICATIONS))
OPENING_BLOCKS = 12
"""The level header stands among the first blocks, and so do the words of an error page."""

BADGE = re.compile(r"[A-Z]{1,2}\d{1,2}")
PAGE_TITLE = re.compile(r"(?:.+ [—–-] )?[A-Z]{1,2}\d{1,2}\s*[—–-]\s*.+ · \S.*")


class _Part(NamedTuple):
    """A section on the page: its heading's block and the blocks under it, ``start`` to before ``end``."""

    section: str
    heading: str
    at: int
    start: int
    end: int


def parse_blocks(blocks: Blocks) -> Page:
    """Parse one page of the job-level layout.

    Never raises for what a page says: what is missing, repeated or unknown becomes an ``Oddity``, and a block that no
    field claims becomes a leftover with the section it stands in.
    """
    page = Page(words.JOB_LEVEL, claims=[None] * len(blocks.texts), page_title=blocks.page_title)
    page.oddities.extend(blocks.oddities)
    end = _claim_page_title(page, blocks)
    parts = _parts(blocks, end)
    _parse_opening(page, blocks, parts[0].at if parts else end)
    for part in parts:
        page.claims[part.at] = "heading"
        SECTION_PARSERS[part.section](page, blocks, part)
    if None in page.claims:
        page.leftovers = _leftovers(page, blocks, parts)
        line, text, _ = page.leftovers[0]
        page.oddities.append(Oddity("leftover_lines", line, text))
    _report_sections(page, blocks, parts)
    _report_dimensions(page, parts)
    page.cut_off = _is_cut_off(page, parts)
    if page.cut_off:
        page.oddities.append(Oddity("page_cut_off", blocks.lines[-1], blocks.texts[-1]))
    return page


def is_job_level(blocks: Blocks) -> bool:
    """Whether a page has a level header and a section under it, or two of the sections with content."""
    lines = [text for kind, text in zip(blocks.kinds, blocks.texts, strict=True) if kind not in _NEVER_HEADINGS]
    named = [heading_of(text) for text in lines]
    content = CONTENT_SECTIONS.intersection(found[0] for found in named if found is not None)
    return len(content) > 1 or (bool(content) and level_headers(blocks) > 0)


def level_headers(blocks: Blocks) -> int:
    """How many of the first blocks are level headers; an index has several."""
    opening = blocks.texts[:OPENING_BLOCKS]
    return sum(1 for text in opening if LEVEL_HEADER.fullmatch(text) or GLUED_HEADER.fullmatch(text))


def heading_of(text: str) -> tuple[str, str] | None:
    """Section and plain heading named by ``text``, whatever its case, apostrophe or ampersand; null if it is none."""
    return words.HEADINGS.get(text.lower().rstrip(": "))


def _parts(blocks: Blocks, end: int) -> list[_Part]:
    # Position decides, not the words alone: a list item or a chip is never a heading.
    texts = blocks.texts
    found = [
        (at, *named)
        for at, kind in enumerate(blocks.kinds[:end])
        if kind not in _NEVER_HEADINGS and len(texts[at]) <= _LONGEST_HEADING and (named := heading_of(texts[at]))
    ]
    ends = [at for at, _, _ in found[1:]]
    ends.append(end)
    return [
        _Part(section, heading, at, at + 1, stop) for (at, section, heading), stop in zip(found, ends, strict=False)
    ]


_NEVER_HEADINGS = ITEM + CHIP
_NEVER_PROSE = ITEM + TERM
_LONGEST_HEADING = max(map(len, words.HEADINGS)) + 4  # and what ``heading_of`` strips


def _claim_page_title(page: Page, blocks: Blocks) -> int:
    """Claim the document's title where an extractor left it as the last line; returns where the content ends."""
    last = len(blocks.texts) - 1
    text = blocks.texts[last]
    if last > 0 and blocks.kinds[last] == PARAGRAPH and " · " in text and PAGE_TITLE.fullmatch(text):
        page.page_title = text
        page.claims[last] = "page_title"
        return last
    return last + 1


# ---- the opening: level header, label, summary ----


def _parse_opening(page: Page, blocks: Blocks, end: int) -> None:
    rest = [at for at in _parse_level_header(page, blocks, end) if blocks.kinds[at] not in _NEVER_PROSE]
    label: int | None = None
    summary: int | None = None
    if len(rest) == 1:
        # A lone line is the summary if it ends in a full stop, else the label.
        if blocks.texts[rest[0]].endswith("."):
            summary = rest[0]
        else:
            label = rest[0]
    elif len(rest) > 1:
        label, summary = rest[0], rest[1]
    if label is None:
        page.oddities.append(Oddity("label_missing"))
    else:
        page.label = blocks.texts[label]
        page.claims[label] = "label"
    if summary is None:
        page.oddities.append(Oddity("summary_missing"))
    else:
        page.summary = blocks.texts[summary]
        page.claims[summary] = "summary"


def _parse_level_header(page: Page, blocks: Blocks, end: int) -> range:
    """Find the level header before ``end``; returns the blocks between it and the first heading."""
    for at in range(end):
        text = blocks.texts[at]
        match = LEVEL_HEADER.fullmatch(text) or GLUED_HEADER.fullmatch(text)
        if match is None:
            continue
        badge, code, page.level_name = match.groups()
        page.level_code = code
        page.claims[at] = "level"
        if at and BADGE.fullmatch(blocks.texts[at - 1]):
            badge = blocks.texts[at - 1]
            page.claims[at - 1] = "level"
        if badge and badge != code:
            page.oddities.append(Oddity("level_differs", blocks.lines[at], text))
        if code not in words.LEVELS:
            page.oddities.append(Oddity("level_unknown", blocks.lines[at], text))
        return range(at + 1, end)
    page.oddities.append(Oddity("level_missing"))
    return range(end)


# ---- sections ----


def _parse_level(page: Page, blocks: Blocks, part: _Part) -> None:
    """Tagline, then pairs of a dimension's name and its text; a name is told by standing where a name must stand."""
    texts, at, end = blocks.texts, part.start, part.end
    if at < end and _dimension(texts[at]) is None and (page.tagline is None):
        page.tagline = texts[at]
        page.claims[at] = "tagline"
        at += 1
    if texts[at:end:2] == _USUAL_TERMS and end - at == 2 * len(_USUAL_TERMS) and not page.dimensions:
        values = zip(texts[at + 1 : end : 2], blocks.lines[at + 1 : end : 2], strict=True)
        page.dimensions = dict(zip(words.DIMENSIONS.values(), values, strict=True))
        page.claims[at:end] = ["dimensions"] * (end - at)
        at = end
    while at < end:
        name = _dimension(texts[at])
        if name is None:
            at = _skip_unknown_dimension(page, blocks, at, end)
        elif not _has_value(blocks, at, end):
            page.oddities.append(Oddity("dimension_missing", blocks.lines[at], texts[at]))
            page.claims[at] = "dimensions"
            at += 1
        elif name in page.dimensions:
            page.oddities.append(Oddity("dimension_repeated", blocks.lines[at], texts[at]))
            at += 2
        else:
            page.dimensions[name] = (texts[at + 1], blocks.lines[at + 1])
            page.claims[at] = page.claims[at + 1] = "dimensions"
            at += 2
    if words.EXPERIENCE in page.dimensions:
        _read_experience(page)


_USUAL_TERMS = [name.capitalize() for name in words.DIMENSIONS]
"""The names of the dimensions as nearly every page writes them, in their usual order."""


def _read_experience(page: Page) -> None:
    text, line = page.dimensions[words.EXPERIENCE]
    found = find_years(text)
    if len(found) == 1:
        page.experience = found[0][0]
    else:
        page.oddities.append(Oddity("years_unreadable", line, text))


def _dimension(text: str) -> str | None:
    return words.DIMENSIONS.get(text.lower())


def _has_value(blocks: Blocks, at: int, end: int) -> bool:
    """Whether the name at ``at`` is followed by its text, and not at once by the next name and that one's text."""
    texts = blocks.texts
    if at + 1 >= end:
        return False
    if blocks.kinds[at] == TERM:  # HTML tells names from texts
        return blocks.kinds[at + 1] != TERM
    if _dimension(texts[at + 1]) is None:
        return True
    return at + 2 >= end or _dimension(texts[at + 2]) is not None


def _skip_unknown_dimension(page: Page, blocks: Blocks, at: int, end: int) -> int:
    """Leave a name that is no known dimension, and its text, as leftovers."""
    page.oddities.append(Oddity("unknown_dimension", blocks.lines[at], blocks.texts[at]))
    after = at + 1
    return after if after < end and _dimension(blocks.texts[after]) is not None else after + 1


def _parse_list(page: Page, blocks: Blocks, part: _Part) -> None:
    section, start, end = part.section, part.start, part.end
    bullets = page.bullets.setdefault(section, Bullets())
    if blocks.kinds.count(ITEM, start, end) == end - start:
        bullets.texts += blocks.texts[start:end]
        bullets.lines += blocks.lines[start:end]
        page.claims[start:end] = [section] * (end - start)
        return
    taken = False
    for at in range(start, end):
        kind = blocks.kinds[at]
        if kind in _NEVER_HEADINGS:
            bullets.texts.append(blocks.texts[at])
            bullets.lines.append(blocks.lines[at])
            page.claims[at] = section
            taken = True
        elif taken and (kind == HEADING or (at + 1 < end and blocks.kinds[at + 1] == ITEM)):
            # A line of prose between two lists heads the second one, and we do not know what it is.
            page.oddities.append(Oddity("unknown_heading", blocks.lines[at], blocks.texts[at]))
            return


def _parse_qualifications(page: Page, blocks: Blocks, part: _Part) -> None:
    _parse_list(page, blocks, part)
    bullets = page.bullets[part.section]
    for text, line in zip(bullets.texts, bullets.lines, strict=True):
        found = find_years(text)
        if found:
            alternatives = " | ".join([raw for _, raw in found[1:]])
            page.requirements[text] = Requirement(found[0][0], alternatives or None)
            if alternatives:
                page.oddities.append(Oddity("years_alternatives", line, text))


def _parse_titles(page: Page, blocks: Blocks, part: _Part) -> None:
    start, end = part.start, _end_of_titles(page, blocks, part)
    if start == end:
        return
    last = len(blocks.texts) - 1
    if blocks.rendering == "html":  # an element a chip: the borders are known
        titles = titles_from_chips(blocks.texts[start:end], page.level_code, page.label, cut=end > last)
        page.title_lines += blocks.lines[start:end]
    else:
        titles = []
        for at in range(start, end):
            split = split_titles(blocks.texts[at], page.level_code, page.label, cut=at == last)
            page.title_lines += [blocks.lines[at]] * len(split)
            titles += split
    page.claims[start:end] = ["titles"] * (end - start)
    page.titles += titles
    page.oddities += [
        Oddity("title_unsplit", line, title.title)
        for title, line in zip(page.titles, page.title_lines, strict=True)
        if title.unsplit
    ]


def _end_of_titles(page: Page, blocks: Blocks, part: _Part) -> int:
    """Where something else begins under the heading of the titles: a heading, or a list where the titles are none."""
    kinds = blocks.kinds[part.start : part.end]
    for place, kind in enumerate(kinds):
        if kind == HEADING or (kind == ITEM) != (kinds[0] == ITEM):
            # The line before a list heads it.
            at = part.start + (place - 1 if kind == ITEM and place > 1 else place)
            page.oddities.append(Oddity("unknown_heading", blocks.lines[at], blocks.texts[at]))
            return at
    return part.end


def _parse_pay(page: Page, blocks: Blocks, part: _Part) -> None:
    page.site_version = words.PAY_HEADINGS[part.heading]
    parse_pay(page, blocks, part.start, part.end)


def _parse_related(page: Page, blocks: Blocks, part: _Part) -> None:
    for at in range(part.start, part.end):
        url = blocks.links.get(at)
        # In text renderings the borders between the links are lost, so a bare line names no family for certain.
        if url is None and blocks.kinds[at] not in _NEVER_HEADINGS:
            continue
        page.related.append(RelatedFamily(blocks.texts[at], url, blocks.lines[at]))
        page.claims[at] = "related_families"


SECTION_PARSERS: dict[str, Callable[[Page, Blocks, _Part], None]] = {
    words.LEVEL: _parse_level,
    words.DUTIES: _parse_list,
    words.SKILLS: _parse_list,
    words.QUALIFICATIONS: _parse_qualifications,
    words.TITLES: _parse_titles,
    words.PAY: _parse_pay,
    words.RELATED: _parse_related,
}


# ---- what is left, missing or odd ----


def _leftovers(page: Page, blocks: Blocks, parts: list[_Part]) -> list[tuple[int, str, str | None]]:
    section: list[str | None] = [None] * len(blocks.texts)
    for part in parts:
        section[part.start : part.end] = [part.section] * (part.end - part.start)
    return [(blocks.lines[at], blocks.texts[at], section[at]) for at, claim in enumerate(page.claims) if claim is None]


def _report_sections(page: Page, blocks: Blocks, parts: list[_Part]) -> None:
    names = [part.section for part in parts]
    if names in _USUAL_ORDERS and all(part.start < part.end for part in parts if part.section != words.RELATED):
        return
    seen: set[str] = set()
    latest = 0
    for part in parts:
        place = words.SECTION_ORDER[part.section]
        line, heading = blocks.lines[part.at], blocks.texts[part.at]
        if part.section in seen:
            page.oddities.append(Oddity("section_repeated", line, heading))
        elif place < latest:
            page.oddities.append(Oddity("section_out_of_order", line, heading))
        if part.start == part.end and part.section != words.RELATED:
            page.oddities.append(Oddity("section_empty", line, heading))
        seen.add(part.section)
        latest = max(latest, place)
    page.oddities += [
        Oddity("section_missing", None, section.headings[0])
        for section in words.SECTIONS
        if section.required and section.name not in seen
    ]


def _report_dimensions(page: Page, parts: list[_Part]) -> None:
    if len(page.dimensions) == len(words.DIMENSIONS):
        return
    if any(part.section == words.LEVEL and part.start < part.end for part in parts):
        told = {oddity.text.lower() for oddity in page.oddities if oddity.code == "dimension_missing" and oddity.text}
        page.oddities += [
            Oddity("dimension_missing", None, name)
            for name, dimension in words.DIMENSIONS.items()
            if dimension not in page.dimensions and name not in told
        ]


_REQUIRED = [section.name for section in words.SECTIONS if section.required]
_USUAL_ORDERS = [
    [s.name for s in words.SECTIONS if s.required or s.name in extra]
    for extra in ({words.TITLES, words.RELATED}, {words.TITLES}, {words.RELATED}, set[str]())
]


def _is_cut_off(page: Page, parts: list[_Part]) -> bool:
    """A whole page has a complete pay block, whose sentence ends, or what stands behind that block."""
    if not parts or any(part.section == words.RELATED for part in parts):
        return False
    return not page.occupations or page.pay is None or not (page.pay.text or "").endswith(SENTENCE_ENDS)


SENTENCE_ENDS = (".", "!", "?", "…")
