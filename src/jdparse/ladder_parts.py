"""The table ``ladder_steps``, families apart: each part holds some families whole, and is made by a task of its own."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jdparse import tables
from jdparse.database import database
from jdparse.engine import Engine, done
from jdparse.ladder_memory import Ladder, steps_after
from jdparse.ladder_steps import KINDS, NEXT_LEVELS, steps_of
from jdparse.scratch import cut, load_piece, new_rows, save_pieces, save_rows
from jdparse.warehouse import PartFacts, Snapshot, write_part
from jdparse.wording.guards import Guards
from jdparse.workers import Begin, Skip

READ: Mapping[str, tuple[str, ...]] = {
    "pages": ("page_id", "url", "family_slug", "family", "level_code"),
    **dict.fromkeys(KINDS, ("page_id", "position", "bullet_id", "text", "duplicate_of")),
}
"""Table → the columns of it that are read."""


class LadderTask(NamedTuple):
    """What a worker needs: the number of its part, folders with what ranges of pages say of its families, and where
    the table of levels is and the part goes.

    ``base`` is the folder of the last snapshot where its steps between unchanged pages hold, else None.
    """

    number: int
    counts: tuple[str, ...]
    levels: str
    data: str
    base: str | None
    guards: Guards


def save_families(made: Mapping[str, pa.Table], kept: pa.Array, folder: Path, count: int) -> None:
    """Keep what a range of pages says of each family, in so many pieces: a family of all ranges is in the same one.

    ``kept`` goes with the pages, see ``ranges.Assembled``.
    """
    slugs = made["pages"]["family_slug"].combine_chunks().dictionary_encode()
    piece_of = np.array([crc32(slug.encode()) % count for slug in slugs.dictionary.to_pylist()] or [0])
    pieces = piece_of[slugs.indices.fill_null(0).to_numpy()]
    ids = made["pages"]["page_id"].combine_chunks()
    for name, columns in READ.items():
        rows = made[name].select(columns).replace_schema_metadata(None)
        if name == "pages":
            rows = rows.append_column("kept", kept)
        # Not compressed, and read once: what would not be compared is left out.
        if "duplicate_of" in columns:
            rows = rows.filter(pc.is_null(rows["duplicate_of"]))
        places = pieces[pc.index_in(rows["page_id"], ids).to_numpy()] if count > 1 else np.zeros(rows.num_rows, int)
        save_pieces(cut(rows, places, count), folder, _scratch(name))


def _scratch(name: str) -> str:
    return f"families-{name}"


def ladder_part(task: LadderTask, skip: Skip, begin: Begin) -> PartFacts:  # noqa: ARG001
    """Compare the levels of some families and write their part. Raises CannotWrite."""
    pages, past = _piece(task, "pages"), _past(task)
    with database(task.counts[task.number]) as connection:
        connection.register("pages", pages)
        connection.read_parquet(task.levels).create_view("levels")
        steps = connection.sql(NEXT_LEVELS).to_arrow_table()
    lists = {section: _piece(task, section) for section in KINDS}
    if past is None:
        rows = steps_of(steps, lists, task.guards)
    else:
        kept = pages["page_id"].filter(pages["kept"])
        rows, new = steps_after(Ladder(steps, lists, kept), task.guards, past)
        save_rows(new, Path(task.counts[task.number]), new_rows(tables.LADDER_STEPS.name))
    return write_part(task.data, tables.LADDER_STEPS, task.number, rows)


def _piece(task: LadderTask, name: str) -> pa.Table:
    return pa.concat_tables([load_piece(Path(folder), _scratch(name), task.number) for folder in task.counts])


def _past(task: LadderTask) -> pa.Table | None:
    """The steps that the last snapshot has of the task's families."""
    if task.base is None:
        return None
    with Snapshot(Path(task.base)) as snapshot:
        parts = len(snapshot.parts(tables.LADDER_STEPS.name))
        return snapshot.arrow(tables.LADDER_STEPS.name, numbers=alike(task.number, len(task.counts), parts))


def alike(number: int, count: int, parts: int) -> range:
    """Which of so many parts hold the families of piece ``number`` of ``count``; both are powers of two."""
    return range(number % parts, parts, min(count, parts))


def ladder_parts(task: LadderTask, engine: Engine) -> Sequence[PartFacts]:
    """All parts, as many as there are ranges of pages. Raises CannotWrite, WorkerError."""
    return done(ladder_part, [task._replace(number=number) for number in range(len(task.counts))], engine)
