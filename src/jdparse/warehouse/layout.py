"""Where everything lies in a warehouse folder, and what the pointer points to."""

import errno
import os
import re
from dataclasses import dataclass
from pathlib import Path

from jdparse.errors import Damaged, NoWarehouse, WrongUse

SNAPSHOT_ID = re.compile(r"[0-9a-f]{24}")
RUN_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,99}")
MANIFEST = "datapackage.json"
PUBLISHED = "published.json"
LEDGER = "ledger.parquet"


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of a warehouse. Nothing here touches the disk, except ``current_id`` and ``snapshot_ids``."""

    root: Path

    @property
    def pointer(self) -> Path:
        """The relative link to the published snapshot."""
        return self.root / "current"

    @property
    def snapshots(self) -> Path:
        """Folder of whole snapshots; nothing half-made ever stands in it."""
        return self.root / "snapshots"

    @property
    def runs(self) -> Path:
        """Folder of run records."""
        return self.root / "runs"

    @property
    def staging(self) -> Path:
        """Folder of what is being made or removed; whoever holds the lock may empty it."""
        return self.root / "staging"

    @property
    def lock(self) -> Path:
        """The lock file, which also says who holds it."""
        return self.root / "lock"

    def snapshot(self, snapshot_id: str) -> Path:
        """Folder of a snapshot; a name that is no snapshot id is refused."""
        if not SNAPSHOT_ID.fullmatch(snapshot_id):
            raise WrongUse(snapshot_id, "is no snapshot id", "see `jdparse snapshots`")
        return self.snapshots / snapshot_id

    def run(self, run_id: str) -> Path:
        """Folder of a run; a name that could leave the folder is refused."""
        if not RUN_ID.fullmatch(run_id):
            raise WrongUse(run_id, "is no run id", "use letters, digits, '_', '.' and '-'")
        return self.runs / run_id

    def current_id(self) -> str | None:
        """The snapshot the pointer names, None where nothing is published. Raises Damaged for any other pointer."""
        try:
            target = self.pointer.readlink().as_posix()
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            raise Damaged(
                self.pointer,
                "is no link, so nothing says which snapshot is published (a copy made without links?)",
                "remove it and run `jdparse rollback SNAPSHOT`",
            ) from error
        folder, _, snapshot_id = target.rpartition("/")
        if folder != "snapshots" or not SNAPSHOT_ID.fullmatch(snapshot_id):
            raise Damaged(
                self.pointer, f"points to {target!r}, which is no snapshot", "run `jdparse rollback SNAPSHOT`"
            )
        return snapshot_id

    def published_id(self) -> str:
        """The snapshot the pointer names. Raises NoWarehouse where nothing is published, Damaged."""
        current = self.current_id()
        if current is None:
            raise NoWarehouse(self.root, "nothing has been published here yet", "see `jdparse status`")
        return current

    def snapshot_ids(self) -> list[str]:
        """Ids of all snapshots kept, sorted by id."""
        try:
            return sorted(path.name for path in self.snapshots.iterdir() if SNAPSHOT_ID.fullmatch(path.name))
        except FileNotFoundError:
            return []

    def find_snapshot(self, prefix: str) -> str:
        """The one snapshot whose id begins with ``prefix``; raises WrongUse if none or several do, or it is empty."""
        if not prefix:
            raise WrongUse("snapshot", "is named by nothing", "name the beginning of its id, see `jdparse snapshots`")
        matches = [name for name in self.snapshot_ids() if name.startswith(prefix)]
        if len(matches) != 1:
            found = "several snapshots have ids that begin so" if matches else "no such snapshot is kept"
            raise WrongUse(prefix, found, "see `jdparse snapshots`")
        return matches[0]


def existing(path: str | os.PathLike[str]) -> Layout:
    """Layout of a warehouse that is there; raises NoWarehouse."""
    layout = Layout(Path(path))
    if not layout.pointer.is_symlink() and not layout.snapshots.is_dir():
        raise NoWarehouse(layout.root, "there is no warehouse here", "make one with `jdparse run RAW --warehouse DIR`")
    return layout
