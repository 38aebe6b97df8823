"""Who may write: one lock a warehouse, held by the kernel and so gone the moment its holder dies.

``flock`` is used directly, since snapshots and runs are locked too, as folders, which a lock library does not do.
"""

import errno
import fcntl
import json
import os
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from jdparse.errors import Busy, Superseded, cannot_write

POLL_SECONDS = 0.05
HELD_ELSEWHERE = (errno.EWOULDBLOCK, errno.EACCES)
NO_LOCKS_HERE = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EBADF, errno.EINVAL)

_open_locks: set[int] = set()


def _forget_in_child() -> None:
    """A forked child shares its parent's locks and would keep them alive after the parent's death: let go of them."""
    for descriptor in _open_locks:
        os.close(descriptor)
    _open_locks.clear()


os.register_at_fork(after_in_child=_forget_in_child)


class Flock:
    """A kernel lock on a file or folder, until ``release`` or the end of the process."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        _open_locks.add(descriptor)

    @property
    def held(self) -> bool:
        """Whether this process holds it."""
        return self.descriptor in _open_locks

    def release(self) -> None:
        """Let go; a second call does nothing, nor does a call in a forked child."""
        if self.held:
            _open_locks.remove(self.descriptor)
            os.close(self.descriptor)
        self.descriptor = -1

    def is_at(self, path: Path) -> bool:
        """Whether ``path`` still names what is locked."""
        try:
            there = path.stat()
        except FileNotFoundError:
            return False
        held = os.fstat(self.descriptor)
        return (there.st_dev, there.st_ino) == (held.st_dev, held.st_ino)


def try_lock(path: Path, *, shared: bool = False, flags: int = os.O_RDONLY) -> Flock | None:
    """Lock the file or folder now, or None if somebody else has it.

    Raises OSError where it cannot be opened or the file system has no locks (one of NO_LOCKS_HERE).
    """
    descriptor = os.open(path, flags | os.O_CLOEXEC | os.O_NONBLOCK, 0o666)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        if error.errno in HELD_ELSEWHERE:
            return None
        raise
    return Flock(descriptor)


class HolderFacts(NamedTuple):
    """Who holds the lock, for people who are told to wait."""

    run_id: str
    pid: int
    process_started: str
    host: str

    @classmethod
    def of_this_process(cls, run_id: str) -> "HolderFacts":
        """Facts of this process."""
        return cls(run_id, os.getpid(), process_start(os.getpid()) or "", socket.gethostname())


def process_start(pid: int) -> str | None:
    """Boot and start time of a process, which together with the pid name it for good; None if it does not run."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()  # the name before it may hold spaces and brackets
    return None if fields[0] in "ZX" else f"{boot}:{fields[19]}"


def read_holder(path: Path) -> HolderFacts | None:
    """Who holds the lock, None if nobody does or it does not say. The lock itself is not touched."""
    try:
        facts = HolderFacts(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None  # empty when free, cut short when the disk is full
    if facts.host == socket.gethostname() and process_start(facts.pid) != (facts.process_started or None):
        return None
    return facts


class WarehouseLock:
    """The one lock that allows writing into a warehouse."""

    def __init__(self, path: Path, flock: Flock) -> None:
        self._path = path
        self._flock = flock

    def is_ours(self) -> bool:
        """Whether this process holds it, and holds the file that stands there now."""
        return self._flock.held and self._flock.is_at(self._path)

    def check(self) -> None:
        """Raise Superseded if the lock file has been removed, so that somebody else may hold a new one."""
        if not self.is_ours():
            raise Superseded(
                self._path, "was removed while this run held it, another run may be writing", "run it again"
            )

    def release(self) -> None:
        """Let the next one in."""
        if self._flock.held:
            with suppress(OSError):  # stale facts do no harm: their process is checked before they are believed
                os.ftruncate(self._flock.descriptor, 0)
        self._flock.release()


def acquire(path: Path, run_id: str, wait_seconds: float | None) -> WarehouseLock:
    """Take the lock: at once (0), within so many seconds, or whenever it comes (None). Raises Busy, CannotWrite."""
    ends = None if wait_seconds is None else time.monotonic() + wait_seconds
    while True:
        flock = _try_warehouse_lock(path)
        if flock is not None:
            _write_facts(flock, HolderFacts.of_this_process(run_id))
            return WarehouseLock(path, flock)
        if ends is not None and time.monotonic() >= ends:
            raise _busy(path, wait_seconds)
        time.sleep(POLL_SECONDS)


def _try_warehouse_lock(path: Path) -> Flock | None:
    try:
        flock = try_lock(path, flags=os.O_RDWR | os.O_CREAT)
    except OSError as error:
        if error.errno in NO_LOCKS_HERE:
            error = OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))
        raise cannot_write(path, error) from error
    if flock is not None and not flock.is_at(path):  # removed between opening and locking
        flock.release()
        return None
    return flock


def _write_facts(flock: Flock, facts: HolderFacts) -> None:
    with suppress(OSError):  # on a full disk only the words of the busy message suffer
        os.ftruncate(flock.descriptor, 0)
        os.pwrite(flock.descriptor, json.dumps(facts._asdict()).encode(), 0)


def _busy(path: Path, wait_seconds: float | None) -> Busy:
    facts = read_holder(path)
    who = f"run {facts.run_id} (process {facts.pid} on {facts.host})" if facts else "another run"
    waited = f" after {wait_seconds:g} s" if wait_seconds else ""
    return Busy(path.parent, f"{who} holds the warehouse{waited}", "wait for it to end, or give --wait SECONDS")
