"""The ladder after another run: steps between pages that have not changed are taken from the last snapshot."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from jdparse import tables
from jdparse.ladder_steps import steps_of
from jdparse.wording.arrow import Column, Table, array_of, numbers, pa, pc, take_runs
from jdparse.wording.columns import I64, Flags, opens_run, spread
from jdparse.wording.guards import Guards

TOLD_BY_PAGES = ("family_slug", "family", "track", "from_level", "to_level")
"""What a step says of its pages, not of their bullets."""


class Ladder(NamedTuple):
    """Steps between pages, the bullets of those (see ``steps_of``), and the ids of the pages that have not changed."""

    steps: Table
    lists: Mapping[str, Table]
    kept: Column


class Steps(NamedTuple):
    """The rows of ``ladder_steps``, sorted by key, and those among them, in any order, that the past does not have."""

    rows: Table
    new: Table


class _Runs(NamedTuple):
    """The rows of each step, which stand together: where they start, how many they are; of a step without any, 0."""

    start: I64
    size: I64


def steps_after(ladder: Ladder, guards: Guards, past: Table) -> Steps:
    """The same as ``steps_of``, with the rows of ``past`` between pages that are kept.

    ``past`` has the columns of ``ladder_steps``, rows in its order.
    """
    steps = ladder.steps.combine_chunks()
    before = _runs(steps, past)
    kept = _kept(steps, past, before, ladder.kept)
    open_steps = steps.filter(pa.array(~kept))
    made = steps_of(open_steps, _lists_of(open_steps, ladder.lists), guards)
    anew = _runs(steps, made)
    start = np.where(kept, before.start, anew.start + past.num_rows)
    size = np.where(kept, before.size, anew.size)
    rows = take_runs(pa.concat_tables([past.cast(made.schema), made]), spread(start, size))
    differs = _told_otherwise(steps, past, before) & kept
    step = np.repeat(np.arange(len(size)), size)
    if differs.any():
        rows = _retold(rows, steps, step)
    return Steps(rows, rows.filter(pa.array((differs | ~kept)[step])))


def _runs(steps: Table, rows: Table) -> _Runs:
    """The runs of rows that belong to steps: the rows of one have the id of its first page."""
    first = rows["from_page_id"].combine_chunks().dictionary_encode()
    codes = array_of(first.indices)
    opens = np.flatnonzero(opens_run(codes))  # a dictionary is in the order in which its words are met
    sizes = np.append(np.diff(opens, append=len(codes)), 0)
    run = array_of(pc.index_in(steps["from_page_id"], first.dictionary).fill_null(len(opens)))
    return _Runs(np.append(opens, 0)[run], sizes[run])


def _kept(steps: Table, past: Table, before: _Runs, pages: Column) -> Flags:
    """Which steps need not be looked at again: the past has rows of them, and neither page has changed."""
    known = before.size > 0
    to = past["to_page_id"].take(numbers(before.start[known]))
    known[known] = array_of(pc.equal(to, steps["to_page_id"].filter(pa.array(known))))
    for name in ("from_page_id", "to_page_id"):
        known &= array_of(pc.is_in(steps[name], pages.combine_chunks()))
    return known


def _lists_of(steps: Table, lists: Mapping[str, Table]) -> dict[str, Table]:
    """The bullets of the pages between which steps are."""
    pages = pa.concat_arrays([steps[name].combine_chunks() for name in ("from_page_id", "to_page_id")])
    return {section: rows.filter(pc.is_in(rows["page_id"], pages)) for section, rows in lists.items()}


def _told_otherwise(steps: Table, past: Table, before: _Runs) -> Flags:
    """Of which steps the past has rows that say of the pages what these do not say now."""
    differs = np.zeros(len(before.size), bool)
    known = before.size > 0
    first, now = past.take(numbers(before.start[known])), steps.filter(pa.array(known))
    for name in TOLD_BY_PAGES:
        differs[known] |= array_of(pc.not_equal(first[name], now[name]).fill_null(True))
    return differs


def _retold(rows: Table, steps: Table, step: I64) -> Table:
    """The rows with what the pages of each one's step say."""
    for name in TOLD_BY_PAGES:
        field = tables.LADDER_STEPS.schema.field(name)
        rows = rows.set_column(
            rows.schema.get_field_index(name), field, steps[name].take(numbers(step)).cast(field.type)
        )
    return rows
