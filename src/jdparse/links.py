"""Links between clusters that are RELATED: found by hash joins, so that it scales, and decided many at a time."""

from collections import defaultdict
from contextlib import nullcontext
from typing import NamedTuple, cast

import numpy as np

from .bag_traits import traits
from .bags import Bags, Flags, block_hashes, lemma_hashes
from .decide import NOTHING, Decided, Decider
from .link_memory import Before, LinkFiles, Memory, PairsFile, save_words
from .wording import KINDS
from .wording.arrow import Table, pa, pc
from .wording.columns import I64
from .wording.guards import Guards
from .wording.vocabulary import U64

PER_CLUSTER = 5
# A window is what one wording has more; longer ones are not looked for.
MAX_WINDOW = 6
# Of clusters with the same words up to a part of the synonyms, the first by bullet_id are looked at; those with the
# very same words come beside them, so that only paraphrases can be left out.
MAX_BLOCK = 24
FILTER_BITS = 24
# Rows whose candidates are held at a time, and links kept before the worst are dropped: bound memory, change no result.
CHUNK = 1 << 14
MAX_HELD = 1 << 21

LINKS = pa.schema(
    [
        ("bullet_id", pa.string()),
        ("related_id", pa.string()),
        ("kind", pa.string()),
        ("score", pa.float64()),
        ("same_page", pa.bool_()),
    ]
)


class Search(NamedTuple):
    """What links depend on beside the wordings: guards, and how many links of a cluster are kept."""

    guards: Guards
    per_cluster: int = PER_CLUSTER


class Found(NamedTuple):
    """The links, how many candidate pairs were decided, and how many a bound left out."""

    links: Table
    looked_at: int
    left_out: int


class _Blocks:
    """Rows by the sum of their words' values; looks up many sums at once."""

    def __init__(self, sums: U64) -> None:
        self.order = np.argsort(sums, kind="stable")
        self.sums, self.first, self.count = np.unique(sums[self.order], return_index=True, return_counts=True)
        self._filter = np.zeros(1 << FILTER_BITS, bool)
        self._filter[self._slot(sums)] = True

    @staticmethod
    def _slot(values: U64) -> I64:
        return cast("I64", (values & np.uint64((1 << FILTER_BITS) - 1)).astype(np.int64))

    def looked_at(self) -> Flags:
        """Which rows are among those of their block that are looked at."""
        place = np.arange(len(self.order)) - np.repeat(self.first, self.count)
        flags = np.zeros(len(self.order), bool)
        flags[self.order] = place < MAX_BLOCK
        return flags

    def pairs(self, wanted: U64) -> tuple[I64, I64, int]:
        """(place in `wanted`, row) for the rows whose sum is the wanted one, first MAX_BLOCK; how many are left out."""
        at = np.flatnonzero(self._filter[self._slot(wanted)])
        block = np.minimum(np.searchsorted(self.sums, wanted[at]), len(self.sums) - 1)
        hit = self.sums[block] == wanted[at]
        at, block = at[hit], block[hit]
        count = np.minimum(self.count[block], MAX_BLOCK)
        ends = np.cumsum(count)
        spread = np.arange(int(count.sum())) + np.repeat(self.first[block] - ends + count, count)
        return np.repeat(at, count), self.order[spread], int((self.count[block] - count).sum())


class _Sums:
    """Sums of words' values: of each row, and of each run of words."""

    def __init__(self, hashes: U64, found: Bags) -> None:
        self.running = np.concatenate([np.zeros(1, np.uint64), np.cumsum(hashes[found.code], dtype=np.uint64)])
        self.rows = self.running[found.start[1:]] - self.running[found.start[:-1]]
        self.blocks = _Blocks(self.rows)

    def without(self, row: I64, at: I64, window: int) -> U64:
        """The sums of rows but for the run of so many words that starts at a place."""
        return cast("U64", self.rows[row] - (self.running[at + window] - self.running[at]))


