"""Links between clusters that are RELATED: found by hash joins, so that it scales, and decided pair by pair."""

from collections import defaultdict
from collections.abc import Iterator
from typing import cast

import numpy as np
import numpy.typing as npt

from .relation import Explanation, Words, compare, words_of_reading
from .wording import KINDS
from .wording.arrow import Table, pa, pc
from .wording.fingerprint import I64, Reading, read
from .wording.guards import Guards
from .wording.synonyms import blocks
from .wording.vocabulary import U64, digest, vocabulary

PER_CLUSTER = 5
# Candidates beyond these are not looked at: a window is what one wording has more, a block shares its words.
MAX_WINDOW = 6
MAX_BLOCK = 24
FILTER_BITS = 24

LINKS = pa.schema(
    [
        ("bullet_id", pa.string()),
        ("related_id", pa.string()),
        ("kind", pa.string()),
        ("score", pa.float64()),
        ("same_page", pa.bool_()),
    ]
)


def _block_hashes(reading: Reading) -> U64:
    """One value a word, the same for all words that chains of synonyms join; phrases find no partner here."""
    names, block = vocabulary().lemmas.names, blocks()
    distinct, place = np.unique(reading.lemma, return_inverse=True)
    return np.array([digest(block.get(names[n], names[n]))[0] for n in distinct.tolist()], np.uint64)[place]


def _row_sums(values: U64, starts: I64, ends: I64) -> U64:
    running = np.concatenate([np.zeros(1, np.uint64), np.cumsum(values, dtype=np.uint64)])
    return cast("U64", running[ends] - running[starts])


class _Blocks:
    """Rows by the sum of their words' values; looks up many sums at once."""

    def __init__(self, sums: U64) -> None:
        self.order = np.argsort(sums, kind="stable")
        self.sums = sums[self.order]
        self._filter = np.zeros(1 << FILTER_BITS, bool)
        self._filter[self._slot(sums)] = True

    @staticmethod
    def _slot(values: U64) -> I64:
        return cast("I64", (values & np.uint64((1 << FILTER_BITS) - 1)).astype(np.int64))

    def pairs(self, rows: I64, wanted: U64) -> npt.NDArray[np.int64]:
        """(row, other row) for every other row whose sum is the wanted one; at most MAX_BLOCK a row."""
        maybe = self._filter[self._slot(wanted)]
        rows, wanted = rows[maybe], wanted[maybe]
        start = np.searchsorted(self.sums, wanted, "left")
        count = np.minimum(np.searchsorted(self.sums, wanted, "right") - start, MAX_BLOCK)
        total = int(count.sum())
        offset = (
            np.repeat(start - np.concatenate([[0], np.cumsum(count)[:-1]]), count) if total else np.zeros(0, np.int64)
        )
        others = self.order[offset + np.arange(total)]
        return np.stack([np.repeat(rows, count), others], axis=1).astype(np.int64)


def _candidates(reading: Reading, rows: int) -> npt.NDArray[np.int64]:
    """Pairs of rows with the same words up to synonyms, or of which one has a run of words more."""
    values = _block_hashes(reading)
    bounds = np.searchsorted(reading.row, np.arange(rows + 1)).astype(np.int64)
    sums = _row_sums(values, bounds[:-1], bounds[1:])
    index = _Blocks(sums)
    found = [index.pairs(np.arange(rows, dtype=np.int64), sums)]
    running = np.concatenate([np.zeros(1, np.uint64), np.cumsum(values, dtype=np.uint64)])
    position = np.arange(len(values), dtype=np.int64)
    for window in range(1, MAX_WINDOW + 1):
        end = position + window
        fits = (end <= bounds[reading.row + 1]) & (bounds[reading.row + 1] - bounds[reading.row] > window)
        at = position[fits]
        owner = reading.row[at]
        found.append(index.pairs(owner, sums[owner] - (running[at + window] - running[at])))
    pairs = np.sort(np.concatenate(found), axis=1)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    return cast("npt.NDArray[np.int64]", np.unique(pairs, axis=0) if len(pairs) else pairs)


def _decided(
    pairs: npt.NDArray[np.int64], words: list[Words], guards: Guards
) -> Iterator[tuple[int, int, Explanation]]:
    for a, b in pairs.tolist():
        found = compare(words[a], words[b], guards, name=False)
        if found.relation == "RELATED":
            yield a, b, found


def _top(
    links: list[tuple[int, int, Explanation]], ids: list[str], per_cluster: int
) -> list[tuple[int, int, Explanation]]:
    """Links among the best few of either end; ties go to the smaller ids."""
    ranked = sorted(links, key=lambda link: (-link[2].score, ids[link[0]], ids[link[1]]))
    taken: dict[int, int] = defaultdict(int)
    kept = []
    for a, b, found in ranked:
        if taken[a] < per_cluster or taken[b] < per_cluster:
            kept.append((a, b, found))
        taken[a] += 1
        taken[b] += 1
    return kept


def related(bullets: Table, *, guards: Guards | None = None, per_cluster: int = PER_CLUSTER) -> Table:
    """Links among clusters: the table `bullet_links`, sorted by key, `same_page` false.

    `bullets` has columns bullet_id, kind and text. Each pair stands once, the smaller id first, if it is among the best
    `per_cluster` of either. Pairs that a guard keeps apart never stand here. Order of the input does not matter.
    """
    rows: list[tuple[str, str, str, float, bool]] = []
    for kind in KINDS:
        table = bullets.filter(pc.equal(bullets["kind"], kind)).sort_by("bullet_id").combine_chunks()
        if len(table) < 2:
            continue
        ids = table["bullet_id"].to_pylist()
        reading = read(table["text"], kind)
        pairs = _candidates(reading, len(ids))
        links = list(_decided(pairs, words_of_reading(reading), guards or Guards.shipped()))
        rows.extend((ids[a], ids[b], found.rule, found.score, False) for a, b, found in _top(links, ids, per_cluster))
    rows.sort()
    columns = zip(*rows, strict=True) if rows else ([] for _ in LINKS)
    return pa.table([pa.array(column, field.type) for column, field in zip(columns, LINKS, strict=True)], schema=LINKS)


def mark_same_page(links: Table, page_bullets: Table) -> Table:
    """The links with `same_page` true where both clusters stand on one page.

    `page_bullets` has columns page_id and bullet_id, one row an occurrence or a distinct pair.
    """
    linked = pa.concat_arrays([links["bullet_id"].combine_chunks(), links["related_id"].combine_chunks()]).unique()
    wanted = page_bullets.select(["page_id", "bullet_id"]).filter(pc.is_in(page_bullets["bullet_id"], linked))
    pages: dict[str, set[str]] = defaultdict(set)
    for page, bullet in zip(wanted["page_id"].to_pylist(), wanted["bullet_id"].to_pylist(), strict=True):
        pages[bullet].add(page)
    together = [
        not pages[a].isdisjoint(pages[b])
        for a, b in zip(links["bullet_id"].to_pylist(), links["related_id"].to_pylist(), strict=True)
    ]
    return links.set_column(links.schema.get_field_index("same_page"), "same_page", pa.array(together, pa.bool_()))
