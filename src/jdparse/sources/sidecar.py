"""Sidecars: what people know about their files beside the files, ``manifest.csv`` or ``manifest.jsonl``."""

import csv
import json
from collections.abc import Iterator, Mapping

from jdparse.records import Oddity
from jdparse.sources.dates import read_date
from jdparse.sources.decode import decode
from jdparse.sources.records import Facts, Note

NAMES = ("manifest.csv", "manifest.jsonl")
COLUMNS = ("file", "url", "fetched_at", "family")
MOST_BYTES = 1 << 30
_EXAMPLES = 5  # entries that a note names


class Sidecar:
    """The entries of all sidecars of one root, by ``source`` name, and what was odd about them."""

    def __init__(self, root: str) -> None:
        self.notes: list[Note] = []
        self._root = root
        self._facts: dict[str, Facts] = {}
        self._used: set[str] = set()

    def add(self, content: bytes, name: str) -> bool:
        """Read one sidecar that lies at ``name`` under the root; tell whether it is one.

        Its files are relative to its own folder.
        """
        decoded = decode(content)
        reader = _lines_of_json if name.endswith(".jsonl") else _lines_of_csv
        columns, rows = reader(decoded.text)
        if "file" not in columns:
            why = decoded.problem.detail if decoded.problem else "no column file"
            self.notes.append(Note("sidecar_unreadable", self._root, f"{name}: {why}"))
            return False
        if unknown := sorted(set(columns) - set(COLUMNS)):
            self._note("sidecar_column_unknown", name, unknown)
        folder = name.rpartition("/")[0]
        unreadable: list[str] = []
        repeated: list[str] = []
        for number, row in rows:
            file = row.get("file") if row else None
            if row is None or not isinstance(file, str) or not file.strip():
                unreadable.append(f"line {number}")
                continue
            key = _under(folder, file.strip())
            if key in self._facts:
                repeated.append(key)
            else:
                self._facts[key] = _facts(row)
        self._note("sidecar_line_unreadable", name, unreadable)
        self._note("sidecar_file_repeated", name, repeated)
        return True

    def facts(self, source: str) -> Facts | None:
        """Return what is known about a file, by its printable name."""
        facts = self._facts.get(source)
        if facts is not None:
            self._used.add(source)
        return facts

    def note_missing(self) -> None:
        """Note the entries that no file was found for."""
        self._note("sidecar_file_missing", "", sorted(self._facts.keys() - self._used))

    def _note(self, code: str, name: str, found: list[str]) -> None:
        if found:
            more = f" and {len(found) - _EXAMPLES} more" if len(found) > _EXAMPLES else ""
            where = f"{name}: " if name else ""
            self.notes.append(Note(code, self._root, where + ", ".join(found[:_EXAMPLES]) + more, len(found)))


_Rows = Iterator[tuple[int, Mapping[str, object] | None]]


def _lines_of_csv(text: str) -> tuple[list[str], _Rows]:
    reader = csv.reader(text.split("\n"), strict=True)
    try:
        columns = [name.strip() for name in next(reader, [])]
    except csv.Error:
        return [], iter(())

    def rows() -> _Rows:
        while True:
            try:
                row = next(reader, None)
            except csv.Error:
                yield reader.line_num, None
                continue
            if row is None:
                return
            if row:
                yield reader.line_num, dict(zip(columns, row, strict=True)) if len(row) == len(columns) else None

    return columns, rows()


def _lines_of_json(text: str) -> tuple[list[str], _Rows]:
    columns: dict[str, None] = {}
    rows: list[tuple[int, Mapping[str, object] | None]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        rows.append((number, row if isinstance(row, dict) else None))
        if isinstance(row, dict):
            columns |= dict.fromkeys(row)
    return list(columns), iter(rows)


def _under(folder: str, file: str) -> str:
    file = file.removeprefix("./")
    return f"{folder}/{file}" if folder else file


def _facts(row: Mapping[str, object]) -> Facts:
    when, warnings = read_date(row.get("fetched_at"))
    url, odd = _text(row, "url")
    family, odd_too = _text(row, "family")
    return Facts(url, when, family, warnings + odd + odd_too)


def _text(row: Mapping[str, object], column: str) -> tuple[str | None, tuple[Oddity, ...]]:
    value = row.get(column)
    if value is None:
        return None, ()
    if not isinstance(value, str) or not value.isprintable():
        return None, (Oddity("sidecar_value_unreadable", None, f"{column}: {value!r:.100}"),)
    return value.strip() or None, ()
