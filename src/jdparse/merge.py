"""What spans the ranges: wordings of all pages → clusters, their levels, variants and links."""

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa

from jdparse import tables
from jdparse.assemble import KINDS
from jdparse.dedup import clusters
from jdparse.ladder import levels_table
from jdparse.links import related
from jdparse.wording import Decisions
from jdparse.wording.guards import Guards

SUM_WORDINGS = """
    SELECT kind, text, any_value(bullet_id) AS bullet_id, sum(occurrences)::BIGINT AS occurrences,
           sum(pages)::BIGINT AS pages
    FROM wordings GROUP BY kind, text ORDER BY kind, text
"""

SUM_BULLETS = """
    SELECT bullets.* REPLACE (counted.pages AS pages)
    FROM bullets JOIN (SELECT bullet_id, sum(pages)::BIGINT AS pages FROM wordings GROUP BY bullet_id) AS counted
    USING (bullet_id) ORDER BY bullet_id
"""

SUM_LEVELS = """
    SELECT bullet_id, level_code, sum(occurrences)::BIGINT AS occurrences, sum(pages)::BIGINT AS pages
    FROM wordings WHERE level_code IS NOT NULL GROUP BY bullet_id, level_code ORDER BY bullet_id, level_code
"""

MARK_SAME_PAGE = """
    WITH together AS (
        SELECT DISTINCT bullet_id, related_id FROM links
        JOIN listed AS one USING (bullet_id)
        JOIN listed AS other ON other.bullet_id = related_id AND other.page_id = one.page_id AND other.list = one.list
    )
    SELECT links.* REPLACE (together.bullet_id IS NOT NULL AS same_page)
    FROM links LEFT JOIN together USING (bullet_id, related_id) ORDER BY bullet_id, related_id
"""


def corpus_tables(
    wordings: Sequence[pa.Table],
    level_wordings: Sequence[pa.Table],
    files: Mapping[str, Sequence[str]],
    decisions: Decisions,
    guards: Guards,
) -> dict[str, pa.Table]:
    """The tables whose rows are about all pages together.

    ``wordings`` and ``level_wordings`` are the counts each range made; ``files`` the Parquet parts of each table.
    """
    with duckdb.connect(":memory:") as connection:
        connection.register("wordings", pa.concat_tables(wordings))
        counts = connection.sql(SUM_WORDINGS).to_arrow_table()
        bullet_levels = connection.sql(SUM_LEVELS).to_arrow_table()
        bullets, variants = clusters(counts, decisions)
        connection.register("bullets", bullets)
        bullets = connection.sql(SUM_BULLETS).to_arrow_table().cast(tables.BULLETS.schema)
        connection.register("links", related(bullets, guards=guards))
        connection.execute(f"CREATE VIEW listed AS {_listed(files)}")
        links = connection.sql(MARK_SAME_PAGE).to_arrow_table()
    return {
        "levels": levels_table(pa.concat_tables(level_wordings)),
        "bullets": bullets,
        "bullet_levels": bullet_levels.cast(tables.BULLET_LEVELS.schema),
        "bullet_variants": variants.sort_by([("bullet_id", "ascending"), ("text", "ascending")]),
        "bullet_links": links.cast(tables.BULLET_LINKS.schema),
    }


def _listed(files: Mapping[str, Sequence[str]]) -> str:
    """A query for which bullet stands in which list of which page."""
    queries = []
    for name in KINDS:
        column = "title_id" if name == "titles" else "bullet_id"
        paths = ", ".join("'" + path.replace("'", "''") + "'" for path in files[name])
        queries.append(f"SELECT page_id, {column} AS bullet_id, '{name}' AS list FROM read_parquet([{paths}])")  # noqa: S608 -- our own names
    return " UNION ALL ".join(queries)
