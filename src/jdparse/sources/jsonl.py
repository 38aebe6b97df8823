"""Pages in JSON: an object a line, as crawlers feed them, with or without an array around; or one small document."""

import json
import re
from collections.abc import Iterator

from jdparse.records import Rejection
from jdparse.sources.files import Opened, chunks_of
from jdparse.sources.lines import Line, lines_of
from jdparse.sources.mapping import fields_of, problem_input, row_input, to_bytes, too_large
from jdparse.sources.records import File, Input, Options, ReadError
from jdparse.sources.streams import Stream

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
_BETWEEN = re.compile(r"\s*,\s*")


def _objects(text: bytes, line: Line, file: File, options: Options) -> Iterator[Input]:
    """The object of a line; several where a whole array stands on it."""
    fields = fields_of(options.columns)
    said = text.decode("utf-8", "surrogateescape")
    at, offset = 0, line.offset
    while True:
        record = f"byte {offset}"
        try:
            row, end = _DECODER.raw_decode(said, at)
            between = _BETWEEN.match(said, end)
            if end < len(said) and not between:
                raise ValueError(f"something else follows at character {end}")
        except (ValueError, RecursionError) as error:
            reason = "bad_record" if line.ended else "truncated_record"
            yield problem_input(file, record, Rejection(reason, f"no JSON: {error}"[:200]), found=to_bytes(said[at:]))
            return
        if isinstance(row, dict):
            yield row_input(file, record, row, fields, options)
        else:
            yield problem_input(file, record, Rejection("bad_record", "no JSON object"), found=to_bytes(said[at:end]))
        if between is None or between.end() == len(said):
            return
        offset += len(to_bytes(said[at : between.end()]))
        at = between.end()


def _bare(line: bytes) -> bytes:
    """Take off what an array around the objects, and a byte order mark, leave at the ends of a line."""
    line = line.removeprefix(b"\xef\xbb\xbf").strip()
    if line.startswith(b"{") and line.endswith(b"}"):
        return line
    if line.startswith((b"[{", b"[ {")) or line == b"[":
        line = line[1:].lstrip()
    if line.endswith((b"}]", b"} ]")) or line == b"]":
        line = line[:-1].rstrip()
    return line.removesuffix(b",")


def read_document(stream: Stream, file: File, options: Options) -> Iterator[Input]:
    """Yield an input for each page of one JSON document: an object, a list of them, or a list under ``data``.

    Raises ReadError for a document that is larger than a page may be, with room for what stands beside it.
    """
    most = options.page_bytes * _LONGEST
    parts, size = [], 0
    for chunk in stream.chunks:
        parts.append(chunk)
        size += len(chunk)
        if size > most:
            raise ReadError("too_large", f"a JSON document of more than {most} bytes; one object a line has no limit")
    text = b"".join(parts).removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = "bad_record" if text.rstrip().endswith(("}", "]")) else "truncated_record"
        raise ReadError(reason, f"no JSON: {error}"[:200]) from error
    fields = fields_of(options.columns)
    if isinstance(document, dict) and isinstance(document.get("data"), list | dict):
        document = document["data"]
    for number, row in enumerate(document if isinstance(document, list) else [document], 1):
        if isinstance(row, dict):
            yield row_input(file, f"item {number}", row, fields, options)
        else:
            yield problem_input(file, f"item {number}", Rejection("bad_record", "no JSON object"), found=b"")
