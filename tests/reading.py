"""What the tests of the parser share: an input made of its bytes alone, and its rows without the numbers of a batch."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from jdparse.read_page import read_page
from jdparse.records import Outcome, Parsed, Rejection
from jdparse.rows import staged_tables
from jdparse.sources.records import Facts, File, Input

Row = dict[str, Any]
Rows = dict[str, list[Row]]

CONTENT = (
    "page_dimensions", "duties", "skills", "qualifications", "titles", "occupations", "pay", "related_families",
    "leftover_lines",
)  # fmt: skip


def input_of(content: bytes | str, **told: Any) -> Input:
    """An input as the sources give it; ``told``: source, url, fetched_at, family, media."""
    data = content.encode() if isinstance(content, str) else content
    source: str = told.pop("source", "page")
    url: str | None = told.pop("url", None)
    fetched_at: datetime | None = told.pop("fetched_at", None)
    family: str | None = told.pop("family", None)
    media: str | None = told.pop("media", None)
    assert not told, f"unknown: {told}"
    file = File("/root", "/root", source, len(data), 0, Facts(url, fetched_at, family))
    digest = sha256(data).hexdigest()
    return Input(file, None, data, media, None, url, fetched_at, family, len(data), digest, None, ())


def read(content: bytes | str, **told: Any) -> Outcome:
    """What becomes of a page."""
    return read_page(input_of(content, **told))


def parsed(content: bytes | str, **told: Any) -> Parsed:
    """A page that must be parsed."""
    result = read(content, **told).result
    assert isinstance(result, Parsed), result
    return result


def rejected(content: bytes | str, **told: Any) -> Rejection:
    """A page that must be set aside."""
    result = read(content, **told).result
    assert isinstance(result, Rejection), "parsed"
    return result


def warnings_of(content: bytes | str, **told: Any) -> list[tuple[str, int | None]]:
    """Code and line of everything odd about a page."""
    return [(oddity.code, oddity.line) for oddity in read(content, **told).oddities]


def rows_of(outcome: Outcome) -> Rows:
    """The rows of one page, by table."""
    staged = staged_tables([outcome])
    return {
        name: [{column: value for column, value in row.items() if column != "page_no"} for row in rows.to_pylist()]
        for name, rows in staged.items()
    }
