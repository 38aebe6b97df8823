"""Tables as CSV or Excel for people, with page text that a spreadsheet cannot take for a formula."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from jdparse.errors import WrongUse, cannot_write, writing
from jdparse.warehouse.reading import Warehouse

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

FORMATS = ("csv", "xlsx")
PLACE = "place for the export"
FORMULA_START = r"^[=+\-@\t\r\n\x00＝＋－＠]"  # the full-width twins count as formulas too
ESCAPE = "'"
ILLEGAL = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\x{fffe}\\x{ffff}]"
REPLACEMENT = "\ufffd"
CELL_CHARACTERS = 32_767  # Excel counts UTF-16 units
SHEET_ROWS = 1_048_576
CUT_MARK = " […]"
FIXED_TIME = datetime(2000, 1, 1)  # noqa: DTZ001 -- Excel has no zones; fixed so that the same rows give the same file

WORKBOOK_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
    "default_date_format": "yyyy-mm-dd hh:mm:ss",
}
"""Options of XlsxWriter: text stays text, and rows go to disk as they come."""

_OF_TEXT = (
    "Text that begins with = + - @ (also full-width), tab or a line end has an apostrophe before it, "
    "so that no spreadsheet takes it for a formula.",
    f"Control characters, which spreadsheets refuse, are shown as {REPLACEMENT}.",
)
_OF_EXCEL = (
    f"Excel holds {CELL_CHARACTERS:,} characters a cell: longer text is cut and ends in{CUT_MARK}; "
    f"{SHEET_ROWS - 1:,} rows a sheet: longer tables go on in a sheet named (2), (3) and so on.",
)
_OF_ALL = ("Times are UTC. The Parquet files hold everything as it is.",)
NOTES = {"csv": (*_OF_TEXT, *_OF_ALL), "xlsx": (*_OF_TEXT, *_OF_EXCEL, *_OF_ALL)}
"""Format → what an export changes; stated in the workbook and by the command."""


def export(
    warehouse: Warehouse, tables: Sequence[str], to: str | os.PathLike[str], kind: str | None = None
) -> list[Path]:
    """Write the tables (all if none is named) to ``to``; the files written.

    ``csv``: UTF-8, a folder that gets ``<table>.csv`` for each, or the file of one table if ``to`` ends in ``.csv``.
    ``xlsx``: one workbook, a sheet a table. Without ``kind`` the name of ``to`` says which.
    Raises WrongUse for an unknown table or format and where the name is of another format; CannotWrite, Damaged.
    """
    unknown = [name for name in tables if name not in warehouse.tables]
    if unknown:
        raise WrongUse(unknown[0], "is no table", f"tables are {', '.join(warehouse.tables)}")
    names, target = list(tables) or list(warehouse.tables), Path(to)
    if format_of(target, kind) == "xlsx":
        return [_workbook(warehouse, names, target)]
    if target.suffix == ".csv" and not target.is_dir():
        if len(names) != 1:
            raise WrongUse(target, f"cannot hold {len(names)} tables", "name one table, a folder, or a file .xlsx")
        return [_csv(warehouse, names[0], target)]
    with writing(target, PLACE):
        target.mkdir(parents=True, exist_ok=True)
    return [_csv(warehouse, name, target / f"{name}.csv") for name in names]


def format_of(target: Path, kind: str | None = None) -> str:
    """The format that is named, else that of the target's name. Raises WrongUse where there is none or they differ."""
    if kind is not None and kind not in FORMATS:
        raise WrongUse(kind, "is no export format", f"formats are {', '.join(FORMATS)}")
    ending = target.suffix.removeprefix(".").lower()
    named = "csv" if not ending or target.is_dir() else ending
    if named not in FORMATS:
        raise WrongUse(target, f"exports are not written as .{ending}", "name a folder without a dot, or .csv or .xlsx")
    if kind is not None and kind != named:
        raise WrongUse(target, f"is no place for {kind}", "name a file .xlsx for xlsx, a folder or a file .csv for csv")
    return named


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A file beside ``path`` to write to, which takes its place at the end. Raises CannotWrite naming ``path``."""
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        yield temporary
        temporary.replace(path)
    except OSError as error:
        error.filename = None  # the user knows nothing of the temporary file
        raise cannot_write(path, error, PLACE) from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def harmless(rows: pa.Table) -> pa.Table:
    """The rows with every text value such that no program takes it for a formula or chokes on it."""
    for position, field in enumerate(rows.schema):
        if pa.types.is_string(field.type):
            values = pc.replace_substring_regex(rows.column(position), ILLEGAL, REPLACEMENT)
            begins = pc.match_substring_regex(rows.column(position), FORMULA_START)
            escaped = pc.replace_substring_regex(values, "^", ESCAPE)
            rows = rows.set_column(position, field.name, pc.if_else(begins, escaped, values))
    return rows


def _batches(warehouse: Warehouse, name: str) -> Iterator[pa.Table]:
    for batch in warehouse.dataset(name).to_batches(fragment_readahead=1):
        yield harmless(pa.Table.from_batches([batch]))


def _csv(warehouse: Warehouse, name: str, path: Path) -> Path:
    schema = harmless(warehouse.dataset(name).schema.empty_table()).schema
    with (
        _replacing(path) as temporary,
        temporary.open("wb") as file,
        pyarrow.csv.CSVWriter(file, schema) as writer,
    ):
        for rows in _batches(warehouse, name):
            writer.write_table(rows.cast(schema))
    return path


def _workbook(warehouse: Warehouse, names: Sequence[str], path: Path) -> Path:
    import xlsxwriter  # noqa: PLC0415 -- only this export needs it

    with (
        _replacing(path) as temporary,
        temporary.open("wb") as file,
        TemporaryDirectory(prefix=".export-", dir=path.parent) as rows_folder,
    ):
        try:
            with xlsxwriter.Workbook(file, {**WORKBOOK_OPTIONS, "tmpdir": rows_folder}) as book:
                book.set_properties({"title": f"jdparse {warehouse.snapshot_id}", "created": FIXED_TIME})
                about = book.add_worksheet("about")
                for row, line in enumerate((f"jdparse warehouse, snapshot {warehouse.snapshot_id}", *NOTES["xlsx"])):
                    about.write_string(row, 0, line)
                for name in names:
                    _sheets(book, warehouse, name)
        except xlsxwriter.exceptions.FileCreateError as error:  # it wraps what the system said
            raise OSError(*error.args[0].args) from error
    return path


def _sheets(book: Any, warehouse: Warehouse, name: str) -> None:
    columns = warehouse.dataset(name).schema.names
    sheet, row, count = _sheet(book, name, columns), 1, 1
    for rows in _batches(warehouse, name):
        for record in zip(*(rows.column(column).to_pylist() for column in columns), strict=True):
            if row == SHEET_ROWS:
                count += 1
                sheet, row = _sheet(book, f"{name} ({count})", columns), 1
            _write_row(sheet, row, record)
            row += 1


def _sheet(book: Any, title: str, columns: Sequence[str]) -> "Worksheet":
    sheet: Worksheet = book.add_worksheet(title)
    for position, column in enumerate(columns):
        sheet.write_string(0, position, column)
    sheet.freeze_panes(1, 0)
    return sheet


def _write_row(sheet: "Worksheet", row: int, record: Sequence[Any]) -> None:
    for position, value in enumerate(record):
        if isinstance(value, str):
            sheet.write_string(row, position, fitting(value))
        elif value is not None:
            sheet.write(row, position, value)


def fitting(text: str) -> str:
    """The text, cut if it is longer than a cell may be; Excel counts a character outside the BMP as two."""
    if len(text) * 2 <= CELL_CHARACTERS:
        return text
    units = text.encode("utf-16-le")
    if len(units) // 2 <= CELL_CHARACTERS:
        return text
    return units[: 2 * (CELL_CHARACTERS - len(CUT_MARK))].decode("utf-16-le", "ignore") + CUT_MARK
