"""The table ``ladder_steps`` written a range of pages at a time, in worker processes where there are several."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import duckdb

from jdparse import tables
from jdparse.engine import Engine
from jdparse.ladder_steps import KINDS, ladder_steps
from jdparse.ranges import Range, range_bounds
from jdparse.warehouse import PartFacts, write_part
from jdparse.wording.guards import Guards
from jdparse.workers import Begin, Skip

READ = ("pages", "levels", *KINDS)


class LadderTask(NamedTuple):
    """What a worker needs: the range of the lower pages, the Parquet parts of the tables read, where the part goes."""

    wanted: Range
    files: Mapping[str, Sequence[str]]
    data: str
    guards: Guards


def ladder_tasks(ranges: int, files: Mapping[str, Sequence[str]], data: str, guards: Guards) -> list[LadderTask]:
    """A task for each of so many ranges."""
    read = {name: tuple(files[name]) for name in READ}
    return [LadderTask(wanted, read, data, guards) for wanted in range_bounds(ranges)]


def ladder_part(task: LadderTask, skip: Skip, begin: Begin) -> PartFacts:  # noqa: ARG001
    """Compare the levels of one range and write its part. Raises CannotWrite."""
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        for name, files in task.files.items():
            connection.read_parquet(list(files)).create_view(name)
        rows = ladder_steps(connection, task.guards, task.wanted.start, task.wanted.stop)
    return write_part(task.data, tables.LADDER_STEPS, task.wanted.number, rows)


def ladder_parts(tasks: Sequence[LadderTask], engine: Engine) -> list[PartFacts]:
    """All parts, in the order of their ranges. Raises CannotWrite, WorkerError."""
    if len(tasks) == 1:
        return [ladder_part(task, {}, lambda _: None) for task in tasks]
    done = dict(engine(ladder_part, tasks))
    return [done[number] for number in sorted(done)]
