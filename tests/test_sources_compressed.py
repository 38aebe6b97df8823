"""Compressed pages and containers: told by their bytes, bounded, and checked to the end."""

import bz2
import gzip
import json
import random
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from jdparse.sources import Input, Options, plan, read

PAGE = b"P1P1 \xe2\x80\x94 Entry-Level Professional\n" + b"".join(
    b"- Sorts the post of room %d\n" % n for n in range(300)
)


def zstd(data: bytes) -> bytes:
    return pa.Codec("zstd").compress(data).to_pybytes()


PACKERS: list[Callable[[bytes], bytes]] = [gzip.compress, bz2.compress, zstd]
packed = pytest.mark.parametrize("pack", PACKERS, ids=["gz", "bz2", "zst"])


def read_one(folder: Path, content: bytes, name: str = "page") -> list[Input]:
    (folder / name).write_bytes(content)
    return [item for shard in plan([str(folder / name)]).shards for item in read(shard)]


def only(items: list[Input]) -> tuple[bytes, str | None, list[str]]:
    (item,) = items
    return item.content, item.problem and item.problem.reason, [warning.code for warning in item.warnings]


@packed
@pytest.mark.parametrize("name", ["page.html", "page.warc", "page.txt.gz", "page"])
def test_the_bytes_tell_that_a_page_is_compressed_and_not_the_name(
    tmp_path: Path, pack: Callable[[bytes], bytes], name: str
) -> None:
    assert only(read_one(tmp_path, pack(PAGE), name)) == (PAGE, None, [])


@pytest.mark.parametrize("name", ["page.gz", "page.parquet", "page.warc", "page.jsonl", "page.csv"])
def test_a_plain_page_with_another_name_is_a_plain_page(tmp_path: Path, name: str) -> None:
    assert only(read_one(tmp_path, PAGE, name)) == (PAGE, None, [])


def test_size_and_hash_are_those_of_the_page_and_not_of_the_file(tmp_path: Path) -> None:
    (plain,) = read_one(tmp_path, PAGE, "a")
    (squeezed,) = read_one(tmp_path, gzip.compress(PAGE), "b")
    assert (plain.size, plain.sha256) == (squeezed.size, squeezed.sha256)


