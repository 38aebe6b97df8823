"""Which version of a page is current, what its history holds and what becomes of each input: the rule, case by case."""

from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from jdparse.past import no_past
from jdparse.ranges import assemble, cut_ranges, range_bounds, slice_range
from jdparse.read_page import read_page
from jdparse.records import Outcome, Rejection
from jdparse.rows import staged_tables
from jdparse.wording import Decisions
from reading import Row, input_of

DASH = """P2P2 — Developing Professional
Potter
Throws {ware}.
What this level means
Knows the wheel
- Scope
- Bowls
What you'd do
- Throw {ware}
Skills, knowledge & tools
- Clay
What good looks like
- Patience
What it pays
Pay levels are being recalibrated.
O*NET / SOC: 27-0000 — Arts (inferred)
"""
PAIR = "- Scope\n- Bowls"
URL = "https://clay.example/potting/p2"
OTHER_FORM = "https://clay.example/jobs/potting/p2"


def dash(ware: str = "bowls") -> str:
    return DASH.format(ware=ware)


def bullet(ware: str = "bowls") -> str:
    return dash(ware).replace(PAIR, "Scope\nBowls").replace("\n- ", "\n  • ")


def html(ware: str = "bowls") -> str:
    lines = dash(ware).split("\n")
    made = "".join(f"<li>{line[2:]}</li>" if line.startswith("- ") else f"<h2>{line}</h2>" for line in lines if line)
    return f"<html><body><main>{made}</main></body></html>"


def day(number: int) -> datetime:
    return datetime(2026, 1, number, 12, tzinfo=UTC)


def one(content: str, source: str, **told: Any) -> Outcome:
    return read_page(input_of(content, source=source, url=told.pop("url", URL), **told))


def tables_of(*parts: list[Outcome]) -> dict[str, list[Row]]:
    made = assemble([staged_tables(part) for part in parts], no_past(), Decisions())
    return {name: rows.to_pylist() for name, rows in made.tables.items()}


def current(*outcomes: Outcome) -> str:
    """The source of the version that is shown; it does not depend on the order or on how the inputs were batched."""
    found = set()
    for parts in ([list(outcomes)], [[outcome] for outcome in reversed(outcomes)]):
        (page,) = tables_of(*parts)["pages"]
        found.add(page["source"])
    assert len(found) == 1
    return found.pop()


def statuses(tables: dict[str, list[Row]]) -> dict[str, str]:
    return {row["source"]: row["status"] for row in tables["inputs"]}


# ---- which one is current ----


def test_the_newest_date_wins_over_everything_else() -> None:
    newest = one(dash("jars"), "new.txt", fetched_at=day(2))
    assert current(newest, one(html(), "old.html", fetched_at=day(1))) == "new.txt"


def test_a_version_with_a_date_wins_over_one_without() -> None:
    assert current(one(dash(), "dated.txt", fetched_at=day(1)), one(html("large bowls"), "undated.html")) == "dated.txt"


def test_of_two_with_one_date_html_wins_then_bullet_then_dash() -> None:
    all_three = [one(make(), name, fetched_at=day(1)) for name, make in (("h", html), ("b", bullet), ("d", dash))]
    assert current(*all_three) == "h"
    assert current(*all_three[1:]) == "b"


def test_without_dates_html_wins_then_bullet_then_dash_whatever_their_bodies() -> None:
    assert current(one(html("b"), "h"), one(bullet("longer bowls"), "b"), one(dash("longest bowls"), "d")) == "h"
    assert current(one(bullet("b"), "b"), one(dash("longest bowls"), "d")) == "b"


def test_without_dates_and_in_one_rendering_the_larger_body_wins() -> None:
    assert current(one(dash("large bowls"), "large"), one(dash("bowls"), "small")) == "large"


def test_of_two_bodies_alike_in_all_that_the_smaller_hash_wins() -> None:
    outcomes = {word: one(dash(word), word) for word in ("bowls", "jarss", "plate")}
    hashes = {word: outcome.result.body_sha256 for word, outcome in outcomes.items()}
    assert current(*outcomes.values()) == min(hashes, key=hashes.get)


def test_a_cut_off_version_is_shown_only_if_there_is_no_whole_one() -> None:
    cut = dash("cut bowls").split("What it pays")[0]
    cuts = [one(cut, "cut-new.txt", fetched_at=day(9)), one(cut + "What", "cut-old.txt", fetched_at=day(1))]
    assert current(*cuts, one(dash(), "whole.txt")) == "whole.txt"
    assert current(*cuts) == "cut-new.txt"


def test_inputs_alike_in_all_the_rule_names_are_chosen_alike_in_any_order() -> None:
    told = [
        one(dash().replace("Knows the wheel", word), "same.txt", url=url, family=family)
        for word in ("Knows it", "Knows clay")
        for url in (URL, OTHER_FORM)
        for family in ("Potting", "Pots")
    ]
    found = set()
    for seed in range(4):
        Random(seed).shuffle(told)
        (page,) = tables_of(told[:3], told[3:])["pages"]
        found.add((page["tagline"], page["url"], page["family"]))
    assert len(found) == 1


# ---- one page, one history ----


