"""A job ladder read across levels: what is added, dropped, reworded or raised from one level of a family to the next.

Pages are compared within a family, a track and a host; a family that only titles name is not compared, since pages
are never joined on a guess. Bullets both pages have are no step. Of the others, two are one bullet *raised* if they
are equal but for guarded words ("Basic programming" → "Advanced programming"), *reworded* if they share at least half
of their words; the best pairs come first, and a bullet is in one pair only.
"""

# ruff: noqa: S608 -- queries are put together from our own words only

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jdparse import tables
from jdparse.wording.guards import Guards
from jdparse.wording.reading import read
from jdparse.wording.vocabulary import vocabulary

KINDS: Mapping[str, str] = {"duties": "duty", "skills": "skill", "qualifications": "qualification"}
"""Section → kind of its bullets."""

NEVER_RAISED = frozenset({"named", "agent", "order", "preposition"})
"""Guards whose words do not say how much more is asked for: another tool is another skill."""

LEAST_SHARED, LEAST_SCORE = 2, 0.5

NEXT_LEVELS = """
    CREATE OR REPLACE TEMP TABLE steps AS
    SELECT row_number() OVER (ORDER BY from_page_id) AS step, * EXCLUDE (rank, to_rank) FROM (
        SELECT page_id AS from_page_id, lead(page_id) OVER ladder AS to_page_id, family_slug,
               lead(family) OVER ladder AS family, track, level_code AS from_level,
               lead(level_code) OVER ladder AS to_level, rank, lead(rank) OVER ladder AS to_rank
        FROM pages JOIN levels USING (level_code) WHERE family_slug IS NOT NULL AND track IS NOT NULL
        WINDOW ladder AS (
            PARTITION BY regexp_extract(lower(url), '^https?://([^/]+)', 1), family_slug, track ORDER BY rank, page_id
        )
    ) WHERE to_rank > rank
"""

TWO_LEVELS = """
    CREATE OR REPLACE TEMP TABLE steps AS
    SELECT row_number() OVER (ORDER BY one.page_id, other.page_id) AS step, one.page_id AS from_page_id,
           other.page_id AS to_page_id, other.family_slug AS family_slug, other.family AS family, levels.track AS track,
           one.level_code AS from_level, other.level_code AS to_level
    FROM pages AS one JOIN pages AS other ON one.family_slug = $family AND other.family_slug = $to_family
     AND one.level_code = $from_level AND other.level_code = $to_level
    JOIN levels ON levels.level_code = other.level_code
"""

LISTS = " UNION ALL ".join(
    f"SELECT page_id, '{section}' AS section, position, bullet_id, text FROM {section} WHERE duplicate_of IS NULL"
    for section in KINDS
)

DIFFERING = f"""
    CREATE OR REPLACE TEMP TABLE differing AS
    WITH lists AS ({LISTS}),
    ours AS (SELECT step, section, position, bullet_id, text FROM steps JOIN lists ON page_id = from_page_id),
    theirs AS (SELECT step, section, position, bullet_id, text FROM steps JOIN lists ON page_id = to_page_id)
    SELECT row_number() OVER (ORDER BY step, section, came, position) - 1 AS row, * FROM (
        SELECT *, false AS came FROM ours ANTI JOIN theirs USING (step, section, bullet_id)
        UNION ALL
        SELECT *, true AS came FROM theirs ANTI JOIN ours USING (step, section, bullet_id)
    )
"""

ALIKE_BUT_GUARDED = """
    WITH numbered AS (
        SELECT *, row_number() OVER (PARTITION BY step, section, came, rest ORDER BY row) AS nth
        FROM differing JOIN readings USING (row) WHERE rest_words > 0
    )
    SELECT went.row AS went, came.row AS came, went.words AS went_words, came.words AS came_words
    FROM numbered AS went JOIN numbered AS came USING (step, section, rest, nth) WHERE NOT went.came AND came.came
    ORDER BY went.row
"""

SHARING_WORDS = f"""
    WITH left_over AS (SELECT * FROM differing JOIN readings USING (row) ANTI JOIN paired USING (row)),
    spread AS (SELECT row, step, section, came, lemma FROM left_over JOIN lemmas USING (row)),
    shared AS (
        SELECT went.row AS went, came.row AS came, count(*) AS shared
        FROM spread AS went JOIN spread AS came USING (step, section, lemma) WHERE NOT went.came AND came.came
        GROUP BY went.row, came.row HAVING count(*) >= {LEAST_SHARED}
    )
    SELECT went, shared.came AS came, 2 * shared / (one.words + other.words) AS score
    FROM shared JOIN readings AS one ON one.row = went JOIN readings AS other ON other.row = shared.came
    WHERE score >= {LEAST_SCORE} ORDER BY score DESC, went, shared.came
"""

