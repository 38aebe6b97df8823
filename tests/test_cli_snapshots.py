"""Snapshots at a terminal: what a person sees who lists, compares, goes back and looks again."""

import json
from pathlib import Path

import pytest

from jdparse.sample import pages, render_dash
from terminal import call


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two snapshots: a duty of one page changed, another page came."""
    root = tmp_path_factory.mktemp("snapshots")
    (root / "raw").mkdir()
    book = [page for page in pages(6, seed=52) if page.index % 5 != 4]
    for page in book[:-1]:
        (root / "raw" / f"{page.index}.txt").write_text(render_dash(page))
    assert call("diff", "-w", root / "wh").exit_code == 2
    call("run", root / "raw", "-w", root / "wh", "--workers", "1")
    alone = call("diff", "-w", root / "wh")
    assert (alone.exit_code, "no other snapshot to compare with; a run publishes another" in alone.stderr) == (2, True)
    (root / "raw" / "9.txt").write_text(render_dash(book[-1]))
    call("run", root / "raw", "-w", root / "wh", "--workers", "1")
    return root / "wh"


def ids(warehouse: Path) -> list[str]:
    return [one["id"] for one in json.loads(call("snapshots", "-w", warehouse, "--json").stdout)]


def test_the_list_marks_the_current_one_and_comes_newest_first(warehouse: Path) -> None:
    lines = call("snapshots", "-w", warehouse).stdout.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(f"* {(warehouse / 'current').resolve().name}")


def test_diff_compares_with_the_snapshot_before_unless_one_is_named(warehouse: Path) -> None:
    told = call("diff", "-w", warehouse)
    assert told.stdout == call("diff", ids(warehouse)[1][:8], "-w", warehouse).stdout
    assert "pages              added 1, removed 0, changed 0" in told.stdout
    assert call("diff", "current", "-w", warehouse).exit_code == 2


def test_going_back_and_looking_again(warehouse: Path) -> None:
    newest, older = ids(warehouse)
    assert call("rollback", older[:6], "-w", warehouse).exit_code == 0
    assert ids(warehouse) == [older, newest]
    status = json.loads(call("status", "-w", warehouse, "--json").stdout)
    assert (status["snapshot_id"], status["last_run"]["status"]) == (older, "published")
    assert call("verify", "-w", warehouse).stdout == "sound\n"
    assert call("rollback", newest, "-w", warehouse).exit_code == 0


def test_a_damaged_file_is_named(warehouse: Path) -> None:
    part = (warehouse / "current" / "duties" / "part-00000.parquet").resolve()
    sound = part.read_bytes()
    part.write_bytes(sound[:-20] + bytes(20))
    told = call("verify", "-w", warehouse)
    assert (told.exit_code, "duties/part-00000.parquet" in told.stdout) == (1, True)
    part.write_bytes(sound)
    assert call("verify", "-w", warehouse).exit_code == 0


def test_a_slip_in_going_back_leaves_no_trace(warehouse: Path, tmp_path: Path) -> None:
    assert call("rollback", "8544", "-w", tmp_path / "nowhere").exit_code == 2
    assert not (tmp_path / "nowhere").exists()
    runs = sorted((warehouse / "runs").iterdir())
    for prefix in ("", "xyz"):
        assert call("rollback", prefix, "-w", warehouse).exit_code == 2
    assert sorted((warehouse / "runs").iterdir()) == runs


def test_a_warehouse_with_nothing_published_says_so(tmp_path: Path) -> None:
    (tmp_path / "snapshots").mkdir()
    assert call("status", "-w", tmp_path).stdout == (
        f"{tmp_path}: nothing has been published here yet; do it with `jdparse run RAW`\n"
    )
    listed = call("snapshots", "-w", tmp_path)
    assert (listed.exit_code, listed.stdout, "no snapshot is kept" in listed.stderr) == (0, "", True)
    for command in (["verify"], ["find", "x"], ["sql", "SELECT 1"]):
        assert call(*command, "-w", tmp_path).exit_code == 2
