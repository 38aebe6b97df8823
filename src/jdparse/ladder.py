"""The ``levels`` table: what the pages say of each level code, most frequent wording first, beside the known ladder."""

from collections import defaultdict

import pyarrow as pa
import pyarrow.compute as pc

from jdparse import tables
from jdparse.database import queries
from jdparse.vocabulary import EXPERIENCE, LEVELS, TRACKS
from jdparse.years import find_years

COUNT_WORDINGS = """
    SELECT level_code, 'pages' AS field, '' AS text, count(*) AS pages FROM pages GROUP BY ALL
    UNION ALL
    SELECT level_code, 'name', level_name, count(*) FROM pages GROUP BY ALL
    UNION ALL
    SELECT level_code, 'tagline', tagline, count(*) FROM pages GROUP BY ALL
    UNION ALL
    SELECT level_code, dimension, text, count(*) FROM page_dimensions JOIN pages USING (page_id) GROUP BY ALL
"""

DIMENSIONS = tuple(name for name, _ in tables.DIMENSION_COLUMNS)


def level_wordings(pages: pa.Table, page_dimensions: pa.Table) -> pa.Table:
    """How many pages at each level use each wording of each field: level_code, field, text, pages."""
    with queries() as connection:
        connection.register("pages", pages.select(["page_id", "level_code", "level_name", "tagline"]))
        connection.register("page_dimensions", page_dimensions.select(["page_id", "dimension", "text"]))
        counts: pa.Table = connection.sql(COUNT_WORDINGS).to_arrow_table()
    return counts.filter(pc.is_valid(counts["level_code"]))


def levels_table(wordings: pa.Table) -> pa.Table:
    """One row a level code, known or seen; of equally frequent wordings the first in code point order is shown."""
    counts: defaultdict[tuple[str, str], defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in wordings.to_pylist():
        if row["text"] is not None:
            counts[row["level_code"], row["field"]][row["text"]] += row["pages"]
    usual = {key: min(found, key=lambda text: (-found[text], text)) for key, found in counts.items()}
    codes = sorted({*LEVELS, *(code for code, _ in counts)}, key=_ladder_order)
    rows = [_level(code, usual, sum(counts[code, "pages"].values())) for code in codes]
    return pa.Table.from_pylist(rows, schema=tables.LEVELS.schema)


def _ladder_order(code: str) -> tuple[str, int]:
    return code.rstrip("0123456789"), _rank(code)


def _rank(code: str) -> int:
    return int(code.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def _level(code: str, usual: dict[tuple[str, str], str], pages: int) -> dict[str, object]:
    known = LEVELS.get(code)
    experience = find_years(usual[code, EXPERIENCE]) if (code, EXPERIENCE) in usual else []
    years = experience[0][0] if experience else None
    return {
        "level_code": code,
        "track": TRACKS.get(code[0]) if len(code.rstrip("0123456789")) == 1 else None,
        "rank": _rank(code),
        "name": usual.get((code, "name"), known.name if known else None),
        "tagline": usual.get((code, "tagline")),
        "years_min": years.minimum if years else known.years_min if known else None,
        "years_max": years.maximum if years else known.years_max if known else None,
        **{name: usual.get((code, name)) for name in DIMENSIONS},
        "pages": pages,
    }
