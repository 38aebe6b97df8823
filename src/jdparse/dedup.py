"""Near-identical bullets: clusters of SAME with evidence, from a column of texts or a table of counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from .wording import KINDS, Decisions, bullet_keys, differs_by
from .wording.arrow import Column, Table, array_of, numbers, pa, pc, ranks
from .wording.columns import I8, I64, opens_run, starts_of
from .wording.evidence import DECISION, EXACT, levels_of_pairs, names_of
from .wording.fingerprint import keys_of_tokens
from .wording.tokens import Tokens, as_strings, in_chunks, tokenize

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["clusters", "deduplicate", "differs_by"]

BULLETS = pa.schema(
    [
        ("bullet_id", pa.string()),
        ("kind", pa.string()),
        ("text", pa.string()),
        ("occurrences", pa.int64()),
        ("pages", pa.int64()),
        ("variants", pa.int64()),
    ]
)
VARIANTS = pa.schema(
    [("bullet_id", pa.string()), ("text", pa.string()), ("occurrences", pa.int64()), ("differs_by", pa.string())]
)


@dataclass(frozen=True)
class _Clusters:
    """Distinct texts in clusters: the cluster each row is in, and for each cluster its id, size and canonical row."""

    cluster: I64
    ids: Column
    size: I64
    canonical: I64


def _clustered(texts: Column, ids: Column, occurrences: I64) -> _Clusters:
    """Clusters in the order in which they first appear.

    The canonical wording is the one with most occurrences; among equals the shortest, then the first by code points.
    """
    encoded = ids.dictionary_encode()
    cluster = array_of(encoded.indices).astype(np.int64)
    size = np.bincount(cluster, minlength=len(encoded.dictionary))
    canonical = np.empty(len(size), np.int64)
    canonical[cluster] = np.arange(len(cluster))
    several = np.flatnonzero(size[cluster] > 1)
    first = several[_first_of_each(cluster[several], texts.take(numbers(several)), occurrences[several])]
    canonical[cluster[first]] = first
    return _Clusters(cluster, encoded.dictionary, size, canonical)


def _first_of_each(cluster: I64, texts: Column, occurrences: I64) -> I64:
    """The row of the canonical wording of each cluster; texts are compared only where all else is equal."""
    length = array_of(pc.utf8_length(texts))
    order = np.lexsort((length, -occurrences, cluster))
    opens = np.flatnonzero(opens_run(cluster[order]))
    best = np.repeat(order[opens], np.diff(np.append(opens, len(order))))
    tied = order[(length[order] == length[best]) & (occurrences[order] == occurrences[best])]
    tied = tied[np.lexsort((ranks(texts.take(numbers(tied))), cluster[tied]))]
    return cast("I64", tied[opens_run(cluster[tied])])


def _evidence(
    found: _Clusters, texts: Column, kind: str, decisions: Decisions | None, tokens: list[Tokens] | None = None
) -> Column:
    """`differs_by` for each text; `tokens` are those of the column's chunks where they are known."""
    place = np.arange(len(texts))
    if tokens is None:
        several = np.flatnonzero(found.size[found.cluster] > 1)
        place[several] = np.arange(len(several))
        texts = texts.take(numbers(several))
        tokens = list(map(tokenize, in_chunks(texts)))
    other = found.size[found.cluster] > 1
    other[found.canonical] = False
    one, two = place[found.canonical[found.cluster[other]]], place[other]
    found_levels = levels_of_pairs(texts, tokens, (one, two), kind)
    if decisions and (decisions.merged or decisions.apart):
        keys = array_of(keys_of_tokens(texts, tokens, kind).dictionary_encode().indices)
        found_levels[keys[one] != keys[two]] = DECISION
    levels: I8 = np.full(len(place), EXACT, np.int8)
    levels[other] = found_levels
    return names_of(levels)


