"""Snapshots as people handle them: which there are, what is current, going back to one."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from jdparse.errors import Damaged, JdparseError, WrongUse, writing
from jdparse.warehouse.disk import read_json
from jdparse.warehouse.layout import PUBLISHED, Layout, existing
from jdparse.warehouse.lock import read_holder
from jdparse.warehouse.manifest import Manifest, read_manifest
from jdparse.warehouse.publish import Published, hold, swap_pointer
from jdparse.warehouse.reading import by_age, layout_current
from jdparse.warehouse.runs import read_runs, run_facts
from jdparse.warehouse.snapshot import damage


class SnapshotFacts(NamedTuple):
    """A snapshot in the list. ``problem`` says why nothing else is known of one whose manifest is damaged."""

    id: str
    current: bool
    created: datetime | None
    run_id: str | None
    rows: dict[str, int]
    bytes: int
    problem: str | None


def snapshot_before(path: str | os.PathLike[str]) -> str:
    """Id of the kept snapshot that was current before the current one. Raises WrongUse where there is none."""
    others = [facts.id for facts in snapshots(path) if not facts.current and facts.problem is None]
    if not others:
        step = "a run publishes another when what it reads has changed; `jdparse snapshots` lists them"
        raise WrongUse(path, "keeps no other snapshot to compare with", step)
    return others[0]


def snapshots(path: str | os.PathLike[str]) -> list[SnapshotFacts]:
    """The snapshots kept, the current one first, then those that were current last; raises NoWarehouse."""
    layout = existing(path)
    current = layout_current(layout)
    ids = sorted(by_age(layout), key=lambda snapshot_id: snapshot_id != current)
    return [_facts(layout.snapshot(snapshot_id), snapshot_id == current) for snapshot_id in ids]


def _facts(folder: Path, current: bool) -> SnapshotFacts:
    created, run_id = _published(folder)
    try:
        manifest = read_manifest(folder)
    except JdparseError as error:
        return SnapshotFacts(folder.name, current, created, run_id, {}, 0, str(error))
    return SnapshotFacts(folder.name, current, created, run_id, manifest.rows, manifest.bytes, None)


def _published(folder: Path) -> tuple[datetime | None, str | None]:
    """When and by which run a snapshot was published; None where that file is lost, which harms no table."""
    try:
        facts = read_json(folder / PUBLISHED)
        return datetime.fromisoformat(facts["created"]).astimezone(UTC), facts["run_id"]
    except (OSError, ValueError, KeyError, TypeError):
        return None, None


def rollback(
    path: str | os.PathLike[str], snapshot: str, run_id: str, at: datetime, wait_seconds: float | None = 0.0
) -> Published:
    """Make the kept snapshot whose id begins with ``snapshot`` the current one, if it is sound.

    The next run merges with it and its ledger, so files read since are read again. Keep a RunLog around the call.
    Raises WrongUse, Damaged, Busy, CannotWrite.
    """
    layout = existing(path)
    with hold(layout.root, run_id, wait_seconds) as holder:
        target = layout.find_snapshot(snapshot)
        for problem in damage(layout.snapshot(target)):
            raise Damaged(problem.subject, problem.reason, "choose another snapshot, see `jdparse snapshots`")
        if target == holder.base_id:
            return Published(target, changed=False)
        staging = holder.stage()
        with writing(layout.pointer):
            swap_pointer(holder, staging.folder, target, at)
    return Published(target, changed=True)


def status(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The state of the warehouse as JSON-ready values, told without reading a table; raises NoWarehouse."""
    layout = existing(path)
    problems: list[str] = []
    current, manifest = _current(layout, problems)
    created, _ = _published(layout.snapshot(current)) if current else (None, None)
    holder = read_holder(layout.lock)
    runs, unreadable = read_runs(layout)
    return {
        "warehouse": str(layout.root),
        "snapshot_id": current,
        "created": created.isoformat() if created else None,
        "schema_version": manifest.schema_version if manifest else None,
        "rows": manifest.rows if manifest else {},
        "bytes": manifest.bytes if manifest else 0,
        "snapshots": len(layout.snapshot_ids()),
        "held_by": holder._asdict() if holder else None,
        "runs": runs.num_rows,
        "last_run": run_facts(layout, runs["run_id"][-1].as_py()) if runs.num_rows else None,
        "leftovers": [] if holder else _leftovers(layout),
        "problems": problems + unreadable,
    }


def _current(layout: Layout, problems: list[str]) -> tuple[str | None, Manifest | None]:
    try:
        current = layout.current_id()
        return current, read_manifest(layout.snapshot(current)) if current else None
    except JdparseError as error:
        problems.append(str(error))
        return layout_current(layout), None


def _leftovers(layout: Layout) -> list[str]:
    """What dead runs left in staging, which the next run clears."""
    try:
        return sorted(entry.name for entry in layout.staging.iterdir())
    except FileNotFoundError:
        return []
