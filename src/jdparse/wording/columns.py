"""Columns of numbers: one that grows, and the helpers that many passes share."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt

I8 = npt.NDArray[np.int8]
I16 = npt.NDArray[np.int16]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.integer[Any]]


class GrowingColumn:
    """An array that grows by doubling, so that adding to it stays cheap."""

    def __init__(self, dtype: npt.DTypeLike) -> None:
        self._data = np.zeros(1024, dtype)
        self._size = 0

    def append(self, value: object) -> None:
        """Add one value."""
        self._room_for(1)
        self._data[self._size] = value
        self._size += 1

    def extend(self, values: Sequence[object] | npt.NDArray[Any]) -> None:
        """Add many values."""
        self._room_for(len(values))
        self._data[self._size : self._size + len(values)] = values
        self._size += len(values)

    def _room_for(self, more: int) -> None:
        missing = self._size + more - len(self._data)
        if missing > 0:
            self._data = np.concatenate([self._data, np.zeros(max(missing, len(self._data)), self._data.dtype)])

    @property
    def values(self) -> npt.NDArray[Any]:
        """The values so far; a later one may move them elsewhere."""
        return self._data[: self._size]


def starts_of(sizes: Numbers) -> I64:
    """Where each of several runs starts, and where the last one ends."""
    return cast("I64", np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64))


def spread(starts: Numbers, sizes: Numbers) -> I64:
    """The places in all runs given as start and size, one run after the other."""
    before = starts_of(sizes)
    return cast("I64", np.repeat(starts - before[:-1], sizes) + np.arange(before[-1]))


def opens_run(values: npt.NDArray[Any]) -> Flags:
    """Which values differ from the one before."""
    opens = np.ones(len(values), bool)
    opens[1:] = values[1:] != values[:-1]
    return opens


def place_in_run(values: npt.NDArray[Any]) -> I64:
    """The place of each value in its run of equal ones, from 0."""
    first = np.flatnonzero(opens_run(values))
    return np.arange(len(values)) - np.repeat(first, np.diff(first, append=len(values)))


def times_before(keys: Numbers) -> I64:
    """How many equal ones stand before each key."""
    order = np.argsort(keys, kind="stable")
    times = np.empty(len(keys), np.int64)
    times[order] = place_in_run(keys[order])
    return times


def row_sums(values: U64, row: Numbers, rows: int) -> U64:
    """The sum of the values of each row; `row` ascends."""
    sums = np.zeros(rows, np.uint64)
    if len(row):
        first = np.flatnonzero(opens_run(row))
        sums[row[first]] = np.add.reduceat(values, first)
    return sums
