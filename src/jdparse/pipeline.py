"""The run, step by step, without Prefect: what ``jdparse run`` does, and what the flow's tasks call.

    plan → parse (worker processes, a shard at a time) → assemble (a range of pages at a time) → merge → check → publish

Every step takes what the one before it gave; between them go paths, facts and Arrow tables, never single pages.
"""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from jdparse import tables
from jdparse.merge import corpus_tables
from jdparse.past import LEDGER_SCHEMA, TABLES, Past, no_past, recall
from jdparse.ranges import Assembled, Range, assemble, cut_ranges, past_rows, slice_range
from jdparse.rows import StagedTables
from jdparse.shards import ShardFacts, ShardTask, parse_shard, read_staged
from jdparse.sources import Options, Plan, plan
from jdparse.warehouse import Holder, PartFacts, Published, Snapshot, Staging, write_part
from jdparse.wording import Decisions
from jdparse.wording.guards import Guards
from jdparse.workers import Begin, Skip, supervise

Progress = Callable[[str, int, int], None]
"""Called with a step's name, how much of it is done, and how much there is."""


class Parsed(NamedTuple):
    """What parsing gave: the staged parts, and the facts of every shard."""

    folder: Path
    shards: tuple[ShardFacts, ...]

    @property
    def inputs(self) -> int:
        """Inputs read."""
        return sum(shard.inputs for shard in self.shards)

    @property
    def pages(self) -> int:
        """Inputs that are pages."""
        return sum(shard.pages for shard in self.shards)

    @property
    def reasons(self) -> Counter[str]:
        """Inputs set aside, by reason."""
        return sum((Counter(shard.reasons) for shard in self.shards), Counter())


class Built(NamedTuple):
    """What assembling gave: the part files of every table, the ledger, and counts for the summary."""

    parts: tuple[PartFacts, ...]
    ledger: pa.Table
    statuses: dict[str, int]

    @property
    def rows(self) -> dict[str, int]:
        """Rows of each table."""
        counts = Counter({table.name: 0 for table in tables.DATA_TABLES})
        for part in self.parts:
            counts[part.table] += part.rows
        return dict(counts)


def read_plan(roots: Sequence[str], options: Options) -> Plan:
    """Find what there is to read. Raises SourceError for a root that is not there."""
    return plan(roots, options)


def root_key(root: str, warehouse: Path) -> str:
    """How the ledger names a root: relative to the warehouse, so that both can move together; a URI as it is."""
    return root if "://" in root else os.path.relpath(root, warehouse.resolve())


def parse_pages(todo: Plan, staging: Staging, workers: int, progress: Progress) -> Parsed:
    """Parse every shard in worker processes, each writing its own staged tables. Raises OSError, WorkerError."""
    folder = staging.scratch / "parsed"
    tasks = [ShardTask(shard, str(folder / f"{shard.number:06d}")) for shard in todo.shards]
    total = len(todo.files)
    done: dict[int, ShardFacts] = {}
    read = 0
    progress("parse", 0, total)
    for number, facts in supervise(parse_shard, tasks, workers=min(workers, len(tasks))):
        done[number] = facts
        read += len(todo.shards[number].files)
        progress("parse", min(read, total), total)
    return Parsed(folder, tuple(done[number] for number in sorted(done)))


class Rules(NamedTuple):
    """What a user says about bullets."""

    decisions: Decisions
    guards: Guards


class Places(NamedTuple):
    """Folders of a run: the warehouse, where parts go, where scratch files go, and the snapshot to merge with."""

    warehouse: str
    data: str
    scratch: str
    base: str | None


class RangeTask(NamedTuple):
    """What a worker needs to assemble one range."""

    wanted: Range
    staged: tuple[str, ...]
    roots: frozenset[str]
    places: Places
    decisions: Decisions

    @property
    def scratch(self) -> Path:
        """Where the range's counts go."""
        return Path(self.places.scratch, f"range-{self.wanted.number:03d}")


class RangeFacts(NamedTuple):
    """What a worker says of a range: its part files, where the counts lie, inputs by status."""

    parts: tuple[PartFacts, ...]
    counts: str
    statuses: dict[str, int]


