"""The markup inside ``main`` → its blocks without a tree, where all of it is plain; no answer where it is not."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial

from jdparse.blocks.nesting import (
    ATTRIBUTES,
    BOX_BEGINS,
    BOX_ENDS,
    ELEMENT_ENDS,
    FLUSH,
    LINE_KINDS,
    LINK_BEGINS,
    LOOSE_ENDS,
    state_of,
)
from jdparse.blocks.text import is_blank
from jdparse.records import CHIP, PARAGRAPH

LONGEST_TAG = 10_000
"""The tree of a large page is built without the attributes of longer tags."""

_MARKUP = re.compile(r"<([^>]*+(?:><[^>]*+)*+)>")
_LINK = re.compile(rf"<a({ATTRIBUTES})>")
_HREF = re.compile(r'\shref="([^"\r]*+)"')

_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&#x27;": "'"}
_ENTITY = re.compile("|".join(_ENTITIES) + r"|&(?=[ \n]|$)")


NOT_PLAIN = "\0"
"""In the place of a text that is not plain; no page's text holds it."""


def unescaped(text: str) -> str:
    """Text with its usual entities read; NOT_PLAIN where it has others."""
    ampersands = text.count("&")
    if ampersands == text.count("&amp;"):
        return text.replace("&amp;", "&") if ampersands else text
    usual = len(_ENTITY.findall(text)) == ampersands
    return _ENTITY.sub(lambda match: _ENTITIES.get(match[0], "&"), text) if usual else NOT_PLAIN


def read_plain(markup: str) -> "Plain | None":
    """Read the markup inside ``main``; null where it is not plain."""
    addresses: list[str] = []
    if "<a" in markup:
        pieces = _LINK.split(markup)
        addresses = list(map(link_address, pieces[1::2]))
        markup = "<a>".join(pieces[::2])
    pieces = _MARKUP.split(markup)
    texts = pieces[::2]
    every = "".join(texts)
    if "&" in every:
        texts = [unescaped(text) if "&" in text else text for text in texts]
    if "<" in every or NOT_PLAIN in texts or NOT_PLAIN in addresses:
        return None
    return _collected(texts, pieces[1::2], addresses)


def _collected(texts: list[str], markup: list[str], addresses: list[str]) -> "Plain | None":
    """The blocks of texts and the markup between them; null where it is not plain."""
    plain = Plain(iter(addresses))
    add_kind, add_text = plain.kinds.append, plain.texts.append
    state, has_begun = state_of(()), False
    for text, tags in zip(texts, markup, strict=False):
        state, does = state[tags]
        if does in LINE_KINDS and not has_begun:  # nearly always
            if text and not text.isspace():
                add_kind(does)
                add_text(text)
            continue
        plain.text += text
        for what in does:
            DOES[what](plain)
        has_begun = bool(plain.text or plain.address)
    if state.opened:
        return None
    plain.text += texts[-1]
    plain.flush()
    return plain


@lru_cache(maxsize=1024)  # the levels of a family name the same related families
def link_address(attributes: str) -> str:
    """The address of a link, "" for one without, NOT_PLAIN where it is written in an unusual way."""
    found = _HREF.findall(attributes)
    if "'" in attributes or len(attributes) > LONGEST_TAG or len(found) != attributes.lower().count("href"):
        return NOT_PLAIN
    return unescaped(found[0]) if found else ""


class Plain:
    """Collects the blocks: kinds, texts and links as ``Blocks`` has them, white space not folded.

    ``text`` and ``address`` are those of the line or element that has begun; ``run`` holds the texts of adjacent
    ``elements``, and of what stands loose between them.
    """

    def __init__(self, addresses: Iterator[str]) -> None:
        """``addresses`` are those of the links, in order."""
        self.addresses = addresses
        self.kinds: list[str] = []
        self.texts: list[str] = []
        self.links: dict[int, str] = {}
        self.text = self.address = self.box_address = ""
        self.box_start = 0
        self.run: list[str] = []
        self.run_links: dict[int, str] = {}
        self.elements = 0
        self.is_loose = False

    def add(self, kind: str, text: str, address: str) -> None:
        """Add a block, unless it is blank."""
        if text and not text.isspace():
            if address:
                self.links[len(self.texts)] = address
            self.kinds.append(kind)
            self.texts.append(text)

    def line(self, kind: str) -> None:
        """The text so far is a line."""
        self.add(kind, self.text, self.address)
        self.text = self.address = ""

    def loose_ends(self) -> None:
        """What stands loose before an inline element or a box is a part of the run; at its beginning, unless blank."""
        if self.text:
            if not is_blank(self.text):
                self.run.append(self.text)
                self.is_loose = True
            elif self.run:
                self.run.append(self.text)
            self.text = ""

    def element_ends(self) -> None:
        """The text so far is an element of the run."""
        if self.address:
            self.run_links[len(self.run)] = self.address
        self.run.append(self.text)
        self.elements += 1
        self.text = self.address = ""

    def flush(self) -> None:
        """The run ends: adjacent elements with no text between them are chips, anything else is a line.

        White space is no text.
        """
        self.loose_ends()
        if self.elements > 1 and not self.is_loose:
            for at, text in enumerate(self.run):
                self.add(CHIP, text, self.run_links.get(at, ""))
        elif self.run:
            last = next(reversed(self.run_links.values()), "")
            self.add(PARAGRAPH, "".join(self.run), last)
        self.run.clear()
        self.run_links.clear()
        self.elements = 0
        self.is_loose = False

    def link_begins(self) -> None:
        """A link within a line or a run; of several the last address counts."""
        self.address = next(self.addresses) or self.address

    def linked_box_begins(self) -> None:
        """A link around boxes."""
        self.box_start, self.box_address = len(self.texts), next(self.addresses)

    def linked_box_ends(self) -> None:
        """Every block within is a link."""
        if self.box_address:
            self.links.update(dict.fromkeys(range(self.box_start, len(self.texts)), self.box_address))


DOES: dict[str, Callable[[Plain], None]] = {
    **{kind: partial(Plain.line, kind=kind) for kind in LINE_KINDS},
    LOOSE_ENDS: Plain.loose_ends,
    ELEMENT_ENDS: Plain.element_ends,
    FLUSH: Plain.flush,
    LINK_BEGINS: Plain.link_begins,
    BOX_BEGINS: Plain.linked_box_begins,
    BOX_ENDS: Plain.linked_box_ends,
}
