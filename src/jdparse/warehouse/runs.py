"""The record of a run, written whatever its outcome, and what it shows of runs that died."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from jdparse.errors import cannot_write
from jdparse.tables import CHECKS, DATA_TABLES, RUNS, Table
from jdparse.warehouse.crash import crash_point
from jdparse.warehouse.disk import as_json, make_folder, read_json, replace_file
from jdparse.warehouse.layout import Layout
from jdparse.warehouse.lock import Flock, HolderFacts, process_start, try_lock
from jdparse.warehouse.parts import file_schema
from jdparse.warehouse.publish import refuse_newer_for_writing

RECORD = "run.json"
CHECKS_FILE = "checks.parquet"
RUNNING, ABANDONED = "running", "abandoned"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended. ``inputs`` is status → number, ``rows`` is table → rows of the snapshot."""

    status: str
    exit_code: int
    snapshot_id: str | None = None
    inputs: Mapping[str, int] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)


class RunLog:
    """The record of this run. What cannot be written is named in ``problems``, and never stops the run."""

    def __init__(self, layout: Layout, run_id: str, started_at: datetime) -> None:
        self.folder = layout.run(run_id)
        self.run_id = run_id
        self.problems: list[str] = []
        self._started_at = started_at
        self._alive: Flock | None = None

    @classmethod
    def start(cls, path: str | os.PathLike[str], run_id: str, started_at: datetime) -> "RunLog":
        """Begin the record in ``runs/<run_id>/``; raises NewerWarehouse, WrongUse for an impossible run id."""
        layout = Layout(Path(path))
        refuse_newer_for_writing(layout)
        log = cls(layout, run_id, started_at)
        try:
            make_folder(log.folder)
            log._alive = try_lock(log.folder)  # held as long as this process lives: how others tell a dead run
        except OSError as error:
            log._failed(error)
        log._write(Outcome(RUNNING, 0), None)
        crash_point("run-recorded")
        return log

    def finish(self, outcome: Outcome, ended_at: datetime) -> None:
        """End the record. Call it after ``hold`` has let go: a full disk has room again by then."""
        self._write(outcome, ended_at)
        if self._alive is not None:
            self._alive.release()
        crash_point("run-finished")

    def write_checks(self, checks: pa.Table) -> None:
        """Keep the findings; ``checks`` has the columns of tables.CHECKS."""
        path = self.folder / CHECKS_FILE
        temporary = path.with_suffix(".tmp")
        try:
            with temporary.open("wb") as file:
                rows = checks.select(CHECKS.schema.names).cast(file_schema(CHECKS))
                pq.write_table(rows, file, compression="zstd", write_page_checksum=True)
            temporary.replace(path)
        except OSError as error:
            self._failed(error)
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def _write(self, outcome: Outcome, ended_at: datetime | None) -> None:
        running = outcome.status == RUNNING
        record = {
            "run_id": self.run_id,
            "started_at": self._started_at.isoformat(),
            "ended_at": ended_at.isoformat() if ended_at else None,
            **asdict(outcome),
            "exit_code": None if running else outcome.exit_code,
            "version": version("jdparse"),
            "process": HolderFacts.of_this_process(self.run_id)._asdict(),
        }
        try:
            replace_file(self.folder / RECORD, as_json(record))
        except OSError as error:
            self._failed(error)

    def _failed(self, error: OSError) -> None:
        self.problems.append(f"the record of this run is incomplete: {cannot_write(self.folder, error)}")


def read_runs(layout: Layout) -> tuple[pa.Table, list[str]]:
    """All runs in order of their ids as the table ``runs``, and which records could not be read and why."""
    rows, problems = [], []
    for folder in run_folders(layout):
        try:
            rows.append(_run_row(folder))
        except FileNotFoundError:
            continue  # died, or had no room, before its first record: nothing is known of it
        except (OSError, ValueError, KeyError, TypeError) as error:
            problems.append(f"{folder / RECORD}: cannot be read ({error})")
    return pa.Table.from_pylist(rows, schema=RUNS.schema), problems


def read_checks(layout: Layout) -> tuple[pa.Table, list[str]]:
    """The checks of all runs in order of run id as the table ``checks``, and which files could not be read and why."""
    pieces, problems = [CHECKS.empty()], []
    for folder in run_folders(layout):
        path = folder / CHECKS_FILE
        if not path.exists():
            continue
        try:
            pieces.append(_plain(pq.ParquetFile(path, page_checksum_verification=True).read(), CHECKS))
        except (OSError, pa.ArrowException, KeyError) as error:
            problems.append(f"{path}: cannot be read ({error})")
    return pa.concat_tables(pieces), problems


def _plain(rows: pa.Table, table: Table) -> pa.Table:
    return rows.select(table.schema.names).cast(table.schema).replace_schema_metadata(table.schema.metadata)


def run_folders(layout: Layout) -> list[Path]:
    """The folders of all runs, the oldest first: their names begin with their times."""
    try:
        return sorted(path for path in layout.runs.iterdir() if path.is_dir())
    except FileNotFoundError:
        return []


def _run_row(folder: Path) -> dict[str, Any]:
    record = read_json(folder / RECORD)
    status = record["status"]
    if status == RUNNING and not _lives(folder, record):
        status = ABANDONED
    ended = record["ended_at"]
    return {
        "run_id": record["run_id"],
        "started_at": datetime.fromisoformat(record["started_at"]),
        "ended_at": datetime.fromisoformat(ended) if ended else None,
        "status": status,
        "exit_code": record["exit_code"],
        **{f"inputs_{name}": number for name, number in record["inputs"].items()},
        **{f"rows_{table.name}": record["rows"].get(table.name) for table in DATA_TABLES},
        "version": record["version"],
        "snapshot_id": record["snapshot_id"],
    }


def _lives(folder: Path, record: Mapping[str, Any]) -> bool:
    """Whether the run's process still holds its folder; where there are no locks, whether the process is there."""
    try:
        probe = try_lock(folder, shared=True)
    except OSError:
        facts = HolderFacts(**record["process"])
        return process_start(facts.pid) == facts.process_started
    if probe is None:
        return True
    probe.release()
    return False


def run_facts(layout: Layout, run_id: str) -> dict[str, Any]:
    """One run's record as JSON-ready values, with ``status`` abandoned where its process died."""
    row = _run_row(layout.run(run_id))
    loaded: dict[str, Any] = json.loads(json.dumps(row, default=datetime.isoformat))
    return loaded
