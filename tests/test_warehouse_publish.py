"""Publishing: all or nothing, nothing twice, never over somebody else's snapshot."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from faults.harness import assert_sound
from faults.publisher import ledger_of, publish, rows_of, snapshot_tables, write_snapshot
from jdparse import tables
from jdparse.errors import Busy, Damaged, ExitCode, JdparseError, NewerWarehouse, Superseded
from jdparse.warehouse import Published, hold, open_warehouse, write_part
from jdparse.warehouse.layout import Layout
from jdparse.warehouse.snapshot import damage

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def publish_tag(warehouse: Path, tag: str, **options: object) -> Published:
    return publish(str(warehouse), f"run-{tag}", tag, merge=False, keep=None, **options)  # type: ignore[arg-type]


def test_the_layout_on_disk_is_the_public_one(tmp_path: Path) -> None:
    done = publish_tag(tmp_path / "w", "a")
    assert (tmp_path / "w" / "current").readlink() == Path(f"snapshots/{done.snapshot_id}")
    snapshot = tmp_path / "w" / "snapshots" / done.snapshot_id
    for table in tables.DATA_TABLES:
        assert [path.name for path in (snapshot / table.name).iterdir()] == ["part-00000.parquet"]
    assert (snapshot / "datapackage.json").is_file()
    assert (tmp_path / "w" / "runs" / "run-a" / "run.json").is_file()


def test_the_manifest_names_tables_columns_keys_rows_and_hashes(tmp_path: Path) -> None:
    publish_tag(tmp_path, "a")
    manifest = json.loads((tmp_path / "current" / "datapackage.json").read_text())
    resources = {resource["name"]: resource for resource in manifest["resources"]}
    assert list(resources) == [table.name for table in tables.DATA_TABLES]
    duties = resources["duties"]
    assert duties["rows"] == 1
    assert duties["schema"]["primaryKey"] == ["page_id", "position"]
    assert {"fields": ["page_id"], "reference": {"resource": "pages", "fields": ["page_id"]}} in duties["schema"][
        "foreignKeys"
    ]
    assert [field["name"] for field in duties["schema"]["fields"]] == tables.DUTIES.schema.names
    assert len(duties["files"][0]["sha256"]) == 64


def test_the_same_data_publish_nothing_and_keep_pointer_and_manifest(tmp_path: Path) -> None:
    first = publish_tag(tmp_path, "a")
    before = (tmp_path / "current" / "datapackage.json").read_bytes()
    link = (tmp_path / "current").lstat().st_ino
    again = publish(str(tmp_path), "later", "a", merge=False, at=AT)
    assert again == (first.snapshot_id, False, ())
    assert (tmp_path / "current").lstat().st_ino == link
    assert (tmp_path / "current" / "datapackage.json").read_bytes() == before


def test_the_manifest_depends_on_the_data_alone(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "elsewhere" / "two"
    publish_tag(one, "a")
    publish_tag(two, "x")
    publish(str(two), "another-run", "a", merge=False, at=AT)
    assert (one / "current" / "datapackage.json").read_bytes() == (two / "current" / "datapackage.json").read_bytes()


def test_data_that_were_published_before_become_current_again(tmp_path: Path) -> None:
    first, second = publish_tag(tmp_path, "a"), publish_tag(tmp_path, "b")
    assert first.snapshot_id != second.snapshot_id
    assert publish_tag(tmp_path, "a") == (first.snapshot_id, True, ())
    assert Layout(tmp_path).snapshot_ids() == sorted({first.snapshot_id, second.snapshot_id})
    assert_sound(tmp_path)


def test_an_unchanged_run_still_refreshes_the_ledger(tmp_path: Path) -> None:
    publish_tag(tmp_path, "a")
    with hold(tmp_path, "next") as holder:
        staging = holder.stage()
        parts = write_snapshot(staging, snapshot_tables("a", ["a"]))
        done = staging.commit(parts, pa.table({"source": ["moved"]}), AT)
        assert not done.changed
    with hold(tmp_path, "look") as holder:
        assert holder.base is not None
        assert holder.base.ledger().to_pylist() == [{"source": "moved"}]


@pytest.mark.parametrize("file", ["duties/part-00000.parquet", "datapackage.json", "published.json"])
def test_a_run_over_the_same_data_repairs_a_damaged_current_snapshot(tmp_path: Path, file: str) -> None:
    done = publish_tag(tmp_path, "a")
    (tmp_path / "current" / file).unlink()
    again = publish_tag(tmp_path, "a")
    assert (again.snapshot_id, again.changed) == (done.snapshot_id, False)
    assert not list(damage(tmp_path / "snapshots" / done.snapshot_id))
    assert_sound(tmp_path)


def test_a_snapshot_folder_that_vanished_is_put_back(tmp_path: Path) -> None:
    done = publish_tag(tmp_path, "a")
    (tmp_path / "snapshots" / done.snapshot_id).rename(tmp_path / "away")
    assert publish_tag(tmp_path, "a").snapshot_id == done.snapshot_id
    assert_sound(tmp_path)


def test_only_listed_parts_are_published(tmp_path: Path) -> None:
    with hold(tmp_path, "run") as holder:
        staging = holder.stage()
        parts = write_snapshot(staging, snapshot_tables("a", ["a"]))
        write_part(staging.data, tables.DUTIES, 5, tables.DUTIES.empty())  # of a worker that was killed and replaced
        (staging.data / "duties" / ".part-00009.parquet.1.tmp").touch()
        staging.commit(parts, ledger_of(["a"]), AT)
    assert [path.name for path in (tmp_path / "current" / "duties").iterdir()] == ["part-00000.parquet"]
    assert_sound(tmp_path)


def test_a_listed_part_that_is_not_there_publishes_nothing(tmp_path: Path) -> None:
    with pytest.raises(JdparseError) as caught, hold(tmp_path, "run") as holder:  # noqa: PT012
        staging = holder.stage()
        parts = write_snapshot(staging, snapshot_tables("a", ["a"]))
        (staging.data / parts[0].path).unlink()
        staging.commit(parts, ledger_of(["a"]), AT)
    assert caught.value.exit_code == ExitCode.CANNOT_WRITE
    assert Layout(tmp_path).current_id() is None


def test_parts_are_rows_of_one_table_in_order(tmp_path: Path) -> None:
    with hold(tmp_path, "run") as holder:
        staging = holder.stage()
        rows = [rows_of(tables.LEVELS, [{"level_code": f"P{n}"}]) for n in range(3)]
        parts = [write_part(staging.data, tables.LEVELS, n, rows[n]) for n in (2, 0, 1)]
        staging.commit(parts, ledger_of([]), AT)
    with open_warehouse(tmp_path) as opened:
        assert opened.arrow("levels")["level_code"].to_pylist() == ["P0", "P1", "P2"]


def test_a_second_run_is_refused_at_once_and_the_message_names_the_first(tmp_path: Path) -> None:
    with hold(tmp_path, "the-first"), pytest.raises(Busy, match=r"the-first.*process \d+"), hold(tmp_path, "second"):
        pass
    with hold(tmp_path, "third"):
        pass


def test_a_run_whose_base_was_replaced_must_merge_again(tmp_path: Path) -> None:
    publish_tag(tmp_path, "a")
    with pytest.raises(Superseded) as caught, hold(tmp_path, "slow") as holder:  # noqa: PT012
        staging = holder.stage()
        parts = write_snapshot(staging, snapshot_tables("slow", ["slow"]))
        (tmp_path / "lock").unlink()  # somebody thinks the run is dead
        other = publish_tag(tmp_path, "other")
        staging.commit(parts, ledger_of([]), AT)
    assert caught.value.exit_code == ExitCode.BUSY
    assert Layout(tmp_path).current_id() == other.snapshot_id
    assert_sound(tmp_path)


def test_what_dead_runs_left_is_cleared_by_the_next_holder(tmp_path: Path) -> None:
    publish_tag(tmp_path, "a")
    (tmp_path / "staging" / "dead" / "snapshot" / "duties").mkdir(parents=True)
    (tmp_path / "staging" / ".leftover-1-0").mkdir()
    (tmp_path / "staging" / "stray-file").touch()
    with hold(tmp_path, "next"):
        assert list((tmp_path / "staging").iterdir()) == []


def test_an_exception_in_the_run_publishes_nothing_and_lets_go(tmp_path: Path) -> None:
    done = publish_tag(tmp_path, "a")
    with pytest.raises(ZeroDivisionError), hold(tmp_path, "run") as holder:  # noqa: PT012
        write_snapshot(holder.stage(), snapshot_tables("b", ["b"]))
        raise ZeroDivisionError
    assert Layout(tmp_path).current_id() == done.snapshot_id
    assert_sound(tmp_path)


def set_schema_version(warehouse: Path, version: str) -> None:
    """Make the current snapshot one of another version of the tables, checksum and all."""
    from jdparse.warehouse.manifest import _own_hash

    path = warehouse / "current" / "datapackage.json"
    content = json.loads(path.read_text())
    content.pop("sha256")
    content["schema_version"] = version
    path.write_text(json.dumps({**content, "sha256": _own_hash(content)}))


@pytest.mark.parametrize("version", ["1.999", "2.0", "10.0"])
def test_a_newer_warehouse_is_never_written_to(tmp_path: Path, version: str) -> None:
    publish_tag(tmp_path, "a")
    set_schema_version(tmp_path, version)
    before = sorted(str(path) for path in tmp_path.rglob("*"))
    with pytest.raises(NewerWarehouse, match="install a newer jdparse") as caught:
        publish_tag(tmp_path, "b")
    assert caught.value.exit_code == ExitCode.USAGE
    assert sorted(str(path) for path in tmp_path.rglob("*")) == before


def test_a_pointer_that_is_no_link_is_reported_not_overwritten(tmp_path: Path) -> None:
    publish_tag(tmp_path, "a")
    (tmp_path / "current").unlink()
    (tmp_path / "current").mkdir()
    with pytest.raises(Damaged, match="is no link"):
        publish_tag(tmp_path, "b")


@pytest.mark.parametrize("run_id", ["../out", "a/b", "", ".hidden", "x" * 101])
def test_a_run_id_cannot_leave_its_folder(tmp_path: Path, run_id: str) -> None:
    with pytest.raises(JdparseError) as caught:
        publish(str(tmp_path / "w"), run_id, "a")
    assert caught.value.exit_code == ExitCode.USAGE
    assert not (tmp_path / "w").exists()
