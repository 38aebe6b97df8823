"""A warehouse of invented pages that no check objects to, made once for all tests that look at tables or reports."""

import csv
import functools
import tempfile
from pathlib import Path

import duckdb

from jdparse.run import Request, run
from jdparse.sample import page_for, render_html
from jdparse.sample.families import FAMILIES
from jdparse.summary import Summary
from jdparse.tables import DATA_TABLES

LEVELS = ("P1", "P2", "P3")
FAMILY_SLUGS = tuple(FAMILIES)[:18]


def write_pages(folder: Path, slugs=FAMILY_SLUGS, levels=LEVELS) -> None:
    """Pages as HTML files with a sidecar that gives their addresses."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for slug in slugs:
        for code in levels:
            page = page_for(slug, code, seed=4)
            name = f"{slug}-{code.lower()}.html"
            (folder / name).write_bytes(render_html(page))
            rows.append((name, page.url, page.fetched_at, page.family))
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("file", "url", "fetched_at", "family"), *rows])


def publish(raw: Path, warehouse: Path, **options) -> Summary:
    return run(Request((str(raw),), warehouse, workers=1, **options), lambda *_: None)


@functools.cache
def sample_warehouse() -> Path:
    """The warehouse's folder; it lives as long as the test process."""
    root = Path(_kept().name)
    write_pages(root / "raw")
    summary = publish(root / "raw", root / "warehouse")
    assert summary.status == "published", summary.error
    return root / "warehouse"


@functools.cache
def _kept() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="jdparse-sample-")


def tables_of(warehouse: Path) -> duckdb.DuckDBPyConnection:
    """The published tables as tables of a connection of their own, to be changed at will."""
    connection = duckdb.connect(":memory:")
    for table in DATA_TABLES:
        files = [str(path) for path in sorted((warehouse / "current" / table.name).glob("*.parquet"))]
        connection.execute(f"CREATE TABLE {table.name} AS SELECT * FROM read_parquet(?)", [files])
    return connection
