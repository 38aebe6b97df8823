"""Rules about clusters: they are counted right, and what refers to one has its row; most of it counting settles."""

# ruff: noqa: S608 -- queries are put together from our own words only

from jdparse.checks.bench import Bench
from jdparse.checks.declared import suspect_key
from jdparse.checks.finding import Finding
from jdparse.tables import BULLETS
from jdparse.vocabulary import LIST_SECTIONS

COUNTED = f"""
    SELECT bullet_id, count(*) AS occurrences, count(*) FILTER (duplicate_of IS NULL) AS pages
    FROM ({" UNION ALL ".join(f"SELECT bullet_id, duplicate_of FROM {name}" for name in LIST_SECTIONS)})
    GROUP BY bullet_id
    UNION ALL
    SELECT title_id, sum(occurrences), count(page_id)
    FROM (SELECT title_id, page_id, count(*) AS occurrences FROM titles GROUP BY title_id, page_id) GROUP BY title_id
"""
"""Occurrences and pages of each cluster; ``repeats_point_back`` sees that one bullet a page is no repeat."""

WRONGLY_COUNTED = """
    bullets.occurrences <> coalesce(found.occurrences, 0) OR bullets.pages <> coalesce(found.pages, 0)
"""

LEVEL_PAGES = """
    SELECT level_code AS text,
           concat('level ', level_code, ' says ', levels.pages, ' pages, counted ', count(pages.page_id)) AS detail
    FROM levels LEFT JOIN pages USING (level_code) GROUP BY level_code, levels.pages
    HAVING levels.pages <> count(pages.page_id)
"""

UNLIKE = "bullet_id = related_id OR one.kind <> other.kind"


def clusters_add_up(bench: Bench) -> Finding:
    """A cluster's occurrences and pages are counted right."""
    return bench.rows(
        "clusters_add_up",
        f"""
        SELECT text, concat(kind, ' ', bullet_id, ': says ', bullets.occurrences, ' on ', bullets.pages,
                            ' pages, counted ', coalesce(found.occurrences, 0), ' on ',
                            coalesce(found.pages, 0)) AS detail
        FROM bullets LEFT JOIN ({COUNTED}) AS found USING (bullet_id) WHERE {WRONGLY_COUNTED}
        """,
    )


def variants_add_up(bench: Bench) -> Finding:
    """The wordings of a cluster are counted right, and the canonical one is among them."""
    return bench.rows(
        "variants_add_up",
        """
        SELECT bullets.text AS text, concat(kind, ' ', bullet_id, ': ', variants, ' wordings of ', bullets.occurrences,
               ', found ', found.wordings, ' of ', found.occurrences) AS detail
        FROM bullets LEFT JOIN (
            SELECT bullet_id, count(*) AS wordings, sum(occurrences) AS occurrences
            FROM bullet_variants GROUP BY bullet_id
        ) AS found USING (bullet_id)
        WHERE variants IS DISTINCT FROM found.wordings OR bullets.occurrences IS DISTINCT FROM found.occurrences
        UNION ALL
        SELECT text, concat(kind, ' ', bullet_id, ': the canonical wording is none of its wordings')
        FROM bullets ANTI JOIN bullet_variants USING (bullet_id, text)
        """,
    )


def levels_add_up(bench: Bench) -> Finding:
    """A cluster stands no more often at its levels than in all, and a level has the pages it says."""
    return bench.rows(
        "levels_add_up",
        f"""
        SELECT bullets.text AS text, concat(kind, ' ', bullet_id, ': ', sum(bullet_levels.occurrences),
               ' at its levels, ', bullets.occurrences, ' in all') AS detail
        FROM bullets JOIN bullet_levels USING (bullet_id) GROUP BY bullet_id, kind, bullets.text, bullets.occurrences
        HAVING sum(bullet_levels.occurrences) > bullets.occurrences
        UNION ALL {LEVEL_PAGES}
        """,
    )