def _sums(found: Bags) -> tuple[_Sums, list[_Sums]]:
    """The sums of words, and of words up to synonyms, in each way to part those."""
    return _Sums(lemma_hashes(found), found), [_Sums(hashes, found) for hashes in block_hashes(found)]


class _Chunk(NamedTuple):
    """Candidate pairs, which of them were looked at before too, and how many a bound left out."""

    small: I64
    large: I64
    known: Flags
    left_out: int


class _Way(NamedTuple):
    """One way to look for pairs, and which rows were looked at in that way before too."""

    sums: _Sums
    then: Flags


class _Taken:
    """Pairs found so far in a chunk."""

    def __init__(self) -> None:
        self.small: list[I64] = []
        self.large: list[I64] = []
        self.then: list[Flags] = []
        self.left_out = 0

    def take(self, way: _Way, small: I64, large: I64, left_out: int) -> None:
        """Add pairs found in a way."""
        self.small.append(small)
        self.large.append(large)
        self.then.append(way.then[small])
        self.left_out += left_out


class _Candidates:
    """Pairs of rows with the same words up to synonyms, or of which one has a run of words more."""

    def __init__(self, memory: Memory, before: Before | None) -> None:
        found = memory.words
        self.start = found.start
        self.known = memory.known
        exact, near = _sums(found)
        now, nothing = [exact, *near], np.zeros(0, bool)
        then = [nothing] * len(now)
        if before:
            exact_then, near_then = _sums(before.words)
            then = [sums.blocks.looked_at() for sums in (exact_then, *near_then)]
        self.exact, *self.near = (_Way(sums, memory.those(rows)) for sums, rows in zip(now, then, strict=True))

    def of(self, first: int, last: int) -> "_Chunk":
        """The pairs where the larger, or of equals the later, is among rows first to last."""
        rows, taken = np.arange(first, last, dtype=np.int64), _Taken()
        for way in self.near:
            place, others, left_out = way.sums.blocks.pairs(way.sums.rows[rows])
            earlier = others < rows[place]
            taken.take(way, others[earlier], rows[place[earlier]], left_out)
        sizes = np.diff(self.start)[rows]
        owners = np.repeat(rows, sizes)
        places = np.arange(self.start[first], self.start[last], dtype=np.int64)
        for window in range(1, MAX_WINDOW + 1):
            fits = (places + window <= self.start[owners + 1]) & (np.repeat(sizes, sizes) > window)
            self._with_a_run_more(taken, owners[fits], places[fits], window)
        every = np.concatenate(taken.large)
        known = np.concatenate(taken.then) & self.known[every]
        return _Chunk(np.concatenate(taken.small), every, known, taken.left_out)

    def _with_a_run_more(self, taken: _Taken, row: I64, at: I64, window: int) -> None:
        """Take the pairs in which a row has a run of so many words, from a place on, that the other has not."""
        wanted = self.exact.sums.without(row, at, window)
        same, others, left_out = self.exact.sums.blocks.pairs(wanted)
        taken.take(self.exact, others, row[same], left_out)
        for way in self.near:
            near, others, left_out = way.sums.blocks.pairs(way.sums.without(row, at, window))
            other_words = self.exact.sums.rows[others] != wanted[near]
            taken.take(way, others[other_words], row[near[other_words]], left_out)


def _distinct(found: Decided, rows: int) -> Decided:
    _, first = np.unique(found.small * rows + found.large, return_index=True)
    return found.some(first)


def _top(links: Decided, per_cluster: int) -> Decided:
    """Links among the best few of either end, best first; ties go to the earlier rows."""
    one, other = np.minimum(links.small, links.large), np.maximum(links.small, links.large)
    order = np.lexsort((other, one, -links.score))
    ends = np.concatenate([one[order], other[order]])
    rank = np.tile(np.arange(len(order)), 2)
    by_end = np.lexsort((rank, ends))
    sorted_ends = ends[by_end]
    place = np.arange(len(ends))
    first = np.concatenate([[True], sorted_ends[1:] != sorted_ends[:-1]]) if len(ends) else np.zeros(0, bool)
    among_best = (place - np.maximum.accumulate(np.where(first, place, 0)) if len(ends) else place) < per_cluster
    kept: Flags = np.zeros(len(order), bool)
    kept[rank[by_end[among_best]]] = True
    return links.some(order[kept])


