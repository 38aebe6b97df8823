"""What a run would read, without running: files new, changed, unchanged and vanished since the current snapshot."""

import os
from collections.abc import Iterator
from typing import NamedTuple

from jdparse.errors import NoWarehouse, one_line
from jdparse.increment import told_of_file
from jdparse.planning import Given, plan_of, root_key
from jdparse.run import Request
from jdparse.sources import printable_name, scan
from jdparse.warehouse import Snapshot, open_warehouse

MOST_NAMED = 10


class Preview(NamedTuple):
    """``new``, ``changed`` and ``vanished`` are names below their roots; ``read`` counts the files a run would open.

    A run may open unchanged files too: those whose page has another input that changed, and all of them with
    ``verify``, ``rebuild``, or a parser that is newer than the snapshot.
    """

    roots: tuple[str, ...]
    warehouse: str
    snapshot_id: str | None
    files: int
    read: int
    bytes: int
    new: list[str]
    changed: list[str]
    vanished: list[str]
    unchanged: int
    problems: dict[str, str]
    notes: list[str]


def preview(request: Request) -> Preview:
    """What a run of this request would do first; writes nothing. Raises WrongUse, NewerWarehouse, Damaged."""
    try:
        with open_warehouse(request.warehouse) as opened:
            return _preview(request, opened.snapshot)
    except NoWarehouse:
        return _preview(request, None)


def _preview(request: Request, snapshot: Snapshot | None) -> Preview:
    base = None if request.rebuild else snapshot
    given = Given(request.roots, request.options, base, request.warehouse, trust_times=not request.verify)
    files, notes = scan(request.roots, request.options, request.warehouse)
    todo = plan_of(files, notes, given)
    before = _remembered(request, snapshot)
    now = {(root_key(file.root, request.warehouse), os.fsencode(file.name)): file for file in files}
    changed = [
        file.source for key, file in now.items()
        if key in before and before[key] != (file.size, file.mtime_ns, told_of_file(file.facts))
    ]  # fmt: skip
    new = [file.source for key, file in now.items() if key not in before]
    return Preview(
        request.roots,
        str(request.warehouse),
        snapshot.id if snapshot else None,
        files=len(now),
        read=len(todo.increment.files),
        bytes=sum(file.size for file in todo.increment.files),
        new=sorted(new),
        changed=sorted(changed),
        vanished=sorted(printable_name(os.fsdecode(path)) for _, path in before.keys() - now.keys()),
        unchanged=len(now) - len(new) - len(changed),
        problems={file.source: file.problem.reason for file in now.values() if file.problem is not None},
        notes=[f"{note.root}: {note.detail} ({note.code})" for note in notes],
    )


def _remembered(request: Request, snapshot: Snapshot | None) -> dict[tuple[str, bytes], tuple[int, int, str]]:
    """The files of the given roots that the snapshot was made of: size, time stamp, and what was told of them."""
    if snapshot is None or "root" not in snapshot.ledger().column_names:
        return {}
    keys = {root_key(root, request.warehouse) for root in request.roots}
    ledger = snapshot.ledger()
    columns = [ledger[name].to_pylist() for name in ("root", "path", "file_size", "mtime_ns", "file_told")]
    return {
        (root, path): (size, mtime_ns, told)
        for root, path, size, mtime_ns, told in zip(*columns, strict=True)
        if root in keys
    }


def preview_lines(found: Preview) -> Iterator[str]:
    """The preview as text."""
    compared = f"snapshot {found.snapshot_id}" if found.snapshot_id else "an empty warehouse"
    yield one_line(f"dry run of {', '.join(found.roots)} against {compared}; nothing was written")
    yield f"would read {found.read:>9,} of {found.files:,} files, {found.bytes:,} bytes"
    for name, files in (("new", found.new), ("changed", found.changed), ("vanished", found.vanished)):
        yield f"  {name:<18}{len(files):>9,}"
        yield from (one_line(f"    {file}") for file in files[:MOST_NAMED])
        if len(files) > MOST_NAMED:
            yield f"    … and {len(files) - MOST_NAMED:,} more"
    yield f"  {'unchanged':<18}{found.unchanged:>9,}"
    for source, reason in found.problems.items():
        yield one_line(f"{source}: would be set aside, {reason}")
    yield from (one_line(f"note: {note}") for note in found.notes)
