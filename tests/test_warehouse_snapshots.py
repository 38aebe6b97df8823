"""Snapshots as people handle them: list, diff, rollback, status, retention, verify, records of runs."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from faults.harness import assert_sound
from faults.publisher import START, ledger_of, publish, rows_of, snapshot_tables, write_snapshot
from jdparse import tables
from jdparse.errors import Damaged, NoWarehouse, WrongUse
from jdparse.warehouse import Outcome, RunLog, hold, open_warehouse, write_part
from jdparse.warehouse.diff import diff
from jdparse.warehouse.layout import Layout
from jdparse.warehouse.lock import try_lock
from jdparse.warehouse.retention import remove_old, remove_old_runs
from jdparse.warehouse.snapshots import rollback, snapshots, status
from jdparse.warehouse.verify import verify

DAY = timedelta(days=1)


def publish_tag(warehouse: Path, tag: str, at: datetime = START) -> str:
    return publish(str(warehouse), f"run-{tag}", tag, merge=False, keep=None, at=at).snapshot_id


def publish_levels(warehouse: Path, run_id: str, rows: list[dict[str, object]]) -> str:
    with hold(warehouse, run_id) as holder:
        staging = holder.stage()
        part = write_part(staging.data, tables.LEVELS, 0, rows_of(tables.LEVELS, rows))
        return staging.commit([part], ledger_of([]), START).snapshot_id


def test_snapshots_are_listed_with_time_run_rows_and_which_is_current(tmp_path: Path) -> None:
    old, new = publish_tag(tmp_path, "old", START), publish_tag(tmp_path, "new", START + DAY)
    first, second = snapshots(tmp_path)
    assert (first.id, first.current, first.created, first.run_id) == (new, True, START + DAY, "run-new")
    assert (second.id, second.current, second.created, second.run_id) == (old, False, START, "run-old")
    assert first.rows["duties"] == 1
    assert first.bytes == sum(path.stat().st_size for path in (tmp_path / "current").glob("*/*.parquet"))


def test_a_damaged_snapshot_is_listed_with_its_problem(tmp_path: Path) -> None:
    publish_tag(tmp_path, "old")
    publish_tag(tmp_path, "new")
    (tmp_path / "current" / "datapackage.json").write_text("{")
    assert "datapackage.json" in str(snapshots(tmp_path)[0].problem)
    assert snapshots(tmp_path)[1].problem is None


def test_diff_shows_rows_added_removed_and_changed_by_key(tmp_path: Path) -> None:
    old = publish_levels(
        tmp_path, "old", [{"level_code": "P1", "rank": 1, "name": "Entry"}, {"level_code": "P2", "name": "Developing"}]
    )
    new = publish_levels(
        tmp_path, "new", [{"level_code": "P1", "rank": 1, "name": "Starter"}, {"level_code": "P3", "name": "Career"}]
    )
    with open_warehouse(tmp_path, old) as before, open_warehouse(tmp_path, new) as after:
        (levels,) = diff(before.snapshot, after.snapshot)
        assert diff(after.snapshot, after.snapshot) == []
    assert (levels.table, levels.added, levels.removed, levels.changed) == ("levels", 1, 1, 1)
    assert levels.examples == {
        "added": [{"level_code": "P3", "name": "Career"}],
        "removed": [{"level_code": "P2", "name": "Developing"}],
        "changed": [{"level_code": "P1", "name": "Starter", "columns": ["name"]}],
    }


def test_diff_counts_a_value_that_became_null_as_changed(tmp_path: Path) -> None:
    old = publish_levels(tmp_path, "old", [{"level_code": "P1", "rank": 1}])
    new = publish_levels(tmp_path, "new", [{"level_code": "P1", "rank": None}])
    with open_warehouse(tmp_path, old) as before, open_warehouse(tmp_path, new) as after:
        assert diff(before.snapshot, after.snapshot)[0].examples["changed"] == [
            {"level_code": "P1", "name": None, "columns": ["rank"]}
        ]


def test_rollback_makes_an_earlier_snapshot_current(tmp_path: Path) -> None:
    old, new = publish_tag(tmp_path, "old"), publish_tag(tmp_path, "new")
    assert rollback(tmp_path, old[:12], "back", START) == (old, True, ())
    assert rollback(tmp_path, old, "back-again", START) == (old, False, ())
    with open_warehouse(tmp_path) as opened:
        assert opened.table("duties")["text"].tolist() == ["old"]
    assert Layout(tmp_path).snapshot_ids() == sorted([old, new])
    assert_sound(tmp_path)


def test_rollback_to_a_damaged_or_unknown_snapshot_is_refused(tmp_path: Path) -> None:
    old, new = publish_tag(tmp_path, "old"), publish_tag(tmp_path, "new")
    (tmp_path / "snapshots" / old / "pay" / "part-00000.parquet").unlink()
    with pytest.raises(Damaged, match=r"pay/part-00000\.parquet"):
        rollback(tmp_path, old, "back", START)
    with pytest.raises(WrongUse):
        rollback(tmp_path, "0" * 24, "back", START)
    assert Layout(tmp_path).current_id() == new


def test_rollback_mends_a_pointer_that_was_lost(tmp_path: Path) -> None:
    old = publish_tag(tmp_path, "old")
    (tmp_path / "current").unlink()
    with pytest.raises(NoWarehouse, match="rollback"):
        open_warehouse(tmp_path)
    rollback(tmp_path, old, "back", START)
    assert_sound(tmp_path)


def test_status_is_json_and_says_what_is_current_and_how_the_last_run_went(tmp_path: Path) -> None:
    publish_tag(tmp_path, "old")
    new = publish_tag(tmp_path, "new")
    state = json.loads(json.dumps(status(tmp_path)))
    assert (state["snapshot_id"], state["snapshots"], state["runs"]) == (new, 2, 2)
    assert state["rows"]["duties"] == 1
    assert state["held_by"] is None
    assert state["problems"] == []
    assert state["last_run"]["status"] == "published"
    with hold(tmp_path, "busy-one"):
        assert status(tmp_path)["held_by"]["run_id"] == "busy-one"


def sweep(warehouse: Path, now: datetime, **options: object) -> tuple[str, ...]:
    with hold(warehouse, "sweep") as holder:
        removed = remove_old(holder, now, **options)  # type: ignore[arg-type]
    assert removed.problems == ()
    return removed.snapshot_ids


def test_retention_keeps_the_three_newest_whatever_their_age(tmp_path: Path) -> None:
    ids = [publish_tag(tmp_path, f"t{n}", START + n * DAY) for n in range(5)]
    assert sorted(sweep(tmp_path, START + 99 * DAY)) == sorted(ids[:2])
    assert Layout(tmp_path).snapshot_ids() == sorted(ids[2:])
    assert_sound(tmp_path)


def test_retention_keeps_what_was_superseded_a_short_time_ago(tmp_path: Path) -> None:
    ids = [publish_tag(tmp_path, f"t{n}", START + n * DAY) for n in range(5)]
    # t0 was superseded on day 1, t1 on day 2, the rest are the three newest
    assert sweep(tmp_path, START + 2 * DAY + timedelta(hours=1)) == (ids[0],)


def test_records_of_runs_are_kept_while_they_are_new_or_young_or_their_process_lives(tmp_path: Path) -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    for day in range(1, 7):
        publish(str(tmp_path / "w"), f"2026010{day}T000000-000000", f"tag {day}")
    runs = tmp_path / "w" / "runs"
    for folder in runs.iterdir():
        long_ago = (now - timedelta(days=100 if folder.name != "20260103T000000-000000" else 1)).timestamp()
        os.utime(folder, (long_ago, long_ago))
    living = try_lock(runs / "20260102T000000-000000")
    assert living is not None
    with hold(tmp_path / "w", "now") as holder:
        assert remove_old_runs(holder, now, keep=2) == ()
    living.release()
    assert sorted(path.name[7:8] for path in runs.iterdir()) == ["2", "3", "5", "6"]
    assert not list((tmp_path / "w" / "staging").iterdir())


def test_retention_never_removes_the_current_snapshot_even_after_a_rollback(tmp_path: Path) -> None:
    ids = [publish_tag(tmp_path, f"t{n}", START + n * DAY) for n in range(5)]
    rollback(tmp_path, ids[0], "back", START + 5 * DAY)
    sweep(tmp_path, START + 99 * DAY, keep=1)
    assert Layout(tmp_path).snapshot_ids() == [ids[0]]
    assert_sound(tmp_path)


def test_verify_finds_nothing_in_a_sound_warehouse(tmp_path: Path) -> None:
    publish_tag(tmp_path, "a")
    assert verify(tmp_path) == []


def test_verify_names_keys_that_stand_twice_and_references_to_nothing(tmp_path: Path) -> None:
    contents = snapshot_tables("a", ["a"])
    contents["levels"] = pa.concat_tables([contents["levels"]] * 2)
    contents["bullets"] = tables.BULLETS.empty()
    with hold(tmp_path, "run") as holder:
        staging = holder.stage()
        staging.commit(write_snapshot(staging, contents), ledger_of(["a"]), START)
    problems = {(Path(problem.file).name, problem.reason) for problem in verify(tmp_path)}
    assert problems == {
        ("levels", "1 keys (level_code) stand on more than one row"),
        ("duties", "1 rows refer by bullet_id to no row of bullets.bullet_id"),
    }


def test_verify_names_a_stray_file_a_broken_ledger_and_a_broken_record(tmp_path: Path) -> None:
    publish_tag(tmp_path, "a")
    (tmp_path / "current" / "duties" / "part-00001.parquet").write_bytes(b"PAR1")
    ledger = tmp_path / "current" / "ledger.parquet"
    pq.write_table(pa.table({"source": ["other"]}), ledger)
    (tmp_path / "runs" / "run-a" / "run.json").write_text("{")
    files = sorted(Path(problem.file).name for problem in verify(tmp_path))
    assert files == ["ledger.parquet", "part-00001.parquet", "run.json"]


def test_a_run_that_died_is_shown_as_abandoned_and_a_live_one_as_running(tmp_path: Path) -> None:
    publish_tag(tmp_path, "a")
    code = (
        "import sys, datetime; from jdparse.warehouse import RunLog;"
        f"log = RunLog.start({str(tmp_path)!r}, 'lives', datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC));"
        "print('ready', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with open_warehouse(tmp_path) as opened:
            assert opened.sql("SELECT status FROM runs WHERE run_id = 'lives'")["status"].tolist() == ["running"]
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            assert opened.sql("SELECT status FROM runs WHERE run_id = 'lives'")["status"].tolist() == ["abandoned"]


def test_a_finished_run_shows_its_counts_and_checks(tmp_path: Path) -> None:
    snapshot_id = publish_tag(tmp_path, "a")
    log = RunLog.start(tmp_path, "r2", START)
    check = {"run_id": "r2", "check": "keys", "table": "pages", "severity": "error", "passed": True, "failing_rows": 0}
    log.write_checks(pa.Table.from_pylist([check], schema=tables.CHECKS.schema))
    log.finish(Outcome("published", 0, snapshot_id, {"current": 4, "quarantined": 1}, {"pages": 4}), START + DAY)
    assert log.problems == []
    with open_warehouse(tmp_path) as opened:
        run = opened.arrow("runs").to_pylist()[0]
        assert opened.checks["check"].tolist() == ["keys"]
    assert (run["status"], run["inputs_current"], run["inputs_quarantined"], run["rows_pages"]) == (
        "published",
        4,
        1,
        4,
    )
    assert run["ended_at"] == datetime(2026, 1, 2, tzinfo=UTC)


def test_a_record_that_cannot_be_written_stops_no_run(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("a file where the folder should be")
    log = RunLog.start(tmp_path, "r1", START)
    log.write_checks(tables.CHECKS.empty())
    log.finish(Outcome("failed", 1), START)
    assert len(log.problems) >= 2
    assert all("the record of this run is incomplete" in problem for problem in log.problems)
