"""Checking a snapshot to the last byte: files, pages, rows, keys and references; every problem names its file."""

# ruff: noqa: S608 -- table and column names are those of the tables, quoted; there are no values in the queries

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from jdparse.errors import Damaged, JdparseError
from jdparse.tables import DATA_TABLES, Column, Table
from jdparse.warehouse.content import ContentHash
from jdparse.warehouse.kept import KEPT, read_index
from jdparse.warehouse.layout import LEDGER, MANIFEST, PUBLISHED, Layout, existing
from jdparse.warehouse.ledger import read_ledger
from jdparse.warehouse.manifest import Manifest, read_manifest, snapshot_id
from jdparse.warehouse.parts import PartFacts
from jdparse.warehouse.runs import read_checks, read_runs
from jdparse.warehouse.snapshot import Snapshot, check_part
from jdparse.warehouse.sql import column_list, connected, quoted

NOT_NEEDED = "no table needs it, and the next run makes it anew"


class Problem(NamedTuple):
    """Something that is not as it was written, or not as promised."""

    file: str
    reason: str


def verify(path: str | os.PathLike[str], snapshot: str | None = None) -> list[Problem]:
    """What is wrong with the current snapshot, or the one whose id begins with ``snapshot``; empty if nothing is.

    Reads every byte of it. Raises NoWarehouse, NewerWarehouse, WrongUse.
    """
    layout = existing(path)
    return [*_snapshot_problems(layout, snapshot), *_run_problems(layout)]


def _snapshot_problems(layout: Layout, prefix: str | None) -> Iterator[Problem]:
    try:
        identifier = layout.published_id() if prefix is None else layout.find_snapshot(prefix)
        folder = layout.snapshot(identifier)
        manifest = read_manifest(folder)
    except Damaged as error:
        yield Problem(error.subject, error.reason)
        return
    broken = list(_file_problems(folder, manifest))
    yield from broken
    yield from _ledger_problems(folder)
    if not broken:
        with Snapshot(folder) as opened:
            yield from relation_problems(opened)


def _file_problems(folder: Path, manifest: Manifest) -> Iterator[Problem]:
    for name, parts in manifest.parts.items():
        if not parts:
            yield Problem(str(folder / MANIFEST), f"lists no part of table {name}")
    listed = {folder / part.path for parts in manifest.parts.values() for part in parts}
    listed |= {folder / name for name in (MANIFEST, PUBLISHED, LEDGER)}
    kept, problems = _kept(folder)
    listed |= kept
    yield from problems
    for path in sorted(folder.rglob("*")):
        if path not in listed and not path.is_dir():
            yield Problem(str(path), "is not listed in the manifest")
    for parts in manifest.parts.values():
        for part in parts:
            yield from _part_problems(folder, part)
    if snapshot_id(manifest.parts, manifest.columns, manifest.schema_version) != folder.name:
        yield Problem(str(folder / MANIFEST), "lists rows of another snapshot than its name says")


def _kept(folder: Path) -> tuple[set[Path], list[Problem]]:
    """The files kept for the next run, and what is wrong with them."""
    try:
        found = list(read_index(folder).paths())
    except Damaged as error:  # it does not say what to look at, so that the others are no problem of their own
        return set((folder / KEPT).iterdir()), [Problem(error.subject, f"{error.reason}; {NOT_NEEDED}")]
    damaged = [Problem(str(path), f"is damaged; {NOT_NEEDED}") for path, sound in found if not sound]
    return {path for path, _ in found}, damaged


def _part_problems(folder: Path, part: PartFacts) -> Iterator[Problem]:
    path = folder / part.path
    try:
        check_part(path, part)
        file = pq.ParquetFile(path, page_checksum_verification=True)
        content = ContentHash(file.schema_arrow)
        for group in range(file.num_row_groups):
            content.update(file.read_row_group(group))
        if file.metadata.num_rows != part.rows:
            yield Problem(str(path), f"has {file.metadata.num_rows} rows, the manifest says {part.rows}")
        if content.hexdigest() != part.content_sha256:
            yield Problem(str(path), "holds other rows than were written")
    except Damaged as error:
        yield Problem(error.subject, error.reason)
    except (OSError, pa.ArrowException) as error:
        yield Problem(str(path), f"cannot be read ({error})")


def _ledger_problems(folder: Path) -> Iterator[Problem]:
    try:
        read_ledger(folder)
    except JdparseError as error:
        yield Problem(error.subject, error.reason)


def relation_problems(snapshot: Snapshot) -> Iterator[Problem]:
    """Keys that are not unique and references to rows that are not there; raises Damaged."""
    datasets = {table.name: snapshot.dataset(table.name) for table in DATA_TABLES}
    with connected(datasets) as connection:
        queries = [
            (table, *query)
            for table in DATA_TABLES
            for query in _relation_queries(table, datasets[table.name].schema.names)
        ]
        counts = connection.sql("SELECT " + ", ".join(f"({query})" for _, _, query in queries)).fetchall()[0]
    for (table, reason, _), broken in zip(queries, counts, strict=True):
        if broken:
            yield Problem(str(snapshot.folder / table.name), f"{broken} {reason}")


def _relation_queries(table: Table, columns: list[str]) -> Iterator[tuple[str, str]]:
    """(what is wrong, query that counts it); an older snapshot may lack some columns."""
    key = column_list(table.key)
    yield (
        f"keys ({', '.join(table.key)}) stand on more than one row",
        f"SELECT count(*) FROM (SELECT {key} FROM {quoted(table.name)} GROUP BY {key} HAVING count(*) > 1)",
    )
    for column in table.columns:
        if column.refers_to and column.name in columns:
            yield f"rows refer by {column.name} to no row of {column.refers_to}", _orphans(table, column)


def _orphans(table: Table, column: Column) -> str:
    other, _, other_column = (column.refers_to or "").partition(".")
    return (
        f"SELECT count(*) FROM {quoted(table.name)} AS child "
        f"ANTI JOIN {quoted(other)} AS parent ON child.{quoted(column.name)} = parent.{quoted(other_column)} "
        f"WHERE child.{quoted(column.name)} IS NOT NULL"
    )


def _run_problems(layout: Layout) -> Iterator[Problem]:
    for reader in (read_runs, read_checks):
        for words in reader(layout)[1]:
            file, _, reason = words.partition(": ")
            yield Problem(file, reason)
