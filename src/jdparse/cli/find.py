"""``jdparse find``: search in what was published."""

from pathlib import Path

import click

from jdparse.cli.base import AS_JSON, WAREHOUSE, print_json


@click.command()
@click.argument("words")
@WAREHOUSE
@click.option("--kind", type=click.Choice(["duty", "skill", "qualification", "title"]), help="Only this kind.")
@click.option("--family", metavar="NAME", help="Only this family, by name or as addresses spell it.")
@click.option("--level", metavar="CODE", help="Only this level, e.g. P3.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Show at most so many.")
@AS_JSON
def find(words: str, warehouse: Path, *, as_json: bool, **options: str | int | None) -> None:
    """Find bullets and titles in which all WORDS begin a word, with family, level and page.

    \b
    Examples:
      jdparse find "mentor junior"
      jdparse find sql --kind skill --level p2
    """
    from jdparse.find import Wanted
    from jdparse.find import find as do_find
    from jdparse.warehouse import open_warehouse

    with open_warehouse(warehouse) as opened:
        found = do_find(opened, Wanted(words, **options))  # type: ignore[arg-type]  # as the options are declared
    rows = found.rows.to_pylist()
    if as_json:
        print_json({"total": found.total, "rows": rows})
    else:
        _show(rows, found.total)


def _show(rows: list[dict[str, object]], total: int) -> None:
    from jdparse.errors import one_line

    for row in rows:
        place = f"{row['family'] or '?'} {row['level_code'] or '?'}"
        click.echo(one_line(f"{row['kind']:<14}{place:<34}{row['text']}   [{row['source']}:{row['line']}]"))
    shown = f", the first {len(rows):,} shown" if total > len(rows) else ""
    click.echo(f"{total:,} found{shown}", err=True)
