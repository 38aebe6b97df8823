"""Outcomes of a batch → staged tables: the one place where records become rows, a column at a time.

Staged tables hold every page of the batch, current version or not. Pages are numbered (``page_no``) in the order of
their ``page_id``, so that a range of identifiers is a slice of every table; what only the whole corpus can tell (which
version is current) is left to ``assemble``.
"""

import re
from collections.abc import Sequence
from itertools import chain
from operator import attrgetter
from typing import Any

import numpy as np
import pyarrow as pa

from jdparse import tables
from jdparse.address import read_address
from jdparse.identity import input_id
from jdparse.parse import PARSER_VERSION
from jdparse.records import Bullets, Occupation, Oddity, Outcome, Parsed, Pay, Rejection, Source
from jdparse.vocabulary import DUTIES, EXPERIENCE, QUALIFICATIONS, SKILLS

StagedTables = dict[str, pa.Table]

PAGE_NO = pa.field("page_no", pa.int32(), nullable=False)
INPUT_NO = pa.field("input_no", pa.int32(), nullable=False)
NO_BULLETS = Bullets()
HOST_OR_QUERY = re.compile(r"^[a-z]+://[^/?#]*|[?#].*", re.IGNORECASE | re.DOTALL)
NAIVE_TIME = pa.timestamp("us")
"""UTC without saying so, since DuckDB does not know zones without an extension; published tables say it."""


def _staged(table: tables.Table, first: "Sequence[pa.Field[Any]]", dropped: Sequence[str]) -> pa.Schema:
    kept = [
        pa.field(c.name, NAIVE_TIME if c.type == tables.TIME else c.type, nullable=c.nullable)
        for c in table.columns
        if c.name not in dropped
    ]
    return pa.schema([*first, *kept])


CONTENT_TABLES: tuple[tables.Table, ...] = (
    tables.PAGE_DIMENSIONS,
    tables.DUTIES,
    tables.SKILLS,
    tables.QUALIFICATIONS,
    tables.TITLES,
    tables.OCCUPATIONS,
    tables.PAY,
    tables.RELATED_FAMILIES,
    tables.LEFTOVER_LINES,
)
"""Tables whose rows belong to a page."""

BULLET_IDS = ("bullet_id", "title_id")
"""Columns that name the cluster of a bullet."""

KEPT_ID = "kept_id"
"""Column of staged bullets whose cluster is known from the last snapshot; null in those it does not hold."""

_LATER = ("page_id", "duplicate_of", *BULLET_IDS)

LEDGER_FIELDS = (
    pa.field("root", pa.string(), nullable=False),
    pa.field("path", pa.binary(), nullable=False),
    pa.field("file_size", pa.int64(), nullable=False),
    pa.field("mtime_ns", pa.int64(), nullable=False),
    pa.field("file_told", pa.string(), nullable=False),
    pa.field("told", pa.string(), nullable=False),
    pa.field("parser_version", pa.int32(), nullable=False),
)
"""What the ledger keeps of an input: of which file it was, and what was told of it."""

STAGED_SCHEMAS: dict[str, pa.Schema] = {
    "inputs": pa.schema(
        [
            *_staged(tables.INPUTS, (INPUT_NO, pa.field("page_no", pa.int32())), ("status",)),
            *LEDGER_FIELDS,
        ]
    ),
    "input_warnings": _staged(tables.INPUT_WARNINGS, (INPUT_NO,), ("input_id",)),
    "pages": _staged(tables.PAGES, (PAGE_NO,), ("gone", "first_seen", "last_changed")),
    **{table.name: _staged(table, (PAGE_NO,), _LATER) for table in CONTENT_TABLES},
}
"""Staged table → schema, before bullets have their ids."""


