"""The promise on lines, as one function: each is claimed by one field or left over, and the rows say the same."""

from jdparse.records import Outcome, Rejection
from jdparse.vocabulary import DIMENSIONS, REASONS, WARNINGS
from reading import rows_of


def assert_claimed(outcome: Outcome) -> None:
    """A page is set aside for a known reason, or each of its lines is claimed once or a leftover."""
    assert {oddity.code for oddity in outcome.oddities} <= WARNINGS.keys()
    if isinstance(outcome.result, Rejection):
        assert outcome.result.reason in REASONS
        return
    page, blocks = outcome.result.page, outcome.result.blocks
    lines = list(blocks.lines)
    assert len(page.claims) == len(blocks.texts) == len(blocks.kinds) == len(lines)
    assert lines == sorted(set(lines))
    assert all(text and text == " ".join(text.split()) for text in blocks.texts)
    assert all(pieces[0][0] == line and len(pieces) > 1 for line, pieces in blocks.pieces.items())
    assert blocks.pieces.keys() <= set(lines)
    unclaimed = [each for at, claim in enumerate(page.claims) if claim is None for each in blocks.lines_of(at)]
    assert [(line, text) for line, text, _ in page.leftovers] == unclaimed
    for section, bullets in page.bullets.items():
        claimed = [text for text, claim in zip(blocks.texts, page.claims, strict=True) if claim == section]
        assert bullets.texts == claimed


def assert_accounted(outcome: Outcome) -> None:
    """``assert_claimed``, and the rows say the same."""
    assert_claimed(outcome)
    if isinstance(outcome.result, Rejection):
        return
    page, blocks = outcome.result.page, outcome.result.blocks
    lines = list(blocks.lines)
    rows = rows_of(outcome)
    one = rows["pages"][0]
    further = [line for pieces in blocks.pieces.values() for line, _ in pieces[1:]]
    assert len({*lines, *further}) == len(lines) + len(further), "each line is in one block"
    assert one["lines_total"] == len(lines) + len(further) + one["furniture"]
    assert one["lines_total"] == one["lines_claimed"] + len(rows["leftover_lines"])
    text_at = dict(zip(lines, blocks.texts, strict=True))
    claimed = dict(zip(lines, page.claims, strict=True))
    assert [(row["line"], row["text"]) for row in rows["leftover_lines"]] == [
        each for at, line in enumerate(lines) if claimed[line] is None for each in blocks.lines_of(at)
    ]
    for table in ("duties", "skills", "qualifications", "related_families"):
        name = "name" if table == "related_families" else "text"
        assert [(row["line"], row[name]) for row in rows[table]] == sorted_lines(text_at, claimed, table)
    for table in ("occupations", "pay"):
        assert [row["line"] for row in rows[table]] == [line for line, _ in sorted_lines(text_at, claimed, table)]
    assert "".join(row["title"] for row in rows["titles"]) == "".join(
        text for _, text in sorted_lines(text_at, claimed, "titles")
    )
    assert {row["line"] for row in rows["titles"]} == {line for line, _ in sorted_lines(text_at, claimed, "titles")}
    texts = {row["line"]: row["text"] for row in rows["page_dimensions"]}
    of_dimensions = dict(sorted_lines(text_at, claimed, "dimensions"))
    assert texts.items() <= of_dimensions.items()
    assert {of_dimensions[line].lower() for line in of_dimensions.keys() - texts.keys()} <= DIMENSIONS.keys()
    for field, value in (("label", page.label), ("summary", page.summary), ("tagline", page.tagline)):
        assert [text for _, text in sorted_lines(text_at, claimed, field)] == ([value] if value is not None else [])
    assert (page.level_code is not None) == ("level" in page.claims)


def sorted_lines(text_at: dict[int, str], claimed: dict[int, str | None], field: str) -> list[tuple[int, str]]:
    return [(line, text) for line, text in text_at.items() if claimed[line] == field]
