"""An HTML page → blocks: read off its plain markup where that is provably the same, else off lxml's tree."""

import re

from bs4 import BeautifulSoup, Tag
from lxml import etree

from jdparse.blocks.cut import cut_main
from jdparse.blocks.fold import folded_blocks
from jdparse.blocks.plain import read_plain
from jdparse.blocks.text import tidy
from jdparse.blocks.walk import FURNITURE, Walk
from jdparse.records import PARAGRAPH, Blocks, Oddity, Rejection

WRAPPERS = ["div", "section", "article", "span"]
TAG = re.compile(rb"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
NEVER_DEEP = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li dt dd option tr td th path".split()
)
"""Elements that hold nothing, or that the next of their kind closes."""
MOST_TAGS = 400_000
END_OF_PAGE = re.compile(rb"</(?:body|html)\b[^>]*>", re.IGNORECASE)
LONG_TAG = re.compile(rb"<([a-z][\w-]{0,20})[\s/][^<>]{20000,}>", re.IGNORECASE)
LONG = 100_000
"""Bytes from which a page may hold a tag with so many attributes that lxml takes seconds for it: the time grows with
the square of their number."""
DEEPEST = 3000
"""Deeper pages are not flattened: the time it takes grows with the square of the depth."""

_PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)


def blocks_from_html(content: bytes) -> Blocks | Rejection:
    """Parse UTF-8 HTML into blocks of its one ``main`` part, else of its one ``body``, else of all of it.

    ``lines`` number the text blocks of that part from 1, furniture included. Where lxml lost part of the page
    (elements nested too deeply), BeautifulSoup reads it; if that cannot help either, the page is rejected.
    """
    if len(content) > LONG and content.count(b"<") > MOST_TAGS:
        return Rejection("too_many_bullets", f"{content.count(b'<')} tags")
    return plain_blocks(content) or tree_blocks(content)


def plain_blocks(content: bytes) -> Blocks | None:
    """The blocks of a page without building its tree; null where they are not provably those of the tree."""
    cut = cut_main(content)
    plain = None if cut is None else read_plain(cut.main)
    if cut is None or plain is None:
        return None
    blocks = folded_blocks(plain.kinds, plain.texts, plain.links)
    blocks.page_title, blocks.canonical_url = cut.page_title, cut.canonical_url
    return blocks


def tree_blocks(content: bytes) -> Blocks | Rejection:
    """The blocks of a page by way of its whole tree."""
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
    for closing, name in TAG.findall(content):
        if name.lower() not in NEVER_DEEP:
            depth += -1 if closing else 1
            deepest = max(deepest, depth)
    return deepest


def _blocks(content: bytes) -> Blocks | None:
    """The page's blocks; null where its elements are nested too deeply for lxml or for us."""
    root = _tree(content)
    if root is None:
        return None
    main = _main_part(root)
    walk = Walk(frozenset() if main.tag == "main" else FURNITURE)
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
    return " ".join(tidy(text).split())
