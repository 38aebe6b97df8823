"""A job ladder read across levels: what is added, dropped, reworded and raised."""

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdparse import ladder_pairs, tables
from jdparse.ladder_memory import Ladder, steps_after
from jdparse.ladder_steps import NEXT_LEVELS, compare_levels, ladder_steps, lists_of, steps_of
from jdparse.wording import bullet_keys
from jdparse.wording.guards import Guards
from sample_warehouse import sample_warehouse, tables_of

EMPTY = duckdb.connect(":memory:")
"""Making a database takes longer than all that is asked of it here; a cursor of it sees its own tables alone."""


def ladder(
    skills: dict[str, list[str]], host: str = "a.example", slug: str | None = "coding", family: str | None = "Coding"
):
    """Tables of one family whose levels have these skills and nothing else."""
    connection = EMPTY.cursor()
    pages = [
        {
            "page_id": f"page-{code}",
            "url": f"https://{host}/coding/{code}",
            "family_slug": slug,
            "family": family,
            "level_code": code,
        }
        for code in skills
    ]
    named = [(name, pa.string()) for name in pages[0]]
    connection.register("pages", pa.Table.from_pylist(pages, pa.schema(named)))
    levels = [{"level_code": code, "track": "professional", "rank": int(code[1:])} for code in skills]
    connection.register("levels", pa.Table.from_pylist(levels))
    rows = []
    for code, texts in skills.items():
        for position, (text, key) in enumerate(zip(texts, bullet_keys(texts, "skill").to_pylist(), strict=True), 1):
            rows.append(
                {"page_id": f"page-{code}", "position": position, "bullet_id": key, "text": text, "duplicate_of": None}
            )
    schema = pa.schema(
        [
            ("page_id", pa.string()),
            ("position", pa.int32()),
            ("bullet_id", pa.string()),
            ("text", pa.string()),
            ("duplicate_of", pa.int32()),
        ]
    )
    connection.register("skills", pa.Table.from_pylist(rows, schema=schema))
    for name in ("duties", "qualifications"):
        connection.register(name, schema.empty_table())
    return connection


def steps(skills, **options):
    rows = ladder_steps(ladder(skills, **options), Guards.shipped()).to_pylist()
    return {(row["kind"], row["from_bullet"], row["bullet"]) for row in rows}


def test_equal_but_for_a_guarded_word_is_raised_with_the_words():
    (row,) = ladder_steps(
        ladder({"P1": ["Basic programming"], "P2": ["Advanced programming"]}), Guards.shipped()
    ).to_pylist()
    assert (row["kind"], row["guard"], row["from_words"], row["to_words"]) == ("raised", "degree", "basic", "advanced")
    assert (row["from_bullet"], row["bullet"]) == ("Basic programming", "Advanced programming")
    assert (row["from_level"], row["to_level"], row["section"], row["family"]) == ("P1", "P2", "skills", "Coding")


def test_a_guarded_word_that_goes_is_raised_too():
    (row,) = ladder_steps(ladder({"P1": ["Basic debugging"], "P2": ["Debugging"]}), Guards.shipped()).to_pylist()
    assert (row["kind"], row["from_words"], row["to_words"]) == ("raised", "basic", None)


@pytest.mark.parametrize(
    ("before", "after", "guard", "gone", "new"),
    [
        ("Support the team", "Support the department", "scope", "team", "department"),
        ("Support the team", "Lead the team", "role", "support", "lead"),
        ("Expert coding", "Basic coding", "degree", "expert", "basic"),
        ("Python", "Not required: Python", "measure, negation", None, "not required"),
    ],
)
def test_raised_is_said_of_any_guarded_words_whichever_way_they_go(before, after, guard, gone, new):
    (row,) = ladder_steps(ladder({"P1": [before], "P2": [after]}), Guards.shipped()).to_pylist()
    assert (row["kind"], row["guard"], row["from_words"], row["to_words"]) == ("raised", guard, gone, new)


def test_guarded_words_alone_must_share_one_to_be_raised():
    assert {kind for kind, _, _ in steps({"P1": ["Support the team"], "P2": ["Lead the department"]})} == {
        "dropped",
        "added",
    }


def test_what_both_levels_say_is_no_step():
    assert steps({"P1": ["Data cleaning"], "P2": ["data cleaning."]}) == set()


def test_what_shares_half_of_its_words_is_reworded():
    assert steps(
        {"P1": ["Testing data pipelines under supervision"], "P2": ["Testing data pipelines for releases"]}
    ) == {("reworded", "Testing data pipelines under supervision", "Testing data pipelines for releases")}


def test_what_shares_little_is_dropped_and_added():
    assert steps({"P1": ["Data entry"], "P2": ["Public speaking"]}) == {
        ("dropped", None, "Data entry"),
        ("added", None, "Public speaking"),
    }


def test_another_tool_is_another_skill():
    kinds = {kind for kind, _, _ in steps({"P1": ["Python"], "P2": ["Java"]})}
    assert kinds == {"dropped", "added"}


