"""What a run keeps of its search for links: the words of each cluster, and every pair that is RELATED, the best or not.

A pair of clusters is decided by the two wordings, the word lists and the guards alone. So in the next run only pairs
need deciding that have a new wording, or that the bounds of the search kept from being looked at; the others are looked
up. Rows are clusters of one kind, in the order of their ids.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from jdparse.freed import give_back
from jdparse.wording.arrow import Column, Table, array_of, pa, pc, strings
from jdparse.wording.columns import I32, I64, opens_run
from jdparse.wording.reading import read

from .bags import NO_BAGS, NONE, Bags, Flags, bags, joined_bags, picked, repeats
from .decide import Decided

PAIR = np.dtype([("small", "<i4"), ("large", "<i4"), ("score", "<u2"), ("synonyms", "<u2")])
"""A pair as it is kept, in the order of ``large``; the score is in ten-thousandths, to which it is rounded."""
SCORES = 10_000

Ids = npt.NDArray[np.bytes_]

NAMED = pa.dictionary(pa.int32(), pa.string())
WORDS = pa.schema([("row", pa.int32()), ("lemma", NAMED), ("mark", NAMED), ("opening", NAMED)])
ROWS_AT_ONCE = 1 << 16
READ_AT_ONCE = 1 << 17  # wordings; reading needs many times what it gives


class LinkFiles(NamedTuple):
    """The files in a folder that hold what is kept of one kind."""

    words: Path
    pairs: Path

    @classmethod
    def of(cls, folder: Path, kind: str) -> "LinkFiles":
        """Those of a kind."""
        return cls(folder / f"links-{kind}-words.arrow", folder / f"links-{kind}-pairs")


class Before(NamedTuple):
    """What was kept: the clusters (bullet_id and text, in the order of their ids), their words, and the pairs."""

    clusters: Table
    words: Bags
    pairs: npt.NDArray[Any]


_NO_TEXTS = pa.array([], pa.string())
_NO_IDS = np.zeros(0, "S1")
NOTHING_BEFORE = Before(pa.table({"bullet_id": _NO_TEXTS, "text": _NO_TEXTS}), NO_BAGS, np.zeros(0, PAIR))


def recall_links(clusters: Table, files: LinkFiles) -> Before | None:
    """What was kept of the clusters of a kind; None where it is not about these clusters."""
    words = _load_words(files.words)
    empty = not files.pairs.stat().st_size
    pairs = np.zeros(0, PAIR) if empty else np.memmap(files.pairs, PAIR, mode="r")
    return Before(clusters, words, pairs) if len(words) == len(clusters) else None


class Memory:
    """What is known of the rows of today from before: ``words`` of all of them, and pairs that need no deciding.

    ``ids`` are their bullet ids, ``known`` says which stood there before, word for word. Texts are let go of as soon as
    they are read: a crawl has millions.
    """

    def __init__(self, clusters: Iterable[Table], kind: str, before: Before) -> None:
        ids, then, pieces = [_NO_IDS], [np.zeros(0, np.int64)], [before.words]
        rows_then = _RowsThen(before)
        for some in _in_pieces(clusters):
            ids.append(as_ids(some["bullet_id"].combine_chunks()))
            then.append(rows_then.of(ids[-1], some["text"].combine_chunks()))
            pieces.append(bags(read(some["text"].filter(pa.array(then[-1] == NONE)), kind)))
        self.ids = np.concatenate(ids)
        self._then = np.concatenate(then)
        self.known: Flags = self._then != NONE
        self.words = joined_bags(pieces)
        give_back()  # reading leaves as much behind as the words take
        if len(before.words):
            new = np.flatnonzero(~self.known)
            row = self._then.copy()
            row[new] = np.arange(len(new)) + len(before.words)
            self.words = picked(self.words, row)
        self._pairs = before.pairs
        self._now = np.full(len(before.words) + 1, NONE, np.int64)
        self._now[self._then[self.known]] = np.flatnonzero(self.known)

    def those(self, flags_then: Flags) -> Flags:
        """Flags of the rows before as flags of today's; false for new rows."""
        return np.append(flags_then, False)[self._then]

    def related(self, small: I64, large: I64, settled: Flags, span: tuple[int, int]) -> Decided:
        """The pairs with a larger row in a span that were RELATED, if the smaller is settled or they are among some."""
        then = self._then[slice(*span)]
        then = then[then != NONE]
        if not len(then):
            return Decided.joined([])
        ends = np.searchsorted(self._pairs["large"], [then[0], then[-1] + 1])
        kept = self._pairs[ends[0] : ends[1]]
        ours = np.stack([self._now[kept["small"]], self._now[kept["large"]]])
        there = np.flatnonzero((ours != NONE).all(axis=0))
        codes = ours[1, there] * len(self._then) + ours[0, there]  # ascending, as the pairs are
        hit = there[_among(codes, large * len(self._then) + small) | settled[ours[0, there]]]
        return Decided(ours[0, hit], ours[1, hit], kept["synonyms"][hit].astype(np.int64), kept["score"][hit] / SCORES)


def _among(codes: I64, wanted: I64) -> Flags:
    """Which of some ascending codes are wanted, these in any order and more than once."""
    flags = np.zeros(len(codes), bool)
    if len(codes):
        at = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
        flags[at[codes[at] == wanted]] = True
    return flags


def _in_pieces(clusters: Iterable[Table]) -> Iterator[Table]:
    """The clusters, so many at a time. Raises ValueError where they are not in the order of their ids."""
    last = ""
    for some in clusters:
        for first in range(0, len(some), READ_AT_ONCE):
            piece = some.slice(first, READ_AT_ONCE)
            ids = piece["bullet_id"].combine_chunks()
            if ids[0].as_py() <= last or not pc.all(pc.less(ids[:-1], ids[1:]), min_count=0).as_py():
                raise ValueError("the clusters are not in the order of their ids")
            last = ids[-1].as_py()
            yield piece


class _RowsThen:
    """Finds for clusters their rows before."""

    def __init__(self, before: Before) -> None:
        self._ids = as_ids(before.clusters["bullet_id"].combine_chunks())
        self._texts = before.clusters["text"].combine_chunks()

    def of(self, ids: Ids, texts: Column) -> I64:
        """The row of each before, NONE where it is new or shows another wording now."""
        if not len(self._ids):
            return np.full(len(ids), NONE, np.int64)
        at = np.minimum(np.searchsorted(self._ids, ids), len(self._ids) - 1).astype(np.int64)
        same = (self._ids[at] == ids) & array_of(pc.equal(self._texts.take(pa.array(at)), texts))
        return np.where(same, at, NONE)


def as_ids(ids: Column) -> Ids:
    """A column of ids as text of a fixed size: sorted as they are, and found without a table of hashes."""
    return np.asarray(ids.cast(pa.binary()).to_numpy(zero_copy_only=False)).astype(bytes)


# ---- on disk ----


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


class PairsFile:
    """Where pairs are kept, a chunk of rows after the other."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")

    def __enter__(self) -> "PairsFile":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, pairs: Decided) -> None:
        """Keep some pairs whose larger rows come after all those kept so far."""
        kept = np.empty(len(pairs.small), PAIR)
        kept["small"], kept["large"], kept["synonyms"] = pairs.small, pairs.large, pairs.synonyms
        kept["score"] = np.rint(pairs.score * SCORES)
        self._file.write(kept[np.lexsort((kept["small"], kept["large"]))].tobytes())
