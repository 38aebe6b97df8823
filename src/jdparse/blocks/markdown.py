"""A Markdown rendering of a page → blocks: what crawlers that deliver Markdown make of the same HTML."""

import re
from collections.abc import Iterator, Mapping

from jdparse.blocks.continued import continuations, goes_on, joined
from jdparse.blocks.inline import LINK, link_of, seen
from jdparse.blocks.text import tidy
from jdparse.blocks.wrapped import wrapped_lines
from jdparse.records import CHIP, HEADING, ITEM, PARAGRAPH, Blocks, Oddity

HEADING_MARK = r"#{1,6}\s"
ITEM_MARK = r"(?:[-*+•]|\d{1,3}[.)])\s+"
RULE = r"\s*(?:[-*_]\s*){3,}"

HEADING_LINE = re.compile(rf"{HEADING_MARK}+(.*?)\s*#*")
ITEM_LINE = re.compile(rf"\s{{0,8}}{ITEM_MARK}(?:\[[ xX]\]\s+)?(.*)")
DEFINITION_LINE = re.compile(r"\s{0,8}:\s+(.*)")
"""What a term says, as converters write a list of terms."""
RULE_LINE = re.compile(rf"{RULE}|\s*={{3,}}\s*|\s*\|?(?:\s*:?-{{3,}}:?\s*\|)+(?:\s*:?-{{3,}}:?\s*)?")
"""A rule, the line under a heading, or the one under the head of a table: no text."""
UNDERLINE = re.compile(r"\s{0,3}(?:={3,}|-{3,})\s*")
NO_CONTINUATION = re.compile(rf"\s*{HEADING_MARK}|{RULE}$")
MARK = re.compile(rf"{ITEM_MARK}\S")
MARKS = "-*+•0123456789"
"""What a mark begins with."""

TABLE_ROW = re.compile(r"\s*\|(.*)\|\s*")
CELL_BORDER = re.compile(r"(?<!\\)\|")
ADJACENT_LINKS = re.compile(rf"(?:{LINK.pattern}){{2,}}")
ADDRESS_OF_LINKS = re.compile(
    r"\s{0,3}\[([^\[\]]{1,200})\]:\s+<?((?=[^\s>]{0,500}[/#.:@])[^\s>]{1,500})>?(?:\s+[\"'(].{0,200})?"
)
REFERENCE = re.compile(r"\[([^\[\]]{1,1000})\]\[([^\[\]]{0,200})\]")

FRONT_MATTER = re.compile(
    r"\s*---[^\S\n]*\n((?:[\w-]{1,40}:.*\n|[^\S\n]+\S.*\n|-[^\S\n].*\n){1,100})(?:---|\.\.\.)[^\S\n]*(?:\n|$)"
)
"""Facts about a page that a converter wrote above it."""

TELLS = re.compile(rf"^(?:{HEADING_MARK}+\S|\S.{{0,200}}\n {{0,3}}(?:={{3,}}|-{{3,}})[^\S\n]*$)", re.MULTILINE)


def is_markdown(text: str) -> bool:
    """Whether a text opens with a Markdown heading or has two; one alone in a plain text is a stray mark."""
    if not ("#" in text or "===" in text or "---" in text):  # nearly all texts: far faster than to look for it
        return False
    headings = TELLS.finditer(text)
    first = next(headings, None)
    return first is not None and (next(headings, None) is not None or not text[: first.start()].strip())


