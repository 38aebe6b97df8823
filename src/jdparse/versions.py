"""Which version of a page is current: candidates of a range of pages → pages, their history, the state of each input.

The rule, from the public contract: the newest ``fetched_at``; without dates html before bullet before dash, then the
larger body, then the smaller hash; a cut-off version only where there is no whole one.
"""

from typing import NamedTuple

import pyarrow as pa

from jdparse.database import queries

RENDERINGS = ("html", "bullet", "dash", "markdown")

CHOOSE = """
    CREATE TEMP TABLE ranked AS
    SELECT *, row_number() OVER (
        PARTITION BY page_id
        ORDER BY cut_off, fetched_at DESC NULLS LAST, list_position($renderings, rendering), body_size DESC,
                 body_sha256, source, record NULLS FIRST, url NULLS LAST, family NULLS LAST, content_sha256,
                 part, page_no
    ) AS place
    FROM candidates LEFT JOIN (
        SELECT part, page_no, content_sha256 FROM readings WHERE page_no IS NOT NULL
    ) USING (part, page_no)
"""

PAGES = """
    WITH seen AS (
        SELECT page_id, min(fetched_at) AS first_seen FROM readings GROUP BY page_id
    ), changed AS (
        SELECT page_id, body_sha256, min(fetched_at) AS last_changed FROM readings GROUP BY page_id, body_sha256
    )
    SELECT ranked.* EXCLUDE (place, content_sha256), false AS gone, first_seen, last_changed
    FROM ranked
    LEFT JOIN seen USING (page_id)
    LEFT JOIN changed USING (page_id, body_sha256)
    WHERE place = 1
    UNION ALL BY NAME
    SELECT unheld.* REPLACE (true AS gone) FROM unheld WHERE page_id NOT IN (SELECT page_id FROM ranked)
    ORDER BY page_id
"""

HISTORY = """
    WITH versions AS (
        SELECT page_id, body_sha256, layout, rendering, source, place, NULL AS first_seen, NULL AS last_seen
        FROM ranked
        UNION ALL BY NAME
        SELECT page_id, body_sha256, NULL AS layout, NULL AS rendering, NULL AS source, NULL AS place,
               fetched_at AS first_seen, fetched_at AS last_seen
        FROM readings WHERE page_id IS NOT NULL
        UNION ALL BY NAME
        SELECT page_id, body_sha256, layout, rendering, source, 1000000000 AS place, first_seen, last_seen
        FROM past_history
    )
    SELECT page_id, versions.body_sha256 AS body_sha256, min(first_seen) AS first_seen, max(last_seen) AS last_seen,
           arg_min(layout, place) AS layout, arg_min(rendering, place) AS rendering, arg_min(source, place) AS source,
           bool_or(versions.body_sha256 = shown.body_sha256) AS current
    FROM versions JOIN (SELECT page_id, body_sha256 FROM chosen) AS shown USING (page_id)
    GROUP BY page_id, versions.body_sha256
    ORDER BY page_id, body_sha256
"""

INPUTS = """
    WITH shown AS (
        SELECT ranked.page_id, ranked.body_sha256, readings.source, readings.record, readings.content_sha256,
               readings.url, readings.fetched_at
        FROM ranked JOIN readings ON readings.part = ranked.part AND readings.page_no = ranked.page_no
        WHERE ranked.place = 1
    ), compared AS (
        SELECT readings.*, readings.body_sha256 = shown.body_sha256 AS same_body,
               row(readings.source, readings.record, readings.content_sha256, readings.url, readings.fetched_at)
               IS NOT DISTINCT FROM
               row(shown.source, shown.record, shown.content_sha256, shown.url, shown.fetched_at) AS alike
        FROM readings LEFT JOIN shown USING (page_id)
    )
    SELECT * EXCLUDE (same_body, alike),
           CASE WHEN page_id IS NULL THEN 'quarantined'
                WHEN alike AND row_number() OVER (PARTITION BY page_id, alike ORDER BY input_id) = 1 THEN 'current'
                WHEN same_body THEN 'same_body'
                ELSE 'older' END AS status
    FROM compared ORDER BY page_id NULLS LAST, input_id
"""
"""Of inputs alike in all, as copies in two folders are, the first by id is the current one, whichever was read anew."""


class Versions(NamedTuple):
    """The versions of a range of pages. ``pages`` also holds ``part`` and ``page_no``, where the content stands."""

    pages: pa.Table
    history: pa.Table
    inputs: pa.Table


def choose_versions(candidates: pa.Table, readings: pa.Table, past_history: pa.Table, unheld: pa.Table) -> Versions:
    """Choose each page's current version.

    ``candidates`` are staged pages with ``part``; ``readings`` inputs with ``page_id``, ``part`` and ``page_no``, all
    that hold a version and those set aside; ``past_history`` the rows of ``page_history`` remembered; ``unheld``
    the past pages that no kept input holds: gone, unless a new one does.
    Times are UTC without a zone: DuckDB's zones need an extension.
    """
    with queries() as connection:
        for name, rows in (
            ("candidates", candidates),
            ("readings", readings),
            ("past_history", past_history),
            ("unheld", unheld),
        ):
            connection.register(name, rows)
        connection.execute(CHOOSE, {"renderings": list(RENDERINGS)})
        pages = connection.sql(PAGES).to_arrow_table()
        connection.register("chosen", pages)
        history, inputs = (connection.sql(query).to_arrow_table() for query in (HISTORY, INPUTS))
    return Versions(pages, history, inputs)
