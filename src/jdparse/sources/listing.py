"""List the entries under one root: a folder, a file, a glob, or a folder or file of an Arrow file system."""

import glob
import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from pyarrow import fs

from jdparse.errors import WrongUse, one_line
from jdparse.records import Rejection
from jdparse.sources.files import is_uri, kind_of_entry, store_of
from jdparse.sources.records import File, Note
from jdparse.sources.sidecar import NAMES

_LONGEST_ERROR = 300
_PAGE_SUFFIXES = (".html", ".htm", ".xhtml", ".txt", ".md")


class Listing(NamedTuple):
    """What lies under a root. ``whole`` when that is all of a folder; ``beside``: sidecars next to the files named."""

    root: str
    whole: bool
    files: list[File]
    notes: list[Note]
    beside: list[File]


def list_root(root: str, without: Path | None = None) -> Listing:
    """List a root in the order of the names' bytes; raises WrongUse if there is no such thing.

    ``without`` is the warehouse of the run: where it lies below the root, nothing in it is read.
    """
    if not root:
        raise WrongUse('""', "an empty name", "name a folder, a file or a pattern; . is the folder you are in")
    if is_uri(root):
        return _list_store(root)
    # abspath, not Path.resolve: a root that is a link keeps its own name.
    path = os.path.abspath(unquote(urlsplit(root).path) if root.startswith("file://") else root)  # noqa: PTH100
    if Path(path).is_dir():
        walk = _Walk(path, path, without)
        walk.folder("")
        return walk.listing(whole=True)
    if os.path.lexists(path):
        base, name = os.path.split(path)
        walk = _Walk(path, base, without)
        walk.entry(name)
        return walk.listing(whole=False)
    if glob.has_magic(path):
        return _list_glob(path, without)
    if root == "-":
        raise WrongUse(root, "standard input is not read", "write it to a file, and name that")
    raise WrongUse(root, "no such file or folder")


def _list_glob(pattern: str, without: Path | None) -> Listing:
    parts = pattern.split("/")
    plain = next(i for i, part in enumerate(parts) if glob.has_magic(part))
    base = "/".join(parts[:plain]) or "/"
    walk = _Walk(pattern, base, without)
    for name in walk.matches("", parts[plain:]):
        walk.entry(name)
    if not walk.files:
        raise WrongUse(pattern, "nothing matches")
    return walk.listing(whole=False)


def _joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder and name else folder or name


