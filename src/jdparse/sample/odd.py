"""What else lies in a crawl of the site: an index, errors, an empty file, a cut page, pages of the sister layout."""

from collections.abc import Iterator

from jdparse.sample.generate import page_for
from jdparse.sample.page import SITE
from jdparse.sample.template import render_html

_PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body>'
    '<header><nav class="top-nav"><a href="/">Ladderbook</a></nav></header><main class="mx-auto">{main}</main>'
    "<footer>© Ladderbook</footer></body></html>"
)
_INDEX_FAMILIES = (
    "Data Engineering",
    "Data Science",
    "Robotics Engineering",
    "Veterinary Nursing",
    "Bakery Production",
)

# The sister layout: pay by family and level, no level description and no duties.
SISTER_PAY = (
    ("bakery-production", "Bakery Production", "P1", "41,250", "33,900", "49,780", "3%"),
    ("wind-turbine-service", "Wind Turbine Service", "P2", "62,300", "48,598", "78,747", "11%"),
)


def _sister(name: str, code: str, median: str, low: str, high: str, growth: str) -> str:
    return _PAGE.format(
        title=f"{name} pay · {code} · Ladderbook",
        main=(
            f'<div class="top"><span>{code}</span><h1>{name} pay</h1></div>'
            f"<p>What {name.lower()} staff at level {code} earn in the United States.</p>"
            "<section><h2>Typical pay</h2><dl>"
            f"<div><dt>Median</dt><dd>${median}</dd></div>"
            f"<div><dt>Range</dt><dd><span>${low}</span><!-- -->–<!-- --><span>${high}</span></dd></div>"
            f"<div><dt>10-year growth</dt><dd>{growth}</dd></div></dl><p>Yearly base pay, USD.</p></section>"
            "<section><h2>How we know</h2><p>From published wage surveys, brought to this year’s prices.</p></section>"
        ),
    )


def _index() -> str:
    links = "".join(f'<li><a href="/jobs/{n.lower().replace(" ", "-")}">{n}</a></li>' for n in _INDEX_FAMILIES)
    return _PAGE.format(
        title="All job families · Ladderbook",
        main=f"<h1>All job families</h1><p>Choose a family to see its levels.</p><ul>{links}</ul>",
    )


def odd_pages() -> Iterator[tuple[str, bytes, str | None]]:
    """Each as (file name, content, address or None); `*-pay.html` are whole pages of the sister layout."""
    yield "family-index.html", _index().encode(), f"{SITE}/jobs"
    gone = "<h1>404</h1><p>This page could not be found. It may have moved.</p>"
    yield "not-found.html", _PAGE.format(title="404 · Ladderbook", main=gone).encode(), f"{SITE}/jobs/falconry/p1"
    wait = "<h1>Just a moment...</h1><p>Checking your browser before you go on. Please enable JavaScript.</p>"
    yield "just-a-moment.html", _PAGE.format(title="Just a moment...", main=wait).encode(), f"{SITE}/jobs/falconry/p2"
    yield "empty.txt", b"", None
    slug, code = "graphic-design", "P3"
    whole = render_html(page_for(slug, code))
    cut = whole[: whole.index(b"What good looks like") - 400]
    yield f"{slug}-{code.lower()}-cut.html", cut, f"{SITE}/{slug}/{code.lower()}"
    for slug, *facts in SISTER_PAY:
        url = f"{SITE}/pay/{slug}/{facts[1].lower()}"
        yield f"{slug}-{facts[1].lower()}-pay.html", _sister(*facts).encode(), url
