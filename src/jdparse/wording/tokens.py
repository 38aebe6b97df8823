"""A column of bullets as the words it holds, in order: each distinct piece is looked up once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import cast

import numpy as np
import numpy.typing as npt

from .arrow import Column, array_of, pa, pc, strings
from .columns import I32, I64, opens_run, spread, starts_of
from .folding import fold_array
from .vocabulary import vocabulary

CHUNK = 1 << 15  # rows; columns of a chunk stay in the processor's cache
MAX_CHARACTERS = 5_000


def as_strings(texts: Sequence[str] | Column) -> Column:
    """The texts as one Arrow string array.

    Raises ValueError where a text is missing.
    """
    array = texts if isinstance(texts, pa.Array | pa.ChunkedArray) else _strings(list(texts))
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if array.null_count:
        raise ValueError(f"{array.null_count} of {len(array)} texts are missing")
    return array.cast(pa.string())


def _strings(texts: list[str]) -> Column:
    try:
        return strings(texts)
    except AttributeError as error:
        missing = sum(not isinstance(text, str) for text in texts)
        raise ValueError(f"{missing} of {len(texts)} texts are missing") from error


@dataclass(frozen=True)
class Tokens:
    """Words of a column in order: the row each stands in, and its entry number. `rows` counts the strings."""

    row: I32
    entry: I32
    rows: int

    def where(self, keep: npt.NDArray[np.bool_]) -> "Tokens":
        """The tokens that are kept."""
        return Tokens(self.row[keep], self.entry[keep], self.rows)

    def read_at(self, at: I64, reading: Callable[[int], int]) -> "Tokens":
        """The tokens with another reading of the words at some places: ``reading`` gives an entry for an entry."""
        if not len(at):
            return self
        entry = self.entry.copy()
        distinct, which = np.unique(entry[at], return_inverse=True)
        entry[at] = np.array(list(map(reading, distinct.tolist())), entry.dtype)[which]
        return Tokens(self.row, entry, self.rows)

    def nouns(self) -> I64:
        """The number of each word's noun lemma."""
        return cast("I64", vocabulary().nouns.values[self.entry].astype(np.int64))

    def kinds(self) -> npt.NDArray[np.int8]:
        """The class of each word."""
        return cast("npt.NDArray[np.int8]", vocabulary().kinds.values[self.entry])

    def firsts(self) -> npt.NDArray[np.bool_]:
        """Which words open their row."""
        return opens_run(self.row)


def without_end_marks(texts: Column) -> Column:
    """The texts without the marks they end with: there they part nothing. The last dot of "U.S." stays."""
    trimmed = pc.utf8_rtrim(texts, characters=" ;:,!")
    dotted = pc.match_substring_regex(trimmed, r"\.\w+\.$")
    return pc.if_else(dotted, trimmed, pc.utf8_rtrim(trimmed, characters=" .;:,!"))


def tokenize(texts: Column) -> Tokens:
    """Split at blanks, and look each distinct piece up once."""
    folded = without_end_marks(fold_array(pc.utf8_slice_codeunits(texts, 0, MAX_CHARACTERS)))
    lists = pc.ascii_split_whitespace(folded)  # no other white space is left, and this is twice as fast
    flat = pc.list_flatten(lists).dictionary_encode()
    entries = list(map(vocabulary().piece, flat.dictionary.to_pylist()))
    members = np.fromiter(chain.from_iterable(entries), np.int32)
    sizes = np.fromiter(map(len, entries), np.int64, len(entries))
    codes = array_of(flat.indices)
    counts = sizes[codes]
    rows = np.repeat(array_of(pc.list_parent_indices(lists)), counts)
    return Tokens(rows.astype(np.int32), members[spread(starts_of(sizes)[codes], counts)], len(texts))


def in_chunks(texts: Column) -> Iterator[Column]:
    """The column in pieces of CHUNK rows."""
    return (texts.slice(start, CHUNK) for start in range(0, len(texts), CHUNK))
