"""The look at staged tables before they are published: checks, facts for the report, and what stays with the run."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from jdparse.checks import (
    BY_PAGE,
    GOING,
    GONE,
    NEW,
    OFF,
    Finding,
    Settings,
    check_tables,
    failing_rows_table,
    findings_table,
    read_settings,
    take_profile,
)
from jdparse.database import database
from jdparse.errors import cannot_write
from jdparse.report import Facts, PastRun, Verdict, gather, read_history, write_profile, write_report
from jdparse.scratch import load_rows, new_rows
from jdparse.tables import DATA_TABLES
from jdparse.warehouse import Holder, RunLog, Snapshot, kept_folder, what_is_kept
from jdparse.warehouse.disk import as_json, read_json
from jdparse.warehouse.sql import literal

CHECKS_FILE = "checks.toml"
FAILING_ROWS = "failing_rows.parquet"
QUIET = "quiet_checks.json"
COMPARED_RUNS = 5
"""So many published runs back a run is compared with."""


class Review(NamedTuple):
    """What was found, the facts of the report, and the runs they are compared with."""

    facts: Facts
    history: Sequence[PastRun]

    @property
    def findings(self) -> Sequence[Finding]:
        """All checks and how they came out."""
        return self.facts.findings

    @property
    def failed(self) -> list[Finding]:
        """Checks that did not hold, errors first."""
        return sorted((f for f in self.findings if not f.passed), key=lambda finding: finding.severity != "error")


def settings_of(warehouse: Path, given: Path | None) -> Settings:
    """How strict checks are: as shipped, changed by the file given, else by checks.toml in the warehouse's folder."""
    path = given or warehouse / CHECKS_FILE
    return read_settings(path if given or path.exists() else None)


class Staged(NamedTuple):
    """The tables to look at: their Parquet parts, folders of new rows (see ``pipeline.Built``), and one for scratch."""

    files: Mapping[str, Sequence[str]]
    new_rows: Sequence[str]
    scratch: Path


def review(staged: Staged, holder: Holder, settings: Settings, threads: int) -> Review:
    """Look at staged tables, against the last snapshot and runs. Raises Damaged.

    What does not fit into memory goes to the scratch folder.
    """
    history = read_history(holder.layout)
    with database(staged.scratch, threads) as connection:
        for table in DATA_TABLES:
            _show(connection, table.name, staged.files.get(table.name, ()), table.empty())
        quiet = _quiet_before(holder.base) if staged.new_rows else frozenset()
        if quiet and holder.base:
            _show_new(connection, staged.new_rows)
            _show_gone(connection, holder.base)
        profile = take_profile(connection)
        past = [run.profile for run in history[-COMPARED_RUNS:]]
        findings = check_tables(connection, settings, past, profile, quiet)
        facts = gather(connection, findings, profile, _before(connection, holder.base))
    return Review(facts, history)


def _show(connection: duckdb.DuckDBPyConnection, name: str, files: Sequence[str], empty: pa.Table) -> None:
    if files:
        connection.read_parquet(list(files)).create_view(name)
    else:
        connection.register(name, empty)


def _show_new(connection: duckdb.DuckDBPyConnection, folders: Sequence[str]) -> None:
    connection.execute(f"CREATE SCHEMA {NEW}")
    for name in ("pages", *sorted(BY_PAGE)):
        rows = pa.concat_tables([load_rows(Path(folder), new_rows(name)) for folder in folders])
        connection.register("rows_to_show", rows)
        connection.execute(f'CREATE TABLE {NEW}."{name}" AS FROM rows_to_show')
        connection.unregister("rows_to_show")


def _show_gone(connection: duckdb.DuckDBPyConnection, base: Snapshot) -> None:
    connection.execute(f"CREATE SCHEMA {GONE}")
    for name, key in GOING.items():
        paths = ", ".join(literal(str(path)) for path in base.paths(name))
        gone = f'SELECT {key} FROM read_parquet([{paths}]) ANTI JOIN main."{name}" USING ({key})'  # noqa: S608 -- our names
        connection.execute(f'CREATE TABLE {GONE}."{name}" AS {gone}')


def _quiet_before(base: Snapshot | None) -> frozenset[str]:
    """The checks that found nothing in the last snapshot, as far as it is known."""
    path = what_is_kept(base.folder).path(QUIET) if base else None
    return frozenset(map(str, read_json(path))) if path else frozenset()


def keep_quiet(found: Review, data: Path) -> None:
    """Tell the next run which checks found nothing in the tables staged in ``data``. Raises OSError."""
    quiet = [f.check for f in found.findings if not f.failing_rows and f.severity != OFF]
    (kept_folder(data) / QUIET).write_bytes(as_json(quiet))


def _before(connection: duckdb.DuckDBPyConnection, base: Snapshot | None) -> Mapping[str, int] | None:
    if base is None:
        return None
    connection.read_parquet([str(path) for path in base.paths("pages")]).create_view("pages_before")
    return base.manifest.rows


def keep_review(record: RunLog, found: Review) -> None:
    """Put findings, failing rows and profile beside the record of the run; what cannot be written is its problem."""
    record.write_checks(findings_table(record.run_id, found.findings))
    try:
        write_profile(record.folder, found.facts.profile)
        rows = failing_rows_table(found.findings)
        if rows.num_rows:
            pq.write_table(rows, record.folder / FAILING_ROWS, compression="zstd", write_page_checksum=True)
    except OSError as error:
        record.problems.append(f"what the checks found is not kept: {cannot_write(record.folder, error)}")


def report_run(record: RunLog, verdict: Verdict, found: Review | None) -> None:
    """Write the report of the run; where that fails it becomes a problem of the record, never of the run."""
    facts, history = (found.facts, found.history) if found else (None, ())
    try:
        write_report(record.folder, verdict, facts, history)
    except OSError as error:
        record.problems.append(f"the report is not written: {cannot_write(record.folder, error)}")
    except Exception as error:  # noqa: BLE001 -- the run is over, and what it did stands: a slip of ours is told, too
        record.problems.append(f"the report is not written: {error!r}; report it")
