"""Pages in WACZ files: a ZIP that holds web archives, read in place."""

import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain

from jdparse.sources import warc
from jdparse.sources.compressed import Decompressed
from jdparse.sources.files import CHUNK, Opened
from jdparse.sources.mapping import Fields, fields_of, problem_input
from jdparse.sources.records import File, Input, Options, ReadError, printable_name
from jdparse.sources.sniff import COMPRESSED, HEAD, WARC, sniff
from jdparse.sources.streams import Stream

_FOLDER = "archive/"
_FOLDERS = (b"archive/", b"indexes/", b"pages/", b"logs/", b"datapackage")
"""How the first name in the ZIP begins, for a WACZ whose list of contents is cut off."""

_FIRST_NAME = 30  # bytes of a ZIP before it
_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError)
"""What zipfile raises: a member that is encrypted or packed in a way it does not know is a RuntimeError."""


def is_wacz(opened: Opened, head: bytes) -> bool:
    """Tell a WACZ from other ZIPs."""
    try:
        with zipfile.ZipFile(opened.seekable()) as archive:
            return any(member.filename.startswith(_FOLDER) for member in archive.infolist())
    except _DAMAGE:
        return head.startswith(_FOLDERS, _FIRST_NAME)


def read(opened: Opened, file: File, options: Options) -> Iterator[Input]:
    """Yield the pages of all archives, by name. Raises ReadError if the ZIP's list of contents is damaged."""
    try:
        archive = zipfile.ZipFile(opened.seekable())
    except _DAMAGE as error:
        raise ReadError("truncated_record", f"ZIP: {error}"[:200]) from error
    with archive:
        for member in sorted(archive.infolist(), key=lambda found: (found.filename, found.header_offset)):
            if member.is_dir() or not member.filename.startswith(_FOLDER):
                continue
            name = printable_name(member.filename)
            try:
                yield from _archive(_chunks(archive, member), name, file, options)
            except ReadError as error:
                yield problem_input(file, name, error.rejection)


def _archive(chunks: Iterator[bytes], name: str, file: File, options: Options) -> Iterator[Input]:
    fields = fields_of(options.columns)
    head = next(chunks, b"")
    kind = sniff(head, fields)
    stream = Stream(chain([head], chunks))
    if kind in COMPRESSED:
        stream, kind = _decompressed(kind, stream, fields)
    if kind == WARC:
        yield from warc.read(stream, file, options, f"{name} ")
    else:
        raise ReadError("bad_record", "no web archive")


def _decompressed(kind: str, stream: Stream, fields: Fields) -> tuple[Stream, str]:
    inner = Decompressed(kind, stream.chunks)
    chunks = iter(inner)
    head = next(chunks, b"")
    return Stream(chain([head], chunks), lambda: inner.verified, inner.resume), sniff(head[:HEAD], fields)


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(member) as opened:
            while chunk := opened.read(CHUNK):
                yield chunk
    except _DAMAGE as error:
        raise ReadError("corrupt_data", f"ZIP: {error}"[:200]) from error
