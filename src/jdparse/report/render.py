"""Facts → HTML. Every text is escaped, unseen characters are shown as their codes, and nothing is fetched."""

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from jdparse.errors import one_line
from jdparse.report.history import PastRun
from jdparse.report.pictures import Trend, bar, line, mosaic
from jdparse.report.records import Coverage, Facts, Family, Verdict
from jdparse.vocabulary import LIST_SECTIONS
from jdparse.warehouse.disk import replace_file

REPORT = "report.html"
MOST_FAMILIES = 100
MOST_ROWS = 500
ROWS_A_FINDING = 20
ROWS_OPEN = 5
SHOWN_TEXT = 300


def write_report(folder: Path, verdict: Verdict, facts: Facts | None, history: Sequence[PastRun] = ()) -> Path:
    """Write ``report.html`` in the folder of the run; ``facts`` is None where there were no tables. Raises OSError."""
    path = folder / REPORT
    replace_file(path, render_report(verdict, facts, history).encode("utf-8"))
    return path


def render_report(verdict: Verdict, facts: Facts | None, history: Sequence[PastRun] = ()) -> str:
    """The report as HTML; ``history`` are the runs published before this one, oldest first."""
    failed = [finding for finding in facts.findings if not finding.passed] if facts else []
    style = files("jdparse.report").joinpath("report.css").read_text(encoding="utf-8")
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            run=verdict,
            facts=facts,
            errors=[finding for finding in failed if finding.severity == "error"],
            warnings=[finding for finding in failed if finding.severity != "error"],
            rows_shown=max(3, min(ROWS_A_FINDING, MOST_ROWS // max(1, len(failed)))),
            rows_open=ROWS_OPEN,
            families=_shown_families(facts.coverage) if facts else (),
            trends=_trends(facts, history) if facts else (),
            style=Markup(style),  # noqa: S704 -- our own file
            style_hash=_hash(style),
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("jdparse.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "bar": bar,
        "line": line,
        "mosaic": mosaic,
        "short": short,
        "share": share,
        "number": number,
    }
    return environment


def _visible(value: object) -> object:
    """What the template prints: text without control or direction characters, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, str) and not isinstance(value, Markup):
        return one_line(value)
    return value


def short(text: str | None) -> str | None:
    """The text, cut if it is very long."""
    return text if text is None or len(text) <= SHOWN_TEXT else f"{text[:SHOWN_TEXT]} …"


def share(part: float, whole: float = 1) -> str:
    """A share in per cent; what is not all never reads 100 %."""
    value = part / whole if whole else 0.0
    return "100%" if value == 1 else f"{min(value, 0.9994):.1%}"


def number(value: float) -> str:
    """A count with separators."""
    return f"{value:,}"


def _hash(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")


def _shown_families(coverage: Coverage) -> tuple[Family, ...]:
    """Families for the readable table: all if they are few, else those with gaps first, then the longest ladders."""
    if len(coverage.families) <= MOST_FAMILIES:
        return coverage.families
    ordered = sorted(coverage.families, key=lambda family: (-len(family.gaps), -len(family.pages), family.name))
    return tuple(ordered[:MOST_FAMILIES])


def _trends(facts: Facts, history: Sequence[PastRun]) -> list[Trend]:
    profiles = [*(run.profile for run in history), facts.profile]
    bullets = [sum(profile.rows.get(name, 0) for name in LIST_SECTIONS) for profile in profiles]
    return [
        Trend("Pages", [profile.rows["pages"] for profile in profiles]),
        Trend("Bullets a page", [n / max(1, p.rows["pages"]) for n, p in zip(bullets, profiles, strict=True)], ".1f"),
        Trend("Inputs set aside", [profile.set_aside for profile in profiles], ".1%"),
        Trend("Bullets repeated in their list", [profile.repeated for profile in profiles], ".1%"),
        Trend("Clusters of bullets", [profile.rows.get("bullets", 0) for profile in profiles]),
        Trend("Lines left over", [profile.rows.get("leftover_lines", 0) for profile in profiles]),
    ]
