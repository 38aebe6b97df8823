"""How one check came out, and findings as rows of the tables kept beside a run."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

import pyarrow as pa

from jdparse import tables

ERROR, WARNING, OFF = "error", "warning", "off"
EXAMPLES = 5

_FAILING_FIELDS: "list[pa.Field[Any]]" = [
    pa.field("check", pa.string(), nullable=False),
    pa.field("table", pa.string(), nullable=False),
    pa.field("page_id", pa.string()),
    pa.field("source", pa.string()),
    pa.field("family", pa.string()),
    pa.field("level_code", pa.string()),
    pa.field("line", pa.int32()),
    pa.field("text", pa.string()),
    pa.field("detail", pa.string()),
]
FAILING_ROWS = pa.schema(_FAILING_FIELDS)
"""Rows that broke a check: where they stand, what they say, what is wrong; ``failing_rows.parquet`` of a run."""

FailingRow = dict[str, object]


class Finding(NamedTuple):
    """One check and how it came out; ``rows`` are the first failing rows, as in ``FAILING_ROWS`` from page_id on."""

    check: str
    table: str
    severity: str
    passed: bool
    observed: str
    expected: str
    advice: str
    failing_rows: int = 0
    rows: tuple[FailingRow, ...] = ()


def findings_table(run_id: str, findings: Iterable[Finding]) -> pa.Table:
    """The findings as rows of ``checks``."""
    rows = [
        {
            **finding._asdict(),
            "run_id": run_id,
            "examples": json.dumps([_said(row) for row in finding.rows[:EXAMPLES]], default=str, ensure_ascii=False),
        }
        for finding in findings
    ]
    return pa.Table.from_pylist(rows, schema=tables.CHECKS.schema)


def _said(row: FailingRow) -> FailingRow:
    return {name: value for name, value in row.items() if value is not None}


def failing_rows_table(findings: Iterable[Finding]) -> pa.Table:
    """The rows that broke a check, with the check's name."""
    rows = [
        {"check": finding.check, "table": finding.table, **row}
        for finding in findings
        if not finding.passed
        for row in finding.rows
    ]
    return pa.Table.from_pylist(rows, schema=FAILING_ROWS)
