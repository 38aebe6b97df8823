"""Commands that look after a warehouse: its state, its snapshots, queries and exports."""

import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from jdparse.cli.base import AS_JSON, WAREHOUSE, print_json


@click.command()
@WAREHOUSE
@AS_JSON
def status(warehouse: Path, *, as_json: bool) -> None:
    """Show what the warehouse holds, who holds it, and how the last run ended.

    \b
    Example:
      jdparse status -w warehouse
    """
    from jdparse.warehouse.snapshots import status as status_of

    facts = status_of(warehouse)
    if as_json:
        print_json(facts)
        return
    last = facts["last_run"]
    held = f"snapshot {facts['snapshot_id']} of {facts['created']}, {facts['bytes']:,} bytes"
    nothing = "nothing has been published here yet; do it with `jdparse run RAW`"
    click.echo(f"{facts['warehouse']}: {held if facts['snapshot_id'] else nothing}")
    for table, rows in facts["rows"].items():
        click.echo(f"  {table:<18}{rows:>12,}")
    if last:
        click.echo(f"last run {last['run_id']}: {last['status']}, exit code {last['exit_code']}")
    if facts["held_by"]:
        click.echo(f"held by process {facts['held_by']['pid']} on {facts['held_by']['host']}")
    for problem in facts["problems"]:
        click.echo(f"problem: {problem}")


@click.command()
@click.argument("query")
@WAREHOUSE
@AS_JSON
def sql(query: str, warehouse: Path, *, as_json: bool) -> None:
    """Run a QUERY (DuckDB's SQL) over the tables.

    \b
    Example:
      jdparse sql "SELECT text, pages FROM bullets WHERE kind = 'skill' ORDER BY pages DESC LIMIT 5"
    """
    from jdparse.errors import WrongUse, one_line
    from jdparse.warehouse import open_warehouse

    with open_warehouse(warehouse) as opened:
        found = opened.sql_arrow(query)
    if as_json:
        twice = sorted({name for name in found.column_names if found.column_names.count(name) > 1})
        if twice:
            raise WrongUse("query", f"names several columns {twice[0]}", "give each a name of its own with AS")
        print_json(found.to_pylist())
    elif found.num_rows:
        shown = found.to_pandas(integer_object_nulls=True).to_string(index=False)
        click.echo("\n".join(map(one_line, shown.split("\n"))))
    else:
        click.echo(
            one_line(f"no rows; the columns are {', '.join(found.column_names)}" if found.num_columns else "no rows")
        )


@click.command()
@WAREHOUSE
@AS_JSON
def snapshots(warehouse: Path, *, as_json: bool) -> None:
    """List the snapshots kept, the current one first.

    \b
    Example:
      jdparse snapshots -w warehouse
    """
    from jdparse.warehouse.snapshots import snapshots as snapshots_of

    found = snapshots_of(warehouse)
    if as_json:
        print_json([facts._asdict() for facts in found])
        return
    for facts in found:
        mark = "*" if facts.current else " "
        rows = sum(facts.rows.values())
        size = f"{rows:>12,} rows {facts.bytes:>14,} bytes"
        click.echo(f"{mark} {facts.id}  {facts.created}  {size} {facts.problem or ''}")
    if not found:
        click.echo(f"{warehouse}: no snapshot is kept; make one with `jdparse run RAW`", err=True)


@click.command()
@click.argument("old", required=False)
@click.argument("new", default="current")
@WAREHOUSE
@AS_JSON
def diff(old: str | None, new: str, warehouse: Path, *, as_json: bool) -> None:
    """Compare two snapshots, OLD (the one before) and NEW (the current one): rows added, removed, changed.

    \b
    Examples:
      jdparse diff
      jdparse diff 8ccb9de1
    """
    from jdparse.warehouse import open_warehouse
    from jdparse.warehouse.diff import diff as diff_of
    from jdparse.warehouse.snapshots import snapshot_before

    old = old or snapshot_before(warehouse)

    current = None if new == "current" else new
    with open_warehouse(warehouse, old) as before, open_warehouse(warehouse, current) as after:
        found = diff_of(before.snapshot, after.snapshot)
    if as_json:
        print_json([table._asdict() for table in found])
        return
    for table in found:
        click.echo(f"{table.table:<18} added {table.added:,}, removed {table.removed:,}, changed {table.changed:,}")
        for kind, rows in table.examples.items():
            for row in rows:
                click.echo(f"  {kind:<8} {row}")
    if not found:
        click.echo("no difference")


@click.command()
@click.argument("snapshot")
@WAREHOUSE
def rollback(snapshot: str, warehouse: Path) -> None:
    """Make SNAPSHOT (the beginning of its id is enough) the current one again.

    \b
    Example:
      jdparse rollback 8ccb9de1
    """
    from jdparse.errors import JdparseError
    from jdparse.warehouse import Outcome, RunLog
    from jdparse.warehouse.layout import existing
    from jdparse.warehouse.snapshots import rollback as roll_back

    existing(warehouse).find_snapshot(snapshot)  # a slip leaves no record of a run
    now = datetime.now(UTC)
    run_id = f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    log = RunLog.start(warehouse, run_id, now)
    try:
        published = roll_back(warehouse, snapshot, run_id, now)
    except JdparseError as error:
        log.finish(Outcome("failed", int(error.exit_code)), datetime.now(UTC))
        raise
    log.finish(Outcome("published" if published.changed else "unchanged", 0, published.snapshot_id), datetime.now(UTC))
    click.echo(f"current -> snapshots/{published.snapshot_id}")


@click.command()
@click.argument("snapshot", required=False)
@WAREHOUSE
@AS_JSON
def verify(snapshot: str | None, warehouse: Path, *, as_json: bool) -> None:
    """Read every byte of the current snapshot, or of SNAPSHOT, and name what is damaged.

    Exit codes: 0 sound; 1 damaged; 2 nothing published.

    \b
    Example:
      jdparse verify -w warehouse
    """
    from jdparse.warehouse.verify import verify as problems_of

    problems = problems_of(warehouse, snapshot)
    if as_json:
        print_json([problem._asdict() for problem in problems])
    else:
        click.echo("\n".join(f"{problem.file}: {problem.reason}" for problem in problems) or "sound")
    sys.exit(1 if problems else 0)


@click.command()
@click.argument("tables", nargs=-1)
@WAREHOUSE
@click.option("--format", "kind", type=click.Choice(["csv", "xlsx"]), help="[default: as the name of --to says]")
@click.option(
    "--to", "target", type=click.Path(path_type=Path), required=True,
    help="A folder of csv files, a .csv file of one table, or an .xlsx file.",
)  # fmt: skip
def export(tables: tuple[str, ...], warehouse: Path, kind: str | None, target: Path) -> None:
    """Export TABLES (all if none is named) for spreadsheets.

    \b
    Examples:
      jdparse export --to tables
      jdparse export duties skills --to bullets.xlsx
    """
    from jdparse.warehouse import open_warehouse
    from jdparse.warehouse.export import NOTES, format_of
    from jdparse.warehouse.export import export as write_export

    wanted = format_of(target, kind)
    with open_warehouse(warehouse) as opened:
        for path in write_export(opened, tables, target, wanted):
            click.echo(path)
    for note in NOTES[wanted]:
        click.echo(note, err=True)
