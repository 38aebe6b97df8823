"""Queries of one process share a database and see nothing of one another."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from jdparse.database import database, queries


def test_tables_of_one_name_are_each_ones_own() -> None:
    with queries() as one, queries() as other:
        for connection, value in ((one, 1), (other, 2)):
            connection.register("given", pa.table({"value": [value]}))
            connection.execute("CREATE TEMP TABLE made AS SELECT value FROM given")
        for connection, value in ((one, 1), (other, 2)):
            assert connection.sql("SELECT given.value, made.value FROM given, made").fetchall() == [(value, value)]


def test_what_was_there_is_gone_afterwards() -> None:
    with queries() as connection:
        connection.register("given", pa.table({"value": [1]}))
        connection.execute("CREATE TEMP TABLE made AS SELECT value FROM given")
    with queries() as connection:
        for name in ("given", "made"):
            with pytest.raises(duckdb.CatalogException):
                connection.sql(f"FROM {name}")


def test_threads_may_ask_at_once() -> None:
    def ask(number: int) -> int:
        with queries() as connection:
            connection.register("given", pa.table({"value": range(number)}))
            return int(connection.sql("SELECT count(*) FROM given").fetchall()[0][0])

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(200))) == list(range(200))


def test_a_database_of_its_own_is_bounded_and_leaves_nothing(tmp_path: Path) -> None:
    with database(tmp_path) as connection:
        limit, folder = connection.execute(
            "SELECT current_setting('memory_limit'), current_setting('temp_directory')"
        ).fetchall()[0]
        assert limit == "476.8 MiB"
        assert folder == str(tmp_path / "duckdb")
        connection.execute("CREATE TABLE made AS SELECT 1 AS value")
    with database(tmp_path) as connection, pytest.raises(duckdb.CatalogException):
        connection.sql("FROM made")
