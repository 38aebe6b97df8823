"""Search in what was published."""

import json

import pytest
from click.testing import CliRunner

from jdparse.cli import main
from jdparse.errors import WrongUse
from jdparse.find import Wanted, find
from jdparse.warehouse import open_warehouse
from sample_warehouse import sample_warehouse


@pytest.fixture
def warehouse():
    with open_warehouse(sample_warehouse()) as opened:
        yield opened


def test_every_word_must_begin_a_word_of_the_text(warehouse):
    found = find(warehouse, Wanted("data qual", limit=1000))
    texts = found.rows["text"].to_pylist()
    assert found.total == len(texts) > 0
    assert all("data" in text.lower() and " qual" in f" {text.lower()}" for text in texts)


def test_a_word_inside_another_is_not_found(warehouse):
    assert find(warehouse, Wanted("ngineering")).total == 0


def test_case_and_accents_do_not_matter(warehouse):
    assert find(warehouse, Wanted("DÁTA")).total == find(warehouse, Wanted("data")).total > 0


def test_family_and_level_narrow_the_search(warehouse):
    rows = find(warehouse, Wanted("data", family="data-engineering", level="p2", limit=500)).rows.to_pylist()
    assert rows
    assert {(row["family"], row["level_code"]) for row in rows} == {("Data Engineering", "P2")}


def test_the_kind_narrows_the_search(warehouse):
    assert set(find(warehouse, Wanted("data", kind="title")).rows["kind"].to_pylist()) == {"title"}


def test_rows_say_where_the_bullet_stands(warehouse):
    row = find(warehouse, Wanted("data", limit=1)).rows.to_pylist()[0]
    assert row["line"] >= 1
    assert row["url"].startswith("https://")
    assert row["source"].endswith(".html")


@pytest.mark.parametrize("words", ["'; DROP TABLE pages; --", "%", "x' OR '1'='1"])
def test_what_is_searched_for_is_never_sql(warehouse, words):
    try:
        assert find(warehouse, Wanted(words)).total == 0
    except WrongUse:
        assert not any(c.isalnum() for c in words)


def test_a_search_for_nothing_is_refused(warehouse):
    with pytest.raises(WrongUse, match="no word"):
        find(warehouse, Wanted(" - "))


def test_a_level_or_family_of_no_page_is_named(warehouse):
    with pytest.raises(WrongUse, match="P99: is the level of no page; levels are P1, P2, P3"):
        find(warehouse, Wanted("data", level="P99"))
    with pytest.raises(WrongUse, match=r"is the family of no page; near it: .*data-engineering"):
        find(warehouse, Wanted("data", family="data-enginering"))
    with pytest.raises(WrongUse, match="nope: is the family of no page; see `jdparse sql"):
        find(warehouse, Wanted("data", family="nope"))


def test_an_unknown_kind_is_refused(warehouse):
    with pytest.raises(WrongUse, match="no kind"):
        find(warehouse, Wanted("data", kind="pages; x"))


def test_the_command_prints_rows_and_how_many_there_are():
    result = CliRunner().invoke(main, ["find", "data", "-w", str(sample_warehouse()), "--limit", "2", "--json"])
    printed = json.loads(result.output)
    assert result.exit_code == 0
    assert len(printed["rows"]) == 2 < printed["total"]
