"""The book of invented pages: the same on every machine, any stretch of it, and as varied as a crawl."""

import re
import subprocess
import sys
from collections import Counter
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdparse.sample import SamplePage, page_at, page_for, pages, render_html, truth_rows
from jdparse.sample.compose import gerund, with_gerund
from jdparse.sample.compose import titles as chips_of
from jdparse.sample.families import FAMILIES
from jdparse.sample.levels import LEVELS
from jdparse.sample.page import NEWER, OLDER, SITE

N = 2_000


@pytest.fixture(scope="module")
def book() -> list[SamplePage]:
    return list(pages(N))


@given(index=st.integers(0, 10**9), seed=st.integers(0, 100))
def test_a_page_depends_on_seed_and_index_alone(index: int, seed: int) -> None:
    assert page_at(index, seed) == next(pages(1, seed, start=index))


def test_a_longer_book_begins_with_the_shorter_one(book: list[SamplePage]) -> None:
    assert list(pages(50)) == book[:50]


def test_a_stretch_from_the_middle_is_the_same_stretch(book: list[SamplePage]) -> None:
    assert list(pages(30, start=700)) == book[700:730]


def test_pages_come_one_at_a_time_however_many_are_asked_for() -> None:
    assert len(list(islice(pages(10**12), 3))) == 3


def test_another_process_with_another_hash_seed_writes_the_same_page(book: list[SamplePage]) -> None:
    program = (
        "import sys; from jdparse.sample import page_at; "
        "sys.stdout.reconfigure(encoding='utf-8'); print(repr(page_at(777)))"
    )
    shown = [
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": hash_seed}, capture_output=True, check=True
        )
        for hash_seed in ("1", "2")
    ]
    assert shown[0].stdout == shown[1].stdout
    assert shown[0].stdout.decode().strip() == repr(book[777])


def test_another_seed_is_another_book(book: list[SamplePage]) -> None:
    assert [page.duties for page in pages(20, seed=1)] != [page.duties for page in book[:20]]


def test_every_level_and_every_family_occurs(book: list[SamplePage]) -> None:
    assert {page.level.code for page in book} == set(LEVELS)
    assert {page.slug for page in book} >= set(FAMILIES)
    assert len(FAMILIES) >= 60


def test_no_address_belongs_to_two_bodies(book: list[SamplePage]) -> None:
    bodies: dict[str, tuple[str, ...]] = {}
    for page in book:
        if page.url:
            assert bodies.setdefault(page.url, page.duties) == page.duties


def test_a_fifth_of_the_pages_are_second_crawls_in_the_other_version_at_the_other_address(
    book: list[SamplePage],
) -> None:
    by_subject: dict[tuple[str, str], list[SamplePage]] = {}
    for page in book:
        by_subject.setdefault((page.slug, page.level.code), []).append(page)
    twice = [crawls for crawls in by_subject.values() if len(crawls) > 1]
    assert len(twice) == N // 5
    for first, second in twice:
        assert {first.look.version, second.look.version} == {OLDER, NEWER}
        assert first.url != second.url
        assert first.fetched_at is not None
        assert second.fetched_at is not None
        assert first.fetched_at < second.fetched_at
        assert (first.label, first.summary, first.duties, first.skills, first.qualifications, first.titles) == (
            second.label,
            second.summary,
            second.duties,
            second.skills,
            second.qualifications,
            second.titles,
        )


def test_the_site_version_decides_the_address_form(book: list[SamplePage]) -> None:
    for page in book:
        middle = "/jobs" if page.look.version == OLDER else ""
        assert page.url in (None, f"{SITE}{middle}/{page.slug}/{page.level.code.lower()}")


def test_some_pages_have_no_address_label_summary_or_titles(book: list[SamplePage]) -> None:
    share = {
        "address": sum(page.url is None for page in book) / N,
        "label": sum(page.label is None for page in book) / N,
        "summary": sum(page.summary is None for page in book) / N,
        "titles": sum(not page.titles for page in book) / N,
    }
    assert 0.005 < share["address"] < 0.05
    assert 0.02 < share["label"] < 0.07
    assert 0.02 < share["summary"] < 0.07
    assert 0.08 < share["titles"] < 0.22, "Common titles is missing on about one family in seven"


def test_a_summary_ends_in_a_full_stop_and_a_label_does_not(book: list[SamplePage]) -> None:
    for page in book:
        assert page.summary is None or page.summary.endswith(".")
        assert page.label is None or not page.label.endswith(".")


