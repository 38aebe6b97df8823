"""Reading: one snapshot, checked before use; damage is named, another version is read or refused in words."""

import json
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from faults.publisher import publish, rows_of
from jdparse import tables
from jdparse.errors import Damaged, ExitCode, JdparseError, NewerWarehouse, NoWarehouse, SnapshotGone, WrongUse
from jdparse.warehouse import open_warehouse
from jdparse.warehouse.manifest import _own_hash
from jdparse.warehouse.snapshot import conform
from jdparse.warehouse.verify import verify


def publish_tag(warehouse: Path, tag: str) -> str:
    return publish(str(warehouse), f"run-{tag}", tag, merge=False, keep=None).snapshot_id


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    publish_tag(tmp_path, "old")
    publish_tag(tmp_path, "now")
    return tmp_path


def test_what_was_opened_stays_what_it_was(warehouse: Path) -> None:
    with open_warehouse(warehouse) as opened:
        publish_tag(warehouse, "later")
        assert opened.table("duties")["text"].tolist() == ["now"]
    with open_warehouse(warehouse) as opened:
        assert opened.table("duties")["text"].tolist() == ["later"]


def test_an_earlier_snapshot_opens_by_the_beginning_of_its_id(tmp_path: Path) -> None:
    old = publish_tag(tmp_path, "old")
    publish_tag(tmp_path, "now")
    with open_warehouse(tmp_path, old[:10]) as opened:
        assert opened.snapshot_id == old
        assert opened.table("duties")["text"].tolist() == ["old"]
    with pytest.raises(WrongUse, match="no such snapshot"):
        open_warehouse(tmp_path, "zz")


def test_tables_come_as_pandas_arrow_dataset_and_rows_of_sql(warehouse: Path) -> None:
    with open_warehouse(warehouse) as opened:
        assert opened.table("pages").attrs["key"] == ["page_id"]
        assert opened.arrow("pages", ["page_id", "source"]).column_names == ["page_id", "source"]
        assert isinstance(opened.dataset("duties"), ds.Dataset)
        joined = opened.sql(
            "SELECT p.source, d.text FROM duties d JOIN pages p USING (page_id) WHERE d.text = ?", ["now"]
        )
        assert joined.to_dict("records") == [{"source": "now", "text": "now"}]
        assert opened.sql("SELECT count(*) AS n FROM runs WHERE status = $status", {"status": "published"})["n"][0] == 2


def test_runs_and_checks_are_tables_too(warehouse: Path) -> None:
    with open_warehouse(warehouse) as opened:
        assert opened.tables == tuple(tables.TABLES)
        assert opened.runs["run_id"].tolist() == ["run-now", "run-old"]
        assert opened.checks.columns.tolist() == tables.CHECKS.schema.names


def test_missing_integers_do_not_become_other_numbers(warehouse: Path) -> None:
    with open_warehouse(warehouse) as opened:
        assert opened.arrow("duties")["duplicate_of"].to_pylist() == [None]


@pytest.mark.parametrize("name", ["x; drop table pages", "Pages", "../pages", "", "sqlite_master"])
def test_a_name_that_is_no_table_is_refused(warehouse: Path, name: str) -> None:
    with open_warehouse(warehouse) as opened:
        for way in (opened.table, opened.arrow, opened.dataset):
            with pytest.raises(WrongUse, match="is no table"):
                way(name)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '{warehouse}/current/pages/part-00000.parquet'",
        "COPY pages TO '{warehouse}/out.csv'",
        "ATTACH '{warehouse}/out.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SELECT * FROM opened",
        "SELECT * FROM no_such_table",
        "SELEC",
    ],
)
def test_a_query_reaches_the_tables_and_nothing_else(warehouse: Path, query: str) -> None:
    before = sorted(warehouse.iterdir())
    with open_warehouse(warehouse) as opened, pytest.raises(WrongUse) as caught:
        opened.sql(query.format(warehouse=warehouse))
    assert "\n" not in str(caught.value)
    assert sorted(warehouse.iterdir()) == before


def test_a_value_bound_to_a_query_is_never_part_of_it(warehouse: Path) -> None:
    with open_warehouse(warehouse) as opened:
        assert opened.sql("SELECT * FROM duties WHERE text = ?", ["' OR 1=1 --"]).empty


def test_where_nothing_is_published_the_error_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoWarehouse, match="no warehouse here") as caught:
        open_warehouse(tmp_path / "nowhere")
    assert caught.value.exit_code == ExitCode.USAGE


def parquet_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*.parquet"))