def range_tasks(
    parsed: Parsed, holder: Holder, staging: Staging, roots: Sequence[str], decisions: Decisions, *, rebuild: bool
) -> list[RangeTask]:
    """Cut what was parsed, and what the warehouse held, into ranges of pages."""
    base = None if rebuild else holder.base
    warehouse = holder.layout.root
    keys = frozenset(root_key(root, warehouse) for root in roots)
    places = Places(str(warehouse), str(staging.data), str(staging.scratch), str(base.folder) if base else None)
    pages = parsed.pages + (base.manifest.rows["pages"] if base else 0)
    staged = tuple(shard.folder for shard in parsed.shards)
    return [RangeTask(wanted, staged, keys, places, decisions) for wanted in cut_ranges(pages)]


def assemble_ranges(tasks: Sequence[RangeTask], workers: int, progress: Progress) -> list[RangeFacts]:
    """Make the tables of every range, in worker processes where there are several."""
    progress("assemble", 0, len(tasks))
    if len(tasks) == 1:
        facts = [assemble_range(tasks[0], {}, lambda _: None)]
        progress("assemble", 1, 1)
        return facts
    done: dict[int, RangeFacts] = {}
    for number, made in supervise(assemble_range, tasks, workers=min(workers, len(tasks))):
        done[number] = made
        progress("assemble", len(done), len(tasks))
    return [done[number] for number in sorted(done)]


def merge_ranges(ranges: Sequence[RangeFacts], staging: Staging, rules: Rules) -> Built:
    """Make the tables that span the ranges: clusters, their levels, variants and links, and the ladder of levels."""
    files: dict[str, list[str]] = {name: [] for name in tables.TABLES}
    for facts in ranges:
        for part in facts.parts:
            files[part.table].append(str(staging.data / part.path))
    merged = corpus_tables(
        [_load(facts.counts, "wordings") for facts in ranges],
        [_load(facts.counts, "level_wordings") for facts in ranges],
        files,
        rules.decisions,
        rules.guards,
    )
    spanning = [write_part(staging.data, tables.TABLES[name], 0, rows) for name, rows in merged.items()]
    return Built(
        (*(part for facts in ranges for part in facts.parts), *spanning),
        pa.concat_tables([_load(facts.counts, "ledger") for facts in ranges]),
        dict(sum((Counter(facts.statuses) for facts in ranges), Counter())),
    )


def assemble_range(task: RangeTask, skip: Skip, begin: Begin) -> RangeFacts:  # noqa: ARG001
    """Assemble one range and write its part files."""
    parts: list[StagedTables] = [slice_range(read_staged(Path(folder)), task.wanted) for folder in task.staged]
    made = assemble(parts, _past(task), task.decisions)
    ledger = _with_root_keys(made, Path(task.places.warehouse))
    folder = task.scratch
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("wordings", made.wordings), ("level_wordings", made.level_wordings), ("ledger", ledger)):
        with pa.OSFile(str(folder / f"{name}.arrow"), "wb") as sink, pa.ipc.new_file(sink, rows.schema) as writer:
            writer.write_table(rows)
    facts = [
        write_part(task.places.data, tables.TABLES[name], task.wanted.number, rows)
        for name, rows in made.tables.items()
    ]
    statuses = Counter(made.tables["inputs"]["status"].to_pylist())
    return RangeFacts(tuple(facts), str(folder), dict(statuses))


def _past(task: RangeTask) -> Past:
    if task.places.base is None:
        return no_past()
    with Snapshot(Path(task.places.base)) as snapshot:
        rows = past_rows({name: snapshot.arrow(name) for name in TABLES}, task.wanted)
        return recall(rows, snapshot.ledger(), task.roots)


def _with_root_keys(made: Assembled, warehouse: Path) -> pa.Table:
    """The ledger with roots named as the next run will name them."""
    roots = {root: root_key(root, warehouse) for root in made.ledger["root"].unique().to_pylist()}
    return made.ledger.set_column(
        1, LEDGER_SCHEMA.field("root"), pa.array([roots[r] for r in made.ledger["root"].to_pylist()], pa.string())
    )


def _load(folder: str, name: str) -> pa.Table:
    with pa.memory_map(str(Path(folder) / f"{name}.arrow")) as source:
        return pa.ipc.open_file(source).read_all()


def publish(built: Built, staging: Staging, at: datetime) -> Published:
    """Make the built tables the current snapshot, all or none. Raises CannotWrite, Superseded."""
    shutil.rmtree(staging.scratch)
    return staging.commit(built.parts, built.ledger, at)
