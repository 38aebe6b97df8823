"""What a run leaves for later runs to be compared with: numbers about its tables, and the unknown headings it met."""

# ruff: noqa: S608 -- names come from the declarations of the tables

from collections.abc import Mapping
from typing import Any, NamedTuple

import duckdb

from jdparse.tables import DATA_TABLES
from jdparse.vocabulary import LIST_SECTIONS
from jdparse.warehouse.sql import quoted

NULLS_OF = ("pages", "qualifications", "titles", "occupations", "pay", "levels")
"""Tables whose columns may be null for reasons a site can change."""

MOST_HEADINGS = 500

BULLETS = " UNION ALL ".join(f"SELECT duplicate_of FROM {name}" for name in LIST_SECTIONS)


class Profile(NamedTuple):
    """Rows of each table, inputs by status, share of nulls by ``table.column``, share of bullets that are repeats."""

    rows: Mapping[str, int]
    inputs: Mapping[str, int]
    nulls: Mapping[str, float]
    repeated: float
    headings: tuple[str, ...]

    @property
    def set_aside(self) -> float:
        """Share of the inputs that were set aside, 0 to 1."""
        return self.inputs.get("quarantined", 0) / max(1, sum(self.inputs.values()))

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Profile":
        """The profile kept as JSON; raises KeyError where something is missing."""
        fields = {name: values[name] for name in cls._fields}
        return cls(**{**fields, "headings": tuple(fields["headings"])})


def take_profile(connection: duckdb.DuckDBPyConnection) -> Profile:
    """The profile of the tables visible in ``connection``."""
    rows: dict[str, int] = {}
    nulls: dict[str, float] = {}
    for table in DATA_TABLES:
        names = [column.name for column in table.columns if column.nullable] if table.name in NULLS_OF else []
        counts = ", ".join(["count(*)", *(f"count({quoted(name)})" for name in names)])
        total, *filled = connection.execute(f"SELECT {counts} FROM {quoted(table.name)}").fetchall()[0]
        rows[table.name] = total
        nulls |= {f"{table.name}.{name}": 1 - n / total for name, n in zip(names, filled, strict=True) if total}
    inputs = dict(connection.execute("SELECT status, count(*) FROM inputs GROUP BY status ORDER BY status").fetchall())
    repeated = connection.execute(f"SELECT coalesce(count(duplicate_of) / count(*), 0) FROM ({BULLETS})").fetchall()[0][
        0
    ]
    headings = connection.execute(
        "SELECT DISTINCT text FROM input_warnings WHERE code = 'unknown_heading' AND text IS NOT NULL "
        f"ORDER BY text LIMIT {MOST_HEADINGS}"
    ).fetchall()
    return Profile(rows, inputs, nulls, float(repeated), tuple(row[0] for row in headings))
