"""Links between clusters that are RELATED: the best few of each."""

from collections.abc import Iterable
from contextlib import nullcontext
from typing import NamedTuple

import numpy as np

from jdparse.wording import KINDS
from jdparse.wording.arrow import Table, pa, pc
from jdparse.wording.columns import place_in_run
from jdparse.wording.guards import Guards

from .bags import Flags
from .candidates import candidates
from .decide import NOTHING, Decided, Decider
from .memory import NOTHING_BEFORE, Before, LinkFiles, Memory, PairsFile, save_words
from .traits import traits

PER_CLUSTER = 5
# Links kept before the worst are dropped: bounds memory, changes no result.
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
    """What links depend on beside the wordings: guards, and how many links of a cluster are kept.

    ``scratch`` is a folder for what is found meanwhile; None: the system's.
    """

    guards: Guards
    per_cluster: int = PER_CLUSTER
    scratch: str | None = None


class Found(NamedTuple):
    """The links, how many candidate pairs were decided, and how many a bound left out."""

    links: Table
    looked_at: int
    left_out: int


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
    among_best = place_in_run(ends[by_end]) < per_cluster
    kept: Flags = np.zeros(len(order), bool)
    kept[rank[by_end[among_best]]] = True
    return links.some(order[kept])


def _found_with(memory: Memory, search: Search, before: Before, keep: LinkFiles | None) -> tuple[Decided, int, int]:
    found = memory.words
    if keep:
        save_words(found, keep.words)
    decider = Decider(found, traits(found, search.guards), search.guards)
    held, looked_at, left_out = [NOTHING], 0, 0
    with PairsFile(keep.pairs) if keep else nullcontext() as kept:
        for pairs in candidates(memory, before.words, search.scratch):
            new = np.flatnonzero(~pairs.known)
            decided = decider.decide(pairs.small[new], pairs.large[new])
            known = memory.related(pairs.small[pairs.known], pairs.large[pairs.known], pairs.first, pairs.last)
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
    of_kind = (bullets.filter(pc.equal(bullets["kind"], kind)).sort_by("bullet_id") for kind in KINDS)
    found = [links_of_kind([clusters], kind, search) for kind, clusters in zip(KINDS, of_kind, strict=True)]
    links = pa.concat_tables([part.links for part in found])
    links = links.sort_by([("bullet_id", "ascending"), ("related_id", "ascending")]).combine_chunks()
    return Found(links, sum(part.looked_at for part in found), sum(part.left_out for part in found))


def links_of_kind(
    clusters: Iterable[Table], kind: str, search: Search, before: Before | None = None, keep: LinkFiles | None = None
) -> Found:
    """The links among the clusters of a kind, not sorted: those of `before` where they hold, the others found.

    `clusters` are tables with columns bullet_id and text that follow one another in the order of the ids. What the next
    search can begin with goes to `keep`. Raises ValueError where the clusters are in another order.
    """
    before = before or NOTHING_BEFORE
    memory = Memory(clusters, kind, before)
    found, looked_at, left_out = _found_with(memory, search, before, keep)
    return Found(_as_table(memory.ids, found), looked_at, left_out)


def related(bullets: Table, *, guards: Guards | None = None, per_cluster: int = PER_CLUSTER) -> Table:
    """Links among clusters: the table `bullet_links`, sorted by key, `same_page` false.

    `bullets` has columns bullet_id, kind and text. Each pair stands once, the smaller id first, if it is among the best
    `per_cluster` of either. Pairs that a guard keeps apart never stand here. Order of the input does not matter.
    """
    return find_links(bullets, guards=guards, per_cluster=per_cluster).links
