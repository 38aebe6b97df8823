"""Folders a case works in: a fresh warehouse with two snapshots, and copies of it to break."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from faults.processes import run
from faults.publisher import publish
from jdparse.warehouse.layout import Layout

OLD, NEW = "old", "new"
MEMORY = "/dev/shm"


@dataclass(frozen=True)
class Place:
    """``base`` holds a warehouse whose current snapshot is ``old_id``; publishing NEW on it leads to ``new_id``."""

    folder: Path
    base: Path
    old_id: str
    new_id: str

    @property
    def errors(self) -> Path:
        return self.folder / "stderr"

    @property
    def log(self) -> Path:
        return self.folder / "strace.log"

    def fresh(self, name: str = "warehouse") -> Path:
        """A copy of the base to break."""
        warehouse = self.folder / name
        shutil.rmtree(warehouse, ignore_errors=True)
        shutil.copytree(self.base, warehouse, symlinks=True, copy_function=shutil.copy2)
        self.errors.unlink(missing_ok=True)
        return warehouse

    def rerun(self, warehouse: Path) -> int:
        """Exit code of an undisturbed run that publishes NEW."""
        return run(publish, str(warehouse), "rerun", NEW, errors=self.errors)

    def stderr_lines(self) -> list[str]:
        return self.errors.read_text().splitlines() if self.errors.exists() else []


@contextmanager
def place() -> Iterator[Place]:
    """A place, removed afterwards. World-readable, since some cases run as another user.

    In memory where there is such a folder: what a killed process leaves does not depend on the disk, the time does.
    """
    with TemporaryDirectory(prefix="jdparse-faults-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as name:
        folder = Path(name)
        folder.chmod(0o755)
        base, undisturbed, errors = folder / "base", folder / "undisturbed", folder / "stderr"
        assert run(publish, str(base), "first", "oldest", keep=None, errors=errors) == 0, errors.read_text()
        assert run(publish, str(base), "second", OLD, keep=None, errors=errors) == 0, errors.read_text()
        shutil.copytree(base, undisturbed, symlinks=True)
        assert run(publish, str(undisturbed), "third", NEW, errors=errors) == 0, errors.read_text()
        ids = Layout(base).current_id(), Layout(undisturbed).current_id()
        assert ids[0] is not None
        assert ids[1] is not None
        yield Place(folder, base, ids[0], ids[1])
