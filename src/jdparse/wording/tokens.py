"""A column of bullets as the words it holds, in order: each distinct piece is looked up once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from .arrow import Column, pa, pc
from .folding import fold_array
from .vocabulary import vocabulary

I64 = npt.NDArray[np.int64]
CHUNK = 1 << 14  # rows; columns of a chunk stay in the processor's cache
MAX_CHARACTERS = 5_000


def as_strings(texts: Sequence[str] | Column) -> Column:
    """The texts as one Arrow string array.

    Raises ValueError where a text is missing.
    """
    array = texts if isinstance(texts, pa.Array | pa.ChunkedArray) else pa.array(list(texts), pa.string())
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if array.null_count:
        raise ValueError(f"{array.null_count} of {len(array)} texts are missing")
    return array.cast(pa.string())


@dataclass(frozen=True)
class Tokens:
    """Words of a column in order: the row each stands in, and its entry number. `rows` counts the strings."""

    row: I64
    entry: I64
    rows: int

    def where(self, keep: npt.NDArray[np.bool_]) -> "Tokens":
        """The tokens that are kept."""
        return Tokens(self.row[keep], self.entry[keep], self.rows)

    def nouns(self) -> I64:
        """The number of each word's noun lemma."""
        return cast("I64", vocabulary().nouns.values[self.entry].astype(np.int64))

    def kinds(self) -> npt.NDArray[np.int8]:
        """The class of each word."""
        return cast("npt.NDArray[np.int8]", vocabulary().kinds.values[self.entry])

    def firsts(self) -> npt.NDArray[np.bool_]:
        """Which words open their row."""
        first = np.ones(len(self.row), bool)
        first[1:] = self.row[1:] != self.row[:-1]
        return first


def spread(starts: I64, counts: I64) -> I64:
    """Indices of all items of rows given as start and count."""
    total = int(counts.sum())
    offsets = (
        np.repeat(starts - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts) if total else np.zeros(0, np.int64)
    )
    return cast("I64", offsets + np.arange(total))


def without_end_marks(texts: Column) -> Column:
    """The texts without the marks they end with: there they part nothing. The last dot of "U.S." stays."""
    trimmed = pc.utf8_rtrim(texts, characters=" ;:,!")
    dotted = pc.match_substring_regex(trimmed, r"\.\w+\.$")
    return pc.if_else(dotted, trimmed, pc.utf8_rtrim(trimmed, characters=" .;:,!"))


def tokenize(texts: Column) -> Tokens:
    """Split at blanks, and look each distinct piece up once."""
    folded = without_end_marks(fold_array(pc.utf8_slice_codeunits(texts, 0, MAX_CHARACTERS)))
    lists = pc.utf8_split_whitespace(folded)
    flat = pc.list_flatten(lists).dictionary_encode()
    known = vocabulary()
    entries = [known.piece(piece) for piece in flat.dictionary.to_pylist()]
    sizes = np.fromiter(map(len, entries), np.int64, len(entries))
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    members = np.fromiter((e for piece in entries for e in piece), np.int64, int(starts[-1]))
    codes = np.asarray(flat.indices).astype(np.int64)
    rows = np.asarray(pc.list_parent_indices(lists)).astype(np.int64)
    counts = sizes[codes] if len(codes) else np.zeros(0, np.int64)
    picked = spread(starts[:-1][codes] if len(codes) else np.zeros(0, np.int64), counts)
    return Tokens(np.repeat(rows, counts), members[picked], len(texts))
