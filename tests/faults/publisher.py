"""A run reduced to what the warehouse sees of one: hold, merge, stage, commit, clean up, record.

Also a program: ``python -m faults.publisher WAREHOUSE RUN_ID TAG [--rows N] [--wait S] [--no-merge] [--no-retention]``.
Every table carries the tag of the run that wrote it, so that a reader can tell when tables of two runs are mixed.
"""

import argparse
import hashlib
import random
import sys
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from jdparse import tables
from jdparse.errors import JdparseError
from jdparse.warehouse import Outcome, PartFacts, Published, RunLog, Staging, hold, write_part
from jdparse.warehouse.retention import remove_old

START = datetime(2026, 1, 1, tzinfo=UTC)
TAGGED = {"pages": "source", "levels": "tagline", "duties": "text", "bullets": "text", "page_dimensions": "text"}
"""Table → column that carries the tag of the run that wrote the snapshot."""


def identifier(*words: object) -> str:
    return hashlib.sha256("\t".join(map(str, words)).encode()).hexdigest()[:24]


DEFAULTS = {tables.TEXT: "", tables.INT: 0, tables.COUNT: 0, tables.REAL: 0.0, tables.FLAG: False}


def rows_of(table: tables.Table, rows: list[dict[str, object]]) -> pa.Table:
    """Rows of the table; a required column that is not given gets an empty value of its type."""
    required = {column.name: DEFAULTS[column.type] for column in table.columns if not column.nullable}
    return pa.Table.from_pylist([{**required, **row} for row in rows], schema=table.schema)


def snapshot_tables(tag: str, inputs: list[str], filler_rows: int = 0) -> dict[str, pa.Table]:
    """Small tables with whole keys and references; ``inputs`` are the sources of all merged runs."""
    page, bullet = identifier("page"), identifier("bullet", tag)
    noise = random.Random(tag)
    pages = {"page_id": page, "source": tag, "level_code": "P1", "lines_total": 2 + filler_rows, "lines_claimed": 2}
    filler = [
        {"page_id": page, "line": line + 3, "text": noise.randbytes(200).hex(), "section": None}
        for line in range(filler_rows)
    ]
    return {
        "pages": rows_of(tables.PAGES, [pages]),
        "levels": rows_of(tables.LEVELS, [{"level_code": "P1", "tagline": tag, "pages": 1}]),
        "page_dimensions": rows_of(
            tables.PAGE_DIMENSIONS, [{"page_id": page, "dimension": "scope", "text": tag, "line": 1}]
        ),
        "duties": rows_of(
            tables.DUTIES, [{"page_id": page, "position": 1, "text": tag, "bullet_id": bullet, "line": 2}]
        ),
        "bullets": rows_of(
            tables.BULLETS,
            [{"bullet_id": bullet, "kind": "duty", "text": tag, "occurrences": 1, "pages": 1, "variants": 1}],
        ),
        "inputs": rows_of(
            tables.INPUTS,
            [
                {"input_id": identifier("input", source), "source": source, "status": "same_body", "page_id": page}
                for source in sorted(set(inputs))
            ],
        ),
        "leftover_lines": rows_of(tables.LEFTOVER_LINES, filler),
    }


def write_snapshot(staging: Staging, contents: dict[str, pa.Table]) -> list[PartFacts]:
    return [write_part(staging.data, tables.TABLES[name], 0, rows) for name, rows in contents.items()]


def ledger_of(inputs: list[str]) -> pa.Table:
    return pa.table({"source": pa.array(sorted(set(inputs)), pa.string())})


def publish(
    warehouse: str,
    run_id: str,
    tag: str,
    *,
    rows: int = 0,
    wait: float = 0.0,
    merge: bool = True,
    keep: int | None = 1,
    at: datetime = START,
) -> Published:
    """One run. With ``merge`` the inputs of the base snapshot stay, as a real run keeps other roots."""
    log = RunLog.start(warehouse, run_id, at)
    outcome = Outcome("failed", 1)
    try:
        with hold(warehouse, run_id, wait) as holder:
            before = holder.base.arrow("inputs")["source"].to_pylist() if merge and holder.base else []
            inputs = [*before, tag]
            staging = holder.stage()
            parts = write_snapshot(staging, snapshot_tables(tag, inputs, rows))
            done = staging.commit(parts, ledger_of(inputs), at)
            if keep is not None:
                removed = remove_old(holder, at + timedelta(days=1), keep=keep, keep_for=timedelta(0))
                log.problems += removed.problems
        outcome = Outcome("published" if done.changed else "unchanged", 0, done.snapshot_id, {"same_body": len(inputs)})
        return done
    except JdparseError as error:
        outcome = Outcome("failed", int(error.exit_code))
        raise
    finally:
        log.finish(outcome, at)
        for problem in log.problems:
            print(problem, file=sys.stderr)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("warehouse")
    parser.add_argument("run_id")
    parser.add_argument("tag")
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--wait", type=float, default=0.0)
    parser.add_argument("--no-merge", dest="merge", action="store_false")
    parser.add_argument("--no-retention", dest="keep", action="store_const", const=None, default=1)
    try:
        done = publish(**vars(parser.parse_args()))
    except JdparseError as error:
        print(error, file=sys.stderr)
        return int(error.exit_code)
    for warning in done.warnings:
        print(warning, file=sys.stderr)
    print(done.snapshot_id)
    return 0


if __name__ == "__main__":
    sys.exit(main())
