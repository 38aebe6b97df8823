"""The run, step by step, without Prefect: what ``jdparse run`` does, and what the flow's tasks call.

    plan → parse (worker processes, a shard at a time) → assemble (a range of pages at a time) → merge → check → publish

Every step takes what the one before it gave; between them go paths, facts and Arrow tables, never single pages.
"""

import shutil
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from jdparse import tables
from jdparse.corpus import Corpus
from jdparse.engine import Engine, alone, done
from jdparse.freed import give_back
from jdparse.increment import LEDGER_SCHEMA
from jdparse.ladder_parts import LadderTask, ladder_parts, save_families
from jdparse.made_with import made_with
from jdparse.merge import LEVEL_WORDINGS, ROUNDS, WORDINGS, merge
from jdparse.past import TABLES, Past, no_past, recall
from jdparse.planning import Todo, root_key
from jdparse.progress import Progress, Step, told, weights
from jdparse.ranges import Assembled, Range, assemble, cut_ranges, parts_near, past_rows, range_bounds, slice_range
from jdparse.rows import CONTENT_TABLES, StagedTables
from jdparse.scratch import cut, load_rows, new_rows, places_of_ids, save_pieces, save_rows
from jdparse.shards import KEPT, KNOWN, ShardFacts, ShardTask, parse_shard, read_kept, read_staged
from jdparse.warehouse import PartFacts, Published, Snapshot, Staging, seal, what_is_kept, write_part
from jdparse.wording import Decisions
from jdparse.wording.guards import Guards
from jdparse.workers import Begin, Skip


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
    def kept(self) -> int:
        """Inputs read and found as the last snapshot has them."""
        return sum(shard.kept for shard in self.shards)

    @property
    def reasons(self) -> Counter[str]:
        """Inputs set aside, by reason."""
        return sum((Counter(shard.reasons) for shard in self.shards), Counter())


class Built(NamedTuple):
    """What assembling gave: part files of every table, the ledger, counts for the summary, what it was made with.

    ``new_rows`` are scratch folders with the rows that the last snapshot does not have just so, of the tables that are
    about a page; none where nothing of it was taken over.
    """

    parts: tuple[PartFacts, ...]
    ledger: pa.Table
    statuses: dict[str, int]
    merged: tuple[str, ...]
    made_with: str
    new_rows: tuple[str, ...]

    @property
    def rows(self) -> dict[str, int]:
        """Rows of each table."""
        counts = Counter({table.name: 0 for table in tables.DATA_TABLES})
        for part in self.parts:
            counts[part.table] += part.rows
        return dict(counts)


def parse_pages(todo: Todo, staging: Staging, engine: Engine, progress: Progress) -> Parsed:
    """Parse every shard where the engine does it, each writing its own staged tables. Raises OSError, WorkerError."""
    folder = staging.scratch / "parsed"
    save_rows(pa.table({"known": todo.increment.known}), staging.scratch, KNOWN)
    save_rows(pa.table({"input_id": todo.increment.kept}), staging.scratch, KEPT)
    tasks = [
        ShardTask(
            shard, str(folder / f"{shard.number:06d}"), str(staging.scratch),
            {file.root: todo.increment.roots[file.root] for file in shard.files},
        )
        for shard in todo.shards
    ]  # fmt: skip
    weight = weights(todo.shards)
    step = Step("parse", 0, sum(weight))
    found: dict[int, ShardFacts] = {}
    progress(step)
    for number, facts in engine(parse_shard, tasks):
        found[number] = facts
        step = Step(
            step.name, step.done + weight[number], step.total,
            step.inputs + facts.inputs + facts.kept, step.set_aside + facts.inputs - facts.pages,
        )  # fmt: skip
        progress(step)
    return Parsed(folder, tuple(found[number] for number in sorted(found)))


class Rules(NamedTuple):
    """What a user says about bullets."""

    decisions: Decisions
    guards: Guards

    @property
    def made_with(self) -> str:
        """What tables made now are made with beside the pages."""
        return made_with(self.decisions, self.guards)


class Places(NamedTuple):
    """Folders of a run: the warehouse, where parts go, where scratch files go, and the snapshot to merge with.

    ``keep``: what that snapshot says of unchanged pages would be made just so again.
    """

    warehouse: str
    data: str
    scratch: str
    base: str | None
    keep: bool


class RangeTask(NamedTuple):
    """What a worker needs to assemble one range."""

    wanted: Range
    ranges: int
    staged: tuple[str, ...]
    kept: tuple[str, ...]
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


def range_tasks(parsed: Parsed, base: Snapshot | None, staging: Staging, rules: Rules) -> list[RangeTask]:
    """Cut what was parsed, and what the snapshot to merge with holds, into ranges of pages."""
    folder, keep = (str(base.folder), what_is_kept(base.folder).made_with == rules.made_with) if base else (None, False)
    places = Places(str(staging.layout.root), str(staging.data), str(staging.scratch), folder, keep)
    staged = tuple(batch for shard in parsed.shards for batch in shard.batches)
    kept = tuple(shard.folder for shard in parsed.shards)
    ranges = cut_ranges(_number_of_pages(staged, base))
    give_back()  # this process waits from now on, and the workers need it
    return [RangeTask(wanted, len(ranges), staged, kept, places, rules.decisions) for wanted in ranges]


