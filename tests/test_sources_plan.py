"""What is found under the roots, in which order, with what beside it, and how it is cut into shards."""

import io
import json
import os
import pickle
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import fs

from jdparse.errors import Refused, WrongUse
from jdparse.records import Rejection
from jdparse.sources import Input, Options, Plan, plan, printable_name, read, scan
from jdparse.sources.records import NOTES


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def everything(found: Plan) -> list[Input]:
    return [item for shard in found.shards for item in read(shard)]


def sources(found: Plan) -> list[str]:
    return [item.source for item in everything(found)]


def noted(found: Plan) -> dict[str, tuple[str, int]]:
    assert {note.code for note in found.notes} <= NOTES.keys()
    return {note.code: (note.detail, note.cases) for note in found.notes}


def test_a_folder_is_read_with_all_below_it_in_the_order_of_the_names_bytes(tmp_path: Path) -> None:
    write(tmp_path, {"b.txt": "2", "a/z.html": "1", "B.txt": "0", "ä.txt": "4", "c/d/e.txt": "3"})
    assert sources(plan([str(tmp_path)])) == ["B.txt", "a/z.html", "b.txt", "c/d/e.txt", "ä.txt"]


def test_a_file_a_glob_and_a_uri_are_roots_too(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "1", "b.html": "2", "sub/c.txt": "3"})
    assert sources(plan([str(tmp_path / "a.txt")])) == ["a.txt"]
    assert sources(plan([str(tmp_path / "*.html")])) == ["b.html"]
    assert sources(plan([str(tmp_path / "**" / "*.txt")])) == ["a.txt", "sub/c.txt"]
    assert sources(plan([tmp_path.as_uri()])) == ["a.txt", "b.html", "sub/c.txt"]


def test_the_path_of_a_root_is_no_part_of_the_names_under_it(tmp_path: Path) -> None:
    one, two = write(tmp_path / "one", {"x/a.txt": "1"}), write(tmp_path / "two", {"x/a.txt": "1"})
    assert sources(plan([str(one)])) == sources(plan([str(two)])) == ["x/a.txt"]
    assert plan([str(one)]).files[0].root == str(one)


@pytest.mark.parametrize("root", ["nothing", "nothing/*.txt"])
def test_a_root_that_is_not_there_is_a_mistake_of_the_user(tmp_path: Path, root: str) -> None:
    with pytest.raises(WrongUse, match="nothing"):
        plan([str(tmp_path / root)])


def test_an_empty_folder_has_no_inputs(tmp_path: Path) -> None:
    assert plan([str(tmp_path)]) == ([], [], [])


def test_a_file_under_two_roots_is_read_once_and_that_is_noted(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "1", "sub/b.txt": "2"})
    found = plan([str(tmp_path / "sub"), str(tmp_path)])
    assert sources(found) == ["b.txt", "a.txt"]
    assert noted(found)["listed_twice"][1] == 1


def test_hidden_files_and_folders_are_left_out_and_counted(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "1", ".b.txt.part": "2", ".git/c": "3", "sub/.d": "4"})
    found = plan([str(tmp_path)])
    assert sources(found) == ["a.txt"]
    assert noted(found)["hidden_skipped"] == (".b.txt.part, .git, sub/.d", 3)
    assert sources(plan([str(tmp_path / ".b.txt.part")])) == [".b.txt.part"]


@pytest.mark.parametrize("root", ["", "*", "**/*", "data/*"])
def test_the_warehouse_of_the_run_is_not_read_where_it_lies_among_the_pages(tmp_path: Path, root: str) -> None:
    write(
        tmp_path,
        {"a.txt": "1", "data/b.txt": "2", "data/wh/lock": "", "data/wh/runs/1.json": "{}", "data/whole.txt": ""},
    )
    files, notes = scan([str(tmp_path / root)], without=tmp_path / "data" / "wh")
    assert {file.name.rpartition("/")[2] for file in files} <= {"a.txt", "b.txt", "whole.txt"}
    assert "b.txt" in {file.name.rpartition("/")[2] for file in files}
    assert [note.code for note in notes] == ["warehouse_skipped"]