def test_any_flipped_bit_in_any_table_is_noticed_before_a_row_is_shown(warehouse: Path) -> None:
    with open_warehouse(warehouse) as opened:
        folder = opened.folder
    for number, path in enumerate(parquet_files(folder)):
        content = path.read_bytes()
        for offset in range(number, len(content), max(1, len(content) // 7)):
            flipped = bytearray(content)
            flipped[offset] ^= 1 << (offset % 8)
            path.write_bytes(flipped)
            with open_warehouse(warehouse) as opened, pytest.raises(Damaged, match=path.parent.name):
                opened.arrow(path.parent.name)
        path.write_bytes(content)
    assert verify(warehouse) == []


@pytest.mark.parametrize("damage", ["cut", "missing", "empty", "grown"])
def test_a_damaged_file_is_named_with_the_last_sound_snapshot(tmp_path: Path, damage: str) -> None:
    old = publish_tag(tmp_path, "old")
    publish_tag(tmp_path, "now")
    path = tmp_path / "current" / "duties" / "part-00000.parquet"
    content = path.read_bytes()
    path.unlink()
    if damage != "missing":
        path.write_bytes({"cut": content[:-1], "empty": b"", "grown": content + b"\0"}[damage])
    with open_warehouse(tmp_path) as opened:
        assert opened.table("pages")["source"].tolist() == ["now"], "the other tables are still read"
        with pytest.raises(Damaged, match=rf"duties/part-00000.parquet.*{old}") as caught:
            opened.sql("SELECT * FROM duties")
    assert "\n" not in str(caught.value)
    with open_warehouse(tmp_path, old) as opened:
        assert opened.table("duties")["text"].tolist() == ["old"]
    assert [Path(problem.file).name for problem in verify(tmp_path)] == ["part-00000.parquet"]


def test_a_manifest_with_any_byte_changed_is_noticed(warehouse: Path) -> None:
    path = warehouse / "current" / "datapackage.json"
    content = path.read_bytes()
    for offset in range(0, len(content), len(content) // 60):
        changed = bytearray(content)
        changed[offset] ^= 2
        path.write_bytes(changed)
        with pytest.raises((Damaged, NewerWarehouse)):
            open_warehouse(warehouse)


def test_a_missing_manifest_is_named_and_the_sound_snapshot_too(tmp_path: Path) -> None:
    old = publish_tag(tmp_path, "old")
    publish_tag(tmp_path, "now")
    (tmp_path / "current" / "datapackage.json").unlink()
    with pytest.raises(Damaged, match=rf"datapackage.json: is missing.*{old}"):
        open_warehouse(tmp_path)


def test_a_pointer_to_nothing_is_reported_as_damage(warehouse: Path) -> None:
    target = warehouse / (warehouse / "current").readlink()
    target.rename(warehouse / "away")
    with pytest.raises(Damaged, match="which is not there"):
        open_warehouse(warehouse)


def test_a_snapshot_removed_by_hand_is_reported_as_gone(warehouse: Path) -> None:
    with open_warehouse(warehouse) as opened:
        opened.folder.rename(warehouse / "away")
        with pytest.raises(SnapshotGone, match="open the warehouse again"):
            opened.table("pages")


def with_version(warehouse: Path, version: str) -> None:
    path = warehouse / "current" / "datapackage.json"
    content = json.loads(path.read_text())
    content.pop("sha256")
    content["schema_version"] = version
    path.write_text(json.dumps({**content, "sha256": _own_hash(content)}))


def test_a_warehouse_of_a_newer_major_version_is_refused_in_words(warehouse: Path) -> None:
    with_version(warehouse, "2.0")
    with pytest.raises(NewerWarehouse, match="install a newer jdparse") as caught:
        open_warehouse(warehouse)
    assert caught.value.exit_code == ExitCode.USAGE


def test_a_warehouse_of_a_newer_minor_version_is_read(warehouse: Path) -> None:
    with_version(warehouse, "1.999")
    with open_warehouse(warehouse) as opened:
        assert opened.table("duties")["text"].tolist() == ["now"]


def test_columns_of_another_version_are_kept_or_null(tmp_path: Path) -> None:
    rows = rows_of(tables.PAY, [{"page_id": "1" * 24}]).drop_columns(["currency"])
    rows = rows.append_column("bonus", pa.array([7]))
    read = conform(rows, tables.PAY)
    assert read.column_names == [*tables.PAY.schema.names, "bonus"]
    assert read["currency"].to_pylist() == [None]
    assert read["bonus"].to_pylist() == [7]


def test_a_widened_integer_is_read_by_all_four_readers(tmp_path: Path) -> None:
    narrow, wide = tmp_path / "part-00000.parquet", tmp_path / "part-00001.parquet"
    pq.write_table(pa.table({"n": pa.array([1], pa.int32())}), narrow)
    pq.write_table(pa.table({"n": pa.array([2**40], pa.int64())}), wide)
    for path, value in ((narrow, 1), (wide, 2**40)):
        assert pq.read_table(path)["n"].to_pylist() == [value]
        assert pd.read_parquet(path)["n"].tolist() == [value]
        assert pl.read_parquet(path)["n"].to_list() == [value]
        assert duckdb.sql(f"SELECT n FROM '{path}'").fetchall() == [(value,)]
    pages = pa.table({"level_code": ["P1"], "pages": pa.array([3], pa.int32())})
    assert conform(pages, tables.LEVELS)["pages"].type == pa.int64()


def test_the_four_readers_read_the_folders_as_they_are(warehouse: Path) -> None:
    path = warehouse / "current" / "duties"
    assert pq.read_table(path)["text"].to_pylist() == ["now"]
    assert pd.read_parquet(path)["text"].tolist() == ["now"]
    assert pl.read_parquet(f"{path}/*.parquet")["text"].to_list() == ["now"]
    assert duckdb.sql(f"SELECT text FROM '{path}/*.parquet'").fetchall() == [("now",)]


@pytest.mark.parametrize("character", ["\n", "\r", "\x1b", "\u202e", "\0"])
def test_no_name_can_make_an_error_more_than_one_plain_line(character: str) -> None:
    words = str(JdparseError(f"raw/a{character}b.html", f"bad {character} thing", "look"))
    assert character not in words
    assert words.isprintable()
