"""Web archives: every answer is an input, nothing short or altered is taken for one, whatever happened to the file."""

import bz2
import gzip
import io
import random
import zipfile
import zlib
from base64 import b32encode
from datetime import UTC, datetime
from hashlib import md5, sha1, sha256
from pathlib import Path

import pyarrow as pa
import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from jdparse.sources import Input, Options, plan, read

USUAL = Options()
HTTP = "Content-Type: application/http; msgtype=response"
NOISE = random.Random(7)
BODIES = [
    f"<html><body><p>page {n} — {NOISE.randbytes(40 + 90 * n).hex()}</p></body></html>".encode() for n in range(6)
]


def http(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", *(headers or ("Content-Type: text/html; charset=utf-8",))]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def digest(block: bytes) -> str:
    return "sha1:" + b32encode(sha1(block, usedforsecurity=False).digest()).decode()


def warc(
    block: bytes, *headers: str, kind: str = "response", uri: str = "https://x.example/1", longer: int = 0
) -> bytes:
    lines = ["WARC/1.0", f"WARC-Type: {kind}", "WARC-Date: 2026-01-02T03:04:05Z"]
    lines += [f"WARC-Target-URI: {uri}"] if uri else []
    lines += [*headers, f"Content-Length: {len(block) + longer}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def page(number: int, longer: int = 0) -> bytes:
    block = http(BODIES[number])
    return warc(block, HTTP, f"WARC-Block-Digest: {digest(block)}", uri=f"https://x.example/{number}", longer=longer)


RECORDS = [
    warc(b"software: none\r\n", kind="warcinfo", uri=""),
    page(0),
    warc(b"GET / HTTP/1.1\r\nHost: x.example\r\n\r\n", kind="request"),
    page(1),
    page(2),
    warc(b"fetchTimeMs: 5\r\n", kind="metadata"),
    page(3),
    page(4),
    page(5),
]
PLAIN = b"".join(RECORDS)
MEMBERS = [gzip.compress(record) for record in RECORDS]


def zstd(data: bytes) -> bytes:
    return pa.Codec("zstd").compress(data).to_pybytes()


def read_one(folder: Path, content: bytes, options: Options = USUAL) -> list[Input]:
    (folder / "crawl").write_bytes(content)
    return [item for shard in plan([str(folder / "crawl")], options).shards for item in read(shard)]


def reasons(items: list[Input]) -> list[str | bytes]:
    return [item.problem.reason if item.problem else item.content for item in items]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        b"".join(MEMBERS),
        gzip.compress(PLAIN),
        bz2.compress(PLAIN),
        zstd(PLAIN),
    ],
    ids=["plain", "a member a record", "one member", "bz2", "zstd"],
)
def test_the_answers_of_an_archive_are_its_pages(tmp_path: Path, content: bytes) -> None:
    items = read_one(tmp_path, content)
    assert reasons(items) == BODIES
    assert [(i.url, i.fetched_at, i.media, i.charset) for i in items] == [
        (f"https://x.example/{n}", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "html", "utf-8") for n in range(6)
    ]
    places = [PLAIN.find(record) for record in RECORDS if b"WARC-Type: response" in record]
    assert [item.record for item in items] == [f"byte {place}" for place in places]


def test_on_a_sound_archive_fastwarc_agrees() -> None:
    def theirs() -> list[bytes]:
        records = ArchiveIterator(io.BytesIO(PLAIN), record_types=WarcRecordType.response, parse_http=True)
        return [record.reader.read() for record in records]

    assert theirs() == BODIES


def ends(parts: list[bytes]) -> list[int]:
    return [sum(map(len, parts[: number + 1])) for number in range(len(parts))]


@pytest.mark.parametrize("parts", [RECORDS, MEMBERS], ids=["plain", "gz"])
def test_a_cut_archive_keeps_its_whole_records_and_reports_the_cut_once(tmp_path: Path, parts: list[bytes]) -> None:
    whole = b"".join(parts)
    boundaries = ends(parts)
    responses = [end for end, record in zip(boundaries, RECORDS, strict=True) if b"WARC-Type: response" in record]
    near_ends = {end + shift for end in boundaries[:-1] for shift in range(-9, 10)}
    for cut in sorted({*range(97, len(whole), 97), *near_ends}):
        items = read_one(tmp_path, whole[:cut])
        expected: list[str | bytes] = [*BODIES[: sum(end <= cut for end in responses)]]
        told = expected + ["truncated_record"] * (cut not in boundaries)
        assert reasons(items) == (told or ["empty_input"]), f"cut at {cut}"  # an archive of no page is set aside too


