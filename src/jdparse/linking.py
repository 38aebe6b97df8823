"""The links of all clusters, step by step: begin, look, decide, choose a kind at a time, then what the ranges say.

Each step is some tasks of an engine that do not depend on one another; between them everything lies in scratch files.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jdparse import links, tables
from jdparse.assemble import KINDS
from jdparse.corpus import Corpus, RangeOf
from jdparse.engine import Engine, done
from jdparse.links import Before, LinkFiles, Search, linked_on_pages, links_table, recall_links
from jdparse.ranges import range_bounds, span
from jdparse.scratch import map_array, save_array
from jdparse.warehouse import KEPT, PartFacts, Snapshot, kept_folder, what_is_kept, write_part
from jdparse.workers import Begin, Skip

ROUNDS = 6
"""So many times linking calls the engine."""

CLUSTER = ["bullet_id", "kind", "text"]
"""What of a cluster decides its links."""


class KindTask(NamedTuple):
    """The clusters of one kind, in the Parquet parts ``bullets``, to be linked; ``keeps``: the last snapshot helps."""

    kind: str
    bullets: tuple[str, ...]
    corpus: Corpus
    keeps: bool


class Begun(NamedTuple):
    """A search that has begun, and among how many clusters."""

    search: Search
    rows: int


class LookTask(NamedTuple):
    """A search, and in which way to look."""

    search: Search
    way: int


class DecideTask(NamedTuple):
    """A search, and which of its chunks to decide."""

    search: Search
    part: range


def link(corpus: Corpus, bullets: tuple[str, ...], sizes: Counter[str], engine: Engine) -> list[PartFacts]:
    """Write ``bullet_links`` for the clusters in these Parquet parts, of which there are so many of each kind.

    Raises CannotWrite, WorkerError.
    """
    bounds = range_bounds(len(corpus.counts))
    begun = done(begin_kind, _kind_tasks(bullets, corpus, sizes), engine)
    ways = range(links.ways())
    done(look, [LookTask(search, way) for search, _ in begun for way in ways], engine)
    decisions = [DecideTask(search, part) for search, rows in begun for part in links.parts_to_decide(rows)]
    done(decide, decisions, engine)
    done(choose, begun, engine)
    ranges = [RangeOf(wanted, corpus) for wanted in bounds]
    done(stand_together, ranges, engine)
    return done(write_links, ranges, engine)


def _kind_tasks(bullets: tuple[str, ...], corpus: Corpus, sizes: Counter[str]) -> list[KindTask]:
    """A task a kind; the one with most clusters, which takes longest, begins first."""
    kept = what_is_kept(Path(corpus.base)) if corpus.base else None
    kept_folder(Path(corpus.data))
    return [
        KindTask(kind, bullets, corpus, kept is not None and all(kept.path(f.name) for f in LinkFiles.of(Path(), kind)))
        for kind in sorted(KINDS.values(), key=sizes.__getitem__, reverse=True)
    ]


def begin_kind(task: KindTask, skip: Skip, begin: Begin) -> Begun:  # noqa: ARG001
    """Begin the search among the clusters of a kind."""
    corpus = task.corpus
    before = _links_before(task)
    search = Search(
        task.kind, _folder(corpus, task.kind), LinkFiles.of(kept_folder(Path(corpus.data)), task.kind), corpus.guards,
        before.pairs if before else None,
    )  # fmt: skip
    return Begun(search, links.begin_search(search, _clusters(task), before))


def _folder(corpus: Corpus, kind: str) -> Path:
    """Where a search leaves its files, the links in the end among them."""
    return Path(corpus.scratch, f"links-{kind}")


def _clusters(task: KindTask) -> Iterator[pa.Table]:
    """The clusters of the kind; a part is a range of them, so that one after the other they are in order."""
    return (_of_kind(pq.ParquetFile(path).read(columns=CLUSTER), task.kind) for path in task.bullets)


def _links_before(task: KindTask) -> Before | None:
    if task.corpus.base is None or not task.keeps:
        return None
    with Snapshot(Path(task.corpus.base)) as snapshot:
        clusters = _of_kind(snapshot.arrow("bullets", CLUSTER), task.kind)
    return recall_links(clusters, LinkFiles.of(Path(task.corpus.base, KEPT), task.kind))


def _of_kind(bullets: pa.Table, kind: str) -> pa.Table:
    return bullets.filter(pc.equal(bullets["kind"], kind)).combine_chunks()


def look(task: LookTask, skip: Skip, begin: Begin) -> None:  # noqa: ARG001
    """Look for candidate pairs in one way."""
    links.look_in(task.search, task.way)


def decide(task: DecideTask, skip: Skip, begin: Begin) -> None:  # noqa: ARG001
    """Decide the candidate pairs of some chunks."""
    links.decide_part(task.search, task.part)


def choose(task: Begun, skip: Skip, begin: Begin) -> None:  # noqa: ARG001
    """Choose the links among the pairs that are related."""
    links.choose_links(task.search, task.rows)


def stand_together(task: RangeOf, skip: Skip, begin: Begin) -> None:  # noqa: ARG001
    """Note the places of the links whose clusters stand in one list of a page of the range."""
    number = task.wanted.number
    for name, kind in KINDS.items():
        bullets, pages = _listed(task.corpus.files[name][number], name)
        found = linked_on_pages(bullets, pages, *links.ids_and_links(_folder(task.corpus, kind)))
        save_array(found, Path(task.corpus.counts[number]), _together(kind))


def _listed(path: str, name: str) -> tuple[pa.Array, pa.Array]:
    """Which bullet stands on which page of a range, as ids."""
    column = "title_id" if name == "titles" else "bullet_id"
    rows = pq.ParquetFile(path).read(columns=["page_id", column])
    return rows[column].combine_chunks(), rows["page_id"].combine_chunks()


def _together(kind: str) -> str:
    """Scratch array of a range of pages: places of the links of a kind that stand on one page."""
    return f"together-{kind}"


def write_links(task: RangeOf, skip: Skip, begin: Begin) -> PartFacts:  # noqa: ARG001
    """Write the links whose first cluster is in the range."""
    found = pa.concat_tables([_links_in_range(task, kind) for kind in KINDS.values()])
    rows = found.sort_by([("bullet_id", "ascending"), ("related_id", "ascending")])
    return write_part(task.corpus.data, tables.BULLET_LINKS, task.wanted.number, rows)


def _links_in_range(task: RangeOf, kind: str) -> pa.Table:
    """The links of a kind whose first cluster is in the range, as rows of ``bullet_links``."""
    ids, found = links.ids_and_links(_folder(task.corpus, kind))
    rows = span(task.wanted, len(ids), lambda row: ids[row].decode())
    # numpy would look them up in a copy of the whole column.
    first, last = (bisect_left(found["one"], row) for row in rows)
    same_page = np.zeros(last - first, bool)
    for folder in task.corpus.counts:
        places = map_array(Path(folder), _together(kind))
        begins, ends = np.searchsorted(places, [first, last])
        same_page[places[begins:ends] - first] = True
    return links_table(ids, found[first:last], same_page).cast(tables.BULLET_LINKS.schema)
