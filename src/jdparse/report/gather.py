"""Tables → what a report shows of them: counts, pictures' data and samples, bounded whatever the number of pages."""

# ruff: noqa: S608 -- queries are put together from our own words only

from collections.abc import Mapping, Sequence

import duckdb

from jdparse.checks import Finding, Profile
from jdparse.report.doubtful import SHOWN_TEXT, doubtful_merges
from jdparse.report.records import Changes, Coverage, Facts, Family, Row, Section
from jdparse.vocabulary import REASONS, WARNINGS

SAMPLES = 5
LARGEST = 15

SECTIONS: Mapping[str, str] = {
    "Level": "level_code IS NOT NULL",
    "Label": "label IS NOT NULL",
    "Summary": "summary IS NOT NULL",
    "Level definition": "page_id IN (SELECT DISTINCT page_id FROM page_dimensions)",
    "Typical experience": "experience_raw IS NOT NULL",
    "Duties": "page_id IN (SELECT DISTINCT page_id FROM duties)",
    "Skills": "page_id IN (SELECT DISTINCT page_id FROM skills)",
    "Qualifications": "page_id IN (SELECT DISTINCT page_id FROM qualifications)",
    "Common titles": "page_id IN (SELECT DISTINCT page_id FROM titles)",
    "SOC code": "page_id IN (SELECT DISTINCT page_id FROM occupations)",
    "Pay": "page_id IN (SELECT DISTINCT page_id FROM pay)",
    "Related families": "page_id IN (SELECT DISTINCT page_id FROM related_families)",
    "Family": "family IS NOT NULL",
    "Address": "url IS NOT NULL",
    "Date of the crawl": "fetched_at IS NOT NULL",
}
"""Part of a page → what says that a page has it."""


def gather(
    connection: duckdb.DuckDBPyConnection,
    findings: Sequence[Finding],
    profile: Profile,
    before: Mapping[str, int] | None,
) -> Facts:
    """The facts of the tables visible in ``connection``.

    ``before`` are the rows of each table of the snapshot the run began with, whose ``pages`` then are visible as
    ``pages_before``; None where there was none.
    """
    per_rendering = ", ".join(f'count(*) FILTER ({test}) AS "{name}"' for name, test in SECTIONS.items())
    rows = _rows(
        connection,
        f"SELECT rendering, count(*) AS pages, {per_rendering} FROM pages GROUP BY rendering ORDER BY rendering",
    )
    return Facts(
        profile,
        findings,
        {row["rendering"]: row["pages"] for row in rows},
        _coverage(connection),
        [Section(name, {row["rendering"]: row[name] for row in rows}) for name in SECTIONS],
        _rows(connection, LARGEST_CLUSTERS),
        doubtful_merges(connection),
        _with_meaning(_rows(connection, SET_ASIDE), REASONS),
        _with_meaning(_rows(connection, WARNED), WARNINGS),
        None if before is None else _changes(connection, before, profile),
    )


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    rows: list[Row] = connection.sql(query).to_arrow_table().to_pylist()
    return rows


def _with_meaning(rows: Sequence[Row], meanings: Mapping[str, str]) -> list[Row]:
    return [{**row, "meaning": meanings[row["code"]]} for row in rows]


LADDER = """
    SELECT level_code, track, rank, pages FROM levels
    ORDER BY list_position(['professional', 'management', 'executive', 'support'], track), level_code[1], rank,
             level_code
"""


def _coverage(connection: duckdb.DuckDBPyConnection) -> Coverage:
    levels = _rows(connection, LADDER)
    counted = _rows(
        connection,
        """
        SELECT coalesce(any_value(family), family_slug) AS name, family_slug, level_code, count(*) AS pages
        FROM pages WHERE family_slug IS NOT NULL AND level_code IS NOT NULL
        GROUP BY family_slug, level_code ORDER BY name, family_slug
        """,
    )
    families: dict[str, tuple[str, dict[str, int]]] = {}
    for row in counted:
        families.setdefault(row["family_slug"], (row["name"], {}))[1][row["level_code"]] = row["pages"]
    placed = sum(row["pages"] for row in counted)
    total = _rows(connection, "SELECT count(*) AS pages FROM pages")[0]["pages"]
    ranks = {row["level_code"]: (row["track"], row["rank"]) for row in levels if row["track"] is not None}
    return Coverage(
        tuple(row["level_code"] for row in levels if row["pages"]),
        tuple(Family(name, pages, _gaps(pages, ranks)) for name, pages in families.values()),
        total - placed,
    )


