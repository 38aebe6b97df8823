"""A walk over all elements of a page's main part → its blocks: the full rules, whatever the markup."""

from collections.abc import Iterable

from lxml import etree

from jdparse.blocks.fold import folded_blocks
from jdparse.blocks.nesting import LINES
from jdparse.blocks.text import is_blank
from jdparse.records import CHIP, ITEM, PARAGRAPH, Blocks

INLINE = frozenset(
    (
        "a abbr b bdi bdo cite code data del dfn em font i ins kbd label mark q s samp small span strong sub sup "
        "time tt u var wbr"
    ).split()
)
"""Elements that are part of a line of text."""

FURNITURE = frozenset(("nav", "aside", "footer", "button", "form", "select"))
"""Elements whose text is navigation where a page has no ``main`` to tell it from the content: counted, not parsed."""

INVISIBLE = frozenset(
    (
        "script style noscript template svg iframe object canvas audio video picture img input textarea option title "
        "link meta source map math"
    ).split()
)
"""Elements without text that a reader of the page sees. What else stands in a head is seen: browsers end it there."""


BREAK = "\0"
"""Where one line of an element's text ends and the next begins; no page's text holds it."""

WITH_BREAKS = INLINE | {"br"}
NESTED_LISTS = frozenset(("ul", "ol", "dl", "menu", "dir", "li"))
"""Elements that are no part of the line of text they are nested in."""

NOT_ITS_TEXT = ("br", *INVISIBLE)
NO_PART_OF_A_TEXT = (*LINES, *NESTED_LISTS)
TOP_HEADINGS = ("h1", "h2")
LESSER_HEADINGS = ("h3", "h4", "h5", "h6")
WRAPPING = frozenset(("li", "dd", "dt"))
"""Elements of a line that often wrap its text in a ``p`` or a ``div``."""


def _is_inline(element: etree._Element) -> bool:
    """Whether all in an inline element is part of a line; an icon is, and shows no text."""
    return (
        len(element) == 0
        or all(inner.tag in INLINE for inner in element.iterdescendants())
        or all(inner.tag in INVISIBLE or (inner.tag in WITH_BREAKS and _is_inline(inner)) for inner in element)
    )


def _is_text(element: etree._Element) -> bool:
    """Whether nothing but inline elements stands in an element of a line, and none that is no text."""
    return all(inner.tag in WITH_BREAKS for inner in element.iterdescendants())


def _has_own_lines(element: etree._Element) -> bool:
    """Whether an element of a line is in truth a box: around a section of the page, or around what it never closed.

    A heading of the page stays one wherever it stands. A lesser heading in an item is part of that item, unless there
    are lists under it.
    """
    if element.tag not in WRAPPING:
        return next(element.iterdescendants(NO_PART_OF_A_TEXT), None) is not None
    if next(element.iterdescendants(TOP_HEADINGS), None) is not None:
        return True
    return (
        next(element.iterdescendants(LESSER_HEADINGS), None) is not None
        and next(element.iterdescendants(tuple(NESTED_LISTS)), None) is not None
    )


def _text_of(element: etree._Element) -> str:
    """The text of inline content; a break is BREAK, and what stands in an icon is no text."""
    if len(element) == 0:  # nearly always
        return element.text or ""
    if next(element.iterdescendants(NOT_ITS_TEXT), None) is None:
        return "".join(element.itertext())
    parts = [element.text or ""]
    for child in element:
        if child.tag == "br":
            parts.append(BREAK)
        elif child.tag not in INVISIBLE:
            parts.append(_text_of(child))
        parts.append(child.tail or "")
    return "".join(parts)


