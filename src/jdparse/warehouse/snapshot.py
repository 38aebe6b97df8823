"""One snapshot opened for reading: every file checked before its first row is used, the folder pinned meanwhile."""

import os
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from jdparse.errors import Damaged, SnapshotGone, WrongUse
from jdparse.tables import DATA_TABLES, TABLES, Table
from jdparse.warehouse.disk import file_sha256
from jdparse.warehouse.ledger import read_ledger
from jdparse.warehouse.lock import NO_LOCKS_HERE, Flock, try_lock
from jdparse.warehouse.manifest import Manifest, read_manifest
from jdparse.warehouse.parts import PartFacts

if TYPE_CHECKING:
    import pyarrow.dataset as ds


class Snapshot:
    """A published snapshot. While it is open, retention leaves it alone; ``close`` it or use it in a ``with``."""

    def __init__(self, folder: Path) -> None:
        """Pin and read the manifest of the snapshot in ``folder``; raises SnapshotGone, Damaged, NewerWarehouse."""
        self.folder = folder
        self.id = folder.name
        pin = _pin(folder)
        self._let_go = weakref.finalize(self, pin.release if pin is not None else _nothing)
        try:
            self.manifest: Manifest = read_manifest(folder)
        except BaseException:
            self.close()
            raise
        self._sound: set[str] = set()

    def __enter__(self) -> "Snapshot":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Snapshot {self.id}>"

    def close(self) -> None:
        """Let retention have it; happens also when nobody refers to it any more."""
        self._let_go()

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables, those of today first; one that did not exist yet when it was written has no rows."""
        return tuple(dict.fromkeys([*(table.name for table in DATA_TABLES), *self.manifest.parts]))

    def parts(self, name: str) -> tuple[PartFacts, ...]:
        """The part files of a table, in row order; raises WrongUse for an unknown name."""
        if name not in self.tables:
            raise WrongUse(name, "is no table", f"tables are {', '.join(self.tables)}")
        return self.manifest.parts.get(name, ())  # none in a snapshot older than the table

    def paths(self, name: str) -> list[Path]:
        """The checked part files of a table; raises Damaged, SnapshotGone, WrongUse."""
        return [self._checked(part) for part in self.parts(name)]

    def arrow(self, name: str, columns: Sequence[str] | None = None, numbers: Sequence[int] | None = None) -> pa.Table:
        """The table, or some of its columns, in row order and with today's types; raises as ``paths`` does.

        ``numbers`` are those of the parts to read, counted from 0; None for all.
        """
        parts = self.parts(name)
        paths = [self._checked(part) for at, part in enumerate(parts) if numbers is None or at in numbers]
        if not paths:
            return TABLES[name].empty().select(list(columns) if columns else TABLES[name].schema.names)
        with self._reading():
            pieces = [
                pq.ParquetFile(path, page_checksum_verification=True).read(columns=list(columns) if columns else None)
                for path in paths
            ]
        rows = pa.concat_tables(pieces, promote_options="default")
        return conform(rows, TABLES[name], columns) if name in TABLES else rows

    def dataset(self, name: str) -> "ds.Dataset":
        """The table as an Arrow dataset, for what is larger than memory; page checksums are verified while reading."""
        import pyarrow.dataset as ds  # noqa: PLC0415 -- it loads pandas, which most runs do not need

        options = ds.ParquetFragmentScanOptions(page_checksum_verification=True)
        checked = ds.ParquetFileFormat(default_fragment_scan_options=options)
        with self._reading():
            paths = [str(path) for path in self.paths(name)]
            return ds.dataset(paths, format=checked) if paths else ds.dataset(TABLES[name].empty())

    def ledger(self) -> pa.Table:
        """Which file each input was; raises Damaged."""
        return read_ledger(self.folder)

    def _checked(self, part: PartFacts) -> Path:
        path = self.folder / part.path
        if part.path not in self._sound:
            with self._reading():
                check_part(path, part)
            self._sound.add(part.path)
        return path

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Tell a snapshot that was removed from one that is damaged."""
        try:
            yield
        except Damaged as error:
            self._raise_if_gone(error)
            raise
        except (OSError, pa.ArrowException) as error:
            self._raise_if_gone(error)
            raise Damaged(self.folder, f"cannot be read ({error})", "run `jdparse verify`") from error

    def _raise_if_gone(self, error: Exception) -> None:
        if not self.folder.is_dir():
            raise _gone(self.folder) from error


def check_part(path: Path, part: PartFacts) -> None:
    """Raise Damaged unless the file is byte for byte what the manifest says; OSError where it cannot be read."""
    try:
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise Damaged(path, "is missing") from error
    if size != part.bytes:
        raise Damaged(path, f"has {size} bytes, {part.bytes} were written")
    if file_sha256(path) != part.sha256:
        raise Damaged(path, "is not what was written (its checksum differs)")


def damage(folder: Path) -> Iterator[Damaged]:
    """What is wrong with the files of a snapshot: manifest, sizes, checksums."""
    try:
        manifest = read_manifest(folder)
    except Damaged as error:
        yield error
        return
    for part in (part for parts in manifest.parts.values() for part in parts):
        try:
            check_part(folder / part.path, part)
        except Damaged as error:
            yield error
        except OSError as error:
            yield Damaged(folder / part.path, f"cannot be read ({error.strerror})")


def conform(rows: pa.Table, table: Table, columns: Sequence[str] | None = None) -> pa.Table:
    """Rows of an older or newer minor version in today's shape: missing columns null, unknown ones kept at the end."""
    arrays: dict[str, Any] = {}
    for column in table.columns:
        if columns is not None and column.name not in columns:
            continue
        if column.name in rows.column_names:
            arrays[column.name] = rows.column(column.name).cast(column.type)
        else:
            arrays[column.name] = pa.array([None] * rows.num_rows, column.type)
    unknown = [name for name in rows.column_names if name not in arrays]
    arrays |= {name: rows.column(name) for name in unknown}
    fields = [
        table.schema.field(name).with_nullable(True) if name in table.schema.names else rows.schema.field(name)
        for name in arrays
    ]
    return pa.Table.from_arrays(list(arrays.values()), schema=pa.schema(fields).with_metadata(rows.schema.metadata))


def _pin(folder: Path) -> Flock | None:
    """Lock the folder against retention. None where the file system has no locks: then only its age protects it."""
    try:
        pin = try_lock(folder, shared=True, flags=os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError as error:
        raise _gone(folder) from error
    except OSError as error:
        if error.errno in NO_LOCKS_HERE:
            return None
        raise
    if pin is None or not pin.is_at(folder):  # retention is just removing it, or has
        raise _gone(folder)
    return pin


def _nothing() -> None:
    """What there is to let go of where there are no locks."""


def _gone(folder: Path) -> SnapshotGone:
    return SnapshotGone(
        folder, "this snapshot has been removed since it was superseded", "open the warehouse again for the newest one"
    )
