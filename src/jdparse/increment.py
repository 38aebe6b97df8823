"""What need not be read or parsed again: files and inputs that are what the last snapshot was made of.

A file is vouched for by its size and time stamp, an input by its content. Which version of a page is current depends on
all its inputs, so where one of a page's inputs may have changed, its other inputs are read again too: the tables hold
the rows of the current version alone.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from jdparse.database import queries
from jdparse.parse import PARSER_VERSION
from jdparse.rows import LEDGER_FIELDS
from jdparse.sources import Facts, File, Input
from jdparse.sources.records import USUAL_COLUMNS

LEDGER_SCHEMA = pa.schema([pa.field("input_id", pa.string(), nullable=False), *LEDGER_FIELDS])
"""The ledger: which file of which root each input was. It is no part of the data, since it names folders."""


class Increment(NamedTuple):
    """What a run has to do: ``files`` to read; inputs ``kept`` unread; inputs ``known`` and not to be parsed.

    ``known`` names an input by its id, what was told of it and the key of its root (see ``KNOWN``): a copy of a file
    in another folder has the same id until both are counted. ``roots`` are the keys of the roots of ``files``.
    """

    files: list[File]
    kept: pa.Array
    known: pa.Array
    reparsed: int
    roots: Mapping[str, str]


class Content(NamedTuple):
    """What a file holds, whatever the order: how many inputs, and the sum of their hashes; no inputs if unknown."""

    inputs: int = 0
    hashes: int = 0

    def plus(self, input_id: str, told: str) -> "Content":
        """With one input more."""
        digest = blake2b(f"{input_id} {told}".encode(), digest_size=16).digest()
        return Content(self.inputs + 1, (self.hashes + int.from_bytes(digest)) % (1 << 128))

    def joined(self, other: "Content") -> "Content":
        """That of a file of which each has seen a piece."""
        return Content(self.inputs + other.inputs, (self.hashes + other.hashes) % (1 << 128))


Key = tuple[str, bytes]
"""A file as the ledger names it: the key of its root, and its path below it."""


def told_of(item: Input) -> str:
    """A short hash of all that was told of an input beside its content; when that changes, it is parsed again."""
    return _told(
        item.url, item.fetched_at, item.family, item.media, item.charset, item.problem or "", *item.warnings
    )  # fmt: skip


@lru_cache(maxsize=1 << 10)
def told_of_file(facts: Facts) -> str:
    """The same of a file, with the names of its fields: when that changes, it is read again."""
    named = () if facts.columns == USUAL_COLUMNS else facts.columns
    return _told(facts.url, facts.fetched_at, facts.family, *named)


def _told(*said: object) -> str:
    return blake2b("\x1f".join(map(str, said)).encode(), digest_size=8).hexdigest()


FILES = """
    SELECT root, path, any_value(file_size) AS file_size, any_value(mtime_ns) AS mtime_ns, any_value(file_told)
    FROM ledger GROUP BY root, path HAVING bool_and(parser_version = $version)
"""

# An input of a file that is read again may turn out to be another one, so its page needs all its inputs.
AGAIN = """
    WITH shaken AS (
        SELECT DISTINCT page_id FROM inputs JOIN ledger USING (input_id) ANTI JOIN vouched USING (root, path)
        WHERE page_id IS NOT NULL AND list_contains($roots, root)
        UNION
        SELECT page_id FROM inputs WHERE page_id IS NOT NULL GROUP BY page_id HAVING NOT bool_or(status = 'current')
    )
    SELECT DISTINCT root, path FROM vouched
    JOIN ledger USING (root, path) JOIN inputs USING (input_id) SEMI JOIN shaken USING (page_id)
"""

CONTENTS = """
    SELECT root, path, input_id, told FROM ledger JOIN inputs USING (input_id) ANTI JOIN (
        SELECT DISTINCT root, path FROM ledger JOIN inputs USING (input_id)
        WHERE content_sha256 IS NULL OR parser_version <> $version
    ) AS unsure USING (root, path)
