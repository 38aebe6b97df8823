"""Tables → findings: whether what is about to be published keeps the promises of the tables. Pure; SQL over Arrow."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import duckdb
import pyarrow as pa

from jdparse import tables
from jdparse.tables import DATA_TABLES, Table

ERROR, WARNING = "error", "warning"
EXAMPLES = 5


class Finding(NamedTuple):
    """One check and how it came out; ``examples`` are failing rows as dictionaries."""

    check: str
    table: str
    severity: str
    passed: bool
    observed: str
    expected: str
    failing_rows: int = 0
    examples: tuple[Mapping[str, object], ...] = ()


def check_tables(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """All checks over the tables visible in ``connection`` under their own names."""
    findings = [finding for table in DATA_TABLES for finding in _rules_of(connection, table)]
    return [*findings, _lines_accounted(connection), _inputs_accounted(connection)]


def _rules_of(connection: duckdb.DuckDBPyConnection, table: Table) -> Iterator[Finding]:
    key = ", ".join(f'"{name}"' for name in table.key)
    yield _found(
        connection,
        f"{table.name}_key_unique",
        table.name,
        f"SELECT {key}, count(*) AS rows FROM {table.name} GROUP BY {key} HAVING count(*) > 1",
        f"one row a {', '.join(table.key)}",
    )
    for column in table.columns:
        if column.refers_to is not None:
            other, field = column.refers_to.split(".")
            yield _found(
                connection,
                f"{table.name}_{column.name}_exists",
                table.name,
                f"SELECT DISTINCT {column.name} FROM {table.name} WHERE {column.name} IS NOT NULL "
                f"AND {column.name} NOT IN (SELECT {field} FROM {other})",
                f"every {column.name} is a {column.refers_to}",
            )


def _lines_accounted(connection: duckdb.DuckDBPyConnection) -> Finding:
    return _found(
        connection,
        "lines_accounted",
        "pages",
        """
        SELECT page_id, source, lines_total, lines_claimed, count(line) AS leftover
        FROM pages LEFT JOIN leftover_lines USING (page_id)
        GROUP BY ALL HAVING lines_total <> lines_claimed + count(line)
        """,
        "each line is claimed by a field or stands in leftover_lines",
    )


def _inputs_accounted(connection: duckdb.DuckDBPyConnection) -> Finding:
    return _found(
        connection,
        "inputs_accounted",
        "inputs",
        """
        SELECT input_id, source, status, reason, page_id FROM inputs
        WHERE status NOT IN ('current', 'same_body', 'older', 'quarantined')
           OR (status = 'quarantined') <> (page_id IS NULL) OR (status = 'quarantined') <> (reason IS NOT NULL)
        """,
        "each input is current, same_body, older or quarantined, and quarantined ones have a reason",
    )


def _found(connection: duckdb.DuckDBPyConnection, check: str, table: str, query: str, expected: str) -> Finding:
    """Run a query for rows that break a rule."""
    failing = connection.sql(query).limit(1000).to_arrow_table()
    count = failing.num_rows
    examples = tuple(failing.slice(0, EXAMPLES).to_pylist())
    return Finding(check, table, ERROR, count == 0, f"{count} rows", expected, count, examples)


def findings_table(run_id: str, findings: Iterable[Finding]) -> pa.Table:
    """The findings as rows of ``checks``."""
    rows = [
        {
            **finding._asdict(),
            "run_id": run_id,
            "examples": json.dumps(finding.examples, default=str, ensure_ascii=False),
        }
        for finding in findings
    ]
    return pa.Table.from_pylist(rows, schema=tables.CHECKS.schema)
