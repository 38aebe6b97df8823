"""What a cheap count clears would have been found clean by looking at every row; what it may not clear is found."""

import random

import duckdb
import pyarrow as pa
import pytest

from jdparse.checks import Bench, Finding, accounts, clusters, content, read_settings
from jdparse.checks.clusters import COUNTS, suspect_clusters
from jdparse.checks.declared import declared
from sample_warehouse import sample_warehouse, tables_of
from test_checks_seeded import FAULTS

ONE = "(SELECT min(bullet_id) FROM bullets WHERE kind = 'duty')"
TITLE = "(SELECT max(bullet_id) FROM bullets WHERE kind = 'title')"
NOWHERE = "0" * 24

HARD_TO_COUNT = {
    "a row of a list refers to nothing, and the cluster it left is counted without it": (
        f"UPDATE duties SET bullet_id = '{NOWHERE}' WHERE bullet_id = {ONE}",
        {"clusters_add_up", "duties_bullet_id_exists"},
    ),
    "a cluster stands twice, and as many rows refer to nothing": (
        f"UPDATE skills SET bullet_id = '{NOWHERE}' WHERE bullet_id = (SELECT max(bullet_id) FROM skills);"
        "INSERT INTO bullets SELECT * FROM bullets WHERE occurrences = "
        f"(SELECT count(*) FROM skills WHERE bullet_id = '{NOWHERE}') ORDER BY bullet_id LIMIT 1",
        {"bullets_key_unique", "clusters_add_up", "skills_bullet_id_exists"},
    ),
    "a list shows the cluster of a title, and the title is counted with it": (
        f"UPDATE duties SET bullet_id = {TITLE} WHERE bullet_id = {ONE};"
        f"UPDATE bullets SET occurrences = occurrences + (SELECT occurrences FROM bullets WHERE bullet_id = {ONE}) "
        f"WHERE bullet_id = {TITLE}",
        {"clusters_add_up"},
    ),
    "a cluster has no wordings, and says so": (
        f"DELETE FROM bullet_variants WHERE bullet_id = {ONE}; UPDATE bullets SET variants = 0 WHERE bullet_id = {ONE}",
        {"variants_add_up", "bullets_in_range"},
    ),
    "a wording of one cluster stands with another that lacks one": (
        f"UPDATE bullet_variants SET bullet_id = '{NOWHERE}' WHERE bullet_id = {ONE}",
        {"variants_add_up", "bullet_variants_bullet_id_exists"},
    ),
    "a cluster at a level is none, and the counts of the others hold": (
        f"UPDATE bullet_levels SET bullet_id = '{NOWHERE}' WHERE bullet_id = {ONE}",
        {"bullet_levels_bullet_id_exists"},
    ),
    "a link goes nowhere": (
        f"UPDATE bullet_links SET related_id = '{NOWHERE}' WHERE bullet_id = (SELECT min(bullet_id) FROM bullet_links)",
        {"bullet_links_related_id_exists"},
    ),
    "a step of the ladder comes from nowhere": (
        f"UPDATE ladder_steps SET from_bullet_id = '{NOWHERE}' WHERE from_bullet_id = "
        "(SELECT min(from_bullet_id) FROM ladder_steps)",
        {"ladder_steps_from_bullet_id_exists"},
    ),
    "keys are null twice": (
        "INSERT INTO bullet_links SELECT NULL, related_id, kind, score, same_page FROM bullet_links LIMIT 1;"
        "INSERT INTO bullet_links SELECT NULL, related_id, kind, score, same_page FROM bullet_links "
        "WHERE bullet_id IS NULL",
        {"bullet_links_key_unique", "bullet_links_required"},
    ),
    "two lists claim a line far down the page": (
        "UPDATE duties SET line = 700 WHERE page_id = (SELECT min(page_id) FROM duties) AND position = 1;"
        "UPDATE skills SET line = 700 WHERE page_id = (SELECT min(page_id) FROM duties) AND position = 1",
        {"lines_claimed_once"},
    ),
    "there are no clusters at all": (
        "DELETE FROM bullets",
        {"duties_bullet_id_exists", "titles_title_id_exists", "bullet_variants_bullet_id_exists"},
    ),
}  # fmt: skip
"""What is wrong → how it comes about, and checks that must fail."""


@pytest.fixture(scope="module")
def whole() -> duckdb.DuckDBPyConnection:
    return tables_of(sample_warehouse())


def found(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """The findings of declarations and accounts, where something is cleared."""
    bench = Bench(connection, read_settings())
    suspect_clusters(bench)
    return [*declared(bench), *(rule(bench) for rule in (*accounts.RULES, *clusters.RULES))]


def looked_at(connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The checks that find something, which are those that find it by looking at every row."""
    counted = found(connection)
    with monkeypatch.context() as patch:
        patch.setattr(Bench, "suspect", lambda *_: None)
        assert found(connection) == counted
    return {finding.check for finding in counted if finding.failing_rows}


@pytest.mark.parametrize("what", HARD_TO_COUNT)
def test_counts_clear_nothing_that_a_look_at_all_rows_finds(
    what: str, whole: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql, expected = HARD_TO_COUNT[what]
    whole.execute("BEGIN")
    try:
        whole.execute(sql)
        assert looked_at(whole, monkeypatch) >= expected
    finally:
        whole.execute("ROLLBACK")


def test_faults_of_every_kind_at_once_are_found_as_by_a_look_at_all_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = tables_of(sample_warehouse())
    for fault in FAULTS:
        if fault.page is None:
            connection.execute(fault.sql)
    assert looked_at(connection, monkeypatch) >= {fault.check for fault in FAULTS if fault.page is None}


def test_without_fault_nothing_is_looked_at_row_by_row(whole: duckdb.DuckDBPyConnection) -> None:
    bench = Bench(whole, read_settings())
    suspect_clusters(bench)
    assert bench.clear >= {check for checks in COUNTS.values() for check in checks}


PIECES = (
    "TBD", "tba", "n/a", "NA", "Null", "nan", "none given", "To Do", "undefined", "?", "-", ".", "Lorem ipsum",
    "lorem ip\u017fum", "<b>", "</ul>", "&amp;", "&#x27;", "& ", "{{", "}}", "\ufffd", "â€", "Ã©", "Â ", "\x07",
    "\x7f", "\u202e", "\u2069",
    "Leads", " a team ", "’", "é", "\n", "text " * 90,
)  # fmt: skip
"""Of these texts are made, odd and plain ones."""


def test_what_cannot_be_odd_is_not_odd() -> None:
    drawn = random.Random(4)
    texts = ["".join(drawn.choices(PIECES, k=drawn.choice((1, 1, 2, 3, 12)))) for _ in range(4000)]
    connection = duckdb.connect(":memory:")
    connection.register("texts", pa.table({"text": texts}))
    wrong = f"{content.WRONGLY_DECODED}|{content.UNSEEN}"
    odd = (
        f"regexp_full_match(text, '{content.PLACEHOLDERS}', 'i') OR regexp_matches(text, '{content.MARKUP}', 'i') "
        f"OR regexp_matches(text, '{wrong}') OR length(text) > {content.LONGEST_BULLET}"
    )
    ((found, passed_by),) = connection.execute(
        f"SELECT count(*), count(*) FILTER (NOT ({content.MAY_BE_ODD})) FROM texts WHERE {odd}"
    ).fetchall()
    assert (found > 1000, passed_by) == (True, 0)
