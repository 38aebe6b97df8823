"""Where ``main`` stands in the bytes of a page, proven without building its tree; no answer wherever it is not plain.

The proof goes from one landmark (a comment, a script, an icon, a title, a link, ``main`` itself) to the next. Between
two landmarks stand ordinary tags and text, and no quoted value holds a ``<`` or ``>``; so every tag ends at the first
``>`` behind it, and the next landmark is what it looks like. A landmark that is written in an unusual way ends the
attempt. Nothing outside of a ``main`` whose own tags all match can change the elements within it.
"""

import re
from typing import NamedTuple

from jdparse.blocks.nesting import ATTRIBUTES
from jdparse.blocks.plain import LONGEST_TAG, NOT_PLAIN, unescaped
from jdparse.blocks.text import tidy

MOST_TAGS = 2_000
"""A page with more start tags may be nested more deeply than lxml reads, and its tree be another."""

MOST_BYTES = 5_000_000
"""lxml loses a text of 10 MB (and reads the character 0 in a way of its own)."""


class Cut(NamedTuple):
    """The markup inside ``main``, and what the page says outside of it: its title and its canonical address."""

    main: str
    page_title: str | None
    canonical_url: str | None


_LANDMARK = re.compile(
    rb"<(?:[!?]|(?=[/iIlLmMnNpPsStTxX])((?i:/body|/html|script|style|svg|main|title|link|textarea|iframe|noembed|noframes|xmp|plaintext))"
    rb"(?=[ \t\n\f\r/>]))"
)
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
_PASSED_OVER = re.compile(rb"(?:" + b"|".join((*_RAW, _ICON, _COMMENT, _DOCTYPE)) + rb"|\s++)++", re.IGNORECASE)

_ELEMENTS = {
    b"main": re.compile(rb"<main%s>()" % _ATTRIBUTES),
    b"title": re.compile(rb"<title%s>([^<]*+)</title>" % _ATTRIBUTES, re.IGNORECASE),
    b"link": re.compile(rb"<link(%s)/?>" % _ATTRIBUTES),
}
"""Landmark → its element, the group being what is kept of it."""

_END = re.compile(rb"</(?:body|html)[ \t\n\f\r]*+>", re.IGNORECASE)
_WRITTEN = {**_ELEMENTS, b"/body": _END, b"/html": _END}
"""Landmark → how it must be written; the others are passed over, several at a time."""

_REL = re.compile(r'\srel="([^"&]*+)"')
_HREF = re.compile(r'\shref="([^"&\s]++)"')


def cut_main(content: bytes) -> Cut | None:
    """Cut the one ``main`` out of a page in UTF-8; null where that is not provably what the page's tree holds."""
    if len(content) > MOST_BYTES or b"\0" in content:
        return None
    found = _elements(content)
    if found is None or len(found[b"main"]) != 1:
        return None
    title = unescaped(found[b"title"][0].decode()) if found[b"title"] else ""
    addresses = {_canonical(link.decode()) for link in found[b"link"] if b"canonical" in link}
    if title == NOT_PLAIN or None in addresses:
        return None
    page_title = " ".join(tidy(title).split())
    return Cut(found[b"main"][0].decode(), page_title or None, addresses.pop() if len(addresses) == 1 else None)


def _elements(content: bytes) -> dict[bytes, list[bytes]] | None:
    """What is kept of the page's elements of each kind; null where a landmark may be another than it looks like."""
    found: dict[bytes, list[bytes]] = {name: [] for name in _ELEMENTS}
    at = tags = 0
    ended = False
    while (landmark := _LANDMARK.search(content, at)) is not None:
        start = landmark.start()
        if start > at:
            if not _is_ordinary(content, at, start):
                return None
            tags += _start_tags(content, at, start)
        name = landmark[1].lower() if landmark[1] else b""
        element = _WRITTEN.get(name, _PASSED_OVER).match(content, start)
        if element is None or (ended and name in _ELEMENTS):
            return None  # lxml drops what stands behind the end
        at = element.end()
        if name == b"main":
            end = content.find(b"</main>", at)
            if end < 0:
                return None
            found[name].append(content[at:end])
            tags += _start_tags(content, at, end)
            at = end + len(b"</main>")
        elif name in _ELEMENTS:
            found[name].append(element[1])
        ended = ended or element.re is _END
    return found if tags + _start_tags(content, at, len(content)) <= MOST_TAGS else None


def _start_tags(content: bytes, start: int, end: int) -> int:
    return content.count(b"<", start, end) - content.count(b"</", start, end)


def _is_ordinary(content: bytes, at: int, landmark: int) -> bool:
    """Whether the landmark stands outside of any tag and quoted value, going by what stands before it."""
    return content.rfind(b"<", at, landmark) <= content.rfind(b">", at, landmark) and not _BRACKET_IN_VALUE.search(
        content, at, landmark + 1
    )


def _canonical(link: str) -> str | None:
    """The address of a canonical link; null where its attributes are written in an unusual way."""
    rel, href = _REL.findall(link), _HREF.findall(link)
    return href[0] if rel == ["canonical"] and len(href) == 1 and "'" not in link and len(link) < LONGEST_TAG else None