def _links_of_kind(
    clusters: Table, kind: str, search: Search, before: Before | None, keep: LinkFiles | None
) -> tuple[Decided, int, int]:
    memory = Memory(clusters, kind, before)
    found = memory.words
    if keep:
        save_words(found, keep.words)
    candidates, decider = _Candidates(memory, before), Decider(found, traits(found, search.guards), search.guards)
    held, looked_at, left_out = [NOTHING], 0, 0
    with PairsFile(keep.pairs) if keep else nullcontext() as kept:
        for first in range(0, len(found), CHUNK):
            last = min(first + CHUNK, len(found))
            pairs = candidates.of(first, last)
            new = np.flatnonzero(~pairs.known)
            decided = decider.decide(pairs.small[new], pairs.large[new])
            known = memory.related(pairs.small[pairs.known], pairs.large[pairs.known], first, last)
            held.append(_distinct(Decided.joined([decided, known]), len(found)))
            if kept:
                kept.add(held[-1])
            looked_at += len(new)
            left_out += pairs.left_out
            if sum(len(part.small) for part in held) > MAX_HELD:
                held = [_top(Decided.joined(held), search.per_cluster)]
    return _top(Decided.joined(held), search.per_cluster), looked_at, left_out


def _as_table(ids: Table, found: Decided) -> Table:
    rows = np.sort(np.stack([found.small, found.large]), axis=0)
    kind = pa.array(["contains", "paraphrase"]).take(pa.array((found.synonyms > 0).astype(np.int8)))
    same_page = pa.array(np.zeros(len(found.score), bool))
    columns = [ids.take(pa.array(rows[0])), ids.take(pa.array(rows[1])), kind, pa.array(found.score), same_page]
    return pa.table([column.cast(field.type) for column, field in zip(columns, LINKS, strict=True)], schema=LINKS)


def find_links(bullets: Table, *, guards: Guards | None = None, per_cluster: int = PER_CLUSTER) -> Found:
    """The links among clusters as `related` gives them, and what was looked at and left out."""
    search = Search(guards or Guards.shipped(), per_cluster)
    found = [links_of_kind(bullets, kind, search) for kind in KINDS]
    links = pa.concat_tables([part.links for part in found])
    links = links.sort_by([("bullet_id", "ascending"), ("related_id", "ascending")]).combine_chunks()
    return Found(links, sum(part.looked_at for part in found), sum(part.left_out for part in found))


def links_of_kind(
    bullets: Table, kind: str, search: Search, before: Before | None = None, keep: LinkFiles | None = None
) -> Found:
    """The links among the clusters of a kind, not sorted: those of `before` where they hold, the others found.

    What the next search can begin with goes to `keep`.
    """
    clusters = bullets.filter(pc.equal(bullets["kind"], kind)).sort_by("bullet_id").combine_chunks()
    found, looked_at, left_out = _links_of_kind(clusters, kind, search, before, keep)
    return Found(_as_table(clusters["bullet_id"].combine_chunks(), found), looked_at, left_out)


def related(bullets: Table, *, guards: Guards | None = None, per_cluster: int = PER_CLUSTER) -> Table:
    """Links among clusters: the table `bullet_links`, sorted by key, `same_page` false.

    `bullets` has columns bullet_id, kind and text. Each pair stands once, the smaller id first, if it is among the best
    `per_cluster` of either. Pairs that a guard keeps apart never stand here. Order of the input does not matter.
    """
    return find_links(bullets, guards=guards, per_cluster=per_cluster).links


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