def test_an_archive_in_one_gzip_member_that_is_cut_gives_no_short_page(tmp_path: Path) -> None:
    whole = gzip.compress(PLAIN)
    for cut in range(97, len(whole), 97):
        *good, last = reasons(read_one(tmp_path, whole[:cut]))
        assert last == "truncated_record"
        assert good == BODIES[: len(good)]


@pytest.mark.parametrize("parts", [RECORDS, MEMBERS], ids=["plain", "gz"])
def test_a_flipped_bit_costs_at_most_its_own_record_and_never_gives_another_page(
    tmp_path: Path, parts: list[bytes]
) -> None:
    whole = b"".join(parts)
    for place in range(12, len(whole), 31):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 8
        found = reasons(read_one(tmp_path, bytes(damaged)))
        pages = [content for content in found if isinstance(content, bytes)]
        assert len(pages) >= len(BODIES) - 2  # a flip in the mark between two records hides where the second begins
        assert [body for body in BODIES if body in pages] == pages
        assert len(pages) == len(BODIES) or len(found) > len(pages)


@pytest.mark.parametrize("longer", [-300, -3, -1, 1, 3, 300, 10_000, 10**12])
def test_a_record_with_a_wrong_length_is_set_aside_and_its_neighbours_are_read(tmp_path: Path, longer: int) -> None:
    found = reasons(read_one(tmp_path, page(0) + page(3, longer) + page(5)))
    if longer == 10**12:  # it says it is larger than any page, so it is passed over, and there is no end to pass to
        assert found == [BODIES[0], "truncated_record"]
    else:
        assert found == [BODIES[0], "bad_record", BODIES[5]]


@pytest.mark.parametrize("length", ["", "many", "-5", "1" * 30])
def test_a_record_without_a_length_is_set_aside(tmp_path: Path, length: str) -> None:
    bad = page(3).replace(b"Content-Length: ", b"Content-Length: " + length.encode() + b"\r\nX: ")
    assert reasons(read_one(tmp_path, page(0) + bad + page(5))) == [BODIES[0], "bad_record", BODIES[5]]


def test_junk_between_records_is_one_bad_record(tmp_path: Path) -> None:
    items = read_one(tmp_path, page(0) + b"junk\r\n\r\n" * 1000 + page(5))
    assert reasons(items) == [BODIES[0], "bad_record", BODIES[5]]
    members = read_one(tmp_path, gzip.compress(page(0)) + b"junk" * 9000 + gzip.compress(page(5)))
    assert reasons(members) == [BODIES[0], "corrupt_data", BODIES[5]]


@pytest.mark.parametrize(
    "stated",
    [
        digest,
        lambda b: digest(b).lower(),
        lambda b: "sha1:" + sha1(b, usedforsecurity=False).hexdigest(),
        lambda b: "SHA-256:" + sha256(b).hexdigest().upper(),
        lambda b: "sha256:" + b32encode(sha256(b).digest()).decode(),
        lambda b: "md5:" + b32encode(md5(b, usedforsecurity=False).digest()).decode(),
    ],
)
@pytest.mark.parametrize("name", ["WARC-Block-Digest", "WARC-Payload-Digest"])
def test_digests_are_verified(tmp_path: Path, name: str, stated) -> None:  # type: ignore[no-untyped-def]
    body = BODIES[1]
    block = http(body)
    header = f"{name}: {stated(block if 'Block' in name else body)}"
    right = warc(block, header)
    wrong = warc(block.replace(b"page 1", b"page 2"), header)
    assert reasons(read_one(tmp_path, right + wrong + right)) == [body, "digest_mismatch", body]


def test_a_digest_of_an_unknown_kind_proves_nothing(tmp_path: Path) -> None:
    assert reasons(read_one(tmp_path, warc(http(b"page"), "WARC-Block-Digest: crc9:abc"))) == [b"page"]


