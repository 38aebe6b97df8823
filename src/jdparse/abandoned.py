"""Runs that died without a word, as the next run finds them."""

from jdparse.warehouse.layout import Layout
from jdparse.warehouse.runs import ABANDONED, RUNNING, read_runs


def abandoned_runs(layout: Layout, run_id: str) -> list[str]:
    """Runs that died since the last one that ended, newest first; ``run_id`` is the run that asks.

    Older ones have been named by the run after them, and stay ``abandoned`` in the table ``runs``.
    """
    runs, _ = read_runs(layout)
    found = []
    for other, status in sorted(zip(runs["run_id"].to_pylist(), runs["status"].to_pylist(), strict=True), reverse=True):
        if other == run_id or status == RUNNING:
            continue
        if status != ABANDONED:
            break
        found.append(other)
    return found
