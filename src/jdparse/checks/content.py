"""Rules about what pages say: parts that are missing, text that arrived damaged, repeats, pages that may be one."""

# ruff: noqa: S608 -- queries are put together from our own words only

from jdparse.checks.bench import Bench
from jdparse.checks.finding import Finding
from jdparse.vocabulary import LIST_SECTIONS

SECTIONS = (*LIST_SECTIONS, "page_dimensions", "pay")
JOB_LEVEL = "job_level"
"""The layout that has all sections; a sister layout shows pay and no duties."""

IN_FAMILY = f"family_slug IS NOT NULL AND layout = '{JOB_LEVEL}'"
LONGEST_BULLET = 600
FEWEST_BULLETS = 5
"""Pages with fewer bullets than this are alike by chance."""

PLACEHOLDERS = "n/?a|null|nan|none given|tbd|tba|to ?do|undefined|\\?+|-+|\\.+|(lorem ipsum.*)"
MARKUP = "</?[a-z][a-z0-9]*( [^<>]*)?/?>|&(amp|lt|gt|quot|nbsp|apos|#x?[0-9a-f]+);|\\{\\{|\\}\\}"
WRONGLY_DECODED = "\ufffd|â€|Ã[\u0080-\u00bf©¨¤¶¼Ÿ]|Â[\u00a0-\u00bf]"
UNSEEN = "[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]"

MAY_BE_ODD = f"""
    strlen(text) NOT BETWEEN 11 AND {LONGEST_BULLET} OR text[1] IN ('l', 'L', '?', '-', '.')
    OR regexp_matches(text, '[<&{{}}ÂÃâ\ufffd{UNSEEN[1:]}')
"""
"""What all odd texts meet, and few others, by one search for one of some characters instead of three for words: a
placeholder has at most ten letters or begins with one of these five, markup and damage have one of these characters."""

ODD_TEXTS = f"""
    CREATE OR REPLACE TEMP TABLE odd_texts AS
    WITH texts AS (
        {" UNION ALL ".join(f"SELECT page_id, line, text, '{name}' AS place FROM {name}" for name in LIST_SECTIONS)}
        UNION ALL SELECT page_id, line, text, dimension FROM page_dimensions
        UNION ALL SELECT page_id, line, title, 'titles' FROM titles
        UNION ALL SELECT page_id, NULL, label, 'label' FROM pages
        UNION ALL SELECT page_id, NULL, summary, 'summary' FROM pages
    )
    SELECT *, regexp_full_match(text, '{PLACEHOLDERS}', 'i') AS placeholder,
           regexp_matches(text, '{MARKUP}', 'i') AS markup,
           regexp_matches(text, '{WRONGLY_DECODED}|{UNSEEN}') AS damaged,
           length(text) > {LONGEST_BULLET} AS long
    FROM (FROM texts WHERE {MAY_BE_ODD}) WHERE placeholder OR markup OR damaged OR long
"""
"""One pass over all texts; the rules below pick from it."""

OF_ODD_TEXTS = ("placeholder_text", "markup_in_text", "damaged_text", "long_text")
"""These rules."""


def placeholder_text(bench: Bench) -> Finding:
    """A text is a placeholder, like TBD, where nothing should stand."""
    return bench.rows(
        "placeholder_text", "SELECT page_id, line, text, place AS detail FROM odd_texts WHERE placeholder"
    )


def markup_in_text(bench: Bench) -> Finding:
    """A text holds tags, entities or template marks."""
    return bench.rows("markup_in_text", "SELECT page_id, line, text, place AS detail FROM odd_texts WHERE markup")


def damaged_text(bench: Bench) -> Finding:
    """A text holds characters that a wrong decoding leaves, or that cannot be seen."""
    return bench.rows("damaged_text", "SELECT page_id, line, text, place AS detail FROM odd_texts WHERE damaged")


def long_text(bench: Bench) -> Finding:
    """A text is longer than any bullet: items may have run together."""
    query = "SELECT page_id, line, text[:300] AS text, concat(place, ', ', length(text), ' characters') AS detail "
    return bench.rows("long_text", query + "FROM odd_texts WHERE long")


