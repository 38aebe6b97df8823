"""Merges a person should look at: the wordings of one cluster that are furthest apart in their letters."""

# ruff: noqa: S608 -- queries are put together from our own words only

import duckdb

from jdparse.report.records import Row

DOUBTFUL = 25
SHOWN_TEXT = 300
SHORTEST_DOUBTED = 12

DOUBTED = ("order", "spelling", "inflection", "nominalisation", "abbreviation", "decision")
"""Merges that took more than case and punctuation, the ones people want to see."""

SORTED = f"""
    array_to_string(list_sort(string_split(
        replace(replace(lower({{0}}[:{SHOWN_TEXT}]), ',', ''), '.', ''), ' ')), ' ')
"""
"""A wording's words in order of the alphabet: mere turns of order are no reason for doubt."""

PAIRS = f"""
    CREATE OR REPLACE TEMP TABLE doubted AS
    WITH pairs AS (
        SELECT kind, one.text AS text, other.text AS wording, differs_by, other.occurrences AS occurrences,
               greatest(least(length(one.text), {SHOWN_TEXT}), least(length(other.text), {SHOWN_TEXT})) AS longest,
               {SORTED.format("one.text")} AS one, {SORTED.format("other.text")} AS other
        FROM bullet_variants AS other JOIN bullets AS one USING (bullet_id)
        WHERE differs_by IN ({", ".join(f"'{word}'" for word in DOUBTED)}) AND length(other.text) >= {SHORTEST_DOUBTED}
    ), measured AS (
        SELECT *, abs(strlen(one) - strlen(other)) / longest AS least_distance,
               greatest(strlen(one), strlen(other)) AS longer,
               least(strlen(one), strlen(other)) // 2 AS half,
               strlen(one) = length(one) AND strlen(other) = length(other) AND half > 0 AS by_halves
        FROM pairs
    )
    SELECT *, CASE WHEN by_halves
                   THEN hamming(left(one, half), left(other, half)) + hamming(right(one, half), right(other, half))
                        + longer - 2 * half
                   ELSE longer END / longest AS greatest_distance
    FROM measured
"""
"""Pairs of wordings with bounds of their distance, which is edits a letter and slow to tell: it takes as many edits as
one is longer, and no more than to change what differs in first and in last halves and to drop what is between."""

LIKELY = f"""
    SELECT min(distance) FROM (
        SELECT levenshtein(one, other) / longest AS distance
        FROM (FROM doubted ORDER BY least_distance DESC LIMIT {20 * DOUBTFUL}) ORDER BY distance DESC LIMIT {DOUBTFUL}
    )
"""
"""What the distances to be shown are not below, since so many pairs, if there are so many, have this or more."""

FURTHEST = f"""
    SELECT kind, text[:{SHOWN_TEXT}] AS text, wording[:{SHOWN_TEXT}] AS wording, differs_by, occurrences,
           levenshtein(one, other) / longest AS distance
    FROM doubted WHERE greatest_distance >= ({LIKELY})
    ORDER BY distance DESC, doubted.text, doubted.wording LIMIT {DOUBTFUL}
"""


def doubtful_merges(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """The pairs furthest apart, as kind, text, wording, differs_by, occurrences, distance (edits a letter)."""
    connection.execute(PAIRS)
    rows: list[Row] = connection.sql(FURTHEST).to_arrow_table().to_pylist()
    connection.execute("DROP TABLE doubted")
    return rows
