"""A stored answer of a web server: its status, what it says it is, and its body with the encodings taken off."""

import re
import zlib
from typing import NamedTuple

import pyarrow as pa

from jdparse.records import Oddity, Rejection
from jdparse.sources.compressed import Decompressed
from jdparse.sources.mapping import too_large
from jdparse.sources.records import Options, ReadError
from jdparse.sources.sniff import GZIP, ZSTD

MEDIA: dict[str, str | None] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "markdown",
    "application/octet-stream": None,
    "": None,
}
"""Content types that can be a page, and what they hold; None is told by the bytes."""

Headers = dict[bytes, bytes]

_HEADER = re.compile(rb"\n([\w-]+):[ \t]*([^\r\n]*)")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_BOMB = 100
_STEP = 1 << 16


class Answer(NamedTuple):
    """A page as a server sent it, or ``problem``."""

    content: bytes = b""
    media: str | None = None
    charset: str | None = None
    problem: Rejection | None = None
    warnings: tuple[Oddity, ...] = ()


def split_head(block: bytes) -> tuple[bytes, bytes] | None:
    """Cut an HTTP message into head and body, None if it is none."""
    if not block.startswith(b"HTTP/"):
        return None
    for end in (b"\r\n\r\n", b"\n\n"):
        head, found, body = block.partition(end)
        if found:
            return head, body
    return None


def answer(head: bytes, body: bytes, options: Options) -> Answer:
    """Read an HTTP answer; only status 200 and a media type that can be a page are taken."""
    status = head[:40].split(b" ", 2)[1:2]
    code = status[0][:3].decode("latin-1") if status else ""
    if code != "200":
        return Answer(problem=Rejection("http_status" if code.isdigit() else "bad_record", code or "no status"))
    headers = headers_of(head)
    content_type = text_of(headers, b"content-type")
    media = content_type.partition(";")[0].strip().lower()
    if media not in MEDIA:
        return Answer(problem=Rejection("other_media", media[:100]))
    charset = charset_of(content_type) if len(content_type) > len(media) else None
    try:
        content, warnings = _decoded_body(headers, body, options)
    except ReadError as error:
        return Answer(problem=error.rejection)
    return Answer(content, MEDIA[media], charset, None, warnings)


def charset_of(content_type: str) -> str | None:
    """Return the encoding that a content type names."""
    found = _CHARSET.search(content_type)
    return found[1] if found else None


def headers_of(head: bytes) -> Headers:
    """Return the headers of an HTTP message or a WARC record by name in lower case; of several, the last."""
    return {name.lower(): value for name, value in _HEADER.findall(head)}


def text_of(headers: Headers, name: bytes) -> str:
    """Return a header as text, "" if it is not there."""
    return headers[name].strip().decode("utf-8", "replace") if name in headers else ""


def _decoded_body(headers: Headers, body: bytes, options: Options) -> tuple[bytes, tuple[Oddity, ...]]:
    encodings: list[str] = []
    if b"content-encoding" in headers:
        names = text_of(headers, b"content-encoding").lower().split(",")
        encodings = [name for found in names if (name := found.strip()) not in ("", "identity", "none")]
    if text_of(headers, b"transfer-encoding").lower() == "chunked":
        body = _without_chunks(body)
    elif not encodings:
        length = text_of(headers, b"content-length")
        if length.isascii() and length.isdigit() and len(body) < int(length[:18]):
            raise ReadError("truncated_record", f"{len(body)} bytes of an answer of {length[:18]}")
    if len(encodings) > 1:
        raise ReadError("decompression_limit", f"compressed {len(encodings)} times")
    warnings: tuple[Oddity, ...] = ()
    if encodings:
        body, warnings = _expanded(body, encodings[0], options)
    if len(body) > options.page_bytes:
        raise ReadError(*too_large(len(body), options))
    return body, warnings


def _without_chunks(body: bytes) -> bytes:
    """Join the chunks of a body; one that was stored joined already stays as it is."""
    parts: list[bytes] = []
    at = 0
    while found := _CHUNK_SIZE.match(body, at):
        size = int(found[1], 16)
        if size == 0:
            return b"".join(parts)
        at = found.end() + size
        parts.append(body[found.end() : at])
        end = body[at : at + 2]
        if len(parts[-1]) < size or not (end.startswith(b"\n") or end == b"\r\n"):
            if len(parts) == 1:
                return body  # text that happens to begin like a number
            break
        at += 1 if end.startswith(b"\n") else 2
    if not parts:
        return body
    raise ReadError("truncated_record", "the chunks of an answer end too early")


def _expanded(body: bytes, encoding: str, options: Options) -> tuple[bytes, tuple[Oddity, ...]]:
    """Take off a content encoding; archives that stored the body decoded still name it, so the bytes decide."""
    encoding = encoding.removeprefix("x-")
    if encoding == "gzip":
        return _stream(GZIP, body, options) if body.startswith(b"\x1f\x8b") else (body, ())
    if encoding == "zstd":
        return _stream(ZSTD, body, options) if body.startswith(b"\x28\xb5\x2f\xfd") else (body, ())
    if encoding == "deflate":
        return _deflate(body, options), ()
    if encoding == "br":
        return _brotli(body, options), ()
    raise ReadError("bad_record", f"content encoding {encoding[:40]}")


def _stream(kind: str, body: bytes, options: Options) -> tuple[bytes, tuple[Oddity, ...]]:
    stream = Decompressed(kind, [body])
    parts, size = [], 0
    for part in stream:
        parts.append(part)
        size += len(part)
        _check_growth(size, stream.consumed, options)
    return b"".join(parts), stream.warnings


def _deflate(body: bytes, options: Options) -> bytes:
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        decoder = zlib.decompressobj(wbits=bits)
        try:
            out = decoder.decompress(body, options.page_bytes + 1)
        except zlib.error:
            continue
        _check_growth(len(out), len(body) - len(decoder.unconsumed_tail), options)
        if decoder.eof:
            return out
        raise ReadError("truncated_record", "deflate data ends too early")
    return body


def _brotli(body: bytes, options: Options) -> bytes:
    parts: list[bytes] = []
    size = 0
    try:
        with pa.BufferReader(body) as stored, pa.CompressedInputStream(stored, "brotli") as stream:
            while part := stream.read(_STEP):
                parts.append(part)
                size += len(part)
                _check_growth(size, stored.tell(), options)
    except OSError as error:
        if _is_plain(body):
            return body
        cut = "runcated" in str(error)
        raise ReadError("truncated_record" if cut else "corrupt_data", f"brotli: {error}"[:200]) from error
    return b"".join(parts)


def _is_plain(body: bytes) -> bool:
    return body.lstrip()[:1] == b"<"


def _check_growth(size: int, consumed: int, options: Options) -> None:
    if size > options.page_bytes:
        if size > _BOMB * consumed:
            raise ReadError("decompression_limit", f"{consumed} bytes expand to more than {options.page_bytes}")
        raise ReadError("too_large", f"more than {options.page_bytes} bytes decompressed")
