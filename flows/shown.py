"""What Prefect's UI shows of a run: its name, how far it is, the verdict, the inputs set aside; and what happened, as
events that an automation can turn into a message.

A server that is gone must not stop a run: what cannot be told is not told.
"""

import platform
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path, PurePath
from uuid import UUID

import httpx
from prefect import runtime
from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.events import emit_event

from jdparse.errors import one_line
from jdparse.events import log
from jdparse.progress import STEPS, Progress, Step
from jdparse.summary import Summary, lines_about_inputs, summary_lines
from jdparse.vocabulary import REASONS
from leaving import do_not_linger
from plain_text import plain

UNREACHABLE = (httpx.HTTPError, OSError, RuntimeError)
SHOWN_AFTER_SECONDS = 5.0
SHOWN_EVERY_SECONDS = 5.0
MOST_ROWS = 200

HAPPENED = {
    "published": "jdparse.published",
    "unchanged": "jdparse.unchanged",
    "refused": "jdparse.gate-failed",
    "failed": "jdparse.failed",
    "interrupted": "jdparse.interrupted",
}
"""Status of a run → the Prefect event that says so."""

ended: ContextVar[Summary | None] = ContextVar("ended", default=None)
"""The run this process has ended, for the command's exit code when Prefect's server can no longer say."""


def run_name() -> str:
    """A name that says what ran: which deployment, out of what, into what."""
    given = runtime.flow_run.parameters
    what = runtime.deployment.name or ("rebuild" if given["rebuild"] else "build")
    raw = ", ".join(PurePath(root).name or root for root in given["raw"][:3]) + (" …" if len(given["raw"]) > 3 else "")
    return one_line(f"{what}: {raw} → {PurePath(given['warehouse']).name or given['warehouse']}")


@contextmanager
def progress_shown() -> Iterator[Progress]:
    """Progress bars in the UI, one a step of the run that takes long enough to be watched."""
    began = shown_at = time.monotonic()
    bars: dict[str, UUID] = {}
    reachable = True

    def progress(step: Step) -> None:
        nonlocal shown_at, reachable
        now = time.monotonic()
        if not reachable or now - began < SHOWN_AFTER_SECONDS or now - shown_at < SHOWN_EVERY_SECONDS:
            return
        share = 100.0 * step.done / max(1, step.total)
        shown_at = now
        with _perhaps() as told:
            if step.name not in bars:
                bars[step.name] = UUID(str(create_progress_artifact(share, description=STEPS[step.name])))
            else:
                update_progress_artifact(bars[step.name], share)
        reachable = not told

    yield progress
    if reachable:
        with _perhaps():
            for bar in bars.values():
                update_progress_artifact(bar, 100.0)


@contextmanager
def _perhaps() -> Iterator[list[Exception]]:
    """Tell Prefect something if its server is there; the list holds why not."""
    problems: list[Exception] = []
    try:
        yield problems
    except UNREACHABLE as error:
        problems.append(error)
        log.warning("prefect_not_told", error=repr(error))


def show_summary(summary: Summary) -> None:
    """Print what ``jdparse run`` prints at the end, then leave artifacts and an event with Prefect."""
    ended.set(summary)
    do_not_linger(summary.exit_code)
    print("\n".join(summary_lines(summary)), flush=True)
    for line in lines_about_inputs(summary):
        print(line, file=sys.stderr)
    if summary.error:
        print(f"jdparse: {summary.error}", file=sys.stderr, flush=True)
    with _perhaps():
        for leave in (_verdict, _set_aside, _report_link):
            leave(summary)
        _event(summary)


def verdict(summary: Summary) -> str:
    """The run in Markdown: how it ended, the counts, the rows of each table."""
    lines = [f"# {summary.status.capitalize()}", ""]
    if summary.error:
        lines += [plain(summary.error), ""]
    facts = {
        "Warehouse": summary.warehouse,
        "Snapshot": summary.snapshot_id or "none published",
        "Exit code": str(summary.exit_code),
        **{f"Inputs {name}": f"{count:,}" for name, count in summary.inputs.items()},
        **{f"Set aside: {reason}": f"{count:,} — {REASONS[reason]}" for reason, count in summary.reasons.items()},
    }
    lines += _table("Run", summary.run_id, facts)
    if summary.failed_checks:
        lines += ["## Checks that did not pass", "", *(f"- {plain(check)}" for check in summary.failed_checks), ""]
    if summary.notes:
        lines += ["## Notes", "", *(f"- {plain(note)}" for note in summary.notes), ""]
    if summary.rows:
        lines += ["## Rows", "", *_table("Table", "Rows", {name: f"{n:,}" for name, n in summary.rows.items()})]
    return "\n".join(lines) + "\n"


def _table(left: str, right: str, facts: dict[str, str]) -> list[str]:
    (head, *rows) = (f"| {plain(key)} | {plain(value)} |" for key, value in ((left, right), *facts.items()))
    return [head, "| --- | --- |", *rows, ""]


def _verdict(summary: Summary) -> None:
    create_markdown_artifact(verdict(summary), key="verdict", description=f"How the run ended: {summary.status}")


def _set_aside(summary: Summary) -> None:
    if not summary.set_aside:
        return
    rows = [
        {
            "source": plain(item.source),
            "record": plain(item.record or ""),
            "reason": plain(item.reason),
            "detail": plain(item.detail),
        }
        for item in summary.set_aside[:MOST_ROWS]
    ]
    more = sum(summary.reasons.values()) - len(rows)
    words = "Inputs that were not parsed" + (f"; {more:,} more are in the table inputs" if more > 0 else "")
    create_table_artifact(table=rows, key="set-aside", description=words)


def _report_link(summary: Summary) -> None:
    report = (Path(summary.warehouse) / "runs" / summary.run_id / "report.html").resolve()
    if report.is_file():
        where = f"Open it on {platform.node() or 'the machine of the run'}: {plain(str(report))}"
        create_link_artifact(report.as_uri(), link_text="Report of the run", key="report", description=where)


def _event(summary: Summary) -> None:
    emit_event(
        HAPPENED[summary.status],
        resource={
            "prefect.resource.id": f"jdparse.warehouse.{PurePath(summary.warehouse).name}",
            "prefect.resource.name": summary.warehouse,
        },
        payload={
            "run_id": summary.run_id,
            "status": summary.status,
            "exit_code": summary.exit_code,
            "snapshot_id": summary.snapshot_id,
            "error": summary.error and one_line(summary.error),
            "inputs": summary.inputs,
            "set_aside": summary.reasons,
            "failed_checks": summary.failed_checks,
        },
    )
