"""A container as a stream of decompressed chunks, however it was compressed, and a window that moves over it."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from jdparse.sources.records import ReadError

SKIPPED = 32 << 20
"""Most decompressed bytes that are passed over in search of the end of a record that is too large."""


class Stream(NamedTuple):
    """Chunks of a container.

    ``verified`` is given when they come out of a decompressor: it tells up to which byte the check sums are known to
    be right. Such a stream may also have no end worth waiting for. ``resume`` goes on behind damage, at the next
    compressed member whose data begin with the bytes given.
    """

    chunks: Iterable[bytes]
    verified: Callable[[], int] | None = None
    resume: Callable[[bytes], Iterator[bytes] | None] | None = None

    def give_up(self, longest: int) -> int | None:
        """Bytes after which a record above the limit ``longest`` is not worth skipping; None when it always is."""
        return longest + SKIPPED if self.verified else None


class Window:
    """The part of a stream that is in memory: ``data`` from ``pos`` on is not used yet.

    What goes wrong in the stream is kept in ``error`` until everything before it was used.
    """

    def __init__(self, stream: Stream) -> None:
        self.data = b""
        self.pos = 0
        self.error: ReadError | None = None
        self._start = 0
        self._chunks = iter(stream.chunks)
        self._verified = stream.verified
        self._resume = stream.resume

    @property
    def offset(self) -> int:
        """Place of ``pos`` in the stream."""
        return self._start + self.pos

    def has(self, count: int) -> bool:
        """Bring at least ``count`` bytes from ``pos`` on into memory; False if the stream ends or fails before."""
        missing = count - (len(self.data) - self.pos)
        if missing <= 0:
            return True
        parts = [self.data[self.pos :]]
        while missing > 0 and (chunk := self._next()):
            parts.append(chunk)
            missing -= len(chunk)
        self._start += self.pos
        self.pos = 0
        self.data = b"".join(parts)
        return missing <= 0

    def find(self, mark: bytes, start: int, most: int) -> int:
        """Return where ``mark`` stands, counted from ``pos``, at or after ``start`` and before ``most``; -1 if not."""
        size = start + len(mark)
        while True:
            there = self.has(size)
            found = self.data.find(mark, self.pos + start, self.pos + most)
            if found >= 0:
                return found - self.pos
            if not there or size >= most:
                return -1
            size = min(max(len(self.data) - self.pos + 1, 2 * size), most)

    def skip(self, count: int, give_up: int | None) -> bool:
        """Pass over ``count`` bytes; False if the stream ends before, or after ``give_up`` bytes of them."""
        while count > len(self.data) - self.pos:
            there = len(self.data) - self.pos
            count -= there
            self._start += len(self.data)
            self.pos = 0
            if give_up is not None:
                give_up -= there
                if give_up < 0:
                    self.error = ReadError("decompression_limit", f"a record that goes on for {count} bytes and more")
                    return False
            self.data = self._next()
            if not self.data:
                return False
        self.pos += count
        return True

    def is_verified(self, count: int) -> bool:
        """Tell whether the next ``count`` bytes, which are in memory, may be trusted as far as that can be known.

        The check sum of compressed data stands behind it, so this looks a step further; when the compressed stream
        goes on behind these bytes there is nothing to compare yet, and they count as sound.
        """
        if self._verified is None or self._verified() >= self.offset + count:
            return True
        grown = self.has(len(self.data) - self.pos + 1)
        return grown or self._verified() >= self.offset + count or self.error is None

    def resume(self, beginning: bytes) -> bool:
        """Go on behind the end or damage of a stream, at the next place that begins so; False if there is none."""
        chunks = self._resume(beginning) if self._resume is not None else None
        if chunks is None:
            return False
        self._start += len(self.data)
        self.data, self.pos = b"", 0
        self._chunks, self.error = chunks, None
        return True

    def _next(self) -> bytes:
        if self.error is not None:
            return b""
        try:
            return next(self._chunks, b"")
        except ReadError as error:
            self.error = error
            return b""
