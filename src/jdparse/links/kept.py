"""What a run keeps of its search for links: the words of each cluster, and every pair that is RELATED, the best or not.

A pair of clusters is decided by the two wordings, the word lists and the guards alone. So in the next run only pairs
need deciding that have a new wording, or that the bounds of the search kept from being looked at; the others are looked
up. Rows are clusters of one kind, in the order of their ids.
"""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from jdparse.scratch import map_records
from jdparse.wording.arrow import Column, Table, array_of, pa, pc, strings
from jdparse.wording.columns import I32, opens_run

from .bags import NO_BAGS, NONE, Bags, joined_bags, repeats
from .decide import Decided

PAIR = np.dtype([("small", "<i4"), ("large", "<i4"), ("score", "<u2"), ("synonyms", "<u2")])
"""A pair as it is kept, in the order of ``large``; the score is in ten-thousandths, to which it is rounded."""
SCORES = 10_000

NAMED = pa.dictionary(pa.int32(), pa.string())
WORDS = pa.schema([("row", pa.int32()), ("lemma", NAMED), ("mark", NAMED), ("opening", NAMED)])
ROWS_AT_ONCE = 1 << 16


class LinkFiles(NamedTuple):
    """The files in a folder that hold what is kept of one kind."""

    words: Path
    pairs: Path

    @classmethod
    def of(cls, folder: Path, kind: str) -> "LinkFiles":
        """Those of a kind."""
        return cls(folder / f"links-{kind}-words.arrow", folder / f"links-{kind}-pairs")


class Before(NamedTuple):
    """What was kept: the clusters (bullet_id and text, in the order of their ids), their words, the file of pairs."""

    clusters: Table
    words: Bags
    pairs: Path | None


_NO_TEXTS = pa.array([], pa.string())
NOTHING_BEFORE = Before(pa.table({"bullet_id": _NO_TEXTS, "text": _NO_TEXTS}), NO_BAGS, None)


def recall_links(clusters: Table, files: LinkFiles) -> Before | None:
    """What was kept of the clusters of a kind; None where it is not about these clusters."""
    words = _load_words(files.words)
    return Before(clusters, words, files.pairs) if len(words) == len(clusters) else None


def map_pairs(path: Path | None) -> npt.NDArray[Any]:
    """The pairs of a file, mapped into memory; none without a file."""
    return np.zeros(0, PAIR) if path is None else map_records(path, PAIR)


def save_words(found: Bags, path: Path) -> None:
    """Keep the words: a row a word, and one without a word for a wording that has none."""
    names = strings(found.names)
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, WORDS, options=options) as writer:
        for first in range(0, len(found), ROWS_AT_ONCE):
            writer.write_batch(_words(found, first, min(first + ROWS_AT_ONCE, len(found)), names))


def _words(found: Bags, first: int, last: int, names: Column) -> Table:
    """The words of some wordings."""
    sizes = np.diff(found.start[first : last + 1])
    row = np.repeat(np.arange(first, last), np.maximum(sizes, 1))
    worded = np.repeat(sizes > 0, np.maximum(sizes, 1))
    span = slice(found.start[first], found.start[last])
    words, marks = np.full(len(row), NONE, np.int32), np.full(len(row), NONE, np.int32)
    words[worded], marks[worded] = found.code[span], found.mark[span]
    named = [_named(codes, names) for codes in (words, marks, found.opening[row])]
    return pa.record_batch([pa.array(row.astype(np.int32)), *named], schema=WORDS)


def _named(codes: I32, names: Column) -> Column:
    indices = pa.array(codes, mask=codes == NONE)
    return pa.DictionaryArray.from_arrays(indices, names)


def _load_words(path: Path) -> Bags:
    with pa.ipc.open_file(pa.memory_map(str(path))) as reader:
        batches = [reader.get_batch(number) for number in range(reader.num_record_batches)]
        return joined_bags([_bags_of(batch) for batch in batches if len(batch)])


def _bags_of(batch: Any) -> Bags:
    """The wordings of a batch of words: one a row of `row`, which ascends by one."""
    row = array_of(batch["row"]).astype(np.int64)
    names = batch["lemma"].dictionary.to_pylist()
    lemma, mark, opening = (array_of(pc.fill_null(batch[name].indices, NONE)) for name in ("lemma", "mark", "opening"))
    worded, first = lemma != NONE, np.flatnonzero(opens_run(row))
    rows = row - row[0]
    start = np.searchsorted(rows[worded], np.arange(len(first) + 1)).astype(np.int64)
    again = repeats(rows[worded], lemma[worded], len(names))
    return Bags(names, start, lemma[worded], mark[worded], opening[first], again)


def packed(pairs: Decided) -> bytes:
    """The pairs as they are kept, in the order of their larger rows."""
    kept = np.empty(len(pairs.small), PAIR)
    kept["small"], kept["large"], kept["synonyms"] = pairs.small, pairs.large, pairs.synonyms
    kept["score"] = np.rint(pairs.score * SCORES)
    return kept[np.lexsort((kept["small"], kept["large"]))].tobytes()