class Walk:
    """Collects the blocks of a tree in reading order."""

    def __init__(self, ignored: frozenset[str]) -> None:
        """``ignored`` elements are furniture."""
        self.ignored = ignored
        self.kinds: list[str] = []
        self.texts: list[str] = []
        self.links: dict[int, str] = {}
        self.furniture: list[int] = []

    def container(self, element: etree._Element, kind: str) -> None:  # noqa: C901 -- one loop over what may stand there
        """Add the blocks of ``element``; text that stands loose in it becomes a block of ``kind``."""
        run: list[etree._Element | str] = []
        if element.text and not element.text.isspace():
            run.append(element.text)
        for child in element:
            tag = child.tag
            if tag in INLINE and _is_inline(child):
                run.append(child)
            elif tag not in INVISIBLE:
                if run:
                    self._flush(run, kind)
                leaf = LINES.get(tag)
                if leaf is None:
                    self._inner(child, tag, kind)
                elif len(child):
                    self._leaf(child, leaf)
                elif child.text:
                    self.kinds.append(leaf)
                    self.texts.append(child.text)
            tail = child.tail
            if tail and (run or not tail.isspace()):
                run.append(tail)
        if run:
            self._flush(run, kind)

    def _leaf(self, element: etree._Element, kind: str) -> None:
        """Add an element that usually holds one line of text, with whatever is nested in it."""
        if _is_text(element):
            self._add(kind, _text_of(element), element.iter("a"), lines=element.tag == "p")
        elif _has_own_lines(element):
            self.container(element, PARAGRAPH if element.tag in WRAPPING else kind)
        else:
            line: list[etree._Element | str] = []
            self._wrapped(element, kind, line)
            self._end_of(line, kind, element)

    def _wrapped(self, element: etree._Element, kind: str, line: list[etree._Element | str]) -> None:
        """Add to ``line`` what of ``element`` is part of it, wrapped in boxes or not; nested lists have their own."""
        line.append(element.text or "")
        for child in element:
            tag = child.tag
            if tag in NESTED_LISTS:
                self._end_of(line, kind, element)
                self._inner(child, tag, kind) if tag not in LINES else self._leaf(child, LINES[tag])
            elif tag in self.ignored:
                self._inner(child, tag, PARAGRAPH)
                line.append(BREAK)
            elif tag not in INVISIBLE:
                border = "" if tag in INLINE else BREAK
                line.append(border)
                if tag == "a":
                    line.append(child)
                self._wrapped(child, kind, line)
                line.append(border)
            line.append(child.tail or "")

    def _end_of(self, line: list[etree._Element | str], kind: str, element: etree._Element) -> None:
        text = "".join([part for part in line if isinstance(part, str)])
        self._add(kind, text, [part for part in line if not isinstance(part, str)], lines=element.tag == "p")
        line.clear()

    def _inner(self, element: etree._Element, tag: str, kind: str) -> None:
        before = len(self.texts)
        self.container(element, kind)
        if tag == "a":
            for at in range(before, len(self.texts)):
                self.link(at, (element,))
        elif tag in self.ignored:
            self.furniture.extend(range(before, len(self.texts)))

    def _flush(self, run: list[etree._Element | str], kind: str) -> None:
        """Add a run of inline content: adjacent elements with no text between them are chips, anything else a line.

        White space is no text. In an item there are no chips: the browser shows one line.
        """
        elements = [part for part in run if not isinstance(part, str)]
        is_loose = len(elements) < len(run) and not all(is_blank(part) for part in run if isinstance(part, str))
        if len(elements) > 1 and not is_loose and kind != ITEM:
            for element in elements:
                self._add(CHIP, _text_of(element), element.iter("a"))
        else:
            text = "".join([part if isinstance(part, str) else _text_of(part) for part in run])
            self._add(kind, text, (anchor for element in elements for anchor in element.iter("a")), lines=True)
        run.clear()

    def _add(self, kind: str, text: str, anchors: Iterable[etree._Element], *, lines: bool = False) -> None:
        """Add a block, or with ``lines`` one for each of its lines; else a break is white space."""
        first = len(self.texts)
        for part in text.split(BREAK) if lines else [text.replace(BREAK, " ")]:
            if part and not part.isspace():
                self.kinds.append(kind)
                self.texts.append(part)
        for anchor in anchors:
            for at in range(first, len(self.texts)):
                self.link(at, (anchor,))

    def link(self, at: int, anchors: Iterable[etree._Element]) -> None:
        """Keep the address of the block's link."""
        for anchor in anchors:
            address = anchor.get("href")
            if address:
                self.links[at] = address

    def blocks(self) -> Blocks:
        """The blocks collected, white space folded and blank ones dropped."""
        return folded_blocks(self.kinds, self.texts, self.links, self.furniture)
