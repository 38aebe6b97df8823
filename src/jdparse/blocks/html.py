"""An HTML page → blocks: one walk over the elements of its main part."""

import re
import unicodedata
from collections.abc import Iterable

from bs4 import BeautifulSoup, Tag
from lxml import etree

from jdparse.blocks.text import tidy
from jdparse.records import CHIP, HEADING, ITEM, PARAGRAPH, TERM, Blocks, Oddity, Rejection

LEAVES: dict[str, str] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), HEADING),
    "p": PARAGRAPH,
    "dd": PARAGRAPH,
    "dt": TERM,
    "li": ITEM,
}
"""Element → kind of the block its text becomes."""

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
        "script style noscript template svg iframe object canvas audio video picture img input textarea option head "
        "title link meta source hr map math"
    ).split()
)
"""Elements without text that a reader of the page sees."""

WRAPPERS = ["div", "section", "article", "span"]
TAG = re.compile(
    rb"<(/?)(?:div|section|article|span|main|ul|ol|dl|table|blockquote|b|i|em|strong|font|a)\b", re.IGNORECASE
)
END_OF_PAGE = re.compile(rb"</(?:body|html)\b[^>]*>", re.IGNORECASE)
LONG_TAG = re.compile(rb"<([a-z][\w-]{0,20})[\s/][^<>]{20000,}>", re.IGNORECASE)
LONG = 100_000
"""Bytes from which a page may hold a tag with so many attributes that lxml takes seconds for it: the time grows with
the square of their number."""
DEEPEST = 3000
"""Deeper pages are not flattened: the time it takes grows with the square of the depth."""

_PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
_ALL_TEXT = etree.XPath("string()", smart_strings=False)
_TAKEN = (*LEAVES, "span", "a")
_LOOKED_AT = (*_TAKEN, *INVISIBLE)
_NEAR = INLINE | INVISIBLE
"""Elements that a run of inline content goes on over."""


def blocks_from_html(content: bytes) -> Blocks | Rejection:
    """Parse UTF-8 HTML into blocks of its one ``main`` part, else of its one ``body``, else of all of it.

    ``lines`` number the text blocks of that part from 1, furniture included. Where lxml lost part of the page
    (elements nested too deeply), BeautifulSoup reads it; if that cannot help either, the page is rejected.
    """
    blocks = _blocks(content)
    if blocks is None:
        blocks = _blocks(_flattened(content)) if _deepest(content) <= DEEPEST else None
        if blocks is None:
            return Rejection("too_deep", "elements nested deeper than any page's")
        blocks.oddities.append(Oddity("parser_fallback"))
    return blocks


def _deepest(content: bytes) -> int:
    """How many elements are open at most, going by the tags alone."""
    deepest = depth = 0
    for closing in TAG.findall(content):
        depth += -1 if closing else 1
        deepest = max(deepest, depth)
    return deepest


def _blocks(content: bytes) -> Blocks | None:
    """The page's blocks; null where its elements are nested too deeply for lxml or for us."""
    root = _tree(content)
    if root is None:
        return None
    main = _main_part(root)
    walk = _plain_walk(main) if main.tag == "main" else None
    if walk is None:
        walk = _Walk(frozenset() if main.tag == "main" else FURNITURE)
        try:
            walk.container(main, PARAGRAPH)
        except RecursionError:
            return None
    blocks = walk.blocks()
    blocks.page_title = _page_title(root)
    if b"canonical" in content:
        blocks.canonical_url = _canonical(root)
    return blocks


def _tree(content: bytes) -> etree._Element | None:
    """The element tree; null where lxml gave up, which only its error log tells."""
    if len(content) > LONG:
        content = LONG_TAG.sub(rb"<\1>", content)
    try:
        root = etree.fromstring(content, _PARSER)
    except etree.XMLSyntaxError:
        root = None
    if root is None:  # nothing in it that could be an element
        return etree.Element("html")
    if any(error.level_name == "FATAL" for error in _PARSER.error_log):
        return None
    if root.getnext() is not None:  # a second root, of what stands behind an early </html>; browsers ignore such an end
        return etree.fromstring(END_OF_PAGE.sub(b"", content), _PARSER)
    return root


def _flattened(content: bytes) -> bytes:
    """The page with needless wrappers removed: BeautifulSoup has no limit of depth, and most depth is wrappers."""
    soup = BeautifulSoup(content, "lxml", from_encoding="utf-8")
    for tag in soup.find_all(WRAPPERS):
        # A wrapper that holds a text alone is the text's border; one around another wrapper is none.
        if len(tag.contents) == 1 and isinstance(tag.contents[0], Tag) and tag.contents[0].name in WRAPPERS:
            tag.unwrap()
    return str(soup).encode()


