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
from jdparse.database import database
from jdparse.dedup import clusters
from jdparse.engine import Engine, done
from jdparse.ladder import levels_table
from jdparse.links import Before, LinkFiles, Search, links_of_kind, recall_links
from jdparse.ranges import Range, range_bounds
from jdparse.scratch import load_piece, load_rows, save_rows
from jdparse.together import together
from jdparse.warehouse import KEPT, PartFacts, Snapshot, kept_folder, what_is_kept, write_part
from jdparse.wording import Decisions
from jdparse.wording.arrow import numbers
from jdparse.wording.columns import I64, opens_run
from jdparse.wording.guards import Guards
from jdparse.workers import Begin, Skip

WORDINGS, LEVEL_WORDINGS = "wordings", "level_wordings"
"""Scratch tables of a range of pages: its counts of wordings, cut by their clusters, and of what it says of levels."""

CLUSTER = ["bullet_id", "kind", "text"]
"""What of a cluster decides its links."""

MARK_SAME_PAGE = """
    SELECT links.* REPLACE (together.bullet_id IS NOT NULL AS same_page)
    FROM (SELECT * FROM links WHERE bullet_id >= $start AND ($stop IS NULL OR bullet_id < $stop)) AS links
    LEFT JOIN (
        SELECT DISTINCT * FROM together WHERE bullet_id >= $start AND ($stop IS NULL OR bullet_id < $stop)
    ) AS together USING (bullet_id, related_id)
    ORDER BY bullet_id, related_id
"""


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
    """The links in the scratch tables ``links``, and a range: of pages to look them up on, or of clusters to write."""

    wanted: Range
    links: tuple[str, ...]
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
    links = done(link_kind, _kind_tasks(bullets, corpus), engine, here=here)
    places = [PlaceTask(wanted, tuple(links), corpus) for wanted in bounds]
    done(stand_together, places, engine)
    parts += done(write_links, places, engine)
    return Merged(tuple(parts), _summed([some.kinds for some in made]))


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
    order = pc.sort_indices(encoded.dictionary)
    rank = np.full(len(order) + 1, -1, np.int64)
    rank[order.to_numpy()] = np.arange(len(order))
    return encoded.dictionary.take(order), rank[encoded.indices.fill_null(len(order)).to_numpy()]


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


def _kind_tasks(bullets: tuple[str, ...], corpus: Corpus) -> list[KindTask]:
    kept = what_is_kept(Path(corpus.base)) if corpus.base else None
    kept_folder(Path(corpus.data))
    return [
        KindTask(kind, bullets, corpus, kept is not None and all(kept.path(f.name) for f in LinkFiles.of(Path(), kind)))
        for kind in KINDS.values()
    ]


def link_kind(task: KindTask, skip: Skip, begin: Begin) -> str:  # noqa: ARG001
    """Find the links among the clusters of a kind; returns the scratch table they are in."""
    # A part is a range of clusters; read one after the other, they come in the order of their ids.
    mine = (_of_kind(pq.ParquetFile(path).read(columns=CLUSTER), task.kind) for path in task.bullets)
    keep = LinkFiles.of(kept_folder(Path(task.corpus.data)), task.kind)
    search = Search(task.corpus.guards, scratch=task.corpus.scratch)
    found = links_of_kind(mine, task.kind, search, _links_before(task), keep)
    name = f"links-{task.kind}"
    save_rows(found.links, Path(task.corpus.scratch), name)
    return name


def _links_before(task: KindTask) -> Before | None:
    if task.corpus.base is None or not task.keeps:
        return None
    with Snapshot(Path(task.corpus.base)) as snapshot:
        clusters = _of_kind(snapshot.arrow("bullets", CLUSTER), task.kind)
    return recall_links(clusters, LinkFiles.of(Path(task.corpus.base, KEPT), task.kind))


def _of_kind(bullets: pa.Table, kind: str) -> pa.Table:
    return bullets.filter(pc.equal(bullets["kind"], kind)).combine_chunks()


def stand_together(task: PlaceTask, skip: Skip, begin: Begin) -> None:  # noqa: ARG001
    """Note which linked clusters stand in one list of a page of the range."""
    number = task.wanted.number
    lists = [_listed(task.corpus.files[name][number], name) for name in KINDS]
    links = _links_among(pa.chunked_array([bullets for bullets, _ in lists]).unique(), _links(task))
    ends = pa.concat_arrays([links["bullet_id"].combine_chunks(), links["related_id"].combine_chunks()])
    linked = ends.dictionary_encode()
    one, other = linked.indices.to_numpy().astype(np.int64).reshape(2, -1)
    found = [together(one, other, *_numbered(bullets, pages, linked.dictionary)) for bullets, pages in lists]
    save_rows(links.take(pa.array(np.concatenate(found))), Path(task.corpus.counts[number]), "together")


def _links_among(bullets: pa.Array, links: pa.Table) -> pa.Table:
    """The ids of the links both of whose clusters are among some: few of all links, where there are many ranges."""
    ids = links.select(["bullet_id", "related_id"])
    return ids.filter(pc.and_(*(pc.is_in(column, bullets) for column in ids.columns)))


def write_links(task: PlaceTask, skip: Skip, begin: Begin) -> PartFacts:  # noqa: ARG001
    """Write the links whose first cluster is in the range."""
    with database(task.corpus.scratch) as connection:
        connection.register("links", _links(task))
        pairs = [load_rows(Path(folder), "together") for folder in task.corpus.counts]
        connection.register("together", pa.concat_tables(pairs))
        bounds = {"start": task.wanted.start, "stop": task.wanted.stop}
        links = connection.sql(MARK_SAME_PAGE, params=bounds).to_arrow_table().cast(tables.BULLET_LINKS.schema)
    return write_part(task.corpus.data, tables.BULLET_LINKS, task.wanted.number, links)


def _links(task: PlaceTask) -> pa.Table:
    return pa.concat_tables([load_rows(Path(task.corpus.scratch), name) for name in task.links])


def _listed(path: str, name: str) -> tuple[pa.Array, pa.Array]:
    """Which bullet stands on which page of a range, as ids; a bullet's kind says in which list."""
    column = "title_id" if name == "titles" else "bullet_id"
    rows = pq.ParquetFile(path).read(columns=["page_id", column])
    return rows[column].combine_chunks(), rows["page_id"].combine_chunks()


def _numbered(bullets: pa.Array, pages: pa.Array, linked: pa.Array) -> tuple[I64, I64]:
    """The linked ones among bullets, and their pages, as numbers."""
    bullet = pc.index_in(bullets, linked).fill_null(-1).to_numpy().astype(np.int64)
    page = pages.dictionary_encode().indices.to_numpy().astype(np.int64)
    return bullet[bullet >= 0], page[bullet >= 0]