STEPS = """
    SELECT from_page_id, to_page_id, family_slug, family, track, from_level, to_level, bullet.section AS section,
           coalesce(pairs.kind, CASE WHEN bullet.came THEN 'added' ELSE 'dropped' END) AS kind,
           bullet.bullet_id AS bullet_id, bullet.text AS bullet, before.bullet_id AS from_bullet_id,
           before.text AS from_bullet, score, guard, from_words, to_words
    FROM differing AS bullet JOIN steps USING (step)
    LEFT JOIN pairs ON pairs.came = bullet.row
    LEFT JOIN differing AS before ON before.row = pairs.went
    WHERE bullet.row NOT IN (SELECT went FROM pairs)
    ORDER BY from_page_id, to_page_id, section, bullet_id
"""

_PAIR_FIELDS: "list[pa.Field[Any]]" = [
    pa.field("went", pa.int64()),
    pa.field("came", pa.int64()),
    pa.field("kind", pa.string()),
    pa.field("score", pa.float64()),
    pa.field("guard", pa.string()),
    pa.field("from_words", pa.string()),
    pa.field("to_words", pa.string()),
]
PAIRS = pa.schema(_PAIR_FIELDS)

Integers = npt.NDArray[np.int64]


class Pair(NamedTuple):
    """Two bullets that are one: the rows of ``differing`` it went from and came to."""

    went: int
    came: int
    kind: str
    score: float
    guard: str | None = None
    from_words: str | None = None
    to_words: str | None = None


def ladder_steps(connection: duckdb.DuckDBPyConnection, guards: Guards) -> pa.Table:
    """The rows of ``ladder_steps``, sorted by key.

    The connection sees the tables ``pages``, ``levels``, ``duties``, ``skills`` and ``qualifications``.
    """
    connection.execute(NEXT_LEVELS)
    return steps_of(connection, guards)


def compare_levels(
    connection: duckdb.DuckDBPyConnection, lower: tuple[str, str], upper: tuple[str, str], guards: Guards | None = None
) -> pa.Table:
    """The same for any two pages, each given as (family slug, level code): two levels apart, or of two families."""
    names = dict(zip(("family", "from_level", "to_family", "to_level"), (*lower, *upper), strict=True))
    connection.execute(TWO_LEVELS, names)
    return steps_of(connection, guards or Guards.shipped())


def steps_of(connection: duckdb.DuckDBPyConnection, guards: Guards) -> pa.Table:
    """What is added, dropped, reworded and raised in the steps of the temporary table ``steps``."""
    connection.execute(DIFFERING)
    rows = connection.sql("SELECT section, text FROM differing ORDER BY row").to_arrow_table()
    words = _Words(rows["section"].combine_chunks(), rows["text"].combine_chunks(), guards)
    connection.register("readings", words.readings())
    connection.register("lemmas", words.lemmas())
    raised = _raised(connection, words)
    taken = [row for pair in raised for row in (pair.went, pair.came)]
    connection.register("paired", pa.table({"row": pa.array(taken, pa.int64())}))
    pairs = [*raised, *_reworded(connection)]
    columns = list(zip(*pairs, strict=True)) if pairs else [()] * len(PAIRS)
    connection.register(
        "pairs", pa.table([pa.array(c, f.type) for c, f in zip(columns, PAIRS, strict=True)], schema=PAIRS)
    )
    made = connection.sql(STEPS).to_arrow_table()
    for name in ("readings", "lemmas", "paired", "pairs"):
        connection.unregister(name)
    steps: pa.Table = made.cast(tables.LADDER_STEPS.schema)
    return steps


