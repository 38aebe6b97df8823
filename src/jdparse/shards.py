"""A shard in, staged tables on disk out: what a worker does, and the only place where reading and parsing meet."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from jdparse.batches import joined
from jdparse.errors import Refused
from jdparse.identity import input_id
from jdparse.increment import Content, told_of
from jdparse.read_page import read_page
from jdparse.records import Outcome, Rejection
from jdparse.rows import STAGED_SCHEMAS, StagedTables, staged_tables
from jdparse.scratch import load_rows, save_rows
from jdparse.sources import Shard, read
from jdparse.vocabulary import NAMED_WARNINGS
from jdparse.workers import Begin, Skip

FINISHING = -2
"""The step after the last input: its budget is the shard's, not one input's."""

KNOWN = "known"
"""The scratch table of what need not be parsed (see ``increment.KNOWN``), in the folder a task names."""

KEPT = "kept"
"""Staged beside the tables: inputs of the shard that were found as the last snapshot has them."""

BATCH = 500
"""Inputs whose records are held at once before they become rows."""

STAGED = 40 * BATCH
"""Inputs whose rows are held at once before they go to disk: so memory does not grow with a shard."""

SHOWN = 20
"""So many set-aside inputs a shard are named to the person who runs it; all are in ``inputs``."""


class SetAside(NamedTuple):
    """An input that was not parsed, or that looks bad (``reason`` is then a warning), as the run's summary shows it."""

    source: str
    record: str | None
    reason: str
    detail: str


class ShardFacts(NamedTuple):
    """What a worker says of a shard it has done; the rows themselves are in ``batches``, folders of staged tables."""

    folder: str
    batches: tuple[str, ...]
    inputs: int
    pages: int
    kept: int
    reasons: Counter[str]
    set_aside: tuple[SetAside, ...]
    warnings: Counter[str]
    suspect: tuple[SetAside, ...] = ()


class ShardTask(NamedTuple):
    """A shard, where its staged tables go, and the folder with the inputs that need no parsing.

    ``roots`` are the keys by which those name the roots of the shard's files.
    """

    shard: Shard
    folder: str
    known: str
    roots: Mapping[str, str]


def parse_shard(task: ShardTask, skip: Skip, begin: Begin) -> ShardFacts:
    """Read, parse and stage one shard; inputs in ``skip`` are set aside unread. Raises OSError."""
    facts = ShardFacts(task.folder, (), 0, 0, 0, Counter(), (), Counter())
    kept: list[str] = []
    outcomes = _outcomes(task, skip, begin, kept)
    waiting: list[StagedTables] = []
    while batch := list(islice(outcomes, BATCH)):
        begin(FINISHING)
        waiting.append(staged_tables(batch))
        facts = _counted(batch, facts)
        if len(waiting) * BATCH >= STAGED:
            facts = _staged(waiting, facts)
            waiting = []
    if waiting:
        facts = _staged(waiting, facts)
    save_rows(pa.table({"input_id": pa.array(kept, pa.string())}), Path(task.folder), KEPT)
    return facts._replace(kept=len(kept))


def look_at(shard: Shard, skip: Skip, begin: Begin) -> dict[tuple[str, str], Content]:
    """What each file of a shard holds, by root and name, without parsing it: unknown where an input cannot be read."""
    found: dict[tuple[str, str], Content] = {}
    odd: set[tuple[str, str]] = set()
    begin(0)
    for number, item in enumerate(read(shard)):
        key = (item.file.root, item.file.name)
        if number in skip or item.problem is not None or item.sha256 is None:
            odd.add(key)
        else:
            identity = input_id(item.source, item.record, item.sha256)
            found[key] = found.get(key, Content()).plus(identity, told_of(item))
        begin(number + 1)
    return {**found, **dict.fromkeys(odd, Content())}


def _staged(batches: Sequence[StagedTables], facts: ShardFacts) -> ShardFacts:
    """Put the rows of some batches on disk; returns the shard's facts with their folder."""
    folder = Path(facts.folder, f"{len(facts.batches):04d}")
    for name, rows in joined(batches).items():
        save_rows(rows, folder, name)
    return facts._replace(batches=(*facts.batches, str(folder)))


def _counted(batch: Sequence[Outcome], facts: ShardFacts) -> ShardFacts:
    """The shard's facts with those of a batch."""
    rejected = [(o.source, o.result) for o in batch if isinstance(o.result, Rejection)]
    named = tuple(SetAside(s.source, s.record, r.reason, r.detail) for s, r in rejected)
    return ShardFacts(
        facts.folder,
        facts.batches,
        inputs=facts.inputs + len(batch),
        pages=facts.pages + len(batch) - len(rejected),
        kept=0,
        reasons=facts.reasons + Counter(rejection.reason for _, rejection in rejected),
        set_aside=(*facts.set_aside, *named)[:SHOWN],
        suspect=(*facts.suspect, *_suspect(batch))[:SHOWN],
        warnings=facts.warnings + Counter(oddity.code for outcome in batch for oddity in outcome.oddities),
    )


def _suspect(batch: Sequence[Outcome]) -> Iterator[SetAside]:
    for outcome in batch:
        for oddity in outcome.oddities:
            if oddity.code in NAMED_WARNINGS:
                yield SetAside(outcome.source.source, outcome.source.record, oddity.code, oddity.text or "")


def _outcomes(task: ShardTask, skip: Skip, begin: Begin, kept: list[str]) -> Iterator[Outcome]:
    """The outcome of each input that must be parsed; the ids of the others go to ``kept``.

    Raises Refused if a file has neither, which only a defect can bring about.
    """
    known = _known(task.known)
    unseen = set() if task.shard.start or task.shard.stop else {file.path for file in task.shard.files}
    begin(0)
    for number, item in enumerate(read(task.shard)):
        unseen.discard(item.file.path)
        if number in skip:
            item = item._replace(problem=skip[number], content=b"")  # noqa: PLW2901
        identity = input_id(item.source, item.record, item.sha256) if known else ""
        if known and identity + told_of(item) + task.roots[item.file.root] in known:
            kept.append(identity)
        else:
            yield read_page(item)
        begin(number + 1)
    if unseen:
        raise Refused(min(unseen), "was opened, but nothing came of it", "nothing was published; report it")


@lru_cache(maxsize=1)
def _known(path: str) -> frozenset[str]:
    return frozenset(load_rows(Path(path), KNOWN)["known"].to_pylist())


def read_staged(folder: Path) -> StagedTables:
    """Map a batch's staged tables into memory."""
    return {name: load_rows(folder, name) for name in STAGED_SCHEMAS}


def read_kept(folder: Path) -> pa.Table:
    """The ids of the inputs of a shard, or of a whole run, that were not parsed again."""
    return load_rows(folder, KEPT)
