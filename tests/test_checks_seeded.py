"""A warehouse with every kind of fault once: the findings and the report name every one, and nothing else."""

# ruff: noqa: E501 -- a fault reads best on one line

import re
from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from jdparse.checks import check_tables, failing_rows_table, read_settings, take_profile
from jdparse.report import Verdict, gather, render_report
from sample_warehouse import FAMILY_SLUGS, sample_warehouse, tables_of

NOWHERE = "0" * 24


class Fault(NamedTuple):
    """A fault as SQL on one page (or none), and the check that must name it.

    ``:page`` stands for the id of the page, ``:input`` for that of its input, ``:family`` for the family's slug.
    """

    check: str
    page: str | None
    sql: str


def warned(code: str, text: str) -> str:
    return f"INSERT INTO input_warnings VALUES (:input, 90, '{code}', 7, '{text}')"


FAULTS = (
    # Declared: keys, references, required values, words, ranges, forms, blanks.
    Fault("bullet_links_key_unique", None, "INSERT INTO bullet_links SELECT * FROM bullet_links ORDER BY ALL LIMIT 1"),
    Fault(
        "bullet_links_related_id_exists",
        None,
        f"INSERT INTO bullet_links SELECT bullet_id, '{NOWHERE}', 'contains', 0.5, false FROM bullets ORDER BY ALL LIMIT 1",
    ),
    Fault("pages_required", "0 P1", "UPDATE pages SET furniture = NULL WHERE page_id = :page"),
    Fault("page_history_known_words", "0 P1", "UPDATE page_history SET rendering = 'fax' WHERE page_id = :page"),
    Fault("pages_in_range", "0 P2", "UPDATE pages SET furniture = -1 WHERE page_id = :page"),
    Fault("inputs_well_formed", "0 P2", "UPDATE inputs SET content_sha256 = 'XYZ' WHERE page_id = :page"),
    Fault("related_families_no_blank_text", "0 P2", "UPDATE related_families SET name = '' WHERE page_id = :page AND position = 1"),
    # Between tables.
    Fault("lines_accounted", "0 P3", "UPDATE pages SET lines_claimed = lines_claimed - 2 WHERE page_id = :page"),
    Fault(
        "lines_claimed_once",
        "1 P1",
        "UPDATE duties SET line = (SELECT line FROM pay WHERE page_id = :page) WHERE page_id = :page AND position = 1",
    ),
    Fault("inputs_accounted", "1 P1", "UPDATE inputs SET reason = 'empty_input' WHERE page_id = :page"),
    Fault("current_input", "1 P2", "UPDATE inputs SET status = 'older' WHERE page_id = :page"),
    Fault("current_version", "1 P3", "UPDATE page_history SET current = false WHERE page_id = :page"),
    Fault("dates_in_order", "2 P1", "UPDATE pages SET last_changed = first_seen - INTERVAL 9 HOUR WHERE page_id = :page"),
    Fault("positions_without_gap", "2 P1", "UPDATE related_families SET position = 40 WHERE page_id = :page AND position = 2"),
    Fault(
        "repeats_point_back",
        None,
        "UPDATE duties SET duplicate_of = 99 WHERE (page_id, position) IN "
        "(SELECT page_id, position FROM duties WHERE duplicate_of IS NOT NULL ORDER BY ALL LIMIT 1)",
    ),
    Fault("clusters_add_up", None, "UPDATE bullets SET pages = pages + 1 WHERE bullet_id = (SELECT min(bullet_id) FROM bullets)"),
    Fault("variants_add_up", None, "UPDATE bullets SET variants = 7 WHERE bullet_id = (SELECT max(bullet_id) FROM bullets)"),
    Fault("levels_add_up", None, "UPDATE levels SET pages = 5 WHERE level_code = 'M6'"),
    Fault(
        "links_between_two",
        None,
        "INSERT INTO bullet_links SELECT max(bullet_id), max(bullet_id), 'contains', 0.5, false FROM bullets",
    ),
    # What pages say.
    Fault("section_missing", "2 P2", "DELETE FROM pay WHERE page_id = :page"),
    Fault("dimension_missing", "2 P3", "DELETE FROM page_dimensions WHERE page_id = :page AND dimension = 'impact'"),
    Fault("heading_unknown", "3 P1", warned("unknown_heading", "Perks")),
    Fault(
        "lines_left_over",
        "3 P1",
        "INSERT INTO leftover_lines VALUES (:page, 900, 'Free fruit', 'duties');"
        "UPDATE pages SET lines_total = lines_total + 1 WHERE page_id = :page",
    ),
    Fault("page_cut_off", "3 P2", "UPDATE pages SET cut_off = true WHERE page_id = :page"),
    Fault("family_missing", "3 P3", "UPDATE pages SET family = NULL WHERE page_id = :page"),
    Fault("family_of_two_names", "4 P1", "UPDATE pages SET family = 'Another Name' WHERE page_id = :page"),
    Fault("address_disagrees", "4 P1", warned("level_differs", "/data/p9")),
    Fault(
        "pages_that_may_be_one",
        "5 P3",
        "UPDATE pages SET family_slug = NULL, url = NULL, family = 'IT Service Desk' WHERE page_id = :page",
    ),
    Fault("title_unsplit", "6 P1", "UPDATE titles SET unsplit = true WHERE page_id = :page AND position = 1"),
    Fault("soc_unreadable", "4 P2", warned("soc_unreadable", "O*NET / SOC: pending")),
    Fault("pay_in_order", "4 P2", "UPDATE pay SET low = 9, high = 5, currency = 'USD' WHERE page_id = :page"),
    Fault("placeholder_text", "4 P3", "UPDATE pages SET label = 'TBD' WHERE page_id = :page"),
    Fault("markup_in_text", "6 P1", "UPDATE pages SET summary = 'Works <b>hard</b>' WHERE page_id = :page"),
    Fault("damaged_text", "6 P2", "UPDATE pages SET summary = 'Doesnâ€™t work' WHERE page_id = :page"),
    Fault("long_text", "6 P3", "UPDATE pages SET summary = rtrim(repeat('long ', 200)) WHERE page_id = :page"),
    Fault("pages_gone", "7 P1", "UPDATE pages SET gone = true WHERE page_id = :page; UPDATE inputs SET status = 'older' WHERE page_id = :page"),
    # Levels and years.
    Fault(
        "level_missing",
        "7 P3",
        "UPDATE pages SET level_code = NULL WHERE page_id = :page; UPDATE levels SET pages = pages - 1 WHERE level_code = 'P3'",
    ),
    Fault(
        "level_unknown",
        "8 P3",
        "UPDATE pages SET level_code = 'Z9' WHERE page_id = :page; UPDATE levels SET pages = pages - 1 WHERE level_code = 'P3';"
        "INSERT INTO levels (level_code, rank, pages) VALUES ('Z9', 9, 1)",
    ),
    Fault("level_in_two_wordings", "9 P1", "UPDATE page_dimensions SET text = 'Whatever comes' WHERE page_id = :page AND dimension = 'scope'"),
    Fault(
        "family_lacks_level",
        "9 P3",
        "UPDATE pages SET level_code = 'P4' WHERE page_id = :page; UPDATE levels SET pages = pages - 1 WHERE level_code = 'P3';"
        "UPDATE levels SET pages = pages + 1 WHERE level_code = 'P4'",
    ),
    Fault(
        "years_fall",
        "12 P3",
        "UPDATE pages SET years_min = 0, years_max = 1 WHERE page_id = :page;"
        "UPDATE qualifications SET years_min = NULL, years_max = NULL WHERE page_id = :page",
    ),
    Fault(
        "years_beyond_level",
        "13 P3",
        "UPDATE qualifications SET years_min = 8, years_max = NULL WHERE page_id = :page AND position = 1",
    ),
    Fault(
        "years_plausible",
        "14 P3",
        "UPDATE qualifications SET years_min = 4.5, years_max = 4 WHERE page_id = :page AND position = 1",
    ),
    Fault("years_unread", "15 P3", "UPDATE pages SET experience_raw = 'plenty', years_min = NULL, years_max = NULL WHERE page_id = :page"),
    # SOC.
    Fault("soc_code_exists", "7 P2", "UPDATE occupations SET soc_code = '16-0000' WHERE page_id = :page"),
    Fault("soc_title_fits", "8 P2", "UPDATE occupations SET soc_code = '15-0000', soc_title = 'Legal Occupations', detail = 'major' WHERE page_id = :page"),
    Fault("soc_title_settled", "10 P1", "UPDATE occupations SET soc_code = '15-2051.00', soc_title = 'Astronomers', detail = 'detailed' WHERE page_id = :page"),
)  # fmt: skip