@packed
def test_several_members_are_one_page(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    assert only(read_one(tmp_path, pack(PAGE[:500]) + pack(PAGE[500:]))) == (PAGE, None, [])


@packed
def test_junk_behind_the_end_is_ignored_with_a_warning(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    assert only(read_one(tmp_path, pack(PAGE) + b"some junk")) == (PAGE, None, ["trailing_garbage"])


def test_zeros_behind_the_end_are_padding(tmp_path: Path) -> None:
    assert only(read_one(tmp_path, gzip.compress(PAGE) + bytes(1000))) == (PAGE, None, [])


@packed
def test_a_cut_stream_is_never_a_page_wherever_it_is_cut(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    whole = pack(PAGE) + pack(b"the end")
    boundary = len(pack(PAGE))
    for cut in [*range(12, len(whole), 17), boundary + 1, boundary + 3, len(whole) - 4, len(whole) - 1]:
        if cut != boundary:
            assert only(read_one(tmp_path, whole[:cut])) == (b"", "truncated_record", [])


def test_a_wrong_check_sum_is_found(tmp_path: Path) -> None:
    whole = bytearray(gzip.compress(PAGE))
    whole[-8] ^= 1
    assert only(read_one(tmp_path, bytes(whole))) == (b"", "digest_mismatch", [])


@packed
def test_no_flipped_bit_gives_another_page(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    whole = pack(PAGE)
    for place in range(10, len(whole), 7):
        damaged = bytearray(whole)
        damaged[place] ^= 4
        content, problem, _ = only(read_one(tmp_path, bytes(damaged)))
        # pyarrow's zstd has no check sum: there a flip in a literal cannot be seen
        assert problem in ("corrupt_data", "digest_mismatch", "truncated_record") or content == PAGE or pack is zstd


def bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return b"".join([*(packer.compress(bytes(1_000_000)) for _ in range(300)), packer.flush()])


@pytest.mark.parametrize("kind", ["gz", "zst", "bz2"])
def test_a_bomb_stops_at_the_limit_of_a_page(tmp_path: Path, kind: str) -> None:
    content = {"gz": bomb, "zst": lambda: zstd(bytes(300_000_000)), "bz2": lambda: bz2.compress(bytes(100_000_000))}[
        kind
    ]()
    (tmp_path / "bomb").write_bytes(content)
    tracemalloc.start()
    items = [item for shard in plan([str(tmp_path)]).shards for item in read(shard)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert only(items) == (b"", "decompression_limit", [])
    assert peak < 60_000_000


def test_a_line_without_end_in_a_compressed_feed_stops_too_and_keeps_what_came_before(tmp_path: Path) -> None:
    first = json.dumps({"url": "u", "text": "good"}).encode() + b"\n"
    items = read_one(tmp_path, gzip.compress(first) + gzip.compress(b'{"text": "') + bomb())
    assert [item.problem.reason if item.problem else item.content for item in items] == [b"good", "decompression_limit"]


@packed
def test_compressed_data_in_compressed_data_are_refused(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    assert only(read_one(tmp_path, gzip.compress(pack(PAGE)))) == (b"", "decompression_limit", [])


def test_a_large_page_that_did_not_grow_much_is_only_too_large(tmp_path: Path) -> None:
    assert only(read_one(tmp_path, gzip.compress(random.Random(1).randbytes(11_000_000), 1)))[1] == "too_large"


@packed
def test_a_compressed_feed_is_read_record_by_record(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    lines = b"".join(json.dumps({"url": f"u{n}", "text": f"page {n}"}).encode() + b"\n" for n in range(5000))
    items = read_one(tmp_path, pack(lines))
    assert [item.content for item in items] == [b"page %d" % n for n in range(5000)]


@packed
def test_a_cut_feed_keeps_its_whole_records_and_says_that_it_was_cut(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    noise = random.Random(3)
    texts = [noise.randbytes(300).hex() for _ in range(3000)]
    lines = b"".join(json.dumps({"text": text}).encode() + b"\n" for text in texts)
    whole = pack(lines[: len(lines) // 2]) + pack(lines[len(lines) // 2 :])
    items = read_one(tmp_path, whole[: len(whole) * 3 // 4])
    *good, last = items
    assert last.problem is not None
    assert last.problem.reason == "truncated_record"
    assert len(good) >= 1400
    assert [item.content.decode() for item in good] == texts[: len(good)]


def test_junk_behind_a_feed_is_a_warning_on_its_last_record(tmp_path: Path) -> None:
    items = read_one(tmp_path, gzip.compress(b'{"url": "u", "text": "a"}\n{"url": "u", "text": "b"}\n') + b"junk")
    assert [(item.content, [w.code for w in item.warnings]) for item in items] == [
        (b"a", []),
        (b"b", ["trailing_garbage"]),
    ]


def test_a_cut_in_compressed_json_is_reported_once(tmp_path: Path) -> None:
    text = random.Random(3).randbytes(90_000).hex()
    rows = [{"url": "u", "text": text}, {"url": "u", "text": "b"}, {"url": "u", "text": text}]
    for content in (json.dumps(rows), json.dumps(rows, indent=1), "\n".join(map(json.dumps, rows))):
        items = read_one(tmp_path, gzip.compress(content.encode())[:-40_000])
        assert [item.problem.reason if item.problem else item.content for item in items] == [
            text.encode(), b"b", "truncated_record",
        ]  # fmt: skip


@pytest.mark.parametrize("behind", [b" ", b"x", b"[", b"\\", b"{"])
def test_compressed_json_that_goes_on_without_end_is_given_up(tmp_path: Path, behind: bytes) -> None:
    content = b'[\n{"url": "u",\n"text": "a"},\n' + behind * 60_000_000
    (tmp_path / "crawl").write_bytes(gzip.compress(content))
    options = Options(page_bytes=10_000)
    tracemalloc.start()
    items = [item for shard in plan([str(tmp_path / "crawl")], options).shards for item in read(shard)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    found = [item.problem.reason if item.problem else item.content for item in items]
    assert found == [b"a", "decompression_limit"]
    assert peak < 8 << 20
