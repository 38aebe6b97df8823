"""Rules about SOC codes: the group exists, the code has a known form, and the title is the one that belongs to it."""

# ruff: noqa: S608 -- queries are put together from our own words only

from jdparse.checks.bench import Bench
from jdparse.checks.finding import Finding
from jdparse.warehouse.sql import literal

MAJOR_GROUPS: dict[str, str] = {
    "11": "Management",
    "13": "Business & Financial Operations",
    "15": "Computer & Mathematical",
    "17": "Architecture & Engineering",
    "19": "Life, Physical & Social Science",
    "21": "Community & Social Service",
    "23": "Legal",
    "25": "Educational Instruction & Library",
    "27": "Arts, Design, Entertainment, Sports & Media",
    "29": "Healthcare Practitioners & Technical",
    "31": "Healthcare Support",
    "33": "Protective Service",
    "35": "Food Preparation & Serving Related",
    "37": "Building & Grounds Cleaning & Maintenance",
    "39": "Personal Care & Service",
    "41": "Sales & Related",
    "43": "Office & Administrative Support",
    "45": "Farming, Fishing & Forestry",
    "47": "Construction & Extraction",
    "49": "Installation, Maintenance & Repair",
    "51": "Production",
    "53": "Transportation & Material Moving",
    "55": "Military Specific",
}
"""First two digits of a SOC code → name of the major group (SOC 2018)."""

FORM = "[0-9]{2}-([0-9]{4}|[0-9]{4}\\.[0-9]{2})"
PLAIN = "trim(regexp_replace(regexp_replace(lower({0}), ' occupations?$', ''), ',? and |,? & ', ' & ', 'g'))"


def soc_code_exists(bench: Bench) -> Finding:
    """A SOC code has no known form, is of no major group, or is called major where it is detailed."""
    groups = ", ".join(map(literal, MAJOR_GROUPS))
    return bench.rows(
        "soc_code_exists",
        f"""
        SELECT page_id, line, concat_ws(' ', soc_code, soc_title) AS text, detail FROM occupations
        WHERE NOT regexp_full_match(soc_code, {literal(FORM)}) OR soc_code[:2] NOT IN ({groups})
           OR (detail = 'major') <> (soc_code LIKE '__-0000%')
        """,
        by_page=True,
    )


def soc_title_fits(bench: Bench) -> Finding:
    """The title beside a major group's code is not that group's."""
    names = ", ".join(f"({literal(code)}, {literal(name)})" for code, name in MAJOR_GROUPS.items())
    return bench.rows(
        "soc_title_fits",
        f"""
        SELECT page_id, line, concat(soc_code, ' ', soc_title) AS text, concat('the group is ', name) AS detail
        FROM occupations JOIN (VALUES {names}) AS groups(code, name) ON soc_code = code || '-0000'
        WHERE {PLAIN.format("soc_title")} <> {PLAIN.format("name")}
        """,
        by_page=True,
    )


def soc_title_settled(bench: Bench) -> Finding:
    """A detailed code stands with two titles; the rarer ones are listed."""
    return bench.rows(
        "soc_title_settled",
        f"""
        WITH titled AS (
            SELECT soc_code, {PLAIN.format("soc_title")} AS plain, min(soc_title) AS soc_title, min(page_id) AS page_id,
                   arg_min(line, page_id) AS line, count(*) AS pages,
                   row_number() OVER (PARTITION BY soc_code ORDER BY count(*) DESC, plain) AS place,
                   first_value(min(soc_title)) OVER (PARTITION BY soc_code ORDER BY count(*) DESC, plain) AS usual
            FROM occupations WHERE detail = 'detailed' AND soc_title IS NOT NULL GROUP BY soc_code, plain
        )
        SELECT page_id, line, concat(soc_code, ' ', soc_title) AS text, concat('elsewhere: ', usual) AS detail
        FROM titled WHERE place > 1
        """,
    )


RULES = (soc_code_exists, soc_title_fits, soc_title_settled)
