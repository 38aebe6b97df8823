"""RELATED: what is linked, what a guard keeps apart, and the rule that is named."""

import pyarrow as pa
import pytest
from hypothesis import given, settings

from jdparse.links import related
from jdparse.pairs import explain, relation
from jdparse.wording import Decisions, bullet_keys
from jdparse.wording.guards import Guards
from test_dedup import BULLETS
from test_wording import COUNTEREXAMPLES


@pytest.mark.parametrize(
    ("a", "b", "rule"),
    [
        ("Fix simple issues", "Fix simple issues in models", "contains"),
        ("Fix simple issues in models", "Fix minor issues", "paraphrase"),
        ("Cross-functional teamwork", "Cross-functional collaboration", "paraphrase"),
        ("Inspect roofs", "Perform roof inspections", "contains"),
        ("Prepare reports", "Prepare and review reports", "contains"),
        ("Sort parcels", "Sort inbound parcels", "contains"),
    ],
)
def test_related(a: str, b: str, rule: str) -> None:
    found = explain(a, b)
    assert (found.relation, found.rule) == ("RELATED", rule)
    assert 0 < found.score < 1


@pytest.mark.parametrize(("rule", "a", "b", "kind"), [c for c in COUNTEREXAMPLES if c[0] not in ("words", "named")])
def test_a_guard_keeps_apart_and_is_named(rule: str, a: str, b: str, kind: str) -> None:
    found = explain(a, b, kind)
    assert found.relation == "DIFFERENT"
    if "'" not in a + b:
        swapped = {"order", "preposition"}
        assert found.rule == rule or {found.rule, rule} <= swapped


@settings(deadline=None, max_examples=60)
@given(BULLETS, BULLETS)
def test_a_relation_is_symmetric_and_same_is_equal_keys(a: str, b: str) -> None:
    assert relation(a, b) == relation(b, a)
    one, two = bullet_keys([a, b], "duty").to_pylist()
    assert (relation(a, b) == "SAME") == (one == two)


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("Automated testing", "Automate testing", "duty"),
        ("Account Manager", "Accounting Manager", "title"),
        ("Degree in law or economics", "Degree in law and economics", "qualification"),
    ],
)
def test_forms_of_one_word_and_another_join_are_no_link(a: str, b: str, kind: str) -> None:
    assert explain(a, b, kind).relation == "DIFFERENT"


def test_a_users_guard_word_keeps_apart() -> None:
    guards = Guards.from_config({"degree": {"junior": ["greenhorn"], "senior": ["grizzled"]}})
    assert explain("Greenhorn guides", "Grizzled guides", guards=guards).rule == "degree"
    with pytest.raises(ValueError, match="unknown guard"):
        Guards.from_config({"colour": {"red": ["red"]}})


def test_a_decision_is_named() -> None:
    rows = [{"kind": "duty", "a": "Mow lawns", "b": "Cut grass", "decision": "always"}]
    assert explain("Mow lawns", "Cut grass", decisions=Decisions.from_rows(rows)).rule == "decision"
    assert explain("Mow lawns", "Cut grass", decisions=Decisions.from_rows(rows)).detail == "always"


def bullets(texts: list[str]) -> pa.Table:
    return pa.table({"bullet_id": bullet_keys(texts, "duty"), "kind": ["duty"] * len(texts), "text": texts})


TEXTS = [
    "Fix simple issues",
    "Fix simple issues in models",
    "Fix complex issues",
    "Fix minor issues",
    "Audit travel expenses",
    "Order surgical gowns",
]


def test_links_are_found_by_blocks_and_agree_with_the_relation() -> None:
    table = bullets(TEXTS)
    text = dict(zip(table["bullet_id"].to_pylist(), table["text"].to_pylist(), strict=True))
    found = {frozenset((text[row["bullet_id"]], text[row["related_id"]])) for row in related(table).to_pylist()}
    assert found == {frozenset((a, b)) for a in TEXTS for b in TEXTS if a < b and relation(a, b) == "RELATED"}


def test_links_do_not_depend_on_order_and_stand_once() -> None:
    links = related(bullets(TEXTS))
    assert links.equals(related(bullets(TEXTS[::-1])))
    assert all(row["bullet_id"] < row["related_id"] for row in links.to_pylist())
