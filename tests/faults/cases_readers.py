"""Group c of the fault plan: four ways of reading while snapshots are published, and readers that outstay retention."""

import json
import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq

from faults.harness import Tally
from faults.places import Place
from faults.processes import Run
from faults.publisher import START, TAGGED, publish
from jdparse.errors import JdparseError, SnapshotGone
from jdparse.warehouse import Warehouse, hold, open_warehouse
from jdparse.warehouse.retention import remove_old

PAUSE_BETWEEN_TABLES = 0.002
LONGEST_START = 60.0
"""Seconds a reader may take for its first round on a busy machine; publishing goes on until all have done one."""


def _with_arrow(warehouse: Warehouse, table: str, column: str) -> list[str]:
    return warehouse.arrow(table)[column].to_pylist()


def _with_pandas(warehouse: Warehouse, table: str, column: str) -> list[str]:
    return pd.read_parquet(warehouse.folder / table)[column].tolist()


def _with_polars(warehouse: Warehouse, table: str, column: str) -> list[str]:
    return pl.read_parquet(f"{warehouse.folder}/{table}/*.parquet")[column].to_list()


def _with_duckdb(warehouse: Warehouse, table: str, column: str) -> list[str]:
    return warehouse.sql(f"SELECT {column} FROM {table}")[column].tolist()


READERS = {"pyarrow": _with_arrow, "pandas": _with_pandas, "polars": _with_polars, "duckdb": _with_duckdb}


def read_on(warehouse: str, name: str, until: str, results: str) -> None:
    """Read every tagged table of the warehouse as it was opened, again and again, and count what was seen."""
    seen = {"reads": 0, "mixed": 0, "errors": 0}
    while not Path(until).exists():
        try:
            with open_warehouse(warehouse) as opened:
                tags = set()
                for table, column in TAGGED.items():
                    tags.update(READERS[name](opened, table, column))
                    time.sleep(PAUSE_BETWEEN_TABLES)
                    opened.runs  # noqa: B018 -- reading the records while runs write them must not fail either
        except (JdparseError, OSError, duckdb.Error, pl.exceptions.PolarsError) as error:
            seen["errors"] += 1
            print(f"{name}: {error!r}", flush=True)
        else:
            seen["reads"] += 1
            seen["mixed"] += len(tags) != 1
            Path(f"{results}.begun").touch()
    Path(results).write_text(json.dumps(seen))


def read_by_path(warehouse: str, _: str, until: str, results: str) -> None:
    """c3: the same through the path ``current/<table>``, which is followed anew for every table."""
    seen = {"reads": 0, "mixed": 0, "errors": 0}
    while not Path(until).exists():
        tags = set()
        try:
            for table, column in TAGGED.items():
                tags.update(pq.read_table(f"{warehouse}/current/{table}")[column].to_pylist())
                time.sleep(PAUSE_BETWEEN_TABLES)
        except OSError:
            seen["errors"] += 1
        else:
            seen["reads"] += 1
            seen["mixed"] += len(tags) != 1
            Path(f"{results}.begun").touch()
    Path(results).write_text(json.dumps(seen))


def _during_publishes(
    place: Place, work: Callable[..., None], names: list[str], seconds: float
) -> tuple[dict[str, dict[str, int]], int]:
    """What each reader counted while snapshots were published for so long, and how many were."""
    warehouse, until = place.fresh(), place.folder / "until"
    for stale in (until, *place.folder.glob("*.begun")):
        stale.unlink(missing_ok=True)
    results = {name: place.folder / f"{name}.json" for name in names}
    readers = [
        Run(work, str(warehouse), name, str(until), str(result), errors=place.errors).go()
        for name, result in results.items()
    ]
    begun = [place.folder / f"{result.name}.begun" for result in results.values()]
    published, ends, at_last = 0, time.monotonic() + seconds, time.monotonic() + seconds + LONGEST_START
    while time.monotonic() < ends or (not all(path.exists() for path in begun) and time.monotonic() < at_last):
        at = START + timedelta(minutes=published)
        publish(str(warehouse), f"run-{published}", f"tag-{published}", merge=False, keep=3, at=at)
        published += 1
    until.touch()
    codes = [reader.end() for reader in readers]
    assert codes == [0] * len(codes), place.stderr_lines()
    return {name: json.loads(result.read_text()) for name, result in results.items()}, published


def readers_during_publishes(place: Place, seconds: float) -> Tally:
    """c1: readers that open the warehouse see one snapshot whole, whatever is published and removed meanwhile."""
    tally = Tally("c1 readers during publishes")
    seen, published = _during_publishes(place, read_on, list(READERS), seconds)
    for name, counts in seen.items():
        if not counts["reads"]:
            tally.count("wrong", f"{name} read nothing")
        tally.tried += counts["reads"] + counts["errors"]
        tally.survived += counts["reads"] - counts["mixed"]
        tally.mixed += counts["mixed"]
        tally.torn += counts["errors"]
    tally.case += f" ({published} publishes)"
    tally.notes += place.stderr_lines()[:5]
    return tally


def readers_by_path(place: Place, seconds: float) -> Tally:
    """c3: measured, not promised. A reader that follows ``current`` for each table may see two runs."""
    tally = Tally("c3 readers of current/ (measured, weaker)")
    seen, published = _during_publishes(place, read_by_path, ["by-path"], seconds)
    counts = seen["by-path"]
    tally.tried = counts["reads"] + counts["errors"]
    tally.survived = counts["reads"] - counts["mixed"]
    tally.mixed, tally.torn = counts["mixed"], counts["errors"]
    tally.case += f" ({published} publishes)"
    return tally


def long_reader(place: Place) -> Tally:
    """c2: an open reader keeps its snapshot; a closed one gets a clear error, never other rows."""
    tally = Tally("c2 readers that outstay retention")
    warehouse = place.fresh()
    reader, closed = open_warehouse(warehouse), open_warehouse(warehouse)
    before = reader.arrow("duties").to_pylist()
    closed.close()
    for number in range(4):
        publish(str(warehouse), f"run-{number}", f"tag-{number}", keep=1, at=START + timedelta(minutes=number))
    tally.count("survived" if reader.arrow("duties").to_pylist() == before else "lost", "the open reader's rows")
    tally.count("survived" if reader.arrow("pages").num_rows == 1 else "lost", "a table not read before")
    reader.close()
    with hold(warehouse, "clean") as holder:
        remove_old(holder, START + timedelta(days=9), keep=1, keep_for=timedelta(0))
    for gone in (reader, closed):
        try:
            gone.arrow("skills")
            tally.count("mixed", "rows of a snapshot that was removed")
        except SnapshotGone:
            tally.count("survived")
    return tally


def dead_reader(place: Place) -> Tally:
    """A reader that was killed pins nothing."""
    tally = Tally("c2 killed reader")
    warehouse, old = place.fresh(), place.old_id
    process = Run(_open_and_stop, str(warehouse), errors=place.errors).go()
    stopped = process.wait_until_stopped()
    publish(str(warehouse), "one", "one", keep=1)
    kept = (warehouse / "snapshots" / old).exists()
    process.kill()
    publish(str(warehouse), "two", "two", keep=1, at=START + timedelta(minutes=1))
    removed = not (warehouse / "snapshots" / old).exists()
    tally.count("survived" if stopped and kept and removed else "wrong", f"{stopped}, {kept}, {removed}")
    return tally


def _open_and_stop(warehouse: str) -> None:
    with open_warehouse(warehouse):
        os.kill(os.getpid(), signal.SIGSTOP)
