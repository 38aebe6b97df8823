"""Opening a warehouse: the pointer is followed once, then every table comes from that one snapshot."""

import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from jdparse.errors import Damaged, NewerWarehouse, SnapshotGone, WrongUse
from jdparse.tables import RUN_TABLES
from jdparse.warehouse.layout import Layout, existing
from jdparse.warehouse.runs import read_checks, read_runs
from jdparse.warehouse.snapshot import Snapshot, damage
from jdparse.warehouse.sql import connected

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow.dataset as ds

ATTEMPTS = 5
RUN_READERS = {"runs": read_runs, "checks": read_checks}
WORD = re.compile(r"\w+")


def open_warehouse(path: str | os.PathLike[str], snapshot: str | None = None) -> "Warehouse":
    """The published snapshot of the warehouse, or the kept one whose id begins with ``snapshot``.

    A publish that happens later changes nothing of what is seen here. Raises NoWarehouse, NewerWarehouse, WrongUse,
    SnapshotGone, and Damaged, which names the file and the last sound snapshot.
    """
    layout = existing(path)
    try:
        if snapshot is not None:
            return Warehouse(layout, Snapshot(layout.snapshot(layout.find_snapshot(snapshot))))
        return Warehouse(layout, open_current(layout))
    except Damaged as error:
        raise with_advice(layout, error) from error


def open_current(layout: Layout) -> Snapshot:
    """The snapshot the pointer names now. Tried again if it is superseded and removed while it is being opened."""
    for attempt in range(1, ATTEMPTS + 1):
        current = layout.published_id()
        try:
            return Snapshot(layout.snapshot(current))
        except SnapshotGone as error:
            if layout.current_id() == current:
                raise Damaged(layout.pointer, f"points to snapshot {current}, which is not there") from error
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("the last attempt returns or raises")


def with_advice(layout: Layout, error: Damaged) -> Damaged:
    """The same error with the next step: which snapshot can be read instead."""
    for snapshot_id in by_age(layout):
        folder = layout.snapshot(snapshot_id)
        if folder in Path(error.subject).parents or snapshot_id == layout_current(layout):
            continue
        try:
            sound = not any(damage(folder))
        except NewerWarehouse:
            continue
        if sound:
            step = f"the last sound snapshot is {snapshot_id}: open it, or make it current with `jdparse rollback`"
            return Damaged(error.subject, error.reason, step)
    return Damaged(error.subject, error.reason, "no other snapshot is sound: run `jdparse run --rebuild`")


def layout_current(layout: Layout) -> str | None:
    """The current snapshot, None also where the pointer itself is damaged."""
    try:
        return layout.current_id()
    except Damaged:
        return None


def by_age(layout: Layout) -> list[str]:
    """Ids of the snapshots kept, the one that was current last coming first."""
    times: dict[str, float] = {}
    for snapshot_id in layout.snapshot_ids():
        try:
            times[snapshot_id] = layout.snapshot(snapshot_id).stat().st_mtime
        except FileNotFoundError:
            continue  # removed by retention just now
    return sorted(times, key=lambda snapshot_id: (-times[snapshot_id], snapshot_id))


class Warehouse:
    """A warehouse as it was when opened. Close it, or use it in a ``with``: until then its snapshot is kept."""

    def __init__(self, layout: Layout, snapshot: Snapshot) -> None:
        self.layout = layout
        self.snapshot = snapshot

    def __enter__(self) -> "Warehouse":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Warehouse {self.layout.root} at snapshot {self.snapshot.id}>"

    def close(self) -> None:
        """Let retention have the snapshot."""
        self.snapshot.close()

    @property
    def snapshot_id(self) -> str:
        """Id of the snapshot shown."""
        return self.snapshot.id

    @property
    def folder(self) -> Path:
        """Folder of the snapshot shown: ``folder / table`` is what any Parquet reader can be given."""
        return self.snapshot.folder

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of all tables, ``runs`` and ``checks`` among them."""
        return (*self.snapshot.tables, *(table.name for table in RUN_TABLES))

    @property
    def runs(self) -> "pd.DataFrame":
        """One row a run; a run whose process died without saying so has status ``abandoned``."""
        return self.table("runs")

    @property
    def checks(self) -> "pd.DataFrame":
        """One row a data-quality check in a run."""
        return self.table("checks")

    def table(self, name: str, columns: Sequence[str] | None = None) -> "pd.DataFrame":
        """The table as pandas, its data dictionary in ``attrs``; raises as ``arrow`` does."""
        rows = self.arrow(name, columns)
        frame: pd.DataFrame = rows.to_pandas()
        attributes = (rows.schema.metadata or {}).get(b"PANDAS_ATTRS")
        if attributes is not None:
            frame.attrs = json.loads(attributes)
        return frame

    def arrow(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """The table as Arrow, whole or some of its columns; raises WrongUse, Damaged, SnapshotGone."""
        if name in RUN_READERS:
            rows, _ = RUN_READERS[name](self.layout)
            return rows.select(list(columns)) if columns is not None else rows
        try:
            return self.snapshot.arrow(name, columns)
        except Damaged as error:
            raise with_advice(self.layout, error) from error

    def dataset(self, name: str) -> "ds.Dataset":
        """The table as an Arrow dataset, for what is larger than memory; raises as ``arrow`` does."""
        if name in RUN_READERS:
            import pyarrow.dataset as ds  # noqa: PLC0415 -- it loads pandas, which most uses do not need

            return ds.dataset(self.arrow(name))
        try:
            return self.snapshot.dataset(name)
        except Damaged as error:
            raise with_advice(self.layout, error) from error

    def sql(self, query: str, parameters: Sequence[Any] | Mapping[str, Any] | None = None) -> "pd.DataFrame":
        """Rows of an SQL query (DuckDB) over the tables; values belong in ``parameters`` (``?`` or ``$name``).

        The query sees the tables and nothing else: no file, no network, no setting. Raises WrongUse for a query DuckDB
        refuses, and what ``arrow`` raises.
        """
        found: pd.DataFrame = self.sql_arrow(query, parameters).to_pandas()
        return found

    def sql_arrow(self, query: str, parameters: Sequence[Any] | Mapping[str, Any] | None = None) -> pa.Table:
        """``sql`` as an Arrow table."""
        import duckdb  # noqa: PLC0415 -- only SQL pays for loading it

        words = {word.lower() for word in WORD.findall(query)}
        named = [name for name in self.tables if name in words] or self.tables
        with connected({name: self.dataset(name) for name in named}) as connection:
            try:
                result = connection.sql(query, params=parameters)
                rows = result.to_arrow_table() if result is not None else None
            except duckdb.Error as error:
                raise WrongUse(
                    "query", " ".join(str(error).split()), "see `jdparse describe` for tables and columns"
                ) from error
        return rows if rows is not None else pa.table({})
