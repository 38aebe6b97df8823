"""A shard in, staged tables on disk out: what a worker does, and the only place where reading and parsing meet."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from jdparse.read_page import read_page
from jdparse.records import Outcome, Rejection
from jdparse.rows import STAGED_SCHEMAS, StagedTables, staged_tables
from jdparse.sources import Shard, read
from jdparse.workers import Begin, Skip

FINISHING = -2
"""The step after the last input: its budget is the shard's, not one input's."""

SHOWN = 20
"""So many set-aside inputs a shard are named to the person who runs it; all are in ``inputs``."""


class SetAside(NamedTuple):
    """An input that was not parsed, as the run's summary shows it."""

    source: str
    record: str | None
    reason: str
    detail: str


class ShardFacts(NamedTuple):
    """What a worker says of a shard it has done; the rows themselves are in ``folder``."""

    folder: str
    inputs: int
    pages: int
    reasons: dict[str, int]
    set_aside: tuple[SetAside, ...]
    warnings: dict[str, int]


class ShardTask(NamedTuple):
    """A shard and where its staged tables go."""

    shard: Shard
    folder: str


def parse_shard(task: ShardTask, skip: Skip, begin: Begin) -> ShardFacts:
    """Read, parse and stage one shard; inputs in ``skip`` are set aside unread. Raises OSError where it cannot write."""
    outcomes = list(_outcomes(task.shard, skip, begin))
    begin(FINISHING)
    write_staged(staged_tables(outcomes), Path(task.folder))
    rejected = [(o.source, o.result) for o in outcomes if isinstance(o.result, Rejection)]
    return ShardFacts(
        task.folder,
        inputs=len(outcomes),
        pages=len(outcomes) - len(rejected),
        reasons=dict(Counter(rejection.reason for _, rejection in rejected)),
        set_aside=tuple(SetAside(s.source, s.record, r.reason, r.detail) for s, r in rejected[:SHOWN]),
        warnings=dict(Counter(oddity.code for outcome in outcomes for oddity in outcome.oddities)),
    )


def _outcomes(shard: Shard, skip: Skip, begin: Begin) -> Iterator[Outcome]:
    begin(0)
    for number, item in enumerate(read(shard)):
        if number in skip:
            item = item._replace(problem=skip[number], content=b"")  # noqa: PLW2901
        yield read_page(item)
        begin(number + 1)


def write_staged(staged: StagedTables, folder: Path) -> None:
    """Write staged tables as Arrow files that can be mapped into memory."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in staged.items():
        with pa.OSFile(str(folder / f"{name}.arrow"), "wb") as sink, pa.ipc.new_file(sink, rows.schema) as writer:
            writer.write_table(rows.combine_chunks())


def read_staged(folder: Path) -> StagedTables:
    """Map a shard's staged tables into memory."""
    return {name: pa.ipc.open_file(pa.memory_map(str(folder / f"{name}.arrow"))).read_all() for name in STAGED_SCHEMAS}
