"""What spans the ranges: wordings of all pages → clusters, their levels, variants and links."""

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from jdparse import tables
from jdparse.dedup import clusters
from jdparse.ladder import levels_table
from jdparse.wording import Decisions

SUM_WORDINGS = """
    SELECT bullet_id, kind, text, sum(occurrences)::BIGINT AS occurrences, sum(pages)::BIGINT AS pages
    FROM wordings GROUP BY bullet_id, kind, text ORDER BY bullet_id, text
"""

SUM_LEVELS = """
    SELECT bullet_id, level_code, sum(occurrences)::BIGINT AS occurrences, sum(pages)::BIGINT AS pages
    FROM wordings WHERE level_code IS NOT NULL GROUP BY bullet_id, level_code ORDER BY bullet_id, level_code
"""


def corpus_tables(
    wordings: Sequence[pa.Table], level_wordings: Sequence[pa.Table], decisions: Decisions
) -> dict[str, pa.Table]:
    """The tables whose rows are about all pages together, from the counts each range made."""
    with duckdb.connect(":memory:") as connection:
        connection.register("wordings", pa.concat_tables(wordings))
        counts = connection.sql(SUM_WORDINGS).to_arrow_table()
        bullet_levels = connection.sql(SUM_LEVELS).to_arrow_table()
    bullets, variants = clusters(counts, decisions)
    return {
        "levels": levels_table(pa.concat_tables(level_wordings)),
        "bullets": bullets,
        "bullet_levels": bullet_levels.cast(tables.BULLET_LEVELS.schema),
        "bullet_variants": variants,
        "bullet_links": tables.BULLET_LINKS.empty(),
    }
