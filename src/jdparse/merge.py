"""What spans the ranges: wordings of all pages → clusters, their levels, variants and links.

A cluster is its key, so clusters are made a range of keys at a time; links are found a kind at a time; which clusters
stand together on a page is looked up a range of pages at a time. Each is a task of an engine, and none holds it all.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jdparse import tables
from jdparse.assemble import KINDS
from jdparse.dedup import clusters
from jdparse.engine import Engine, done
from jdparse.ladder import levels_table
from jdparse.links import (
    Before,
    Ids,
    LinkFiles,
    Links,
    Search,
    linked_on_pages,
    links_of_kind,
    links_table,
    recall_links,
)
from jdparse.ranges import Range, range_bounds
from jdparse.scratch import load_piece, load_rows, map_array, save_array
from jdparse.warehouse import KEPT, PartFacts, Snapshot, kept_folder, what_is_kept, write_part
from jdparse.wording import Decisions
from jdparse.wording.arrow import numbers, ranks
from jdparse.wording.columns import I64, opens_run
from jdparse.wording.guards import Guards
from jdparse.workers import Begin, Skip

WORDINGS, LEVEL_WORDINGS = "wordings", "level_wordings"
"""Scratch tables of a range of pages: its counts of wordings, cut by their clusters, and of what it says of levels."""

CLUSTER = ["bullet_id", "kind", "text"]
"""What of a cluster decides its links."""


class Corpus(NamedTuple):
    """What merging begins with: folders of the ranges' counts, the Parquet parts of each table, the user's rules.

    ``base`` is the folder of the last snapshot where what it keeps holds, else None.
    """

    counts: tuple[str, ...]
    files: Mapping[str, Sequence[str]]
    data: str
    scratch: str
    base: str | None
    decisions: Decisions
    guards: Guards


class Merged(NamedTuple):
    """The parts of the tables that span the ranges, and by kind how many bullets, wordings and clusters there are."""

    parts: tuple[PartFacts, ...]
    kinds: Mapping[str, tuple[int, int, int]]


class ClusterTask(NamedTuple):
    """A range of clusters."""

    wanted: Range
    corpus: Corpus


class KindTask(NamedTuple):
    """The clusters of one kind, in the Parquet parts ``bullets``, to be linked; ``keeps``: the last snapshot helps."""

    kind: str
    bullets: tuple[str, ...]
    corpus: Corpus
    keeps: bool


class PlaceTask(NamedTuple):
    """A range: of pages to look the links up on, or of clusters whose links to write."""

    wanted: Range
    corpus: Corpus


def merge(corpus: Corpus, engine: Engine) -> Merged:
    """Make the tables whose rows are about all pages together. Raises CannotWrite, WorkerError."""
    bounds = range_bounds(len(corpus.counts))
    counted = pa.concat_tables([load_rows(Path(folder), LEVEL_WORDINGS) for folder in corpus.counts])
    parts = [write_part(corpus.data, tables.LEVELS, 0, levels_table(counted))]
    made = done(merge_clusters, [ClusterTask(wanted, corpus) for wanted in bounds], engine)
    parts += [part for some in made for part in some.parts]
    bullets = tuple(str(Path(corpus.data, part.path)) for part in parts if part.table == "bullets")
    here = len(bounds) == 1  # so few that starting processes would take longer
    kinds = _summed([some.kinds for some in made])
    done(link_kind, _kind_tasks(bullets, corpus, kinds), engine, here=here)
    places = [PlaceTask(wanted, corpus) for wanted in bounds]
    done(stand_together, places, engine)
    parts += done(write_links, places, engine)
    return Merged(tuple(parts), kinds)


def merge_clusters(task: ClusterTask, skip: Skip, begin: Begin) -> Merged:  # noqa: ARG001
    """Write ``bullets``, their variants and levels for a range of clusters."""
    corpus, number = task.corpus, task.wanted.number
    counts = pa.concat_tables([load_piece(Path(folder), WORDINGS, number) for folder in corpus.counts])
    bullets, variants = clusters(counts.select(["bullet_id", "kind", "text", "occurrences", "pages"]), corpus.decisions)
    pages, levels = _pages_and_levels(counts)
    bullets = bullets.set_column(bullets.schema.get_field_index("pages"), "pages", pages)
    made = ((tables.BULLETS, bullets), (tables.BULLET_LEVELS, levels), (tables.BULLET_VARIANTS, variants))
    return Merged(
        tuple(write_part(corpus.data, table, number, rows) for table, rows in made), _numbers_of_kinds(bullets)
    )


def _pages_and_levels(counts: pa.Table) -> tuple[pa.Array, pa.Table]:
    """On how many pages each cluster stands, in the order of ids; and the rows of ``bullet_levels``."""
    ids, cluster = _ranked(counts["bullet_id"])
    codes, level = _ranked(counts["level_code"])
    occurrences, pages = (counts[name].to_numpy() for name in ("occurrences", "pages"))
    of_cluster = np.zeros(len(ids), np.int64)
    np.add.at(of_cluster, cluster, pages)
    some = np.flatnonzero(level >= 0)
    both = cluster[some] * len(codes) + level[some]
    order = some[np.argsort(both, kind="stable")]
    first = np.flatnonzero(opens_run(np.sort(both)))
    levels = [ids.take(numbers(cluster[order[first]])), codes.take(numbers(level[order[first]]))]
    levels += [
        pa.array(np.add.reduceat(column[order], first) if len(first) else first) for column in (occurrences, pages)
    ]
    return pa.array(of_cluster), pa.table(levels, schema=tables.BULLET_LEVELS.schema)


def _ranked(texts: pa.ChunkedArray) -> tuple[pa.Array, I64]:
    """The distinct texts in the order of code points, and which of them each is: -1 for a null."""
    encoded = texts.dictionary_encode().combine_chunks()
    rank = ranks(encoded.dictionary)
    texts = encoded.dictionary.take(numbers(np.argsort(rank)))
    return texts, np.append(rank, -1)[encoded.indices.fill_null(len(rank)).to_numpy()]


def _numbers_of_kinds(bullets: pa.Table) -> dict[str, tuple[int, int, int]]:
    counted = bullets.group_by("kind").aggregate([("occurrences", "sum"), ("variants", "sum"), ("bullet_id", "count")])
    columns = (counted[name].to_pylist() for name in ("occurrences_sum", "variants_sum", "bullet_id_count"))
    return dict(zip(counted["kind"].to_pylist(), zip(*columns, strict=True), strict=True))


def _summed(numbers: Sequence[Mapping[str, tuple[int, int, int]]]) -> dict[str, tuple[int, int, int]]:
    found: dict[str, tuple[int, int, int]] = {}
    for kind in sorted({kind for some in numbers for kind in some}):
        every = [some[kind] for some in numbers if kind in some]
        found[kind] = (sum(n[0] for n in every), sum(n[1] for n in every), sum(n[2] for n in every))
    return found


def _kind_tasks(bullets: tuple[str, ...], corpus: Corpus, sizes: Mapping[str, tuple[int, int, int]]) -> list[KindTask]:
    """A task a kind; the one with most clusters, which takes longest, begins first."""
    kept = what_is_kept(Path(corpus.base)) if corpus.base else None
    kept_folder(Path(corpus.data))
    return [
        KindTask(kind, bullets, corpus, kept is not None and all(kept.path(f.name) for f in LinkFiles.of(Path(), kind)))
        for kind in sorted(KINDS.values(), key=lambda kind: sizes[kind][2] if kind in sizes else 0, reverse=True)
    ]


def link_kind(task: KindTask, skip: Skip, begin: Begin) -> None:  # noqa: ARG001
    """Find the links among the clusters of a kind: its ids and the links between their rows become scratch arrays."""
    # A part is a range of clusters; read one after the other, they come in the order of their ids.
    mine = (_of_kind(pq.ParquetFile(path).read(columns=CLUSTER), task.kind) for path in task.bullets)
    keep = LinkFiles.of(kept_folder(Path(task.corpus.data)), task.kind)
    search = Search(task.corpus.guards, scratch=task.corpus.scratch)
    found = links_of_kind(mine, task.kind, search, _links_before(task), keep)
    for name, values in zip(_arrays(task.kind), (found.ids, found.links), strict=True):
        save_array(values, Path(task.corpus.scratch), name)


def _links_before(task: KindTask) -> Before | None:
    if task.corpus.base is None or not task.keeps:
        return None
    with Snapshot(Path(task.corpus.base)) as snapshot:
        clusters = _of_kind(snapshot.arrow("bullets", CLUSTER), task.kind)
    return recall_links(clusters, LinkFiles.of(Path(task.corpus.base, KEPT), task.kind))


def _of_kind(bullets: pa.Table, kind: str) -> pa.Table:
    return bullets.filter(pc.equal(bullets["kind"], kind)).combine_chunks()


def stand_together(task: PlaceTask, skip: Skip, begin: Begin) -> None:  # noqa: ARG001
    """Note the places of the links whose clusters stand in one list of a page of the range."""
    number = task.wanted.number
    for name, kind in KINDS.items():
        bullets, pages = _listed(task.corpus.files[name][number], name)
        found = linked_on_pages(bullets, pages, *_ids_and_links(task.corpus, kind))
        save_array(found, Path(task.corpus.counts[number]), _together(kind))


def write_links(task: PlaceTask, skip: Skip, begin: Begin) -> PartFacts:  # noqa: ARG001
    """Write the links whose first cluster is in the range."""
    found = [_links_in_range(task, kind) for kind in KINDS.values()]
    links = pa.concat_tables(found).sort_by([("bullet_id", "ascending"), ("related_id", "ascending")])
    return write_part(task.corpus.data, tables.BULLET_LINKS, task.wanted.number, links)


def _links_in_range(task: PlaceTask, kind: str) -> pa.Table:
    """The links of a kind whose first cluster is in the range, as rows of ``bullet_links``."""
    ids, links = _ids_and_links(task.corpus, kind)
    begin, end = task.wanted.start, task.wanted.stop
    rows = np.array(
        [np.searchsorted(ids, begin.encode()), len(ids) if end is None else np.searchsorted(ids, end.encode())]
    )
    first, last = np.searchsorted(links["one"], rows)
    same_page = np.zeros(last - first, bool)
    for folder in task.corpus.counts:
        places = map_array(Path(folder), _together(kind))
        begins, ends = np.searchsorted(places, [first, last])
        same_page[places[begins:ends] - first] = True
    return links_table(ids, links[first:last], same_page).cast(tables.BULLET_LINKS.schema)


def _listed(path: str, name: str) -> tuple[pa.Array, pa.Array]:
    """Which bullet stands on which page of a range, as ids."""
    column = "title_id" if name == "titles" else "bullet_id"
    rows = pq.ParquetFile(path).read(columns=["page_id", column])
    return rows[column].combine_chunks(), rows["page_id"].combine_chunks()


def _arrays(kind: str) -> tuple[str, str]:
    """Scratch arrays: the ids of a kind's clusters in their order, and the links between rows of these."""
    return f"ids-{kind}", f"links-{kind}"


def _ids_and_links(corpus: Corpus, kind: str) -> tuple[Ids, Links]:
    ids, links = (map_array(Path(corpus.scratch), name) for name in _arrays(kind))
    return ids, links


def _together(kind: str) -> str:
    """Scratch array of a range of pages: places of the links of a kind that stand on one page."""
    return f"together-{kind}"
