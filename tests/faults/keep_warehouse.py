"""Pack a warehouse as a fixture for later releases: ``python tests/faults/keep_warehouse.py WAREHOUSE TARBALL``.

Done once a release, with a warehouse that release published; ``test_warehouse_versions.py`` opens all that were kept.
"""

import sys
import tarfile
from pathlib import Path


def pack(warehouse: Path, tarball: Path) -> None:
    """The current snapshot, pointer and run records, without owner or time of the files."""
    tarball.parent.mkdir(parents=True, exist_ok=True)
    snapshot = warehouse / (warehouse / "current").readlink()
    kept = [warehouse / "current", *sorted(snapshot.rglob("*")), *sorted((warehouse / "runs").rglob("*"))]
    with tarfile.open(tarball, "w:xz") as archive:
        for path in kept:
            if path.is_symlink() or path.is_file():
                archive.add(path, path.relative_to(warehouse), recursive=False, filter=_anonymous)


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    member.mode = 0o644
    return member


def unpack(tarball: Path, warehouse: Path) -> None:
    """The warehouse as it was packed."""
    with tarfile.open(tarball) as archive:
        archive.extractall(warehouse, filter="data")


if __name__ == "__main__":
    pack(Path(sys.argv[1]), Path(sys.argv[2]))
