"""Which field of a record is what: names that crawlers use, the user's own names, and records to inputs."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from jdparse.errors import WrongUse, one_line
from jdparse.records import Oddity, Rejection
from jdparse.sources.dates import read_date
from jdparse.sources.records import USUAL_COLUMNS, Columns, File, Input, Options

CONTENT: tuple[tuple[str, str | None], ...] = (
    ("rawHtml", "html"),
    ("raw_html", "html"),
    ("html", "html"),
    ("body", None),
    ("content", None),
    ("text", "text"),
    ("markdown", "markdown"),
)
"""Fields that hold a page, the most complete rendering first, and what they hold; None is told by the bytes."""

URL = (
    "url", "metadata.sourceURL", "metadata.url", "sourceURL", "source_url", "metadata.source_url", "response_url",
    "final_url", "page_url", "target_uri", "link",
)  # fmt: skip
FETCHED_AT = (
    "fetched_at",
    "crawled_at",
    "scraped_at",
    "fetch_time",
    "crawl_time",
    "warc_date",
    "timestamp",
    "metadata.timestamp",
    "date",
)
FAMILY = ("family", "job_family")
NO_KINDS: Mapping[str, str] = {}
_LONGEST_DETAIL = 300
_SURROGATE = re.compile("[\ud800-\udfff]")

UNMAPPED = "mapped_field_missing"
STATUS = ("metadata.statusCode", "statusCode", "status_code", "http_status", "status")


class Fields(NamedTuple):
    """The field names to look for, in the order in which they are tried; ``content`` with what they hold."""

    content: tuple[tuple[str, str | None], ...]
    url: tuple[str, ...]
    fetched_at: tuple[str, ...]
    family: tuple[str, ...]
    status: tuple[str, ...]

    @property
    def content_names(self) -> tuple[str, ...]:
        """The names of the content fields, of nested ones the innermost."""
        return tuple(name.rpartition(".")[2] for name, _ in self.content)

    def content_of(self, names: Iterable[str]) -> list[tuple[str, str | None]]:
        """Return the content fields that are among ``names``, best first."""
        present = set(names)
        return [(name, media) for name, media in self.content if name in present]


def fields_of(columns: Columns) -> Fields:
    """Field names for the user's mapping; a name given by hand is the only one tried for its purpose."""
    given = tuple((name, media) for name, media in ((columns.html, "html"), (columns.text, "text")) if name)
    return Fields(
        given or CONTENT,
        (columns.url,) if columns.url else URL,
        (columns.fetched_at,) if columns.fetched_at else FETCHED_AT,
        (columns.family,) if columns.family else FAMILY,
        STATUS,
    )


def columns_of(given: Sequence[str]) -> Columns:
    """The mapping a user wrote as ``what=field``; raises WrongUse."""
    named: dict[str, str] = {}
    for pair in given:
        what, _, name = pair.partition("=")
        if what not in Columns._fields or not name or what in named:
            raise WrongUse(pair, "no mapping of a field", f"write {'=…, '.join(Columns._fields)}=…, each once at most")
        named[what] = name
    return Columns(**named)


def no_content(fields: Fields, names: Sequence[str], kinds: Mapping[str, str] = NO_KINDS) -> str:
    """In words: of what may hold content there is nothing, and what there is instead.

    ``kinds`` says of fields that are there and could hold a page what they are; then it is those that are named.
    """
    if kinds:
        told = ", ".join(f"{name} is {kind}" for name, kind in kinds.items())
        return one_line(f"no content: {told}, not text")[:_LONGEST_DETAIL]
    wanted, there = ", ".join(name for name, _ in fields.content), ", ".join(names) or "no fields"
    return one_line(f"no content: none of {wanted}; there are {there}")[:_LONGEST_DETAIL]


def value_at(row: dict[str, object], path: str) -> object:
    """Return the value of a field, None where it is not; a dot goes into a nested object."""
    if path in row:
        return row[path]
    outer, dot, inner = path.partition(".")
    nested = row[outer] if dot and outer in row else None
    return value_at(nested, inner) if isinstance(nested, dict) else None


def first_value(row: dict[str, object], paths: Iterable[str]) -> object:
    """Return the first value that is there and not empty."""
    for path in paths:
        value = value_at(row, path)
        if value is not None and value != "":
            return value
    return None


def has_content(row: dict[str, object], fields: Fields) -> bool:
    """Tell whether a record has a field of content, whatever is in it."""
    return any(value_at(row, name) is not None for name, _ in fields.content)


