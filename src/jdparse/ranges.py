"""A range of page ids: everything staged and remembered of it → its part of every table. What a worker assembles."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jdparse import tables
from jdparse.assemble import Place, gather_content
from jdparse.database import queries
from jdparse.identity import input_id
from jdparse.increment import LEDGER_SCHEMA
from jdparse.ladder import level_wordings
from jdparse.past import Past
from jdparse.rows import CONTENT_TABLES, NAIVE_TIME, STAGED_SCHEMAS, StagedTables
from jdparse.versions import choose_versions
from jdparse.wording import Decisions

PAGES_PER_RANGE = 1 << 14
HEX_DIGITS = 2

EMPTY_PART: StagedTables = {name: schema.empty_table() for name, schema in STAGED_SCHEMAS.items()}


class Range(NamedTuple):
    """Page ids (and ids of inputs without a page) from ``start`` to before ``stop``; a null ``stop`` has no end."""

    number: int
    start: str
    stop: str | None


class Assembled(NamedTuple):
    """A range's rows: data tables, counts for what spans the ranges, and the ledger's rows.

    ``kept`` says of each row of ``pages`` whether what was made of the page for the last snapshot holds.
    """

    tables: dict[str, pa.Table]
    wordings: pa.Table
    level_wordings: pa.Table
    ledger: pa.Table
    kept: pa.Array


def cut_ranges(pages: int) -> list[Range]:
    """Ranges of equal width for so many pages: one for a few, and always the same cut for the same number."""
    count = 1
    while count * PAGES_PER_RANGE < pages and count < 16**HEX_DIGITS:
        count *= 2
    return range_bounds(count)


def range_bounds(count: int) -> list[Range]:
    """So many ranges of equal width, a power of two."""
    width = 16**HEX_DIGITS // count
    bounds = [f"{number * width:0{HEX_DIGITS}x}" for number in range(count)]
    return [Range(n, start, stop) for n, (start, stop) in enumerate(zip(bounds, [*bounds[1:], None], strict=True))]


def span(wanted: Range, rows: int, id_at: Callable[[int], str]) -> tuple[int, int]:
    """Which of so many rows, in the order of their ids, belong to a range: the first, and the one after the last.

    Looks at a few ids only, so that a column mapped from disk is not read for it.
    """
    every = range(rows)
    start = bisect_left(every, wanted.start, key=id_at)
    return start, rows if wanted.stop is None else bisect_left(every, wanted.stop, start, key=id_at)


def parts_near(number: int, ranges: int, parts: int) -> range:
    """Which parts of a table, cut in ranges of its own, hold what range ``number`` of so many holds."""
    return range(number * parts // ranges, -(-(number + 1) * parts // ranges))


def slice_range(staged: StagedTables, wanted: Range) -> StagedTables:
    """The part of staged tables that belongs to a range; pages are in the order of their ids, so these are slices."""
    first, stop = _span(staged["pages"]["page_id"], wanted)
    sliced = {"pages": staged["pages"].slice(first, stop - first)}
    for table in CONTENT_TABLES:
        page_no = staged[table.name]["page_no"].to_numpy()
        begin, end = np.searchsorted(page_no, [first, stop])
        sliced[table.name] = staged[table.name].slice(begin, end - begin)
    inputs = staged["inputs"]
    sliced["inputs"] = inputs.filter(_within(pc.coalesce(inputs["page_id"], inputs["input_id"]), wanted))
    numbers = sliced["inputs"]["input_no"].combine_chunks()
    sliced["input_warnings"] = staged["input_warnings"].filter(pc.is_in(staged["input_warnings"]["input_no"], numbers))
    return {name: _copied(rows) for name, rows in sliced.items()}


def _copied(rows: pa.Table) -> pa.Table:
    """The rows in memory of their own, so that the file they were mapped from can be closed."""
    return rows.take(pa.array(np.arange(rows.num_rows)))


def _span(page_ids: pa.ChunkedArray, wanted: Range) -> tuple[int, int]:
    return span(wanted, len(page_ids), lambda row: str(page_ids[row]))


def past_rows(rows: Mapping[str, pa.Table], wanted: Range) -> dict[str, pa.Table]:
    """The rows of a snapshot's tables that belong to a range."""
    sliced: dict[str, pa.Table] = {}
    for name in ("pages", "page_history", *(table.name for table in CONTENT_TABLES)):  # in the order of their pages
        first, stop = _span(rows[name]["page_id"], wanted)
        sliced[name] = rows[name].slice(first, stop - first)
    inputs = rows["inputs"]
    sliced["inputs"] = inputs.filter(_within(pc.coalesce(inputs["page_id"], inputs["input_id"]), wanted))
    warnings = rows["input_warnings"]
    mine = pc.is_in(warnings["input_id"], sliced["inputs"]["input_id"].combine_chunks())
    sliced["input_warnings"] = warnings.filter(mine)
    return sliced


