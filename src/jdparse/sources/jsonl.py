"""Pages in JSON: an object a line, as crawlers feed them, with or without an array around; or documents of any form."""

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from jdparse.records import Rejection
from jdparse.sources.files import Opened, chunks_of
from jdparse.sources.json_items import BLANK, items_of, list_in_object
from jdparse.sources.lines import Line, lines_of
from jdparse.sources.mapping import Fields, fields_of, has_content, problem_input, row_input, to_bytes, too_large
from jdparse.sources.records import File, Input, Options
from jdparse.sources.streams import Stream, Window

_LONGEST = 3
"""Most bytes of a line as a multiple of the page limit: escapes, and other renderings of the page beside it."""


def read(stream: Stream, file: File, options: Options) -> Iterator[Input]:
    """Yield an input for each line that is not blank; the brackets and commas of an array around them are allowed."""
    longest = options.page_bytes * _LONGEST
    yield from _inputs(lines_of(stream.chunks, longest, stream.give_up(longest)), file, options)


def read_range(opened: Opened, file: File, options: Options, start: int, stop: int | None) -> Iterator[Input]:
    """Yield an input for each line that begins in the bytes ``start`` to ``stop`` of an uncompressed file."""
    opened.seek(max(start - 1, 0))
    lines = lines_of(chunks_of(opened), options.page_bytes * _LONGEST, offset=max(start - 1, 0))
    if start:
        next(lines, None)  # it began before: the reader of the part before has it
    yield from _inputs((line for line in _before(lines, stop)), file, options)


def _before(lines: Iterator[Line], stop: int | None) -> Iterator[Line]:
    for line in lines:
        if stop is not None and line.offset >= stop:
            return
        yield line


def _inputs(lines: Iterator[Line], file: File, options: Options) -> Iterator[Input]:
    for line in lines:
        text = line.text
        record = f"byte {line.offset}"
        if line.length > len(text):
            yield problem_input(file, record, too_large(line.length, options))
            continue
        text = _bare(text)
        if not text:
            continue
        yield from _objects(text, line, file, options)


_DECODER = json.JSONDecoder()
_BETWEEN = re.compile(r"\s*(?:,\s*|(?=\{)|$)")


def _objects(text: bytes, line: Line, file: File, options: Options) -> Iterator[Input]:
    """The object of a line; several where they stand on it one after another, in an array or not."""
    fields = fields_of(options.columns)
    said = text.decode("utf-8", "surrogateescape")
    at, offset = 0, line.offset
    while True:
        record = f"byte {offset}"
        try:
            row, end = _DECODER.raw_decode(said, at)
            between = _BETWEEN.match(said, end)
            if between is None:
                raise ValueError(f"something else follows at character {end}")
        except (ValueError, RecursionError) as error:
            reason = "bad_record" if line.ended else "truncated_record"
            yield problem_input(file, record, Rejection(reason, f"no JSON: {error}"[:200]), found=to_bytes(said[at:]))
            return
        if isinstance(row, dict) and "data" not in row:  # nearly always
            yield row_input(file, record, row, fields, options)
        else:
            yield from _pages(row, record, _Context(file, fields, options), to_bytes(said[at:end]))
        if between.end() == len(said):
            return
        offset += len(to_bytes(said[at : between.end()]))
        at = between.end()


class _Context(NamedTuple):
    file: File
    fields: Fields
    options: Options


def _pages(row: object, record: str, context: _Context, found: bytes) -> Iterator[Input]:
    """The page of an object; of one without content, the pages that its ``data`` holds."""
    file, fields, options = context
    if not isinstance(row, dict):
        yield problem_input(file, record, Rejection("bad_record", "no JSON object"), found=found)
        return
    inner = row["data"] if "data" in row and not has_content(row, fields) else None
    if isinstance(inner, dict):
        yield row_input(file, record, inner, fields, options)
    elif isinstance(inner, list) and inner:
        for number, item in enumerate(inner, 1):
            yield from _pages(item, f"{record} item {number}", context, b"")
    else:
        yield row_input(file, record, row, fields, options)


def _bare(line: bytes) -> bytes:
    """Take off what an array around the objects, and a byte order mark, leave at the ends of a line."""
    line = line.removeprefix(b"\xef\xbb\xbf").strip(BLANK)
    if line.startswith(b"{") and line.endswith(b"}"):
        return line
    if line.startswith((b"[{", b"[ {")) or line == b"[":
        line = line[1:].lstrip()
    if line.endswith((b"}]", b"} ]")) or line == b"]":
        line = line[:-1].rstrip()
    return line.removesuffix(b",")


def read_document(stream: Stream, file: File, options: Options) -> Iterator[Input]:
    """Yield an input for each page of JSON documents: objects, lists of them, or lists under ``data``.

    Raises ReadError where a list does not end.
    """
    longest = options.page_bytes * _LONGEST
    fields = fields_of(options.columns)
    context = _Context(file, fields, options)
    starts = partial(list_in_object, content=fields.content_names)
    for number, item in enumerate(items_of(Window(stream), longest, stream.give_up(longest), starts), 1):
        record = f"item {number}"
        if item.length > len(item.text):
            yield problem_input(file, record, too_large(item.length, options))
            continue
        try:
            row = json.loads(item.text.decode("utf-8", "surrogateescape"))
        except (ValueError, RecursionError) as error:
            reason = "bad_record" if item.ended else "truncated_record"
            yield problem_input(file, record, Rejection(reason, f"no JSON: {error}"[:200]), found=item.text)
            continue
        yield from _pages(row, record, context, item.text)