LOWERED = """
[titles_missing]
limit = 0.05
[repeats_in_lists]
limit = 0.05
[pages_gone]
limit = 0
"""
"""Limits of shares set so low that the sample pages themselves are over them."""

COPIED = (
    "page_history",
    "page_dimensions",
    "duties",
    "skills",
    "qualifications",
    "titles",
    "occupations",
    "pay",
    "related_families",
)


def copy_page(connection, page: str) -> str:
    """A page of another family with the same bullets; the clusters are counted anew."""
    copy = "f" * 24
    connection.execute(
        "INSERT INTO pages SELECT * REPLACE (? AS page_id, 'copied' AS family_slug, 'Copied' AS family) FROM pages WHERE page_id = ?",
        [copy, page],
    )
    for table in COPIED:
        connection.execute(
            f"INSERT INTO {table} SELECT * REPLACE (? AS page_id) FROM {table} WHERE page_id = ?", [copy, page]
        )
    connection.execute(
        "INSERT INTO inputs SELECT * REPLACE (? AS page_id, ? AS input_id) FROM inputs WHERE page_id = ?",
        [copy, copy, page],
    )
    connection.execute("UPDATE levels SET pages = pages + 1 WHERE level_code = 'P2'")
    connection.execute(
        "CREATE TEMP TABLE copied AS SELECT bullet_id, text FROM duties WHERE page_id = $copy "
        "UNION ALL SELECT bullet_id, text FROM skills WHERE page_id = $copy "
        "UNION ALL SELECT bullet_id, text FROM qualifications WHERE page_id = $copy "
        "UNION ALL SELECT title_id, title FROM titles WHERE page_id = $copy",
        {"copy": copy},
    )
    connection.execute(
        "UPDATE bullets SET pages = pages + 1, occurrences = occurrences + "
        "(SELECT count(*) FROM copied WHERE copied.bullet_id = bullets.bullet_id) WHERE bullet_id IN (SELECT bullet_id FROM copied)"
    )
    connection.execute(
        "UPDATE bullet_variants SET occurrences = occurrences + (SELECT count(*) FROM copied "
        "WHERE copied.bullet_id = bullet_variants.bullet_id AND copied.text = bullet_variants.text)"
    )
    return copy


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    """The faulty tables' findings and report, and for each check the pages it must name."""
    connection = tables_of(sample_warehouse())
    past = take_profile(connection)
    pages = {
        (slug, code): page
        for slug, code, page in connection.execute("SELECT family_slug, level_code, page_id FROM pages").fetchall()
    }
    twin = pages[FAMILY_SLUGS[11], "P2"]
    expected = {"same_bullets_elsewhere": {twin, copy_page(connection, twin)}}
    for check, place, sql in FAULTS:
        page = None
        if place:
            number, code = place.split()
            page = pages[FAMILY_SLUGS[int(number)], code]
            (found,) = connection.execute("SELECT input_id FROM inputs WHERE page_id = ?", [page]).fetchall()
            connection.execute(sql.replace(":page", f"'{page}'").replace(":input", f"'{found[0]}'"))
        else:
            connection.execute(sql)
        expected[check] = {page} if page else set()
    connection.execute(
        "INSERT INTO inputs (input_id, source, status, reason) SELECT lpad(i::VARCHAR, 24, '0'), concat('odd/', i), 'quarantined', 'not_a_job_page' "
        "FROM range(1, 20) AS t(i)"
    )
    past = past._replace(
        rows={name: rows * (6 if name == "titles" else 3) for name, rows in past.rows.items()},
        nulls={**past.nulls, "pages.label": 0.9},
    )
    path = tmp_path_factory.mktemp("checks") / "checks.toml"
    path.write_text(LOWERED)
    findings = check_tables(connection, read_settings(path), [past])
    facts = gather(connection, findings, take_profile(connection), None)
    now = datetime(2026, 5, 1, tzinfo=UTC)
    verdict = Verdict("20260501T000000-abcdef", "refused", 3, "a check failed", now, now, "0.1.0")
    return findings, render_report(verdict, facts), expected


