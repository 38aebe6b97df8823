"""Rules between tables: every input and line is accounted for exactly once, and lists of a page are whole."""

from jdparse.checks.bench import Bench
from jdparse.checks.finding import Finding
from jdparse.vocabulary import LIST_SECTIONS

CLAIMS = """
    SELECT page_id, line, 'duties' AS claim FROM duties UNION ALL SELECT page_id, line, 'skills' FROM skills
    UNION ALL SELECT page_id, line, 'qualifications' FROM qualifications
    UNION ALL SELECT page_id, line, 'page_dimensions' FROM page_dimensions
    UNION ALL SELECT page_id, line, 'occupations' FROM occupations UNION ALL SELECT page_id, line, 'pay' FROM pay
    UNION ALL SELECT page_id, line, 'related_families' FROM related_families
    UNION ALL SELECT page_id, line, 'leftover_lines' FROM leftover_lines
    UNION ALL SELECT DISTINCT page_id, line, 'titles' FROM titles
"""
"""Chips share a line in the text renderings, so all titles of a line are one claim; any other row is one by itself."""

CROWDED = f"""
    SELECT count(*) FROM (
        SELECT page_id FROM ({CLAIMS})
        GROUP BY page_id, line >> 6 HAVING count(*) <> bit_count(bit_or(1::UBIGINT << (line & 63)::UBIGINT))
    )
"""  # noqa: S608
"""How often 64 lines of a page have more claims than lines: each claim sets a bit for its line. Some groups a page are
far quicker than one a line."""


def lines_accounted(bench: Bench) -> Finding:
    """The lines of a page are those a field claims and those in leftover_lines, no more and no fewer."""
    return bench.rows(
        "lines_accounted",
        """
        SELECT page_id, source,
               concat(lines_total, ' lines, ', lines_claimed, ' claimed, ', count(line), ' left over') AS detail
        FROM pages LEFT JOIN leftover_lines USING (page_id)
        GROUP BY page_id, source, lines_total, lines_claimed HAVING lines_total <> lines_claimed + count(line)
        """,
        by_page=True,
    )


def lines_claimed_once(bench: Bench) -> Finding:
    """No line of a page stands in two places."""
    return bench.rows(
        "lines_claimed_once",
        f"""
        WITH claims AS ({CLAIMS})
        SELECT page_id, line, string_agg(claim, ', ' ORDER BY claim) AS detail
        FROM claims GROUP BY page_id, line HAVING count(*) > 1
        """,  # noqa: S608
        by_page=True,
        suspects=CROWDED,
    )


def inputs_accounted(bench: Bench) -> Finding:
    """An input set aside has a reason and no page; any other has a page and no reason."""
    return bench.rows(
        "inputs_accounted",
        """
        SELECT page_id, source, concat_ws(', ', status, reason, detail) AS detail FROM inputs
        WHERE (status = 'quarantined') <> (page_id IS NULL) OR (status = 'quarantined') <> (reason IS NOT NULL)
        """,
    )


def current_input(bench: Bench) -> Finding:
    """A page has exactly one current input; none if it is gone."""
    return bench.rows(
        "current_input",
        """
        SELECT page_id, pages.source AS source, concat(count(input_id), ' current inputs') AS detail
        FROM pages LEFT JOIN (SELECT page_id, input_id FROM inputs WHERE status = 'current') USING (page_id)
        GROUP BY page_id, pages.source, gone HAVING count(DISTINCT input_id) <> CASE WHEN gone THEN 0 ELSE 1 END
        """,
    )


def current_version(bench: Bench) -> Finding:
    """A page has exactly one current version, the one the tables show."""
    return bench.rows(
        "current_version",
        """
        SELECT page_id, any_value(pages.source) AS source,
               concat(count(page_history.page_id) FILTER (page_history.current), ' current versions, ',
                      count(*) FILTER (page_history.current AND page_history.body_sha256 = pages.body_sha256),
                      ' of them in pages') AS detail
        FROM pages LEFT JOIN page_history USING (page_id) GROUP BY page_id
        HAVING count(DISTINCT page_history.body_sha256) FILTER (page_history.current) <> 1
            OR count(*) FILTER (page_history.current AND page_history.body_sha256 = pages.body_sha256) = 0
        """,
    )


def dates_in_order(bench: Bench) -> Finding:
    """Nothing is last seen or last changed before it was first seen."""
    return bench.rows(
        "dates_in_order",
        """
        SELECT page_id, source, 'last_changed is before first_seen' AS detail FROM pages
        WHERE epoch_us(last_changed) < epoch_us(first_seen)
        UNION ALL
        SELECT page_id, source, 'last_seen is before first_seen' FROM page_history
        WHERE epoch_us(last_seen) < epoch_us(first_seen)
        """,
    )


def positions_without_gap(bench: Bench) -> Finding:
    """Positions in a list of a page run from 1 without a gap."""
    lists = " UNION ALL ".join(
        f"SELECT page_id, concat('{name}: ', count(*), ' rows, the last is ', max(position)) AS detail "  # noqa: S608
        f"FROM {name} GROUP BY page_id HAVING max(position) > count(*)"
        for name in (*LIST_SECTIONS, "titles", "related_families")
    )
    return bench.rows("positions_without_gap", lists, by_page=True)


def repeats_point_back(bench: Bench) -> Finding:
    """A bullet that says again what the list has said names the first place of it, and no other bullet does."""
    wrong = " UNION ALL ".join(
        f"""
        SELECT later.page_id AS page_id, later.line AS line, later.text AS text,
               concat('{name} ', later.position, ' repeats ', later.duplicate_of) AS detail
        FROM (SELECT * FROM {name} WHERE duplicate_of IS NOT NULL) AS later
        LEFT JOIN (SELECT * FROM {name} WHERE duplicate_of IS NULL) AS earlier
          ON earlier.page_id = later.page_id AND earlier.position = later.duplicate_of
        WHERE earlier.position IS NULL OR earlier.position >= later.position OR earlier.bullet_id <> later.bullet_id
        UNION ALL
        SELECT page_id, max(line), max(text), concat('{name} ', max(position), ' repeats an earlier one in silence')
        FROM {name} WHERE duplicate_of IS NULL AND hash(page_id, bullet_id) IN (
            SELECT hash(page_id, bullet_id) AS bullet FROM {name}
            WHERE duplicate_of IS NULL GROUP BY bullet HAVING count(*) > 1
        ) GROUP BY page_id, bullet_id HAVING count(*) > 1
        """  # noqa: S608
        for name in LIST_SECTIONS
    )
    return bench.rows("repeats_point_back", wrong, by_page=True)


RULES = (
    lines_accounted, lines_claimed_once, inputs_accounted, current_input, current_version, dates_in_order,
    positions_without_gap, repeats_point_back,
)  # fmt: skip
