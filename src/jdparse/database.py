"""DuckDB as a step's helper: over tables in memory, or in memory up to a bound and then on disk beside scratch."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import duckdb

from jdparse.freed import let_go_by

MEMORY = "500MB"
"""What one database may hold in memory; the rest it puts into its folder."""


@contextmanager
def queries() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection for queries over tables registered with it, which no other sees; all must fit into memory."""
    with _without_tables().cursor() as connection:
        yield connection


@cache  # until memory is given back: a database keeps some of what queries took
def _without_tables() -> duckdb.DuckDBPyConnection:
    # To set up a database takes fifteen times as long as a small query does.
    return duckdb.connect(":memory:", config={"threads": 1})


let_go_by(_without_tables.cache_clear)


@contextmanager
def database(folder: str | os.PathLike[str], threads: int = 1) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database; what does not fit into memory goes to ``folder``.

    One thread, since a step is a task of one of many processes.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads, "memory_limit": MEMORY, "temp_directory": str(Path(folder, "duckdb"))
    }  # fmt: skip
    with duckdb.connect(":memory:", config=config) as connection:
        yield connection
