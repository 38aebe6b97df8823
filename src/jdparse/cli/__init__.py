"""The command line. Imports wait until a command needs them: ``jdparse --help`` must not load Arrow."""

import click

from jdparse.cli.base import Commands
from jdparse.cli.bullets import dedupe, explain
from jdparse.cli.find import find
from jdparse.cli.pages import describe, inspect, sample
from jdparse.cli.run import run
from jdparse.cli.warehouse import diff, export, rollback, snapshots, sql, status, verify

EPILOG = """
\b
Begin with:
  jdparse sample --pages 50 --to pages
  jdparse run pages --warehouse warehouse
  jdparse sql "SELECT level_code, count(*) AS pages FROM pages GROUP BY 1 ORDER BY 1"
"""


@click.group(
    cls=Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="jdparse")
def main() -> None:
    """Scraped job-level pages in, clean Parquet tables out."""


for command in (
    run, inspect, describe, explain, dedupe, sample, status, sql, find, snapshots, diff, rollback, verify, export,
):  # fmt: skip
    main.add_command(command)
