"""Columns of numbers: one that grows, and the helpers that many passes share."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt


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
