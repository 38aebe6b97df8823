"""Rules about levels and years: does what a page asks for agree with its level, and with the levels around it?"""

# ruff: noqa: S608 -- queries are put together from our own words only

from jdparse.checks.bench import Bench
from jdparse.checks.finding import Finding
from jdparse.tables import DIMENSION_COLUMNS
from jdparse.vocabulary import LEVELS

MOST_YEARS = 60

RUNGS = """
    SELECT page_id, coalesce(regexp_extract(lower(url), '^https?://([^/]+)', 1), '') AS host, family_slug, track, rank,
           level_code, pages.years_min AS years_min, pages.years_max AS years_max, experience_raw
    FROM pages JOIN levels USING (level_code) WHERE family_slug IS NOT NULL AND track IS NOT NULL
"""
"""Pages that are a rung of a family's ladder: only those whose address names the family."""

LADDER = "WINDOW ladder AS (PARTITION BY host, family_slug, track ORDER BY rank, page_id)"


def level_missing(bench: Bench) -> Finding:
    """A page has no level."""
    return bench.rows("level_missing", "SELECT page_id, source, label AS text FROM pages WHERE level_code IS NULL")


def level_unknown(bench: Bench) -> Finding:
    """A level code is not in the known ladder."""
    known = ", ".join(f"'{code}'" for code in LEVELS)
    query = "SELECT page_id, source, level_name AS text, concat('level ', level_code) AS detail FROM pages "
    return bench.rows("level_unknown", query + f"WHERE level_code NOT IN ({known})")


def family_lacks_level(bench: Bench) -> Finding:
    """A family has no page for a level between two that it has."""
    return bench.rows(
        "family_lacks_level",
        f"""
        SELECT page_id, family_slug AS text,
               concat('nothing between ', before_code, ' and ', level_code) AS detail
        FROM (
            SELECT *, lag(rank) OVER ladder AS before, lag(level_code) OVER ladder AS before_code
            FROM ({RUNGS}) {LADDER}
        ) WHERE rank > before + 1
        """,
    )


def years_fall(bench: Bench) -> Finding:
    """A level of a family asks for fewer years than the level below it."""
    return bench.rows(
        "years_fall",
        f"""
        SELECT page_id, line, experience_raw AS text,
               concat(family_slug, ' ', level_code, '; ', before_code, ' has ', before_raw) AS detail
        FROM (
            SELECT *, lag(rank) OVER ladder AS before, lag(level_code) OVER ladder AS before_code,
                   lag(experience_raw) OVER ladder AS before_raw,
                   lag(years_min) OVER ladder AS before_min, lag(years_max) OVER ladder AS before_max
            FROM ({RUNGS}) {LADDER}
        ) LEFT JOIN (SELECT page_id, line FROM page_dimensions WHERE dimension = 'typical_experience') USING (page_id)
        WHERE rank > before AND (years_min < before_min OR years_max < before_max)
        """,
    )


def years_beyond_level(bench: Bench) -> Finding:
    """A qualification asks for years that lie outside those the page calls typical of its level."""
    return bench.rows(
        "years_beyond_level",
        """
        SELECT page_id, line, text, concat(level_code, ' is ', experience_raw) AS detail
        FROM qualifications JOIN (
            SELECT page_id, level_code, experience_raw, years_min AS typical_min, years_max AS typical_max FROM pages
        ) USING (page_id) WHERE years_min >= typical_max OR years_max < typical_min
        """,
    )


def years_plausible(bench: Bench) -> Finding:
    """A range of years ends before it begins, or is longer than a working life."""
    odd = f"years_min < 0 OR years_max > {MOST_YEARS} OR years_min > {MOST_YEARS} OR years_min > years_max"
    return bench.rows(
        "years_plausible",
        f"""
        SELECT page_id, NULL::INTEGER AS line, experience_raw AS text, 'pages' AS detail FROM pages WHERE {odd}
        UNION ALL SELECT page_id, line, text, 'qualifications' FROM qualifications WHERE {odd}
        """,
    )


def years_unread(bench: Bench) -> Finding:
    """A page gives its typical experience in words that are no range of years."""
    return bench.rows(
        "years_unread",
        """
        SELECT page_id, source, experience_raw AS text FROM pages
        WHERE experience_raw IS NOT NULL AND years_min IS NULL AND years_max IS NULL
        """,
    )


def level_in_two_wordings(bench: Bench) -> Finding:
    """Pages of one level define it in different words; the rarer wordings are listed, each with one page."""
    plain = "lower(replace(rtrim(text, ' .'), '’', ''''))"
    headings = " ".join(f"WHEN '{name}' THEN '{heading}'" for name, heading in DIMENSION_COLUMNS)
    return bench.rows(
        "level_in_two_wordings",
        f"""
        WITH said AS (
            SELECT page_id, level_code, CASE dimension {headings} END AS field, line, text
            FROM page_dimensions JOIN pages USING (page_id)
            UNION ALL SELECT page_id, level_code, 'Tagline', NULL, tagline FROM pages WHERE tagline IS NOT NULL
            UNION ALL SELECT page_id, level_code, 'Name', NULL, level_name FROM pages WHERE level_name IS NOT NULL
        ), wordings AS (
            SELECT level_code, field, {plain} AS plain, count(*) AS pages, min(page_id) AS page_id
            FROM said WHERE level_code IS NOT NULL GROUP BY ALL
        ), ranked AS (
            SELECT *, row_number() OVER (PARTITION BY level_code, field ORDER BY pages DESC, plain) AS place
            FROM wordings
        )
        SELECT page_id, said.line AS line, said.text AS text,
               concat(field, ' of ', level_code, ', so on pages: ', pages) AS detail
        FROM ranked JOIN said USING (page_id, level_code, field) WHERE place > 1
        """,
    )


RULES = (
    level_missing, level_unknown, level_in_two_wordings, family_lacks_level, years_fall, years_beyond_level,
    years_plausible, years_unread,
)  # fmt: skip
