"""Is this a page of a layout we know? Told from its blocks; every other page is set aside with a reason."""

import re
from itertools import pairwise

from jdparse import vocabulary as words
from jdparse.address import read_address
from jdparse.headings import CONTENT_SECTIONS, OPENING_BLOCKS, count_level_headers, headings, level_header
from jdparse.layouts import Layout, layout_of
from jdparse.records import ITEM, Blocks, Rejection

MONEY = re.compile(r"[$€£]\s?\d[\d,.]*")
INDEX_ENTRIES = 5
"""So many links to pages, or level names, make an index."""

FULL_PAGE = 3
"""So many of the four sections with content make a page of its own behind another."""

LANGUAGE_WORDS = 20
"""Fewer words than this say nothing about a page's language."""


def recognise(blocks: Blocks) -> Layout | Rejection:
    """The layout of a page; else why it is set aside."""
    if not blocks.texts:
        return Rejection("empty_input", "no text in the page")
    layout = layout_of(blocks)
    if layout is None:
        headers = count_level_headers(blocks)
        return _not_a_job_page(blocks, headers) or _unknown(blocks, headers)
    if layout.name == words.JOB_LEVEL:
        if not _has_content(blocks):
            return Rejection("not_a_job_page", "empty_template: headings with nothing under them")
        several = _pages_in(blocks)
        if several > 1:
            told = f"{several} pages or more one after another; put each in a file or record of its own"
            return Rejection("several_pages", told)
    return layout


def _pages_in(blocks: Blocks) -> int:
    """How many pages stand one behind another: each has the sections of a page, and other duties than the ones before.

    A section that a page repeats, and a page that is there twice word for word, are still one page.
    """
    found = headings(blocks)
    starts = [i for i, (_, (section, _)) in enumerate(found) if section == words.LEVEL]
    if len(starts) < 2:  # nearly all pages
        return 1
    duties: set[tuple[str, ...]] = set()
    for start, stop in pairwise([*starts, len(found)]):
        inside = found[start:stop]
        if len(CONTENT_SECTIONS.intersection(section for _, (section, _) in inside)) < FULL_PAGE:
            continue
        for i, (at, (section, _)) in enumerate(inside):
            if section == words.DUTIES:
                end = inside[i + 1][0] if i + 1 < len(inside) else len(blocks.texts)
                duties.add(tuple(blocks.texts[at + 1 : end]))
                break
    return len(duties)


def _has_content(blocks: Blocks) -> bool:
    """Whether anything but headings, names of dimensions and one text over and over stands under the first heading."""
    found = {at for at, _ in headings(blocks)}
    under: set[str] = set()
    for at in range(min(found, default=len(blocks.texts)), len(blocks.texts)):
        text = blocks.texts[at]
        if at not in found and text.lower() not in words.DIMENSIONS:
            under.add(text)
            if len(under) > 1 or blocks.kinds[at] == ITEM:
                return True
    return False


def _not_a_job_page(blocks: Blocks, headers: int) -> Rejection | None:
    if headers == 1:
        return None
    opening = [text for text in (blocks.page_title, *blocks.texts[:OPENING_BLOCKS]) if text is not None]
    for name, phrases in words.NOT_A_JOB_PAGE:
        for text in opening:
            told_by = next((phrase for phrase in phrases if re.search(rf"\b{phrase}\b", text.lower())), None)
            if told_by is not None:
                return Rejection("not_a_job_page", f"{name}: {text[:80]}")
    links = sum(1 for address in blocks.links.values() if not MONEY.search(address))
    levels = sum(1 for text in blocks.texts if _names_a_level(text))
    money = sum(1 for text in blocks.texts if MONEY.search(text))
    if not money and max(links, levels) >= INDEX_ENTRIES:
        return Rejection("not_a_job_page", f"index_page: {max(links, levels)} links or levels listed")
    return None


def _names_a_level(text: str) -> bool:
    return level_header(text) is not None or read_address(text) is not None


def _unknown(blocks: Blocks, headers: int) -> Rejection:
    money = next((text for text in blocks.texts if MONEY.search(text)), None)
    if money is not None:
        return Rejection("unknown_layout", f"shows pay and none of the known sections: {money[:80]}")
    found = [word for text in blocks.texts for word in text.lower().split()]
    letters = sum(character.isalpha() for text in blocks.texts for character in text)
    if letters > LANGUAGE_WORDS * 4 and not ENGLISH.intersection(found):
        return Rejection("language_unsupported", f"no English words: {blocks.texts[0][:80]}")
    header = "a level header but none" if headers else "none"
    return Rejection("unknown_layout", f"{header} of the known section headings; begins: {blocks.texts[0][:80]}")


ENGLISH = words.ENGLISH_WORDS
