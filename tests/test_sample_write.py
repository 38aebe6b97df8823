"""Invented pages come in the files a crawl leaves, one page at a time and always the same bytes."""

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from fastwarc.warc import ArchiveIterator

from jdparse.errors import CannotWrite, WrongUse
from jdparse.sample import RENDERINGS, pages, render_bullet, render_dash, render_html, write

FORMS = ("folder", "pages.parquet", "pages.jsonl", "pages.warc", "pages.warc.gz")


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("rendering", RENDERINGS)
def test_writing_twice_gives_the_same_bytes(tmp_path: Path, name: str, rendering: str) -> None:
    contents = []
    for run in ("first", "second"):
        path = tmp_path / run / name
        path.parent.mkdir()
        assert write(path, 12, rendering=rendering) > 0
        files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
        contents.append([(file.name, file.read_bytes()) for file in files])
    assert contents[0] == contents[1]


def test_a_folder_holds_a_file_a_page_and_a_manifest_of_addresses(tmp_path: Path) -> None:
    write(tmp_path / "out", 60, rendering="dash")
    with (tmp_path / "out" / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["file"]: row for row in csv.DictReader(file)}
    for page in pages(60):
        name = f"00000/{page.index:08}.txt"
        assert (tmp_path / "out" / name).read_bytes().decode() == render_dash(page)
        assert (rows[name]["url"] if name in rows else None) == page.url


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(WrongUse, match="holds something"):
        write(tmp_path, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("name", ["pages.docx", "pages.csv", "pages.v2"])
def test_files_of_another_kind_are_refused_before_anything_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(WrongUse, match=r"name a folder without a dot, or \.parquet, \.jsonl"):
        write(tmp_path / name, 1)
    assert not list(tmp_path.iterdir())
    (tmp_path / name).mkdir()
    assert write(tmp_path / name, 1) > 0, "a folder that is there may be called what it is"


@pytest.mark.parametrize("name", ["a.parquet", "a.jsonl", "a.warc.gz"])
def test_a_folder_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(CannotWrite, match="the folder it belongs in is not there; make that folder") as refused:
        write(tmp_path / "nowhere" / name, 1)
    assert refused.value.subject == str(tmp_path / "nowhere" / name)


def test_an_unknown_rendering_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unknown rendering 'pdf'"):
        write(tmp_path / "out", 1, rendering="pdf")


def test_parquet_has_a_row_a_page_in_the_columns_of_text_sets(tmp_path: Path) -> None:
    write(tmp_path / "a.parquet", 1_001, rendering="bullet", seed=3)
    table = pq.read_table(tmp_path / "a.parquet")
    assert table.column_names == ["text", "url", "id", "dump", "date"]
    book = list(pages(1_001, 3))
    assert table["text"].to_pylist() == [render_bullet(page) for page in book]
    assert table["url"].to_pylist() == [page.url for page in book]
    assert table["date"].to_pylist() == [page.fetched_at for page in book]
    assert len(set(table["id"].to_pylist())) == 1_001


def test_a_feed_has_a_json_object_a_line(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", 5, rendering="html", size=20_000)
    items = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [item["html"].encode() for item in items] == [render_html(page, 20_000) for page in pages(5)]
    assert [item["url"] for item in items] == [page.url for page in pages(5)]


def test_warc_records_have_digests_that_hold(tmp_path: Path) -> None:
    write(tmp_path / "a.warc.gz", 20, rendering="html")
    with (tmp_path / "a.warc.gz").open("rb") as file:
        seen = [
            (record.headers.get("WARC-Target-URI"), record.headers["WARC-Type"], record.reader.read())
            for record in ArchiveIterator(file, verify_digests=True)
        ]
    assert seen == [(page.url, "response", render_html(page)) for page in pages(20)]


def test_a_stretch_of_the_book_can_be_written_apart(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", 4, rendering="dash", start=100)
    texts = [json.loads(line)["text"] for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    assert texts == [render_dash(page) for page in pages(4, start=100)]
