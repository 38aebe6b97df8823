"""What spans the ranges: wordings of all pages → clusters, their levels, variants and links.

A cluster is its key, so clusters are made a range of keys at a time, each a task of an engine; none holds it all.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from jdparse import linking, tables
from jdparse.corpus import Corpus, RangeOf
from jdparse.dedup import clusters
from jdparse.engine import Engine, done
from jdparse.ladder import levels_table
from jdparse.ranges import range_bounds
from jdparse.scratch import load_piece, load_rows
from jdparse.warehouse import PartFacts, write_part
from jdparse.wording.arrow import numbers, ranks
from jdparse.wording.columns import I64, opens_run
from jdparse.workers import Begin, Skip

ROUNDS = 1 + linking.ROUNDS
"""So many times merging calls the engine."""

WORDINGS, LEVEL_WORDINGS = "wordings", "level_wordings"
"""Scratch tables of a range of pages: its counts of wordings, cut by their clusters, and of what it says of levels."""


class Merged(NamedTuple):
    """The parts of the tables that span the ranges, and by kind how many bullets, wordings and clusters there are."""

    parts: tuple[PartFacts, ...]
    kinds: Mapping[str, tuple[int, int, int]]


def merge(corpus: Corpus, engine: Engine) -> Merged:
    """Make the tables whose rows are about all pages together. Raises CannotWrite, WorkerError."""
    bounds = range_bounds(len(corpus.counts))
    counted = pa.concat_tables([load_rows(Path(folder), LEVEL_WORDINGS) for folder in corpus.counts])
    parts = [write_part(corpus.data, tables.LEVELS, 0, levels_table(counted))]
    made = done(merge_clusters, [RangeOf(wanted, corpus) for wanted in bounds], engine)
    parts += [part for some in made for part in some.parts]
    bullets = tuple(str(Path(corpus.data, part.path)) for part in parts if part.table == "bullets")
    kinds = _summed([some.kinds for some in made])
    parts += linking.link(
        corpus, bullets, Counter({kind: clusters for kind, (_, _, clusters) in kinds.items()}), engine
    )
    return Merged(tuple(parts), kinds)


def merge_clusters(task: RangeOf, skip: Skip, begin: Begin) -> Merged:  # noqa: ARG001
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