def test_bullets_have_the_oddities_of_the_site(book: list[SamplePage]) -> None:
    found: Counter[str] = Counter()
    for page in book:
        lists = (page.duties, page.skills, page.qualifications)
        for bullets in lists:
            found["exact repeat"] += len(set(bullets)) < len(bullets)
            found["case-only repeat"] += len({b.casefold() for b in bullets}) < len(set(bullets))
            found["all stopped"] += all(b.endswith(".") for b in bullets)
            found["some stopped"] += 0 < sum(b.endswith(".") for b in bullets) < len(bullets)
        for bullet in (bullet for bullets in lists for bullet in bullets):
            for mark in ("~", "<"):
                found[mark] += bullet.startswith(mark)
            for part in ("5–8+ years", "(e.g.", "C#", "C++", "/", "&", "’", "'"):
                found[part] += part in bullet
        for word in ("Leadership", "Scope", "Impact"):
            found[word] += word in page.skills
        found["says twice"] += any(with_gerund(bullet) in page.duties for bullet in page.duties)
    rare = {name: count for name, count in found.items() if count < 5}
    assert not rare
    assert len(found) == 18


def test_headings_come_with_both_apostrophes_and_three_spellings_of_the_ampersand(book: list[SamplePage]) -> None:
    assert {page.look.apostrophe for page in book} == {"'", "’"}
    spellings = Counter(re.findall(rb"Skills, knowledge (\S+) tools", render_html(page))[0] for page in book)
    assert set(spellings) == {b"&", b"&amp;", b"&amp;amp;"}


def test_a_list_of_titles_stops_at_16_inside_a_pattern_where_need_be() -> None:
    stems = ("Data Science", "Data Scientist", "Statistical Modeling", "Forecasting")
    chips = chips_of(stems, "P1", "Graduate Data Scientist", closes=True)
    assert [chip.title for chip in chips] == [
        "Data Science I",
        "Data Science 1",
        "Entry-Level Data Science",
        "Junior Data Science",
        "Associate Data Science",
        "Data Scientist I",
        "Data Scientist 1",
        "Entry-Level Data Scientist",
        "Junior Data Scientist",
        "Associate Data Scientist",
        "Statistical Modeling I",
        "Statistical Modeling 1",
        "Entry-Level Statistical Modeling",
        "Junior Statistical Modeling",
        "Associate Statistical Modeling",
        "Forecasting I",
    ]
    assert [chip.cut for chip in chips] == [False] * 15 + [True]


def test_a_label_that_is_a_title_closes_the_list_once() -> None:
    chips = chips_of(("Buyer",), "P4", "Senior Vendor Manager", closes=True)
    assert [(chip.title, chip.marker) for chip in chips] == [
        ("Buyer IV", "roman"),
        ("Buyer 4", "number"),
        ("Senior Buyer", "prefix"),
        ("Senior Vendor Manager", "label"),
    ]
    assert [chip.marker for chip in chips_of(("Buyer",), "P4", "Senior Buyer", closes=False)] == [
        "roman",
        "number",
        "label",
    ]


def test_stems_have_what_makes_a_glued_line_hard_to_split() -> None:
    stems = [stem for family in FAMILIES.values() for stem in family.stems]
    for first in "IVX":
        assert any(stem.startswith(first) for stem in stems)
    for part in "/&(,35":
        assert any(part in stem for stem in stems)
    assert any(stem[0].islower() for stem in stems)


@pytest.mark.parametrize(
    ("verb", "form"),
    [
        ("plan", "planning"),
        ("make", "making"),
        ("oversee", "overseeing"),
        ("tie", "tying"),
        ("win", "winning"),
        ("clean and label", "cleaning and labeling"),
    ],
)
def test_gerunds_are_spelled_as_english_spells_them(verb: str, form: str) -> None:
    assert gerund(verb) == form


def test_a_duty_is_said_again_with_its_verbs_as_gerunds() -> None:
    assert with_gerund("Mentor junior engineers") == "Mentoring junior engineers"
    assert with_gerund("Train and evaluate models") == "Training and evaluating models"


def test_the_truth_of_a_page_has_the_tables_shapes() -> None:
    page = page_for("mechatronics-engineering", "P3", OLDER)
    rows = truth_rows(page)
    assert rows["occupations"] == [
        {
            "soc_code": "17-2199.05",
            "soc_title": "Mechatronics Engineers",
            "detail": "detailed",
            "inferred": False,
            "under_review": False,
        }
    ]
    assert rows["pay"][0]["status"] == "coming"
    assert [row["dimension"] for row in rows["page_dimensions"]] == [
        "scope",
        "autonomy",
        "complexity",
        "impact",
        "decision_rights",
        "leadership",
        "typical_experience",
    ]
    assert [row["position"] for row in rows["duties"]] == list(range(1, len(page.duties) + 1))
    assert (
        rows["levels"][0] | {"track": "professional", "rank": 3, "years_min": 3.0, "years_max": 5.0}
        == rows["levels"][0]
    )


def test_a_major_group_is_inferred_and_under_review_in_the_older_version_only() -> None:
    older, newer = (
        truth_rows(page_for("data-engineering", "P1", version))["occupations"][0] for version in (OLDER, NEWER)
    )
    assert (older["soc_code"], older["detail"], older["inferred"], older["under_review"]) == (
        "15-0000",
        "major",
        True,
        True,
    )
    assert (newer["inferred"], newer["under_review"]) == (True, False)
