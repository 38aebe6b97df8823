"""Opening files so that none can hang a run, mislead it, or change under it unnoticed."""

import os
import stat
from collections.abc import Iterator
from functools import lru_cache
from io import FileIO
from types import TracebackType
from typing import IO, Protocol, Self, cast

from pyarrow import fs

from jdparse.errors import Refused
from jdparse.sources.records import File, ReadError

CHUNK = 1 << 18
"""Bytes per read of a stream."""

_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Opened(Protocol):
    """An open input: bytes in order, and a file object for formats that must seek."""

    size: int

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes; fewer only at the end."""

    def seek(self, offset: int) -> None:
        """Go on reading at ``offset``."""

    def seekable(self) -> IO[bytes]:
        """Return a binary file object at the start of the same file."""

    def check(self) -> None:
        """Raise ReadError if the file changed since it was listed."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def is_uri(root: str) -> bool:
    """Tell whether a root names an Arrow file system; ``file://`` is a local path."""
    scheme, colon, _ = root.partition("://")
    return bool(colon) and scheme.isalnum() and scheme != "file"


def open_file(file: File) -> Opened:
    """Open a file for reading; raises ReadError for whatever stands against it."""
    return StoredFile(file) if is_uri(file.root) else LocalFile(file)


class LocalFile:
    """A regular local file. Links, pipes, sockets and devices are refused, and opening never waits for them."""

    def __init__(self, file: File) -> None:
        self._file = file
        try:
            self._fd = os.open(file.path, _FLAGS)
        except OSError as error:
            raise refusal(error, file) from error
        try:
            self._found = os.fstat(self._fd)
            if not stat.S_ISREG(self._found.st_mode):
                raise ReadError("not_regular", f"a {kind_of_entry(self._found.st_mode)}")
            self._compare(self._found)
        except BaseException:
            os.close(self._fd)
            raise
        self.size = self._found.st_size

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes; fewer only at the end."""
        try:
            data = os.read(self._fd, size)
            if len(data) in (0, size) or len(data) == self.size:
                return data
            parts = [data]
            missing = size - len(data)
            while missing and (data := os.read(self._fd, missing)):
                parts.append(data)
                missing -= len(data)
            return b"".join(parts)
        except OSError as error:
            raise ReadError("unreadable", error.strerror or str(error)) from error

    def seekable(self) -> IO[bytes]:
        """Return a binary file object at the start of the same file; it does not own the descriptor."""
        os.lseek(self._fd, 0, os.SEEK_SET)
        return FileIO(self._fd, "rb", closefd=False)

    def seek(self, offset: int) -> None:
        """Go on reading at ``offset``."""
        os.lseek(self._fd, offset, os.SEEK_SET)

    def check(self) -> None:
        """Raise ReadError if the file changed while it was open."""
        self._compare(os.fstat(self._fd))

    def _compare(self, now: os.stat_result) -> None:
        if now.st_size != self._file.size or now.st_mtime_ns != self._file.mtime_ns:
            raise _changed(self._file, now.st_size)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._fd)


class StoredFile:
    """A file of an Arrow file system: S3, GCS and what else Arrow knows."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._store = store_of(file.root)[0]
        try:
            self._stream = self._store.open_input_file(file.path)
            self.size = self._stream.size()
        except (OSError, ValueError) as error:
            raise refusal(error, file) from error
        if self.size != file.size:
            self._stream.close()
            raise _changed(file, self.size)

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes; fewer only at the end."""
        try:
            return bytes(self._stream.read(size))
        except OSError as error:
            raise ReadError("unreadable", str(error)[:200]) from error

    def seekable(self) -> IO[bytes]:
        """Return the same file, at its start."""
        self._stream.seek(0)
        return cast("IO[bytes]", self._stream)

    def seek(self, offset: int) -> None:
        """Go on reading at ``offset``."""
        self._stream.seek(offset)

    def check(self) -> None:
        """Raise ReadError if the file changed since it was listed."""
        try:
            now = self._store.get_file_info(self._file.path)
        except OSError as error:
            raise refusal(error, self._file) from error
        if now.size != self._file.size or (now.mtime_ns or 0) != self._file.mtime_ns:
            raise _changed(self._file, now.size)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()


@lru_cache(maxsize=8)
def store_of(uri: str) -> tuple[fs.FileSystem, str]:
    """Return the Arrow file system of a URI and the path in it; one connection a process."""
    store, path = fs.FileSystem.from_uri(uri)
    return store, str(path)


def must_answer(root: str) -> None:
    """Raise Refused if a store no longer answers at all, so that what it holds is not taken for unreadable.

    To tell that takes as long as Arrow goes on trying, for S3 a quarter of a minute. Local roots always answer.
    """
    if not is_uri(root):
        return
    store, path = store_of(root)
    try:
        store.get_file_info(path)
    except OSError as error:
        raise Refused(
            root, f"the store no longer answers: {error}", "nothing was published; run it again when it does"
        ) from error


def chunks_of(opened: Opened) -> Iterator[bytes]:
    """Yield the rest of an open file in pieces."""
    while chunk := opened.read(CHUNK):
        yield chunk


def kind_of_entry(mode: int) -> str:
    """Name what a directory entry is."""
    for test, name in _KINDS:
        if test(mode):
            return name
    return "file of an unknown kind"


_KINDS = (
    (stat.S_ISLNK, "symbolic link"),
    (stat.S_ISFIFO, "pipe"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISCHR, "character device"),
    (stat.S_ISBLK, "block device"),
    (stat.S_ISDIR, "folder"),
)


def _changed(file: File, now: int) -> ReadError:
    return ReadError("changed_during_read", f"{file.size} bytes when listed, {now} bytes when read")


def refusal(error: Exception, file: File) -> ReadError:
    """Why a file cannot be read, from what the system says."""
    if isinstance(error, PermissionError):
        return ReadError("permission_denied", "may not be read")
    if isinstance(error, FileNotFoundError):
        return ReadError("changed_during_read", f"{file.size} bytes when listed, gone when read")
    number = getattr(error, "errno", None)
    if number in _NOT_REGULAR:
        return ReadError("not_regular", _NOT_REGULAR[number])
    return ReadError("unreadable", (getattr(error, "strerror", None) or str(error))[:200])


_NOT_REGULAR = {40: "a symbolic link", 6: "a socket, or a device that is not there"}  # ELOOP, ENXIO