def test_pages_in_the_folder_of_the_warehouse_are_read(tmp_path: Path) -> None:
    write(tmp_path, {"raw/a.txt": "1"})
    files, notes = scan([str(tmp_path / "raw")], without=tmp_path)
    assert ([file.name for file in files], notes) == (["a.txt"], [])


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"plain-name_1.html", "plain-name_1.html"),
        (b"-rf", "-rf"),
        (b"=cmd", "=cmd"),
        (b"<img onerror>", "<img onerror>"),
        ("naïve.txt".encode(), "naïve.txt"),
        (b"two\nlines", r"two\x0alines"),
        (b"caf\xe9", r"caf\xe9"),
        (b"a\\xe9", r"a\x5cxe9"),
        (b"\x1b[31m", r"\x1b[31m"),
        ("a\u202eb".encode(), r"a\xe2\x80\xaeb"),
        ("nai\u0308ve".encode(), r"nai\xcc\x88ve"),  # not in NFC: another name than naïve
    ],
)
def test_names_are_shown_on_one_line_and_no_two_alike(tmp_path: Path, name: bytes, shown: str) -> None:
    assert printable_name(os.fsdecode(name)) == shown
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("page")
    items = everything(plan([str(tmp_path)]))
    assert [(item.source, item.content) for item in items] == [(shown, b"page")]


def test_a_name_of_255_bytes_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"n" * 255: "page"})
    assert sources(plan([str(tmp_path)])) == ["n" * 255]


def test_a_sidecar_says_where_when_and_which_family_and_is_no_input(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "manifest.csv": "file,url,fetched_at,family\na.txt,https://x.example/a,2026-02-03,Clerks\nsub/b.txt,,,\n",
            "a.txt": "1",
            "sub/b.txt": "2",
        },
    )
    found = plan([str(tmp_path)])
    first, second = everything(found)
    assert (first.url, str(first.fetched_at), first.family) == (
        "https://x.example/a",
        "2026-02-03 00:00:00+00:00",
        "Clerks",
    )
    assert (second.url, second.fetched_at, second.family) == (None, None, None)
    assert found.notes == []


def test_a_sidecar_can_be_json_lines_or_lie_in_a_folder_below(tmp_path: Path) -> None:
    line = json.dumps({"file": "a.txt", "url": "https://x.example/a"})
    write(tmp_path, {"sub/manifest.jsonl": line + "\n\n", "sub/a.txt": "1", "a.txt": "2"})
    assert [(item.source, item.url) for item in everything(plan([str(tmp_path)]))] == [
        ("a.txt", None),
        ("sub/a.txt", "https://x.example/a"),
    ]


def test_a_sidecar_can_be_given_by_hand(tmp_path: Path) -> None:
    write(tmp_path, {"raw/a.txt": "1", "known.csv": "file,family\na.txt,Clerks\n"})
    options = Options(sidecars=(str(tmp_path / "known.csv"),))
    assert [item.family for item in everything(plan([str(tmp_path / "raw")], options))] == ["Clerks"]


def test_the_sidecar_beside_a_single_file_is_used_without_complaint_about_the_others(tmp_path: Path) -> None:
    write(tmp_path, {"manifest.csv": "file,family\na.txt,Clerks\nb.txt,Bakers\n", "a.txt": "1", "b.txt": "2"})
    for root in ("a.txt", "a*.txt"):
        found = plan([str(tmp_path / root)])
        assert [(item.source, item.family) for item in everything(found)] == [("a.txt", "Clerks")]
        assert found.notes == []


def test_what_is_odd_about_a_sidecar_is_noted(tmp_path: Path) -> None:
    text = "file,url,colour\na.txt,u1,red\na.txt,u2,red\ngone.txt,u3,red\n,u4,red\nshort\n"
    write(tmp_path, {"manifest.csv": text, "a.txt": "1"})
    found = plan([str(tmp_path)])
    assert noted(found) == {
        "sidecar_column_unknown": ("manifest.csv: colour", 1),
        "sidecar_file_repeated": ("manifest.csv: a.txt", 1),
        "sidecar_file_missing": ("gone.txt", 1),
        "sidecar_line_unreadable": ("manifest.csv: line 5, line 6", 2),
    }
    assert [item.url for item in everything(found)] == ["u1"]


