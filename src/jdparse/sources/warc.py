"""Pages in web archives: WARC with the answers of servers, WET with their text.

The frame of each record is checked to the byte, and so are the digests: a record counts only when its block has the
length it states, is followed by the end mark, and lies in compressed data whose check sum is right. Readers in use
take a record whose length is wrong, and the short rest of a cut file, without a word; that is why this one is ours.
"""

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from jdparse.records import Oddity, Rejection
from jdparse.sources.http import MEDIA, Answer, Headers, answer, charset_of, headers_of, split_head, text_of
from jdparse.sources.mapping import Described, describe, problem_input, record_input, too_large
from jdparse.sources.records import File, Input, Options
from jdparse.sources.streams import Stream, Window

MOST_HEADER = 1 << 16
"""Bytes of a record's WARC headers."""

_HTTP_ROOM = 1 << 20  # bytes of a record beside its page: HTTP headers, chunk sizes
_SEARCH = 1 << 20
START = b"WARC/"
"""How a record begins."""

_END = b"\r\n\r\n"
_BARE_END = b"\n\n"  # of archives whose lines end in line feeds alone
_LONGEST_VERSION = 64

_FURNITURE = frozenset({"warcinfo", "request", "metadata"})
"""Record types that are no pages and get no row; nor do resources that are no HTML: logs, screenshots."""


class _Damage(Exception):  # noqa: N818 -- it is about the archive
    """A record that cannot be read. The search for the next one begins ``resume`` bytes on; None ends the archive."""

    def __init__(self, reason: str, detail: str, resume: int | None = None) -> None:
        super().__init__(detail)
        self.rejection = Rejection(reason, detail)
        self.resume = resume


class _Head(NamedTuple):
    """The WARC headers of a record, their size with the blank line, the size of the block, and the mark behind it."""

    headers: Headers
    size: int
    length: int
    end: bytes

    def get(self, name: bytes) -> str:
        """Return the value of a header, "" if it is not there."""
        return text_of(self.headers, name)


def read(stream: Stream, file: File, options: Options, prefix: str = "") -> Iterator[Input]:
    """Yield an input for each answer, revisit and conversion, and for what is damaged.

    ``prefix`` goes before the record's name. An archive that is cut gives exactly one ``truncated_record``.
    """
    window = Window(stream)
    end = _END
    while True:
        record = f"{prefix}byte {window.offset}"
        try:
            if not _at_record(window):
                if not window.resume(START):
                    return
                yield problem_input(file, record, Rejection("corrupt_data", "junk between compressed records"))
                continue
            record = f"{prefix}byte {window.offset}"
            head = _head(window)
            end = head.end
            block = _block(window, head, options, stream.give_up(0))
        except _Damage as damage:
            yield problem_input(file, record, damage.rejection)
            if not (damage.resume is not None and _find_next(window, damage.resume, end)) and not window.resume(START):
                return
            continue
        kind = head.get(b"warc-type").lower()
        if kind not in _FURNITURE and (kind != "resource" or _media(head) in _HTML):
            yield _input(kind, head, block, _Place(file, record, options))


class _Place(NamedTuple):
    file: File
    record: str
    options: Options


def _at_record(window: Window) -> bool:
    """Pass over blank lines to where a record should begin; False at the end of a sound stream."""
    while window.has(1):
        if window.data[window.pos] not in b"\r\n":
            return True
        window.pos += 1
    if window.error is not None:
        raise _cut(window)
    return False


def _head(window: Window) -> _Head:
    if not window.has(len(START)) and START.startswith(window.data[window.pos :]):
        raise _cut(window)
    if not window.data.startswith(START, window.pos):
        raise _Damage("bad_record", "no record begins here", 0)
    line = window.find(b"\n", 0, _LONGEST_VERSION)
    mark = _BARE_END if line > 0 and window.data[window.pos + line - 1] != 0x0D else _END
    end = window.find(mark, 0, MOST_HEADER)
    if end < 0:
        if window.has(MOST_HEADER):
            raise _Damage("bad_record", f"headers of more than {MOST_HEADER} bytes", len(START))
        raise _cut(window)
    headers = headers_of(window.data[window.pos : window.pos + end])
    length = text_of(headers, b"content-length")
    if not (length.isascii() and length.isdigit() and len(length) < 16):
        raise _Damage("bad_record", f"Content-Length {length[:40]!r}", end)
    return _Head(headers, end + len(mark), int(length), mark)


def _cut(window: Window) -> _Damage:
    if window.error is not None:
        return _Damage(*window.error.rejection)
    return _Damage("truncated_record", f"the archive ends {len(window.data) - window.pos} bytes into the record")


