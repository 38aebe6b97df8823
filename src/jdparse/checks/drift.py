"""Rules about change: what is about to be published against what the last runs published."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from jdparse.checks.finding import OFF, FailingRow, Finding
from jdparse.checks.profile import Profile
from jdparse.checks.settings import Setting, Settings

FEWEST_ROWS = 20
"""With fewer rows than this, before or now, shares change too easily to say anything."""

NOT_CONTENT = ("page_history", "inputs", "input_warnings", "pages", "leftover_lines")
"""Tables that grow with every crawl, or have a rule of their own."""


def drift(settings: Settings, now: Profile, past: Sequence[Profile]) -> list[Finding]:
    """All rules about change; ``past`` are the profiles of the last published runs. Nothing drifts in a first run."""
    return [
        _judged(name, settings[name], tuple(rule(now, past, settings[name].limit)) if past else ())
        for name, rule in RULES.items()
    ]


def _judged(name: str, setting: Setting, rows: tuple[FailingRow, ...]) -> Finding:
    off = setting.severity == OFF
    observed = "not looked at" if off else f"{len(rows)} outside" if rows else "nothing outside"
    expected = f"{setting.expected} (limit {setting.limit:.0%})" if setting.limit else setting.expected
    shown = () if off else rows
    return Finding(
        name, setting.table, setting.severity, not shown, observed, expected, setting.advice, len(shown), shown
    )


def _row(text: str, detail: str) -> FailingRow:
    return {**dict.fromkeys(("page_id", "source", "family", "level_code", "line")), "text": text, "detail": detail}


def pages_drift(now: Profile, past: Sequence[Profile], limit: float) -> Iterator[FailingRow]:
    """There are far more or far fewer pages than the last runs had."""
    yield from _changed({"pages": now.rows["pages"]}, [{"pages": profile.rows["pages"]} for profile in past], limit)


def rows_drift(now: Profile, past: Sequence[Profile], limit: float) -> Iterator[FailingRow]:
    """A table has far more or far fewer rows a page than the last runs had."""
    before = [_rows_a_page(profile) for profile in past if profile.rows["pages"] >= FEWEST_ROWS]
    if before and now.rows["pages"] >= FEWEST_ROWS:
        yield from _changed(_rows_a_page(now), before, limit)


def _rows_a_page(profile: Profile) -> dict[str, float]:
    pages = max(1, profile.rows["pages"])
    return {
        name: rows / pages for name, rows in profile.rows.items() if name not in NOT_CONTENT and rows >= FEWEST_ROWS
    }


def _changed(now: Mapping[str, float], past: Sequence[Mapping[str, float]], limit: float) -> Iterator[FailingRow]:
    for name in sorted({*now, *(name for values in past for name in values)}):
        usual = median(values.get(name, 0) for values in past)
        value = now.get(name, 0)
        if abs(value - usual) > limit * max(usual, 1e-9):
            yield _row(name, f"{value:,.4g}, usual {usual:,.4g}")


def set_aside_drift(now: Profile, past: Sequence[Profile], limit: float) -> Iterator[FailingRow]:
    """A larger share of the inputs was set aside than in the last runs."""
    usual = median(profile.set_aside for profile in past)
    if now.set_aside > usual + limit:
        yield _row("inputs", f"{now.set_aside:.1%} set aside, usual {usual:.1%}")


def nulls_drift(now: Profile, past: Sequence[Profile], limit: float) -> Iterator[FailingRow]:
    """A column is missing far more or far less often than in the last runs."""
    for name, share in now.nulls.items():
        table = name.partition(".")[0]
        large = [profile for profile in past if profile.rows.get(table, 0) >= FEWEST_ROWS]
        known = [profile.nulls[name] for profile in large if name in profile.nulls]
        if now.rows[table] >= FEWEST_ROWS and known and abs(share - median(known)) > limit:
            yield _row(name, f"{share:.1%} missing, usual {median(known):.1%}")


def headings_new(now: Profile, past: Sequence[Profile], limit: float) -> Iterator[FailingRow]:  # noqa: ARG001
    """An unknown heading stands on a page that no earlier run has met."""
    known = {heading for profile in past for heading in profile.headings}
    for heading in now.headings:
        if heading not in known:
            yield _row(heading, "not met before")


RULES = {
    "pages_drift": pages_drift,
    "rows_drift": rows_drift,
    "set_aside_drift": set_aside_drift,
    "nulls_drift": nulls_drift,
    "headings_new": headings_new,
}
