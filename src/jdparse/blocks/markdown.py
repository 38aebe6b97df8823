"""A Markdown rendering of a page → blocks: what crawlers that deliver Markdown make of the same HTML."""

import re
from html import unescape
from html.entities import html5

from jdparse.blocks.continued import continuations, goes_on, joined
from jdparse.blocks.text import tidy
from jdparse.records import HEADING, ITEM, PARAGRAPH, Blocks, Oddity

HEADING_LINE = re.compile(r"#{1,6}\s+(.*?)\s*#*")
ITEM_LINE = re.compile(r"\s{0,8}(?:[-*+•]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?(.*)")
RULE_LINE = re.compile(r"\s*(?:[-*_]\s*){3,}")
NO_CONTINUATION = re.compile(r"\s*(?:#{1,6}\s|(?:[-*_]\s*){3,}$)")
MARK = re.compile(r"(?:[-*+•]|\d{1,3}[.)])\s+\S")
MARKS = "-*+•0123456789"
"""What a mark begins with."""

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

TELLS = re.compile(r"^#{1,6}\s+\S", re.MULTILINE)


def is_markdown(text: str) -> bool:
    """Whether a text opens with a Markdown heading or has two; one alone in a plain text is a stray mark."""
    headings = TELLS.finditer(text)
    first = next(headings, None)
    return first is not None and (next(headings, None) is not None or not text[: first.start()].strip())


def blocks_from_markdown(text: str) -> Blocks:
    """Split Markdown into blocks, a non-blank line each; ``lines`` are 1-based. Marks, escapes and links vanish.

    Lines that go on with a list item are part of it.
    """
    oddities: list[Oddity] = []
    given = [_kind_of(line) for line in tidy(text, oddities).split("\n")]
    kinds, contents = [kind for kind, _ in given], [content for _, content in given]
    pieces = joined(contents, sorted(_further(text.split("\n"), kinds, contents).items()))
    links: dict[int, str] = {}
    shown = [(number, text) for number, content in enumerate(contents) if content and (text := _plain(content))]
    for at, (number, _) in enumerate(shown):  # a link without words is no text
        if (link := LINK.search(contents[number])) is not None:
            links[at] = ENTITY.sub(_read, ESCAPE.sub(r"\1", link[2]))
    return Blocks(
        "markdown",
        "".join([kinds[number] for number, _ in shown]),
        [text for _, text in shown],
        [number + 1 for number, _ in shown],
        links,
        oddities=oddities,
        pieces={line: [(each, _plain(said)) for each, said in lines] for line, lines in pieces.items()},
    )


def _further(lines: list[str], kinds: list[str], contents: list[str]) -> dict[int, int]:
    """The lines that go on with an item → that item's line, from 0: those under its words or right behind it."""
    deeper = continuations(lines, MARK, MARKS)
    found = {number: item for number, item in deeper.items() if not NO_CONTINUATION.match(lines[number])}
    for number in range(1, len(kinds)):
        item = number - 1 if kinds[number - 1] == ITEM else found.get(number - 1)
        if item is not None and kinds[number] == PARAGRAPH and goes_on(contents[number]):
            found.setdefault(number, item)
    return found


def _kind_of(line: str) -> tuple[str, str]:
    if RULE_LINE.fullmatch(line):
        return PARAGRAPH, ""  # a rule is no text
    for kind, pattern in ((HEADING, HEADING_LINE), (ITEM, ITEM_LINE)):
        match = pattern.fullmatch(line)
        if match is not None:
            return kind, match[1]
    return PARAGRAPH, line.strip()


MARKUP = frozenset("\\`*_[&<")


def _plain(content: str) -> str:
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


def _read(entity: re.Match[str]) -> str:
    """The characters of an entity; the text itself where no entity has that name."""
    is_known = entity[0][1] == "#" or entity[0][1:] in html5
    return unescape(entity[0]) if is_known else entity[0]


def _keep(text: str, kept: list[str]) -> str:
    """Keep what is meant literally; returns what stands for it meanwhile."""
    kept.append(text)
    return f"\1{len(kept) - 1}\2"
