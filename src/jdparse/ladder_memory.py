"""The ladder after another run: steps between pages that have not changed are taken from the last snapshot."""

from functools import reduce
from typing import NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jdparse import tables
from jdparse.ladder_steps import NEXT_LEVELS, steps_of
from jdparse.wording.guards import Guards

TOLD_BY_PAGES = ("family_slug", "family", "track", "from_level", "to_level")
"""What a step says of its pages, not of their bullets."""

KEPT_STEPS = """
    CREATE OR REPLACE TEMP TABLE kept_steps AS
    SELECT steps.*, code FROM steps JOIN known USING (from_page_id, to_page_id)
    SEMI JOIN (SELECT page_id FROM pages WHERE kept) AS one ON one.page_id = from_page_id
    SEMI JOIN (SELECT page_id FROM pages WHERE kept) AS other ON other.page_id = to_page_id
"""


class Steps(NamedTuple):
    """The rows of ``ladder_steps``, sorted by key, and those among them, in any order, that the past does not have."""

    rows: pa.Table
    new: pa.Table


def steps_after(connection: duckdb.DuckDBPyConnection, guards: Guards, past: pa.Table) -> Steps:
    """The same as ``ladder_steps``, with the rows of ``past`` between pages whose column ``kept`` is true.

    ``past`` has the columns of ``ladder_steps``, rows in its order.
    """
    connection.execute(NEXT_LEVELS)
    known, told = _taken_over(connection, past)
    made = steps_of(connection, guards)
    retold = pa.table([pc.not_equal(known[name], told[name]) for name in TOLD_BY_PAGES], TOLD_BY_PAGES)
    differs = [pc.fill_null(column, True) for column in retold.columns]
    new = told.filter(reduce(pc.or_, differs))
    return Steps(_by_first_page(pa.concat_tables([told, made])), pa.concat_tables([new, made]))


def _taken_over(connection: duckdb.DuckDBPyConnection, past: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Rows of the past for the steps that need not be looked at again, which then are no steps any more.

    As they were, and with what the pages say now of family and levels.
    """
    first = past["from_page_id"].combine_chunks().dictionary_encode()
    codes = first.indices.to_numpy()
    _, row = np.unique(codes, return_index=True)
    pairs = {"code": pa.array(np.arange(len(row))), "from_page_id": first.dictionary}
    connection.register("known", pa.table({**pairs, "to_page_id": past["to_page_id"].take(pa.array(row))}))
    connection.execute(KEPT_STEPS)
    connection.unregister("known")
    kept = connection.sql("SELECT * FROM kept_steps").to_arrow_table()
    connection.execute("DELETE FROM steps WHERE step IN (SELECT step FROM kept_steps)")
    step_of = np.full(len(row), -1)
    step_of[kept["code"].to_numpy()] = np.arange(kept.num_rows)
    steps = step_of[codes]
    rows = past.filter(pa.array(steps >= 0)).cast(tables.LADDER_STEPS.schema)
    said = kept.take(pa.array(steps[steps >= 0]))
    told = rows
    for name in TOLD_BY_PAGES:
        at = rows.schema.get_field_index(name)
        told = told.set_column(at, rows.schema.field(at), said[name].cast(rows.schema.field(at).type))
    return rows, told


def _by_first_page(rows: pa.Table) -> pa.Table:
    """Steps in the order of their keys; those of one step stand together, and are in order."""
    first = rows["from_page_id"].combine_chunks().dictionary_encode()
    rank = np.empty(len(first.dictionary), np.int64)
    rank[pc.sort_indices(first.dictionary).to_numpy()] = np.arange(len(rank))
    return rows.take(pa.array(np.argsort(rank[first.indices.to_numpy()], kind="stable")))