def _within(identifiers: pa.ChunkedArray, wanted: Range) -> pa.ChunkedArray:
    mine = pc.greater_equal(identifiers, wanted.start)
    return mine if wanted.stop is None else pc.and_(mine, pc.less(identifiers, wanted.stop))


def assemble(parts: Sequence[StagedTables], past: Past, decisions: Decisions) -> Assembled:
    """The rows of a range, from what was staged of it and what the last snapshot remembers."""
    parts = [*(parts or [EMPTY_PART]), past.part]
    readings = _readings(parts, past)
    unheld = _in_part(past.pages.filter(pc.invert(past.held)), len(parts) - 1)
    versions = choose_versions(_candidates(parts, past), readings, past.history, unheld)
    pages = versions.pages
    place = Place(
        pages["page_id"].combine_chunks(),
        pages["part"].to_numpy().astype(np.int64),
        pages["page_no"].to_numpy().astype(np.int64),
    )
    content = gather_content(parts, place, pages["level_code"].combine_chunks(), decisions)
    made = {
        "pages": _typed(pages, tables.PAGES),
        "page_history": _typed(versions.history, tables.PAGE_HISTORY),
        "inputs": _typed(versions.inputs, tables.INPUTS),
        "input_warnings": _warnings(parts, past, readings),
        **content.tables,
    }
    ledger = versions.inputs.select(LEDGER_SCHEMA.names).cast(LEDGER_SCHEMA)
    kept = pa.array((place.parts == len(parts) - 1) & past.keep)
    return Assembled(made, content.wordings, level_wordings(pages, made["page_dimensions"]), ledger, kept)


def _typed(rows: pa.Table, table: tables.Table) -> pa.Table:
    """The table's columns with its types; times get back their zone."""
    columns = [
        rows[field.name].cast(NAIVE_TIME).cast(field.type) if field.type == tables.TIME else rows[field.name]
        for field in table.schema
    ]
    return pa.table(columns, names=table.schema.names).cast(table.schema)


def _candidates(parts: Sequence[StagedTables], past: Past) -> pa.Table:
    """The pages of all parts that an input holds."""
    numbered = [_in_part(part["pages"], number) for number, part in enumerate(parts)]
    numbered[-1] = numbered[-1].filter(past.held)
    return pa.concat_tables(numbered)


def _in_part(rows: pa.Table, number: int) -> pa.Table:
    return rows.append_column("part", pa.array(np.full(rows.num_rows, number, dtype=np.int32)))


NUMBER_REPEATS = """
    SELECT * EXCLUDE (repeat), repeat FROM (
        SELECT *, row_number() OVER (
            PARTITION BY source, record, content_sha256
            ORDER BY url NULLS FIRST, fetched_at NULLS FIRST, decoded_with NULLS FIRST, reason, detail, root
        ) - 1 AS repeat FROM every
    )
"""


def _readings(parts: Sequence[StagedTables], past: Past) -> pa.Table:
    """All inputs, new and kept, with final ids: those alike in source, record and content are told apart by a count."""
    new = [_in_part(part["inputs"], number) for number, part in enumerate(parts[:-1])]
    kept = past.inputs.append_column("input_no", pa.nulls(past.inputs.num_rows, pa.int32()))
    kept = _in_part(kept, len(parts) - 1).append_column("past_id", kept["input_id"])
    every = pa.concat_tables([*new, kept.drop_columns(["status"])], promote_options="default")
    if "past_id" not in every.column_names or every.num_rows == 0:
        return every
    with queries() as connection:
        connection.register("every", every)
        numbered = connection.sql(NUMBER_REPEATS).to_arrow_table()
    ids = [
        input_id(source, record, content, repeat) if repeat else plain
        for source, record, content, repeat, plain in zip(
            *(numbered[name].to_pylist() for name in ("source", "record", "content_sha256", "repeat")),
            _plain_ids(numbered),
            strict=True,
        )
    ]
    return numbered.set_column(numbered.column_names.index("input_id"), "input_id", pa.array(ids))


def _plain_ids(rows: pa.Table) -> list[str]:
    return [
        input_id(*values)
        for values in zip(*(rows[n].to_pylist() for n in ("source", "record", "content_sha256")), strict=True)
    ]


def _warnings(parts: Sequence[StagedTables], past: Past, readings: pa.Table) -> pa.Table:
    new = pa.concat_tables([_in_part(part["input_warnings"], number) for number, part in enumerate(parts[:-1])])
    with queries() as connection:
        for name, rows in (("new", new), ("kept", past.warnings), ("readings", readings)):
            connection.register(name, rows)
        return (
            connection.sql(
                """
                SELECT readings.input_id, position, code, line, text FROM new JOIN readings USING (part, input_no)
                UNION ALL
                SELECT readings.input_id, position, code, line, text
                FROM kept JOIN readings ON kept.input_id = readings.past_id
                ORDER BY 1, 2
                """
            )
            .to_arrow_table()
            .cast(tables.INPUT_WARNINGS.schema)
        )