"""

KEPT = """
    SELECT input_id FROM ledger LEFT JOIN (SELECT root, path, true AS sure FROM unread) USING (root, path)
    WHERE sure OR NOT list_contains($roots, root)
"""

KNOWN = """
    WITH alone AS (
        SELECT input_id, count(*) OVER (PARTITION BY page_id) AS on_page,
               count(*) OVER (PARTITION BY source, record, content_sha256) AS alike, page_id, content_sha256
        FROM inputs
    )
    SELECT input_id || told || root AS known FROM alone JOIN ledger USING (input_id)
    WHERE (on_page = 1 OR page_id IS NULL) AND alike = 1 AND content_sha256 IS NOT NULL AND parser_version = $version
"""


def everything(files: Sequence[File], root_of: Callable[[str], str]) -> Increment:
    """A run that remembers nothing; ``root_of`` gives a root's key."""
    none = pa.array([], pa.string())
    return Increment(list(files), none, none, 0, {file.root: root_of(file.root) for file in files})


def what_changed(
    files: Sequence[File], ledger: pa.Table, inputs: pa.Table, roots: Sequence[str], root_of: Callable[[str], str],
    contents: Mapping[Key, Content] | None = None,
) -> Increment:  # fmt: skip
    """Compare the files that are there with the ledger; ``inputs`` are those of the last snapshot.

    ``roots`` are the keys of the roots given, ``root_of`` gives a file's key. With ``contents``, what the files were
    found to hold, that alone says which of them changed; without, their sizes and time stamps do.
    """
    version = {"version": PARSER_VERSION}
    with queries() as connection:
        connection.register("ledger", ledger)
        connection.register(
            "inputs", inputs.select(["input_id", "page_id", "status", "source", "record", "content_sha256"])
        )
        remembered = {(root, path): facts for root, path, *facts in connection.execute(FILES, version).fetchall()}
        keys = [(root_of(file.root), os.fsencode(file.name)) for file in files]
        if contents is None:
            vouched = {
                key for key, file in zip(keys, files, strict=True)
                if remembered.get(key) == [file.size, file.mtime_ns, told_of_file(file.facts)]
            }  # fmt: skip
        else:
            then = _contents_then(connection)
            vouched = {
                key for key, file in zip(keys, files, strict=True)
                if key in then and contents.get(key) == then[key]
                and remembered[key][2] == told_of_file(file.facts)
            }  # fmt: skip
        connection.register("vouched", _pairs(vouched))
        again = set(connection.execute(AGAIN, {"roots": list(roots)}).fetchall())
        unread = vouched - again
        connection.register("unread", _pairs(unread))
        kept = connection.sql(KEPT, params={"roots": list(roots)}).to_arrow_table()
        known = connection.sql(KNOWN, params=version).to_arrow_table()
    outdated = pc.sum(pc.not_equal(ledger["parser_version"], PARSER_VERSION)).as_py() or 0
    to_read = [file for key, file in zip(keys, files, strict=True) if key not in unread]
    named = {file.root: root_of(file.root) for file in to_read}
    return Increment(to_read, kept["input_id"].combine_chunks(), known["known"].combine_chunks(), outdated, named)


def _contents_then(connection: duckdb.DuckDBPyConnection) -> dict[Key, Content]:
    """What each file held, of those whose every input has a hash and was parsed by this version."""
    then: dict[Key, Content] = {}
    rows = connection.execute(CONTENTS, {"version": PARSER_VERSION})
    while some := rows.fetchmany(10_000):
        for root, path, input_id, told in some:
            then[root, path] = then.get((root, path), Content()).plus(input_id, told)
    return then


def _pairs(keys: set[Key]) -> pa.Table:
    ordered = sorted(keys)
    return pa.table({"root": [root for root, _ in ordered], "path": [path for _, path in ordered]}, schema=_PAIR)


_PAIR = pa.schema([LEDGER_SCHEMA.field("root"), LEDGER_SCHEMA.field("path")])
