"""What a perfect reader would put in the tables for an invented page."""

from jdparse.sample.levels import DIMENSIONS
from jdparse.sample.page import OLDER, SITE, SamplePage

Rows = list[dict[str, object]]

TRACKS = {"P": "professional", "M": "management", "E": "executive", "S": "support"}


def truth_rows(page: SamplePage) -> dict[str, Rows]:
    """The page's rows by table, in the shapes of the warehouse but without ids, hashes and line numbers.

    Positions count from 1. Of titles, `implied_rank` is None where no number stands in the title, and `stem` where a
    label was added to the list: no claim that a reader must leave them empty. Related families are on the HTML and
    Markdown renderings alone, the page title on HTML and on the bullet rendering of pages with `look.title_in_body`.
    """
    return {
        "pages": [_page(page)],
        "levels": [_level(page)],
        "page_dimensions": _dimensions(page),
        "duties": _texts(page.duties),
        "skills": _texts(page.skills),
        "qualifications": _texts(page.qualifications),
        "titles": _titles(page),
        "occupations": [_occupation(page)],
        "pay": [{"status": "coming" if page.look.version == OLDER else "recalibrating", "text": page.pay_text}],
        "related_families": [
            {"position": position, "name": link.name, "slug": link.slug, "url": f"{SITE}/{link.slug}"}
            for position, link in enumerate(page.related, 1)
        ],
    }


def _page(page: SamplePage) -> dict[str, object]:
    return {
        "url": page.url,
        "site_version": page.look.version,
        "fetched_at": page.fetched_at,
        "family": page.family,
        "family_slug": page.slug if page.url else None,
        "level_code": page.level.code,
        "level_name": page.level.name,
        "label": page.label,
        "summary": page.summary,
        "tagline": page.level.tagline,
        "experience_raw": page.level.dimensions[-1],
        "years_min": float(page.level.years_min),
        "years_max": float(page.level.years_max),
        "page_title": page.page_title,
    }


def _level(page: SamplePage) -> dict[str, object]:
    level = page.level
    return {
        "level_code": level.code,
        "track": TRACKS[level.track],
        "rank": level.rank,
        "name": level.name,
        "tagline": level.tagline,
        "years_min": float(level.years_min),
        "years_max": float(level.years_max),
        **{row["dimension"]: row["text"] for row in _dimensions(page)},  # type: ignore[misc]
    }


def _dimensions(page: SamplePage) -> Rows:
    return [
        {"dimension": name.lower().replace(" ", "_"), "text": text}
        for name, text in zip(DIMENSIONS, page.level.dimensions, strict=True)
    ]


def _texts(bullets: tuple[str, ...]) -> Rows:
    return [{"position": position, "text": text} for position, text in enumerate(bullets, 1)]


def _titles(page: SamplePage) -> Rows:
    return [
        {
            "position": position,
            "title": chip.title,
            "stem": chip.stem,
            "marker": chip.marker,
            "implied_rank": chip.implied_rank,
            "cut_off": chip.cut,
        }
        for position, chip in enumerate(page.titles, 1)
    ]


def _occupation(page: SamplePage) -> dict[str, object]:
    soc = page.soc
    return {
        "soc_code": soc.code,
        "soc_title": soc.title,
        "detail": "major" if soc.major else "detailed",
        "inferred": soc.major,
        "under_review": soc.major and page.look.version == OLDER,
    }
