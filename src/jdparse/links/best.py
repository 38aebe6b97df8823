"""The best few links of each cluster, chosen for a range of clusters at a time from pairs that lie on disk."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from jdparse.wording.columns import I64, place_in_run
from jdparse.wording.vocabulary import U64

from .kept import PAIR, SCORES

LINK = np.dtype([("one", "<i4"), ("other", "<i4"), ("score", "<u2"), ("synonyms", "<u2")])
"""A link between two rows, the earlier first, as a PAIR is kept."""
Links = npt.NDArray[np.void]

# Both bound memory and change no result; a row of a range is a number of 18 bits.
ROWS_AT_ONCE = 1 << 18
PAIRS_AT_ONCE = 1 << 20


def best_links(pairs: Path, rows: int, per_cluster: int) -> Links:
    """The pairs of a file that are among the best few of either end, as links sorted by their rows.

    There are so many rows. The higher score is better, then the earlier other row.
    """
    kept = np.zeros(pairs.stat().st_size // PAIR.itemsize, bool)
    for first in range(0, rows, ROWS_AT_ONCE):
        kept[_best_of(pairs, first, per_cluster)] = True
    links, count = np.empty(np.count_nonzero(kept), LINK), 0
    for at, some in _slices(pairs):
        found = _as_links(some[kept[at : at + len(some)]])
        links[count : count + len(found)] = found
        count += len(found)
    return links[np.argsort(links["one"].astype(np.int64) << 32 | links["other"])]


def _slices(pairs: Path) -> Iterator[tuple[int, npt.NDArray[np.void]]]:
    """The pairs, so many at a time, each time with the place of the first."""
    at = 0
    with pairs.open("rb") as file:
        while len(some := np.fromfile(file, PAIR, PAIRS_AT_ONCE)):
            yield at, some
            at += len(some)


def _best_of(pairs: Path, first: int, per_cluster: int) -> I64:
    """The places of the best few pairs of each row of the range that begins with ``first``."""
    ranks: list[U64] = [np.zeros(0, np.uint64)]
    places: list[I64] = [np.zeros(0, np.int64)]
    for at, some in _slices(pairs):
        for end, other in (("small", "large"), ("large", "small")):
            mine = np.flatnonzero((some[end] >= first) & (some[end] < first + ROWS_AT_ONCE))
            ranks.append(_ranked(some[mine], end, other, first))
            places.append(mine + at)
    rank = np.concatenate(ranks)
    order = np.argsort(rank)
    best = place_in_run(rank[order] >> np.uint64(46)) < per_cluster
    found: I64 = np.concatenate(places)[order[best]]
    return found


def _ranked(pairs: npt.NDArray[np.void], end: str, other: str, first: int) -> U64:
    """A number a pair: the row in the range, then what its score lacks (14 bits), then the other row (32 bits)."""
    row, lacks = (pairs[end] - first).astype(np.uint64), (SCORES - pairs["score"]).astype(np.uint64)
    ranked: U64 = (row << np.uint64(46)) + (lacks << np.uint64(32)) + pairs[other].astype(np.uint64)
    return ranked


def _as_links(pairs: npt.NDArray[np.void]) -> Links:
    links = np.empty(len(pairs), LINK)
    links["one"] = np.minimum(pairs["small"], pairs["large"])
    links["other"] = np.maximum(pairs["small"], pairs["large"])
    links["score"], links["synonyms"] = pairs["score"], pairs["synonyms"]
    return links