def staged_tables(outcomes: Sequence[Outcome]) -> StagedTables:
    """The staged tables of a batch."""
    parsed = [(outcome.source, outcome.result) for outcome in outcomes if not isinstance(outcome.result, Rejection)]
    parsed.sort(key=lambda pair: pair[1].page_id)
    page_no = {id(result): number for number, (_, result) in enumerate(parsed)}
    pages = [result for _, result in parsed]
    made = {
        "inputs": _inputs(outcomes, page_no),
        "input_warnings": _warnings(outcomes),
        "pages": _pages(parsed),
        "page_dimensions": _dimensions(pages),
        **{name: _bullets(pages, name) for name in (DUTIES, SKILLS, QUALIFICATIONS)},
        "titles": _titles(pages),
        "occupations": _records([p.page.occupations for p in pages], Occupation._fields),
        "pay": _records([[p.page.pay] if p.page.pay else [] for p in pages], Pay._fields),
        "related_families": _related(pages),
        "leftover_lines": _records([p.page.leftovers for p in pages], ("line", "text", "section")),
    }
    return {name: pa.table(columns, schema=STAGED_SCHEMAS[name]) for name, columns in made.items()}


Columns = dict[str, Any]


SOURCE_FIELDS = (
    "source", "record", "size", "content_sha256", "decoded_with", "fetched_at", "root", "path", "file_size", "mtime_ns",
    "file_told", "told",
)  # fmt: skip


def _inputs(outcomes: Sequence[Outcome], page_no: dict[int, int]) -> Columns:
    sources = [outcome.source for outcome in outcomes]
    told = _transposed(sources, Source._fields)
    parsed = [o.result if isinstance(o.result, Parsed) else None for o in outcomes]
    rejections = [o.result if isinstance(o.result, Rejection) else None for o in outcomes]
    return {
        "input_no": np.arange(len(outcomes), dtype=np.int32),
        "page_no": [page_no.get(id(outcome.result)) for outcome in outcomes],
        **{name: told[name] for name in SOURCE_FIELDS},
        "page_id": [result and result.page_id for result in parsed],
        "body_sha256": [result and result.body_sha256 for result in parsed],
        "url": [result.url if result else url for result, url in zip(parsed, told["url"], strict=True)],
        "input_id": list(map(input_id, told["source"], told["record"], told["content_sha256"])),
        "parser_version": np.full(len(sources), PARSER_VERSION, dtype=np.int32),
        "reason": [rejection and rejection.reason for rejection in rejections],
        "detail": [_trimmed(rejection.detail) if rejection else None for rejection in rejections],
    }


def _trimmed(text: str | None) -> str | None:
    """An address, or words about an input, which may have been cut at a blank; null where nothing is in it."""
    return (text or "").strip() or None


def _warnings(outcomes: Sequence[Outcome]) -> Columns:
    lists = [outcome.oddities for outcome in outcomes]
    told = _fields(lists, Oddity._fields)
    return {**_numbered("input_no", lists), **told, "text": list(map(_trimmed, told["text"]))}


PAGE_FIELDS = (
    "layout",
    "site_version",
    "level_code",
    "level_name",
    "label",
    "summary",
    "tagline",
    "page_title",
    "cut_off",
)
PARSED_FIELDS = ("page_id", "url", "body_sha256", "body_size", "family_slug", "family", "family_source")
SOURCE_OF_PAGE_FIELDS = ("source", "record", "fetched_at")
PAGE, PARSED, SOURCE_OF_PAGE = (attrgetter(*names) for names in (PAGE_FIELDS, PARSED_FIELDS, SOURCE_OF_PAGE_FIELDS))