def to_bytes(text: str) -> bytes:
    """Encode text of a record as it stood in the file: bytes that were no UTF-8 come back as they were."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        try:
            return text.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:  # half of a surrogate pair, from an escape: one bad byte, which decode will report
            return b"\xff".join(part.encode() for part in _SURROGATE.split(text))


class Described(NamedTuple):
    """What a record says about its page."""

    url: str | None = None
    fetched_at: datetime | None = None
    family: str | None = None
    warnings: tuple[Oddity, ...] = ()


def describe(file: File, url: object, fetched_at: object, family: object) -> Described:
    """Join what the sidecar says about the container with what the record says of itself; the sidecar goes first.

    An address in the sidecar cannot be that of every record: it is not used, and a warning says so.
    """
    facts = file.facts
    warnings = facts.warnings
    when = facts.fetched_at
    if when is None:
        when, odd = read_date(plain_text(fetched_at) if isinstance(fetched_at, bytes) else fetched_at)
        warnings += odd
    if facts.url is not None:
        warnings += (Oddity("sidecar_url_ignored", None, facts.url),)
    name = facts.family or _tidy(plain_text(family) or "")
    address = plain_text(url)
    return Described(_tidy(address) if address else None, when, name, warnings)


def plain_text(value: object) -> str | None:
    """Text of a field: as it is, from bytes, or the only item of a list; None for anything else."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else None


def of_row(about: Described, content: bytes, unmapped: tuple[Oddity, ...]) -> Described:
    """Add what is odd about a row: the fields it lacks, and that neither it nor its page says where it is from."""
    warnings = unmapped
    if about.url is None and b"canonical" not in content:
        warnings += (Oddity("record_without_address"),)
    return about._replace(warnings=about.warnings + warnings) if warnings else about


def unmapped(columns: Columns, names: Collection[str], has: Callable[[str], bool]) -> tuple[Oddity, ...]:
    """Say which fields, named by hand, a record does not have; ``names`` are those that it has."""
    if columns == USUAL_COLUMNS:
        return ()
    given = [(what, name) for what, name in zip(Columns._fields, columns, strict=True) if name and not has(name)]
    there = ", ".join(names)
    return tuple(
        Oddity(UNMAPPED, None, one_line(f"{what}={name}; there are {there}")[:_LONGEST_DETAIL]) for what, name in given
    )


def _tidy(text: str) -> str | None:
    if text.isprintable():
        return text.strip() or None
    return " ".join("".join(c if c.isprintable() else " " for c in text).split()) or None


def record_input(
    file: File, record: str, content: bytes, media: str | None, about: Described, charset: str | None = None
) -> Input:
    """Input of a sound record."""
    return Input(
        file,
        record,
        content,
        media,
        charset,
        about.url,
        about.fetched_at,
        about.family,
        len(content),
        sha256(content).hexdigest(),
        None,
        about.warnings,
    )


def problem_input(
    file: File, record: str | None, problem: Rejection, about: Described | None = None, found: bytes | None = None
) -> Input:
    """Input that is set aside; ``found`` is what was read of it whole, None if it was not."""
    about = about or Described()
    size = file.size if found is None and record is None else len(found or b"")
    digest = None if found is None else sha256(found).hexdigest()
    return Input(
        file, record, b"", None, None, about.url, about.fetched_at, about.family, size, digest, problem, about.warnings
    )


def row_input(file: File, record: str, row: dict[str, object], fields: Fields, options: Options) -> Input:
    """Input of a record that is a mapping: a JSON object or a row of a CSV."""
    about = describe(
        file, first_value(row, fields.url), first_value(row, fields.fetched_at), first_value(row, fields.family)
    )
    content, media = b"", None
    found, kinds = False, {}
    for name, holds in fields.content:
        value = value_at(row, name)
        text = plain_text(value)
        if text is not None:
            found = True
            if text:
                content, media = to_bytes(text), holds
                break
        elif value is not None:
            kinds[name] = _KINDS.get(type(value), "no text")
    if not found:
        return problem_input(file, record, Rejection("bad_record", no_content(fields, list(row), kinds)), about)
    about = of_row(about, content, unmapped(options.columns, row, lambda name: value_at(row, name) is not None))
    status = http_status(first_value(row, fields.status))
    if status is not None and status != 200:
        return problem_input(file, record, Rejection("http_status", str(status)), about, content)
    if len(content) > options.page_bytes:
        return problem_input(file, record, too_large(len(content), options), about, content)
    return record_input(file, record, content, media, about)


_KINDS: dict[type, str] = {list: "a list", dict: "an object", int: "a number", float: "a number", bool: "true or false"}


def http_status(value: object) -> int | None:
    """Return an HTTP status, None for anything that is none."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:9])
    return value if isinstance(value, int) and 100 <= value <= 599 else None


def too_large(size: int, options: Options) -> Rejection:
    """Why a page of ``size`` bytes is not read."""
    return Rejection("too_large", f"{size} bytes, more than the limit of {options.page_bytes}")
