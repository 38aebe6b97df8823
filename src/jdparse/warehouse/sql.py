"""SQL over tables of the warehouse with DuckDB, shut in so that a query reaches those tables and nothing else."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    import duckdb
    import pyarrow.dataset as ds

CLOSED_IN: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
}
"""DuckDB settings under which a query reads no file, no network and no variable of the program."""


@contextmanager
def connected(tables: "Mapping[str, ds.Dataset | pa.Table]") -> Iterator["duckdb.DuckDBPyConnection"]:
    """A DuckDB connection that knows these tables, in UTC, with its settings locked."""
    import duckdb  # noqa: PLC0415 -- only SQL pays for loading it

    with duckdb.connect(":memory:", config=CLOSED_IN) as connection:
        for name, rows in tables.items():
            connection.register(name, rows)
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET lock_configuration = true")
        yield connection


def quoted(name: str) -> str:
    """A table or column name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def column_list(names: tuple[str, ...] | list[str], prefix: str = "") -> str:
    """Names as SQL, each with the prefix (``"new."``) before it."""
    return ", ".join(prefix + quoted(name) for name in names)


def literal(text: str) -> str:
    """Text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"
