"""Clusters: a function of the wordings alone, an equivalence, with evidence."""

import random
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdparse.dedup import clusters, deduplicate, differs_by
from jdparse.wording import bullet_keys

VERBS = ["Lead", "Leading", "Order", "Review", "Reviewing", "Inspection of", "Test", "Managed", "Assist with"]
NOUNS = [
    "orders",
    "the files",
    "court files",
    "a junior team",
    "e-mail",
    "email",
    "labelled jars",
    "colour tests",
    "3–5 audits",
]
TAILS = ["", ".", " daily", " for clients", " and reports", " without supervision", " in the U.S."]
BULLETS = st.builds("{} {}{}".format, st.sampled_from(VERBS), st.sampled_from(NOUNS), st.sampled_from(TAILS))


def counts(texts: list[str]) -> pa.Table:
    return pa.table(
        {"kind": ["duty"] * len(texts), "text": texts, "occurrences": [1] * len(texts), "pages": [1] * len(texts)}
    )


@settings(deadline=None)
@given(st.lists(BULLETS, min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_order_of_the_input_changes_nothing(texts: list[str], chance: random.Random) -> None:
    shuffled = texts[:]
    chance.shuffle(shuffled)
    for one, two in zip(clusters(counts(texts)), clusters(counts(shuffled)), strict=True):
        assert one.equals(two)


@settings(deadline=None)
@given(st.lists(BULLETS, min_size=2, max_size=30), st.integers(0, 30))
def test_batches_give_the_keys_of_one_run(texts: list[str], cut: int) -> None:
    whole = bullet_keys(texts, "duty").to_pylist()
    assert whole == bullet_keys(texts[:cut], "duty").to_pylist() + bullet_keys(texts[cut:], "duty").to_pylist()


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=60))
def test_any_text_has_a_key_and_case_or_white_space_does_not_change_it(text: str) -> None:
    keys = bullet_keys([text, f"  {text}  "], "skill").to_pylist()
    assert keys[0] == keys[1]


@settings(deadline=None)
@given(st.lists(BULLETS, min_size=1, max_size=30))
def test_every_text_has_one_row_and_the_canonical_wording_is_in_its_cluster(texts: list[str]) -> None:
    frame = deduplicate(texts)
    assert len(frame) == len(texts)
    assert frame["bullet_id"].tolist() == bullet_keys(texts, "duty").to_pylist()
    assert bullet_keys(frame["text"].tolist(), "duty").to_pylist() == frame["bullet_id"].tolist()
    again = deduplicate(frame["text"].tolist())
    assert again["text"].tolist() == frame["text"].tolist()
    assert set(again["differs_by"]) == {"exact"}


def keys_of(texts: list[str]) -> list[str]:
    return [str(key) for key in bullet_keys(texts, "duty").to_pylist()]


def test_workers_give_the_keys_of_one_process() -> None:
    texts = [f"{verb} {noun}{tail}" for verb in VERBS for noun in NOUNS for tail in TAILS]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        parts = list(pool.map(keys_of, [texts[i::2] for i in range(2)]))
    merged = [""] * len(texts)
    for i, part in enumerate(parts):
        merged[i::2] = part
    assert merged == keys_of(texts)


@pytest.mark.parametrize(
    ("a", "b", "kind", "by"),
    [
        ("Plan menus", "Plan menus", "duty", "exact"),
        ("Plan menus", "PLAN MENUS", "duty", "case"),
        ("Plan menus", "• Plan menus;", "duty", "punctuation"),
        ("Plan menus", "Plan the menus", "duty", "function_words"),
        ("Fluent in Danish and Finnish", "Fluent in Finnish and Danish", "skill", "order"),
        ("Head of Procurement", "Procurement Head", "title", "order"),
        ("Label jars", "Lable jars", "duty", "spelling"),
        ("Grey paint", "Gray paint", "duty", "spelling"),
        ("Email lists", "E-mail lists", "duty", "spelling"),
        ("Healthcare lists", "Health care lists", "duty", "spelling"),
        ("Problem solving", "Problem-solving", "skill", "spelling"),
        ("Problem-solving", "Problem–solving", "skill", "punctuation"),
        ("Air and sea freight", "Air & sea freight", "skill", "function_words"),
        ("AI/ML", "AI / ML", "skill", "punctuation"),
        ("AI/ML", "AI and ML", "skill", "function_words"),
        ("R & D", "R&D", "skill", "punctuation"),
        ("Menu planning", "Planning of menus", "skill", "inflection"),
        ("Audit suppliers", "Supplier audits", "duty", "nominalisation"),
        ("Review contracts", "Contract review", "duty", "nominalisation"),
        ("Weld pipes", "Pipe welding", "duty", "nominalisation"),
        ("Training staff", "Staff training", "skill", "nominalisation"),
        ("Kiln components", "Components of kilns", "skill", "inflection"),
        ("Plan menus", "Planning a menu", "duty", "inflection"),
        ("Building sheds", "Built sheds", "duty", "inflection"),
        ("Analyze data", "Data analysis", "duty", "nominalisation"),
        ("Machine learning", "ML", "skill", "abbreviation"),
        ("Electronic health record (EHR) charting", "Electronic health record charting", "skill", "abbreviation"),
    ],
)
def test_evidence_names_the_last_difference(a: str, b: str, kind: str, by: str) -> None:
    assert bullet_keys([a, b], kind).to_pylist()[0] == bullet_keys([a, b], kind).to_pylist()[1]
    assert differs_by([a], [b], kind).to_pylist() == [by]


def test_the_canonical_wording_has_most_occurrences_then_is_shortest_then_first() -> None:
    table = pa.table(
        {
            "kind": ["duty"] * 4,
            "text": ["Planning menus", "Plan menus", "Plans menus", "Weld"],
            "occurrences": [2, 2, 1, 1],
            "pages": [2, 1, 1, 1],
        }
    )
    bullets, variants = clusters(table)
    (planning,) = [row for row in bullets.to_pylist() if row["text"] != "Weld"]
    assert (planning["text"], planning["occurrences"], planning["variants"], planning["pages"]) == (
        "Plan menus",
        5,
        3,
        2,
    )
    assert variants.num_rows == 4


def test_no_bullets_give_empty_tables() -> None:
    bullets, variants = clusters(
        counts([]).cast(
            pa.schema(
                [("kind", pa.string()), ("text", pa.string()), ("occurrences", pa.int64()), ("pages", pa.int64())]
            )
        )
    )
    assert bullets.num_rows == variants.num_rows == 0


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown kinds of bullet: hobby"):
        clusters(pa.table({"kind": ["hobby"], "text": ["Chess"], "occurrences": [1], "pages": [1]}))