def test_a_bad_date_in_a_sidecar_is_a_warning_on_its_file(tmp_path: Path) -> None:
    write(tmp_path, {"manifest.csv": "file,fetched_at\na.txt,last week\n", "a.txt": "1"})
    (item,) = everything(plan([str(tmp_path)]))
    assert [(w.code, w.text) for w in item.warnings] == [("bad_date", "last week")]


def test_a_file_that_is_only_called_like_a_sidecar_is_an_input(tmp_path: Path) -> None:
    write(tmp_path, {"manifest.csv": "P1P1 — Entry-Level Professional\n"})
    found = plan([str(tmp_path)])
    assert sources(found) == ["manifest.csv"]
    assert noted(found)["sidecar_unreadable"] == ("manifest.csv: no column file", 1)


def test_shards_are_bounded_by_files_and_by_bytes_and_cover_everything_once(tmp_path: Path) -> None:
    write(tmp_path, {f"{number:03}.txt": "x" * 100 for number in range(50)})
    for options in (Options(shard_files=7), Options(shard_bytes=750)):
        found = plan([str(tmp_path)], options)
        assert [len(shard.files) for shard in found.shards] == [7] * 7 + [1]
        assert [shard.number for shard in found.shards] == list(range(8))
        assert sources(found) == [f"{number:03}.txt" for number in range(50)]
        assert pickle.loads(pickle.dumps(found.shards)) == found.shards


def test_one_large_json_lines_file_is_shared_between_shards_line_by_line(tmp_path: Path) -> None:
    lines = [json.dumps({"url": f"u{n}", "text": "x" * (n % 700)}) for n in range(1500)]
    write(tmp_path, {"feed": "\n".join(lines)})
    found = plan([str(tmp_path)], Options(shard_bytes=50_000))
    assert len(found.shards) > 5
    items = everything(found)
    assert [item.url for item in items] == [f"u{n}" for n in range(1500)]
    (whole,) = plan([str(tmp_path)]).shards
    assert [item.record for item in items] == [item.record for item in read(whole)]


@pytest.mark.parametrize("cut", range(0, 60, 7))
def test_a_range_may_begin_anywhere_in_a_line(tmp_path: Path, cut: int) -> None:
    lines = [json.dumps({"text": str(n)}) for n in range(5)]
    write(tmp_path, {"feed": "\n".join(lines)})
    (shard,) = plan([str(tmp_path)]).shards
    parts = [shard._replace(stop=cut or 1), shard._replace(start=cut or 1)]
    assert [item.content for part in parts for item in read(part)] == [b"0", b"1", b"2", b"3", b"4"]


def test_one_large_parquet_file_is_shared_between_shards_row_by_row(tmp_path: Path) -> None:
    texts = [os.urandom(100).hex() * 5 for _ in range(2000)]
    pq.write_table(pa.table({"text": texts}), tmp_path / "pages", row_group_size=700)
    found = plan([str(tmp_path)], Options(shard_bytes=400_000))
    assert len(found.shards) > 3
    items = everything(found)
    assert [item.content.decode() for item in items] == texts
    assert [item.record for item in items] == [f"row {n}" for n in range(1, 2001)]


def test_an_arrow_file_system_is_read_like_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"bucket/a.txt": "1", "bucket/sub/b.jsonl": '{"url": "u", "text": "2"}', "bucket/.c": "3"})
    write(tmp_path, {"bucket/manifest.csv": "file,family\na.txt,Clerks\n"})
    store = fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem())
    for user in ("files", "listing"):
        monkeypatch.setattr(f"jdparse.sources.{user}.store_of", lambda uri: (store, uri.removeprefix("s3://")))
    found = plan(["s3://bucket"])
    items = [(item.source, item.content, item.family) for item in everything(found)]
    assert items == [("a.txt", b"1", "Clerks"), ("sub/b.jsonl", b"2", None)]
    assert noted(found)["hidden_skipped"] == (".c", 1)
    assert found.files[0].root == "s3://bucket"


