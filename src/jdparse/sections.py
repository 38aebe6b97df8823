"""What stands under each section's heading: its blocks, claimed by the section's field or left over."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate

from jdparse import vocabulary as words
from jdparse.headings import NEVER_HEADINGS, Part
from jdparse.pay_block import parse_pay
from jdparse.records import (
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
    Title,
)
from jdparse.titles import titles_from_chips
from jdparse.years import find_years


def _parse_level(page: Page, blocks: Blocks, part: Part) -> None:
    """Tagline, then pairs of a dimension's name and its text; a name is told by standing where a name must stand."""
    texts, at, end = blocks.texts, part.start, part.end
    if page.tagline is None and at < end and _is_tagline(blocks, at, end):
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
        if (pair := _in_line(texts[at])) is not None:
            _take_in_line(page, blocks, at, *pair)
            at += 1
        elif name is None:
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


_NO_PROSE = ITEM + TERM

_USUAL_TERMS = [name.capitalize() for name in words.DIMENSIONS]
"""The names of the dimensions as nearly every page writes them, in their usual order."""


def _read_experience(page: Page) -> None:
    text, line = page.dimensions[words.EXPERIENCE]
    found = find_years(text)
    page.experience = found[0][0] if len(found) == 1 else None
    if page.experience is None:
        page.oddities.append(Oddity("years_unreadable", line, text))


def _dimension(text: str) -> str | None:
    return words.DIMENSIONS.get(text.lower().removesuffix(":"))


def _in_line(text: str) -> tuple[str, str] | None:
    """A dimension and its text where both stand in one line: ``Scope: One team``."""
    term, colon, value = text.partition(":") if ":" in text else ("", "", "")
    name = _dimension(term.rstrip()) if colon else None
    return None if name is None or not value.strip() else (name, value.strip())


def _is_tagline(blocks: Blocks, at: int, end: int) -> bool:
    """Whether the block is a line of prose, and neither a dimension nor a list item, which might be an unknown one."""
    text = blocks.texts[at]
    if blocks.kinds[at] in _NO_PROSE or _dimension(text) is not None:
        return False
    return ":" not in text or _in_line(text) is None or (at + 1 < end and _dimension(blocks.texts[at + 1]) is not None)


def _take_in_line(page: Page, blocks: Blocks, at: int, name: str, text: str) -> None:
    if name in page.dimensions:
        page.oddities.append(Oddity("dimension_repeated", blocks.lines[at], blocks.texts[at]))
    else:
        page.dimensions[name] = (text, blocks.lines[at])
        page.claims[at] = "dimensions"


def _has_value(blocks: Blocks, at: int, end: int) -> bool:
    """Whether the name at ``at`` is followed by its text, and not at once by the next name and that one's text."""
    texts = blocks.texts
    if at + 1 >= end:
        return False
    if blocks.kinds[at] == TERM:  # HTML tells names from texts
        return blocks.kinds[at + 1] != TERM
    if _in_line(texts[at + 1]) is not None:
        return at + 2 >= end or _in_line(texts[at + 2]) is None
    return _dimension(texts[at + 1]) is None or at + 2 >= end or _dimension(texts[at + 2]) is not None


def _skip_unknown_dimension(page: Page, blocks: Blocks, at: int, end: int) -> int:
    """Leave a name that is no known dimension, and its text, as leftovers."""
    page.oddities.append(Oddity("unknown_dimension", blocks.lines[at], blocks.texts[at]))
    after = at + 1
    is_name = after < end and (_dimension(blocks.texts[after]) or _in_line(blocks.texts[after])) is not None
    return after if is_name else after + 1


def _parse_list(page: Page, blocks: Blocks, part: Part) -> None:
    section, start, end = part.section, part.start, part.end
    if section not in page.bullets and blocks.kinds.count(ITEM, start, end) == end - start:
        page.claims[start:end] = [section] * (end - start)
        page.bullets[section] = Bullets(blocks.texts[start:end], list(blocks.lines[start:end]))
        return
    bullets = page.bullets.setdefault(section, Bullets())
    taken = False
    for at in range(start, end):
        kind = blocks.kinds[at]
        if kind in NEVER_HEADINGS:
            bullets.texts.append(blocks.texts[at])
            bullets.lines.append(blocks.lines[at])
            page.claims[at] = section
            taken = True
        elif taken and (kind == HEADING or (at + 1 < end and blocks.kinds[at + 1] == ITEM)):
            # A line of prose between two lists heads the second one, and we do not know what it is.
            page.oddities.append(Oddity("unknown_heading", blocks.lines[at], blocks.texts[at]))
            return


