"""Links between clusters that are RELATED: the best few of each."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from jdparse.wording import KINDS
from jdparse.wording.arrow import Table, pa, pc
from jdparse.wording.guards import Guards

from .bags import Flags
from .best import Links, best_links
from .candidates import candidates
from .decide import Decided, Decider
from .memory import NOTHING_BEFORE, SCORES, Before, Ids, LinkFiles, Memory, PairsFile, save_words
from .traits import levels_of, traits

PER_CLUSTER = 5

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


class FoundOfKind(NamedTuple):
    """The same of one kind, the links between rows of ``ids``, which are the clusters' in their order."""

    ids: Ids
    links: Links
    looked_at: int
    left_out: int


def links_table(ids: Ids, links: Links, same_page: Flags) -> Table:
    """Links between rows of ``ids`` as rows of `bullet_links`."""
    kind = pa.array(["contains", "paraphrase"]).take(pa.array((links["synonyms"] > 0).astype(np.int8)))
    ends = [pa.array(ids[links[end]], pa.binary()) for end in ("one", "other")]
    columns = [*ends, kind, pa.array(links["score"] / SCORES), pa.array(same_page)]
    return pa.table([column.cast(field.type) for column, field in zip(columns, LINKS, strict=True)], schema=LINKS)


def find_links(bullets: Table, *, guards: Guards | None = None, per_cluster: int = PER_CLUSTER) -> Found:
    """The links among clusters as `related` gives them, and what was looked at and left out."""
    search = Search(guards or Guards.shipped(), per_cluster)
    of_kind = (bullets.filter(pc.equal(bullets["kind"], kind)).sort_by("bullet_id") for kind in KINDS)
    found = [links_of_kind([clusters], kind, search) for kind, clusters in zip(KINDS, of_kind, strict=True)]
    tables = [links_table(part.ids, part.links, np.zeros(len(part.links), bool)) for part in found]
    links = pa.concat_tables(tables).sort_by([("bullet_id", "ascending"), ("related_id", "ascending")])
    return Found(links.combine_chunks(), sum(part.looked_at for part in found), sum(part.left_out for part in found))


def links_of_kind(
    clusters: Iterable[Table], kind: str, search: Search, before: Before | None = None, keep: LinkFiles | None = None
) -> FoundOfKind:
    """The links among the clusters of a kind: those of `before` where they hold, the others found.

    `clusters` are tables with columns bullet_id and text that follow one another in the order of the ids. What the next
    search can begin with goes to `keep`. Raises ValueError where the clusters are in another order.
    """
    before = before or NOTHING_BEFORE
    memory = Memory(clusters, kind, before)
    if keep:
        save_words(memory.words, keep.words)
    with tempfile.TemporaryDirectory(dir=search.scratch) as folder:
        pairs = keep.pairs if keep else Path(folder, "pairs")
        looked_at, left_out = _find_pairs(memory, search, before, pairs)
        ids = memory.ids
        del memory  # the words, which choosing does not need
        return FoundOfKind(ids, best_links(pairs, len(ids), search.per_cluster), looked_at, left_out)


def _find_pairs(memory: Memory, search: Search, before: Before, path: Path) -> tuple[int, int]:
    """Write every pair that is RELATED to a file; returns how many were decided, and how many a bound left out."""
    known = traits(memory.words, search.guards)
    decider = Decider(memory.words, known, search.guards)
    looked_at = left_out = 0
    with PairsFile(path) as file:
        for pairs in candidates(memory, before.words, levels_of(memory.words, known), search.scratch):
            new = np.flatnonzero(~pairs.known)
            decided = decider.decide(pairs.small[new], pairs.large[new])
            known_pairs = pairs.small[pairs.known], pairs.large[pairs.known]
            held = memory.related(*known_pairs, pairs.settled, (pairs.first, pairs.last))
            file.add(Decided.joined([decided, held]))
            looked_at += len(new)
            left_out += pairs.left_out
    return looked_at, left_out


def related(bullets: Table, *, guards: Guards | None = None, per_cluster: int = PER_CLUSTER) -> Table:
    """Links among clusters: the table `bullet_links`, sorted by key, `same_page` false.

    `bullets` has columns bullet_id, kind and text. Each pair stands once, the smaller id first, if it is among the best
    `per_cluster` of either. Pairs that a guard keeps apart never stand here. Order of the input does not matter.
    """
    return find_links(bullets, guards=guards, per_cluster=per_cluster).links
