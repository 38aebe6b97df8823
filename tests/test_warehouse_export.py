"""Exports: page text never becomes a formula, no table is cut in silence, the Parquet keeps the original."""

import csv
import errno
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from faults.publisher import ledger_of, rows_of
from jdparse import tables
from jdparse.errors import CannotWrite, WrongUse
from jdparse.warehouse import Warehouse, hold, open_warehouse, write_part
from jdparse.warehouse.export import CELL_CHARACTERS, NOTES, export, fitting, harmless

HOSTILE = [
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", "＝1+1", "＋1", "－1", "＠a",
    "=HYPERLINK(\"http://example.invalid\")", "<script>alert(1)</script>", "a\x1b[31mred", "\u202eevil", "x" * 40_000,
    "a,b;\"c\"", "two\nlines", "_x003D_1", "\ufffe", "plain",
]  # fmt: skip
FORMULA_CHARACTERS = "=+-@\t\r\n\0＝＋－＠"


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    rows = [{"level_code": f"P{n:02d}", "tagline": text, "rank": n} for n, text in enumerate(HOSTILE)]
    with hold(tmp_path / "w", "run") as holder:
        staging = holder.stage()
        part = write_part(staging.data, tables.LEVELS, 0, rows_of(tables.LEVELS, rows))
        staging.commit([part], ledger_of([]), datetime(2026, 1, 1, tzinfo=UTC))
    return open_warehouse(tmp_path / "w")


