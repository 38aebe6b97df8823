"""The command line: ``jdparse run``, ``inspect``, ``describe`` and what looks after a warehouse.

Imports wait until a command needs them: ``jdparse --help`` must not load Arrow.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from jdparse.pipeline import Progress
    from jdparse.run import Summary

RUN_EXAMPLES = """
\b
Examples:
  jdparse run raw --warehouse warehouse
  jdparse run crawl/2026-*.html notes.txt.gz --warehouse wh --workers 4
  jdparse run raw --warehouse wh --json | jq .rows
"""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="jdparse")
def main() -> None:
    """Scraped job-level pages in, clean Parquet tables out."""


def _workers() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


WAREHOUSE = click.option(
    "--warehouse", "-w", type=click.Path(path_type=Path, file_okay=False), default=Path("warehouse"), show_default=True,
    help="Folder of the published tables.",
)  # fmt: skip
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print plain JSON instead of text.")


@main.command(epilog=RUN_EXAMPLES)
@click.argument("raw", nargs=-1, required=True, metavar="RAW...")
@WAREHOUSE
@click.option("--workers", type=click.IntRange(1), default=_workers, show_default="all cores", help="Worker processes.")
@click.option("--rebuild", is_flag=True, help="Start empty instead of merging with what the warehouse holds.")
@click.option(
    "--quarantine-limit", type=click.FloatRange(0, 1), default=0.2, show_default=True, metavar="SHARE",
    help="Publish nothing if more than this share of the inputs is set aside.",
)  # fmt: skip
@click.option(
    "--wait", type=click.FloatRange(0), default=0.0, show_default=True, metavar="SECONDS",
    help="How long to wait for another run to end.",
)  # fmt: skip
@AS_JSON
def run(raw: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Parse RAW (folders, files or globs) and publish the tables in the warehouse.

    Exit codes: 0 published, or nothing to do; 2 usage; 3 refused by the quarantine limit or a failed check;
    4 another run holds the warehouse; 5 could not write; 130 / 143 interrupted.
    """
    from jdparse.run import Request
    from jdparse.run import run as do_run

    request = Request(
        raw,
        options["warehouse"],
        workers=options["workers"],
        rebuild=options["rebuild"],
        quarantine_limit=options["quarantine_limit"],
        wait_seconds=options["wait"],
    )
    with _terminated_as_interrupt(), _progress_bar(quiet=as_json) as progress:
        summary = do_run(request, progress)
    _show(summary, as_json=as_json)
    sys.exit(summary.exit_code)


def _show(summary: "Summary", *, as_json: bool) -> None:
    from dataclasses import asdict

    from jdparse.summary import lines_about_inputs, summary_lines

    if as_json:
        click.echo(json.dumps(asdict(summary), indent=2, default=str, ensure_ascii=False))
    else:
        click.echo("\n".join(summary_lines(summary)))
    for line in lines_about_inputs(summary):
        click.echo(line, err=True)
    if summary.error:
        click.echo(f"jdparse: {summary.error}", err=True)


@contextmanager
def _terminated_as_interrupt() -> Iterator[None]:
    """End an interrupted run in order: staging cleared, lock let go, record closed."""

    def stop(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        click.echo("jdparse: interrupted; nothing was published", err=True)
        sys.exit(130)
    finally:
        signal.signal(signal.SIGTERM, before)


@main.command()
@click.argument("page", type=click.Path(path_type=Path))
@AS_JSON
def inspect(page: Path, *, as_json: bool) -> None:
    """Show one PAGE: each line beside the field that claimed it.

    \b
    Example:
      jdparse inspect raw/html/nursing-p1.html
    """
    from jdparse.inspect import inspect_file, inspection_lines

    inspection = inspect_file(page)
    click.echo(
        json.dumps(inspection, indent=2, ensure_ascii=False) if as_json else "\n".join(inspection_lines(inspection))
    )
    sys.exit(3 if inspection["reason"] else 0)


@main.command()
@click.argument("table", required=False)
@AS_JSON
def describe(table: str | None, *, as_json: bool) -> None:
    """Describe the tables, or one TABLE with its columns, types and keys.

    \b
    Examples:
      jdparse describe
      jdparse describe duties
    """
    from jdparse.dictionary import dictionary_lines, table_facts
    from jdparse.tables import TABLES

    if table is not None and table not in TABLES:
        raise click.UsageError(f"no table {table!r}; the tables are {', '.join(TABLES)}")
    wanted = [TABLES[table]] if table else list(TABLES.values())
    if as_json:
        click.echo(json.dumps([table_facts(one) for one in wanted], indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(dictionary_lines(wanted, columns=table is not None)))


@contextmanager
def _progress_bar(*, quiet: bool) -> Iterator["Progress"]:
    """A progress bar on standard error, shown only at a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description:>9}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def progress(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=total)
            bar.update(tasks[step], completed=done, total=total)

        yield progress


if __name__ == "__main__":
    main()
