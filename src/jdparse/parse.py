"""Blocks → one page: the only parser, whatever the rendering. Every block is claimed by one field or is a leftover."""

import re

from jdparse import vocabulary as words
from jdparse.headings import Part, level_header, parts_of
from jdparse.leftovers import leave_over
from jdparse.records import HEADING, ITEM, PARAGRAPH, TERM, Blocks, Oddity, Page
from jdparse.sections import SECTION_PARSERS

PARSER_VERSION = 4
"""Raise it with every change that gives other rows for the same bytes: what another version parsed is parsed anew."""

BADGE = re.compile(r"[A-Z]{1,2}\d{1,2}")
PAGE_TITLE = re.compile(r"(?:.+ [—–-] )?[A-Z]{1,2}\d{1,2}\s*[—–-]\s*.+ · \S.*")
SENTENCE_ENDS = (".", "!", "?", "…")

_NEVER_PROSE = ITEM + TERM
_USUAL_ORDERS = frozenset(
    tuple([section.name for section in words.SECTIONS if section.required or section.name in extra])
    for extra in ({words.TITLES, words.RELATED}, {words.TITLES}, {words.RELATED}, set[str]())
)


def parse_blocks(blocks: Blocks) -> Page:
    """Parse one page of the job-level layout.

    Never raises for what a page says: what is missing, repeated or unknown becomes an ``Oddity``, and a block that no
    field claims becomes a leftover with the section it stands in.
    """
    page = Page(words.JOB_LEVEL, claims=[None] * len(blocks.texts), page_title=blocks.page_title)
    page.oddities.extend(blocks.oddities)
    end = _claim_page_title(page, blocks)
    parts = parts_of(blocks, end)
    _parse_opening(page, blocks, parts[0].at if parts else end)
    for part in parts:
        page.claims[part.at] = "heading"
        SECTION_PARSERS[part.section](page, blocks, part)
    if None in page.claims:
        _report_headings(page, blocks)
        leave_over(page, blocks, parts)
    _report_sections(page, blocks, parts)
    _report_dimensions(page, parts)
    page.cut_off = _is_cut_off(page, blocks, parts)
    if page.cut_off:
        page.oddities.append(Oddity("page_cut_off", blocks.lines[-1], blocks.texts[-1]))
    return page


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
        header = level_header(text)
        if header is None:
            continue
        badge, code, page.level_name = header
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


# ---- what is left, missing or odd ----


def _report_sections(page: Page, blocks: Blocks, parts: list[Part]) -> None:
    if tuple([None if _is_empty(part) else part.section for part in parts]) in _USUAL_ORDERS:
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
        if _is_empty(part):
            page.oddities.append(Oddity("section_empty", line, heading))
        seen.add(part.section)
        latest = max(latest, place)
    page.oddities += [
        Oddity("section_missing", None, section.headings[0])
        for section in words.SECTIONS
        if section.required and section.name not in seen
    ]


def _is_empty(part: Part) -> bool:
    """Whether nothing stands under a heading; the extractors drop the related families, so that says nothing."""
    return part.start == part.end and part.section != words.RELATED


def _report_dimensions(page: Page, parts: list[Part]) -> None:
    if len(page.dimensions) == len(words.DIMENSIONS):
        return
    if any(part.section == words.LEVEL and part.start < part.end for part in parts):
        told = {oddity.text.lower() for oddity in page.oddities if oddity.code == "dimension_missing" and oddity.text}
        page.oddities += [
            Oddity("dimension_missing", None, name)
            for name, dimension in words.DIMENSIONS.items()
            if dimension not in page.dimensions and name not in told
        ]


def _report_headings(page: Page, blocks: Blocks) -> None:
    """Report each heading that no field claims and nothing was said of yet; only some renderings tell headings."""
    told = {oddity.line for oddity in page.oddities}
    page.oddities += [
        Oddity("unknown_heading", blocks.lines[at], blocks.texts[at])
        for at, (kind, claim) in enumerate(zip(blocks.kinds, page.claims, strict=True))
        if kind == HEADING and claim is None and blocks.lines[at] not in told
    ]


def _is_cut_off(page: Page, blocks: Blocks, parts: list[Part]) -> bool:
    """A whole page has a complete pay block, whose sentence ends, or a heading behind that block."""
    if not parts or any(part.section == words.RELATED for part in parts):
        return False
    if page.pay is not None and (page.pay.text or "").endswith(SENTENCE_ENDS) and _has_soc_line(page):
        return False
    return not any(part.section == words.PAY and HEADING in blocks.kinds[part.start :] for part in parts)


def _has_soc_line(page: Page) -> bool:
    """Whether a SOC line stands in the pay block, readable or not; the older site puts it before the sentence."""
    odd = any(oddity.code == "soc_unreadable" for oddity in page.oddities)
    return bool(page.occupations) or odd or page.site_version == words.OLDER