def test_what_is_no_page_is_told_apart(tmp_path: Path) -> None:
    items = read_one(
        tmp_path,
        warc(http(b"gone", status="404 Not Found"))
        + warc(http(b"", "Location: /2", status="301 Moved"))
        + warc(http(b"\x89PNG", "Content-Type: image/png"))
        + warc(b"", kind="revisit")
        + warc(b"1 x.example A 10.0.0.1", "Content-Type: text/dns", uri="dns:x.example")
        + warc(http(b"cut"), "WARC-Truncated: length")
        + warc(b"not http", HTTP),
    )
    assert [i.problem and i.problem.reason for i in items] == [
        "http_status",
        "http_status",
        "other_media",
        "revisit",
        "other_media",
        "truncated_record",
        "bad_record",
    ]
    assert [i.problem.detail for i in items[:3] if i.problem] == ["404", "301", "image/png"]


def test_blank_lines_before_the_first_record_do_no_harm(tmp_path: Path) -> None:
    assert reasons(read_one(tmp_path, b"\r\n\n" + page(0) + page(1))) == BODIES[:2]


def test_a_record_without_an_address_is_read_with_a_warning(tmp_path: Path) -> None:
    (item,) = read_one(tmp_path, warc(http(b"page"), uri=""))
    assert (item.content, item.url, [w.code for w in item.warnings]) == (b"page", None, ["record_without_address"])


def test_conversion_records_are_pages_of_text(tmp_path: Path) -> None:
    (item,) = read_one(tmp_path, warc("P1P1 — Entry\n".encode(), "Content-Type: text/plain", kind="conversion"))
    assert (item.content.decode(), item.media, item.url) == ("P1P1 — Entry\n", "text", "https://x.example/1")


def test_resources_that_are_html_are_pages_and_others_are_furniture(tmp_path: Path) -> None:
    html = warc("<p>é</p>".encode("cp1252"), "Content-Type: text/html; charset=windows-1252", kind="resource")
    others = warc(b"wget -r", "Content-Type: text/plain", kind="resource", uri="metadata://gnu.org/wget/arguments.txt")
    (item,) = read_one(tmp_path, others + html)
    assert (item.url, item.media, item.charset) == ("https://x.example/1", "html", "windows-1252")
    (item,) = read_one(tmp_path, others)
    assert item.problem == ("empty_input", "a container with no page in it")


def lf(record: bytes) -> bytes:
    head, _, rest = record.partition(b"\r\n\r\n")
    return head.replace(b"\r\n", b"\n") + b"\n\n" + rest.removesuffix(b"\r\n\r\n") + b"\n\n"


def test_an_archive_whose_lines_end_in_line_feeds_alone_is_read(tmp_path: Path) -> None:
    records = [lf(page(number)) for number in range(6)]
    assert reasons(read_one(tmp_path, b"".join(records))) == BODIES
    assert reasons(read_one(tmp_path, gzip.compress(b"".join(records)))) == BODIES
    wrong = [*records[:2], lf(page(2, longer=7)), *records[3:]]
    assert reasons(read_one(tmp_path, b"".join(wrong))) == [*BODIES[:2], "bad_record", *BODIES[3:]]
    cut = reasons(read_one(tmp_path, b"".join(records)[:-40]))
    assert cut == [*BODIES[:5], "truncated_record"]


def test_plain_records_behind_compressed_ones_are_read(tmp_path: Path) -> None:
    items = read_one(tmp_path, MEMBERS[1] + MEMBERS[3] + RECORDS[4] + RECORDS[6])
    assert reasons(items) == BODIES[:4]
    assert not any(item.warnings for item in items)
    rows = [b'{"url": "u", "text": "%d"}\n' % number for number in range(4)]
    assert reasons(read_one(tmp_path, gzip.compress(rows[0] + rows[1]) + rows[2] + rows[3])) == [b"0", b"1", b"2", b"3"]
    cut = read_one(tmp_path, MEMBERS[1] + RECORDS[3] + RECORDS[4][:-30])
    assert reasons(cut) == [*BODIES[:2], "truncated_record"]


def brotli(data: bytes) -> bytes:
    return pa.Codec("brotli").compress(data).to_pybytes()


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


ENCODERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "Deflate": raw_deflate,
    "br": brotli,
    "zstd": zstd,
    "identity": bytes,
}


