"""What a run says at the end: what happened, what was set aside and why, what merged, and where it all is."""

from collections.abc import Iterator

from jdparse.errors import one_line
from jdparse.run import Summary
from jdparse.vocabulary import REASONS, WARNINGS

MOST_NAMED = 20


def summary_lines(summary: Summary) -> Iterator[str]:
    """The summary, a line each."""
    total = sum(summary.inputs.values())
    yield f"run {summary.run_id}: {summary.status}"
    if summary.inputs:
        parsed = total - summary.inputs.get("quarantined", 0)
        yield f"inputs      {total:>9,}   parsed {parsed:,}, set aside {total - parsed:,}"
    for status, count in summary.inputs.items():
        if status != "quarantined":
            yield f"  {status:<18}{count:>9,}"
    for reason, count in summary.reasons.items():
        yield f"  {reason:<18}{count:>9,}   {REASONS[reason]}"
    if summary.warnings:
        yield f"warnings    {sum(summary.warnings.values()):>9,}"
        for code, count in sorted(summary.warnings.items()):
            yield f"  {code:<26}{count:>7,}   {WARNINGS[code]}"
    if summary.rows:
        yield "rows"
        for table, rows in summary.rows.items():
            yield f"  {table:<18}{rows:>9,}"
    if summary.clusters:
        yield "merged"
        for kind, merged in summary.clusters.items():
            yield f"  {kind:<18}{merged}"
    for check in summary.failed_checks:
        yield f"check failed: {check}"
    for note in summary.notes:
        yield f"note: {one_line(note)}"
    if summary.snapshot_id:
        yield f"published   {summary.warehouse}/current -> snapshots/{summary.snapshot_id}"


def lines_about_inputs(summary: Summary) -> Iterator[str]:
    """One line for each input set aside, up to a number; all of them are rows of ``inputs``."""
    for item in summary.set_aside[:MOST_NAMED]:
        record = f" [{item.record}]" if item.record else ""
        yield one_line(f"{item.source}{record}: set aside, {item.reason}: {item.detail}")
    more = sum(summary.reasons.values()) - len(summary.set_aside[:MOST_NAMED])
    if more > 0:
        yield f"… and {more} more set aside; see the table inputs"
