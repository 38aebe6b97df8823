"""e15, e16: compressed data that grow without end, or are cut, altered or followed by junk."""

import bz2
import gzip
import zlib

import pyarrow as pa

from faults.bad.case import Case, SamplePage, dash, html
from jdparse.sources.compressed import zstd

GIGABYTE = 1 << 30
MEGABYTE = 1 << 20


def gzip_bomb(size: int = 2 * GIGABYTE, beginning: bytes = b"") -> bytes:
    """About a thousandth of ``size`` bytes that expand to it: one compressed block over and over."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = packer.compress(beginning) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + block * (size // MEGABYTE) + packer.flush()


def deflate_bomb() -> bytes:
    packer = zlib.compressobj(9)
    head = packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + block * 2048


def zstd_bomb() -> bytes:
    frame = zstd.compress(bytes(64 * MEGABYTE))
    return frame * 32


def answer(headers: str, body: bytes, family: str = "bomb") -> bytes:
    """An archive of one answer with those HTTP headers."""
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{headers}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.example/{family}/p1\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


BOMBS = [
    Case("e15-gzip", lambda _: gzip_bomb(), "decompression_limit"),
    Case("e15-gzip-of-html", lambda p: gzip_bomb(beginning=html(p).encode()), "decompression_limit"),
    Case("e15-zstd", lambda _: zstd_bomb(), "decompression_limit"),
    Case("e15-bzip2", lambda _: bz2.compress(bytes(16 * MEGABYTE)) * 8, "decompression_limit"),
    Case("e15-gzip-in-gzip", lambda p: gzip.compress(gzip.compress(html(p).encode())), "decompression_limit"),
    Case("e15-gzip-in-zstd", lambda p: pa.Codec("zstd").compress(gzip.compress(html(p).encode())).to_pybytes(),
         "decompression_limit"),
    Case("e15-bomb-in-gzip", lambda _: gzip.compress(gzip_bomb()), "decompression_limit"),
    Case("e15-bomb-of-records", lambda _: gzip_bomb(beginning=b'{"text": "'), "decompression_limit"),
    Case("e15-answer-gzip", lambda _: answer("Content-Encoding: gzip", gzip_bomb(GIGABYTE)), "decompression_limit"),
    Case("e15-answer-deflate", lambda _: answer("Content-Encoding: deflate", deflate_bomb()[:MEGABYTE]),
         "decompression_limit"),
    Case("e15-answer-zstd", lambda _: answer("Content-Encoding: zstd", zstd_bomb()), "decompression_limit"),
    Case("e15-answer-twice", lambda p: answer("Content-Encoding: gzip, gzip", gzip.compress(html(p).encode())),
         "decompression_limit"),
]  # fmt: skip


def pack(page: SamplePage) -> bytes:
    return gzip.compress(dash(page).encode())


def part(share: float) -> Case:
    return Case(f"e16-cut-{share:g}", lambda p: pack(p)[: int(len(pack(p)) * share)], "truncated_record")


def flipped(page: SamplePage, place: int) -> bytes:
    content = bytearray(pack(page))
    content[place] ^= 0x20
    return bytes(content)


CUT = [
    part(0.25),
    part(0.5),
    part(0.9),
    *(
        Case(f"e16-cut-last-{count}", lambda p, count=count: pack(p)[:-count], "truncated_record")
        for count in (1, 4, 7, 8, 9)
    ),
    Case("e16-header-alone", lambda p: pack(p)[:10], "truncated_record"),
    Case("e16-half-a-header", lambda p: pack(p)[:5], "truncated_record"),
    Case("e16-magic-alone", lambda p: pack(p)[:2], "truncated_record"),
    Case("e16-bad-check-sum", lambda p: flipped(p, -8), "digest_mismatch"),
    Case("e16-bad-length", lambda p: flipped(p, -1), "digest_mismatch"),
    Case("e16-bad-data", lambda p: flipped(p, len(pack(p)) // 2), "corrupt_data|digest_mismatch|truncated_record"),
    Case("e16-junk-behind", lambda p: pack(p) + b"junk behind the end", warns=("trailing_garbage",)),
    Case("e16-zeros-behind", lambda p: pack(p) + bytes(512)),
    Case("e16-two-members", lambda p: gzip.compress(dash(p).encode()[:700]) + gzip.compress(dash(p).encode()[700:])),
    Case("e16-second-member-cut", lambda p: gzip.compress(dash(p).encode()[:700]) + gzip.compress(dash(p).encode()[700:])[:-9],
         "truncated_record"),
    Case("e16-empty-member-first", lambda p: gzip.compress(b"") + pack(p)),
    Case("e16-bzip2-cut", lambda p: bz2.compress(dash(p).encode())[:-5], "truncated_record"),
    Case("e16-zstd-cut", lambda p: zstd.compress(dash(p).encode())[:-5], "truncated_record"),
]  # fmt: skip

CASES = [*BOMBS, *CUT]
