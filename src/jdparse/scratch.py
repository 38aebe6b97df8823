"""Scratch files of a run, mapped into memory: Arrow tables, whole or a piece at a time, and arrays of numbers."""

from collections.abc import Sequence
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Arrays = TypeVar("Arrays")


def save_rows(rows: pa.Table, folder: Path, name: str) -> None:
    """Write a table as one piece."""
    save_pieces([rows.combine_chunks()], folder, name)


def save_pieces(pieces: Sequence[pa.Table], folder: Path, name: str) -> None:
    """Write a table in pieces that can be read alone."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        pa.OSFile(str(folder / f"{name}.arrow"), "wb") as sink,
        pa.ipc.new_file(sink, pieces[0].schema) as writer,
    ):
        for piece in pieces:
            batches = piece.combine_chunks().to_batches()
            writer.write_batch(batches[0] if batches else pa.RecordBatch.from_pylist([], schema=piece.schema))


def new_rows(table: str) -> str:
    """Scratch table of a range's rows that the last snapshot does not have just so."""
    return f"new-{table}"


def load_rows(folder: Path, name: str) -> pa.Table:
    """Map a scratch table into memory."""
    return _open(folder, name).read_all()


def load_piece(folder: Path, name: str, number: int) -> pa.Table:
    """Map one piece of a scratch table into memory."""
    return pa.Table.from_batches([_open(folder, name).get_batch(number)])


def save_array(values: npt.NDArray[Any], folder: Path, name: str) -> None:
    """Write an array."""
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / f"{name}.npy", values)


def map_array(folder: Path, name: str) -> npt.NDArray[Any]:
    """Map an array into memory."""
    return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))


def map_records(path: Path, dtype: np.dtype[Any]) -> npt.NDArray[Any]:
    """Map a file of nothing but records into memory; an empty one, which cannot be mapped, has none."""
    return np.memmap(path, dtype, mode="r") if path.stat().st_size else np.zeros(0, dtype)


class ArrayFile:
    """Writes an array a piece at a time, the pieces alike but in length; without any it is empty."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path, self._rows, self._dtype = folder / f"{name}.npy", 0, np.dtype("S1")

    def __enter__(self) -> "ArrayFile":
        self._file = self._path.open("wb")
        self._head()
        return self

    def append(self, values: npt.NDArray[Any]) -> None:
        """Write a piece. Raises ValueError where it is of another type than those before."""
        if self._rows and values.dtype != self._dtype:
            raise ValueError(f"{values.dtype} after {self._dtype} in {self._path.name}")
        self._dtype = values.dtype
        self._rows += len(values)
        self._file.write(values.tobytes())

    def _head(self) -> None:
        """Write the head, which numpy pads so that it keeps its length when the rows grow."""
        said = {"descr": self._dtype.str, "fortran_order": False, "shape": (self._rows,)}
        np.lib.format.write_array_header_1_0(self._file, said)

    def __exit__(self, *_: object) -> None:
        with self._file:
            self._file.seek(0)
            self._head()


def save_arrays(values: Any, folder: Path, name: str) -> None:
    """Write the arrays of a dataclass that has nothing else."""
    for field in fields(values):
        save_array(getattr(values, field.name), folder, f"{name}-{field.name}")


def map_arrays(cls: type[Arrays], folder: Path, name: str) -> Arrays:
    """Map the arrays of a dataclass into memory."""
    return cls(*(map_array(folder, f"{name}-{field.name}") for field in fields(cast("Any", cls))))


def _open(folder: Path, name: str) -> pa.RecordBatchFileReader:
    return pa.ipc.open_file(pa.memory_map(str(folder / f"{name}.arrow")))


def cut(rows: pa.Table, places: npt.NDArray[np.integer], count: int) -> list[pa.Table]:
    """The rows in so many pieces; ``places`` says in which each row belongs."""
    narrow = places.astype(np.uint8 if count <= 1 << 8 else np.uint16)
    order = np.argsort(narrow, kind="stable")
    sorted_rows = rows.take(pa.array(order)).combine_chunks()
    edges = np.searchsorted(narrow[order], np.arange(count + 1))
    return [sorted_rows.slice(first, stop - first) for first, stop in pairwise(edges)]


def places_of_ids(identifiers: pa.ChunkedArray, starts: Sequence[str]) -> npt.NDArray[np.integer]:
    """In which range each identifier lies; ranges begin at ``starts``, which are equally long."""
    digits = pc.utf8_slice_codeunits(identifiers.combine_chunks(), 0, len(starts[0])).dictionary_encode()
    bounds = np.array(starts)
    place = np.searchsorted(bounds, digits.dictionary.to_numpy(zero_copy_only=False).astype(str), side="right") - 1
    places: npt.NDArray[np.integer] = place[digits.indices.to_numpy()]
    return places