def _parse_qualifications(page: Page, blocks: Blocks, part: Part) -> None:
    _parse_list(page, blocks, part)
    bullets = page.bullets[part.section]
    for text, line in zip(bullets.texts, bullets.lines, strict=True):
        mentions = find_years(text)
        if not mentions:  # nearly always
            continue
        found = [(years, raw) for years, raw in mentions if years is not None]
        if len(found) < len(mentions):
            page.oddities.append(Oddity("years_unreadable", line, text))
        if found:
            alternatives = " | ".join([raw for _, raw in found[1:]])
            page.requirements[text] = Requirement(found[0][0], alternatives or None)
            if alternatives:
                page.oddities.append(Oddity("years_alternatives", line, text))


def _parse_titles(page: Page, blocks: Blocks, part: Part) -> None:
    start, end = part.start, _end_of_titles(page, blocks, part)
    if start == end:
        return
    chips, kinds = blocks.texts[start:end], blocks.kinds[start:end]
    # An item or a chip has its borders; a line of text may hold several titles with nothing between them.
    loose = [at for at, kind in enumerate(kinds) if kind == PARAGRAPH] if PARAGRAPH in kinds else ()
    titles = titles_from_chips(chips, page.level_code, page.label, loose=loose, cut=end == len(blocks.texts))
    page.title_lines += _lines_of_titles(titles, chips, blocks.lines[start:end])
    page.claims[start:end] = ["titles"] * (end - start)
    page.titles += titles
    page.oddities += [
        Oddity("title_unsplit", line, title.title)
        for title, line in zip(page.titles, page.title_lines, strict=True)
        if title.unsplit
    ]


def _lines_of_titles(titles: list[Title], chips: list[str], lines: Sequence[int]) -> Sequence[int]:
    """The line of each title: its chip's, which holds one title or several."""
    if len(chips) == 1:  # in texts
        return [*lines] * len(titles)
    if len(titles) == len(chips):  # in HTML
        return lines
    ends = list(accumulate(map(len, chips)))
    starts = accumulate([len(title.title) for title in titles], initial=0)
    return [lines[bisect_right(ends, at)] for at in list(starts)[:-1]]


def _end_of_titles(page: Page, blocks: Blocks, part: Part) -> int:
    """Where something else begins under the heading of the titles: a heading, or a list where the titles are none."""
    kinds = blocks.kinds[part.start : part.end]
    for place, kind in enumerate(kinds):
        if kind == HEADING or (kind == ITEM) != (kinds[0] == ITEM):
            # The line before a list heads it.
            at = part.start + (place - 1 if kind == ITEM and place > 1 else place)
            page.oddities.append(Oddity("unknown_heading", blocks.lines[at], blocks.texts[at]))
            return at
    return part.end


def _parse_pay(page: Page, blocks: Blocks, part: Part) -> None:
    page.site_version = words.PAY_HEADINGS[part.heading]
    parse_pay(page, blocks, part.start, part.end)


def _parse_related(page: Page, blocks: Blocks, part: Part) -> None:
    for at in range(part.start, part.end):
        url = blocks.links.get(at)
        # In text renderings the borders between the links are lost, so a bare line names no family for certain.
        if url is None and blocks.kinds[at] not in NEVER_HEADINGS:
            continue
        page.related.append(RelatedFamily(blocks.texts[at], url, blocks.lines[at]))
        page.claims[at] = "related_families"


SECTION_PARSERS: dict[str, Callable[[Page, Blocks, Part], None]] = {
    words.LEVEL: _parse_level,
    words.DUTIES: _parse_list,
    words.SKILLS: _parse_list,
    words.QUALIFICATIONS: _parse_qualifications,
    words.TITLES: _parse_titles,
    words.PAY: _parse_pay,
    words.RELATED: _parse_related,
}