def _block(window: Window, head: _Head, options: Options, give_up: int | None) -> bytes | None:
    """Return the block of a record and go behind it; None if it is too large, which is passed over."""
    if head.length > options.page_bytes + _HTTP_ROOM:
        if not window.skip(head.size + head.length, give_up) or not window.has(len(head.end)):
            raise _cut(window)
        if not window.data.startswith(head.end, window.pos):
            raise _Damage("bad_record", f"no end mark behind {head.length} bytes", 0)
        window.pos += len(head.end)
        return None
    total = head.size + head.length + len(head.end)
    if not window.has(total):
        if window.error is None and window.data.find(head.end + START, window.pos + head.size) >= 0:
            raise _Damage("bad_record", f"its {head.length} bytes reach over the records behind it", head.size)
        raise _cut(window)
    if not window.data.startswith(head.end, window.pos + total - len(head.end)):
        raise _Damage("bad_record", f"no end mark behind {head.length} bytes", head.size - len(head.end))
    if not window.is_verified(total):
        raise _cut(window)
    start = window.pos + head.size
    window.pos += total
    return window.data[start : start + head.length]


def _find_next(window: Window, start: int, end: bytes) -> bool:
    """Go to where the next record seems to begin, at least ``start`` bytes on; False if there is none."""
    mark = end + START
    window.pos += start
    while True:
        found = window.find(mark, 0, _SEARCH)
        if found >= 0:
            window.pos += found + len(end)
            return True
        if not window.has(_SEARCH):
            return False
        window.pos += _SEARCH - len(mark)


def _input(kind: str, head: _Head, block: bytes | None, place: _Place) -> Input:
    file, record, options = place
    about = _about(head, file)
    if block is None:
        return problem_input(file, record, too_large(head.length, options), about)
    found = _content(kind, head, block, options)
    if found.problem is not None:
        return problem_input(file, record, found.problem, about, block)
    if len(found.content) > options.page_bytes:
        return problem_input(file, record, too_large(len(found.content), options), about, block)
    if found.warnings:
        about = about._replace(warnings=about.warnings + found.warnings)
    return record_input(file, record, found.content, found.media, about, found.charset)


def _content(kind: str, head: _Head, block: bytes, options: Options) -> Answer:
    if kind == "revisit":
        return Answer(problem=Rejection("revisit", head.get(b"warc-refers-to-target-uri")))
    cut = head.get(b"warc-truncated")
    if cut:
        return Answer(problem=Rejection("truncated_record", f"cut by the crawler: {cut[:40]}"))
    wrong = _wrong_digest(head.get(b"warc-block-digest"), block)
    if wrong:
        return Answer(problem=wrong)
    if kind in _BARE:
        return Answer(block, _BARE[kind], charset_of(head.get(b"content-type")))
    if kind == "response":
        return _answer(head, block, options)
    return Answer(problem=Rejection("bad_record", f"a record of type {kind[:40]!r}"))


_BARE = {"conversion": "text", "resource": "html"}
"""Record types whose block is the page itself, and what it holds."""

_HTML = frozenset(media for media, holds in MEDIA.items() if holds == "html")


def _media(head: _Head) -> str:
    return head.get(b"content-type").partition(";")[0].strip().lower()


def _about(head: _Head, file: File) -> Described:
    address = head.get(b"warc-target-uri").removeprefix("<").removesuffix(">")
    about = describe(file, address, head.get(b"warc-date"), None)
    if about.url is None:
        about = about._replace(warnings=(*about.warnings, Oddity("record_without_address")))
    return about


def _answer(head: _Head, block: bytes, options: Options) -> Answer:
    parts = split_head(block)
    if parts is None:
        media = head.get(b"content-type")
        if media.startswith("application/http"):
            return Answer(problem=Rejection("bad_record", "no HTTP answer"))
        return Answer(problem=Rejection("other_media", media[:100]))
    if not head.get(b"warc-block-digest"):
        wrong = _wrong_digest(head.get(b"warc-payload-digest"), parts[1])
        if wrong:
            return Answer(problem=wrong)
    return answer(*parts, options)


def _wrong_digest(stated: str, data: bytes) -> Rejection | None:
    """Compare ``algorithm:value``, in base 32 or hexadecimal; an algorithm nobody knows proves nothing."""
    name, _, value = stated.partition(":")
    name = name.lower().replace("-", "")
    if name not in _DIGESTS:
        return None
    found = _DIGESTS[name](data, usedforsecurity=False).digest()
    right = value.lower() == found.hex() or _base32(value) == int.from_bytes(found) << (-len(found) * 8 % 5)
    return None if right else Rejection("digest_mismatch", f"{name} of the record is another")


_DIGESTS = {
    "md5": hashlib.md5,
    "sha1": hashlib.sha1,
    "sha224": hashlib.sha224,
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
}
_BASE32 = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ2345670189", "0123456789ABCDEFGHIJKLMNOPQRSTUV----", "=")


def _base32(value: str) -> int:
    """Read base 32 as a number, many times faster than base64.b32decode; -1 for what is none."""
    try:
        return int(value.upper().translate(_BASE32), 32)
    except ValueError:
        return -1
