"""Staged tables → data tables of a range of pages: rows of the current versions only, in page order, bullets clustered.

Nothing here depends on the order or the number of the staged parts, so neither do the tables.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jdparse import tables
from jdparse.rows import CONTENT_TABLES, KEPT_ID, StagedTables
from jdparse.vocabulary import DUTIES, QUALIFICATIONS, SKILLS
from jdparse.wording import Decisions, bullet_keys
from jdparse.wording.arrow import take_runs
from jdparse.wording.columns import opens_run

Integers = npt.NDArray[np.int64]

KINDS: dict[str, str] = {DUTIES: "duty", SKILLS: "skill", QUALIFICATIONS: "qualification", "titles": "title"}
"""Table of bullets → kind of its clusters."""

WORDING_COUNTS = pa.schema(
    [
        ("bullet_id", pa.string()),
        ("kind", pa.string()),
        ("text", pa.string()),
        ("level_code", pa.string()),
        ("occurrences", pa.int64()),
        ("pages", pa.int64()),
    ]
)
"""A wording at a level: how often it stands, and on how many pages it is the first of its cluster."""


class Place(NamedTuple):
    """Where the content of each chosen page stands: its staged part and its number there."""

    page_ids: pa.Array
    parts: Integers
    page_nos: Integers


class Content(NamedTuple):
    """Content tables of a range, and the counts of its wordings (``WORDING_COUNTS``)."""

    tables: dict[str, pa.Table]
    wordings: pa.Table


def gather_content(parts: Sequence[StagedTables], place: Place, levels: pa.Array, decisions: Decisions) -> Content:
    """Rows of the chosen pages out of the staged parts; ``levels`` holds the level code of each chosen page."""
    made: dict[str, pa.Table] = {}
    counts: list[pa.Table] = []
    for table in CONTENT_TABLES:
        rows, owner = _rows_of(table, parts, place)
        columns = {"page_id": place.page_ids.take(pa.array(owner)), **{n: rows[n] for n in rows.column_names}}
        if table.name in KINDS:
            wordings = rows["title" if table is tables.TITLES else "text"].combine_chunks().dictionary_encode()
            keys = _keys(rows, wordings, KINDS[table.name], decisions)
            repeats = _repeats(owner, keys)
            columns |= _cluster_columns(table, keys, repeats, rows)
            counts.append(_count(KINDS[table.name], (keys, wordings, levels), owner, repeats))
        made[table.name] = pa.table({name: columns[name] for name in table.schema.names}, schema=table.schema)
    return Content(made, pa.concat_tables(counts))


def _rows_of(table: tables.Table, parts: Sequence[StagedTables], place: Place) -> tuple[pa.Table, Integers]:
    """The table's rows of the chosen pages, in page order, with the index of the page each belongs to."""
    starts, counts, base = np.zeros_like(place.parts), np.zeros_like(place.parts), 0
    for number, part in enumerate(parts):
        mine = place.parts == number
        page_no = part[table.name]["page_no"].to_numpy()
        wanted = place.page_nos[mine]
        first = np.searchsorted(page_no, wanted, side="left")
        counts[mine] = np.searchsorted(page_no, wanted, side="right") - first
        starts[mine] = first + base
        base += len(page_no)
    owner = np.repeat(np.arange(len(counts)), counts)
    ends = np.cumsum(counts)
    rows = np.arange(len(owner)) + np.repeat(starts - (ends - counts), counts)
    every = pa.concat_tables([part[table.name] for part in parts], promote_options="default")
    return take_runs(every, rows), owner


def _keys(rows: pa.Table, wordings: pa.DictionaryArray, kind: str, decisions: Decisions) -> pa.DictionaryArray:
    """The cluster of each row, as the last snapshot has it or computed once a distinct wording."""
    if KEPT_ID not in rows.column_names:
        return _new_keys(wordings, kind, decisions)
    kept = rows[KEPT_ID].combine_chunks()
    unknown = pc.is_null(kept)
    new = wordings.filter(unknown).cast(pa.string()).dictionary_encode()  # without the wordings of the others
    keys = _new_keys(new, kind, decisions).cast(pa.string())
    return pc.replace_with_mask(kept, unknown, keys).dictionary_encode()


def _new_keys(wordings: pa.DictionaryArray, kind: str, decisions: Decisions) -> pa.DictionaryArray:
    distinct = pa.array(bullet_keys(wordings.dictionary, kind, decisions), pa.string()).dictionary_encode()
    return pa.DictionaryArray.from_arrays(distinct.indices.take(wordings.indices), distinct.dictionary)


def _repeats(owner: Integers, keys: pa.DictionaryArray) -> Integers:
    """For each row, the index of the first row of its page in the same cluster: its own if it is the first."""
    codes = keys.indices.to_numpy().astype(np.int64)
    pair = owner * (len(keys.dictionary) + 1) + codes
    _, first, inverse = np.unique(pair, return_index=True, return_inverse=True)
    return first[inverse] if len(pair) else np.zeros(0, dtype=np.int64)


def _cluster_columns(
    table: tables.Table, keys: pa.DictionaryArray, repeats: Integers, rows: pa.Table
) -> dict[str, pa.Array]:
    identifiers = keys.cast(pa.string())
    if table is tables.TITLES:
        return {"title_id": identifiers}
    is_first = repeats == np.arange(len(repeats))
    earlier = rows["position"].to_numpy()[repeats]
    return {"bullet_id": identifiers, "duplicate_of": pa.array(earlier, pa.int32(), mask=is_first)}


def _count(
    kind: str, columns: tuple[pa.DictionaryArray, pa.DictionaryArray, pa.Array], owner: Integers, repeats: Integers
) -> pa.Table:
    """Counts of a kind; ``columns``: the cluster and the wording of each row, and the levels of pages."""
    clusters, wordings, levels = columns
    # A cluster depends on the wording alone, so a wording and a level make a group.
    codes = levels.dictionary_encode()
    level = codes.indices.fill_null(len(codes.dictionary)).to_numpy()[owner]
    both = wordings.indices.to_numpy().astype(np.int64) * (len(codes.dictionary) + 1) + level
    order = np.argsort(both)
    opens = np.flatnonzero(opens_run(both[order]))
    first = order[opens]
    is_first = (repeats == np.arange(len(repeats))).astype(np.int64)[order]
    return pa.table(
        {
            "bullet_id": clusters.take(pa.array(first)).cast(pa.string()),
            "kind": pa.repeat(kind, len(opens)),
            "text": wordings.dictionary.take(wordings.indices.take(pa.array(first))),
            "level_code": levels.take(pa.array(owner[first])),
            "occurrences": np.diff(opens, append=len(both)),
            "pages": np.add.reduceat(is_first, opens) if len(opens) else opens,
        },
        schema=WORDING_COUNTS,
    )
