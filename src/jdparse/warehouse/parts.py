"""Part files: one Parquet file of a table, the same bytes for the same rows, never seen half written."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from jdparse.errors import CannotWrite, Superseded, cannot_write
from jdparse.tables import Table
from jdparse.warehouse.content import ContentHash
from jdparse.warehouse.crash import crash_point
from jdparse.warehouse.disk import file_sha256

ROWS_PER_GROUP = 65_536


DISTINCT: frozenset[str] = frozenset({
    "page_id", "from_page_id", "to_page_id", "input_id", "title_id", "position", "line", "record", "url", "title",
    "size", "body_size", "content_sha256", "body_sha256", "fetched_at", "first_seen", "last_seen", "last_changed",
})  # fmt: skip
"""Columns whose values hardly repeat, or stand in runs: a dictionary of them costs time and makes files larger."""

DISTINCT_IN: Mapping[str, frozenset[str]] = {
    "bullets": frozenset({"bullet_id", "text"}),
    "bullet_levels": frozenset({"bullet_id"}),
    "bullet_variants": frozenset({"bullet_id", "text"}),
}
"""The same of columns that repeat in other tables."""

SORTED_BY: frozenset[str] = frozenset({"page_id", "from_page_id", "bullet_id", "related_id", "input_id"})
"""Columns of which a file says the least and the greatest value of each row group, since rows are looked up by them."""


class PartFacts(NamedTuple):
    """What the manifest keeps of a part. ``path`` is relative to the folder the tables lie in."""

    table: str
    path: str
    rows: int
    bytes: int
    sha256: str
    content_sha256: str


def file_schema(table: Table) -> pa.Schema:
    """The table's schema plus the key that gives ``pd.read_parquet(file).attrs`` the data dictionary."""
    attributes = {
        "table": table.name,
        "row_is": table.row_is,
        "key": list(table.key),
        "columns": {column.name: column.description for column in table.columns},
    }
    metadata = {**(table.schema.metadata or {}), b"PANDAS_ATTRS": json.dumps(attributes, ensure_ascii=False).encode()}
    return table.schema.with_metadata(metadata)


def _distinct(table: Table) -> frozenset[str]:
    return DISTINCT | DISTINCT_IN.get(table.name, frozenset())


def part_name(part: int) -> str:
    """Name of the n-th part, so that names sort as numbers do."""
    return f"part-{part:05d}.parquet"


def write_part(folder: str | os.PathLike[str], table: Table, part: int, data: pa.Table) -> PartFacts:
    """Write the rows as part ``part`` of the table in ``folder``; replaces a part of that number.

    ``data`` must have exactly the table's columns; the parts of a table must be cut by content, not by chance, since
    the cut is part of the bytes. Raises CannotWrite, Superseded, ValueError for rows that do not fit the table.
    """
    with PartWriter(folder, table, part) as writer:
        writer.write(data)
    return writer.facts


class PartWriter:
    """Writes one part from any number of batches; the bytes do not depend on how the rows were batched.

    Use it in a ``with``: the part appears under its name only if the block ends without an exception.
    """

    facts: PartFacts
    """Facts of the part, once the block has ended."""

    def __init__(self, folder: str | os.PathLike[str], table: Table, part: int) -> None:
        self._table = table
        self._folder = Path(folder)
        self._path = self._folder / table.name / part_name(part)
        self._temporary = self._path.with_name(f".{self._path.name}.{os.getpid()}.tmp")
        self._schema = file_schema(table)
        self._waiting: list[pa.Table] = []
        self._waiting_rows = 0
        self._rows = 0
        self._content = ContentHash(self._schema)
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> "PartWriter":
        with self._failing():
            with suppress(FileExistsError):
                self._path.parent.mkdir()  # never with parents: a folder taken over by another run stays gone
            self._writer = pq.ParquetWriter(
                self._temporary,
                self._schema,
                version="2.6",
                compression="zstd",
                data_page_version="1.0",
                write_page_checksum=True,
                use_dictionary=[name for name in self._schema.names if name not in _distinct(self._table)],
                write_statistics=[name for name in self._schema.names if name in SORTED_BY] or False,
            )
        return self

    def write(self, data: pa.Table | pa.RecordBatch) -> None:
        """Add rows."""
        rows = self._fitting(pa.Table.from_batches([data]) if isinstance(data, pa.RecordBatch) else data)
        self._waiting.append(rows)
        self._waiting_rows += rows.num_rows
        while self._waiting_rows >= ROWS_PER_GROUP:
            self._write_group(ROWS_PER_GROUP)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if kind is not None:
            self._abandon()
            return
        try:
            self._finish()
        except BaseException:
            self._abandon()
            raise

    @property
    def _open_writer(self) -> pq.ParquetWriter:
        if self._writer is None:
            raise RuntimeError("a PartWriter writes only inside its with block")
        return self._writer

    def _fitting(self, data: pa.Table) -> pa.Table:
        names = self._schema.names
        if sorted(data.column_names) != sorted(names):
            unlike = sorted(set(data.column_names) ^ set(names))
            raise ValueError(f"{self._table.name}: columns missing, unknown or twice: {', '.join(unlike)}")
        rows = data.select(names).replace_schema_metadata(None)
        plain = pa.schema([pa.field(field.name, field.type) for field in self._schema])
        rows = rows.cast(plain)
        for field in self._schema:
            if not field.nullable and rows.column(field.name).null_count:
                raise ValueError(f"{self._table.name}.{field.name}: nulls where there must be none")
        return rows.cast(self._schema)

    def _write_group(self, rows: int) -> None:
        waiting = pa.concat_tables(self._waiting)
        group = waiting.slice(0, rows).combine_chunks()
        rest = waiting.slice(rows)
        self._waiting, self._waiting_rows = [rest], rest.num_rows
        self._rows += group.num_rows
        self._content.update(group)
        with self._failing():
            self._open_writer.write_table(group, row_group_size=ROWS_PER_GROUP)

    def _finish(self) -> None:
        if self._waiting_rows:
            self._write_group(self._waiting_rows)
        with self._failing():
            self._open_writer.close()
            written = pq.read_metadata(self._temporary).num_rows
            if written != self._rows:
                raise CannotWrite(
                    self._path, f"{written} of {self._rows} rows arrived in the file", "check the disk and run again"
                )
            facts = PartFacts(
                self._table.name,
                f"{self._table.name}/{self._path.name}",
                self._rows,
                self._temporary.stat().st_size,
                file_sha256(self._temporary),
                self._content.hexdigest(),
            )
            crash_point("part-unnamed")
            self._temporary.replace(self._path)
            crash_point("part-named")
        self.facts = facts

    def _abandon(self) -> None:
        if self._writer is not None:
            with suppress(OSError, pa.ArrowException):  # closing writes a footer, which a full disk refuses again
                self._writer.close()
        with suppress(OSError):
            self._temporary.unlink(missing_ok=True)

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """Say what an error while writing means: no room or right to write, or the folder taken over."""
        try:
            yield
        except OSError as error:
            if isinstance(error, FileNotFoundError) and not self._folder.is_dir():
                raise Superseded(
                    self._folder, "has been cleared by another run that took over the warehouse", "run it again"
                ) from error
            error.filename = error.filename or str(self._path)
            raise cannot_write(self._path, error) from error


def temporary_files(folder: Path) -> Iterator[Path]:
    """Files that writers killed in the middle left in the table folders."""
    return folder.glob("*/.part-*.tmp")
