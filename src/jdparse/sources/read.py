"""Read a shard: open each file, see what it is, and hand out its pages."""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from itertools import chain

from jdparse.records import Oddity
from jdparse.sources import jsonl, parquet, tabular, wacz, warc
from jdparse.sources.compressed import Decompressed
from jdparse.sources.files import Opened, chunks_of, must_answer, open_file, refusal
from jdparse.sources.foreign import not_read
from jdparse.sources.mapping import UNMAPPED, Fields, fields_of, problem_input, too_large
from jdparse.sources.records import USUAL_COLUMNS, File, Input, Options, ReadError, Shard
from jdparse.sources.sniff import COMPRESSED, CSV, HEAD, JSON, JSON_LINES, PAGE, PARQUET, WARC, ZIP, sniff
from jdparse.sources.streams import Stream
from jdparse.sources.wide import head_in_utf8, in_utf8, wide_codec

_WHOLE = 1 << 20  # bytes up to which a file is read in one go
_BOMB = 100  # a page over the limit that grew by more than this was made to
_STREAMED: dict[str, Callable[[Stream, File, Options], Iterator[Input]]] = {
    JSON_LINES: jsonl.read,
    JSON: jsonl.read_document,
    CSV: tabular.read,
    WARC: warc.read,
}


def read(shard: Shard) -> Iterator[Input]:
    """Yield everything in a shard: each file that is a page, each record of a container, exactly once.

    What cannot be read is yielded too, with its ``problem``; nothing is raised for the sake of one input. Raises
    Refused when a store no longer answers.
    """
    fields = fields_of(shard.options.columns)
    for file in shard.files:
        if file.problem is not None:
            yield problem_input(file, None, file.problem)
            continue
        try:
            with open_file(file) as opened:
                found = _file(opened, file, fields, shard)
                if shard.options.columns != USUAL_COLUMNS:
                    found = _unmapped_once(found)
                yield from found if shard.start or shard.stop else _at_least_one(found)
        except (ReadError, OSError) as error:
            must_answer(file.root)
            part = f"from {shard.start}" if shard.start else None  # each part of a file may fail for itself
            met = error if isinstance(error, ReadError) else refusal(error, file)
            yield problem_input(file, part, met.rejection)


def _at_least_one(found: Iterator[Input]) -> Iterator[Input]:
    """What was found in a file; a container of nothing is set aside, so that every file is accounted for."""
    first = next(found, None)
    if first is None:
        raise ReadError("empty_input", "a container with no page in it")
    yield first
    yield from found


def _unmapped_once(found: Iterator[Input]) -> Iterator[Input]:
    """Of the fields that the user named and records do not have, leave those that no record has, said of the last."""
    missing: dict[str, Oddity] | None = None
    last: Input | None = None
    failure: Exception | None = None
    while True:
        try:
            item = next(found, None)
        except (ReadError, OSError) as error:
            item, failure = None, error
        if last is not None:
            yield last if item is not None else last._replace(warnings=(*last.warnings, *(missing or {}).values()))
        if failure is not None:
            raise failure
        if item is None:
            return
        odd = {str(w.text).partition(";")[0]: w for w in item.warnings if w.code == UNMAPPED}
        if odd or item.problem is None:
            missing = odd if missing is None else {pair: odd[pair] for pair in missing if pair in odd}
        last = item._replace(warnings=tuple(w for w in item.warnings if w.code != UNMAPPED))


