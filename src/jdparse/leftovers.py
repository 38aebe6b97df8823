"""Lines that no field claims: each is a row, and the first of them a warning."""

from collections.abc import Iterable

from jdparse.headings import Part
from jdparse.records import Blocks, Oddity, Page


def leave_over(page: Page, blocks: Blocks, parts: Iterable[Part] = ()) -> None:
    """Give the page every line of a block that nothing claims, each with the section among ``parts`` it stands in."""
    section: list[str | None] = [None] * len(blocks.texts)
    for part in parts:
        section[part.start : part.end] = [part.section] * (part.end - part.start)
    page.leftovers = [
        (line, text, section[at])
        for at, claim in enumerate(page.claims)
        if claim is None
        for line, text in blocks.lines_of(at)
    ]
    if page.leftovers:
        line, text, _ = page.leftovers[0]
        page.oddities.append(Oddity("leftover_lines", line, text))
