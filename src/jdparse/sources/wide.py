"""Containers in UTF-16 or UTF-32, as spreadsheets and PowerShell write them: the same text in UTF-8."""

import codecs
from collections.abc import Iterable, Iterator

from jdparse.sources.charsets import WIDE_MARKS
from jdparse.sources.records import ReadError


def wide_codec(head: bytes) -> str | None:
    """Name the wide encoding that a file begins in, by its mark or by the zero bytes of Latin letters."""
    for mark, codec in WIDE_MARKS:
        if head.startswith(mark):
            return codec
    zeros = tuple(at for at, byte in enumerate(head[:4]) if byte == 0)
    return _BY_ZEROS.get(zeros)


_BY_ZEROS: dict[tuple[int, ...], str] = {(1, 3): "utf-16-le", (0, 2): "utf-16-be"}
"""Which of the first four bytes are zero in Latin text, and what it is encoded in then."""


def head_in_utf8(head: bytes, codec: str) -> bytes:
    """Return the start of a file in UTF-8, without its mark."""
    return codecs.getincrementaldecoder(codec)("replace").decode(head).removeprefix("\ufeff").encode("utf-8", "replace")


def in_utf8(chunks: Iterable[bytes], codec: str) -> Iterator[bytes]:
    """Yield a stream in UTF-8, without its mark. Raises ReadError where it is not in ``codec``, or ends too early."""
    decoder = codecs.getincrementaldecoder(codec)()
    first = True
    for chunk in chunks:
        text = _decoded(decoder, chunk, "corrupt_data")
        if first and text:
            text, first = text.removeprefix("\ufeff"), False
        yield text.encode()
    yield _decoded(decoder, b"", "truncated_record").encode()


def _decoded(decoder: codecs.IncrementalDecoder, chunk: bytes, reason: str) -> str:
    try:
        return decoder.decode(chunk, not chunk)
    except UnicodeDecodeError as error:
        raise ReadError(reason, f"{error.encoding}: {error.reason}") from error
