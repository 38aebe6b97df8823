"""Files that are none, that may not be read, that change, or that are too large: told in words, never a hang."""

import gzip
import io
import os
import random
import socket
import tarfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow.orc import write_table

from jdparse.errors import WrongUse
from jdparse.read_page import read_page
from jdparse.records import Parsed, Rejection
from jdparse.sample import page_at, render_dash
from jdparse.sources import Input, Options, decode, plan, read
from jdparse.vocabulary import NOT_COUNTED_REASONS, REASONS

USUAL = Options()


def read_all(root: Path, options: Options = USUAL) -> list[Input]:
    return [item for shard in plan([str(root)], options).shards for item in read(shard)]


def outcome(item: Input) -> str | bytes:
    if item.problem is None:
        return item.content
    assert item.problem.reason in REASONS
    assert item.content == b""
    return item.problem.reason


def outcomes(root: Path, options: Options = USUAL) -> dict[str, str | bytes]:
    items = read_all(root, options)
    found = {item.source: outcome(item) for item in items}
    assert len(found) == len(items)
    return found


def test_links_pipes_sockets_and_folders_called_like_pages_are_not_regular(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("secret")
    root = tmp_path / "raw"
    root.mkdir()
    (root / "good.html").write_text("page")
    (root / "in.html").symlink_to("good.html")
    (root / "out.html").symlink_to(outside)
    (root / "loop.html").symlink_to("loop.html")
    (root / "dangling.html").symlink_to("nowhere")
    (root / "folder").symlink_to(tmp_path)
    os.mkfifo(root / "pipe.html")
    (root / "x.html").mkdir()
    (root / "x.html" / "inner.txt").write_text("inner page")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(root / "socket.html"))
        found = outcomes(root)
    assert found.pop("good.html") == b"page"
    assert found.pop("x.html/inner.txt") == b"inner page"
    assert found == dict.fromkeys(
        [
            "in.html",
            "out.html",
            "loop.html",
            "dangling.html",
            "folder",
            "pipe.html",
            "socket.html",
            "x.html",
        ],
        "not_regular",
    )


def test_a_device_as_a_root_is_not_regular() -> None:
    assert outcomes(Path("/dev/zero")) == {"zero": "not_regular"}


def test_a_root_that_is_a_link_to_a_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.txt").write_text("page")
    (tmp_path / "raw").symlink_to("real")
    assert outcomes(tmp_path / "raw") == {"a.txt": b"page"}


def test_a_pattern_goes_into_folders_but_not_into_links_to_them(tmp_path: Path) -> None:
    for name in ("a.html", "x/b.html", "x/y/c.html", "x/y/d.txt", ".hidden/e.html"):
        (tmp_path / "raw" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "raw" / name).write_text(name)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "f.html").write_text("f")
    (tmp_path / "raw" / "x" / "round").symlink_to("..")
    (tmp_path / "raw" / "out").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "raw" / "link.html").symlink_to("a.html")

    def found(pattern: str) -> list[str]:
        return [file.name for file in plan([f"{tmp_path}/raw/{pattern}"]).files]

    assert found("**/*.html") == ["a.html", "link.html", "x/b.html", "x/y/c.html"]
    assert found("**/y/**/*.html") == ["x/y/c.html"]
    assert found("x/**/[cd].*") == ["y/c.html", "y/d.txt"]
    assert found("x*/**/y/*") == ["x/y/c.html", "x/y/d.txt"]
    everything = ["a.html", "link.html", "out", "x/b.html", "x/round", "x/y/c.html", "x/y/d.txt"]
    assert found("**") == everything
    assert [file.name for file in plan([f"{tmp_path}/raw"]).files] == everything
    problems = {file.name: file.problem.reason for file in plan([f"{tmp_path}/raw/**"]).files if file.problem}
    assert problems == dict.fromkeys(("link.html", "out", "x/round"), "not_regular")


@pytest.mark.parametrize(
    ("root", "words"),
    [
        ("", "name a folder"),
        ("-", "write it to a file"),
        ("https://x.example/jobs", "fetch its pages first"),
        ("ftp://x.example/jobs", "fetch its pages first"),
        ("nosuch://x/y", "s3://"),
        ("hdfs://x.example/jobs", "s3://"),
    ],
)
def test_what_is_no_root_is_told_in_one_line_with_a_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: str, words: str
) -> None:
    (tmp_path / "page.html").write_text("not asked for")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WrongUse) as told:
        plan([root])
    assert words in str(told.value)
    assert len(str(told.value)) < 500
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("kind", ["pipe", "link"])
def test_a_page_that_turns_into_something_else_before_it_is_read_is_not_followed(tmp_path: Path, kind: str) -> None:
    page = tmp_path / "a.txt"
    page.write_text("page")
    (shard,) = plan([str(tmp_path)]).shards
    page.unlink()
    if kind == "pipe":
        os.mkfifo(page)
    else:
        page.symlink_to("/etc/hostname")
    assert [outcome(item) for item in read(shard)] == ["not_regular"]