def _file(opened: Opened, file: File, fields: Fields, shard: Shard) -> Iterator[Input]:
    options = shard.options
    whole = opened.size <= _WHOLE
    head = opened.read(opened.size + 1 if whole else HEAD)
    kind, codec = _kind(head, fields)
    if kind in COMPRESSED:
        yield from _compressed(Decompressed(kind, chain([head], chunks_of(opened))), file, fields, options)
    elif kind == JSON_LINES and (shard.start or shard.stop):
        yield from jsonl.read_range(opened, file, options, shard.start, shard.stop)
    elif kind in _STREAMED:
        chunks = chain([head], chunks_of(opened))
        yield from _STREAMED[kind](Stream(in_utf8(chunks, codec) if codec else chunks), file, options)
    elif kind == PARQUET:
        yield from parquet.read(opened, file, options, shard.start, shard.stop)
    elif kind == ZIP and wacz.is_wacz(opened, head):
        yield from wacz.read(opened, file, options)
    elif opened.size > options.page_bytes:
        yield problem_input(file, None, not_read(head) or too_large(opened.size, options))
    else:
        content = head if whole else head + opened.read(opened.size + 1 - len(head))
        opened.check()
        yield _page(file, content, ())
        return
    opened.check()


def _kind(head: bytes, fields: Fields) -> tuple[str, str | None]:
    """The kind of a file, and the wide encoding that a container of text is in."""
    kind = sniff(head, fields)
    codec = wide_codec(head) if kind == PAGE else None
    if codec is not None:
        inner = sniff(head_in_utf8(head[:HEAD], codec), fields)
        if inner in (JSON_LINES, JSON, CSV):
            return inner, codec
    return kind, None


def _page(file: File, content: bytes, warnings: tuple[Oddity, ...]) -> Input:
    facts = file.facts
    return Input(
        file,
        None,
        content,
        None,
        None,
        facts.url,
        facts.fetched_at,
        facts.family,
        len(content),
        sha256(content).hexdigest(),
        None,
        facts.warnings + warnings,
    )


def _compressed(stream: Decompressed, file: File, fields: Fields, options: Options) -> Iterator[Input]:
    chunks = iter(stream)
    start, error = _first(chunks, HEAD)
    if error is not None and sniff(start, fields) == PAGE:
        later = stream.resume(warc.START)
        if later is not None:  # an archive whose first record is damaged
            yield problem_input(file, "byte 0", error.rejection)
            chunks = later
            start, error = _first(chunks, HEAD)
    kind, codec = _kind(start, fields)
    if kind in COMPRESSED:
        raise ReadError("decompression_limit", f"{kind} data inside compressed data")
    if kind in _STREAMED:
        chunks = chain([start], _rest(chunks, error))
        records = _STREAMED[kind](
            Stream(in_utf8(chunks, codec) if codec else chunks, lambda: stream.verified, stream.resume), file, options
        )
        yield from _last_with(records, lambda: stream.warnings)
        return
    if error is None and len(start) >= HEAD and (other := not_read(start)) is not None:
        raise ReadError(*other)
    if error is None:
        more, error = _first(chunks, options.page_bytes + 1 - len(start))
        start += more
    if error is not None:
        raise error
    content = start
    if len(content) > options.page_bytes:
        if len(content) > _BOMB * stream.consumed:
            raise ReadError("decompression_limit", f"{stream.consumed} bytes expand to more than {options.page_bytes}")
        raise ReadError("too_large", f"more than {options.page_bytes} bytes decompressed")
    yield _page(file, content, stream.warnings)


def _first(chunks: Iterator[bytes], size: int) -> tuple[bytes, ReadError | None]:
    """Return at least ``size`` bytes from the start of a stream; less if it ends, or fails, with the error then."""
    parts: list[bytes] = []
    try:
        while size > 0 and (chunk := next(chunks, b"")):
            parts.append(chunk)
            size -= len(chunk)
    except ReadError as error:
        return b"".join(parts), error
    return b"".join(parts), None


def _rest(chunks: Iterator[bytes], error: ReadError | None) -> Iterator[bytes]:
    """Go on with a stream, or fail where it failed."""
    if error is not None:
        raise error
    yield from chunks


def _last_with(records: Iterable[Input], warnings: Callable[[], tuple[Oddity, ...]]) -> Iterator[Input]:
    """Add to the last record what turned out at the end of the stream."""
    last: Input | None = None
    try:
        for record in records:
            if last is not None:
                yield last
            last = record
    except ReadError:
        if last is not None:
            yield last
        raise
    if last is not None:
        yield last._replace(warnings=last.warnings + warnings())