def _number_of_pages(staged: Sequence[str], base: Snapshot | None) -> int:
    """How many pages there are, each counted once: a run after another then cuts them as one run over all does."""
    known = [load_rows(Path(folder), "pages")["page_id"] for folder in staged]
    known += [base.arrow("pages", ["page_id"])["page_id"]] if base else []
    return int(pc.count_distinct(pa.chunked_array([c for ids in known for c in ids.chunks], pa.string())).as_py())


def assemble_ranges(tasks: Sequence[RangeTask], engine: Engine, progress: Progress) -> list[RangeFacts]:
    """Make the tables of every range, by the engine where there are several."""
    return done(assemble_range, tasks, told(engine, "assemble", 1, progress))


def merge_ranges(
    ranges: Sequence[RangeFacts], places: Places, rules: Rules, engine: Engine, progress: Progress
) -> Built:
    """Make the tables that span the ranges: clusters, their levels, variants and links, and the ladder of levels."""
    files: dict[str, list[str]] = {name: [] for name in tables.TABLES}
    for facts in ranges:
        for part in facts.parts:
            files[part.table].append(str(Path(places.data, part.path)))
    corpus = Corpus(
        tuple(facts.counts for facts in ranges), files, places.data, places.scratch,
        places.base if places.keep else None, rules.decisions, rules.guards,
    )  # fmt: skip
    if len(ranges) == 1:
        engine = alone
    merged = merge(corpus, told(engine, "merge", ROUNDS, progress))
    levels = next(str(Path(places.data, part.path)) for part in merged.parts if part.table == "levels")
    task = LadderTask(0, corpus.counts, levels, corpus.data, corpus.base, rules.guards)
    ladder = ladder_parts(task, told(engine, "ladder", 1, progress))
    return Built(
        (*(part for facts in ranges for part in facts.parts), *merged.parts, *ladder),
        pa.concat_tables([load_rows(Path(facts.counts), "ledger") for facts in ranges]),
        dict(sum((Counter(facts.statuses) for facts in ranges), Counter())),
        tuple(
            f"{occurrences:,} of kind {kind} in {variants:,} wordings make {number:,} clusters"
            for kind, (occurrences, variants, number) in merged.kinds.items()
        ),
        rules.made_with,
        corpus.counts if places.keep else (),
    )


def assemble_range(task: RangeTask, skip: Skip, begin: Begin) -> RangeFacts:  # noqa: ARG001
    """Assemble one range and write its part files."""
    # Each batch is mapped, cut and let go of before the next: the files open at once do not grow with the crawl.
    parts: list[StagedTables] = [slice_range(read_staged(Path(folder)), task.wanted) for folder in task.staged]
    made = assemble(parts, _past(task), task.decisions)
    ledger = _with_root_keys(made, Path(task.places.warehouse))
    folder = task.scratch
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in ((LEVEL_WORDINGS, made.level_wordings), ("ledger", ledger)):
        save_rows(rows, folder, name)
    starts = [bound.start for bound in range_bounds(task.ranges)]
    save_pieces(cut(made.wordings, places_of_ids(made.wordings["bullet_id"], starts), task.ranges), folder, WORDINGS)
    save_families(made.tables, made.kept, folder, task.ranges)
    if task.places.keep:
        _save_new_rows(made, folder)
    facts = [
        write_part(task.places.data, tables.TABLES[name], task.wanted.number, rows)
        for name, rows in made.tables.items()
    ]
    statuses = Counter(made.tables["inputs"]["status"].to_pylist())
    return RangeFacts(tuple(facts), str(folder), dict(statuses))


def _save_new_rows(made: Assembled, folder: Path) -> None:
    """Keep apart what the last snapshot does not have just so: pages, and the tables of their content."""
    new = made.tables["pages"].filter(pc.invert(made.kept))
    ids = new["page_id"].combine_chunks()
    save_rows(new, folder, new_rows("pages"))
    for table in CONTENT_TABLES:
        rows = made.tables[table.name]
        save_rows(rows.filter(pc.is_in(rows["page_id"], ids)), folder, new_rows(table.name))


def _past(task: RangeTask) -> Past:
    if task.places.base is None:
        return no_past()
    with Snapshot(Path(task.places.base)) as snapshot:
        near = {name: parts_near(task.wanted.number, task.ranges, len(snapshot.parts(name))) for name in TABLES}
        rows = past_rows({name: snapshot.arrow(name, numbers=near[name]) for name in TABLES}, task.wanted)
        kept = [read_kept(Path(folder)) for folder in (task.places.scratch, *task.kept)]
        return recall(
            rows, snapshot.ledger(), pa.concat_tables(kept)["input_id"].combine_chunks(), keep=task.places.keep
        )


def _with_root_keys(made: Assembled, warehouse: Path) -> pa.Table:
    """The ledger with roots named as the next run will name them."""
    # Rows of kept inputs bear the name already; those just read have the absolute path.
    roots = made.ledger["root"].combine_chunks().dictionary_encode()
    named = [root_key(root, warehouse) if root.startswith("/") else root for root in roots.dictionary.to_pylist()]
    at = made.ledger.schema.get_field_index("root")
    return made.ledger.set_column(at, LEDGER_SCHEMA.field("root"), pa.array(named, pa.string()).take(roots.indices))


def publish(built: Built, staging: Staging, at: datetime) -> Published:
    """Make the built tables the current snapshot, all or none. Raises CannotWrite, Superseded."""
    shutil.rmtree(staging.scratch)
    seal(staging.data, built.made_with)
    return staging.commit(built.parts, built.ledger, at)
