"""The five real pages, where they lie beside the project: each field is what an independent little reader writes down.

The reader knows nothing of the parser: it walks the lines once, by the order of pages that the five have.
"""

from pathlib import Path
from typing import Any

import pytest

from reading import read, rows_of

SEEDS = sorted((Path(__file__).parents[2] / "shared" / "seeds").glob("*.txt"))
pytestmark = pytest.mark.skipif(not SEEDS, reason="the five seed pages are not beside the project")

TITLES = [16, 16, 7, 12, 10]
DIMENSIONS = ["Scope", "Autonomy", "Complexity", "Impact", "Decision rights", "Leadership", "Typical experience"]


def reader(text: str) -> dict[str, Any]:
    """What the page says, section by section; each line with its number."""
    lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    heads = ["What this level means", "What you", "Skills, k", "What good", "Common t", "W", "Related"]
    at = [0]
    for head in heads:
        at += [n for n, (_, line) in enumerate(lines) if n > at[-1] and line.startswith(head)][:1]
    top, level, duties, skills, qualifications, titles, pay = (
        lines[a:b] for a, b in zip(at, [*at[1:7], at[7] if len(at) > 7 else len(lines)], strict=False)
    )
    badge, name = top[0][1].split(" — ")
    pairs = [(number, line.removeprefix("- ")) for number, line in level[2:]]
    return {
        "level_code": badge[:2],
        "level_name": name,
        "label": top[1][1],
        "summary": top[2][1],
        "tagline": level[1][1],
        "dimensions": [
            (term, value, number) for (_, term), (number, value) in zip(pairs[::2], pairs[1::2], strict=True)
        ],
        **{
            section: [(line[2:], number) for number, line in found[1:]]
            for section, found in (("duties", duties), ("skills", skills), ("qualifications", qualifications))
        },
        "titles": titles[1],
        "soc": next((number, line) for number, line in pay if line.startswith("O*NET")),
        "pay": next((number, line) for number, line in pay if line.startswith("Market")),
        "last": lines[-1][1],
    }


@pytest.mark.parametrize("number", range(5))
def test_each_page_has_no_leftover_and_so_many_titles(number: int) -> None:
    outcome = read(SEEDS[number].read_bytes())
    rows = rows_of(outcome)
    assert rows["leftover_lines"] == []
    assert {oddity.code for oddity in outcome.oddities} <= {"years_alternatives"}
    assert len(rows["titles"]) == TITLES[number]
    assert not any(row["unsplit"] for row in rows["titles"])


@pytest.mark.parametrize("number", range(5))
def test_each_field_is_what_the_reader_writes_down(number: int) -> None:
    content = SEEDS[number].read_text(encoding="utf-8")
    said, rows = reader(content), rows_of(read(content))
    page = rows["pages"][0]
    for name in ("level_code", "level_name", "label", "summary", "tagline"):
        assert page[name] == said[name]
    assert [value for _, value, _ in said["dimensions"]][6] == page["experience_raw"]
    low, high = page["experience_raw"].removesuffix(" yrs").split("–")
    assert (page["years_min"], page["years_max"]) == (float(low), float(high))
    assert [term for term, _, _ in said["dimensions"]] == DIMENSIONS
    assert [(row["dimension"], row["text"], row["line"]) for row in rows["page_dimensions"]] == [
        (term.lower().replace(" ", "_"), value, line) for term, value, line in said["dimensions"]
    ]
    for table in ("duties", "skills", "qualifications"):
        assert [(row["text"], row["line"]) for row in rows[table]] == said[table]
    assert {row["line"] for row in rows["titles"]} == {said["titles"][0]}
    assert "".join(row["title"] for row in rows["titles"]) == said["titles"][1]
    assert page["page_title"] == (said["last"] if "·" in said["last"] else None)
    assert not page["cut_off"]


@pytest.mark.parametrize("number", range(5))
def test_the_pay_block_is_what_the_reader_writes_down(number: int) -> None:
    content = SEEDS[number].read_text(encoding="utf-8")
    said, rows = reader(content), rows_of(read(content))
    (line, soc), (pay_line, pay) = said["soc"], said["pay"]
    older = "under review" in soc
    code = soc.split(": ")[1][:7]
    title = soc.split(code)[1].removeprefix(" — ").split("(inferred")[0].strip()
    (found,) = rows["occupations"]
    assert (found["soc_code"], found["soc_title"], found["line"]) == (code, title, line)
    assert (found["detail"], found["inferred"], found["under_review"]) == ("major", True, older)
    assert [(row["status"], row["text"], row["line"]) for row in rows["pay"]] == [
        ("coming" if older else "recalibrating", pay, pay_line)
    ]
    assert rows["pages"][0]["site_version"] == ("older" if older else "newer")


@pytest.mark.parametrize("number", range(5))
def test_each_title_is_its_stem_and_a_mark_of_the_level(number: int) -> None:
    rows = rows_of(read(SEEDS[number].read_bytes()))
    label = rows["pages"][0]["label"]
    rank = int(rows["pages"][0]["level_code"][1:])
    numeral = ["", "I", "II", "III"][rank]
    for row in rows["titles"]:
        if row["marker"] == "label":
            assert row["title"] == label
        elif row["marker"] == "roman":
            assert row["title"] == f"{row['stem']} {numeral}"
        elif row["marker"] == "number":
            assert row["title"] == f"{row['stem']} {rank}"
        else:
            assert row["marker"] == "prefix"
            assert row["title"].removesuffix(f" {row['stem']}") in {"Entry-Level", "Junior", "Associate", "Mid-Level"}
    stems = [row["stem"] for row in rows["titles"] if row["marker"] == "roman"]
    assert len(set(stems)) == len(stems)
    assert [row["title"] for row in rows["titles"] if row["cut_off"]] == (
        [rows["titles"][-1]["title"]] if number == 0 else []
    )


def test_years_asked_for_are_numbers_with_the_alternatives_beside_them() -> None:
    years = [
        (row["years_min"], row["years_max"], row["years_open"], row["years_alternatives"])
        for seed in SEEDS
        for row in rows_of(read(seed.read_bytes()))["qualifications"]
        if row["years_min"] is not None
    ]
    assert years == [(2, 5, False, "1–2 years"), (3, 5, False, None), (5, 8, True, None)]
