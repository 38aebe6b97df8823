"""Decompression in bounded steps: damage and cuts are told, junk behind the end is noticed, bombs stay small."""

import bz2
import sys
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Protocol

from jdparse.records import Oddity
from jdparse.sources.records import ReadError
from jdparse.sources.sniff import BZIP2, GZIP, ZSTD

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

OUT = 1 << 18
"""Most bytes that one step puts out."""

_FEED = 1 << 14  # small, because a decoder copies what is left behind a member's end, and archives have many members
_ZSTD_WINDOW_LOG = 27  # 128 MB, what the zstd tool accepts


class _Decoder(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    @property
    def needs_input(self) -> bool: ...

    def decompress(self, data: bytes, max_length: int = ...) -> bytes: ...


class _Gzip:
    """zlib's decoder with the interface of the other two."""

    def __init__(self) -> None:
        self._decoder = zlib.decompressobj(wbits=31)
        self._pending = False  # a full step may have left output inside

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._decoder.unconsumed_tail and not self._pending

    def decompress(self, data: bytes, max_length: int = OUT) -> bytes:
        out = self._decoder.decompress(self._decoder.unconsumed_tail + data, max_length)
        self._pending = len(out) == max_length
        return out


def _new_zstd() -> _Decoder:
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG})


_DECODERS: dict[str, Callable[[], _Decoder]] = {GZIP: _Gzip, BZIP2: bz2.BZ2Decompressor, ZSTD: _new_zstd}
_STARTS = {
    GZIP: (b"\x1f\x8b",),
    BZIP2: (b"BZh",),
    ZSTD: (b"\x28\xb5\x2f\xfd", *(bytes([first]) + b"\x2a\x4d\x18" for first in range(0x50, 0x60))),
}
_PLAIN = (b"WARC", b'{"')
"""How records begin that stand uncompressed behind compressed ones, as joined files have them."""

_ENOUGH = 4  # bytes that tell whether another member begins


class Decompressed:
    """The decompressed chunks of a stream of compressed ones, member after member.

    Iterating raises ReadError at the place of damage, after everything before it was given out: ``truncated_record``
    for a cut stream, ``digest_mismatch`` for a wrong check sum, ``corrupt_data`` for other damage. At the end
    ``warnings`` says whether there was junk behind the last member. ``consumed`` counts the compressed bytes taken,
    ``produced`` the decompressed ones, ``verified`` those of them whose check sums are known to be right.
    """

    def __init__(self, kind: str, chunks: Iterable[bytes]) -> None:
        self.warnings: tuple[Oddity, ...] = ()
        self.consumed = 0
        self.produced = 0
        self.verified = 0
        self._kind = kind
        self._fed = b""  # what the decoder got last
        self._began = 0  # how much of it belongs to what was tried already
        self._pieces = (chunk[i : i + _FEED] for chunk in chunks for i in range(0, len(chunk), _FEED))

    def __iter__(self) -> Iterator[bytes]:
        return self._members(self._more())

    def resume(self, beginning: bytes) -> Iterator[bytes] | None:
        """Go on behind damage, at the next member whose data begin with ``beginning``; None if there is none."""
        piece = self._fed[self._began :]
        while piece:
            for start in _STARTS[self._kind]:
                at = piece.find(start)
                while at >= 0:
                    if self._begins(piece[at:], beginning):
                        self.warnings = ()
                        return self._members(piece[at:])
                    at = piece.find(start, at + 1)
            piece = self._more()
        return None

    def _begins(self, piece: bytes, beginning: bytes) -> bool:
        try:
            return _DECODERS[self._kind]().decompress(piece, len(beginning)).startswith(beginning)
        except (zlib.error, OSError, zstd.ZstdError):
            return False

    def _members(self, rest: bytes) -> Iterator[bytes]:
        rest = yield from self._member(rest)
        while rest := rest or self._more():
            while len(rest) < _ENOUGH and (more := self._more()):
                rest += more
            if any(len(rest) < len(start) and start.startswith(rest) for start in _STARTS[self._kind]):
                raise self._cut()
            if rest.startswith(_PLAIN):
                yield from self._as_it_is(rest)
                return
            if not rest.startswith(_STARTS[self._kind]):
                self._fed, self._began = rest, 0
                self._note_garbage(rest)
                return
            rest = yield from self._member(rest)

    def _as_it_is(self, piece: bytes) -> Iterator[bytes]:
        while piece:
            self._fed, self._began = b"", 0
            self.produced += len(piece)
            self.verified = self.produced  # there is nothing to compare it with
            yield piece
            piece = self._more()

    def _member(self, piece: bytes) -> Generator[bytes, None, bytes]:
        decoder = _DECODERS[self._kind]()
        self._fed, self._began = piece, 1
        while True:
            try:
                out = decoder.decompress(piece, OUT)
            except (zlib.error, OSError, zstd.ZstdError) as error:
                wrong_sum = any(word in str(error) for word in _WRONG_SUM)
                raise ReadError("digest_mismatch" if wrong_sum else "corrupt_data", f"{self._kind}: {error}") from error
            self.produced += len(out)
            if decoder.eof:
                self.verified = self.produced
            if out:
                yield out
            if decoder.eof:
                return decoder.unused_data
            piece = self._more() if decoder.needs_input else b""
            if piece:
                self._fed, self._began = piece, 0
            elif decoder.needs_input:
                raise self._cut()

    def _more(self) -> bytes:
        piece = next(self._pieces, b"")
        self.consumed += len(piece)
        return piece

    def _cut(self) -> ReadError:
        return ReadError("truncated_record", f"{self._kind} data ends after {self.consumed} bytes, inside a stream")

    def _note_garbage(self, rest: bytes) -> None:
        """Zeros behind the end are padding; anything else is worth a warning."""
        while rest and not rest.strip(b"\0"):
            rest = self._more()
        if rest:
            self.warnings = (Oddity("trailing_garbage", None, f"behind the end of the {self._kind} data"),)


_WRONG_SUM = ("incorrect data check", "incorrect length check", "checksum")
