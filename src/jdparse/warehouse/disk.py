"""Small steps on the disk whose order makes a publish safe: sync, replace, read whole."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

BLOCK = 1 << 20


def sync_file(path: Path) -> None:
    """Put the file's content on disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: Path) -> None:
    """Put the folder's list of names on disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(path: Path) -> None:
    """Make the folder and its parents, and put each new name on disk."""
    if path.is_dir():
        return
    make_folder(path.parent)
    try:
        path.mkdir()
    except FileExistsError:
        if path.is_dir():
            return
        raise
    sync_folder(path.parent)


def replace_file(path: Path, content: bytes) -> None:
    """Write a small file so that readers and a crash see the old content or the new, never a part."""
    temporary = path.with_name(f"{path.name}.tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def as_json(value: object) -> bytes:
    """JSON that is the same bytes for the same value, for people and machines."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=False) + "\n").encode()


def read_json(path: Path) -> Any:
    """The value in a JSON file; raises OSError, ValueError (not UTF-8, not JSON)."""
    return json.loads(path.read_bytes().decode("utf-8"))


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, read in blocks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
