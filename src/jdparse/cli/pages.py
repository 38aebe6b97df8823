"""``jdparse inspect``, ``describe`` and ``sample``: single pages, the meaning of the tables, invented pages."""

import sys
from pathlib import Path

import click

from jdparse.cli.base import AS_JSON, print_json


@click.command()
@click.argument("page", type=click.Path(path_type=Path))
@AS_JSON
def inspect(page: Path, *, as_json: bool) -> None:
    """Show one PAGE: each line beside the field that claimed it.

    Exit codes: 0 parsed; 3 set aside.

    \b
    Example:
      jdparse inspect raw/html/data-engineering-p1.html
    """
    from jdparse.inspect import inspect_file, inspection_lines

    inspection = inspect_file(page)
    if as_json:
        print_json(inspection)
    else:
        click.echo("\n".join(inspection_lines(inspection)))
    sys.exit(3 if inspection["reason"] else 0)


@click.command()
@click.argument("table", required=False)
@AS_JSON
def describe(table: str | None, *, as_json: bool) -> None:
    """Describe the tables, or one TABLE with its columns, types and keys.

    \b
    Examples:
      jdparse describe
      jdparse describe duties
    """
    from difflib import get_close_matches

    from jdparse.dictionary import dictionary_lines, table_facts
    from jdparse.tables import TABLES

    if table is not None and table not in TABLES:
        near = ", ".join(get_close_matches(table.lower(), TABLES))
        raise click.UsageError(
            f"no table {table!r}; " + (f"near it: {near}" if near else f"tables are {', '.join(TABLES)}")
        )
    wanted = [TABLES[table]] if table else list(TABLES.values())
    if as_json:
        print_json([table_facts(one) for one in wanted])
    else:
        click.echo("\n".join(dictionary_lines(wanted, columns=table is not None)))


@click.command()
@click.option("--pages", "count", type=click.IntRange(1), default=50, show_default=True, help="How many pages.")
@click.option(
    "--rendering", type=click.Choice(["html", "dash", "bullet", "markdown"]), default="html", show_default=True
)
@click.option("--size", type=click.IntRange(0), default=0, help="Bytes of an HTML page, about; 0 for the smallest.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed, other pages.")
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path),
    required=True,
    help="A folder, or a .parquet, .jsonl or .warc.gz file.",
)
def sample(count: int, target: Path, **options: str | int) -> None:
    """Write invented pages, to try jdparse or to measure it; the same every time.

    \b
    Examples:
      jdparse sample --pages 50 --to pages
      jdparse sample --pages 100000 --rendering dash --to pages.parquet
    """
    from jdparse.sample import write

    size = write(
        target, count, rendering=str(options["rendering"]), seed=int(options["seed"]), size=int(options["size"])
    )
    click.echo(f"{count} pages, {size:,} bytes in {target}")
