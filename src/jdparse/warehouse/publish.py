"""The publish protocol: hold the warehouse, stage a snapshot, make it the current one in a single rename.

docs/publish_protocol.md says why each step stands where it stands.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from jdparse.errors import CannotWrite, Damaged, JdparseError, NewerWarehouse, Superseded, cannot_write, writing
from jdparse.tables import DATA_TABLES, SCHEMA_VERSION
from jdparse.warehouse.content import schema_words
from jdparse.warehouse.crash import crash_point
from jdparse.warehouse.disk import as_json, make_folder, sync_file, sync_folder
from jdparse.warehouse.kept import KEPT, replace_kept
from jdparse.warehouse.layout import LEDGER, MANIFEST, PUBLISHED, Layout
from jdparse.warehouse.ledger import write_ledger
from jdparse.warehouse.lock import WarehouseLock, acquire
from jdparse.warehouse.manifest import int_parts, manifest_bytes, read_manifest, snapshot_id
from jdparse.warehouse.parts import PartFacts, temporary_files, write_part
from jdparse.warehouse.snapshot import Snapshot, damage

LEFTOVER = ".leftover-"
COLUMNS = {table.name: schema_words(table.schema) for table in DATA_TABLES}


class Published(NamedTuple):
    """What a commit did. ``changed`` is False when the data were those of the current snapshot already."""

    snapshot_id: str
    changed: bool
    warnings: tuple[str, ...] = ()


@contextmanager
def hold(path: str | os.PathLike[str], run_id: str, wait_seconds: float | None = 0.0) -> Iterator["Holder"]:
    """Hold the warehouse alone, making its folder if need be, until the block ends.

    ``wait_seconds`` 0 is an answer at once, None waits for ever. Raises Busy, CannotWrite, NewerWarehouse, Damaged.
    """
    layout = Layout(Path(path))
    refuse_newer_for_writing(layout)
    with writing(layout.root):
        make_folder(layout.root)
    lock = acquire(layout.lock, run_id, wait_seconds)
    try:
        crash_point("lock-taken")
        with writing(layout.staging):
            for folder in (layout.snapshots, layout.runs, layout.staging):
                make_folder(folder)
            clear_staging(layout)
        refuse_newer_for_writing(layout)
        with closing(Holder(layout, run_id, lock)) as holder:
            yield holder
    finally:
        with suppress(OSError):  # what is left is cleared by the next one
            clear_staging(layout, lock)
        lock.release()


def clear_staging(layout: Layout, lock: WarehouseLock | None = None) -> None:
    """Remove what dead runs left. Renamed first: a paused run that wakes up finds nothing under its own name,
    so it can neither add files nor swap a pointer it had prepared.
    """
    if lock is not None and not lock.is_ours():
        return
    for number, found in enumerate(sorted(layout.staging.iterdir())):
        entry = found
        if not found.name.startswith(LEFTOVER):
            entry = found.rename(layout.staging / f"{LEFTOVER}{os.getpid()}-{number}")
        crash_point("leftovers-moved")
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def refuse_newer_for_writing(layout: Layout) -> None:
    """Raise NewerWarehouse if the current snapshot has tables this program would cut columns from."""
    current = layout.current_id()
    if current is None:
        return
    try:
        version = read_manifest(layout.snapshot(current)).schema_version
    except Damaged:
        return  # reading it will say so; a rebuild may replace it
    if int_parts(version) > int_parts(SCHEMA_VERSION):
        raise NewerWarehouse(
            layout.root,
            f"its tables are of version {version}, this jdparse writes {SCHEMA_VERSION}",
            "install a newer jdparse or choose another warehouse folder",
        )


class Holder:
    """The right to write. ``base_id`` is the snapshot that was current when it was obtained."""

    def __init__(self, layout: Layout, run_id: str, lock: WarehouseLock) -> None:
        self.layout = layout
        self.run_id = run_id
        self.lock = lock
        self.base_id = layout.current_id()

    @cached_property
    def base(self) -> Snapshot | None:
        """The snapshot to merge with, None in a new warehouse; raises Damaged."""
        return None if self.base_id is None else Snapshot(self.layout.snapshot(self.base_id))

    def close(self) -> None:
        """Let go of the base snapshot; ``hold`` does it."""
        opened = self.__dict__.get("base")
        if opened is not None:
            opened.close()

    def stage(self) -> "Staging":
        """A fresh staging folder; what this run staged before is dropped."""
        folder = self.layout.staging / self.run_id
        with writing(folder):
            if folder.exists():
                shutil.rmtree(folder)
            folder.mkdir()
            (folder / "snapshot").mkdir()
            (folder / "scratch").mkdir()
        crash_point("staging-made")
        return Staging(self, folder)

    def check_unchanged(self) -> None:
        """Raise Superseded unless this run still holds the lock and the pointer is where it was."""
        self.lock.check()
        current = self.layout.current_id()
        if current != self.base_id:
            raise Superseded(
                self.layout.root,
                f"another run published {current} since this one read {self.base_id}",
                "run it again to merge with it",
            )


class Staging:
    """A snapshot in the making. Part files go to ``data``; ``scratch`` is for whatever else a run needs on disk."""

    def __init__(self, holder: Holder, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "snapshot"
        self.scratch = folder / "scratch"
        self._holder = holder
        self.layout = holder.layout

    def commit(self, parts: Sequence[PartFacts], ledger: pa.Table, at: datetime) -> Published:
        """Publish the parts as one snapshot, all or nothing; ``at`` is the time people will see beside it.

        Tables without a part get an empty one. Raises CannotWrite, Superseded; the old snapshot then is the current
        one, unless the error says otherwise.
        """
        identifier = "of unknown name"
        try:
            self._holder.check_unchanged()
            by_table = self._complete(parts)
            identifier = snapshot_id(by_table, COLUMNS)
            self._write_facts(identifier, by_table, ledger, at)
            kept = self.layout.snapshot(identifier)
            if identifier == self._holder.base_id and kept.is_dir():
                return Published(identifier, changed=False, warnings=self._refresh(kept, anew=False))
            self._sync()
            warnings = self._place(kept)
            swap_pointer(self._holder, self.folder, identifier, at)
        except OSError as error:
            warnings = (self._resolve(identifier, error),)
        self._holder.base_id = identifier
        return Published(identifier, changed=True, warnings=warnings)

    def _complete(self, parts: Sequence[PartFacts]) -> dict[str, list[PartFacts]]:
        """Parts by table, in order, with nothing missing, double or unlisted in the folder."""
        by_table: dict[str, list[PartFacts]] = {table.name: [] for table in DATA_TABLES}
        for part in sorted(parts, key=lambda part: part.path):
            by_table[part.table].append(part)
        if len({part.path for part in parts}) != len(parts):
            raise ValueError("a part is listed twice")
        for table in DATA_TABLES:
            if not by_table[table.name]:
                by_table[table.name].append(write_part(self.data, table, 0, table.empty()))
        listed = {part.path: part.bytes for parts_ in by_table.values() for part in parts_}
        for path in temporary_files(self.data):
            path.unlink()
        for path in self._parts():
            name = path.relative_to(self.data).as_posix()
            if name not in listed:
                path.unlink()  # a part a killed worker finished and its replacement cut differently
            elif path.stat().st_size != listed.pop(name):
                raise CannotWrite(path, "has not the size it was written with", "check the disk and run again")
        if listed:
            raise CannotWrite(self.data, f"has lost {', '.join(sorted(listed))}", "run it again")
        return by_table

    def _parts(self) -> list[Path]:
        """What lies in the folders of the tables."""
        return sorted(path for path in self.data.glob("*/*") if path.parent.name != KEPT)

    def _write_facts(
        self, identifier: str, by_table: dict[str, list[PartFacts]], ledger: pa.Table, at: datetime
    ) -> None:
        (self.data / MANIFEST).write_bytes(manifest_bytes(identifier, by_table))
        facts = {"created": at.isoformat(), "run_id": self._holder.run_id, "base": self._holder.base_id}
        (self.data / PUBLISHED).write_bytes(as_json(facts))
        write_ledger(self.data, ledger)
        crash_point("manifest-written")

    def _sync(self) -> None:
        """Everything staged on disk before any name outside staging refers to it."""
        folders = [self.data]
        for path in sorted(self.data.rglob("*")):
            if path.is_dir():
                folders.append(path)
            else:
                sync_file(path)
        crash_point("files-synced")
        for folder in reversed(folders):
            sync_folder(folder)
        crash_point("folders-synced")

    def _place(self, target: Path) -> tuple[str, ...]:
        """Bring the snapshot folder under snapshots/, or make use of the same snapshot kept there."""
        warnings: tuple[str, ...] = ()
        if target.is_dir():
            warnings = self._refresh(target, anew=True)
        else:
            self.data.rename(target)
        crash_point("snapshot-renamed")
        sync_folder(self.layout.snapshots)
        crash_point("snapshots-synced")
        return warnings

    def _refresh(self, kept: Path, *, anew: bool) -> tuple[str, ...]:
        """Give the same snapshot its new ledger, and sound files for damaged ones: the rows are equal by its id.

        ``anew``: it was superseded and becomes current again, so it also gets a new time of publishing.
        """
        problems = tuple(damage(kept))
        if problems:
            self._sync()
            for path in self._parts():
                target = kept / path.relative_to(self.data)
                target.parent.mkdir(exist_ok=True)
                path.replace(target)
                sync_folder(target.parent)
                crash_point("file-repaired")
            (self.data / MANIFEST).replace(kept / MANIFEST)
        (self.data / LEDGER).replace(kept / LEDGER)
        replace_kept(kept, self.data)
        if anew or not (kept / PUBLISHED).exists():
            (self.data / PUBLISHED).replace(kept / PUBLISHED)
        sync_folder(kept)
        crash_point("ledger-replaced")
        return tuple(f"repaired: {problem}" for problem in problems)

    def _resolve(self, identifier: str, error: OSError) -> str:
        """An error in the commit leaves open whether it happened: only the pointer knows. A warning if it did."""
        if isinstance(error, FileNotFoundError) and not self.folder.is_dir():
            raise Superseded(
                self.folder, "has been cleared by another run that took over the warehouse", "run it again"
            ) from error
        failure = cannot_write(self.folder, error)
        try:
            current = self.layout.current_id()
        except (OSError, JdparseError):
            unknown = "whether it was published is unknown: see `jdparse status` when the disk answers"
            raise CannotWrite(failure.subject, failure.reason, unknown) from error
        if current != identifier or identifier == self._holder.base_id:
            raise failure from error
        return f"published, but perhaps not yet safe from a power cut: {failure}"


def swap_pointer(holder: Holder, folder: Path, identifier: str, at: datetime) -> None:
    """The commit: one rename. The new link lies in this run's staging folder, which whoever takes over clears first."""
    layout = holder.layout
    link = folder / "current"
    link.symlink_to(f"snapshots/{identifier}")
    if holder.base_id is not None:
        with suppress(OSError):  # its age counts from now on; without right to set it, from its last change
            os.utime(layout.snapshot(holder.base_id), (at.timestamp(), at.timestamp()))
    crash_point("pointer-made")
    holder.check_unchanged()
    link.replace(layout.pointer)
    crash_point("pointer-swapped")
    sync_folder(layout.root)
    crash_point("pointer-synced")
