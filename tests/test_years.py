"""Years in words become numbers; what is no number of years stays null."""

import pytest

from jdparse.years import find_years

FOUND = {
    # text: (minimum, maximum, open), the first range the text names
    "0–2 yrs": (0, 2, False),
    "5–8+ years": (5, 8, True),
    "22–40 yrs": (22, 40, False),
    "3-5 years": (3, 5, False),
    "3 − 5 years": (3, 5, False),
    "3 to 5 years": (3, 5, False),
    "3 — 5 yrs.": (3, 5, False),
    "10+ years": (10, None, True),
    "3 or more years": (3, None, True),
    "3 years": (3, None, False),
    "1 year of shifts": (1, None, False),
    "at least 2 years": (2, None, False),
    "up to 3 years": (None, 3, False),
    "at most 3 years": (None, 3, False),
    "no more than 3 years": (None, 3, False),
    "less than 2 years": (None, 2, False),
    "<1 year": (None, 1, False),
    "~5 years": (5, None, False),
    "1.5 years": (1.5, None, False),
    "18 months": (1.5, None, False),
    "6–12 months": (0.5, 1, False),
    "YEARS: 4 Years": (4, None, False),
}


@pytest.mark.parametrize("text", FOUND)
def test_a_range_of_years_is_read(text: str) -> None:
    assert tuple(find_years(text)[0][0]) == FOUND[text]


NONE = [
    "", "years of practice", "24/7 on call", "5", "C++ 11", "$5 years", "100 years", "1,200 years", "3.5% a year",
    "2 yearlings", "ISO 9001", "5 yrsx", "top 5 of the year",
]  # fmt: skip


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_number_of_years_is_not_read(text: str) -> None:
    assert find_years(text) == ()


def test_each_range_comes_with_its_own_words_from_left_to_right() -> None:
    found = find_years("2–5 years, or 1–2 years with a degree, or 6 months as a trainee")
    assert [raw for _, raw in found] == ["2–5 years", "1–2 years", "6 months"]
    assert found[2][0].minimum == 0.5


def test_only_the_plus_says_that_more_is_welcome() -> None:
    assert find_years("8+ years")[0][0].open
    assert not find_years("8 years")[0][0].open
