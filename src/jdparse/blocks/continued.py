"""List items that go on in the lines below: found by their indentation, and joined into one block each."""

import re
from collections.abc import Iterable

from jdparse import vocabulary as words
from jdparse.records import Pieces

OTHER_BULLETS = "◦‣▪▫●○■□⁃∙➢➤►✓✔"
"""List marks beside ``•``; a nested list has them, or the whole page."""

LOOSE_MARKS = "*·"
"""List marks only where a page has no others: lines begin with them for other reasons too."""

TEXT_MARK = re.compile(r"[-•]\s+\S")
BARE_MARKS = ("-", "•")
"""A mark with nothing behind it goes on with no item: what stands below is its own."""

_BULLET_LINE = re.compile(r"^[^\S\n]*•[^\S\n]+\S", re.MULTILINE)
_DASH_LINE = re.compile(r"^[^\S\n]*-[^\S\n]+\S", re.MULTILINE)

UNUSUAL_LINE = re.compile(rf"\n[^\S\n]*[{OTHER_BULLETS}]|\n[^\S\n]+\S")
OTHER_BULLET = re.compile(rf"^([^\S\n]*)[{OTHER_BULLETS}](?=[^\S\n])", re.MULTILINE)
LOOSE_MARK = re.compile(rf"^([^\S\n]*)[{re.escape(LOOSE_MARKS)}](?=[^\S\n])", re.MULTILINE)


def own_mark(text: str) -> str:
    """How a text marks its items: ``•`` where a line begins with it, else ``-`` where one does, else ``•``."""
    return "-" if _DASH_LINE.search(text) and not _BULLET_LINE.search(text) else "•"


def with_mark(text: str, mark: str, instead_of: re.Pattern[str] = OTHER_BULLET) -> str:
    """The text with one list mark instead of others."""
    return instead_of.sub(rf"\1{mark}", text)


def continuations(lines: list[str], mark: re.Pattern[str], own: str) -> dict[int, int]:
    """The lines that go on with an item → that item's line, counted from 0.

    A line does that where it stands deeper than its item's mark, blank lines between them or not, and is neither a
    heading that we know nor an item. ``mark`` tells an item, of which ``own`` is how the page marks the outer ones; a
    nested one with another mark is given that, in ``lines``.
    """
    found: dict[int, int] = {}
    item = None
    depth = 0
    for number, line in enumerate(lines):
        said = line.lstrip()
        if not said:
            continue
        indent = len(line) - len(said)
        is_deeper = item is not None and indent > depth
        if mark.match(said) and (is_deeper or said[0] in own):
            item, depth = number, indent
            if said[0] not in own:
                lines[number] = f"{line[:indent]}{own}{said[1:]}"
        elif is_deeper and item is not None and said.rstrip() not in BARE_MARKS and not is_known_heading(said):
            found[number] = item
        else:
            item = None
    return found


def is_known_heading(line: str) -> bool:
    """Whether a line is a heading of the vocabulary, white space and case aside."""
    return " ".join(line.lower().split()).rstrip(": ") in words.HEADINGS


def goes_on(line: str) -> bool:
    """Whether a line right behind an item goes on with it, by how it begins: no heading begins with a small letter."""
    return line[:1].islower() and not is_known_heading(line)


def joined(texts: list[str], items: Iterable[tuple[int, int]]) -> Pieces:
    """Join lines to their items in ``texts``, a text each line, leaving "" where they stood; what was joined.

    ``items`` are pairs of a line and its item's line, counted from 0, in order.
    """
    pieces: Pieces = {}
    for at, item in items:
        if texts[at]:
            pieces.setdefault(item + 1, [(item + 1, texts[item])]).append((at + 1, texts[at]))
            texts[item] = f"{texts[item]}{_between(texts[item], texts[at])}{texts[at]}".lstrip()
            texts[at] = ""
    return pieces


CUT_WORD = re.compile(r"\w-$")
HANGING = frozenset(("and", "or", "to"))
"""Before these a hyphen belongs to a word that the other one of a pair completes: "pre- and post-release"."""


def _between(text: str, further: str) -> str:
    """What stands between two lines of one text: nothing where a line was cut behind the hyphen of a word."""
    return "" if CUT_WORD.search(text) and further.split(maxsplit=1)[0] not in HANGING else " "
