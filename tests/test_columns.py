"""Columns of numbers and texts: the helpers that take the place of slower ones give the same."""

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdparse.dedup import deduplicate
from jdparse.wording import bullet_keys, evidence, tokens
from jdparse.wording.arrow import array_of, numbers, ranks, strings
from jdparse.wording.columns import GrowingColumn, opens_run, row_sums, spread, starts_of, times_before
from jdparse.wording.folding import fold, fold_characters

VERBS = ("Plan", "Planning", "PLANS", "Plan the")
NOUNS = ("menus", "menu.", "menu (daily)", "shift rotas", "rotas of shifts")
TEXTS = [f"{verb} {noun}" for noun in NOUNS for verb in VERBS] * 2


@settings(deadline=None)
@given(st.lists(st.text()))
def test_strings_are_those_of_arrow(texts: list[str]) -> None:
    assert strings(texts).equals(pa.array(texts, pa.string()))


@pytest.mark.parametrize("dtype", [np.int8, np.int32, np.int64])
def test_numbers_go_to_arrow_and_back(dtype: type) -> None:
    values = np.arange(20, dtype=dtype)[::3]
    assert numbers(values).equals(pa.array(values))
    assert array_of(numbers(values)[2:5]).tolist() == values[2:5].tolist()
    assert array_of(pa.array([True, False, True])[1:]).tolist() == [False, True]
    assert array_of(numbers(values[:0])).tolist() == []


@given(st.lists(st.text(), unique=True))
def test_ranks_are_places_in_the_order_of_code_points(texts: list[str]) -> None:
    assert ranks(pa.array(texts, pa.string())).tolist() == [sorted(texts).index(text) for text in texts]


@given(st.lists(st.integers(0, 5)))
def test_times_before_counts_equal_keys_before_each(keys: list[int]) -> None:
    found = times_before(np.array(keys, np.int64)).tolist()
    assert found == [keys[:place].count(key) for place, key in enumerate(keys)]


def test_a_missing_text_is_counted() -> None:
    with pytest.raises(ValueError, match="2 of 3 texts are missing"):
        bullet_keys(["Plan menus", None, float("nan")], "duty")  # type: ignore[list-item]


def test_a_column_grows_and_keeps_what_it_holds() -> None:
    column = GrowingColumn(np.int64)
    for i in range(1500):
        column.append(i)
    column.extend(list(range(1500, 9000)))
    assert column.values.tolist() == list(range(9000))


def test_runs_are_spread_and_summed() -> None:
    sizes = np.array([2, 0, 3])
    assert starts_of(sizes).tolist() == [0, 2, 2, 5]
    assert spread(np.array([10, 20, 30]), sizes).tolist() == [10, 11, 30, 31, 32]
    row = np.array([0, 0, 2, 2, 2])
    assert opens_run(row).tolist() == [True, False, True, False, False]
    assert row_sums(np.arange(5, dtype=np.uint64), row, 4).tolist() == [1, 0, 9, 0]


@pytest.mark.parametrize("rows", [1, 3, 7])
def test_where_a_column_is_cut_makes_no_difference(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = deduplicate(TEXTS)
    monkeypatch.setattr(tokens, "CHUNK", rows)
    monkeypatch.setattr(evidence, "CHUNK", rows)
    assert deduplicate(TEXTS).equals(whole)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("•\u00a0Plan menus", "  Plan menus"),
        ("Plan – and cook", "Plan – and cook"),
        ("Naïve résumé", "Naive resume"),
        ("10⁶ cells on 5 m²", "10^6 cells on 5 m2"),
        ("ﬁne — “art”", 'fine — "art"'),
        ("x" + "\u0301" * 30, "x"),
    ],
)
def test_characters_that_mean_the_same_are_one(text: str, folded: str) -> None:
    assert fold_characters(text) == folded


ODD = st.lists(st.text(st.sampled_from("3 5–-to\0(IT)·²é\n")), min_size=1)


@settings(deadline=None)
@given(ODD)
def test_a_text_is_folded_among_others_as_alone(texts: list[str]) -> None:
    assert fold(texts) == [fold([text])[0] for text in texts]


def test_explaining_two_bullets_does_not_load_pandas() -> None:
    code = "import sys, jdparse.pairs as p; p.explain('Plan menus', 'Plans a menu'); print('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
