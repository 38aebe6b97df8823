"""What a run has to read: what there is under its roots, but for what the last snapshot was already made of."""

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from jdparse.engine import Engine
from jdparse.errors import WrongUse
from jdparse.increment import LEDGER_SCHEMA, Content, Increment, Key, everything, what_changed
from jdparse.progress import Progress, Step, weights
from jdparse.shards import look_at
from jdparse.sources import File, Note, Options, Shard, scan, shards_of
from jdparse.warehouse import Snapshot


class Todo(NamedTuple):
    """What there is, and what of it must be read: ``shards`` cover ``increment.files``."""

    files: int
    shards: list[Shard]
    increment: Increment
    notes: list[Note]


class Given(NamedTuple):
    """What a run is given to read, and how it compares that with what the warehouse holds."""

    roots: tuple[str, ...]
    options: Options
    base: Snapshot | None
    warehouse: Path
    trust_times: bool


def read_plan(given: Given, engine: Engine, progress: Progress) -> Todo:
    """Find what there is to read, and leave out what the last snapshot was already made of.

    Where time stamps are not trusted, all is read once for that. Raises WrongUse, OSError, WorkerError.
    """
    files, notes = scan(given.roots, given.options, given.warehouse)
    contents = None if given.trust_times or given.base is None else _contents(files, given, engine, progress)
    return plan_of(files, notes, given, contents)


def _contents(files: list[File], given: Given, engine: Engine, progress: Progress) -> dict[Key, Content]:
    """What each file holds."""
    shards = shards_of(files, given.options)
    weight, found = weights(shards), dict[Key, Content]()
    step = Step("look", 0, sum(weight))
    progress(step)
    for number, some in engine(look_at, shards):
        for (root, name), content in some.items():
            key = (root_key(root, given.warehouse), os.fsencode(name))
            known = found.get(key)
            found[key] = content if known is None else known.joined(content)
        step = step._replace(done=step.done + weight[number], inputs=step.inputs + len(some))
        progress(step)
    return found


def plan_of(files: list[File], notes: list[Note], given: Given, contents: Mapping[Key, Content] | None = None) -> Todo:
    """What of the files must be read. Raises WrongUse where the snapshot does not say what it was made of."""

    def root_of(root: str) -> str:
        return root_key(root, given.warehouse)

    if given.base is None:
        increment = everything(files, root_of)
    else:
        ledger = given.base.ledger()
        if not set(LEDGER_SCHEMA.names) <= set(ledger.column_names):
            raise WrongUse(
                given.warehouse,
                "an early jdparse published it, and did not keep which files it had read",
                "name all its folders and run again with --rebuild",
            )
        if contents is None and not given.trust_times:
            contents = {}  # nobody has looked: any file may have changed
        keys = sorted({root_of(root) for root in given.roots})
        increment = what_changed(
            files, ledger, given.base.arrow("inputs"), keys, root_of, contents,
        )  # fmt: skip
    return Todo(len(files), shards_of(increment.files, given.options), increment, notes)


@lru_cache(maxsize=256)
def root_key(root: str, warehouse: Path) -> str:
    """How the ledger names a root: relative to the warehouse, so that both can move together; a URI as it is."""
    if root.startswith("file://"):
        root = unquote(urlsplit(root).path)
    return root if "://" in root else os.path.relpath(root, warehouse.resolve())