def links_between_two(bench: Bench) -> Finding:
    """A link joins two different clusters of one kind."""
    return bench.rows(
        "links_between_two",
        f"""
        SELECT one.text AS text, concat(one.kind, ' ', bullet_id, ' linked to ', other.kind, ' ', related_id) AS detail
        FROM bullet_links JOIN bullets AS one USING (bullet_id) JOIN bullets AS other ON other.bullet_id = related_id
        WHERE {UNLIKE}
        """,
    )


RULES = (clusters_add_up, variants_add_up, levels_add_up, links_between_two)

LISTED = f"""
    SELECT count(*) FILTER ({WRONGLY_COUNTED})
         + abs(({" + ".join(f"(SELECT count(*) FROM {name})" for name in (*LIST_SECTIONS, "titles"))})
               - sum(found.occurrences))
    FROM bullets LEFT JOIN ({COUNTED}) AS found USING (bullet_id)
"""

WORDINGS = """
    SELECT count(*) FILTER (variants IS DISTINCT FROM wordings OR said IS DISTINCT FROM counted OR canonical <> 1)
         + abs((SELECT count(*) FROM bullet_variants) - sum(wordings))
    FROM (
        SELECT any_value(variants) AS variants, count(wording.bullet_id) AS wordings,
               any_value(bullets.occurrences) AS said, sum(wording.occurrences) AS counted,
               count(*) FILTER (wording.text = bullets.text) AS canonical
        FROM bullets LEFT JOIN bullet_variants AS wording USING (bullet_id) GROUP BY bullet_id
    )
"""

AT_LEVELS = f"""
    SELECT count(*) FILTER (found.occurrences > bullets.occurrences)
         + abs((SELECT count(*) FROM bullet_levels) - sum(found.levels)) + (SELECT count(*) FROM ({LEVEL_PAGES}))
    FROM bullets JOIN (
        SELECT bullet_id, sum(occurrences) AS occurrences, count(*) AS levels FROM bullet_levels GROUP BY bullet_id
    ) AS found USING (bullet_id)
"""

LINKED = f"""
    SELECT count(*) FILTER ({UNLIKE}) + abs((SELECT count(*) FROM bullet_links) - count(*))
    FROM bullet_links JOIN bullets AS one USING (bullet_id) JOIN bullets AS other ON other.bullet_id = related_id
"""

STEPS = """
    SELECT count(*) FROM (
        SELECT bullet_id FROM ladder_steps UNION ALL
        SELECT from_bullet_id FROM ladder_steps WHERE from_bullet_id IS NOT NULL
    ) ANTI JOIN bullets USING (bullet_id)
"""

COUNTS = {
    LISTED: (
        "clusters_add_up", "duties_bullet_id_exists", "skills_bullet_id_exists", "qualifications_bullet_id_exists",
        "titles_title_id_exists",
    ),
    WORDINGS: ("variants_add_up", "bullet_variants_bullet_id_exists"),
    AT_LEVELS: ("levels_add_up", "bullet_levels_bullet_id_exists"),
    LINKED: ("links_between_two", "bullet_links_bullet_id_exists", "bullet_links_related_id_exists"),
    STEPS: ("ladder_steps_bullet_id_exists", "ladder_steps_from_bullet_id_exists"),
}  # fmt: skip
"""A count → the checks that find nothing where it is 0: of clusters (links) that break the rule, and of rows that a
join with their clusters did not meet. Where no two clusters have one id, a row is met once, or refers to nothing."""


def suspect_clusters(bench: Bench) -> None:
    """Clear the rules above, and that what refers to a cluster has its row: one join for what would take several."""
    if not suspect_key(bench, BULLETS):
        return
    for query, checks in COUNTS.items():
        # Old steps are not looked at again: what they refer to is known to be there, or looked for by what is gone.
        if not (query == STEPS and bench.quiet.issuperset(checks)):
            bench.suspect(query, *checks)