class _Words:
    """The words of each differing bullet, read once a distinct wording."""

    def __init__(self, sections: pa.StringArray, texts: pa.StringArray, guards: Guards) -> None:
        self._guards = guards
        self._owner: list[Integers] = []
        self._lemma: list[Integers] = []
        self._rows = len(texts)
        names = sections.to_numpy(zero_copy_only=False)
        for section, kind in KINDS.items():
            self._add(np.flatnonzero(names == section), texts, kind)
        self.owner = np.concatenate(self._owner)
        self.lemma = np.concatenate(self._lemma)
        self.guarded = self._guard_flags()[self.lemma]

    def _add(self, rows: Integers, texts: pa.StringArray, kind: str) -> None:
        encoded = texts.take(rows).dictionary_encode()
        reading = read(encoded.dictionary, kind)
        codes = encoded.indices.to_numpy().astype(np.int64)
        bounds = np.searchsorted(reading.row, np.arange(len(encoded.dictionary) + 1))
        counts = np.diff(bounds)[codes] if len(codes) else codes
        starts = bounds[codes] if len(codes) else codes
        ends = np.cumsum(counts)
        spread = np.arange(int(counts.sum())) - np.repeat(ends - counts, counts) + np.repeat(starts, counts)
        self._owner.append(np.repeat(rows, counts))
        self._lemma.append(reading.lemma[spread])

    def _guard_flags(self) -> npt.NDArray[np.bool_]:
        names = vocabulary().lemmas.names
        flags = np.zeros(len(names), bool)
        for number in np.flatnonzero(np.bincount(self.lemma, minlength=len(names))).tolist():
            flags[number] = bool(self._guards.of(names[number]).keys() - NEVER_RAISED)
        return flags

    def readings(self) -> pa.Table:
        """For each row: a hash and the number of its words that are not guarded, and the number of all."""
        plain = ~self.guarded
        mixed = vocabulary().lemmas.low.values.astype(np.uint64)[self.lemma]
        rest = np.zeros(self._rows, np.uint64)
        np.add.at(rest, self.owner[plain], mixed[plain])
        columns = {
            "row": np.arange(self._rows),
            "rest": rest,
            "rest_words": np.bincount(self.owner[plain], minlength=self._rows),
            "words": np.bincount(self._distinct[0], minlength=self._rows),
        }
        return pa.table({name: pa.array(values) for name, values in columns.items()})

    def lemmas(self) -> pa.Table:
        """Each distinct word of each row."""
        owner, lemma = self._distinct
        return pa.table({"row": pa.array(owner), "lemma": pa.array(lemma)})

    @cached_property
    def _distinct(self) -> tuple[Integers, Integers]:
        """Row and number of each distinct word of each row; one number for both is many times quicker to sort."""
        words = len(vocabulary().lemmas.names)
        both = np.sort(self.owner * words + self.lemma)
        owner, lemma = np.divmod(both[np.append(True, both[1:] != both[:-1])[: len(both)]], words)
        return owner, lemma

    def guarded_of(self, rows: Integers) -> dict[int, Counter[str]]:
        """The guarded words of some rows."""
        names = vocabulary().lemmas.names
        found: dict[int, Counter[str]] = {int(row): Counter() for row in rows}
        wanted = self.guarded & np.isin(self.owner, rows)
        for row, lemma in zip(self.owner[wanted].tolist(), self.lemma[wanted].tolist(), strict=True):
            found[row][names[lemma]] += 1
        return found

    def guards_between(self, went: Counter[str], came: Counter[str]) -> str:
        """What the words are about: the guards both sides have, else all."""
        sides = [{g for word in words for g in self._guards.of(word)} - NEVER_RAISED for words in (went, came)]
        return ", ".join(sorted(sides[0] & sides[1] or sides[0] | sides[1]))


def _raised(connection: duckdb.DuckDBPyConnection, words: _Words) -> list[Pair]:
    found = connection.sql(ALIKE_BUT_GUARDED).to_arrow_table()
    rows = np.concatenate([found["went"].to_numpy(), found["came"].to_numpy()])
    guarded = words.guarded_of(rows)
    pairs = []
    for row in found.to_pylist():
        went, came = guarded[row["went"]], guarded[row["came"]]
        gone, new = went - came, came - went
        if not gone and not new:
            pairs.append(Pair(row["went"], row["came"], "reworded", 1.0))
            continue
        score = 1 - (gone.total() + new.total()) / (row["went_words"] + row["came_words"])
        said = (" ".join(sorted(side.elements())) or None for side in (gone, new))
        pairs.append(Pair(row["went"], row["came"], "raised", max(score, 0.0), words.guards_between(gone, new), *said))
    return pairs


def _reworded(connection: duckdb.DuckDBPyConnection) -> list[Pair]:
    taken: set[int] = set()
    pairs = []
    for row in connection.sql(SHARING_WORDS).to_arrow_table().to_pylist():
        if row["went"] not in taken and row["came"] not in taken:
            taken |= {row["went"], row["came"]}
            pairs.append(Pair(row["went"], row["came"], "reworded", row["score"]))
    return pairs