def blocks_from_markdown(text: str) -> Blocks:
    """Split Markdown into blocks, a non-blank line each; ``lines`` are 1-based. Marks, escapes and links vanish.

    Lines that go on with an item are part of it, and so are those of a paragraph where a converter wrapped the text. A
    line of adjacent links, or of cells of a table, is as many blocks. Front matter is furniture.
    """
    oddities: list[Oddity] = []
    front = FRONT_MATTER.match(text)
    text = _blanked(text, front)
    kinds, contents = _read_lines(tidy(text, oddities).split("\n"))
    pieces = joined(contents, sorted(_further(text.split("\n"), kinds, contents).items()))
    shown = [
        (kind, text, number, link_of(part))
        for number, content in enumerate(contents, 1) if content
        for kind, part in _parts(kinds[number - 1], content) if (text := seen(part))  # a link without words is no text
    ]  # fmt: skip
    return Blocks(
        "markdown",
        "".join([kind for kind, _, _, _ in shown]),
        [text for _, text, _, _ in shown],
        [number for _, _, number, _ in shown],
        {at: link for at, (_, _, _, link) in enumerate(shown) if link is not None},
        furniture=sum(1 for line in front[1].split("\n") if line.strip()) if front else 0,
        oddities=oddities,
        pieces={line: [(each, seen(said)) for each, said in given] for line, given in pieces.items()},
    )


def _blanked(text: str, front: re.Match[str] | None) -> str:
    """The text without its front matter, its lines where they were."""
    return "\n" * front[0].count("\n") + text[front.end() :] if front else text


def _read_lines(lines: list[str]) -> tuple[list[str], list[str]]:
    """Kind and content of each line, "" where it has no text of its own."""
    named = [ADDRESS_OF_LINKS.fullmatch(line) for line in lines]
    addresses = {found[1].lower(): found[2] for found in named if found}
    given = [_kind_of("" if found else line) for line, found in zip(lines, named, strict=True)]
    kinds = [kind for kind, _ in given]
    contents = [_resolved(content, addresses) if addresses else content for _, content in given]
    for number in range(1, len(lines)):
        if kinds[number - 1] == PARAGRAPH and contents[number - 1] and UNDERLINE.fullmatch(lines[number]):
            kinds[number - 1] = HEADING
    return kinds, contents


def _resolved(content: str, addresses: Mapping[str, str]) -> str:
    """Links by the names of their addresses as links by their addresses."""

    def named(match: re.Match[str]) -> str:
        address = addresses.get((match[2] or match[1]).lower())
        return match[0] if address is None else f"[{match[1]}]({address})"

    return REFERENCE.sub(named, content)


def _parts(kind: str, content: str) -> Iterator[tuple[str, str]]:
    """The blocks of a line: cells of a table, adjacent links with no text between them, or all of it."""
    row = TABLE_ROW.fullmatch(content)
    if row is not None:
        yield from ((PARAGRAPH, cell) for cell in CELL_BORDER.split(row[1]))
    elif kind == PARAGRAPH and ADJACENT_LINKS.fullmatch(content):
        yield from ((CHIP, link[0]) for link in LINK.finditer(content))
    else:
        yield kind, content


def _further(lines: list[str], kinds: list[str], contents: list[str]) -> dict[int, int]:
    """The lines that go on with one before → that one, from 0: under an item's words or right behind it, or wrapped."""
    deeper = continuations(lines, MARK, MARKS)
    found = {number: item for number, item in deeper.items() if not NO_CONTINUATION.match(lines[number])}
    for number in range(1, len(kinds)):
        item = number - 1 if kinds[number - 1] == ITEM else found.get(number - 1)
        if item is not None and kinds[number] == PARAGRAPH and goes_on(contents[number]):
            found.setdefault(number, item)
    of_text = [kind == PARAGRAPH and bool(content) for kind, content in zip(kinds, contents, strict=True)]
    for number in wrapped_lines(lines, of_text):
        found.setdefault(number, found.get(number - 1, number - 1))
    return found


def _kind_of(line: str) -> tuple[str, str]:
    if RULE_LINE.fullmatch(line):
        return PARAGRAPH, ""
    for kind, pattern in ((HEADING, HEADING_LINE), (ITEM, ITEM_LINE), (PARAGRAPH, DEFINITION_LINE)):
        match = pattern.fullmatch(line)
        if match is not None:
            return kind, match[1]
    return PARAGRAPH, line.strip()
