"""A job ladder read across levels: what is added, dropped, reworded or raised from one level of a family to the next.

Pages are compared within a family, a track and a host; a family that only titles name is not compared, since pages
are never joined on a guess. Bullets both pages have are no step. Of the others, two are one bullet *raised* if they
are equal but for guarded words ("Basic programming" → "Advanced programming"), *reworded* if they share at least half
of their words; the best pairs come first, and a bullet is in one pair only.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

import duckdb
import numpy as np

from jdparse import tables
from jdparse.ladder_pairs import Pairs, Side, in_both, pairs_of
from jdparse.ladder_words import Words
from jdparse.wording.arrow import Column, Table, array_of, numbers, pa, pc, ranks
from jdparse.wording.columns import I64, spread, starts_of
from jdparse.wording.guards import Guards

KINDS: Mapping[str, str] = {"duties": "duty", "skills": "skill", "qualifications": "qualification"}
"""Section → kind of its bullets."""

SECTIONS = tuple(sorted(KINDS))
"""Sections in the order of the rows of a step."""

ADDED, DROPPED = 0, 1
"""Where it is described what a bullet without another is; pairs come after."""

HOWS = pa.schema([(name, tables.LADDER_STEPS.schema.field(name).type) for name in Pairs._fields[2:]])
"""What a bullet is at the next level."""

NEXT_LEVELS = """
    SELECT * EXCLUDE (rank, to_rank) FROM (
        SELECT page_id AS from_page_id, lead(page_id) OVER ladder AS to_page_id, family_slug,
               lead(family) OVER ladder AS family, track, level_code AS from_level,
               lead(level_code) OVER ladder AS to_level, rank, lead(rank) OVER ladder AS to_rank
        FROM pages JOIN levels USING (level_code) WHERE family_slug IS NOT NULL AND track IS NOT NULL
        WINDOW ladder AS (
            PARTITION BY regexp_extract(lower(url), '^https?://([^/]+)', 1), family_slug, track ORDER BY rank, page_id
        )
    ) WHERE to_rank > rank ORDER BY from_page_id
"""

TWO_LEVELS = """
    SELECT one.page_id AS from_page_id, other.page_id AS to_page_id, other.family_slug AS family_slug,
           other.family AS family, levels.track AS track, one.level_code AS from_level, other.level_code AS to_level
    FROM pages AS one JOIN pages AS other ON one.family_slug = $family AND other.family_slug = $to_family
     AND one.level_code = $from_level AND other.level_code = $to_level
    JOIN levels ON levels.level_code = other.level_code
    ORDER BY from_page_id, to_page_id
"""

LISTS: Mapping[str, str] = {
    section: f"""
    SELECT page_id, bullet_id, text FROM {section} SEMI JOIN (
        SELECT from_page_id AS page_id FROM steps UNION ALL SELECT to_page_id FROM steps
    ) USING (page_id) WHERE duplicate_of IS NULL ORDER BY page_id, position
    """  # noqa: S608 -- from our own words only
    for section in KINDS
}


def ladder_steps(connection: duckdb.DuckDBPyConnection, guards: Guards) -> Table:
    """The rows of ``ladder_steps``, sorted by key.

    The connection sees the tables ``pages``, ``levels``, ``duties``, ``skills`` and ``qualifications``.
    """
    steps = connection.sql(NEXT_LEVELS).to_arrow_table()
    return steps_of(steps, lists_of(connection, steps), guards)


def compare_levels(
    connection: duckdb.DuckDBPyConnection, lower: tuple[str, str], upper: tuple[str, str], guards: Guards | None = None
) -> Table:
    """The same for any two pages, each given as (family slug, level code): two levels apart, or of two families."""
    names = dict(zip(("family", "from_level", "to_family", "to_level"), (*lower, *upper), strict=True))
    steps = connection.sql(TWO_LEVELS, params=names).to_arrow_table()
    return steps_of(steps, lists_of(connection, steps), guards or Guards.shipped())


def lists_of(connection: duckdb.DuckDBPyConnection, steps: Table) -> dict[str, Table]:
    """The bullets of the pages that steps go from and come to, by section; a page's repetitions are left out."""
    connection.register("steps", steps)
    return {section: connection.sql(query).to_arrow_table() for section, query in LISTS.items()}


