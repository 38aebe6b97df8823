"""``python flows/build_warehouse.py``: the flow as a command, with the summary and exit codes of ``jdparse run``."""

import os
from typing import Any

import click
from prefect import Flow

from embedded_server import ServerStartError, server_at_hand
from jdparse.cli.base import MAPPING, REBUILD, SIDECARS, VERIFY, WAIT
from jdparse.errors import ExitCode, JdparseError
from jdparse.run import QUARANTINE_LIMIT
from jdparse.summary import Summary
from leaving import leave, own_this_process, stopped_by_signals
from shown import UNREACHABLE, ended


def main(flow: Flow[..., Summary]) -> None:
    """Read the command line, run the flow, end the process with the run's exit code."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

    @click.command(context_settings={"help_option_names": ["-h", "--help"]})
    @click.argument("raw", nargs=-1)
    @click.option("--warehouse", "-w", default="warehouse", show_default=True, help="Folder of the published tables.")
    @click.option(
        "--scheduler", default="", metavar="ADDRESS",
        help="Dask scheduler to work on, such as tcp://host:8786, or a cluster class to start for the run.",
    )  # fmt: skip
    @click.option("--workers", type=click.IntRange(1), default=cores, show_default="all cores", help="Processes.")
    @REBUILD
    @VERIFY
    @MAPPING
    @SIDECARS
    @click.option(
        "--quarantine-limit", type=click.FloatRange(0, 1), default=QUARANTINE_LIMIT, show_default=True,
        metavar="SHARE", help="Publish nothing if more than this share of the inputs is set aside.",
    )  # fmt: skip
    @WAIT
    def command(raw: tuple[str, ...], **options: Any) -> None:
        """Publish tables made of the pages in RAW (folders, files or globs; raw/ if none is named), through Prefect.

        Uses the Prefect server of PREFECT_API_URL, or starts one for the time of the run.
        """
        lists = {name: list(options.pop(name)) for name in ("mapping", "sidecars")}
        leave(_run(flow, {"raw": list(raw) or ["raw"], **lists, **options}))

    command()


def _run(flow: Flow[..., Summary], parameters: dict[str, Any]) -> int:
    own_this_process()
    with stopped_by_signals():
        try:
            with server_at_hand():
                exit_code = _run_and_report(flow, parameters)
        except ServerStartError as error:
            click.echo(f"jdparse: {error}", err=True)
            return int(ExitCode.UNEXPECTED)
    return exit_code


def _run_and_report(flow: Flow[..., Summary], parameters: dict[str, Any]) -> int:
    """Run the flow; its exit code is the run's own, even where Prefect's server could not be told of the end."""
    try:
        flow(**parameters)
    except JdparseError as error:  # the report has told it
        return int(error.exit_code)
    except UNREACHABLE as error:
        summary = ended.get()
        if summary is None:
            raise
        click.echo(f"jdparse: note: Prefect's server was not told how the run ended: {error!r}", err=True)
        return summary.exit_code
    return int(ExitCode.PUBLISHED)
