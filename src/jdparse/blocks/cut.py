"""Where ``main`` stands in the bytes of a page, proven without building its tree; no answer wherever it is not plain.

Outside of ``main`` the proof goes piece by piece. A piece is a script, a style, an icon or a comment, or a stretch of
ordinary tags and text up to the next landmark (one of these, a title, a link, ``main`` itself). In an ordinary stretch
no quoted value holds a ``<`` or ``>``; so every tag ends at the first ``>`` behind it, and the next landmark is what it
looks like. A landmark that is written in an unusual way ends the attempt. Nothing outside of a ``main`` whose own tags
all match can change the elements within it.

Wherever a piece begins, no tag and no quoted value is open, and none is where it ends. So what was proven of a piece
holds on every page, whatever stands around it: pieces are remembered, and the pages of a site repeat most of theirs.
"""

import re
from typing import NamedTuple

from jdparse.blocks.nesting import ATTRIBUTES
from jdparse.blocks.plain import LONGEST_TAG, NOT_PLAIN, unescaped
from jdparse.blocks.text import tidy

MOST_TAGS = 1_800
"""A page with more start tags around ``main`` may be nested more deeply than lxml reads, and its tree be another; in it
``nesting.DEEPEST`` elements are open at most."""

MOST_BYTES = 5_000_000
"""lxml loses a text of 10 MB (and reads the character 0 in a way of its own)."""


KEY = 64
MOST_PIECES = 512
LONGEST_PIECE = 32_000
"""So many pieces are remembered, and none with more bytes; each is looked up by the first bytes."""


class Cut(NamedTuple):
    """The markup inside ``main``, and what the page says outside of it: its title and its canonical address."""

    main: str
    page_title: str | None
    canonical_url: str | None


_LANDMARK = (
    rb"[!?]|(?i:/body|/html|script|style|svg|main|title|link|textarea|iframe|noembed|noframes|xmp|plaintext)"
    rb"[ \t\n\f\r/>]"
)
_NEVER_ONE = rb"[a-hjkoqru-wyz]|/[^bBhH<]"  # most tags; so they cost half as much
_ORDINARY = re.compile(rb"[^<]*+(?:<(?:%s|(?!%s))[^<]*+)*+" % (_NEVER_ONE, _LANDMARK))
_BRACKET_IN_VALUE = re.compile(rb"""=[ \t\n\f\r]*+(?:"[^"<>]*+[<>]|'[^'<>]*+[<>])""")

_ATTRIBUTES = ATTRIBUTES.encode()
_RAW = [
    rb"<%s%s>[^<]*+(?:<(?!/%s|!--)[^<]*+)*+</%s[ \t\n\f\r]*+>" % (name, _ATTRIBUTES, name, name)
    for name in (b"script", b"style")
]
_SHAPE = rb"(?:g|path|circle|rect|line|polyline|polygon|ellipse|use|defs)"
_ICON = rb"<svg%s>(?:<title>[^<]*+</title>)?+(?:[^<]++|</?%s%s/?>)*+</svg>" % (_ATTRIBUTES, _SHAPE, _ATTRIBUTES)
_COMMENT = rb"<!--(?!-?>)[^-]*+(?:-[^-]++)*+-->"
_DOCTYPE = rb"<!doctype[^<>]*+>"
_PASSED_OVER = re.compile(rb"(?:" + b"|".join((*_RAW, _ICON, _COMMENT, _DOCTYPE)) + rb")\s*+", re.IGNORECASE)

_KEPT = re.compile(
    rb"<main%s>(?P<main>)|<(?i:title)%s>(?P<title>[^<]*+)</(?i:title)>|<link(?P<link>%s)/?>"
    rb"|</(?i:body|html)[ \t\n\f\r]*+>(?P<end>)" % ((_ATTRIBUTES,) * 3)
)
"""The other landmarks, as they must be written; the group names them and is what is kept."""

_REL = re.compile(r'\srel="([^"&]*+)"')
_HREF = re.compile(r'\shref="([^"&\s]++)"')


def cut_main(content: bytes) -> Cut | None:
    """Cut the one ``main`` out of a page in UTF-8; null where that is not provably what the page's tree holds."""
    if len(content) > MOST_BYTES or b"\0" in content:
        return None
    found = _elements(content)
    if found is None or len(found["main"]) != 1:
        return None
    title = unescaped(found["title"][0].decode()) if found["title"] else ""
    addresses = {_canonical(link.decode()) for link in found["link"] if b"canonical" in link}
    if title == NOT_PLAIN or None in addresses:
        return None
    page_title = " ".join(tidy(title).split())
    return Cut(found["main"][0].decode(), page_title or None, addresses.pop() if len(addresses) == 1 else None)


def _elements(content: bytes) -> dict[str, list[bytes]] | None:
    """What is kept of the page's elements of each kind; null where a landmark may be another than it looks like."""
    found: dict[str, list[bytes]] = {"main": [], "title": [], "link": [], "end": []}
    at = tags = 0
    while at < len(content):
        known = _known.get(content[at : at + KEY])
        if known is not None and content.startswith(known[0], at):
            at += len(known[0])
            tags += known[1]
        elif (element := _PASSED_OVER.match(content, at)) is not None:
            at = _remember(content, at, element.end(), 0)
        elif (element := _KEPT.match(content, at)) is not None:
            at = _keep(content, element, found)
        elif (end := _end_of_ordinary(content, at)) > at:
            start_tags = content.count(b"<", at, end) - content.count(b"</", at, end)
            tags += start_tags
            at = _remember(content, at, end, start_tags)
        else:
            return None
        if at < 0:
            return None
    return found if tags <= MOST_TAGS else None


def _keep(content: bytes, element: re.Match[bytes], found: dict[str, list[bytes]]) -> int:
    """Add what is kept of the element to ``found``; returns where it ends, -1 where lxml may read it in another way."""
    name, end = element.lastgroup or "", element.end()
    if found["end"] and name != "end":
        return -1  # lxml drops what stands behind the end
    if name == "main":
        start, end = end, content.find(b"</main>", end)
        found[name].append(content[start:end])
        return end if end < 0 else end + len(b"</main>")
    found[name].append(element[name])
    return end


def _end_of_ordinary(content: bytes, at: int) -> int:
    """Where the ordinary tags and text end that begin at ``at``; -1 where a tag is open there."""
    stretch = _ORDINARY.match(content, at)
    end = at if stretch is None else stretch.end()
    is_closed = content.rfind(b"<", at, end) <= content.rfind(b">", at, end)
    return end if is_closed and not _BRACKET_IN_VALUE.search(content, at, end + 1) else -1


_known: dict[bytes, tuple[bytes, int]] = {}
"""What a piece begins with → the piece, and how many start tags are in it."""


def _remember(content: bytes, at: int, end: int, start_tags: int) -> int:
    """Remember what is proven of a piece, unless it is long; returns its end."""
    if end - at <= LONGEST_PIECE:
        if len(_known) >= MOST_PIECES:
            _known.clear()
        _known[content[at : at + KEY]] = content[at:end], start_tags
    return end


def forget() -> None:
    """Forget every piece."""
    _known.clear()


def _canonical(link: str) -> str | None:
    """The address of a canonical link; null where its attributes are written in an unusual way."""
    rel, href = _REL.findall(link), _HREF.findall(link)
    return href[0] if rel == ["canonical"] and len(href) == 1 and "'" not in link and len(link) < LONGEST_TAG else None
