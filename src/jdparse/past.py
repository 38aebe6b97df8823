"""What the last snapshot holds of a range of pages, in the form of a staged part, so that a run merges with it.

A run compares the roots it is given with what they held before: inputs of other roots stay, and a page whose inputs
are all gone keeps its rows.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jdparse import tables
from jdparse.database import queries
from jdparse.increment import LEDGER_SCHEMA
from jdparse.rows import BULLET_IDS, CONTENT_TABLES, KEPT_ID, NAIVE_TIME, STAGED_SCHEMAS, StagedTables


class Past(NamedTuple):
    """The past of a range of pages.

    ``keep`` says whether what was made of its pages holds; ``part`` is a staged part of all its pages, then with
    the ids of bullets as ``KEPT_ID``; ``pages`` are their whole rows with ``page_no``; ``held`` says which of
    them some kept input still holds; ``inputs`` and ``warnings`` are those of the kept inputs; ``history``
    all versions remembered.
    """

    keep: bool
    part: StagedTables
    pages: pa.Table
    held: pa.Array
    inputs: pa.Table
    warnings: pa.Table
    history: pa.Table


TABLES: tuple[str, ...] = (
    "pages",
    "page_history",
    "inputs",
    "input_warnings",
    *(table.name for table in CONTENT_TABLES),
)
"""The tables a past is made of."""


def no_past() -> Past:
    """The past of a new or rebuilt warehouse."""
    rows = {name: tables.TABLES[name].empty() for name in TABLES}
    return recall(rows, LEDGER_SCHEMA.empty_table(), pa.array([], pa.string()), keep=False)


def recall(rows: Mapping[str, pa.Table], ledger: pa.Table, kept: pa.Array, *, keep: bool) -> Past:
    """The past of a range: ``rows`` are its tables of the last snapshot, ``kept`` the ids of inputs not read anew.

    Rows are in the order of the tables. ``keep``: its bullets' ids hold too, since they would be made with the same.
    """
    inputs = _with_ledger(rows["inputs"], ledger)
    held = _naive(inputs.filter(pc.is_in(inputs["input_id"], kept)))
    pages = rows["pages"]
    page_ids = pages["page_id"].combine_chunks()
    numbers = np.arange(pages.num_rows, dtype=np.int32)
    holders = _holders(held, pages, numbers)
    part = {
        "pages": _as_staged("pages", _held_by(pages, held, holders), numbers),
        **{table.name: _content(table, rows[table.name], page_ids, keep) for table in CONTENT_TABLES},
    }
    page_no = pc.index_in(pa.array(np.arange(held.num_rows)), holders)
    held = held.append_column("page_no", page_no.cast(pa.int32()))
    warnings = rows["input_warnings"]
    return Past(
        keep,
        part,
        _naive(pages).append_column("page_no", pa.array(numbers)),
        pc.is_valid(holders),
        held,
        warnings.filter(pc.is_in(warnings["input_id"], held["input_id"].combine_chunks())),
        _naive(rows["page_history"]),
    )


HOLDERS = """
    SELECT pages.page_no, arg_min(held.at, (
        held.status <> 'current', held.fetched_at IS NULL, -epoch_us(held.fetched_at), held.source,
        coalesce(held.record, ''), held.input_id
    )) AS at
    FROM pages LEFT JOIN held ON held.page_id = pages.page_id AND held.body_sha256 = pages.body_sha256
    GROUP BY pages.page_no ORDER BY pages.page_no
"""


def _holders(held: pa.Table, pages: pa.Table, numbers: np.ndarray) -> pa.Array:
    """For each page the row of ``held`` that vouches for what is shown: its current input, else another of that body.

    Null where no kept input holds that body: the page is gone, until its other inputs are read again.
    """
    with queries() as connection:
        connection.register("held", held.append_column("at", pa.array(np.arange(held.num_rows))))
        connection.register(
            "pages", pages.select(["page_id", "body_sha256"]).append_column("page_no", pa.array(numbers))
        )
        return connection.sql(HOLDERS).to_arrow_table()["at"].combine_chunks().cast(pa.int64())


def _held_by(pages: pa.Table, held: pa.Table, holders: pa.Array) -> pa.Table:
    """The pages as the inputs that hold them say: the one shown before may have vanished."""
    pages = _naive(pages)
    for name in ("source", "record", "url", "fetched_at"):
        told = pc.if_else(pc.is_valid(holders), held[name].combine_chunks().take(holders), pages[name].combine_chunks())
        pages = pages.set_column(pages.schema.get_field_index(name), pages.schema.field(name), told)
    return pages


def _with_ledger(inputs: pa.Table, ledger: pa.Table) -> pa.Table:
    at = pc.index_in(inputs["input_id"], ledger["input_id"].combine_chunks())
    for name in LEDGER_SCHEMA.names[1:]:
        inputs = inputs.append_column(LEDGER_SCHEMA.field(name), ledger[name].take(at))
    return inputs


def _content(table: tables.Table, rows: pa.Table, page_ids: pa.Array, keep: bool) -> pa.Table:
    # Both are in the order of page ids, so these numbers ascend.
    page_no = pc.index_in(rows["page_id"], page_ids).to_numpy()
    staged = _as_staged(table.name, rows, page_no)
    ids = next((name for name in BULLET_IDS if name in rows.column_names), None)
    return staged.append_column(KEPT_ID, rows[ids]) if keep and ids else staged


def _as_staged(name: str, rows: pa.Table, page_no: np.ndarray) -> pa.Table:
    rows = _naive(rows).append_column("page_no", pa.array(page_no))
    return rows.select(STAGED_SCHEMAS[name].names).cast(STAGED_SCHEMAS[name])


def _naive(rows: pa.Table) -> pa.Table:
    """The rows with times as the staged tables have them."""
    fields = [field.with_type(NAIVE_TIME) if field.type == tables.TIME else field for field in rows.schema]
    return rows.cast(pa.schema(fields))