def _main_part(root: etree._Element) -> etree._Element:
    for name in ("main", "body"):
        parts = list(root.iter(name))
        if len(parts) == 1:
            return parts[0]
    return root


def _page_title(root: etree._Element) -> str | None:
    # An icon's title is no title of the page.
    title = next((title for title in root.iter("title") if title.getparent().tag != "svg"), None)
    return None if title is None else _folded("".join(title.itertext())) or None


def _canonical(root: etree._Element) -> str | None:
    addresses = {link.get("href") for link in root.iter("link") if "canonical" in (link.get("rel") or "").split()}
    return addresses.pop() if len(addresses) == 1 else None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _is_inline(element: etree._Element) -> bool:
    return element.tag in INLINE and (
        len(element) == 0 or all(inner.tag in INLINE for inner in element.iterdescendants())
    )


def _plain_walk(main: etree._Element) -> "_Walk | None":  # noqa: C901, PLR0912 -- one loop, run a hundred times a page
    """The blocks of a part in which all text stands in plain elements; null where it does not.

    Takes the elements that usually hold a line, and nothing else. That no text was passed over or taken twice is
    proven by comparison with all the text of the part; where they differ, the part is walked in full.
    """
    walk = _Walk(frozenset())
    kinds, texts = walk.kinds, walk.texts
    row: etree._Element | None = None  # what holds nothing but adjacent chips
    for element in main.iter(_LOOKED_AT):
        tag, text, children = element.tag, element.text, len(element)
        if tag in INVISIBLE:
            if children and next(element.iter(_TAKEN), None) is not None:
                return None  # lines that no reader sees
            continue
        kind = LEAVES.get(tag)
        if kind is None:
            holder = element.getparent()
            if holder is row:
                kind = CHIP
            elif holder.tag in LEAVES or holder.tag in INLINE:
                continue  # its text is part of that line
            else:
                kind = _chip_or_line(element)
                if kind is None:
                    return None
                if kind == CHIP and all(_is_inline(chip) for chip in holder):
                    row = holder
        elif children and not all(_is_inline(child) for child in element):
            return None
        if children:
            text = "".join(element.itertext())
        if not text:
            continue
        kinds.append(kind)
        texts.append(text)
        if children or tag == "a":
            walk.link(len(texts) - 1, element.iter("a"))
    every = _ALL_TEXT(main)
    taken = "".join(texts)
    if taken == every or "".join(taken.split()) == "".join(every.split()):
        return walk
    return None


def _chip_or_line(element: etree._Element) -> str | None:
    """The kind of a span or link that stands in no line: a chip beside others, else a line; null if unclear."""
    if len(element) and not _is_inline(element):
        return PARAGRAPH if _holds_one_block(element) else None
    kind = PARAGRAPH
    for neighbour in (element.getprevious(), element.getnext()):
        if neighbour is None or neighbour.tag not in _NEAR:
            continue
        if neighbour.tag not in ("span", "a"):
            return None
        if _is_inline(neighbour):
            kind = CHIP
    return kind


def _holds_one_block(element: etree._Element) -> bool:
    """Whether a link holds one plain box of text and nothing beside it."""
    inner = element[0]
    loose = "".join((element.text or "", inner.tail or ""))
    return element.tag == "a" and inner.tag == "div" and len(element) == 1 and not len(inner) and not loose.strip()


class _Walk:
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
                leaf = LEAVES.get(tag)
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
        texts = tidy("\n".join(self.texts)).split("\n")
        if len(texts) != len(self.texts):  # line ends within a text
            texts = [" ".join(tidy(text).split()) for text in self.texts]
        self.texts = texts
        if "" in texts or self.furniture:
            return self._without_furniture()
        return Blocks("html", "".join(self.kinds), texts, range(1, len(texts) + 1), self.links)

    def _without_furniture(self) -> Blocks:
        furniture = set(self.furniture)
        visible = [at for at, text in enumerate(self.texts) if text]
        keep = [(line, at) for line, at in enumerate(visible, 1) if at not in furniture]
        return Blocks(
            "html",
            "".join([self.kinds[at] for _, at in keep]),
            [self.texts[at] for _, at in keep],
            [line for line, _ in keep],
            {new: self.links[at] for new, (_, at) in enumerate(keep) if at in self.links},
            furniture=len(visible) - len(keep),
        )
