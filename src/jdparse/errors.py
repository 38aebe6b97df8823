"""What can go wrong for a user of jdparse, each with its exit code and one line that says what to do next."""

# ruff: noqa: N818 -- the names say what happened; all of them are errors

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path


class ExitCode(IntEnum):
    """The exit codes of every command; the only table of them."""

    PUBLISHED = 0  # published, or nothing to do
    UNEXPECTED = 1  # unexpected, a damaged warehouse among them
    USAGE = 2  # wrong use, or a warehouse newer than the program
    REFUSED = 3  # too many inputs set aside, a failed check, or a store that no longer answers
    BUSY = 4  # another run holds the warehouse
    CANNOT_WRITE = 5  # disk full, read-only or no permission
    INTERRUPTED = 130  # SIGINT
    TERMINATED = 143  # SIGTERM


def one_line(text: str) -> str:
    r"""The text on one line: control and direction characters, which could forge a log line, as \xNN or \uNNNN."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


class JdparseError(Exception):
    """An error a user can act on: which file or thing, why, and the next step. ``str()`` is one line."""

    exit_code = ExitCode.UNEXPECTED

    def __init__(self, subject: object, reason: str, next_step: str = "") -> None:
        super().__init__(str(subject), reason, next_step)
        self.subject = str(subject)
        self.reason = reason
        self.next_step = next_step

    def __str__(self) -> str:
        line = f"{self.subject}: {self.reason}"
        return one_line(f"{line}; {self.next_step}" if self.next_step else line)


class WrongUse(JdparseError):
    """A name, path or option that does not exist."""

    exit_code = ExitCode.USAGE


class NewerWarehouse(JdparseError):
    """The warehouse was written by a newer jdparse than this one."""

    exit_code = ExitCode.USAGE


class NoWarehouse(JdparseError):
    """Nothing has been published at this path."""

    exit_code = ExitCode.USAGE


class Refused(JdparseError):
    """The run must not publish: too many inputs set aside, a check of severity error failed, or a store went away."""

    exit_code = ExitCode.REFUSED


class Busy(JdparseError):
    """Another run holds the warehouse."""

    exit_code = ExitCode.BUSY


class Superseded(JdparseError):
    """Somebody else published, or took over, since this run read its base snapshot: merge again."""

    exit_code = ExitCode.BUSY


class CannotWrite(JdparseError):
    """The operating system refused to write."""

    exit_code = ExitCode.CANNOT_WRITE


class CannotStart(JdparseError):
    """The operating system started no worker process."""


class Damaged(JdparseError):
    """A file of the warehouse is missing or is not what was written."""


class SnapshotGone(JdparseError):
    """The snapshot a reader had opened has been removed."""


WRITE_FAILURES: dict[int, tuple[str, str]] = {
    errno.ENOSPC: ("the disk is full", "free some space and run again"),
    errno.EDQUOT: ("the disk quota is used up", "free some space and run again"),
    errno.EFBIG: ("the file would be larger than allowed", "raise the file size limit (ulimit -f) and run again"),
    errno.EROFS: ("the file system is read-only", "choose another {place} or mount it writable"),
    errno.EACCES: ("permission denied", "give yourself write permission or choose another {place}"),
    errno.EPERM: ("operation not permitted", "give yourself write permission or choose another {place}"),
    errno.EIO: ("the disk reported an error", "check the disk before running again"),
    errno.ENOENT: ("the folder it belongs in is not there", "make that folder or choose another {place}"),
    errno.ENOTDIR: ("a file stands where a folder is needed", "choose another {place}"),
    errno.EEXIST: ("a file stands where a folder is needed", "choose another {place}"),
    errno.EISDIR: ("a folder stands where a file is needed", "choose another {place}"),
    errno.ELOOP: ("a link points to itself", "choose another {place}"),
    errno.ENAMETOOLONG: ("the path is too long", "choose a shorter path"),
    errno.EMFILE: ("too many open files", "raise the limit (ulimit -n) and run again"),
    errno.ENOLCK: ("the file system offers no locks", "choose another {place}, on a local disk"),
    errno.ENOTSUP: ("the file system lacks what a warehouse needs", "choose another {place}, on a local disk"),
}
"""errno → reason in words, next step; ``{place}`` is what was to be written.

Any other number is reported with the system's own words."""


def cannot_write(path: object, error: OSError, place: str = "warehouse folder") -> CannotWrite:
    """The error in words; names the file the system named, else (or if it gave a bare name) ``path``.

    ``place`` says what the user had chosen, and may choose anew.
    """
    number = error.errno if error.errno is not None else 0
    reason, next_step = WRITE_FAILURES.get(
        number, (f"could not be written ({error.strerror or error})", "see the system's message and run again")
    )
    named = error.filename if isinstance(error.filename, str) and "/" in error.filename else None
    return CannotWrite(named or path, reason, next_step.replace("{place}", place))


@contextmanager
def writing(path: Path, place: str = "warehouse folder") -> Iterator[None]:
    """Turn what the operating system says while writing ``path`` into CannotWrite."""
    try:
        yield
    except OSError as error:
        raise cannot_write(path, error, place) from error