def section_missing(bench: Bench) -> Finding:
    """A job-level page has no duties, skills, qualifications, level dimensions or pay line."""
    parts = " UNION ALL ".join(
        f"SELECT page_id, 'no {name}' AS lack FROM pages ANTI JOIN {name} USING (page_id) WHERE layout = '{JOB_LEVEL}'"
        for name in SECTIONS
    )
    query = f"SELECT page_id, string_agg(lack, ', ' ORDER BY lack) AS detail FROM ({parts}) GROUP BY page_id"
    return bench.rows("section_missing", query, by_page=True)


def dimension_missing(bench: Bench) -> Finding:
    """A page has some of the seven dimensions of its level, and not all."""
    return bench.rows(
        "dimension_missing",
        """
        WITH short AS (SELECT page_id FROM page_dimensions GROUP BY page_id HAVING count(*) < 7)
        SELECT page_id, concat(count(*), ' of 7: ', string_agg(dimension, ', ' ORDER BY line)) AS detail
        FROM page_dimensions WHERE page_id IN (FROM short) GROUP BY page_id
        """,
        by_page=True,
    )


def titles_missing(bench: Bench) -> Finding:
    """A family has no common titles at any level."""
    return bench.rows(
        "titles_missing",
        f"""
        SELECT min(page_id) AS page_id, family_slug AS text, concat('pages: ', count(*)) AS detail
        FROM pages WHERE {IN_FAMILY} GROUP BY family_slug
        HAVING count(*) FILTER (page_id IN (SELECT page_id FROM titles)) = 0
        """,
        f"SELECT count(DISTINCT family_slug) FROM pages WHERE {IN_FAMILY}",
    )


def heading_unknown(bench: Bench) -> Finding:
    """A heading is not in the vocabulary, so the lines under it are left over."""
    return bench.rows("heading_unknown", _warned("unknown_heading"))


def address_disagrees(bench: Bench) -> Finding:
    """The address of a page names another level than the page, or its addresses disagree."""
    return bench.rows("address_disagrees", _warned("level_differs", "address_conflict", "address_unreadable"))


def soc_unreadable(bench: Bench) -> Finding:
    """A page has a SOC line without a code in a known form."""
    return bench.rows("soc_unreadable", _warned("soc_unreadable"))


def _warned(*codes: str) -> str:
    """Warnings of the inputs the tables show."""
    words = ", ".join(f"'{code}'" for code in codes)
    return f"""
        SELECT page_id, source, line, text, code AS detail
        FROM input_warnings JOIN inputs USING (input_id) WHERE code IN ({words}) AND status = 'current'
    """


def page_cut_off(bench: Bench) -> Finding:
    """A page ends before its last expected section, and there is no whole version of it."""
    return bench.rows("page_cut_off", "SELECT page_id, source FROM pages WHERE cut_off")


def pages_gone(bench: Bench) -> Finding:
    """All inputs of a page have vanished from the roots they were in."""
    return bench.rows("pages_gone", "SELECT page_id, source, url AS text FROM pages WHERE gone")


def lines_left_over(bench: Bench) -> Finding:
    """A line of a page belongs to no field."""
    return bench.rows("lines_left_over", "SELECT page_id, line, text, section AS detail FROM leftover_lines")


def family_missing(bench: Bench) -> Finding:
    """A page has neither an address nor titles that name its family."""
    return bench.rows("family_missing", "SELECT page_id, source, label AS text FROM pages WHERE family IS NULL")


def title_unsplit(bench: Bench) -> Finding:
    """Titles are still glued together, because the page does not repeat enough to split them."""
    return bench.rows("title_unsplit", "SELECT page_id, line, title AS text FROM titles WHERE unsplit", by_page=True)


def repeats_in_lists(bench: Bench) -> Finding:
    """Bullets say again what an earlier one of the same list says."""
    lists = " UNION ALL ".join(
        f"SELECT page_id, line, text, concat('{name} ', position, ' repeats ', duplicate_of) AS detail "
        f"FROM {name} WHERE duplicate_of IS NOT NULL"
        for name in LIST_SECTIONS
    )
    total = " + ".join(f"(SELECT count(*) FROM {name})" for name in LIST_SECTIONS)
    return bench.rows("repeats_in_lists", lists, f"SELECT {total}")