def test_what_changes_between_listing_and_reading_is_left_to_the_next_run(tmp_path: Path) -> None:
    names = ["appended", "cut", "deleted", "replaced", "same"]
    for name in names:
        (tmp_path / name).write_text("a page")
        os.utime(tmp_path / name, ns=(1, 1))
    (shard,) = plan([str(tmp_path)]).shards
    with (tmp_path / "appended").open("a") as page:
        page.write(" and more")
    (tmp_path / "cut").write_text("a")
    (tmp_path / "deleted").unlink()
    (tmp_path / "new").write_text("b page")
    (tmp_path / "new").rename(tmp_path / "replaced")
    assert {item.source: outcome(item) for item in read(shard)} == {
        **dict.fromkeys(["appended", "cut", "deleted", "replaced"], "changed_during_read"),
        "same": b"a page",
    }


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become nobody")
def test_what_may_not_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("page")
    (tmp_path / "page.txt").chmod(0)
    (tmp_path / "closed").mkdir(mode=0)
    (tmp_path / "open.txt").write_text("open")
    for folder in (tmp_path, *tmp_path.parents[:-2]):
        folder.chmod(folder.stat().st_mode | 0o755)
    os.seteuid(65534)
    try:
        found = outcomes(tmp_path)
    finally:
        os.seteuid(0)
    assert found == {"page.txt": "permission_denied", "closed/": "permission_denied", "open.txt": b"open"}


def test_a_page_above_the_limit_is_set_aside_without_being_read(tmp_path: Path) -> None:
    with (tmp_path / "large.txt").open("wb") as page:
        page.truncate(100_000_000)
    tracemalloc.start()
    (item,) = read_all(tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (outcome(item), item.size, item.sha256) == ("too_large", 100_000_000, None)
    assert peak < 20_000_000


def test_a_page_of_just_the_limit_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x" * 1000)
    (tmp_path / "b.txt").write_text("x" * 1001)
    assert outcomes(tmp_path, Options(page_bytes=1000)) == {"a.txt": b"x" * 1000, "b.txt": "too_large"}


def test_an_input_carries_the_size_and_hash_of_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"abc")
    (item,) = read_all(tmp_path)
    assert item.size == 3
    assert item.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


BEGINNINGS = [
    b"",
    b"\x1f\x8b\x08\0",
    b"\x28\xb5\x2f\xfd",
    b"BZh91AY&SY",
    b"PK\x03\x04",
    b"PAR1",
    b"WARC/1.0\r\nContent-Length: 5\r\n\r\n",
    b'{"text": "a"}\n',
    b'[{"text"',
    b"url,text\n",
    gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 20\r\n\r\nHTTP/1.1 200 OK\r\n\r\na\r\n\r\n"),
    gzip.compress(b'{"text": "a"}\n'),
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(BEGINNINGS), st.binary(max_size=200), st.sampled_from([b"", b"PAR1", b"PK\x05\x06" + bytes(18)]))
def test_no_bytes_make_reading_fail(tmp_path: Path, beginning: bytes, middle: bytes, end: bytes) -> None:
    (tmp_path / "input").write_bytes(beginning + middle + end)
    for item in read_all(tmp_path):
        assert isinstance(outcome(item), str | bytes)
        decode(item.content, item.charset)


def tar(*pages: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for number, page in enumerate(pages):
            member = tarfile.TarInfo(f"{number}.html")
            member.size = len(page)
            archive.addfile(member, io.BytesIO(page))
    return out.getvalue()


def orc(text: str) -> bytes:
    out = io.BytesIO()
    write_table(pa.table({"text": [text]}), out, compression="uncompressed")
    return out.getvalue()


PAGE = render_dash(page_at(0))
NOT_READ = {
    "a tar archive": tar(PAGE.encode(), PAGE.encode()),
    "an ORC file": orc(PAGE),
    "an ARC archive": b"filedesc://x.arc 0.0.0.0 20260101000000 text/plain 77\n1 0 X\n\n" + PAGE.encode(),
    "MHTML": b"From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n boundary=b\r\n\r\n"
    + PAGE.encode(),
    "an Avro file": b"Obj\x01\x04\x16avro.schema" + PAGE.encode(),
    "an Arrow file": b"ARROW1\0\0" + PAGE.encode(),
    "a feed in XML": b'<?xml version="1.0" encoding="utf-8"?>\n<items>\n<item><html>&lt;p&gt;404</html></item></items>',
    "a dump of a database": b"-- a\nPRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE p (u text, h text);\n"
    + f"INSERT INTO p VALUES ('u','{PAGE}');\n".encode(),
}


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize("what", NOT_READ)
def test_what_holds_pages_in_a_form_that_is_not_read_is_named(
    tmp_path: Path, what: str, pack: Callable[[bytes], bytes]
) -> None:
    (tmp_path / "it").write_bytes(pack(NOT_READ[what]))
    (item,) = read_all(tmp_path)
    found = read_page(item).result
    assert isinstance(found, Rejection)
    assert found.reason in {"not_text", "several_pages"}
    assert found.reason not in NOT_COUNTED_REASONS
    assert what in found.detail


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_an_archive_above_the_limit_of_a_page_is_still_named_as_what_it_is(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    (tmp_path / "it").write_bytes(pack(tar(random.Random(1).randbytes(100_000))))
    assert outcomes(tmp_path, Options(page_bytes=1000)) == {"it": "not_text"}


def test_a_page_that_begins_like_one_of_these_is_a_page(tmp_path: Path) -> None:
    for start in ("ORC keeper\n", "From: the bakery\n", "-- a dash\n", "CREATE TABLES of wood\n", "INSERT cards\n"):
        (tmp_path / "it").write_text(start + PAGE)
        (item,) = read_all(tmp_path)
        assert isinstance(read_page(item).result, Parsed), start
