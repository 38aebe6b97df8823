"""Where ``main`` stands in the bytes of a page, proven without building its tree; no answer wherever it is not plain.

The proof goes from one landmark (a comment, a script, an icon, a title, a link, ``main`` itself) to the next. Between
two landmarks stand ordinary tags and text, and no quoted value holds a ``<`` or ``>``; so every tag ends at the first
``>`` behind it, and the next landmark is what it looks like. A landmark that is written in an unusual way ends the
attempt. Nothing outside of a ``main`` whose own tags all match can change the elements within it.

What is passed over is proven in pieces. No tag and no quoted value is open where a piece begins, nor where it ends: so
what was proven of a piece holds on every page, whatever stands around it. The pages of a site repeat most of theirs;
pieces that are known are compared, and not read again.
"""

import re
from typing import NamedTuple

from jdparse.blocks.nesting import ATTRIBUTES
from jdparse.blocks.plain import LONGEST_TAG, NOT_PLAIN, unescaped
from jdparse.blocks.text import tidy

MOST_TAGS = 1_800
"""A page with more start tags around ``main`` may be nested more deeply than lxml reads, and its tree be another. Of
the elements in ``main``, no more than ``nesting.DEEPEST`` are open at once."""

MOST_BYTES = 5_000_000
"""lxml loses a text of 10 MB (and reads the character 0 in a way of its own)."""

ENOUGH = 2_000
"""A piece ends with the script, the comment or the stretch of tags that makes it as long as this. In shorter ones it
costs more to find than to read; in longer ones more would be read again for a little that differs from page to page."""

LONGEST_PIECE = 32_000
MOST_PIECES = 512
KEY = 64
"""So many pieces are remembered, none of them longer, each by its first bytes."""


class Cut(NamedTuple):
    """The markup inside ``main``, and what the page says outside of it: its title and its canonical address."""

    main: str
    page_title: str | None
    canonical_url: str | None


_LANDMARK = (
    rb"[!?]|(?i:/body|/html|script|style|svg|main|title|link|textarea|iframe|noembed|noframes|xmp|plaintext)"
    rb"[ \t\n\f\r/>]"
)
_NEVER_ONE = rb"[a-hjkoqru-wyz]|/[^bBhH<]"  # most tags, told by one letter
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
_PASSED_OVER = re.compile(b"|".join((*_RAW, _ICON, _COMMENT, _DOCTYPE)), re.IGNORECASE)

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
    find, begins = _known.get, content.startswith
    while 0 <= at < len(content):
        piece = find(content[at : at + KEY])
        if piece is not None and begins(piece[0], at):  # nearly always
            at += len(piece[0])
            tags += piece[1]
        elif (element := _KEPT.match(content, at)) is not None:
            at = _keep(content, element, found)
        elif (piece := _proven(content, at)) is not None:
            _remember(content[at : at + KEY], piece)
            at += len(piece[0])
            tags += piece[1]
        else:
            return None
    return found if at >= 0 and tags <= MOST_TAGS else None


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


Piece = tuple[bytes, int]
"""What is passed over, and how many start tags are in it."""

_known: dict[bytes, Piece] = {}
"""What a piece begins with → the piece."""


def _proven(content: bytes, at: int) -> Piece | None:
    """The piece that begins at ``at``; null where none does, or one that may be another than it looks like."""
    end, tags = at, 0
    while end - at < ENOUGH:
        start = end
        if (element := _PASSED_OVER.match(content, start)) is not None:
            end = element.end()
        elif (stretch := _ORDINARY.match(content, start)) is not None and stretch.end() > start:
            end = stretch.end()
            if not _is_closed(content, start, end):
                return None
            tags += content.count(b"<", start, end) - content.count(b"</", start, end)
        else:
            break
    return (content[at:end], tags) if end > at else None


def _is_closed(content: bytes, start: int, end: int) -> bool:
    """Whether an ordinary stretch leaves no tag and no quoted value open."""
    is_in_tag = content.rfind(b"<", start, end) > content.rfind(b">", start, end)
    return not is_in_tag and _BRACKET_IN_VALUE.search(content, start, end) is None


def _remember(key: bytes, piece: Piece) -> None:
    if len(piece[0]) <= LONGEST_PIECE:
        if len(_known) >= MOST_PIECES:
            _known.clear()
        _known[key] = piece


def forget() -> None:
    """Forget every piece."""
    _known.clear()


def _canonical(link: str) -> str | None:
    """The address of a canonical link; null where its attributes are written in an unusual way."""
    rel, href = _REL.findall(link), _HREF.findall(link)
    return href[0] if rel == ["canonical"] and len(href) == 1 and "'" not in link and len(link) < LONGEST_TAG else None