SHARES = {"titles_missing", "repeats_in_lists"}
DRIFT = {
    "pages_drift": "pages",
    "rows_drift": "titles",
    "set_aside_drift": "inputs",
    "nulls_drift": "pages.label",
    "headings_new": "Perks",
}


def test_every_fault_is_found_and_nothing_else(faulty):
    findings, _, expected = faulty
    assert {finding.check for finding in findings if not finding.passed} == expected.keys() | SHARES | DRIFT.keys()
    assert len(expected.keys() | SHARES | DRIFT.keys()) > 25


def test_a_finding_names_the_page_the_fault_is_on_and_no_other(faulty):
    findings, _, expected = faulty
    named = {f.check: {row["page_id"] for row in f.rows} for f in findings if not f.passed}
    on_pages = {check: pages for check, pages in expected.items() if pages}
    assert {check: named[check] for check in on_pages} == on_pages


def test_drift_names_what_has_moved(faulty):
    findings, _, _ = faulty
    assert {f.check: [row["text"] for row in f.rows] for f in findings if f.check in DRIFT} == {
        check: [what] for check, what in DRIFT.items()
    }


def test_each_finding_says_what_to_do_and_shows_its_rows(faulty):
    findings, _, _ = faulty
    for finding in findings:
        if not finding.passed:
            assert finding.advice.endswith((".", "?"))
            assert 1 <= len(finding.rows) <= finding.failing_rows


def test_line_and_text_come_with_the_page(faulty):
    findings, _, _ = faulty
    rows = {f.check: f.rows[0] for f in findings if f.check in ("lines_left_over", "heading_unknown")}
    assert (rows["lines_left_over"]["line"], rows["lines_left_over"]["text"]) == (900, "Free fruit")
    assert (rows["heading_unknown"]["line"], rows["heading_unknown"]["text"]) == (7, "Perks")
    assert rows["lines_left_over"]["source"].endswith(".html")


def test_the_report_names_every_fault_and_nothing_else(faulty):
    findings, report, _ = faulty
    assert set(re.findall(r'<h3 id="(\w+)">', report)) == {f.check for f in findings if not f.passed}
    assert "Nothing published: refused (exit code 3)" in report


def test_rows_that_fail_are_kept_with_the_name_of_the_check(faulty):
    findings, _, expected = faulty
    kept = failing_rows_table(findings).to_pandas()
    assert set(kept.check) == expected.keys() | SHARES | DRIFT.keys()


def test_pages_without_fault_pass():
    connection = tables_of(sample_warehouse())
    assert [f.check for f in check_tables(connection, past=[take_profile(connection)]) if not f.passed] == []
