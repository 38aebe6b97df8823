"""Invented pages as the files a crawl leaves: a folder with a sidecar, Parquet, JSON lines, WARC."""

import csv
import gzip
import json
from base64 import b32encode
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import blake2b, sha1
from pathlib import Path
from typing import Any
from uuid import UUID

from jdparse.errors import WrongUse, writing
from jdparse.sample.generate import pages
from jdparse.sample.page import SamplePage
from jdparse.sample.template import render_html
from jdparse.sample.text import render_bullet, render_dash, render_markdown

Render = Callable[[SamplePage], str]
Written = Iterator[tuple[SamplePage, str]]

HTML = "html"
MARKDOWN = "markdown"
_TEXT_RENDERERS: dict[str, Render] = {"dash": render_dash, "bullet": render_bullet, MARKDOWN: render_markdown}
RENDERINGS = (HTML, *_TEXT_RENDERERS)
_SUFFIXES = {HTML: "html", "dash": "txt", "bullet": "txt", MARKDOWN: "md"}

_DUMP = "CC-MAIN-2026-22"
_FILES_A_FOLDER = 1_000
_ROWS_A_GROUP = 1_000
_NO_DATE = "2026-01-01T00:00:00Z"


def write(path: Path, n: int, *, rendering: str = HTML, seed: int = 0, size: int = 0, start: int = 0) -> int:
    """Writes pages `start` to `start + n` of the book `seed` to `path`, one at a time; returns their bytes.

    What `path` becomes follows from its name: `*.parquet` (one row a page, columns as web-scale text sets have them),
    `*.jsonl` (a crawler's feed), `*.warc.gz` or `*.warc` (HTML as responses, text as conversions), else a folder of
    files with `manifest.csv` beside them. `size` pads HTML pages to about so many bytes.

    Raises ValueError for an unknown rendering, WrongUse for a folder that holds something and for a suffix of none of
    these, CannotWrite.
    """
    if rendering not in RENDERINGS:
        raise ValueError(f"unknown rendering {rendering!r}: one of {', '.join(RENDERINGS)}")
    render: Render = partial(_html_text, size=size) if rendering == HTML else _TEXT_RENDERERS[rendering]
    counted = _Counter((page, render(page)) for page in pages(n, seed, start))
    writer = _writer_for(path)
    with writing(path, "place for the pages"):
        writer(path, counted, rendering)
    return counted.bytes


class _Counter:
    """Passes pages through and counts their bytes."""

    def __init__(self, source: Written) -> None:
        self._source = source
        self.bytes = 0

    def __iter__(self) -> Written:
        for page, content in self._source:
            self.bytes += len(content.encode())
            yield page, content


def _html_text(page: SamplePage, size: int) -> str:
    return render_html(page, size).decode()


def _writer_for(path: Path) -> Callable[[Path, _Counter, str], None]:
    for suffix, writer in _WRITERS.items():
        if path.name.endswith(suffix):
            return writer
    if path.suffix and not path.is_dir():
        known = ", ".join(_WRITERS)
        raise WrongUse(path, f"pages are not written as {path.suffix}", f"name a folder without a dot, or {known}")
    return _write_folder


def _write_folder(path: Path, written: _Counter, rendering: str) -> None:
    path.mkdir(parents=True, exist_ok=True)
    if any(path.iterdir()):
        raise WrongUse(path, "is a folder that holds something", "name a new folder")
    with (path / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        manifest = csv.writer(file, lineterminator="\n")
        manifest.writerow(("file", "url", "fetched_at", "family"))
        for page, content in written:
            name = f"{page.index // _FILES_A_FOLDER:05}/{page.index:08}.{_SUFFIXES[rendering]}"
            target = path / name
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(content.encode())
            if page.url:
                manifest.writerow((name, page.url, page.fetched_at, page.family))


def _record_id(page: SamplePage) -> str:
    digest = blake2b(f"{page.index} {page.slug} {page.level.code}".encode(), digest_size=16).digest()
    return f"<urn:uuid:{UUID(bytes=digest, version=4)}>"


def _write_parquet(path: Path, written: _Counter, rendering: str) -> None:
    import pyarrow as pa  # noqa: PLC0415 - heavy, and only this writer needs it
    import pyarrow.parquet as pq  # noqa: PLC0415

    column = HTML if rendering == HTML else "text"
    schema = pa.schema([(name, pa.string()) for name in (column, "url", "id", "dump", "date")])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for group in _groups(written):
            rows = [(content, page.url, _record_id(page), _DUMP, page.fetched_at) for page, content in group]
            columns = [pa.array(values, pa.string()) for values in zip(*rows, strict=True)]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))


def _groups(written: _Counter) -> Iterator[list[tuple[SamplePage, str]]]:
    group = []
    for item in written:
        group.append(item)
        if len(group) == _ROWS_A_GROUP:
            yield group
            group = []
    if group:
        yield group


def _feed_item(page: SamplePage, content: str, rendering: str) -> dict[str, Any]:
    if rendering == MARKDOWN:  # the shape of services that give Markdown
        return {MARKDOWN: content, "metadata": {"sourceURL": page.url, "statusCode": 200, "title": page.page_title}}
    body = HTML if rendering == HTML else "text"
    return {"url": page.url, "status": 200, "fetched_at": page.fetched_at, body: content}


def _write_jsonl(path: Path, written: _Counter, rendering: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for page, content in written:
            file.write(json.dumps(_feed_item(page, content, rendering), ensure_ascii=False) + "\n")


def _write_warc(path: Path, written: _Counter, rendering: str) -> None:
    zipped = path.suffix == ".gz"
    with path.open("wb") as file:
        for page, content in written:
            record = _warc_record(page, content.encode(), rendering)
            # Every record is a gzip member of its own; without a time stamp the bytes are always the same.
            file.write(gzip.compress(record, compresslevel=6, mtime=0) if zipped else record)


def _warc_record(page: SamplePage, content: bytes, rendering: str) -> bytes:
    kind, media, block = "conversion", "text/plain", content
    if rendering == HTML:
        kind, media = "response", "application/http; msgtype=response"
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(content)}\r\n\r\n"
        block = head.encode() + content
    headers = {
        "WARC-Type": kind,
        "WARC-Record-ID": _record_id(page),
        "WARC-Date": page.fetched_at or _NO_DATE,
        "WARC-Block-Digest": _digest(block),
        "Content-Type": media,
        "Content-Length": str(len(block)),
    }
    if rendering == HTML:
        headers["WARC-Payload-Digest"] = _digest(content)
    if page.url:
        headers["WARC-Target-URI"] = page.url
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return b"".join((b"WARC/1.0\r\n", lines.encode(), b"\r\n", block, b"\r\n\r\n"))


def _digest(content: bytes) -> str:
    # SHA-1 in base 32 is what the format's readers verify; nothing here guards against an attacker.
    return f"sha1:{b32encode(sha1(content, usedforsecurity=False).digest()).decode()}"


_WRITERS = {
    ".parquet": _write_parquet,
    ".jsonl": _write_jsonl,
    ".warc": _write_warc,
    ".warc.gz": _write_warc,
}
