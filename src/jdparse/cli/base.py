"""What the commands share, that of the flow among them: how errors end them, options that recur, plain JSON."""

import json
import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
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
REBUILD = click.option("--rebuild", is_flag=True, help="Start empty instead of merging with what the warehouse holds.")
VERIFY = click.option(
    "--verify", is_flag=True, help="Read every file again, even those whose size and time stamp did not change."
)
WAIT = click.option(
    "--wait", "wait_seconds", type=click.FloatRange(0), default=0.0, show_default=True, metavar="SECONDS",
    help="How long to wait for another run to end.",
)  # fmt: skip
MAPPING = click.option(
    "--map", "mapping", multiple=True, metavar="WHAT=FIELD",
    help="Field of JSONL, CSV or Parquet that holds the html, text, url, fetched_at or family; may be repeated.",
)  # fmt: skip
SIDECARS = click.option(
    "--sidecar", "sidecars", multiple=True, metavar="FILE", help="CSV or JSON Lines of file,url,fetched_at."
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print plain JSON instead of text.")
KIND = click.option(
    "--kind", type=click.Choice(["duty", "skill", "qualification", "title"]), default="duty", show_default=True,
    help="What kind of bullet it is.",
)  # fmt: skip


@contextmanager
def _one_line_an_error() -> Iterator[None]:
    """End the program with one line and the error's exit code where a user can act on it."""
    from jdparse.errors import ExitCode, JdparseError, one_line

    try:
        yield
    except JdparseError as error:
        click.echo(f"jdparse: {error}", err=True)
        sys.exit(int(error.exit_code))
    except click.exceptions.NoArgsIsHelpError:  # it is the help, no slip
        raise
    except click.UsageError as error:
        words = " ".join(error.format_message().split()).rstrip(".?")
        command = f" {error.ctx.info_name}" if error.ctx and error.ctx.parent else ""
        click.echo(f"jdparse: {one_line(words)}; see jdparse{command} --help", err=True)
        sys.exit(int(ExitCode.USAGE))


class Commands(click.Group):
    """Commands in the order people need them; an error a user can act on is one line and its exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """The commands in the order they were added."""
        return list(self.commands)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read what stands before the command's name."""
        with _one_line_an_error():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; ends the program with the error's own exit code."""
        with _one_line_an_error():
            return super().invoke(ctx)


def print_json(value: object) -> None:
    """Print plain JSON; times and paths as text, what JSON has no number for (NaN, infinity) as null."""
    click.echo(json.dumps(_finite(value), indent=2, default=_as_json, ensure_ascii=False, allow_nan=False))


def _finite(value: object) -> object:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: _finite(one) for name, one in value.items()}
    return [_finite(one) for one in value] if isinstance(value, list | tuple) else value


def _as_json(value: object) -> object:
    if isinstance(value, Decimal):  # DuckDB's sums of integers among them
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else str(value)