def _pages(parsed: Sequence[tuple[Source, Parsed]]) -> Columns:
    pages = [result.page for _, result in parsed]
    blocks = [result.blocks for _, result in parsed]
    totals = np.array([b.lines_total() for b in blocks], dtype=np.int32)
    leftovers = np.array([len(page.leftovers) for page in pages], dtype=np.int32)
    return {
        "page_no": np.arange(len(parsed), dtype=np.int32),
        **_transposed([SOURCE_OF_PAGE(source) for source, _ in parsed], SOURCE_OF_PAGE_FIELDS),
        **_transposed([PARSED(result) for _, result in parsed], PARSED_FIELDS),
        **_transposed([PAGE(page) for page in pages], PAGE_FIELDS),
        "rendering": [b.rendering for b in blocks],
        "experience_raw": [page.dimensions[EXPERIENCE][0] if EXPERIENCE in page.dimensions else None for page in pages],
        "years_min": [page.experience.minimum if page.experience else None for page in pages],
        "years_max": [page.experience.maximum if page.experience else None for page in pages],
        "lines_total": totals,
        "lines_claimed": totals - leftovers,
        "furniture": [b.furniture for b in blocks],
    }


def _bullets(pages: Sequence[Parsed], section: str) -> Columns:
    lists = [p.page.bullets.get(section, NO_BULLETS) for p in pages]
    texts = list(chain.from_iterable([bullets.texts for bullets in lists]))
    columns = {
        **_numbered("page_no", [bullets.texts for bullets in lists]),
        "text": texts,
        "line": list(chain.from_iterable([bullets.lines for bullets in lists])),
    }
    if section == QUALIFICATIONS:
        asked = [p.page.requirements.get(text) for p, b in zip(pages, lists, strict=True) for text in b.texts]
        columns["years_min"] = [r and r.years.minimum for r in asked]
        columns["years_max"] = [r and r.years.maximum for r in asked]
        columns["years_open"] = [r and r.years.open for r in asked]
        columns["years_alternatives"] = [r and r.alternatives for r in asked]
    return columns


def _titles(pages: Sequence[Parsed]) -> Columns:
    lists = [p.page.titles for p in pages]
    names = ("title", "stem", "marker", "implied_rank", "cut_off", "unsplit")
    return {
        **_numbered("page_no", lists),
        **_fields(lists, names),
        "line": list(chain.from_iterable([p.page.title_lines for p in pages])),
    }


def _dimensions(pages: Sequence[Parsed]) -> Columns:
    lists = [[(name, *found) for name, found in p.page.dimensions.items()] for p in pages]
    return _records(lists, ("dimension", "text", "line"))


def _related(pages: Sequence[Parsed]) -> Columns:
    lists = [p.page.related for p in pages]
    columns = _fields(lists, ("name", "url", "line"))
    urls = list(map(_trimmed, columns["url"]))
    return {**_numbered("page_no", lists), **columns, "url": urls, "slug": list(map(_slug, urls))}


def _slug(url: str | None) -> str | None:
    """Family slug of a related link, which may name a page or only the family."""
    if url is None:
        return None
    address = read_address(f"https://site{url}" if url.startswith("/") else url)
    return address.family_slug if address else HOST_OR_QUERY.sub("", url).rstrip("/").rpartition("/")[2] or None


def _records(lists: Sequence[Sequence[tuple[object, ...]]], names: Sequence[str]) -> Columns:
    """Rows of a table without positions: a list of records a page."""
    columns = _numbered("page_no", lists)
    del columns["position"]
    return {**columns, **_fields(lists, names)}


def _numbered(owner: str, lists: Sequence[Sequence[object]]) -> Columns:
    """For a list of rows an owner: the owner's number and the 1-based position of each row."""
    counts = np.array([len(rows) for rows in lists], dtype=np.int64)
    starts = np.cumsum(counts) - counts
    return {
        owner: np.repeat(np.arange(len(lists), dtype=np.int32), counts),
        "position": (np.arange(counts.sum()) - np.repeat(starts, counts) + 1).astype(np.int32),
    }


def _fields(lists: Sequence[Sequence[tuple[object, ...]]], names: Sequence[str]) -> dict[str, Sequence[Any]]:
    """The records' fields as columns."""
    return _transposed(list(chain.from_iterable(lists)), names)


def _transposed(rows: Sequence[tuple[Any, ...]], names: Sequence[str]) -> dict[str, Sequence[Any]]:
    columns: list[tuple[Any, ...]] = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return dict(zip(names, columns, strict=True))
