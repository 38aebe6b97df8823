"""Every non-blank line of a parsed page is claimed by one field or stands in ``leftover_lines``, whatever it says."""

import re
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from accounting import assert_accounted
from jdparse.records import Outcome, Rejection
from jdparse.sample import page_at, render_bullet, render_dash, render_html
from reading import read

PAGES = [page_at(index, seed=5) for index in (0, 1, 2, 3, 7, 11, 18, 26)]
DASH = [render_dash(page) for page in PAGES]
BULLET = [render_bullet(page) for page in PAGES]
HTML = [render_html(page).decode() for page in PAGES]
FOREIGN = [
    "Scope", "- Scope", "  • Scope", "Common titles", "What it pays", "WHAT YOU'D DO", "Perks", "- Free lunch", "P1",
    "-", "•", "P2P3 — Developing Professional", "O*NET / SOC: 15-0000 — Again", "Pay is coming", "A sentence.", "x · y",
    "    wrapped", "  Wrapped", "going on", "    ◦ inner", "  - inner", "\twhat you'd do",
    "<", "<p>", "", "Label — P1 — Entry-Level Professional · Site", "0–2 yrs", "IV", "\u00a0", "e\u0301", "\u2028",
]  # fmt: skip
TAG = re.compile(r"<[^>]*>|[^<]+")

Change = tuple[str, int, int]
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["drop", "double", "again", "swap", "insert", "move", "cut", "cut_line"]),
        st.integers(0, 10_000),
        st.integers(0, 10_000),
    ),
    max_size=6,
)


def mutated(parts: list[str], changes: list[Change], joint: str) -> str:  # noqa: C901 -- a list of changes
    parts = list(parts)
    for what, a, b in changes:
        if not parts:
            break
        at, other = a % len(parts), b % len(parts)
        if what == "drop":
            del parts[at : at + 1 + b % 4]
        elif what == "double":
            parts.insert(other, parts[at])
        elif what == "again":
            parts[other:other] = parts[at : at + b % 20]
        elif what == "swap":
            parts[at], parts[other] = parts[other], parts[at]
        elif what == "insert":
            parts.insert(at, FOREIGN[b % len(FOREIGN)])
        elif what == "move":
            parts.insert(other, parts.pop(at))
        elif what == "cut_line":
            parts[at] = parts[at][: b % (len(parts[at]) + 1)]
        elif what == "cut":
            whole = joint.join(parts)
            parts = whole[: b % (len(whole) + 1)].split(joint) if joint else TAG.findall(whole[: b % (len(whole) + 1)])
    return joint.join(parts)


def check_text(pages: list[str], at: int, changes: list[Change]) -> None:
    text = mutated(pages[at % len(pages)].split("\n"), changes, "\n")
    outcome = read(text)
    assert_accounted(outcome)
    if not isinstance(outcome.result, Rejection) and outcome.result.blocks.rendering != "html":
        assert outcome.result.blocks.lines_total() == sum(1 for line in text.split("\n") if line.strip())


@settings(max_examples=250)
@given(st.integers(0, 7), CHANGES)
def test_on_mutated_dash_pages(at: int, changes: list[Change]) -> None:
    check_text(DASH, at, changes)


@settings(max_examples=250)
@given(st.integers(0, 7), CHANGES)
def test_on_mutated_bullet_pages(at: int, changes: list[Change]) -> None:
    check_text(BULLET, at, changes)


@settings(max_examples=250)
@given(st.integers(0, 7), CHANGES)
def test_on_html_pages_with_tags_and_texts_moved(at: int, changes: list[Change]) -> None:
    assert_accounted(read(mutated(TAG.findall(HTML[at]), changes, "")))


def each_cut(text: str, step: int) -> list[str]:
    return [text[:end] for end in range(0, len(text) + 1, step)]


def check_cuts(page: str, step: int, whole: Callable[[Outcome], bool]) -> None:
    for cut in each_cut(page, step):
        outcome = read(cut)
        assert_accounted(outcome)
        if len(cut) < len(page) - 300 and not isinstance(outcome.result, Rejection):
            assert not whole(outcome), "a page that ends early says so"


def is_whole(outcome: Outcome) -> bool:
    assert not isinstance(outcome.result, Rejection)
    return not outcome.result.page.cut_off


def test_a_dash_page_cut_at_any_character_is_accounted_for_and_says_that_it_is_cut() -> None:
    check_cuts(DASH[0], 3, is_whole)


def test_an_html_page_cut_at_any_character_is_accounted_for_and_says_that_it_is_cut() -> None:
    main = HTML[0]
    end = main.index("Related families")
    check_cuts(main[:end], 17, is_whole)


def test_a_page_that_says_everything_twice_is_accounted_for() -> None:
    for text in (*DASH, *BULLET):
        lines = text.split("\n")
        tagline = lines.index("What this level means") + 1
        assert_accounted(read("\n".join([*lines, *lines])))
        assert_accounted(read("\n".join([*lines, *lines[:tagline], *lines[tagline + 1 :]])))


@settings(max_examples=200)
@given(st.lists(st.sampled_from([*FOREIGN, *DASH[0].split("\n")[:40]]), max_size=25))
def test_on_lines_in_any_order(lines: list[str]) -> None:
    assert_accounted(read("\n".join(lines)))


@settings(max_examples=200)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_on_any_bytes_a_page_is_set_aside_with_a_reason_and_nothing_is_raised(content: bytes) -> None:
    outcome = read(content)
    assert_accounted(outcome)
    assert isinstance(outcome.result, Rejection)
