"""A schedule on one machine, without work pools: ``python flows/serve.py --cron "15 2 * * *"``."""

import prefect_settings  # noqa: F401, I001 -- before Prefect, which reads its settings when imported

import sys
from typing import Any

import click
from embedded_server import answers
from prefect.settings import get_current_settings

NO_SERVER = """\
No Prefect server answers at {address}.
Start one in another terminal, in this folder:

    export PREFECT_HOME="$PWD/.prefect" DO_NOT_TRACK=1 PREFECT_SERVER_ANALYTICS_ENABLED=false
    .venv/bin/prefect server start

then run this command again with PREFECT_API_URL={address}"""

USUAL_ADDRESS = "http://127.0.0.1:4200/api"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("raw", nargs=-1)
@click.option("--cron", required=True, help='When to run, for instance "15 2 * * *"; UTC unless --timezone is given.')
@click.option("--timezone", default="UTC", show_default=True, help="Time zone of --cron, for instance Europe/Berlin.")
@click.option("--warehouse", "-w", default="warehouse", show_default=True, help="Folder of the published tables.")
@click.option("--rebuild", is_flag=True, help="Start empty each time instead of merging.")
@click.option(
    "--wait", "wait_seconds", type=click.FloatRange(0), default=3600.0, show_default=True, metavar="SECONDS",
    help="How long a run waits for another one on the same warehouse.",
)  # fmt: skip
def serve(raw: tuple[str, ...], cron: str, timezone: str, **parameters: Any) -> None:
    """Run the flow on RAW (default: raw) whenever --cron says, until this command is stopped."""
    address = get_current_settings().api.url or USUAL_ADDRESS
    if get_current_settings().api.url is None or not answers(address):
        click.echo(NO_SERVER.format(address=address), err=True)
        sys.exit(1)

    from prefect.schedules import Cron  # noqa: PLC0415

    from automations import set_up  # noqa: PLC0415 -- loading Prefect's client and the flow takes seconds
    from build_warehouse import build_warehouse  # noqa: PLC0415

    set_up()
    build_warehouse.serve(
        name="served", schedule=Cron(cron, timezone=timezone), parameters={"raw": list(raw) or ["raw"], **parameters},
        limit=1, tags=["jdparse"], print_starting_message=True,
    )  # fmt: skip


if __name__ == "__main__":
    serve()
