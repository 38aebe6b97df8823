"""The ladder after another run: steps between pages that have not changed are taken from the last snapshot."""

from collections.abc import Mapping
from functools import reduce
from typing import NamedTuple

import numpy as np

from jdparse import tables
from jdparse.ladder_steps import steps_of
from jdparse.wording.arrow import Column, Table, array_of, numbers, pa, pc, ranks
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


def steps_after(ladder: Ladder, guards: Guards, past: Table) -> Steps:
    """The same as ``steps_of``, with the rows of ``past`` between pages that are kept.

    ``past`` has the columns of ``ladder_steps``, rows in its order.
    """
    known, told, kept = _taken_over(ladder, past)
    made = steps_of(ladder.steps.filter(pc.invert(kept)), ladder.lists, guards)
    retold = [pc.not_equal(known[name], told[name]) for name in TOLD_BY_PAGES]
    differs = [pc.fill_null(column, True) for column in retold]
    new = told.filter(reduce(pc.or_, differs))
    return Steps(_by_first_page(pa.concat_tables([told, made])), pa.concat_tables([new, made]))


def _taken_over(ladder: Ladder, past: Table) -> tuple[Table, Table, Column]:
    """Rows of the past for the steps that need not be looked at again; and which those are.

    As they were, and with what the pages say now of family and levels.
    """
    first = past["from_page_id"].dictionary_encode().combine_chunks()
    codes = array_of(first.indices)
    _, row = np.unique(codes, return_index=True)
    steps = ladder.steps.combine_chunks()
    at = pc.index_in(steps["from_page_id"].combine_chunks(), first.dictionary)
    to = past["to_page_id"].take(numbers(row)).combine_chunks().take(at)
    kept = pc.equal(to, steps["to_page_id"].combine_chunks()).fill_null(False)
    for name in ("from_page_id", "to_page_id"):
        kept = pc.and_(kept, pc.is_in(steps[name].combine_chunks(), ladder.kept.combine_chunks()))
    step_of = np.full(len(row), -1)
    step_of[array_of(at.filter(kept))] = np.flatnonzero(array_of(kept))
    step = step_of[codes]
    rows = past.filter(pa.array(step >= 0)).cast(tables.LADDER_STEPS.schema)
    said = steps.take(numbers(step[step >= 0]))
    told = rows
    for name in TOLD_BY_PAGES:
        at = rows.schema.get_field_index(name)
        told = told.set_column(at, rows.schema.field(at), said[name].cast(rows.schema.field(at).type))
    return rows, told, kept


def _by_first_page(rows: Table) -> Table:
    """Steps in the order of their keys; those of one step stand together, and are in order."""
    first = rows["from_page_id"].combine_chunks().dictionary_encode()
    order = np.argsort(ranks(first.dictionary)[array_of(first.indices)], kind="stable")
    return rows.take(numbers(order))
