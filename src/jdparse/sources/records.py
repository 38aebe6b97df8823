"""What is read and how it is handed on: files, shards, inputs, options, and the ways reading can fail."""

import os
import sys
from datetime import datetime
from typing import NamedTuple
from unicodedata import is_normalized

from jdparse.records import Oddity, Rejection

NOTES: dict[str, str] = {
    "hidden_skipped": "files and folders whose name begins with a dot are not read",
    "warehouse_skipped": "the warehouse of the run lies under a root; nothing in it is read",
    "listed_twice": "a file reached through two roots is read once, for the first of them",
    "sidecar_unreadable": "a file named like a sidecar that is none; it is read as an input",
    "sidecar_column_unknown": "a column of a sidecar that is not file, url, fetched_at or family; it is ignored",
    "sidecar_line_unreadable": "a line of a sidecar that cannot be read or names no file",
    "sidecar_file_missing": "a sidecar entry names a file that is not there",
    "sidecar_file_repeated": "two sidecar entries name one file; the first is taken",
}
"""What a run shows about its roots and sidecars: code → meaning. About single inputs there are warnings."""


class ReadError(Exception):
    """Reading cannot go on; ``rejection`` says why. What was read before stays good."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.rejection = Rejection(reason, detail)


class Note(NamedTuple):
    """Something about a root or a sidecar that the run shows; ``code`` is a key of ``NOTES``."""

    code: str
    root: str
    detail: str
    cases: int = 1


class Columns(NamedTuple):
    """Names of the fields of a record, where they are not the usual ones; a dot goes into a nested object."""

    html: str | None = None
    text: str | None = None
    url: str | None = None
    fetched_at: str | None = None
    family: str | None = None


USUAL_COLUMNS = Columns()


class Options(NamedTuple):
    """How to read. Sizes are in bytes.

    ``page_bytes`` bounds one decompressed page, ``shard_bytes`` and ``shard_files`` what one shard holds. ``sidecars``
    are paths of sidecars given by hand, besides the ones that lie in the folders that are read.
    """

    columns: Columns = USUAL_COLUMNS
    page_bytes: int = 10_000_000
    shard_bytes: int = 32 << 20
    shard_files: int = 2_000
    sidecars: tuple[str, ...] = ()


class Facts(NamedTuple):
    """What a sidecar says about a file, and the user about the fields of its records."""

    url: str | None = None
    fetched_at: datetime | None = None
    family: str | None = None
    warnings: tuple[Oddity, ...] = ()
    columns: Columns = USUAL_COLUMNS


NO_FACTS = Facts()


class File(NamedTuple):
    """One entry found under a root.

    ``root`` is the absolute path, pattern or URI it was found through, ``base`` the folder that ``name`` is relative
    to; ``name`` is as the file system has it (undecodable bytes as surrogates). ``size`` in bytes and ``mtime_ns`` are
    as listed. An entry with a ``problem`` is not opened.
    """

    root: str
    base: str
    name: str
    size: int
    mtime_ns: int
    facts: Facts = NO_FACTS
    problem: Rejection | None = None

    @property
    def path(self) -> str:
        """Where to open it."""
        return f"{self.base}/{self.name}"

    @property
    def source(self) -> str:
        """The name as the tables show it: see ``printable_name``."""
        return printable_name(_in_utf8(self.name))


class Shard(NamedTuple):
    """A bounded part of the work. ``start`` and ``stop`` cut one container: bytes of JSONL, rows of Parquet."""

    number: int
    files: tuple[File, ...]
    options: Options
    start: int = 0
    stop: int | None = None


class Plan(NamedTuple):
    """What there is to read: every entry in a stable order, the shards that cover it, and what was noticed."""

    files: list[File]
    shards: list[Shard]
    notes: list[Note]


class Input(NamedTuple):
    """One thing read: a file that is a page, or a record of a container.

    ``content`` is decompressed and not decoded; ``b""`` when ``problem`` is set. ``record`` is None for a file that is
    a page, else ``row N`` (1-based), ``item N`` or ``byte N`` (offset in the decompressed file). ``media`` is html,
    text or markdown where the container says so. ``charset`` is what was declared outside the content. ``size`` and
    ``sha256`` are those of the decompressed page; ``sha256`` is None when it was not read to its end.
    """

    file: File
    record: str | None
    content: bytes
    media: str | None
    charset: str | None
    url: str | None
    fetched_at: datetime | None
    family: str | None
    size: int
    sha256: str | None
    problem: Rejection | None
    warnings: tuple[Oddity, ...]

    @property
    def source(self) -> str:
        """Path relative to its root, as the tables show it."""
        return self.file.source


_UNSAFE = frozenset(
    [*map(chr, range(32)), *map(chr, range(0x7F, 0xA0)), "\\"]
    + [chr(c) for c in (0x2028, 0x2029, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A))]
)


def _in_utf8(name: str) -> str:
    """A name of the file system as a program in a UTF-8 locale has it: tables must not depend on the locale."""
    if name.isascii() or sys.getfilesystemencoding() == "utf-8":
        return name
    try:
        return os.fsencode(name).decode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # no name of the local file system
        return name


def printable_name(name: str) -> str:
    r"""A file name as text of one line that no reader can mistake.

    Bytes that are no UTF-8, control characters, line and paragraph separators, bidirectional controls, the back
    slash, and blanks at either end become ``\xNN``, a byte each; so do the other characters beyond ASCII of a name
    that is not in NFC.
    """
    inner = name.strip()
    if name.isascii() and name.isprintable() and "\\" not in name and inner == name:
        return name
    composed = is_normalized("NFC", name)
    shown = "".join(
        _escaped(c) if c in _UNSAFE or "\ud800" <= c <= "\udfff" or not (composed or c.isascii()) else c for c in inner
    )
    before, _, after = name.partition(inner) if inner else (name, "", "")
    return "".join(map(_escaped, before)) + shown + "".join(map(_escaped, after))


def _escaped(character: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogateescape"))
