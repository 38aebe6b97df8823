"""Lines of a stream of chunks, with bounded memory."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from jdparse.sources.records import ReadError


class Line(NamedTuple):
    """A line without its end. One that is too long has its ``length`` and an empty ``text``.

    ``ended`` is false for a last line that the stream leaves without an end.
    """

    offset: int
    text: bytes
    length: int
    ended: bool


def lines_of(chunks: Iterable[bytes], longest: int, give_up: int | None = None, offset: int = 0) -> Iterator[Line]:
    r"""Yield the lines of a stream that begins at ``offset``; a line ends with ``\n``, or where the stream ends.

    Lines above ``longest`` bytes are skipped over. Raises ReadError once one has more than ``give_up`` bytes: in
    decompressed data such a line may have no end.
    """
    parts: list[bytes] = []  # of a line whose end has not come
    length = 0
    for chunk in chunks:
        pieces = chunk.split(b"\n")
        last = pieces.pop()
        for piece in pieces:
            total = length + len(piece)
            text = b"" if total > longest else b"".join([*parts, piece]) if parts else piece
            yield Line(offset, text, total, True)
            offset += total + 1
            parts.clear()
            length = 0
        if last:
            length += len(last)
            parts.append(last)
            if length > longest:
                parts.clear()
            if give_up is not None and length > give_up:
                raise ReadError("decompression_limit", f"a line of more than {give_up} bytes at byte {offset}")
    if length:
        yield Line(offset, b"".join(parts), length, False)
