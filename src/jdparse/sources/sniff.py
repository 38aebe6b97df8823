"""What bytes are, told by the bytes: a name or an extension is never asked."""

import csv
import json
import re
from collections.abc import Iterator
from io import StringIO

from jdparse.sources.mapping import Fields

GZIP, BZIP2, ZSTD = "gzip", "bzip2", "zstd"
COMPRESSED = (GZIP, BZIP2, ZSTD)
ZIP, PARQUET, WARC, JSON_LINES, JSON, CSV = "zip", "parquet", "warc", "jsonl", "json", "csv"
PAGE = "page"

HEAD = 1 << 16
"""How many bytes from the start ``sniff`` wants to see."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x1f\x8b", GZIP),
    (b"\x28\xb5\x2f\xfd", ZSTD),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"PAR1", PARQUET),
)
_BZIP2 = re.compile(rb"BZh[1-9](?:1AY&SY|\x17\x72\x45\x38\x50\x90)")
_ZSTD_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")
_WARC = re.compile(rb"WARC/[01]\.\d")
_OBJECT_STARTS = re.compile(rb'\{\s*"')
_FIRST_BYTES_OF_INTEREST = frozenset(b"\x1f\x28BPW{[\xef \t\r\n" + bytes(range(0x50, 0x60)))
_LONGEST_HEADER = 4096  # bytes of a CSV's first line
_FEWEST_ROWS = 3
_DELIMITERS = (b",", b"\t", b";", b"|")
_ROW_END = re.compile(rb"[\r\n]")
_QUOTED_ROW = re.compile(rb"[^\r\n]*\r?\n\"")


def sniff(head: bytes, fields: Fields) -> str:
    """Name the kind of file from its first ``HEAD`` bytes; ``fields`` tells which CSV headers mean content.

    Anything that is not plainly compressed or a container is a page; whether it is text at all, ``decode`` decides.
    """
    if not head or head[0] == 0x3C:  # "<": by far the most pages
        return PAGE
    if head[0] in _FIRST_BYTES_OF_INTEREST:
        kind = _by_magic(head) or _json_kind(head)
        if kind:
            return kind
    return CSV if is_csv(head, fields) else PAGE


def _by_magic(head: bytes) -> str | None:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if _BZIP2.match(head):
        return BZIP2
    if _ZSTD_SKIPPABLE.match(head):
        return ZSTD
    return WARC if _WARC.match(head) else None


def _json_kind(head: bytes) -> str | None:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] == b"[":
        text = text[1:].lstrip()
    if not _OBJECT_STARTS.match(text):
        return None
    line, newline, _ = text.partition(b"\n")
    try:
        json.loads(line.decode("utf-8", "surrogateescape").rstrip(",] \t\r"))
    except (ValueError, RecursionError):
        # An object over several lines, or a first line longer than what we see of it.
        return JSON if newline or len(head) < HEAD else JSON_LINES
    return JSON_LINES


def is_csv(head: bytes, fields: Fields) -> bool:
    """Tell whether the first line is a CSV header with a column of content, or all is a table.

    A header of one column might be the first line of a page: then the row below it must be quoted. A table without a
    column of content is no page either: whoever reads it says which columns it has.
    """
    if csv_dialect(head, fields) is None:
        return table_dialect(head) is not None
    return bool(_QUOTED_ROW.match(head)) or any(len(names) > 1 for _, names in headers(head))


def csv_dialect(head: bytes, fields: Fields) -> str | None:
    """Return the delimiter of a CSV with a column of content, else None."""
    return next((delimiter for delimiter, names in headers(head) if fields.content_of(names)), None)


def table_dialect(head: bytes) -> str | None:
    """Return the delimiter where all rows seen, three at least, are as wide as the first, and that is a header."""
    for delimiter, names in headers(head):
        if b"\0" not in head and len(names) > 1 and all(names) and len(set(names)) == len(names):
            rows = _rows(head, delimiter)
            if len(rows) >= _FEWEST_ROWS and {len(row) for row in rows} == {len(names)}:
                return delimiter
    return None


def headers(head: bytes) -> Iterator[tuple[str, list[str]]]:
    """Yield each delimiter that parts the first line, with the names it gives; a comma and one name if none does."""
    line = _ROW_END.split(head[:_LONGEST_HEADER], maxsplit=1)[0].removeprefix(b"\xef\xbb\xbf")
    text = line.decode("utf-8", "replace")
    for delimiter in [mark for mark in _DELIMITERS if mark in line] or _DELIMITERS[:1]:
        names = next(csv.reader([text], delimiter=delimiter.decode()), [])
        if len(names) > 1 or delimiter not in line:
            yield delimiter.decode(), names


def _rows(head: bytes, delimiter: str) -> list[list[str]]:
    """The whole rows that can be seen; none where any of it is no CSV."""
    text = head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        if len(head) < HEAD or "unexpected end of data" not in str(error):
            return []
        return rows
    return rows if len(head) < HEAD else rows[:-1]
