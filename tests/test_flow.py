"""The flow: what ``jdparse run`` does, through Prefect. The cases with servers killed are in prefect_at_work."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib import import_module
from pathlib import Path

import pytest

from jdparse.errors import WrongUse
from jdparse.warehouse.layout import Layout
from jdparse.warehouse.runs import read_runs

PROJECT = Path(__file__).resolve().parents[1]
FLOW = PROJECT / "flows" / "build_warehouse.py"
MADE = PROJECT / ".prefect" / "prefect.db"
PAGES = sorted((PROJECT / "raw" / "html").glob("data-engineering-p*.html"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One Prefect home for all: its server makes a database the first time, which takes longer than a run.

    Where ``make run`` has been here there is one already, and a copy will do.
    """
    made = tmp_path_factory.mktemp("prefect")
    if MADE.exists():
        with closing(sqlite3.connect(MADE)) as database, closing(sqlite3.connect(made / MADE.name)) as copy:
            database.backup(copy)
    return made


def run_flow(home: Path, raw: list[Path], warehouse: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the flow as people do, with no server configured."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment["PREFECT_HOME"] = str(home)
    command = [sys.executable, str(FLOW), *map(str, raw), "--warehouse", str(warehouse), *options]
    return subprocess.run(command, cwd=warehouse.parent, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_flow_publishes_the_bytes_that_the_plain_command_publishes(tmp_path: Path, home: Path) -> None:
    done = run_flow(home, PAGES, tmp_path / "flow")
    plain = [sys.executable, "-c", "from jdparse.cli import main; main()", "run", *map(str, PAGES)]
    subprocess.run([*plain, "--warehouse", str(tmp_path / "plain")], check=True, capture_output=True)

    assert done.returncode == 0, done.stderr
    assert "published" in done.stdout
    assert "Traceback" not in done.stderr
    assert published_files(tmp_path / "flow") == published_files(tmp_path / "plain")


@pytest.mark.slow
def test_a_refused_run_publishes_nothing_and_ends_with_exit_code_3_and_one_line(tmp_path: Path, home: Path) -> None:
    empty, feed = tmp_path / "empty.txt", tmp_path / "feed.jsonl"
    empty.touch()
    feed.write_text("".join(f"{json.dumps({'page': page.read_text(encoding='utf-8')})}\n" for page in PAGES[:2]))

    options = ["--quarantine-limit", "0.1", "--map", "html=page", "--verify"]
    done = run_flow(home, [feed, empty], tmp_path / "warehouse", *options)

    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert [
        line for line in done.stderr.splitlines() if line.startswith("jdparse: ") and "1 of 3 inputs set aside" in line
    ]
    assert not (tmp_path / "warehouse" / "current").exists()
    runs, _ = read_runs(Layout(tmp_path / "warehouse"))
    assert runs["status"].to_pylist() == ["refused"]


def test_a_scheduler_that_is_none_is_wrong_use_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(FLOW.parent)
    engine_at = import_module("dask_engine").engine_at
    with pytest.raises(WrongUse, match=r"^nosuch\.Cluster: no address and no cluster class \(.*\); see docs"):
        engine_at("nosuch.Cluster").__enter__()


def published_files(warehouse: Path) -> dict[str, bytes]:
    root = (warehouse / "current").resolve()
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.glob("*/*.parquet"))}
