"""Links between clusters that are RELATED: the best few of each.

A search has four steps, between which everything lies in a folder: begin, look in each way, decide some rows at a time,
choose. Looks and decisions do not depend on one another, so that several processes can make them.
"""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from shutil import copyfileobj
from typing import NamedTuple

import numpy as np

from jdparse.scratch import map_array, map_arrays, save_array, save_arrays
from jdparse.wording import KINDS
from jdparse.wording.arrow import Table, pa, pc
from jdparse.wording.guards import Guards

from .bags import Flags, ways
from .best import Links, best_links
from .candidates import Ground, chunks, ground, look, spans
from .decide import Decided, Decider
from .kept import NOTHING_BEFORE, SCORES, Before, LinkFiles, packed, save_words
from .memory import IDS, Ids, map_memory, remember, save_memory
from .traits import Traits, levels_of, traits

PER_CLUSTER = 5
CHUNKS_AT_ONCE = 8
"""So many chunks of rows are decided in one go."""

LINKS = pa.schema(
    [
        ("bullet_id", pa.string()),
        ("related_id", pa.string()),
        ("kind", pa.string()),
        ("score", pa.float64()),
        ("same_page", pa.bool_()),
    ]
)
_LEVELS, _THEN, _SETTLED, _TRAITS, _LINKS = "levels", "looked-at", "settled", "traits", "links"
"""Scratch arrays of a search."""


class Search(NamedTuple):
    """A search for links among the clusters of a kind.

    ``folder`` holds what one step leaves for the next, and in the end the links; ``keep`` are the files for the next
    run's search, ``pairs_before`` is the one of the last run's. ``per_cluster``: how many links of a cluster are kept.
    """

    kind: str
    folder: Path
    keep: LinkFiles
    guards: Guards
    pairs_before: Path | None = None
    per_cluster: int = PER_CLUSTER


class Counts(NamedTuple):
    """How many candidate pairs were decided, and how many a bound left out."""

    looked_at: int
    left_out: int


class Found(NamedTuple):
    """The links, and the counts."""

    links: Table
    looked_at: int
    left_out: int


def links_table(ids: Ids, links: Links, same_page: Flags) -> Table:
    """Links between rows of ``ids`` as rows of `bullet_links`."""
    kind = pa.array(["contains", "paraphrase"]).take(pa.array((links["synonyms"] > 0).astype(np.int8)))
    ends = [pa.array(ids[links[end]], pa.binary()) for end in ("one", "other")]
    columns = [*ends, kind, pa.array(links["score"] / SCORES), pa.array(same_page)]
    return pa.table([column.cast(field.type) for column, field in zip(columns, LINKS, strict=True)], schema=LINKS)


# ---- the steps ----


def begin_search(search: Search, clusters: Iterable[Table], before: Before | None = None) -> int:
    """Read the clusters of the kind, and what is known of them from before; returns how many there are.

    `clusters` are tables with columns bullet_id and text that follow one another in the order of the ids. Raises
    ValueError where the clusters are in another order.
    """
    before = before or NOTHING_BEFORE
    memory = remember(clusters, search.kind, before, search.folder)
    save_words(memory.words, search.keep.words)
    known = traits(memory.words, search.guards)
    on = ground(memory, before.words, levels_of(memory.words, known))
    save_memory(memory, search.folder)
    save_arrays(known, search.folder, _TRAITS)
    for name, values in zip((_LEVELS, _THEN, _SETTLED), on, strict=True):
        save_array(values, search.folder, name)
    return len(memory.words)


def _ground(folder: Path) -> Ground:
    return Ground(*(map_array(folder, name) for name in (_LEVELS, _THEN, _SETTLED)))


def look_in(search: Search, way: int) -> None:
    """Look for candidate pairs in one of the ``ways``."""
    look(map_memory(search.folder, None), _ground(search.folder), way, search.folder)


def parts_to_decide(rows: int) -> list[range]:
    """What is decided in one go: chunks of so many rows, by number."""
    count = len(spans(rows))
    return [range(first, min(first + CHUNKS_AT_ONCE, count)) for first in range(0, count, CHUNKS_AT_ONCE)]


def decide_part(search: Search, part: range) -> Counts:
    """Write every pair of some chunks that is RELATED to a file of the folder."""
    memory, on = map_memory(search.folder, search.pairs_before), _ground(search.folder)
    decider = Decider(memory.words, map_arrays(Traits, search.folder, _TRAITS), search.guards)
    looked_at = left_out = 0
    with _decided(search, part).open("wb") as file:
        for pairs in chunks(memory, search.folder, part):
            new = np.flatnonzero(~pairs.known)
            decided = decider.decide(pairs.small[new], pairs.large[new])
            known_pairs = pairs.small[pairs.known], pairs.large[pairs.known]
            held = memory.related(*known_pairs, on.settled, (pairs.first, pairs.last))
            file.write(packed(Decided.joined([decided, held])))
            looked_at += len(new)
            left_out += pairs.left_out
    return Counts(looked_at, left_out)


def _decided(search: Search, part: range) -> Path:
    return search.folder / f"decided-{part.start}"


def choose_links(search: Search, rows: int) -> None:
    """Put all decided pairs into the file that is kept, and save the best of each cluster as the array of links."""
    with search.keep.pairs.open("wb") as kept:
        for part in parts_to_decide(rows):
            with _decided(search, part).open("rb") as decided:
                copyfileobj(decided, kept)
    save_array(best_links(search.keep.pairs, rows, search.per_cluster), search.folder, _LINKS)


def ids_and_links(folder: Path) -> tuple[Ids, Links]:
    """What a search found: the ids of the clusters in their order, and the links between their rows, mapped."""
    return map_array(folder, IDS), map_array(folder, _LINKS)


# ---- all at once ----


def search_through(search: Search, clusters: Iterable[Table], before: Before | None = None) -> Counts:
    """All steps, one after the other, in this process."""
    rows = begin_search(search, clusters, before)
    for way in range(ways()):
        look_in(search, way)
    counts = [decide_part(search, part) for part in parts_to_decide(rows)]
    choose_links(search, rows)
    return Counts(sum(some.looked_at for some in counts), sum(some.left_out for some in counts))


def find_links(bullets: Table, *, guards: Guards | None = None, per_cluster: int = PER_CLUSTER) -> Found:
    """The links among clusters as `related` gives them, and what was looked at and left out."""
    found, looked_at, left_out = [LINKS.empty_table()], 0, 0
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            search = Search(
                kind, folder, LinkFiles.of(folder, kind), guards or Guards.shipped(), per_cluster=per_cluster
            )
            counts = search_through(search, [bullets.filter(pc.equal(bullets["kind"], kind)).sort_by("bullet_id")])
            ids, links = ids_and_links(folder)
            found.append(links_table(ids, links, np.zeros(len(links), bool)))
        looked_at, left_out = looked_at + counts.looked_at, left_out + counts.left_out
    links = pa.concat_tables(found).sort_by([("bullet_id", "ascending"), ("related_id", "ascending")])
    return Found(links.combine_chunks(), looked_at, left_out)


def related(bullets: Table, *, guards: Guards | None = None, per_cluster: int = PER_CLUSTER) -> Table:
    """Links among clusters: the table `bullet_links`, sorted by key, `same_page` false.

    `bullets` has columns bullet_id, kind and text. Each pair stands once, the smaller id first, if it is among the best
    `per_cluster` of either. Pairs that a guard keeps apart never stand here. Order of the input does not matter.
    """
    return find_links(bullets, guards=guards, per_cluster=per_cluster).links
