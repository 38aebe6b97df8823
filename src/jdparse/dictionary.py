"""The data dictionary, generated from the table declarations: for ``jdparse describe`` and the docs."""

from collections.abc import Iterator, Sequence

from jdparse.tables import Column, Table


def table_facts(table: Table) -> dict[str, object]:
    """A table's declaration as plain values."""
    return {
        "table": table.name,
        "one_row_is": table.row_is,
        "key": list(table.key),
        "columns": [_column_facts(column) for column in table.columns],
    }


def _column_facts(column: Column) -> dict[str, object]:
    return {
        "column": column.name,
        "type": str(column.type),
        "required": not column.nullable,
        "refers_to": column.refers_to,
        "description": column.description,
    }


def dictionary_lines(tables: Sequence[Table], *, columns: bool) -> Iterator[str]:
    """The tables as text, with their columns if asked for."""
    for table in tables:
        yield f"{table.name:<18} one row is {table.row_is}; key: {', '.join(table.key)}"
        if columns:
            for column in table.columns:
                presence = "" if column.nullable else ", required"
                reference = f", in {column.refers_to}" if column.refers_to else ""
                yield f"  {column.name:<20} {column.type}{presence}{reference}"
                yield f"  {'':<20} {column.description}"


def dictionary_markdown(tables: Sequence[Table]) -> str:
    """The data dictionary as Markdown."""
    sections = []
    for table in tables:
        rows = [f"| `{c.name}` | {c.type} | {'no' if c.nullable else 'yes'} | {c.description} |" for c in table.columns]
        sections.append(
            "\n".join(
                (
                    f"## `{table.name}`",
                    "",
                    f"One row is {table.row_is}. Key: {', '.join(f'`{name}`' for name in table.key)}.",
                    "",
                    "| column | type | always there | meaning |",
                    "|---|---|---|---|",
                    *rows,
                )
            )
        )
    return "\n\n".join(sections) + "\n"
