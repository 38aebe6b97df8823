"""Which superseded snapshots are kept, and removing the others so that a reader or a crash never sees half of one."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from jdparse.errors import cannot_write
from jdparse.warehouse.crash import crash_point
from jdparse.warehouse.disk import sync_folder
from jdparse.warehouse.layout import Layout
from jdparse.warehouse.lock import NO_LOCKS_HERE, try_lock
from jdparse.warehouse.publish import LEFTOVER, Holder
from jdparse.warehouse.reading import by_age
from jdparse.warehouse.runs import run_folders

KEEP = 3
"""Snapshots always kept, the current one among them: with one, readers that had just followed the pointer broke."""

KEEP_FOR = timedelta(hours=24)
"""A snapshot superseded less than this ago is kept too, for readers who follow the pointer without pinning."""


KEEP_RUNS = 200
KEEP_RUNS_FOR = timedelta(days=90)
"""Records of runs are kept as long as they are among the newest or younger than this."""


class Removed(NamedTuple):
    """Ids of the snapshots removed, and in words what could not be done; the next run does it."""

    snapshot_ids: tuple[str, ...]
    problems: tuple[str, ...]


def remove_old(holder: Holder, now: datetime, keep: int = KEEP, keep_for: timedelta = KEEP_FOR) -> Removed:
    """Remove the snapshots past their time; pinned ones stay. An error of the disk is a problem told, not raised:
    what was published before stays published.
    """
    if keep < 1:
        raise ValueError("the current snapshot is always kept, so keep is at least 1")
    layout = holder.layout
    removed, problems = [], []
    for snapshot_id in _past_their_time(layout, now - keep_for, keep):
        holder.lock.check()
        try:
            if _remove(layout, snapshot_id):
                removed.append(snapshot_id)
        except OSError as error:
            problems.append(f"a superseded snapshot is not wholly removed: {cannot_write(layout.snapshots, error)}")
    return Removed(tuple(removed), tuple(problems))


def remove_old_runs(
    holder: Holder, now: datetime, keep: int = KEEP_RUNS, keep_for: timedelta = KEEP_RUNS_FOR
) -> tuple[str, ...]:
    """Remove the records of runs past their time; returns in words what could not be done, which the next run does."""
    layout = holder.layout
    problems = []
    for folder in run_folders(layout)[: -keep or None]:
        try:
            if folder.stat().st_mtime < (now - keep_for).timestamp() and (lock := try_lock(folder)) is not None:
                lock.release()  # no process lives that writes there
                _away(layout, folder)
        except OSError as error:
            problems.append(f"an old record of a run is not wholly removed: {cannot_write(folder, error)}")
    return tuple(problems)


def _away(layout: Layout, folder: Path) -> None:
    """Move a folder out of sight in one rename, then remove it."""
    unseen = layout.staging / f"{LEFTOVER}{os.getpid()}-{folder.name}"
    folder.rename(unseen)
    shutil.rmtree(unseen)


def _past_their_time(layout: Layout, before: datetime, keep: int) -> Iterator[str]:
    current = layout.current_id()
    others = [snapshot_id for snapshot_id in by_age(layout) if snapshot_id != current]
    for snapshot_id in others[keep - 1 :]:
        if layout.snapshot(snapshot_id).stat().st_mtime < before.timestamp():
            yield snapshot_id


def _remove(layout: Layout, snapshot_id: str) -> bool:
    """Move the snapshot out of sight in one rename, then remove it. False if a reader has pinned it."""
    folder = layout.snapshot(snapshot_id)
    unseen = layout.staging / f"{LEFTOVER}{os.getpid()}-{snapshot_id}"
    try:
        lock = try_lock(folder, flags=os.O_RDONLY | os.O_DIRECTORY)
        pinned = lock is None
    except OSError as error:
        if error.errno not in NO_LOCKS_HERE:
            raise
        lock, pinned = None, False  # no pins on this file system, so age alone decides
    if pinned:
        return False
    try:
        folder.rename(unseen)
        sync_folder(layout.snapshots)  # or a power cut could leave half a snapshot under its name
        crash_point("retention-renamed")
        shutil.rmtree(unseen)
    finally:
        if lock is not None:
            lock.release()
    return True
