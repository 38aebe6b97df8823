"""Pages in Parquet: a row is a page; only the columns that matter are read, a bounded batch at a time."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jdparse.records import Rejection
from jdparse.sources.files import Opened
from jdparse.sources.mapping import (
    Fields,
    describe,
    fields_of,
    http_status,
    no_content,
    of_row,
    problem_input,
    record_input,
    too_large,
    unmapped,
)
from jdparse.sources.records import File, Input, Options, ReadError

_BATCH_BYTES = 4 << 20
_MOST_ROWS = 4096
_MOST_CUTS = 4  # parts of a row group: each reads the ones before it too, and throws them away
_MOST_CHUNK = 1 << 30  # bytes of one column in one row group, when it was squeezed by more than _MOST_RATIO
_MOST_RATIO = 1000


def spans(opened: Opened, options: Options) -> list[tuple[int, int | None]]:
    """Cut a file into ranges of rows of about ``shard_bytes`` decompressed; ReadError if none can hold a page."""
    parquet = _open(opened)
    _wanted(parquet.schema_arrow, fields_of(options.columns))
    meta = parquet.metadata
    found: list[tuple[int, int | None]] = []
    start = row = size = 0
    for i in range(meta.num_row_groups):
        group = meta.row_group(i)
        if size and size + group.total_byte_size > options.shard_bytes:
            found.append((start, row))
            start, size = row, 0
        pieces = min(_MOST_CUTS, -(-group.total_byte_size // options.shard_bytes), max(group.num_rows, 1))
        for piece in range(1, pieces):
            edge = row + group.num_rows * piece // pieces
            found.append((start, edge))
            start = edge
        row += group.num_rows
        size += group.total_byte_size // max(pieces, 1)
    return [*found, (start, row)]


def read(opened: Opened, file: File, options: Options, start: int = 0, stop: int | None = None) -> Iterator[Input]:
    """Yield the pages of rows ``start`` to ``stop`` (0-based, ``stop`` not included).

    Raises ReadError where the file is damaged, after the rows before.
    """
    parquet = _open(opened)
    wanted = _wanted(parquet.schema_arrow, fields_of(options.columns))
    stop = parquet.metadata.num_rows if stop is None else stop
    first = 0
    for i in range(parquet.metadata.num_row_groups):
        group = parquet.metadata.row_group(i)
        if first < stop and first + group.num_rows > start:
            row = first
            for batch in _batches(parquet, i, wanted):
                keep = slice(max(start - row, 0), max(min(stop - row, batch.num_rows), 0))
                yield from _inputs(batch, row, keep, _Context(file, options, wanted))
                row += batch.num_rows
                if row >= stop:
                    return
        first += group.num_rows


class _Wanted(NamedTuple):
    """The columns to read, content best first with what it holds, then what describes it; and all ``names``."""

    content: list[tuple[str, str | None]]
    url: str | None
    fetched_at: str | None
    family: str | None
    status: str | None
    names: tuple[str, ...]

    @property
    def columns(self) -> list[str]:
        """Names of the columns to read."""
        return [name for name, _ in self.content] + [name for name in self.told if name is not None]

    @property
    def told(self) -> tuple[str | None, ...]:
        """Names of the columns that describe a page, in the order of ``Fields``."""
        return self.url, self.fetched_at, self.family, self.status


class _Context(NamedTuple):
    file: File
    options: Options
    wanted: _Wanted


def _open(opened: Opened) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(opened.seekable(), pre_buffer=False, buffer_size=1 << 20, page_checksum_verification=True)
    except (OSError, pa.ArrowException) as error:
        tail = opened.seekable()
        tail.seek(max(opened.size - 4, 0))
        whole = tail.read(4) == b"PAR1"
        raise ReadError("corrupt_data" if whole else "truncated_record", f"Parquet: {error}"[:200]) from error


def _wanted(schema: pa.Schema, fields: Fields) -> _Wanted:
    names: dict[str, pa.DataType] = {}
    for field in schema:
        names[field.name] = field.type
        if pa.types.is_struct(field.type):
            names |= {f"{field.name}.{inner.name}": inner.type for inner in field.type}
    content = [pair for pair in fields.content_of(names) if _holds_text(names[pair[0]])]
    if not content:
        kinds = {name: str(names[name]) for name, _ in fields.content_of(names)}
        raise ReadError("bad_record", no_content(fields, list(names), kinds))
    url, fetched_at, family, status = (next((name for name in tried if name in names), None) for tried in fields[1:])
    return _Wanted(content, url, fetched_at, family, status, tuple(names))


def _holds_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return any(test(kind) for test in _TEXT_TYPES)


_TEXT_TYPES = (
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_string_view,
    pa.types.is_binary,
    pa.types.is_large_binary,
    pa.types.is_binary_view,
    pa.types.is_fixed_size_binary,
)


def _batches(parquet: pq.ParquetFile, number: int, wanted: _Wanted) -> Iterator[pa.RecordBatch]:
    group = parquet.metadata.row_group(number)
    _refuse_bomb(group, number)
    row_bytes = max(group.total_byte_size // max(group.num_rows, 1), 1)
    rows = max(1, min(_MOST_ROWS, _BATCH_BYTES // row_bytes))
    try:
        yield from parquet.iter_batches(rows, row_groups=[number], columns=wanted.columns, use_threads=False)
    except (OSError, pa.ArrowException) as error:
        raise ReadError("corrupt_data", f"Parquet, row group {number}: {error}"[:200]) from error


def _refuse_bomb(group: pq.RowGroupMetaData, number: int) -> None:
    for i in range(group.num_columns):
        column = group.column(i)
        if column.total_uncompressed_size > max(_MOST_CHUNK, _MOST_RATIO * column.total_compressed_size):
            raise ReadError(
                "decompression_limit", f"Parquet, row group {number}: {column.total_uncompressed_size} bytes"
            )


def _inputs(batch: pa.RecordBatch, row: int, keep: slice, context: _Context) -> Iterator[Input]:
    """Pages of the rows ``keep`` of a batch whose first row is number ``row``."""
    batch = batch.slice(keep.start, keep.stop - keep.start)
    file, options, wanted = context
    contents, media = _contents(batch, wanted.content)
    columns = [_values(batch, name) for name in wanted.told]
    odd = unmapped(options.columns, wanted.names, wanted.names.__contains__)
    for number, (content, holds, url, when, family, status) in enumerate(
        zip(contents, media, *columns, strict=True), row + keep.start + 1
    ):
        record = f"row {number}"
        about = describe(file, url, when, family)
        if content is None:
            yield problem_input(file, record, Rejection("bad_record", "no content: null"), about, b"")
            continue
        about = of_row(about, content, odd)
        code = http_status(status)
        if code is not None and code != 200:
            yield problem_input(file, record, Rejection("http_status", str(code)), about, content)
        elif len(content) > options.page_bytes:
            yield problem_input(file, record, too_large(len(content), options), about, content)
        else:
            yield record_input(file, record, content, holds, about)


def _contents(
    batch: pa.RecordBatch, content: list[tuple[str, str | None]]
) -> tuple[list[bytes | None], list[str | None]]:
    """Take for each row the best column that has something in it."""
    (name, holds), *others = content
    found = _bytes(batch, name)
    media = [holds] * len(found)
    for name, holds in others:
        for i, value in enumerate(_bytes(batch, name)):
            if not found[i] and value is not None:
                found[i], media[i] = value, holds
    return found, media


def _bytes(batch: pa.RecordBatch, name: str) -> list[bytes | None]:
    array = _column(batch, name)
    if pa.types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    wide = pa.types.is_large_string(array.type) or pa.types.is_large_binary(array.type)
    found: list[bytes | None] = array.cast(pa.large_binary() if wide else pa.binary()).to_pylist()
    return found


def _values(batch: pa.RecordBatch, name: str | None) -> list[object]:
    return [None] * batch.num_rows if name is None else _column(batch, name).to_pylist()


def _column(batch: pa.RecordBatch, name: str) -> Any:
    if name in batch.schema.names:
        return batch.column(name)
    outer, _, inner = name.partition(".")
    return pc.struct_field(batch.column(outer), inner)