def test_two_addresses_and_two_site_versions_with_one_body_are_one_page_with_one_version() -> None:
    older = dash().replace("What it pays", "Where it sits & what it pays")
    tables = tables_of([one(older, "a", url=OTHER_FORM, fetched_at=day(1)), one(dash(), "b", fetched_at=day(5))])
    (page,), (version,) = tables["pages"], tables["page_history"]
    assert (page["source"], page["site_version"], page["url"]) == ("b", "newer", URL)
    assert (page["first_seen"], page["last_changed"], page["fetched_at"]) == (day(1), day(1), day(5))
    assert (version["first_seen"], version["last_seen"], version["source"]) == (day(1), day(5), "b")
    assert version["current"]
    assert statuses(tables) == {"a": "same_body", "b": "current"}


def test_two_bodies_at_one_address_are_one_page_with_two_versions() -> None:
    tables = tables_of(
        [one(dash("bowls"), "a", fetched_at=day(1)), one(dash("jars"), "b", fetched_at=day(3))],
        [one(dash("bowls"), "c", fetched_at=day(2)), one(dash("jars"), "d", fetched_at=day(4))],
    )
    (page,) = tables["pages"]
    assert (page["summary"], page["first_seen"], page["last_changed"]) == ("Throws jars.", day(1), day(3))
    assert statuses(tables) == {"a": "older", "b": "same_body", "c": "older", "d": "current"}
    history = {row["current"]: (row["first_seen"], row["last_seen"], row["source"]) for row in tables["page_history"]}
    assert history == {True: (day(3), day(4), "d"), False: (day(1), day(2), "c")}
    assert [row["text"] for row in tables["duties"]] == ["Throw jars"]


def test_without_dates_nothing_is_said_about_when() -> None:
    (page,) = tables_of([one(dash(), "a"), one(html(), "b")])["pages"]
    assert (page["first_seen"], page["last_changed"], page["fetched_at"]) == (None, None, None)


def test_without_an_address_one_body_is_one_page_and_two_bodies_are_two() -> None:
    made = {"h": html(), "d": dash(), "o": dash("jars")}
    tables = tables_of([one(text, name, url=None) for name, text in made.items()])
    assert len(tables["pages"]) == 2
    assert statuses(tables) == {"h": "current", "d": "same_body", "o": "current"}


def test_a_page_with_an_address_is_not_joined_to_one_without() -> None:
    assert len(tables_of([one(dash(), "a"), one(dash(), "b", url=None)])["pages"]) == 2


# ---- every input once ----


def test_every_input_has_one_row_in_one_of_four_states() -> None:
    tables = tables_of(
        [
            one(dash(), "a", fetched_at=day(2)),
            one(bullet(), "b"),
            one(dash("jars"), "c"),
            one("", "empty"),
            one("x", "x"),
        ]
    )
    assert statuses(tables) == {
        "a": "current", "b": "same_body", "c": "older", "empty": "quarantined", "x": "quarantined",
    }  # fmt: skip
    for row in tables["inputs"]:
        assert (row["page_id"] is None) == (row["reason"] is not None) == (row["status"] == "quarantined")


def test_inputs_alike_in_name_and_content_are_told_apart() -> None:
    tables = tables_of([one(dash(), "a"), one(dash(), "a", url=OTHER_FORM)], [one(dash(), "a", url=None)])
    ids = [row["input_id"] for row in tables["inputs"]]
    assert len(set(ids)) == len(ids) == 3


@pytest.mark.parametrize("reasons", [("not_regular", "permission_denied"), ("unreadable", "unreadable")])
def test_unreadable_inputs_of_one_name_are_told_apart(reasons: tuple[str, str]) -> None:
    outcomes = [
        read_page(input_of("", source="a")._replace(problem=Rejection(reason, str(n)), sha256=None))
        for n, reason in enumerate(reasons)
    ]
    ids = [row["input_id"] for row in tables_of(outcomes)["inputs"]]
    assert len(set(ids)) == 2


def test_warnings_belong_to_their_input() -> None:
    odd = dash().replace("P2P2", "Q2Q2")
    tables = tables_of([one(dash(), "a")], [one(odd, "b", url=None), one(odd, "b", url=None)])
    names = {row["input_id"]: row["source"] for row in tables["inputs"]}
    unknown = [names[row["input_id"]] for row in tables["input_warnings"] if row["code"] == "level_unknown"]
    assert unknown == ["b", "b"]
    keys = [(row["input_id"], row["position"]) for row in tables["input_warnings"]]
    assert len(set(keys)) == len(keys)


# ---- ranges ----


def test_however_the_pages_are_cut_into_ranges_each_stands_in_one() -> None:
    outcomes = [one(dash(f"pot {n}"), f"{n}", url=None) for n in range(40)] + [one("", f"e{n}") for n in range(9)]
    staged = staged_tables(outcomes)
    whole = tables_of(outcomes)
    for count in (1, 2, 8):
        made = [
            assemble([slice_range(staged, wanted)], no_past(), Decisions()).tables for wanted in range_bounds(count)
        ]
        for name, rows in whole.items():
            together = [row for tables in made for row in tables[name].to_pylist()]
            assert sorted(map(str, together)) == sorted(map(str, rows)), name


def test_ranges_cover_every_identifier_and_depend_on_the_number_of_pages_alone() -> None:
    assert len(cut_ranges(1)) == 1
    for pages in (1, 40_000, 10_000_000):
        ranges = cut_ranges(pages)
        assert (ranges[0].start, ranges[-1].stop) == ("00", None)
        assert [wanted.stop for wanted in ranges[:-1]] == [wanted.start for wanted in ranges[1:]]
