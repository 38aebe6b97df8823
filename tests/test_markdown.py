"""Markdown as converters write it: what a reader sees of a page is the same blocks, whichever made it."""

from textwrap import fill
from time import process_time

import pytest

from jdparse.blocks.markdown import blocks_from_markdown, is_markdown
from jdparse.records import CHIP, HEADING, ITEM, PARAGRAPH

Pairs = list[tuple[str, str]]


def pairs(text: str) -> Pairs:
    blocks = blocks_from_markdown(text)
    return list(zip(blocks.kinds, blocks.texts, strict=True))


@pytest.mark.parametrize("line", ["===", "=======", "---", "  -----  "])
def test_a_line_drawn_under_words_makes_them_a_heading(line: str) -> None:
    assert pairs(f"Knots\n{line}\n\nTie them") == [(HEADING, "Knots"), (PARAGRAPH, "Tie them")]
    assert is_markdown(f"Knots\n{line}\n\nTie them")


def test_a_line_by_itself_is_a_rule_and_an_item_over_one_stays_an_item() -> None:
    assert pairs("Tie them\n\n---\n\n- one\n---\n") == [(PARAGRAPH, "Tie them"), (ITEM, "one")]
    assert not is_markdown("Tie them\n\n---\n\nOne more\n")


@pytest.mark.parametrize("said", ["\n: One team", "\n:   One team", "\n\n  : One team"])
def test_what_a_term_says_has_no_colon_before_it(said: str) -> None:
    assert pairs(f"Scope{said}") == [(PARAGRAPH, "Scope"), (PARAGRAPH, "One team")]


def test_a_colon_within_a_line_stays() -> None:
    assert pairs("Scope: One team\n:)") == [(PARAGRAPH, "Scope: One team"), (PARAGRAPH, ":)")]


def test_adjacent_links_are_chips_and_links_with_text_between_them_a_line() -> None:
    blocks = blocks_from_markdown("[Knots](/knots)[Ropes](/ropes)\n\n[Knots](/knots), [Ropes](/ropes)")
    assert list(zip(blocks.kinds, blocks.texts, blocks.lines, strict=True)) == [
        (CHIP, "Knots", 1), (CHIP, "Ropes", 1), (PARAGRAPH, "Knots, Ropes", 3),
    ]  # fmt: skip
    assert blocks.links == {0: "/knots", 1: "/ropes", 2: "/knots"}


@pytest.mark.parametrize("link", ["[Knots][1]", "[Knots][a b]", "[Knots][]", "[Knots][A B]"])
def test_a_link_by_the_name_of_its_address_is_a_link_by_its_address(link: str) -> None:
    blocks = blocks_from_markdown(f'- {link} daily\n\n[1]: /knots\n[a b]: </knots> "All"\n[knots]: /knots')
    assert (blocks.texts, blocks.links) == (["Knots daily"], {0: "/knots"})


def test_brackets_that_name_no_address_are_text() -> None:
    assert pairs("Knots [old][new]\n\n[note]: see below") == [
        (PARAGRAPH, "Knots [old][new]"), (PARAGRAPH, "[note]: see below"),
    ]  # fmt: skip


def test_cells_of_a_table_are_blocks_and_a_bar_that_is_escaped_is_text() -> None:
    table = "| Field | Says |\n|:---|---:|\n| Scope | One \\| two teams |\n| Impact | |\n"
    assert [text for _, text in pairs(table)] == ["Field", "Says", "Scope", "One | two teams", "Impact"]


def test_facts_above_a_page_are_furniture() -> None:
    blocks = blocks_from_markdown("---\ntitle: Knots\ntags:\n  - rope\n---\n\n# Knots")
    assert (blocks.texts, blocks.lines, blocks.furniture) == (["Knots"], [7], 3)
    assert blocks_from_markdown("---\n\nKnots: one\n\n---\nRopes").furniture == 0


PARAGRAPHS = (
    "Ties knots that hold, and unties those that do not, on every well-known rope; before each lift, and after it.",
    "Short line",
    "Looking at slings and shackles before they are used, every day of the week, on Sundays too; pre- and post-season",
    "Tail",
)


def wrapped(width: int, *paragraphs: str) -> str:
    return "\n\n".join(["# Knots", *(fill(text, width) for text in paragraphs)])


@pytest.mark.parametrize("width", range(45, 101))
def test_paragraphs_that_were_wrapped_are_whole_again(width: int) -> None:
    one, short, item, tail = PARAGRAPHS
    text = wrapped(width, one, short, f"- {item}", tail)
    assert pairs(text) == [
        (HEADING, "Knots"), (PARAGRAPH, one), (PARAGRAPH, short), (ITEM, item), (PARAGRAPH, tail),
    ]  # fmt: skip
    assert blocks_from_markdown(text).lines_total() == len([line for line in text.split("\n") if line])


def test_one_line_that_could_have_held_more_shows_that_lines_stand_for_themselves() -> None:
    text = wrapped(60, *PARAGRAPHS)
    assert len(pairs(text)) == 1 + len(PARAGRAPHS)
    alone = text.replace("Short line", "Short line\nAnd one more")
    assert [said for _, said in pairs(alone)] == ["Knots", *[line for line in alone.split("\n")[1:] if line]]


def test_a_line_broken_on_purpose_stays_broken() -> None:
    text = wrapped(60, *PARAGRAPHS).replace("Short line", "Short line  \nAnd one more")
    assert [said for _, said in pairs(text)][2:4] == ["Short line", "And one more"]


@pytest.mark.parametrize("text", [
    "|" * 50_000, "|-" * 30_000, "[a](b)" * 10_000 + "x", "[a][" * 20_000, "---\n" + "a:b\n" * 20_000, "=" * 50_000,
])  # fmt: skip
def test_no_text_takes_long(text: str) -> None:
    begun = process_time()
    blocks_from_markdown(f"# Head\n{text}\n{text}")
    is_markdown(text)
    assert process_time() - begun < 3
