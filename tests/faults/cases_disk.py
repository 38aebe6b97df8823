"""Group d of the fault plan with real file systems: full, read-only, no permission."""

import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from faults.harness import Tally, assert_readable, judge
from faults.places import NEW, OLD, Place
from faults.processes import run
from faults.publisher import publish
from jdparse.warehouse import open_warehouse
from jdparse.warehouse.layout import Layout

NOBODY = 65534
MEGABYTE = 1 << 20


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A file system of that size of its own."""
    with tempfile.TemporaryDirectory(prefix="jdparse-disk-") as name:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "jdparse", name], check=True)
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "-l", name], check=True)


def mount_missing() -> str | None:
    """Why no file system can be mounted here, None if one can."""
    if os.geteuid() != 0:
        return "mounting a small file system needs root"
    try:
        with small_disk(1):
            return None
    except (OSError, subprocess.CalledProcessError) as error:
        return f"mounting is not allowed here ({error})"


def full_disk(place: Place, sizes: tuple[int, ...]) -> Tally:
    """d1: a warehouse on a disk of so many megabytes, and a run that needs more: exit 5, the old snapshot unchanged.

    Then there is room again, and the run goes through.
    """
    tally = Tally("d1 small disk")
    for megabytes in sizes:
        with small_disk(megabytes) as disk:
            warehouse = disk / "warehouse"
            shutil.copytree(place.base, warehouse, symlinks=True)
            rows = megabytes * MEGABYTE // 300  # a row is 400 characters of noise, half that when compressed
            place.errors.unlink(missing_ok=True)
            ballast = disk / "ballast"
            with ballast.open("wb") as file:
                file.truncate(0)
                free = os.statvfs(disk)
                file.write(b"\1" * (free.f_bavail * free.f_bsize // 2))
            code = run(publish, str(warehouse), "run", NEW, rows=rows, errors=place.errors)
            lines = place.stderr_lines()
            outcome, note = _refused(warehouse, code, lines, place.old_id, "the disk is full")
            ballast.unlink()
            if outcome == "survived":
                outcome, note = judge(warehouse, {place.old_id}, lambda at=warehouse: place.rerun(at), place.new_id)
            tally.count(outcome, f"{megabytes} MB: {note}")
    return tally


def read_only_disk(place: Place) -> Tally:
    """d3: nothing can be written, everything can be read."""
    tally = Tally("d3 read-only file system")
    with small_disk(8) as disk:
        warehouse = disk / "warehouse"
        shutil.copytree(place.base, warehouse, symlinks=True)
        place.errors.unlink(missing_ok=True)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        code = run(publish, str(warehouse), "run", NEW, errors=place.errors)
        tally.count(*_refused(warehouse, code, place.stderr_lines(), place.old_id, "the file system is read-only"))
        with open_warehouse(warehouse) as opened:
            tally.count("survived" if opened.table("duties")["text"].tolist() == [OLD] else "lost", "reading")
    return tally


def publish_as_nobody(warehouse: str, run_id: str, tag: str) -> None:
    """A run without any right; the process has no way back.

    A first run elsewhere loads what is loaded late: the interpreter itself may lie where this user cannot read.
    """
    with tempfile.TemporaryDirectory() as elsewhere:
        publish(elsewhere, run_id, tag)
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    publish(warehouse, run_id, tag)


def no_permission(place: Place) -> Tally:
    """d4: a user who may read the warehouse but not write it; then one who may not even read it."""
    tally = Tally("d4 no permission")
    warehouse = place.fresh()
    code = run(publish_as_nobody, str(warehouse), "run", NEW, errors=place.errors)
    tally.count(*_refused(warehouse, code, place.stderr_lines(), place.old_id, "permission denied"))
    for folder in ("staging", "runs", "snapshots"):
        warehouse = place.fresh()
        for path in (warehouse, *warehouse.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        os.chown(warehouse / folder, 0, 0)
        code = run(publish_as_nobody, str(warehouse), "run", NEW, errors=place.errors)
        expected = place.old_id if code == 5 else place.new_id
        if folder == "runs":  # only the record cannot be written, which stops no run
            known = Layout(warehouse).current_id()
            outcome = "survived" if code == 0 and known == place.new_id else "wrong"
            tally.count(outcome, f"{folder}: {code} {place.stderr_lines()}")
        else:
            tally.count(*_refused(warehouse, code, place.stderr_lines(), expected, "permission denied"))
    return tally


def publish_limited(warehouse: str, run_id: str, tag: str, bytes_: int, rows: int) -> None:
    """A run that may write no file larger than that."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, resource.RLIM_INFINITY))
    publish(warehouse, run_id, tag, rows=rows)


def file_size_limit(place: Place) -> Tally:
    """d2: files larger than the process may write (``ulimit -f``)."""
    tally = Tally("d2 file size limit")
    for limit in (1_000, 100_000):
        warehouse = place.fresh()
        code = run(publish_limited, str(warehouse), "run", NEW, limit, 1_000, errors=place.errors)
        outcome, note = _refused(
            warehouse, code, place.stderr_lines(), place.old_id, "the file would be larger than allowed"
        )
        if outcome == "survived":
            outcome, note = judge(warehouse, {place.old_id}, lambda at=warehouse: place.rerun(at), place.new_id)
        tally.count(outcome, f"{limit} bytes: {note}")
    return tally


def _refused(warehouse: Path, code: int, lines: list[str], expected: str, words: str) -> tuple[str, str]:
    """Exit code 5, the reason in words, and the old snapshot as it was."""
    if code != 5 or not any(words in line and str(warehouse) in line for line in lines):
        return "wrong", f"exit {code}: {lines}"
    if any(line.startswith("Traceback") for line in lines):
        return "wrong", f"a trace-back: {lines}"
    if Layout(warehouse).current_id() != expected:
        return "lost", f"current is {Layout(warehouse).current_id()}"
    try:
        assert_readable(warehouse)
    except AssertionError as error:
        return "torn", str(error)
    return "survived", ""