class _Walk:
    """Collects the entries of local folders, each once."""

    def __init__(self, root: str, base: str, without: Path | None) -> None:
        self.files: dict[str, File] = {}
        self._root = root
        self._base = base.rstrip("/")
        self._hidden: list[str] = []
        self._without = os.path.relpath(without.resolve(), Path(base).resolve()) if without else None
        self._left_out = False

    def matches(self, folder: str, parts: list[str]) -> Iterator[str]:
        """Yield the names under a folder that match; ``**`` goes into folders, but not into links to them.

        The glob of the library follows such links, round and round.
        """
        at = parts.index("**") if "**" in parts else len(parts)
        plain, behind = parts[:at], parts[at + 1 :]
        found = glob.iglob("/".join(plain), root_dir=f"{self._base}/{folder}") if plain else iter([""])  # noqa: PTH207
        names = (_joined(folder, name) for name in found)
        if at == len(parts):
            yield from names
            return
        for top in names:
            for path, inside, _ in os.walk(f"{self._base}/{top}", onerror=self._unreadable):
                inside[:] = [name for name in inside if not name.startswith(".")]
                yield from self.matches(path[len(self._base) + 1 :].rstrip("/"), behind or ["*"])

    def _unreadable(self, error: OSError) -> None:
        if not isinstance(error, NotADirectoryError):
            self._refused(str(error.filename)[len(self._base) + 1 :], error)

    def entry(self, name: str) -> None:
        """Take one entry by its name under the base; a folder with all below it."""
        if self._is_left_out(name):
            return
        try:
            found = os.lstat(f"{self._base}/{name}")
        except OSError as error:
            self._problem(name, "unreadable", error.strerror or str(error))
            return
        self._take(name, found)

    def folder(self, name: str) -> None:
        """Take everything below a folder."""
        pending = [name]
        while pending:
            inside = pending.pop()
            for entry in self._entries(inside):
                path = f"{inside}/{entry.name}" if inside else entry.name
                if entry.name.startswith("."):
                    self._hidden.append(path)
                    continue
                try:
                    found = entry.stat(follow_symlinks=False)
                except OSError:
                    self._problem(path, "changed_during_read", "gone while the folder was listed")
                    continue
                if stat.S_ISDIR(found.st_mode):
                    if not self._is_left_out(path):
                        self._note_odd_folder(path)
                        pending.append(path)
                else:
                    self._take(path, found)

    def _is_left_out(self, name: str) -> bool:
        """Whether this is the warehouse, or lies in it."""
        inside = self._without is not None and (name == self._without or name.startswith(f"{self._without}/"))
        self._left_out = self._left_out or inside
        return inside

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(f"{self._base}/{folder}") as entries:
                return list(entries)
        except OSError as error:
            if not folder:
                raise WrongUse(self._base, error.strerror or str(error)) from error
            self._refused(folder, error)
            return []

    def _refused(self, folder: str, error: OSError) -> None:
        reason = "permission_denied" if isinstance(error, PermissionError) else "unreadable"
        self._problem(f"{folder}/", reason, f"a folder: {error.strerror}")

    def _take(self, name: str, found: os.stat_result) -> None:
        if stat.S_ISREG(found.st_mode):
            self.files[name] = File(self._root, self._base, name, found.st_size, found.st_mtime_ns)
        elif stat.S_ISDIR(found.st_mode):
            self._note_odd_folder(name)
            self.folder(name)
        else:
            self._problem(name, "not_regular", f"a {kind_of_entry(found.st_mode)}")

    def _note_odd_folder(self, name: str) -> None:
        """A folder called like a page may be a mistake, so it gets its row; what is in it is read all the same."""
        if name.endswith(_PAGE_SUFFIXES):
            self._problem(name, "not_regular", "a folder; what is in it is read")

    def _problem(self, name: str, reason: str, detail: str) -> None:
        self.files[name] = File(self._root, self._base, name, 0, 0, problem=Rejection(reason, detail))

    def listing(self, *, whole: bool) -> Listing:
        """Return what was collected, sorted."""
        files = sorted(self.files.values(), key=lambda file: os.fsencode(file.name))
        notes = []
        if self._hidden:
            examples = ", ".join(sorted(self._hidden)[:5])
            notes.append(Note("hidden_skipped", self._root, examples, len(self._hidden)))
        if self._left_out:
            notes.append(Note("warehouse_skipped", self._root, f"{self._without}: nothing in it is read"))
        beside = [] if whole else [file for name in NAMES if (file := self._beside(name))]
        return Listing(self._root, whole, files, notes, beside)

    def _beside(self, name: str) -> File | None:
        try:
            found = os.lstat(f"{self._base}/{name}")
        except OSError:
            return None
        if not stat.S_ISREG(found.st_mode):
            return None
        return File(self._root, self._base, name, found.st_size, found.st_mtime_ns)


_WEB = ("http://", "https://", "ftp://")


def _list_store(uri: str) -> Listing:
    if uri.startswith(_WEB):
        raise WrongUse(
            uri, "an address in the web; jdparse reads files", "fetch its pages first, and name their folder"
        )
    try:
        store, path = store_of(uri)
        info = store.get_file_info(path)
        if info.type == fs.FileType.Directory:
            found = store.get_file_info(fs.FileSelector(path, recursive=True))
        else:
            found = [info]
    except (OSError, ValueError) as error:
        advice = "a folder may be a local path, file://, s3:// or gs://"
        raise WrongUse(uri, one_line(str(error).partition("\n")[0])[:_LONGEST_ERROR], advice) from error
    if info.type == fs.FileType.NotFound:
        raise WrongUse(uri, "no such file or folder", "globs are for local paths" if glob.has_magic(path) else "")
    whole = info.type == fs.FileType.Directory
    base = path.rstrip("/") if whole else path.rpartition("/")[0]
    files, hidden = [], []
    for entry in found:
        if entry.type != fs.FileType.File:
            continue
        name = entry.path[len(base) + 1 :]
        if whole and any(part.startswith(".") for part in PurePosixPath(name).parts):
            hidden.append(name)
            continue
        files.append(File(uri, base, name, entry.size, entry.mtime_ns or 0))
    files.sort(key=lambda file: os.fsencode(file.name))
    notes = [Note("hidden_skipped", uri, ", ".join(sorted(hidden)[:5]), len(hidden))] if hidden else []
    return Listing(uri, whole, files, notes, [])
