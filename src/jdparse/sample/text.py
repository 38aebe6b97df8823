"""The three text renderings, written directly: what the extractors give on the template's HTML, much faster."""

from collections.abc import Iterator

from jdparse.sample.levels import DIMENSIONS
from jdparse.sample.page import OLDER, SITE, SamplePage, heading_texts


def _head(page: SamplePage) -> list[str]:
    # The badge touches the header: nothing but a border separates them on the page.
    lines = [page.level.code + page.level_header, page.label, page.summary]
    return [line for line in lines if line]


def _lists(page: SamplePage, heads: dict[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, bullets in (("duties", page.duties), ("skills", page.skills), ("qualifications", page.qualifications)):
        if bullets:
            yield heads[name], bullets


def _pay(page: SamplePage, joint: str) -> list[str]:
    soc = f"O*NET / SOC: {page.soc.code}{joint}{page.soc.title}{page.soc_mark}"
    lines = [soc, page.pay_text]
    return lines if page.look.version == OLDER else lines[::-1]


def render_dash(page: SamplePage) -> str:
    """What trafilatura's defaults give: no blank lines, a dash before each item, no related families.

    A doubly escaped ampersand comes out single.
    """
    # It resolves a doubly escaped ampersand in a heading once more than browsers do.
    heads = {name: heading.replace("&amp;", "&") for name, heading in heading_texts(page.look).items()}
    lines = [*_head(page), heads["level"], page.level.tagline]
    for name, value in zip(DIMENSIONS, page.level.dimensions, strict=True):
        lines += (f"- {name}", f"- {value}")
    for heading, bullets in _lists(page, heads):
        lines.append(heading)
        lines += [f"- {bullet}" for bullet in bullets]
    if page.titles:
        lines += (heads["titles"], "".join(chip.title for chip in page.titles))
    lines += (heads["pay"], *_pay(page, " — "))
    return "\n".join(lines)


def render_bullet(page: SamplePage) -> str:
    """What resiliparse's main content gives: blank lines between blocks, bullets, the SOC dash lost."""
    heads = heading_texts(page.look)
    blocks = [*_head(page), heads["level"], page.level.tagline]
    pairs = zip(DIMENSIONS, page.level.dimensions, strict=True)
    blocks.append("\n".join(f"{name}\n{value}" for name, value in pairs))
    for heading, bullets in _lists(page, heads):
        blocks += (heading, "\n".join(f"  • {bullet}" for bullet in bullets))
    if page.titles:
        blocks += (heads["titles"], "".join(chip.title for chip in page.titles))
    blocks += (heads["pay"], *_pay(page, ""))
    if page.related:
        blocks.append(heads["related"])
    if page.look.title_in_body:
        blocks.append(page.page_title)
    return "\n\n".join(blocks)


def render_markdown(page: SamplePage) -> str:
    """What a crawling service's Markdown export gives: # headings, dash lists, terms as paragraphs, links."""
    heads = heading_texts(page.look)
    blocks = [page.level.code + page.level_header]
    if page.label:
        blocks.append(f"# {page.label}")
    if page.summary:
        blocks.append(page.summary)
    blocks += (f"## {heads['level']}", page.level.tagline)
    for name, value in zip(DIMENSIONS, page.level.dimensions, strict=True):
        blocks += (name, value)
    for heading, bullets in _lists(page, heads):
        blocks += (f"## {heading}", "\n".join(f"- {bullet}" for bullet in bullets))
    if page.titles:
        blocks += (f"## {heads['titles']}", "".join(chip.title for chip in page.titles))
    # Exporters put a backslash before characters that Markdown would take for marks.
    blocks += (f"## {heads['pay']}", *(line.replace("*", "\\*") for line in _pay(page, " — ")))
    if page.related:
        links = "\n".join(f"- [{link.name}]({SITE}/{link.slug})" for link in page.related)
        blocks += (f"## {heads['related']}", links)
    return "\n\n".join(blocks) + "\n"
