"""``jdparse run``: the whole pipeline at a terminal, without Prefect."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from jdparse.cli.bar import progress_bar
from jdparse.cli.base import (
    AS_JSON,
    DECISIONS,
    FILE,
    GUARDS,
    MAPPING,
    REBUILD,
    SIDECARS,
    VERIFY,
    WAIT,
    WAREHOUSE,
    print_json,
)  # fmt: skip

if TYPE_CHECKING:
    from jdparse.run import Request
    from jdparse.summary import Summary

EXAMPLES = """
\b
Examples:
  jdparse run raw --warehouse warehouse
  jdparse run crawl/2026-*.html notes.txt.gz --warehouse wh --workers 4
  jdparse run raw --warehouse wh --json | jq .rows
  jdparse run raw --warehouse wh --dry-run
  jdparse run feed.csv.zst --map html=page --map url=link
  jdparse run 's3://crawls/2026-11?region=eu-west-1' --warehouse wh
"""

SHARE = click.FloatRange(0, 1)


def _workers() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@click.command(epilog=EXAMPLES)
@click.argument("raw", nargs=-1, required=True, metavar="RAW...")
@WAREHOUSE
@click.option("--workers", type=click.IntRange(1), default=_workers, show_default="all cores", help="Worker processes.")
@REBUILD
@VERIFY
@click.option(
    "--quarantine-limit", type=SHARE, default=0.2, show_default=True, metavar="SHARE",
    help="Publish nothing if more than this share of the inputs is set aside.",
)  # fmt: skip
@WAIT
@DECISIONS
@GUARDS
@click.option("--checks", type=FILE, help="TOML of severities and limits  [default: checks.toml in the warehouse]")
@MAPPING
@SIDECARS
@click.option(
    "--dry-run", is_flag=True, help="Say what would be read: new, changed and vanished files. Writes nothing."
)
@click.option("--log-json", is_flag=True, help="Log each event as a line of JSON on standard error.")
@AS_JSON
def run(
    raw: tuple[str, ...], *, as_json: bool, log_json: bool, dry_run: bool, mapping: tuple[str, ...],
    sidecars: tuple[str, ...], **options: Any,
) -> None:  # fmt: skip
    """Parse RAW (folders, files, globs or addresses in S3 or GCS) and publish the tables in the warehouse.

    Exit codes: 0 published, or nothing to do; 1 unexpected; 2 usage; 3 refused by the quarantine limit, a failed check
    or a store that no longer answers; 4 another run holds the warehouse; 5 could not write; 130 / 143 interrupted.
    """
    from jdparse.events import shown
    from jdparse.run import Request
    from jdparse.run import run as do_run
    from jdparse.sources import Options
    from jdparse.sources.mapping import columns_of

    request = Request(raw, options=Options(columns_of(mapping), sidecars=sidecars), **options)
    if dry_run:
        _show_preview(request, as_json=as_json)
        return
    logged = shown(sys.stderr, as_json=True) if log_json else nullcontext()
    with _ended_in_order(), logged, progress_bar(quiet=as_json or log_json) as progress:
        summary = do_run(request, progress)
    _show(summary, as_json=as_json)
    sys.exit(summary.exit_code)


def _show_preview(request: "Request", *, as_json: bool) -> None:
    from jdparse.preview import preview, preview_lines

    found = preview(request)
    if as_json:
        print_json(found._asdict())
    else:
        click.echo("\n".join(preview_lines(found)))


def _show(summary: "Summary", *, as_json: bool) -> None:
    from jdparse.summary import lines_about_inputs, summary_lines

    if as_json:
        print_json(asdict(summary))
    else:
        click.echo("\n".join(summary_lines(summary)))
    for line in lines_about_inputs(summary):
        click.echo(line, err=True)
    if summary.error:
        click.echo(f"jdparse: {summary.error}", err=True)


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Turn signals into exceptions, so that a run that is stopped clears its staging and lets go of its lock."""

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