def steps_of(steps: Table, lists: Mapping[str, Table], guards: Guards) -> Table:
    """What is added, dropped, reworded and raised in ``steps``, which are in the order of their pages.

    ``lists`` has the bullets of each section: ``page_id``, ``bullet_id``, ``text``; a page's stand together, in order.
    """
    rows = pa.concat_tables([lists[section].select(["page_id", "bullet_id", "text"]) for section in SECTIONS])
    bullets, texts = (rows[name].dictionary_encode().combine_chunks() for name in ("bullet_id", "text"))
    bullet, text = (array_of(column.indices).astype(np.int64) for column in (bullets, texts))
    found: list[_Found] = []
    hows = [pa.Table.from_pylist([{"kind": "added"}, {"kind": "dropped"}], HOWS)]
    starts = starts_of(np.array([lists[section].num_rows for section in SECTIONS]))
    for number, (section, (start, stop)) in enumerate(zip(SECTIONS, pairwise(starts), strict=True)):
        sides = _differing(steps, lists[section]["page_id"], bullet[start:stop], start)
        used = np.zeros(len(texts.dictionary), bool)
        for side in sides:
            used[text[side.row]] = True
        wording = np.cumsum(used) - 1
        words = Words(texts.dictionary.filter(pa.array(used)), KINDS[section], guards)
        went, came = (Side(side.step, wording[text[side.row]]) for side in sides)
        pairs = pairs_of(went, came, words)
        found.append(_found(sides, pairs, number, sum(how.num_rows for how in hows)))
        hows.append(pa.table([getattr(pairs, name) for name in HOWS.names], schema=HOWS))
    every = _Found(*(np.concatenate(column) for column in zip(*found, strict=True)))
    return _table(steps, every, pa.concat_tables(hows), (bullets, texts))


class _Bullets(NamedTuple):
    """Bullets of one side of the steps: the step and the row of each."""

    step: I64
    row: I64


class _Found(NamedTuple):
    """Steps of bullets: the step between pages, the section, the bullet's row, that before it or -1, what it is."""

    step: I64
    section: I64
    row: I64
    before: I64
    how: I64


def _differing(steps: Table, pages: Column, bullets: I64, start: int) -> tuple[_Bullets, _Bullets]:
    """The bullets of either side that the other does not have.

    ``pages`` and ``bullets`` are those of the section's rows, the first of which is row ``start``.
    """
    held = pages.dictionary_encode().combine_chunks()
    none = len(held.dictionary)
    sizes = np.bincount(array_of(held.indices), minlength=none + 1)
    starts = starts_of(sizes)
    sides, keys = [], []
    for name in ("from_page_id", "to_page_id"):
        page = array_of(pc.index_in(steps[name].combine_chunks(), held.dictionary).fill_null(none))
        step, row = np.repeat(np.arange(len(page)), sizes[page]), spread(starts[page], sizes[page])
        sides.append(_Bullets(step, row + start))
        keys.append(step * (int(bullets.max(initial=0)) + 1) + bullets[row])
    common = in_both(*keys)
    went, came = (_Bullets(side.step[~both], side.row[~both]) for side, both in zip(sides, common, strict=True))
    return went, came


def _found(sides: tuple[_Bullets, _Bullets], pairs: Pairs, section: int, start: int) -> _Found:
    """All that came, and all that went without becoming another; pairs are described from row ``start`` on."""
    went, came = sides
    how = np.full(len(came.row), ADDED)
    how[pairs.came] = start + np.arange(len(pairs.came))
    before = np.full(len(came.row), -1)
    before[pairs.came] = went.row[pairs.went]
    dropped = np.delete(np.arange(len(went.row)), pairs.went)
    return _Found(
        np.concatenate([came.step, went.step[dropped]]),
        np.full(len(came.row) + len(dropped), section),
        np.concatenate([came.row, went.row[dropped]]),
        np.concatenate([before, np.full(len(dropped), -1)]),
        np.concatenate([how, np.full(len(dropped), DROPPED)]),
    )


def _table(steps: Table, found: _Found, hows: Table, coded: tuple[Column, Column]) -> Table:
    """The rows of the table; ``coded`` are the bullets and the wordings of all rows."""
    bullets, texts = coded
    rank = ranks(bullets.dictionary)
    place = rank[array_of(bullets.indices)[found.row]]
    order = np.argsort((found.step * len(SECTIONS) + found.section) * (len(rank) + 1) + place)
    step, section, row, before, how = (numbers(column[order]) for column in found)
    before = pc.if_else(pc.less(before, 0), None, before)
    columns = {name: steps[name].combine_chunks().take(step) for name in steps.column_names}
    columns |= {name: hows[name].combine_chunks().take(how) for name in HOWS.names}
    columns["section"] = pa.array(SECTIONS).take(section)
    for name, values in (("bullet_id", bullets), ("bullet", texts)):
        for column, rows in ((name, row), (f"from_{name}", before)):
            columns[column] = values.dictionary.take(values.indices.take(rows))
    schema = tables.LADDER_STEPS.schema
    return pa.table([columns[name].cast(schema.field(name).type) for name in schema.names], schema=schema)