def csv_cells(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def sheet_cells(path: Path, number: int) -> list[list[tuple[str, str]]]:
    """Rows of (type, text) of the cells of a sheet."""
    with zipfile.ZipFile(path) as book:
        tree = etree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
    space = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    assert not tree.findall(".//s:f", space), "no formula anywhere"
    assert not tree.findall(".//s:hyperlink", space), "no link anywhere"
    return [[(cell.get("t", "n"), "".join(cell.itertext())) for cell in row] for row in tree.findall(".//s:row", space)]


def test_no_csv_cell_begins_like_a_formula(warehouse: Warehouse, tmp_path: Path) -> None:
    export(warehouse, ["levels"], tmp_path / "out", "csv")
    cells = [row["tagline"] for row in csv_cells(tmp_path / "out" / "levels.csv")]
    assert len(cells) == len(HOSTILE)
    assert not [cell for cell in cells if cell[0] in FORMULA_CHARACTERS]
    assert cells[0] == "'=cmd|' /C calc'!A0"
    assert cells[-1] == "plain"
    assert "\x1b" not in "".join(cells)


def test_no_excel_cell_is_a_formula_or_begins_like_one(warehouse: Warehouse, tmp_path: Path) -> None:
    export(warehouse, ["levels"], tmp_path / "out.xlsx", "xlsx")
    rows = sheet_cells(tmp_path / "out.xlsx", 2)
    assert len(rows) == 1 + len(HOSTILE)
    texts = [text for row in rows[1:] for kind, text in row if kind != "n"]
    assert not [text for text in texts if text[0] in FORMULA_CHARACTERS]


def test_an_excel_cell_holds_at_most_what_excel_takes_and_says_that_it_was_cut(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    export(warehouse, ["levels"], tmp_path / "out.xlsx", "xlsx")
    longest = max((text for row in sheet_cells(tmp_path / "out.xlsx", 2) for _, text in row), key=len)
    assert len(longest) == CELL_CHARACTERS
    assert longest.endswith("[…]")
    assert sheet_cells(tmp_path / "out.xlsx", 1)[1][0][1] == NOTES["xlsx"][0]


def test_the_parquet_keeps_the_original(warehouse: Warehouse) -> None:
    assert warehouse.arrow("levels")["tagline"].to_pylist() == HOSTILE


def test_an_export_is_the_same_bytes_each_time(warehouse: Warehouse, tmp_path: Path) -> None:
    for kind in ("csv", "xlsx"):
        (one,) = export(warehouse, ["levels"], tmp_path / f"one.{kind}", kind)
        (two,) = export(warehouse, ["levels"], tmp_path / f"two.{kind}", kind)
        assert one.read_bytes() == two.read_bytes()


def test_all_tables_are_exported_where_none_is_named(warehouse: Warehouse, tmp_path: Path) -> None:
    written = export(warehouse, [], tmp_path / "all", "csv")
    assert [path.stem for path in written] == list(tables.TABLES)
    assert csv_cells(tmp_path / "all" / "pay.csv") == []
    with zipfile.ZipFile(export(warehouse, [], tmp_path / "all.xlsx", "xlsx")[0]) as book:
        assert len([name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]) == 1 + len(
            tables.TABLES
        )


def test_long_tables_go_on_in_a_second_sheet(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jdparse.warehouse.export.SHEET_ROWS", 11)
    export(warehouse, ["levels"], tmp_path / "out.xlsx", "xlsx")
    counts = [len(sheet_cells(tmp_path / "out.xlsx", number)) - 1 for number in (2, 3, 4)]
    assert counts == [10, 10, len(HOSTILE) - 20]


@pytest.mark.parametrize(("names", "kind"), [(["no_table"], "csv"), (["levels"], "ods"), (["../levels"], "csv")])
def test_unknown_tables_and_formats_are_refused(
    warehouse: Warehouse, tmp_path: Path, names: list[str], kind: str
) -> None:
    with pytest.raises(WrongUse):
        export(warehouse, names, tmp_path / "out", kind)
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_is_named(warehouse: Warehouse, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name in ("out", "out.csv", "out.xlsx"):
        with pytest.raises(
            CannotWrite, match="a file stands where a folder is needed; choose another place for the"
        ) as no:
            export(warehouse, ["levels"], tmp_path / "file" / name)
        assert no.value.subject == str(tmp_path / "file" / name)


def test_a_folder_that_is_not_there_is_said_of_the_file_the_user_named(warehouse: Warehouse, tmp_path: Path) -> None:
    for name in ("out.csv", "out.xlsx"):
        with pytest.raises(CannotWrite, match="the folder it belongs in is not there") as refused:
            export(warehouse, ["levels"], tmp_path / "no" / name)
        assert refused.value.subject == str(tmp_path / "no" / name)


def test_an_export_that_fails_leaves_what_was_there_and_nothing_else(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "out").mkdir()
    for name in ("levels.csv", "levels.xlsx"):
        (tmp_path / "out" / name).write_text("before")
        monkeypatch.setattr("jdparse.warehouse.export.harmless", lambda rows: rows if rows.num_rows == 0 else full())
        with pytest.raises(CannotWrite, match="the disk is full"):
            export(warehouse, ["levels"], tmp_path / "out" / name)
        assert (tmp_path / "out" / name).read_text() == "before"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["levels.csv", "levels.xlsx"]


def test_the_name_says_the_format(warehouse: Warehouse, tmp_path: Path) -> None:
    assert export(warehouse, ["levels"], tmp_path / "one.csv") == [tmp_path / "one.csv"]
    assert len(csv_cells(tmp_path / "one.csv")) == len(HOSTILE)
    assert zipfile.is_zipfile(export(warehouse, ["levels"], tmp_path / "one.XLSX")[0])
    assert export(warehouse, ["levels"], tmp_path / "out") == [tmp_path / "out" / "levels.csv"]


@pytest.mark.parametrize(
    ("name", "kind"), [("out.xlsx", "csv"), ("out.csv", "xlsx"), ("out", "xlsx"), ("out.ods", None), ("all.csv", None)]
)
def test_a_name_that_is_not_of_the_format_is_refused(
    warehouse: Warehouse, tmp_path: Path, name: str, kind: str | None
) -> None:
    before = sorted(tmp_path.iterdir())
    with pytest.raises(WrongUse, match=name):
        export(warehouse, [], tmp_path / name, kind)
    assert sorted(tmp_path.iterdir()) == before


def test_limits_of_excel_are_no_notes_of_csv() -> None:
    assert not any("Excel" in note for note in NOTES["csv"])
    assert any("rows a sheet" in note for note in NOTES["xlsx"])


@given(st.text())
def test_harmless_text_never_begins_like_a_formula_and_loses_no_letter(text: str) -> None:
    (shown,) = harmless(rows_of(tables.LEVELS, [{"level_code": "P1", "tagline": text}]))["tagline"].to_pylist()
    assert shown[:1] not in [*FORMULA_CHARACTERS]
    bare = shown[1:] if text[:1] and text[0] in FORMULA_CHARACTERS else shown
    assert len(bare) == len(text)
    assert all(b in (a, "\ufffd") for a, b in zip(text, bare, strict=True))


@given(st.integers(32_700, 32_800), st.integers(0, 100), st.integers(0, 100))
def test_a_fitting_text_fits_in_the_units_excel_counts(letters: int, before: int, after: int) -> None:
    text = "😀" * before + "a" * (letters - 2 * before) + "😀" * after
    assert len(fitting(text).encode("utf-16-le")) // 2 <= CELL_CHARACTERS
