"""The merges shown as doubtful are the furthest apart of all, though most distances are never told."""

import random

import duckdb
import pyarrow as pa
import pytest

from jdparse.report.doubtful import DOUBTED, DOUBTFUL, doubtful_merges

WORDS = (
    "lead", "leads", "leading", "plan", "plans", "the", "team", "teams", "vp", "vice", "president", "café", "naïve",
    "budget", "budgets", "a", "of", "and", "report", "reports,", "daily.", "…", "organise", "organize",
)  # fmt: skip


def table(rows: list[tuple[object, ...]], names: tuple[str, ...]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    types = (pa.int64() if name == "occurrences" else pa.string() for name in names)
    return pa.table([pa.array(column, kind) for column, kind in zip(columns, types, strict=True)], names=list(names))


def every_distance(connection: duckdb.DuckDBPyConnection) -> list[dict[str, object]]:
    """The rule as it reads: words sorted, commas and full stops away, edits by the letters of the longer wording."""
    words = "array_to_string(list_sort(string_split(regexp_replace(lower({}[:300]), '[,.]', '', 'g'), ' ')), ' ')"
    rows: list[dict[str, object]] = (
        connection.sql(
            f"""
            SELECT kind, one.text[:300] AS text, other.text[:300] AS wording, differs_by,
                   other.occurrences AS occurrences,
                   levenshtein({words.format("one.text")}, {words.format("other.text")})
                     / greatest(least(length(one.text), 300), least(length(other.text), 300)) AS distance
            FROM bullet_variants AS other JOIN bullets AS one USING (bullet_id)
            WHERE differs_by IN {DOUBTED} AND length(other.text) >= 12
            ORDER BY distance DESC, one.text, other.text LIMIT {DOUBTFUL}
            """
        )
        .to_arrow_table()
        .to_pylist()
    )
    return rows


@pytest.mark.parametrize("pairs", [0, 7, 900])
def test_the_furthest_of_all_are_shown(pairs: int) -> None:
    drawn = random.Random(pairs)
    connection = duckdb.connect(":memory:")
    clusters, wordings = [], []
    for number in map(str, range(pairs)):
        words = drawn.choices(WORDS, k=drawn.choice((1, 4, 8, 70)))
        changed = [drawn.choice(WORDS) if drawn.random() < 0.2 else word for word in words]
        drawn.shuffle(changed)
        clusters.append((number, "duty", " ".join(words)))
        wordings.append((number, " ".join(changed), 1, drawn.choice((*DOUBTED, "case"))))
        wordings.append((number, " ".join((",", ".") * 9), 1, "order"))
    connection.register("clusters", table(clusters, ("bullet_id", "kind", "text")))
    connection.register("wordings", table(wordings, ("bullet_id", "text", "occurrences", "differs_by")))
    connection.execute("CREATE TABLE bullets AS FROM clusters; CREATE TABLE bullet_variants AS FROM wordings")
    shown = doubtful_merges(connection)
    assert shown == every_distance(connection)
    assert (len(shown) == DOUBTFUL) == (pairs >= DOUBTFUL)
