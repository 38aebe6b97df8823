"""Pages written by hand beside the rows a reader writes down for them: ``golden/<case>/input.*`` and ``expected.json``.

A row is a list: ``[text, line]`` for bullets and dimensions, years behind those of qualifications, marks behind titles.
A page's columns are compared where the case names them.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from reading import Rows, read, rows_of

CASES = sorted(path.name for path in (Path(__file__).parent / "golden").iterdir())


def written(case: str) -> tuple[bytes, dict[str, Any]]:
    folder = Path(__file__).parent / "golden" / case
    (page,) = folder.glob("input.*")
    return page.read_bytes(), json.loads((folder / "expected.json").read_text())


def as_a_reader_writes(rows: Rows) -> dict[str, Any]:
    pay = [[row["status"], row["text"], row["line"]] for row in rows["pay"]]
    return {
        "dimensions": {row["dimension"]: [row["text"], row["line"]] for row in rows["page_dimensions"]},
        "duties": [[row["text"], row["line"]] for row in rows["duties"]],
        "skills": [[row["text"], row["line"]] for row in rows["skills"]],
        "qualifications": [
            [row[name] for name in ("text", "line", "years_min", "years_max", "years_open", "years_alternatives")]
            for row in rows["qualifications"]
        ],
        "titles": [
            [row[name] for name in ("title", "stem", "marker", "implied_rank", "line")]
            + [mark for mark in ("cut_off", "unsplit") if row[mark]]
            for row in rows["titles"]
        ],
        "occupations": [
            [row[name] for name in ("soc_code", "soc_title", "detail", "inferred", "under_review", "line")]
            for row in rows["occupations"]
        ],
        "pay": pay[0] if pay else None,
        "related": [[row[name] for name in ("name", "slug", "url", "line")] for row in rows["related_families"]],
        "leftovers": [[row[name] for name in ("line", "text", "section")] for row in rows["leftover_lines"]],
        "warnings": [[row["code"], row["line"]] for row in rows["input_warnings"]],
    }


@pytest.mark.parametrize("case", CASES)
def test_the_rows_are_those_a_reader_writes_down(case: str) -> None:
    content, expected = written(case)
    rows = rows_of(read(content))
    page = expected.pop("page")
    assert {name: rows["pages"][0][name] for name in page} == page
    assert as_a_reader_writes(rows) == expected


@pytest.mark.parametrize("case", CASES)
def test_positions_count_from_one(case: str) -> None:
    rows = rows_of(read(written(case)[0]))
    for table in ("duties", "skills", "qualifications", "titles", "related_families"):
        assert [row["position"] for row in rows[table]] == list(range(1, len(rows[table]) + 1))
