"""Arrow, untyped: its stubs want to know whether a column is one array or many, and a value null.

`numbers`, `strings` and `array_of` do what pa.array and numpy.asarray do, without pandas, which takes long to load.
"""

from collections.abc import Sequence
from typing import Any

import numpy as _np
import numpy.typing as _npt
import pyarrow as _arrow
import pyarrow.compute as _compute

pa: Any = _arrow
pc: Any = _compute
Column = Any  # a column of strings, chunked or not
Table = Any  # an Arrow table


def numbers(values: _npt.NDArray[Any]) -> Column:
    """A column of whole numbers over the memory of an array."""
    values = _np.ascontiguousarray(values)
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [None, pa.py_buffer(values)])


def array_of(column: Column) -> _npt.NDArray[Any]:
    """The values of a column of numbers or flags without nulls."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if pa.types.is_boolean(column.type):
        return array_of(column.cast(pa.uint8())).view(bool)
    values = _np.frombuffer(column.buffers()[1] or b"", column.type.to_pandas_dtype())
    return values[column.offset : column.offset + len(column)]


def ranks(texts: Column) -> _npt.NDArray[_np.int64]:
    """The place of each text in the order of code points; of equal ones and of nulls in any order, these last."""
    order = array_of(pc.sort_indices(texts))
    rank = _np.empty(len(order), _np.int64)
    rank[order] = _np.arange(len(order))
    return rank


ROWS_OF_LONG_RUNS = 64
"""Rows that stand in runs of so many are copied faster than picked one by one."""


def take_runs(rows: Table, places: _npt.NDArray[_np.int64]) -> Table:
    """Some rows: piece by piece where they stand in long runs, as those taken over from the last snapshot do."""
    first = _np.flatnonzero(_np.diff(places, prepend=-2) != 1)
    if len(first) * ROWS_OF_LONG_RUNS > len(places):
        return rows.combine_chunks().take(numbers(places))
    runs = zip(places[first].tolist(), _np.diff(first, append=len(places)).tolist(), strict=True)
    return pa.concat_tables([rows.slice(0, 0), *(rows.slice(start, size) for start, size in runs)]).combine_chunks()


def strings(texts: Sequence[str]) -> Column:
    """A column of strings. Raises AttributeError where one is no string, and ValueError beyond 2 GB."""
    encoded = [text.encode() for text in texts]
    ends = _np.zeros(len(encoded) + 1, _np.int64)
    _np.cumsum(_np.fromiter(map(len, encoded), _np.int64, len(encoded)), out=ends[1:])
    if ends[-1] > _np.iinfo(_np.int32).max:
        raise ValueError(f"{ends[-1]:,} bytes of text are more than one column holds")
    buffers = [None, pa.py_buffer(ends.astype(_np.int32)), pa.py_buffer(b"".join(encoded))]
    return pa.Array.from_buffers(pa.string(), len(encoded), buffers)