def same_bullets_elsewhere(bench: Bench) -> Finding:
    """All bullets of a page are those of a page of another family."""
    every = " UNION ALL ".join(
        f"SELECT page_id, bullet_id FROM {name} WHERE duplicate_of IS NULL" for name in LIST_SECTIONS
    )
    return bench.rows(
        "same_bullets_elsewhere",
        f"""
        WITH bodies AS (
            SELECT page_id, count(*) AS bullets, sum(hash(bullet_id)) AS body
            FROM ({every}) GROUP BY page_id HAVING count(*) >= {FEWEST_BULLETS}
        ), alike AS (
            SELECT page_id, coalesce(family_slug, family) AS name, level_code, bullets, body
            FROM bodies JOIN pages USING (page_id) WHERE family IS NOT NULL OR family_slug IS NOT NULL
        )
        SELECT alike.page_id AS page_id, min(other.name || ' ' || coalesce(other.level_code, '')) AS text,
               concat(any_value(alike.bullets), ' bullets, all of them there too') AS detail
        FROM alike JOIN alike AS other USING (bullets, body) WHERE alike.name <> other.name GROUP BY alike.page_id
        """,
    )


def pages_that_may_be_one(bench: Bench) -> Finding:
    """A page without an address may be the page of a family and level that has one."""
    return bench.rows(
        "pages_that_may_be_one",
        """
        WITH bare AS (SELECT * FROM pages WHERE family_slug IS NULL),
        known AS (SELECT level_code, body_sha256, lower(family) AS name, url FROM pages WHERE family_slug IS NOT NULL),
        met AS (
            SELECT page_id, known.url AS url FROM bare JOIN known USING (level_code, body_sha256)
            UNION ALL
            SELECT page_id, known.url FROM bare
            JOIN known ON known.level_code = bare.level_code AND known.name = lower(bare.family)
        )
        SELECT page_id, source, coalesce(any_value(family), any_value(label)) AS text,
               concat('may be ', min(met.url)) AS detail
        FROM met JOIN bare USING (page_id) GROUP BY page_id, source
        """,
    )


def family_of_two_names(bench: Bench) -> Finding:
    """One family of the addresses has two names, or two families have one; the rarer ones are listed."""
    usual = "OVER (PARTITION BY {0} ORDER BY count(*) DESC, {1})"
    rarer = " UNION ALL ".join(
        f"""
        SELECT page_id, concat({one}, ': ', {other}) AS text, concat('elsewhere: ', usual) AS detail FROM (
            SELECT {one}, {other}, min(page_id) AS page_id, row_number() {usual.format(one, other)} AS place,
                   first_value({other}) {usual.format(one, other)} AS usual
            FROM pages WHERE family_slug IS NOT NULL AND family IS NOT NULL GROUP BY {one}, {other}
        ) WHERE place > 1
        """
        for one, other in (("family_slug", "family"), ("family", "family_slug"))
    )
    return bench.rows("family_of_two_names", rarer)


def pay_in_order(bench: Bench) -> Finding:
    """Pay is shown without a figure or a currency, or its low end is above the median or the high end."""
    return bench.rows(
        "pay_in_order",
        """
        SELECT page_id, line, text, concat_ws(', ', low, median, high, currency) AS detail FROM pay
        WHERE low > high OR low > median OR median > high OR least(low, median, high) <= 0
           OR (status = 'shown' AND (coalesce(median, low, high) IS NULL OR currency IS NULL))
        """,
        by_page=True,
    )


RULES = (
    section_missing, dimension_missing, titles_missing, heading_unknown, lines_left_over, page_cut_off, pages_gone,
    family_missing, family_of_two_names, address_disagrees, pages_that_may_be_one, same_bullets_elsewhere,
    title_unsplit, repeats_in_lists, soc_unreadable, pay_in_order, placeholder_text, markup_in_text, damaged_text,
    long_text,
)  # fmt: skip
