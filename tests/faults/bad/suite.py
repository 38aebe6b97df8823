"""All bad inputs in one folder, beside good pages: what becomes of each, and that no good page notices."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from faults.bad import entries, markup, packed, pages, text
from faults.bad.case import GOOD, PARSED, Case, dash, good_page, html, page_of_case
from jdparse.run import Request, run
from jdparse.sources import printable_name
from jdparse.summary import Summary
from jdparse.tables import DATA_TABLES
from jdparse.warehouse import open_warehouse

CASES: tuple[Case, ...] = (*text.CASES, *markup.CASES, *packed.CASES, *pages.CASES, *entries.CASES)
NUMBERS = {case.name: number for number, case in enumerate(CASES)}
TABLES_OF_A_PAGE = (
    "pages", "page_history", "page_dimensions", "duties", "skills", "qualifications", "titles", "occupations", "pay",
    "related_families", "leftover_lines",
)  # fmt: skip
OF_INPUTS = ("inputs", "input_warnings")
Rows = list[dict[str, Any]]


def write_good_pages(raw: Path) -> None:
    """The good pages, half of them as text."""
    raw.mkdir(parents=True, exist_ok=True)
    for number in range(GOOD):
        page = good_page(number)
        name = f"good-{number:02}"
        (raw / name).write_text((dash if number % 2 else html)(page), encoding="utf-8")


def write_case(raw: Path, case: Case) -> None:
    """The bad input of a case."""
    page = page_of_case(NUMBERS[case.name])
    if case.entry is not None:
        case.entry(raw / case.file_name, page)
    elif case.content is not None:
        content = case.content(page)
        (raw / case.file_name).write_bytes(content.encode() if isinstance(content, str) else content)


def build(raw: Path, warehouse: Path, workers: int = 2) -> Summary:
    """A run that accepts any share of bad inputs, in worker processes with their usual budget."""
    return run(Request((str(raw),), warehouse, workers=workers, quarantine_limit=1.0), lambda *_: None)


class Published:
    """The tables of a warehouse as rows, and what they say of an input."""

    def __init__(self, warehouse: Path) -> None:
        with open_warehouse(warehouse) as opened:
            self.rows: dict[str, Rows] = {table.name: opened.arrow(table.name).to_pylist() for table in DATA_TABLES}
        self.files = {
            str(path.relative_to(warehouse / "current")): path.read_bytes()
            for path in sorted((warehouse / "current").glob("*/*.parquet"))
        }
        self.inputs = {(row["source"], row["record"]): row for row in self.rows["inputs"]}
        self.warnings: dict[str, set[str]] = {}
        for row in self.rows["input_warnings"]:
            self.warnings.setdefault(row["input_id"], set()).add(row["code"])
        self.duties: dict[str, list[str]] = {}
        for row in self.rows["duties"]:
            self.duties.setdefault(row["page_id"], []).append(row["text"])

    def of_good_pages(self) -> dict[str, Rows]:
        """The rows of the good pages in every table that belongs to a page."""
        good = {row["page_id"] for row in self.rows["pages"] if row["source"].startswith("good-")}
        return {name: [row for row in self.rows[name] if row["page_id"] in good] for name in TABLES_OF_A_PAGE}

    def of_inputs(self, name: str) -> Rows:
        """The rows of an entry in ``inputs``."""
        return [row for row in self.rows["inputs"] if row["source"] == name]


def judge(case: Case, found: Published) -> str:
    """What is wrong with what became of a case; empty where it is as it must be."""
    rows = found.of_inputs(printable_name(case.file_name))
    if len(rows) != 1:
        return f"{len(rows)} rows in inputs"
    (row,) = rows
    became = row["reason"] or PARSED
    if became not in case.outcomes:
        return f"became {became} ({row['detail']}), not {case.becomes}"
    if case.says not in (row["detail"] or ""):
        return f"the detail is {row['detail']!r}"
    return _wrong_parse(case, row, found) if became == PARSED else ""


def _wrong_parse(case: Case, row: dict[str, Any], found: Published) -> str:
    if case.decoded_with is not None and row["decoded_with"] != case.decoded_with:
        return f"decoded with {row['decoded_with']}"
    missing = set(case.warns) - found.warnings.get(row["input_id"], set())
    if missing:
        return f"no warning {missing}, only {found.warnings.get(row['input_id'])}"
    return _wrong_duties(case, found.duties.get(row["page_id"], []))


def _wrong_duties(case: Case, duties: Sequence[str]) -> str:
    lost = [text for text in case.has if text not in duties]
    if lost:
        return f"not among the duties: {lost}; they are {duties[:3]}"
    page = page_of_case(NUMBERS[case.name])
    # The first one is where most cases do their damage.
    lost = [text for text in page.duties[1:] if text not in duties]
    if case.duties and (lost or len(duties) < len(page.duties)):
        return f"{len(duties)} of {len(page.duties)} duties, without {lost[:3]}"
    dirty = [text for text in duties if any(c < " " or "\x7f" <= c < "\xa0" for c in text)]
    return f"control characters in {dirty}" if dirty else ""
