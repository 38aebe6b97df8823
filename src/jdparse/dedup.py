"""Near-identical bullets: clusters of SAME with evidence, from a column of texts or a table of counts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from .wording import KINDS, Decisions, bullet_keys
from .wording.arrow import Column, Table, pa, pc
from .wording.evidence import differs_by

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


def _with_ids(counts: Table, decisions: Decisions | None) -> Table:
    """One row a distinct (kind, text), with its bullet_id, known or not, the canonical wording of each cluster first.

    The canonical wording is the one with most occurrences; among equals the shortest, then the first by code points.
    """
    unknown = set(counts["kind"].unique().to_pylist()) - set(KINDS)
    if unknown:
        raise ValueError(f"unknown kinds of bullet: {', '.join(sorted(map(str, unknown)))}")
    known = [name for name in ("bullet_id",) if name in counts.column_names]
    table = counts.group_by(["kind", "text", *known]).aggregate([("occurrences", "sum"), ("pages", "max")])
    table = table.rename_columns({"occurrences_sum": "occurrences", "pages_max": "pages"}).combine_chunks()
    if not known:
        table = table.append_column("bullet_id", _keys_of(table, decisions))
    table = table.append_column("length", pc.utf8_length(table["text"]))
    return table.sort_by(
        [
            ("kind", "ascending"),
            ("bullet_id", "ascending"),
            ("occurrences", "descending"),
            ("length", "ascending"),
            ("text", "ascending"),
        ]
    )


def _keys_of(table: Table, decisions: Decisions | None) -> Column:
    ids = np.full(len(table), "", dtype=object)
    for kind in KINDS:
        at = np.flatnonzero(np.asarray(pc.equal(table["kind"], kind)))
        if len(at):
            ids[at] = bullet_keys(table["text"].take(pa.array(at)), kind, decisions).to_pylist()
    return pa.array(ids, pa.string())


def _group_starts(ids: npt.NDArray[np.object_]) -> npt.NDArray[np.int64]:
    if not len(ids):
        return np.zeros(0, np.int64)
    return np.flatnonzero(np.concatenate([[True], ids[1:] != ids[:-1]]))


def _evidence(table: Table, starts: npt.NDArray[np.int64]) -> Column:
    """`differs_by` for each row of a table sorted by cluster, against the cluster's first row."""
    sizes = np.diff(np.concatenate([starts, [len(table)]]))
    result = np.full(len(table), "exact", dtype=object)
    cluster = np.repeat(np.arange(len(starts)), sizes)
    others = np.setdiff1d(np.flatnonzero(sizes[cluster] > 1), starts)
    kinds = table["kind"].take(pa.array(others)).to_numpy(zero_copy_only=False)
    for kind in KINDS:
        at = others[kinds == kind]
        if len(at):
            canonical = table["text"].take(pa.array(starts[cluster[at]]))
            result[at] = differs_by(canonical, table["text"].take(pa.array(at)), kind).to_pylist()
    return pa.array(result, pa.string())


def clusters(counts: Table, decisions: Decisions | None = None) -> tuple[Table, Table]:
    """Cluster wordings counted over pages.

    `counts` has columns kind, text, occurrences and pages, rows in any order, one or more a wording; and bullet_id
    where the keys are known. A cluster's `pages` is the largest of its wordings' (the caller, who knows which page
    holds which bullet, may count better).
    Returns the tables `bullets` and `bullet_variants`, sorted by key; the order and number of rows do not matter.
    Raises ValueError for an unknown kind or a missing text.
    """
    table = _with_ids(counts, decisions)
    starts = _group_starts(table["bullet_id"].to_numpy(zero_copy_only=False))
    first = table.take(pa.array(starts))
    sizes = np.diff(np.concatenate([starts, [len(table)]]))
    sums = np.add.reduceat(table["occurrences"].to_numpy(), starts) if len(starts) else np.zeros(0, np.int64)
    most = np.maximum.reduceat(table["pages"].to_numpy(), starts) if len(starts) else np.zeros(0, np.int64)
    bullets = pa.table(
        [
            first["bullet_id"],
            first["kind"],
            first["text"],
            pa.array(sums, pa.int64()),
            pa.array(most, pa.int64()),
            pa.array(sizes, pa.int64()),
        ],
        schema=BULLETS,
    )
    variants = pa.table(
        [table["bullet_id"], table["text"], table["occurrences"].cast(pa.int64()), _evidence(table, starts)],
        schema=VARIANTS,
    )
    return bullets.sort_by("bullet_id"), variants.sort_by([("bullet_id", "ascending"), ("text", "ascending")])


def deduplicate(
    texts: Sequence[str] | Column, kind: str = "duty", decisions: Decisions | None = None
) -> "pd.DataFrame":
    """Cluster a column of bullets of one kind: a data frame with one row a text, in the same order.

    Columns: `bullet_id`, `text` (the cluster's canonical wording) and `differs_by` (what the row's wording differs by
    from it, `exact` if by nothing). Raises ValueError for an unknown kind or a missing text.
    """
    array = texts if isinstance(texts, pa.Array) else pa.array(list(texts), pa.string())
    encoded = array.cast(pa.string()).dictionary_encode()
    if encoded.indices.null_count:
        raise ValueError(f"{encoded.indices.null_count} of {len(array)} texts are missing")
    indices = np.asarray(encoded.indices).astype(np.int64)
    occurrences = np.bincount(indices, minlength=len(encoded.dictionary))
    ids = bullet_keys(encoded.dictionary, kind, decisions)
    place = pa.array(np.arange(len(ids)))
    table = pa.table(
        {
            "bullet_id": ids,
            "occurrences": occurrences,
            "length": pc.utf8_length(encoded.dictionary),
            "text": encoded.dictionary,
            "place": place,
        }
    ).sort_by(
        [("bullet_id", "ascending"), ("occurrences", "descending"), ("length", "ascending"), ("text", "ascending")]
    )
    starts = _group_starts(table["bullet_id"].to_numpy(zero_copy_only=False))
    sizes = np.diff(np.concatenate([starts, [len(table)]]))
    evidence = _evidence(table.append_column("kind", pa.array([kind] * len(table), pa.string())), starts)
    canonical = table["text"].take(pa.array(np.repeat(starts, sizes)))
    back = np.empty(len(table), np.int64)
    back[table["place"].to_numpy()] = np.arange(len(table))
    rows = pa.array(back[indices])
    result: pd.DataFrame = pa.table(
        {"bullet_id": table["bullet_id"].take(rows), "text": canonical.take(rows), "differs_by": evidence.take(rows)}
    ).to_pandas()
    return result
