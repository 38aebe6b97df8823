"""Years in words become numbers; what is no number of years stays null."""

from time import process_time

import pytest

from jdparse.records import Years
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
    "3 years or more": (3, None, True),
    "5 years+": (5, None, True),
    "5 plus years": (5, None, True),
    "5 years' experience or more": (5, None, True),
    "5–8 years or more": (5, 8, True),
    "over 5 years": (5, None, True),
    "More than 3 years": (3, None, True),
    "from 3 years": (3, None, True),
    "min. 3 years": (3, None, True),
    "Minimum: 3 years": (3, None, True),
    "no less than 3 years": (3, None, True),
    "3 years minimum": (3, None, True),
    "≥ 3 years": (3, None, True),
    "at least 3 to 5 years": (3, 5, True),
    "3 years": (3, None, False),
    "1 year of shifts": (1, None, False),
    "at least 2 years": (2, None, True),
    "up to 3 years": (None, 3, False),
    "at most 3 years": (None, 3, False),
    "no more than 3 years": (None, 3, False),
    "less than 2 years": (None, 2, False),
    "<1 year": (None, 1, False),
    "up to 3–5 years": (None, 5, False),
    "3 years or less": (None, 3, False),
    "3 years of experience at most": (None, 3, False),
    "Between 5 and 8 years in stock control": (5, 8, False),
    "between 2 years and 3 years": (2, 3, False),
    "5 or 8 years": (5, 8, False),
    "5/8 years": (5, 8, False),
    "from 3 to 5 years": (3, 5, False),
    "from 3 up to 5 years": (3, 5, False),
    "3 and up to 5 years": (3, 5, False),
    "5 years to 8 years": (5, 8, False),
    "5 years – 8 years": (5, 8, False),
    "18 months to 3 years": (1.5, 3, False),
    "5-to-8 years": (5, 8, False),
    "5- to 8-year experience": (5, 8, False),
    "3-year experience": (3, None, False),
    "At least three years": (3, None, True),
    "One year": (1, None, False),
    "2 to five years": (2, 5, False),
    "zero to two years": (0, 2, False),
    "Ten or more years": (10, None, True),
    "ten or twelve years": (10, 12, False),
    "Twenty-five years": (25, None, False),
    "three (3) years": (3, None, False),
    "three (3+) years": (3, None, True),
    "five (5) to eight (8) years": (5, 8, False),
    "5+ YOE": (5, None, True),
    "BAİLİFF FOR 5 YEARS": (5, None, False),
    "~5 years": (5, None, False),
    "1.5 years": (1.5, None, False),
    "18 months": (1.5, None, False),
    "6–12 months": (0.5, 1, False),
    "YEARS: 4 Years": (4, None, False),
    "over a decade in rigging": (10, None, True),
    "two decades of experience": (20, None, False),
    "One and a half years": (1.5, None, False),
    "2 and a half years": (2.5, None, False),
    "At least a year of experience": (1, None, True),
    "a year's experience with cranes": (1, None, False),
    "5-plus years": (5, None, True),
    "5 years' to 7 years' experience": (5, 7, False),
}


@pytest.mark.parametrize("text", FOUND)
def test_a_range_of_years_is_read(text: str) -> None:
    assert [years for years, _ in find_years(text)] == [FOUND[text]]


NONE = [
    "", "years of practice", "24/7 on call", "5", "tone years", "C++ 11", "$5 years", "3.5% a year", "2 yearlings",
    "ISO 9001", "top 5 of the year", "one of the years", "2 releases a year", "Budgets ($2M–$5M a year)",
    "7-year-olds", "5 yrsx",
]  # fmt: skip


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_number_of_years_is_not_read(text: str) -> None:
    assert find_years(text) == ()


OTHERS = [
    "founded 20 years ago", "a firm of over 20 years ago", "certified within 2 years", "within the first 6 months",
    "in the last 5 years", "over the past three years", "audited every 2 years", "18 years old",
    "At least 18 years of age", "travels 3 months a year", "plans two years in advance",
]  # fmt: skip


@pytest.mark.parametrize("text", OTHERS)
def test_an_age_a_deadline_or_a_rhythm_is_no_experience(text: str) -> None:
    assert find_years(text) == ()


UNREAD = {
    "3-year apprenticeship": "3-year",
    "100 years": "100 years",
    "1,200 years": "1,200 years",
    "fifty years": "fifty years",
    "2½ years": "2½ years",
    "2 1/2 years": "1/2 years",
    "1/2 year": "1/2 year",
    "half a year": "half a year",
    "5 full years": "5 full years",
    "8–5 years": "8–5 years",
    "C++ 11 or 5 years": "11 or 5 years",
    "Years of experience: 5–8": "Years of experience: 5–8",
}


@pytest.mark.parametrize("text", UNREAD)
def test_a_number_of_years_that_cannot_be_read_is_named_and_not_guessed(text: str) -> None:
    assert find_years(text) == ((None, UNREAD[text]),)


def test_each_range_comes_with_its_own_words_from_left_to_right() -> None:
    found = find_years("2–5 years, or 1–2 years with a degree, or 6 months as a trainee")
    assert [raw for _, raw in found] == ["2–5 years", "1–2 years", "6 months"]
    assert found[2][0] == (0.5, None, False)
    assert [raw for _, raw in find_years("5 years and up to 8 people, at least 2 years as a lead")] == [
        "5 years",
        "at least 2 years",
    ]
    assert [raw for _, raw in find_years("5 years, minimum 2 of them here; 5 years at least 2 in charge")] == [
        "5 years"
    ] * 2


def test_a_number_alone_does_not_say_that_more_is_welcome() -> None:
    assert find_years("8+ years") == ((Years(8, None, open=True), "8+ years"),)
    assert find_years("8 years") == ((Years(8, None, open=False), "8 years"),)


@pytest.mark.parametrize(
    "text", ["5" * 50_000, "5 " * 50_000, "5-" * 50_000, "-" * 50_000, "one or " * 10_000, "over " * 10_000]
)
def test_no_text_takes_long(text: str) -> None:
    begun = process_time()
    find_years(f"{text} year")
    assert process_time() - begun < 1
