"""DuckDB as a step's helper: in memory up to a bound, then on disk beside the step's other scratch files."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

MEMORY = "500MB"
"""What one database may hold in memory; the rest it puts into its folder."""


@contextmanager
def database(folder: str | os.PathLike[str] | None = None, threads: int = 1) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database; what does not fit into memory goes to ``folder``, without one everything must fit.

    One thread, since a step is a task of one of many processes.
    """
    config: dict[str, str | bool | int | float | list[str]] = {"threads": threads}
    if folder is not None:
        config |= {"memory_limit": MEMORY, "temp_directory": str(Path(folder, "duckdb"))}
    with duckdb.connect(":memory:", config=config) as connection:
        yield connection