class Store:
    """A file system of which some files, and in the end all, cannot be read any more."""

    def __init__(self, folder: Path) -> None:
        self.inner = fs.SubTreeFileSystem(str(folder), fs.LocalFileSystem())
        self.broken: set[str] = set()
        self.answers = True

    def get_file_info(self, what: object) -> object:
        if not self.answers:
            raise OSError("no route to host")
        return self.inner.get_file_info(what)

    def open_input_file(self, path: str) -> pa.NativeFile:
        if path in self.broken or not self.answers:
            raise OSError("connection reset")
        return pa.PythonFile(Remote(self, self.inner.open_input_file(path)), "r")


class Remote(io.RawIOBase):
    """A file of the store; reading it fails when the store is gone."""

    def __init__(self, store: Store, file: pa.NativeFile) -> None:
        self.store, self.file = store, file

    def read(self, size: int = -1) -> bytes:
        if not self.store.answers:
            raise OSError("connection reset")
        return bytes(self.file.read(None if size < 0 else size))

    def seek(self, offset: int, whence: int = 0) -> int:
        return int(self.file.seek(offset, whence))

    def tell(self) -> int:
        return int(self.file.tell())

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """What ``s3://bucket`` names: three pages, and a Parquet file of two row groups."""
    write(tmp_path, {"bucket/a.txt": "1", "bucket/b.txt": "2", "bucket/c.txt": "3"})
    rows = [os.urandom(200_000).hex() for _ in range(20)]
    pq.write_table(pa.table({"text": rows}), tmp_path / "bucket" / "d.parquet", row_group_size=10)
    store = Store(tmp_path)
    for user in ("files", "listing"):
        monkeypatch.setattr(f"jdparse.sources.{user}.store_of", lambda uri: (store, uri.removeprefix("s3://")))
    return store


def test_of_a_store_that_answers_one_file_that_fails_is_set_aside(store: Store) -> None:
    store.broken = {"bucket/b.txt"}
    items = [item for item in everything(plan(["s3://bucket"])) if item.source != "d.parquet"]
    assert [item.content for item in items] == [b"1", b"", b"3"]
    assert [item.problem for item in items] == [None, Rejection("unreadable", "connection reset"), None]


@pytest.mark.parametrize(
    "last",
    [pytest.param("a.txt", id="between files"), pytest.param("d.parquet", id="within a Parquet file")],
)
def test_a_store_that_no_longer_answers_ends_the_run_and_no_page_is_called_unreadable(store: Store, last: str) -> None:
    found = plan(["s3://bucket"])
    items: list[Input] = []

    def read_on() -> None:
        for shard in found.shards:
            for item in read(shard):
                items.append(item)
                store.answers = store.answers and item.source != last

    with pytest.raises(Refused, match=r"^s3://bucket: the store no longer answers: no route to host; .*run it again"):
        read_on()
    assert items[-1].source == last
    assert [item.problem for item in items] == [None] * len(items)


def test_a_glob_in_a_store_is_told_to_be_none(store: Store) -> None:
    with pytest.raises(WrongUse, match=r"^s3://bucket/\*\.txt: no such file or folder; globs are for local paths$"):
        plan(["s3://bucket/*.txt"])
    assert plan(["s3://bucket"]).files, "the store itself answers"


def test_a_large_file_that_holds_no_pages_is_one_input(tmp_path: Path) -> None:
    pq.write_table(pa.table({"url": [os.urandom(100).hex() for _ in range(5000)]}), tmp_path / "links")
    found = plan([str(tmp_path)], Options(shard_bytes=100_000))
    assert [item.problem and item.problem.reason for item in everything(found)] == ["bad_record"]


def test_the_parts_of_a_file_that_vanished_are_told_apart(tmp_path: Path) -> None:
    write(tmp_path, {"feed": '{"text": "a page"}\n' * 20_000})
    found = plan([str(tmp_path)], Options(shard_bytes=100_000))
    (tmp_path / "feed").unlink()
    items = everything(found)
    assert {item.problem.reason for item in items if item.problem} == {"changed_during_read"}
    assert len({item.record for item in items}) == len(items) == len(found.shards) > 1
