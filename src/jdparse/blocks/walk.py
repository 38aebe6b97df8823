"""A walk over all elements of a page's main part → its blocks: the full rules, whatever the markup."""

from collections.abc import Iterable

from lxml import etree

from jdparse.blocks.fold import folded_blocks
from jdparse.blocks.nesting import LINES
from jdparse.records import CHIP, Blocks

INLINE = frozenset(
    (
        "a abbr b bdi bdo br cite code data del dfn em font i ins kbd label mark q s samp small span strong sub sup "
        "time tt u var wbr"
    ).split()
)
"""Elements that are part of a line of text."""

FURNITURE = frozenset(("nav", "aside", "footer", "button", "form", "select"))
"""Elements whose text is navigation where a page has no ``main`` to tell it from the content: counted, not parsed."""

INVISIBLE = frozenset(
    (
        "script style noscript template svg iframe object canvas audio video picture img input textarea option title "
        "link meta source hr map math"
    ).split()
)
"""Elements without text that a reader of the page sees. What else stands in a head is seen: browsers end it there."""


def _is_inline(element: etree._Element) -> bool:
    return element.tag in INLINE and (
        len(element) == 0 or all(inner.tag in INLINE for inner in element.iterdescendants())
    )


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
            if tail and not tail.isspace():
                run.append(tail)
        if run:
            self._flush(run, kind)

    def _leaf(self, element: etree._Element, kind: str) -> None:
        """Add an element that usually holds one line of text, with whatever is nested in it."""
        if all(_is_inline(child) for child in element):
            self.kinds.append(kind)
            self.texts.append("".join(element.itertext()))
            self.link(len(self.texts) - 1, element.iter("a"))
        else:
            self.container(element, kind)

    def _inner(self, element: etree._Element, tag: str, kind: str) -> None:
        before = len(self.texts)
        self.container(element, kind)
        if tag == "a":
            for at in range(before, len(self.texts)):
                self.link(at, (element,))
        elif tag in self.ignored:
            self.furniture.extend(range(before, len(self.texts)))

    def _flush(self, run: list[etree._Element | str], kind: str) -> None:
        """Add a run of inline content: adjacent elements with no text between them are chips, anything else a line."""
        elements = [part for part in run if not isinstance(part, str)]
        if len(elements) == len(run) > 1:
            for element in elements:
                text = "".join(element.itertext())
                if text and not text.isspace():
                    self.kinds.append(CHIP)
                    self.texts.append(text)
                    self.link(len(self.texts) - 1, element.iter("a"))
        else:
            self.kinds.append(kind)
            self.texts.append("".join([part if isinstance(part, str) else "".join(part.itertext()) for part in run]))
            for element in elements:
                self.link(len(self.texts) - 1, element.iter("a"))
        run.clear()

    def link(self, at: int, anchors: Iterable[etree._Element]) -> None:
        """Keep the address of the block's link."""
        for anchor in anchors:
            address = anchor.get("href")
            if address:
                self.links[at] = address

    def blocks(self) -> Blocks:
        """The blocks collected, white space folded and blank ones dropped."""
        return folded_blocks(self.kinds, self.texts, self.links, self.furniture)