def test_a_bullet_is_in_one_pair_only():
    found = steps({"P1": ["Basic data modeling"], "P2": ["Advanced data modeling", "Expert data modeling"]})
    assert sorted(kind for kind, _, _ in found) == ["added", "raised"]


def test_a_missing_level_is_stepped_over():
    rows = ladder_steps(ladder({"P1": ["Typing"], "P4": ["Leading"]}), Guards.shipped()).to_pylist()
    assert {(row["from_level"], row["to_level"]) for row in rows} == {("P1", "P4")}


def test_a_family_known_only_by_its_titles_has_no_ladder():
    assert steps({"P1": ["Typing"], "P2": ["Leading"]}, slug=None) == set()


def test_the_published_table_is_the_function_s():
    connection = tables_of(sample_warehouse())
    published = connection.sql("FROM ladder_steps").to_arrow_table()
    assert published.to_pylist() == ladder_steps(connection, Guards.shipped()).to_pylist()


def test_how_many_words_are_compared_at_once_changes_nothing(monkeypatch):
    connection = tables_of(sample_warehouse())
    at_once = ladder_steps(connection, Guards.shipped())
    monkeypatch.setattr(ladder_pairs, "MATCHES_AT_ONCE", 1)
    assert "reworded" in at_once["kind"].to_pylist()
    assert ladder_steps(connection, Guards.shipped()).equals(at_once)


def test_keys_are_unique():
    rows = ladder_steps(tables_of(sample_warehouse()), Guards.shipped()).select(tables.LADDER_STEPS.key).to_pylist()
    assert len({tuple(row.values()) for row in rows}) == len(rows)


def test_any_two_levels_can_be_compared():
    connection = tables_of(sample_warehouse())
    rows = compare_levels(connection, ("data-engineering", "P1"), ("data-engineering", "P3")).to_pylist()
    assert {(row["from_level"], row["to_level"]) for row in rows} == {("P1", "P3")}
    assert {"added", "dropped"} <= {row["kind"] for row in rows}


SKILLS = st.lists(
    st.sampled_from(
        "Basic SQL|Advanced SQL|SQL|Data modeling basics|Data modeling|Expert data modeling|Team leadership".split("|")
    ),
    unique_by=lambda text: bullet_keys([text], "skill").to_pylist()[0],
)


@settings(deadline=None, max_examples=40)  # each makes a database
@given(lower=SKILLS, upper=SKILLS)
def test_every_bullet_that_differs_is_in_exactly_one_step(lower, upper):
    rows = ladder_steps(ladder({"P1": lower, "P2": upper}), Guards.shipped()).to_pylist()
    went = [row["bullet"] if row["kind"] == "dropped" else row["from_bullet"] for row in rows if row["kind"] != "added"]
    came = [row["bullet"] for row in rows if row["kind"] != "dropped"]
    assert sorted(went) == sorted(set(lower) - set(upper))
    assert sorted(came) == sorted(set(upper) - set(lower))


@pytest.mark.parametrize("kind", ["added", "dropped"])
def test_only_pairs_have_a_wording_before(kind):
    rows = (
        tables_of(sample_warehouse())
        .execute("SELECT from_bullet, guard FROM ladder_steps WHERE kind = ?", [kind])
        .fetchall()
    )
    assert rows
    assert set(rows) == {(None, None)}


CHANGED = st.fixed_dictionaries({
    "of which bullets are others": st.sets(st.integers(0, 3), max_size=2),
    "of which nothing is known": st.sets(st.integers(0, 3), max_size=1),
    "family": st.sampled_from(["Software", "Coding", None]),
})  # fmt: skip


@settings(max_examples=25)
@given(st.lists(SKILLS.filter(bool), min_size=4, max_size=4), SKILLS, CHANGED)
def test_after_another_run_steps_are_those_of_a_run_from_nothing(before, other, changed):
    """Whatever pages changed, whatever the family is called now, and whichever steps the past does not have."""
    codes = ("P1", "P2", "P3", "P4")
    past = ladder_steps(ladder(dict(zip(codes, before, strict=True))), Guards.shipped())
    for number in changed["of which nothing is known"]:
        past = past.filter(pc.not_equal(past["from_page_id"], f"page-{codes[number]}"))
    now = [
        other if number in changed["of which bullets are others"] else skills for number, skills in enumerate(before)
    ]
    connection = ladder(dict(zip(codes, now, strict=True)), family=changed["family"])
    between = connection.sql(NEXT_LEVELS).to_arrow_table()
    kept = [f"page-{code}" for code, was, is_now in zip(codes, before, now, strict=True) if was == is_now]
    lists = lists_of(connection, between)
    found = steps_after(Ladder(between, lists, pa.chunked_array([kept], pa.string())), Guards.shipped(), past)
    expected = steps_of(between, lists, Guards.shipped())
    assert found.rows.to_pylist() == expected.to_pylist()
    known = past.to_pylist()
    new = [row for row in expected.to_pylist() if row not in known]
    assert all(row in found.new.to_pylist() for row in new), "what is new is looked at by the checks"
