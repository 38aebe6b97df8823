"""What a snapshot keeps for the next run beside its tables, so that what has not changed is not made again.

It is no part of the data: whatever of it is missing, damaged or made with something else is made anew. An index says
what it was made with and what each file must hash to.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from jdparse.errors import Damaged
from jdparse.events import log
from jdparse.warehouse.disk import as_json, file_sha256, read_json, sync_file, sync_folder

KEPT, INDEX = "kept", "index.json"


class Kept(NamedTuple):
    """What the snapshot in ``folder`` keeps; ``made_with`` is empty where that is nothing.

    ``files`` are the hashes of its files by name.
    """

    folder: str
    made_with: str
    files: dict[str, str]

    def path(self, name: str) -> Path | None:
        """The file, checked; None where it is missing or damaged."""
        path = Path(self.folder, KEPT, name)
        sound = self._is_sound(name)
        if not sound:
            log.warning("kept_not_usable", path=str(path))
        return path if sound else None

    def paths(self) -> Iterator[tuple[Path, bool]]:
        """The index, and each file it lists with whether it is as it was written."""
        yield Path(self.folder, KEPT, INDEX), True
        for name in self.files:
            yield Path(self.folder, KEPT, name), self._is_sound(name)

    def _is_sound(self, name: str) -> bool:
        try:
            return name in self.files and file_sha256(Path(self.folder, KEPT, name)) == self.files[name]
        except OSError:
            return False


def kept_folder(data: Path) -> Path:
    """Where a run puts what the snapshot that it stages in ``data`` shall keep."""
    folder = data / KEPT
    folder.mkdir(exist_ok=True)
    return folder


def seal(data: Path, made_with: str) -> None:
    """Write the index over all files that are there. Raises OSError."""
    folder = kept_folder(data)
    files = {path.name: file_sha256(path) for path in sorted(folder.iterdir()) if path.name != INDEX}
    (folder / INDEX).write_bytes(as_json({"made_with": made_with, "files": files}))


def read_index(snapshot: Path) -> Kept:
    """What the snapshot in that folder keeps; nothing where no file is. Raises Damaged for its index."""
    path = snapshot / KEPT / INDEX
    try:
        found = read_json(path)
        return Kept(str(snapshot), str(found["made_with"]), {str(k): str(v) for k, v in found["files"].items()})
    except FileNotFoundError as error:
        if not any(path.parent.glob("*")):  # published by an earlier release
            return Kept(str(snapshot), "", {})
        raise Damaged(path, "is not there") from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Damaged(path, f"cannot be read ({error})") from error


def what_is_kept(snapshot: Path) -> Kept:
    """What the snapshot in that folder keeps; nothing where its index cannot be read."""
    try:
        return read_index(snapshot)
    except Damaged as error:
        log.warning("kept_not_usable", path=error.subject, error=error.reason)
        return Kept(str(snapshot), "", {})


def replace_kept(snapshot: Path, data: Path) -> None:
    """Give a snapshot what another staging of the same tables keeps. Raises OSError.

    The index goes first and comes last: after a crash in between nothing is kept.
    """
    old, new = snapshot / KEPT, data / KEPT
    if not new.is_dir():
        return
    old.mkdir(exist_ok=True)
    (old / INDEX).unlink(missing_ok=True)
    sync_folder(old)
    for path in sorted(new.iterdir(), key=lambda path: path.name == INDEX):
        sync_file(path)
        path.replace(old / path.name)
    sync_folder(old)