def _gaps(pages: Mapping[str, int], ranks: Mapping[str, tuple[str, int]]) -> frozenset[str]:
    there: dict[str, list[int]] = {}
    for code in pages.keys() & ranks.keys():
        track, rank = ranks[code]
        there.setdefault(track, []).append(rank)
    spans = {track: range(min(found) + 1, max(found)) for track, found in there.items()}
    return frozenset(
        code for code, (track, rank) in ranks.items() if code not in pages and rank in spans.get(track, ())
    )


LARGEST_CLUSTERS = f"""
    WITH large AS MATERIALIZED (
        FROM bullets WHERE variants > 1 ORDER BY variants DESC, occurrences DESC, bullet_id LIMIT {LARGEST}
    ), ranked AS (
        SELECT *, row_number() OVER (PARTITION BY bullet_id ORDER BY occurrences DESC, text) AS place
        FROM bullet_variants SEMI JOIN large USING (bullet_id)
    )
    SELECT kind, text, occurrences, pages, variants, wordings FROM large JOIN (
        SELECT bullet_id, list(text[:{SHOWN_TEXT}] ORDER BY occurrences DESC, text)
               FILTER (place <= {SAMPLES}) AS wordings
        FROM ranked GROUP BY bullet_id
    ) USING (bullet_id) ORDER BY variants DESC, occurrences DESC, bullet_id
"""

SET_ASIDE = f"""
    SELECT reason AS code, count(*) AS inputs,
           list(concat_ws(' ', source, '[' || record || ']', ':', detail)[:{SHOWN_TEXT}] ORDER BY source, record)
             FILTER (place <= {SAMPLES}) AS samples
    FROM (SELECT *, row_number() OVER (PARTITION BY reason ORDER BY source, record, input_id) AS place
          FROM inputs WHERE status = 'quarantined')
    GROUP BY reason ORDER BY inputs DESC, reason
"""

WARNED = f"""
    SELECT code, count(DISTINCT input_id) AS inputs,
           list(concat_ws(' ', source, 'line ' || line, ':', text)[:{SHOWN_TEXT}] ORDER BY source, position)
             FILTER (place <= {SAMPLES}) AS samples
    FROM (SELECT input_warnings.*, source,
                 row_number() OVER (PARTITION BY code ORDER BY source, input_id, position) AS place
          FROM input_warnings JOIN inputs USING (input_id))
    GROUP BY code ORDER BY inputs DESC, code
"""

COMPARED = """
    SELECT now.page_id AS page_id, now.family AS family, now.level_code AS level_code, now.source AS source,
           CASE WHEN old.page_id IS NULL THEN 'new'
                WHEN now.gone AND NOT old.gone THEN 'gone'
                WHEN old.body_sha256 <> now.body_sha256 THEN 'changed' END AS change
    FROM pages AS now LEFT JOIN pages_before AS old USING (page_id)
    UNION ALL
    SELECT page_id, family, level_code, source, 'forgotten' FROM pages_before ANTI JOIN pages USING (page_id)
"""


def _changes(connection: duckdb.DuckDBPyConnection, before: Mapping[str, int], profile: Profile) -> Changes:
    connection.execute(f"CREATE OR REPLACE TEMP TABLE compared AS SELECT * FROM ({COMPARED}) WHERE change IS NOT NULL")
    counts = _rows(connection, "SELECT change, count(*) AS pages FROM compared GROUP BY change")
    samples = _rows(
        connection,
        f"""
        SELECT * FROM compared
        QUALIFY row_number() OVER (PARTITION BY change ORDER BY family, level_code, page_id) <= {2 * SAMPLES}
        ORDER BY change, family, level_code, page_id
        """,
    )
    return Changes(
        {name: (before.get(name, 0), rows) for name, rows in profile.rows.items()},
        {row["change"]: row["pages"] for row in counts},
        {row["change"]: [s for s in samples if s["change"] == row["change"]] for row in counts},
    )
