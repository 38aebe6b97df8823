"""Small pictures as inline SVG: a line over runs, a bar, families × levels. Their style is the page's."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from jdparse.report.records import Coverage

WIDTH, HEIGHT, EDGE = 240, 56, 6


class Trend(NamedTuple):
    """A measure over the runs, oldest first; ``form`` is the format of its numbers."""

    name: str
    values: Sequence[float]
    form: str = ",.0f"

    @property
    def first(self) -> str:
        """The oldest value as text."""
        return format(self.values[0], self.form)

    @property
    def last(self) -> str:
        """The newest value as text."""
        return format(self.values[-1], self.form)


def line(trend: Trend) -> Markup:
    """The trend as a line from its lowest to its highest value, the last one marked."""
    low, high = min(trend.values), max(trend.values)
    step = (WIDTH - 2 * EDGE) / max(1, len(trend.values) - 1)
    points = [
        (EDGE + place * step, HEIGHT - EDGE - (value - low) / ((high - low) or 1) * (HEIGHT - 2 * EDGE))
        for place, value in enumerate(trend.values)
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    label = f"{trend.name} over {len(points)} runs: first {trend.first}, last {trend.last}"
    template = Markup(
        '<svg class="trend" role="img" viewBox="0 0 {w} {h}" width="{w}" height="{h}" aria-label="{label}">'
        '<polyline class="line" points="{path}"/><circle class="last" cx="{x:.1f}" cy="{y:.1f}" r="3"/></svg>'
    )
    return template.format(w=WIDTH, h=HEIGHT, label=label, path=path, x=points[-1][0], y=points[-1][1])


def bar(share: float) -> Markup:
    """A share, 0 to 1, as a bar; the number stands beside it in the page."""
    template = Markup(
        '<svg class="bar" viewBox="0 0 100 10" width="100" height="10" aria-hidden="true">'
        '<rect class="all" width="100" height="10"/><rect class="part" width="{:.1f}" height="10"/></svg>'
    )
    return template.format(100 * share)


def mosaic(coverage: Coverage) -> Markup:
    """All families × levels as one picture, a row a family in order of name: filled where there is a page."""
    place = {code: number for number, code in enumerate(coverage.levels)}
    rows = []
    for number, family in enumerate(coverage.families):
        columns = sorted(place[code] for code in family.pages if code in place)
        rows += [f"M{first} {number}h{length}" for first, length in _stretches(columns)]
    height = len(coverage.families)
    label = f"{height} families by {len(place)} levels; filled: there is a page"
    template = Markup(
        '<svg class="mosaic" role="img" preserveAspectRatio="none" viewBox="0 -0.5 {} {}" width="720" height="{}" '
        'aria-label="{}">'
        '<path class="there" d="{}"/></svg>'
    )
    return template.format(len(place), height, min(max(240, height), 1200), label, "".join(rows))


def _stretches(columns: Sequence[int]) -> list[tuple[int, int]]:
    """Runs of neighbouring columns as (first, length)."""
    found: list[tuple[int, int]] = []
    for column in columns:
        if found and sum(found[-1]) == column:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((column, 1))
    return found