def _clusters_of_kind(table: Table, kind: str, decisions: Decisions | None) -> tuple[Table, Table]:
    """`bullets` and `bullet_variants` of one kind, sorted by key."""
    wordings = table["text"].dictionary_encode().combine_chunks()
    texts, wording = wordings.dictionary, array_of(wordings.indices)
    occurrences, pages = np.zeros((2, len(texts)), np.int64)
    np.add.at(occurrences, wording, array_of(table["occurrences"]))
    np.maximum.at(pages, wording, array_of(table["pages"]))
    if "bullet_id" in table.column_names:
        row = np.empty(len(texts), np.int64)
        row[wording] = np.arange(len(wording))  # any will do: the key depends on the wording alone
        ids = table["bullet_id"].combine_chunks().take(numbers(row))
    else:
        ids = bullet_keys(texts, kind, decisions)
    found = _clustered(texts, ids, occurrences)
    rank = ranks(found.ids)
    order = np.argsort(rank)
    rows = np.lexsort((ranks(texts), rank[found.cluster]))
    starts = starts_of(found.size[order])[:-1]
    bullets = pa.table(
        [
            found.ids.take(numbers(order)),
            pa.repeat(kind, len(order)),
            texts.take(numbers(found.canonical[order])),
            numbers(np.add.reduceat(occurrences[rows], starts)),
            numbers(np.maximum.reduceat(pages[rows], starts)),
            numbers(found.size[order]),
        ],
        schema=BULLETS,
    )
    evidence = _evidence(found, texts, kind, decisions)
    columns = [ids, texts, numbers(occurrences), evidence]
    return bullets, pa.table([column.take(numbers(rows)) for column in columns], schema=VARIANTS)


def clusters(counts: Table, decisions: Decisions | None = None) -> tuple[Table, Table]:
    """Cluster wordings counted over pages.

    `counts` has columns kind, text, occurrences and pages, rows in any order, one or more a wording; and bullet_id
    where the keys are known. A cluster's `pages` is the largest of its wordings' (the caller, who knows which page
    holds which bullet, may count better).
    Returns the tables `bullets` and `bullet_variants`, sorted by key; the order and number of rows do not matter.
    Raises ValueError for an unknown kind or a missing text.
    """
    kinds = counts["kind"].unique().to_pylist()
    if unknown := set(kinds) - set(KINDS):
        raise ValueError(f"unknown kinds of bullet: {', '.join(sorted(map(str, unknown)))}")
    made = [_clusters_of_kind(counts.filter(pc.equal(counts["kind"], kind)), kind, decisions) for kind in kinds]
    bullets = pa.concat_tables([BULLETS.empty_table(), *(one for one, _ in made)])
    variants = pa.concat_tables([VARIANTS.empty_table(), *(two for _, two in made)])
    return bullets.sort_by("bullet_id"), variants.sort_by([("bullet_id", "ascending"), ("text", "ascending")])


def deduplicate(
    texts: Sequence[str] | Column, kind: str = "duty", decisions: Decisions | None = None
) -> "pd.DataFrame":
    """Cluster a column of bullets of one kind: a data frame with one row a text, in the same order.

    Columns: `bullet_id`, `text` (the cluster's canonical wording) and `differs_by` (what the row's wording differs by
    from it, `exact` if by nothing). Raises ValueError for an unknown kind or a missing text.
    """
    encoded = as_strings(texts).dictionary_encode()
    distinct, rows = encoded.dictionary, encoded.indices
    tokens = list(map(tokenize, in_chunks(distinct)))
    ids = keys_of_tokens(distinct, tokens, kind)
    ids = decisions.apply(ids, distinct, kind) if decisions else ids
    found = _clustered(distinct, ids, np.bincount(array_of(rows), minlength=len(distinct)))
    evidence = _evidence(found, distinct, kind, decisions, tokens)
    canonical = numbers(found.canonical[found.cluster]).take(rows)
    result: pd.DataFrame = pa.table(
        {"bullet_id": ids.take(rows), "text": distinct.take(canonical), "differs_by": evidence.take(rows)}
    ).to_pandas()
    return result
