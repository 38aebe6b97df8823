"""What changed between two snapshots: rows added, removed and changed, table by table, by key."""

# ruff: noqa: S608 -- table and column names are those of the tables, quoted; there are no values in the queries

from collections.abc import Iterator
from typing import Any, NamedTuple

from jdparse.tables import TABLES
from jdparse.warehouse.snapshot import Snapshot
from jdparse.warehouse.sql import column_list, connected, literal, quoted

EXAMPLES = 5
TELLING = ("text", "title", "name", "label", "source")
"""Columns of which the first a table has is shown beside the key in an example."""


class TableDiff(NamedTuple):
    """Differences of one table. Examples: key, a telling column, for changed rows the ``columns`` that differ."""

    table: str
    added: int
    removed: int
    changed: int
    examples: dict[str, list[dict[str, Any]]]
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()


def diff(old: Snapshot, new: Snapshot, examples: int = EXAMPLES) -> list[TableDiff]:
    """The tables that differ, in the order people read them; raises as ``Snapshot.arrow`` does."""
    return [found for name in new.tables for found in _table_diff(name, old, new, examples)]


def _table_diff(name: str, old: Snapshot, new: Snapshot, examples: int) -> Iterator[TableDiff]:
    if name not in TABLES or _hashes(old, name) == _hashes(new, name):
        return
    before, after = old.dataset(name), new.dataset(name)
    key = TABLES[name].key
    shared = [column for column in after.schema.names if column in before.schema.names and column not in key]
    telling = [column for column in TELLING if column in shared][:1]
    queries = {
        "added": _only_in("new", "old", key, telling),
        "removed": _only_in("old", "new", key, telling),
        "changed": _changed(key, shared, telling),
    }
    counts, found = {}, {}
    with connected({"old": before, "new": after}) as connection:
        for kind, query in queries.items():
            connection.execute(f"CREATE TEMP TABLE found_{kind} AS {query}")
            counts[kind] = connection.sql(f"FROM found_{kind}").count("*").fetchall()[0][0]
            rows = connection.sql(f"FROM found_{kind} ORDER BY {column_list(key)} LIMIT {int(examples)}")
            found[kind] = rows.to_arrow_table().to_pylist()
    yield TableDiff(
        name,
        **counts,
        examples=found,
        columns_added=tuple(column for column in after.schema.names if column not in before.schema.names),
        columns_removed=tuple(column for column in before.schema.names if column not in after.schema.names),
    )


def _only_in(one: str, other: str, key: tuple[str, ...], telling: list[str]) -> str:
    return f"SELECT {column_list([*key, *telling])} FROM {one} ANTI JOIN {other} USING ({column_list(key)})"


def _changed(key: tuple[str, ...], columns: list[str], telling: list[str]) -> str:
    """Keys that both have with other values in one of the columns, and which columns."""
    if not columns:
        return f"SELECT {column_list(key)}, [] AS columns FROM new WHERE false"
    differing = ", ".join(
        f"CASE WHEN new.{quoted(column)} IS DISTINCT FROM old.{quoted(column)} THEN {literal(column)} END"
        for column in columns
    )
    shown = ", ".join([column_list(key), *(f"new.{quoted(column)} AS {quoted(column)}" for column in telling)])
    return (
        f"SELECT * FROM (SELECT {shown}, list_filter([{differing}], lambda name: name IS NOT NULL) AS columns "
        f"FROM new JOIN old USING ({column_list(key)})) WHERE len(columns) > 0"
    )


def _hashes(snapshot: Snapshot, name: str) -> list[str]:
    return [part.content_sha256 for part in snapshot.parts(name)]
