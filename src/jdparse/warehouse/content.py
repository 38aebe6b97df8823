"""A hash of rows, not of file bytes: the same for the same values whatever wrote or compressed them.

``snapshot_id`` is made of these, so a new release of the Parquet writer does not look like new data.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa

Buffer = bytes | memoryview


def column_words(columns: Iterable[tuple[str, str]]) -> str:
    """Names and types of columns, one a line."""
    return "".join(f"{name}\t{type_}\n" for name, type_ in columns)


def schema_words(schema: pa.Schema) -> str:
    """Names and types of the columns of a schema, one a line."""
    return column_words((field.name, str(field.type)) for field in schema)


class ContentHash:
    """SHA-256 over the columns of tables given one after another; where they are cut is part of the hash."""

    def __init__(self, schema: pa.Schema) -> None:
        self._hash = hashlib.sha256(schema_words(schema).encode())

    def update(self, rows: pa.Table) -> None:
        """Add rows that have the schema's columns in its order."""
        self._hash.update(f"rows {rows.num_rows}\n".encode())
        for column in rows.columns:
            for buffer in _canonical_buffers(column):
                self._hash.update(buffer)

    def hexdigest(self) -> str:
        """The hash so far, 64 hexadecimal characters."""
        return self._hash.hexdigest()


def table_hash(rows: pa.Table, rows_at_once: int = 65_536) -> str:
    """The content hash of a whole table."""
    content = ContentHash(rows.schema)
    for start in range(0, rows.num_rows, rows_at_once):
        content.update(rows.slice(start, rows_at_once))
    return content.hexdigest()


def _canonical_buffers(column: "pa.ChunkedArray[Any]") -> Iterator[Buffer]:
    """Validity, then lengths (text only), then values, with nulls as zero: free of offsets, padding and garbage."""
    array: pa.Array[Any] = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    yield _packed(array.is_valid())
    if pa.types.is_string(array.type):
        yield from _text_buffers(array.fill_null(""))
    elif pa.types.is_binary(array.type):
        yield from _text_buffers(array.fill_null(b""))
    elif pa.types.is_boolean(array.type):
        yield _packed(array.fill_null(False))
    elif pa.types.is_timestamp(array.type):
        yield _numbers(array.cast(pa.int64()))
    elif pa.types.is_integer(array.type) or pa.types.is_floating(array.type):
        yield _numbers(array)
    else:
        raise TypeError(f"no canonical form for {array.type}; add one before using the type in a table")


def _packed(flags: "pa.Array[Any]") -> bytes:
    return np.packbits(flags.to_numpy(zero_copy_only=False)).tobytes()


def _numbers(array: "pa.Array[Any]") -> bytes:
    values = array.fill_null(0).to_numpy(zero_copy_only=False)
    return bytes(values.astype(values.dtype.newbyteorder("<")).tobytes())


def _text_buffers(array: "pa.Array[Any]") -> Iterator[Buffer]:
    _, offsets, data = array.buffers()
    if offsets is None or data is None or len(array) == 0:
        return
    ends = np.frombuffer(memoryview(offsets), dtype="<i4")[array.offset : array.offset + len(array) + 1]
    yield np.diff(ends).tobytes()
    yield memoryview(data)[int(ends[0]) : int(ends[-1])]
