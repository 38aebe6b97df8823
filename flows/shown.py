"""What Prefect's UI shows of a run: its name, how far it is, and the verdict with the inputs set aside."""

import sys
from pathlib import PurePath

from prefect import runtime

from jdparse.run import Summary
from jdparse.summary import lines_about_inputs, summary_lines


def run_name() -> str:
    """A name that says what ran: which deployment, out of what, into what."""
    given = runtime.flow_run.parameters
    what = runtime.deployment.name or ("rebuild" if given["rebuild"] else "build")
    raw = ", ".join(PurePath(root).name or root for root in given["raw"][:3]) + (" …" if len(given["raw"]) > 3 else "")
    return f"{what}: {raw} → {PurePath(given['warehouse']).name or given['warehouse']}"


def show_summary(summary: Summary) -> None:
    """Print what ``jdparse run`` prints at the end."""
    print("\n".join(summary_lines(summary)))
    for line in lines_about_inputs(summary):
        print(line, file=sys.stderr)
    if summary.error:
        print(f"jdparse: {summary.error}", file=sys.stderr)


def no_progress(step: str, done: int, total: int) -> None:
    """Progress is shown in no way yet."""
