"""The progress bar of a run: how far, how fast, how long still, and how many inputs were set aside."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jdparse.progress import Progress, Step


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator["Progress"]:
    """A progress bar on standard error, shown only at a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description:>9}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn(),
        TextColumn("{task.fields[said]}"),
    )  # fmt: skip
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal, transient=True) as bar:
        tasks: dict[str, Any] = {}
        began = time.monotonic()

        def progress(step: "Step") -> None:
            if step.name not in tasks:
                tasks[step.name] = bar.add_task(step.name, total=step.total or None, said="")
            said = inputs_said(step, time.monotonic() - began)
            bar.update(tasks[step.name], completed=step.done, total=step.total or None, said=said)

        yield progress


def inputs_said(step: "Step", seconds: float) -> str:
    """The inputs met in so many seconds, in words; nothing for a step that meets none."""
    if not step.inputs:
        return ""
    rate = step.inputs / max(seconds, 1e-3)
    return f"{step.inputs:,} inputs, {rate:,.0f} a second, {step.set_aside:,} set aside"
