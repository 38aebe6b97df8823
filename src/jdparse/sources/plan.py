"""Find what there is to read under the given roots, in a stable order, and cut it into shards."""

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from jdparse.errors import WrongUse
from jdparse.sources import parquet
from jdparse.sources.files import open_file
from jdparse.sources.listing import Listing, list_root
from jdparse.sources.mapping import fields_of
from jdparse.sources.records import NO_FACTS, Facts, File, Note, Options, Plan, ReadError, Shard
from jdparse.sources.sidecar import MOST_BYTES, NAMES, Sidecar
from jdparse.sources.sniff import HEAD, JSON_LINES, PAGE, PARQUET, sniff

SNIFF_FROM = 1 << 18
"""Bytes from which a file is looked into while planning: it may be a container that deserves its own shards."""

_ALL = Options()


def plan(roots: Sequence[str], options: Options = _ALL) -> Plan:
    """Find the files under ``roots`` and cut them into shards; see ``scan`` and ``shards_of``."""
    files, notes = scan(roots, options)
    return Plan(files, shards_of(files, options), notes)


def scan(roots: Sequence[str], options: Options = _ALL, without: Path | None = None) -> tuple[list[File], list[Note]]:
    """List what there is to read: by root in the order given, inside a root by the bytes of the name.

    A root is a folder (read with all below it), a file, a glob (``**`` goes into folders), or the URI of an Arrow
    file system. Links are not followed, except a root that is itself a link to a folder. Entries whose name begins
    with a dot are left out, and counted in a note, unless they are roots themselves; so is the warehouse ``without``.
    Raises WrongUse for a root that is not there.
    """
    given = _given_sidecars(options.sidecars)
    notes: list[Note] = []
    files: list[File] = []
    seen: set[str] = set()
    for root in roots:
        listing = list_root(root, without)
        own, names = _sidecar_beside(listing)
        notes += listing.notes
        twice = 0
        for file in listing.files:
            if file.name in names or file.path in options.sidecars:
                continue
            if len(roots) > 1:
                if file.path in seen:
                    twice += 1
                    continue
                seen.add(file.path)
            facts = _facts(file, given, own)
            if options.columns != facts.columns:
                facts = facts._replace(columns=options.columns)
            files.append(file._replace(facts=facts) if facts is not NO_FACTS else file)
        if twice:
            notes.append(Note("listed_twice", listing.root, f"{twice} files also lie under an earlier root", twice))
        if listing.whole:
            own.note_missing()
        notes += own.notes
    given.note_missing()
    return files, notes + given.notes


def _facts(file: File, *sidecars: Sidecar) -> Facts:
    for sidecar in sidecars:
        if sidecar:
            facts = sidecar.facts(file.source)
            if facts is not None:
                return facts
    return NO_FACTS


def _given_sidecars(paths: Sequence[str]) -> Sidecar:
    sidecar = Sidecar("")
    for path in paths:
        listing = list_root(path)
        content = _content(listing.files[0]) if listing.files else b""
        if not sidecar.add(content, PurePosixPath(path).name):
            raise WrongUse(path, f"no sidecar: {sidecar.notes[-1].detail}")
    return sidecar


def _sidecar_beside(listing: Listing) -> tuple[Sidecar, set[str]]:
    """Read the sidecars of a root; return them with the names of the files that they are."""
    candidates = [file for file in listing.files if file.name.rpartition("/")[2] in NAMES and file.problem is None]
    if not listing.whole:
        candidates += [file for file in listing.beside if file.name not in {c.name for c in candidates}]
    sidecar = Sidecar(listing.root)
    return sidecar, {file.name for file in candidates if sidecar.add(_content(file), file.source)}


def _content(file: File) -> bytes:
    try:
        with open_file(file) as opened:
            return opened.read(min(opened.size, MOST_BYTES))
    except ReadError as error:
        raise WrongUse(file.path, f"the sidecar cannot be read: {error.rejection.detail}") from error


def shards_of(files: Sequence[File], options: Options = _ALL) -> list[Shard]:
    """Cut files into shards: small ones together, a container alone or, where that is cheap, in ranges."""
    shards: list[Shard] = []
    batch: list[File] = []
    size = 0
    for file in files:
        spans = _spans(file, options)
        if spans:
            shards += [Shard(0, (file,), options, start, stop) for start, stop in spans]
            continue
        if batch and (size + file.size > options.shard_bytes or len(batch) == options.shard_files):
            shards.append(Shard(0, tuple(batch), options))
            batch, size = [], 0
        batch.append(file)
        size += file.size
    if batch:
        shards.append(Shard(0, tuple(batch), options))
    return [shard._replace(number=number) for number, shard in enumerate(shards)]


def _spans(file: File, options: Options) -> list[tuple[int, int | None]]:
    """Ranges of a large container, nothing for a file that can share a shard with others."""
    if file.problem is not None or file.size < SNIFF_FROM:
        return []
    try:
        with open_file(file) as opened:
            kind = sniff(opened.read(HEAD), fields_of(options.columns))
            if kind == PARQUET:
                return parquet.spans(opened, options)
    except ReadError:
        return []  # whoever reads it will meet the same and report it
    if kind == PAGE:
        return []
    return list(_byte_ranges(file.size, options.shard_bytes)) if kind == JSON_LINES else [(0, None)]


def _byte_ranges(size: int, most: int) -> Iterator[tuple[int, int | None]]:
    number = max(1, round(size / most))
    edges = [size * i // number for i in range(number)]
    yield from zip(edges, [*edges[1:], None], strict=True)
