"""What the commands share: how errors end them, options that recur, plain JSON."""

import json
import sys
from pathlib import Path
from typing import Any

import click

WAREHOUSE = click.option(
    "--warehouse", "-w", type=click.Path(path_type=Path), default=Path("warehouse"), show_default=True,
    help="Folder of the published tables.",
)  # fmt: skip
FILE = click.Path(path_type=Path, dir_okay=False)
DECISIONS = click.option(
    "--decisions", type=FILE, help="CSV of kind,a,b,decision  [default: decisions.csv in the warehouse]"
)
GUARDS = click.option(
    "--guards", type=FILE, help="TOML of further guard words  [default: guards.toml in the warehouse]"
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print plain JSON instead of text.")
KIND = click.option(
    "--kind", type=click.Choice(["duty", "skill", "qualification", "title"]), default="duty", show_default=True,
    help="What kind of bullet it is.",
)  # fmt: skip


class Commands(click.Group):
    """Commands in the order people need them; an error a user can act on is one line and its exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """The commands in the order they were added."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; ends the program with the error's own exit code."""
        from jdparse.errors import JdparseError

        try:
            return super().invoke(ctx)
        except JdparseError as error:
            click.echo(f"jdparse: {error}", err=True)
            sys.exit(int(error.exit_code))


def print_json(value: object) -> None:
    """Print plain JSON; times and paths as text."""
    click.echo(json.dumps(value, indent=2, default=str, ensure_ascii=False))
