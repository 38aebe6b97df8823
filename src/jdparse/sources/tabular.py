"""Pages in CSV: a row is a page. Content stays bytes, so that its encoding is decided page by page."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager

from jdparse.records import Rejection
from jdparse.sources.lines import lines_of
from jdparse.sources.mapping import Fields, fields_of, no_content, problem_input, row_input
from jdparse.sources.records import File, Input, Options, ReadError
from jdparse.sources.sniff import before_header, csv_dialect, headers
from jdparse.sources.streams import Stream

_ENDS = "the rows from there on are not read"


def read(stream: Stream, file: File, options: Options) -> Iterator[Input]:
    """Yield an input for each row under the header.

    Raises ReadError where a field or line passes the limit: a quote that never closes looks like that, and rows behind
    it could not be trusted.
    """
    fields = fields_of(options.columns)
    lines = _texts(stream, options)
    header = _header(lines, fields)
    if "\r" in header.rstrip("\r\n"):
        raise ReadError("bad_record", "its rows end in carriage returns alone; end them with line feeds")
    head = header.encode("latin-1")
    delimiter = csv_dialect(head, fields)
    if delimiter is None:  # it was taken for a table by its rows
        raise ReadError("bad_record", no_content(fields, max((names for _, names in headers(head)), key=len)))
    with _longest_field(options.page_bytes):
        names = [_as_utf8(name) for name in next(csv.reader([header], delimiter=delimiter), [])]
        yield from _records(csv.reader(lines, delimiter=delimiter), names, file, fields, options)


@contextmanager
def _longest_field(size: int) -> Iterator[None]:
    """Bound the fields of a CSV: the limit is the process's, and others in it read CSV too."""
    before = csv.field_size_limit(size)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _records(
    rows: Iterator[list[str]], names: list[str], file: File, fields: Fields, options: Options
) -> Iterator[Input]:
    number = 0
    while True:
        number += 1
        record = f"row {number}"
        try:
            row = next(rows, None)
        except csv.Error as error:
            if "field limit" in str(error):
                detail = f"row {number}: a field above {options.page_bytes} bytes, or a quote not closed; {_ENDS}"
                raise ReadError("too_large", detail) from error
            yield problem_input(file, record, Rejection("bad_record", f"no CSV: {error}"))
            continue
        if row is None:
            return
        if not row:
            number -= 1
        elif len(row) != len(names):
            detail = f"{len(row)} fields under a header of {len(names)}"
            yield problem_input(file, record, Rejection("bad_record", detail))
        else:
            yield row_input(file, record, _row(names, row), fields, options)


def _row(names: list[str], row: list[str]) -> dict[str, object]:
    """Fields by name; of columns with one name, the first that has something in it."""
    found: dict[str, object] = {}
    for name, field in zip(names, row, strict=True):
        if not found.get(name):
            found[name] = _escaped(field)
    return found


def _header(lines: Iterator[str], fields: Fields) -> str:
    """Return the header line, below what may stand above it."""
    first = header = next(lines, "").removeprefix("\xef\xbb\xbf")
    while csv_dialect(header.encode("latin-1"), fields) is None:
        if before_header(header.encode("latin-1")) != len(header) or not header:
            return first
        header = next(lines, "")
    return header


def _texts(stream: Stream, options: Options) -> Iterator[str]:
    """Lines with their ends, a byte a character."""
    for line in lines_of(stream.chunks, options.page_bytes, stream.give_up(options.page_bytes)):
        if line.length > len(line.text):
            raise ReadError("too_large", f"a line of {line.length} bytes at byte {line.offset}; {_ENDS}")
        yield line.text.decode("latin-1") + ("\n" if line.ended else "")


def _escaped(field: str) -> str:
    return field if field.isascii() else field.encode("latin-1").decode("utf-8", "surrogateescape")


_as_utf8 = _escaped
