"""The command line as a person calls it, in the test's process."""

from pathlib import Path

from click.testing import CliRunner, Result

from jdparse.cli import main


def call(*arguments: str | Path) -> Result:
    """What ``jdparse`` with these arguments prints, and how it ends."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])