@pytest.mark.parametrize("name", ENCODERS)
def test_content_encodings_are_taken_off_and_cut_ones_noticed(tmp_path: Path, name: str) -> None:
    body = BODIES[4]
    stored = ENCODERS[name](body)
    assert reasons(read_one(tmp_path, warc(http(stored, f"Content-Encoding: {name}")))) == [body]
    assert reasons(read_one(tmp_path, warc(http(body, f"Content-Encoding: {name}")))) == [body]
    if name != "identity":
        cut = warc(http(stored[:-30], f"Content-Encoding: {name}"))
        assert reasons(read_one(tmp_path, cut)) == ["truncated_record"]


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_content_encoding_that_is_a_bomb_stops(tmp_path: Path, name: str) -> None:
    bomb = ENCODERS[name](bytes(200_000_000)) + bytes(2_000_000)  # how much it grows shows before its end
    items = read_one(tmp_path, warc(http(bomb, f"Content-Encoding: {name}")) + page(0))
    assert reasons(items) == ["decompression_limit", BODIES[0]]


def test_an_answer_encoded_twice_or_in_an_unknown_way_is_refused(tmp_path: Path) -> None:
    twice = gzip.compress(gzip.compress(b"page"))
    items = read_one(
        tmp_path,
        warc(http(twice, "Content-Encoding: gzip, gzip")) + warc(http(b"page", "Content-Encoding: compress")),
    )
    assert reasons(items) == ["decompression_limit", "bad_record"]


CHUNKED = "Transfer-Encoding: chunked"


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        (b"4\r\npage\r\n4;x=y\r\n two\r\n0\r\n\r\n", b"page two"),
        (b"<p>stored without its chunks</p>", b"<p>stored without its chunks</p>"),
        (b"12 pages\nof text", b"12 pages\nof text"),
        (b"4\r\npage\r\nFF\r\nshort", "truncated_record"),
        (b"4\r\npage\r\n", "truncated_record"),
    ],
)
def test_chunks_are_joined(tmp_path: Path, stored: bytes, expected: str | bytes) -> None:
    assert reasons(read_one(tmp_path, warc(http(stored, CHUNKED)))) == [expected]


def test_an_answer_shorter_than_it_said_is_cut(tmp_path: Path) -> None:
    items = read_one(tmp_path, warc(http(b"short", "Content-Length: 50")) + warc(http(b"right", "Content-Length: 5")))
    assert reasons(items) == ["truncated_record", b"right"]


def test_a_record_above_the_limit_is_passed_over(tmp_path: Path) -> None:
    options = Options(page_bytes=1000)
    items = read_one(tmp_path, page(0) + warc(http(b"x" * 3_000_000)) + warc(http(b"y" * 1001)) + page(1), options)
    assert reasons(items) == [BODIES[0], "too_large", "too_large", BODIES[1]]
    assert [item.url for item in items[1:3]] == ["https://x.example/1"] * 2


def wacz(archives: dict[str, bytes], first: str = "datapackage.json") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(first, "{}")
        for name, content in archives.items():
            archive.writestr(name, content)
        archive.writestr("pages/pages.jsonl", '{"url": "u", "text": "not this"}')
    return out.getvalue()


def test_a_wacz_is_the_archives_in_it_by_name(tmp_path: Path) -> None:
    items = read_one(tmp_path, wacz({"archive/b.warc": page(1), "archive/a.warc.gz": b"".join(MEMBERS[:2])}))
    assert reasons(items) == [BODIES[0], BODIES[1]]
    assert [item.record for item in items] == [f"archive/a.warc.gz byte {len(RECORDS[0])}", "archive/b.warc byte 0"]


def test_damage_in_one_archive_of_a_wacz_leaves_the_others(tmp_path: Path) -> None:
    items = read_one(
        tmp_path, wacz({"archive/a.warc.gz": MEMBERS[1][:-20], "archive/b.txt": b"hello", "archive/c.warc": page(2)})
    )
    assert reasons(items) == ["truncated_record", "bad_record", BODIES[2]]


def test_a_cut_wacz_is_cut_and_another_zip_is_only_a_file(tmp_path: Path) -> None:
    whole = wacz({"archive/a.warc": page(1)})
    assert reasons(read_one(tmp_path, whole[: len(whole) // 2])) == ["truncated_record"]
    other = wacz({}, "word/document.xml")
    assert reasons(read_one(tmp_path, other)) == [other]  # decode says what it is
