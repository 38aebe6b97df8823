"""What a run says at the end: what happened, what was set aside and why, what merged, and where it all is."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from jdparse.errors import one_line
from jdparse.shards import SetAside
from jdparse.vocabulary import REASONS, WARNINGS

MOST_NAMED = 20

STATUSES = {
    "current": "shown in the tables",
    "same_body": "another copy of a version that is shown",
    "older": "another version of a page; see page_history",
}


@dataclass(slots=True)
class Summary:
    """What a run did, filled as it goes; ``status`` is that of the ``runs`` table.

    ``kept`` are inputs that are as the last snapshot has them, ``reasons`` and ``warnings`` count what was read anew.
    """

    run_id: str
    warehouse: str
    started_at: datetime
    status: str = "running"
    exit_code: int = 0
    error: str | None = None
    snapshot_id: str | None = None
    kept: int = 0
    inputs: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    warnings: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    changes: dict[str, int] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    failed_checks: list[str] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    suspect: list[SetAside] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def new_summary(warehouse: Path) -> Summary:
    """The summary of a run that begins now."""
    started = datetime.now(UTC)
    return Summary(f"{started:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}", str(warehouse), started)


def summary_lines(summary: Summary) -> Iterator[str]:
    """The summary, a line each."""
    yield f"run {summary.run_id}: {summary.status}"
    yield from _input_lines(summary)
    if summary.warnings:
        yield f"warnings    {sum(summary.warnings.values()):>9,}"
        for code, count in sorted(summary.warnings.items()):
            yield f"  {code:<26}{count:>7,}   {WARNINGS[code]}"
    if summary.rows:
        yield "rows"
        for table, rows in summary.rows.items():
            yield f"  {table:<18}{rows:>9,}"
    if summary.changes:
        told = ", ".join(f"{count:,} {change}" for change, count in sorted(summary.changes.items()))
        yield f"changes     {told}, of the pages of the last snapshot and these"
    yield from (f"merged      {merged}" for merged in summary.merged)
    yield from (f"not passed  {check}" for check in summary.failed_checks)
    yield from (f"note: {one_line(note)}" for note in summary.notes)
    report = Path(summary.warehouse, "runs", summary.run_id, "report.html")
    if report.exists():
        yield f"report      {report}"
    if summary.snapshot_id:
        yield f"{summary.status:<12}{summary.warehouse}/current -> snapshots/{summary.snapshot_id}"


def _input_lines(summary: Summary) -> Iterator[str]:
    if not summary.inputs:
        return
    total = sum(summary.inputs.values())
    set_aside = summary.inputs.get("quarantined", 0)
    if summary.rows:
        yield f"inputs      {total:>9,}   {total - set_aside:,} of pages, {set_aside:,} set aside"
    else:  # it ended before tables were made: nothing is known of those kept as they are
        yield f"set aside   {set_aside:>9,}   of the inputs read anew"
    if summary.kept:
        yield f"  not parsed again  {summary.kept:>9,}   as the last snapshot has them"
    for status, count in summary.inputs.items():
        if status != "quarantined":
            yield f"  {status:<18}{count:>9,}   {STATUSES[status]}"
    for reason, count in summary.reasons.items():
        yield f"  {reason:<18}{count:>9,}   {REASONS[reason]}"


def lines_about_inputs(summary: Summary) -> Iterator[str]:
    """A line for each input set aside or bad to look at, up to a number; all are in ``inputs``, ``input_warnings``."""
    for item in summary.set_aside[:MOST_NAMED]:
        record = f" [{item.record}]" if item.record else ""
        yield one_line(f"{item.source}{record}: set aside, {item.reason}: {item.detail}")
    for item in summary.suspect[:MOST_NAMED]:
        record = f" [{item.record}]" if item.record else ""
        yield one_line(f"{item.source}{record}: parsed, {item.reason}: {WARNINGS[item.reason]}: {item.detail}")
    more = sum(summary.reasons.values()) - len(summary.set_aside[:MOST_NAMED])
    if more > 0:
        yield f"… and {more} more set aside; see the table inputs"
