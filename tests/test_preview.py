"""``jdparse run --dry-run``: what would be read, told without writing anything."""

import json
from pathlib import Path

import pytest

from faults.harness import tree_hash
from jdparse.sample import pages, render_dash
from terminal import call


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("preview")
    (root / "raw").mkdir()
    for page in pages(6, seed=51):
        (root / "raw" / f"{page.index}.txt").write_text(render_dash(page))
    assert call("run", root / "raw", "-w", root / "wh", "--workers", "1").exit_code == 0
    (root / "raw" / "0.txt").unlink()
    (root / "raw" / "1.txt").write_text("something else")
    (root / "raw" / "7.txt").write_text("new")
    (root / "raw" / "8.txt").symlink_to("7.txt")
    return root


def test_new_changed_and_vanished_files_are_told(published: Path) -> None:
    told = json.loads(call("run", published / "raw", "-w", published / "wh", "--dry-run", "--json").stdout)
    assert {name: told[name] for name in ("new", "changed", "vanished", "unchanged", "files", "read")} == {
        "new": ["7.txt", "8.txt"], "changed": ["1.txt"], "vanished": ["0.txt"], "unchanged": 4, "files": 7, "read": 3,
    }  # fmt: skip
    assert told["problems"] == {"8.txt": "not_regular"}
    assert told["snapshot_id"] == (published / "wh" / "current").resolve().name


def test_the_same_is_told_as_text(published: Path) -> None:
    shown = call("run", published / "raw", "-w", published / "wh", "--dry-run")
    assert shown.exit_code == 0
    assert "would read         3 of 7 files" in shown.stdout
    for words in ("nothing was written", "7.txt", "vanished", "8.txt: would be set aside, not_regular"):
        assert words in shown.stdout


def test_with_verify_or_rebuild_everything_would_be_read(published: Path) -> None:
    for option in ("--verify", "--rebuild"):
        told = json.loads(call("run", published / "raw", "-w", published / "wh", "--dry-run", option, "--json").stdout)
        assert (told["read"], told["changed"]) == (7, ["1.txt"])


def test_nothing_is_written(published: Path, tmp_path: Path) -> None:
    before = tree_hash(published)
    call("run", published / "raw", "-w", published / "wh", "--dry-run")
    assert tree_hash(published) == before
    shown = call("run", published / "raw", "-w", tmp_path / "wh", "--dry-run")
    assert shown.exit_code == 0
    assert "an empty warehouse" in shown.stdout
    assert not list(tmp_path.iterdir())


def test_a_root_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    assert call("run", tmp_path / "nowhere", "-w", tmp_path / "wh", "--dry-run").exit_code == 2
