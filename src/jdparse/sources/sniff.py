"""What bytes are, told by the bytes: a name or an extension is never asked."""

import csv
import json
import re
from collections.abc import Iterator
from io import StringIO

from jdparse.sources.json_items import BLANK, list_in_object
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
_WARC = re.compile(rb"[\r\n]*WARC/[01]\.\d")
_OBJECT_STARTS = re.compile(rb'\{\s*"')
_PYTHON_STARTS = re.compile(rb"\{\s*'\w+'\s*:")
_OBJECT_ON_A_LINE = re.compile(rb'\n[ \t\x1e]*\{[ \t]*"')
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|script|style|div|meta)\b", re.IGNORECASE)
_FIRST_BYTES_OF_INTEREST = frozenset(b"\x1e\x1f\x28BPW{[\xef \t\r\n" + bytes(range(0x50, 0x60)))
_LONGEST_HEADER = 4096  # bytes of a CSV's first line
_FEWEST_ROWS = 3
_DELIMITERS = (b",", b"\t", b";", b"|")
_ROW_END = re.compile(rb"[\r\n]")
_BEFORE_HEADER = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:[ \t]*\r?\n|\"?sep=[^\r\n]{1,2}\"?\r?\n|\"?#[^\r\n]{0,1000}\r?\n){1,20}", re.IGNORECASE
)
_QUOTED_ROW = re.compile(rb"[^\r\n]*\r?\n\"")


def sniff(head: bytes, fields: Fields) -> str:
    """Name the kind of file from its first ``HEAD`` bytes; ``fields`` tells which CSV headers mean content.

    Anything that is not plainly compressed or a container is a page; whether it is text at all, ``decode`` decides.
    """
    if not head or head[0] == 0x3C:  # "<": by far the most pages
        return PAGE
    if head[0] in _FIRST_BYTES_OF_INTEREST:
        kind = _by_magic(head) or _json_kind(head, fields)
        if kind:
            return kind
    if _is_json_lines(head, fields):
        return JSON_LINES
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


def _json_kind(head: bytes, fields: Fields) -> str | None:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip(BLANK)
    inner = text[1:].lstrip() if text[:1] == b"[" else text
    line, newline, _ = inner.partition(b"\n")
    cut = len(head) >= HEAD and not newline
    if inner[:1] == b'"' and inner is not text:  # a list of strings, unless it is a link of Markdown
        return JSON if cut or _is_json(b"[" + line.rstrip(b",] \t\r") + b"]") else None
    if not _OBJECT_STARTS.match(inner):
        return JSON_LINES if _PYTHON_STARTS.match(inner) else None  # no JSON, which each line is told for
    if list_in_object(text, fields.content_names):
        return JSON
    if cut:  # one line is all that is seen: an array may be all on it
        lines = text[:1] != b"[" or b"\n" in text
    else:
        lines = _is_json(line.rstrip(b",] \t\r")) or _is_json_lines(head, fields)
    return JSON_LINES if lines else JSON


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text.decode("utf-8", "surrogateescape"))
    except (ValueError, RecursionError):
        return False
    return True


def _is_json_lines(head: bytes, fields: Fields) -> bool:
    """Tell whether, behind lines of something else, most lines are JSON objects and the first of them holds a page.

    A script in a page that has something before its first tag is none of these.
    """
    first = _OBJECT_ON_A_LINE.search(head)
    if first is None or _MARKUP.search(head, 0, first.start()):
        return False
    lines = [line for found in head[first.start() :].split(b"\n") if (line := found.strip(BLANK))]
    objects = [line for line in lines if line.startswith(b"{")]
    last_is_cut = len(lines) == 1 and len(head) >= HEAD
    page = any(f'"{name}"'.encode() in objects[0] for name in fields.content_names)
    return page and 2 * len(objects) >= len(lines) and (last_is_cut or _is_json(objects[0].rstrip(b",] ")))


def is_csv(head: bytes, fields: Fields) -> bool:
    """Tell whether the first line is a CSV header with a column of content, or all is a table.

    A header of one column might be the first line of a page: then the row below it must be quoted. A table without a
    column of content is no page either: whoever reads it says which columns it has.
    """
    if csv_dialect(head, fields) is None:
        behind = before_header(head)
        if behind and csv_dialect(head[behind:], fields) is not None:
            return is_csv(head[behind:], fields)
        return table_dialect(head) is not None
    return bool(_QUOTED_ROW.match(head)) or any(len(names) > 1 for _, names in headers(head))


def before_header(head: bytes) -> int:
    """Length of what programs write above a header: blank lines, comments, and Excel's ``sep=``."""
    found = _BEFORE_HEADER.match(head)
    return found.end() if found else 0


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
