"""Checks that look at new rows alone find what they find when they look at all."""

import duckdb
import pytest

from jdparse.checks import BY_PAGE, GOING, GONE, NEW, check_tables, take_profile
from sample_warehouse import FAMILY_SLUGS, sample_warehouse, tables_of
from test_checks_seeded import FAULTS

BULLETS = ("duties", "skills", "qualifications")


def page_of(connection: duckdb.DuckDBPyConnection, place: str) -> str:
    number, code = place.split()
    query = "SELECT page_id FROM pages WHERE family_slug = ? AND level_code = ?"
    ((page,),) = connection.execute(query, [FAMILY_SLUGS[int(number)], code]).fetchall()
    return str(page)


def with_new_rows(connection: duckdb.DuckDBPyConnection, new: set[str], before: duckdb.DuckDBPyConnection) -> None:
    """Say that what stands on these pages is new, and what there was before."""
    connection.execute(f"CREATE SCHEMA {NEW}; CREATE SCHEMA {GONE}; CREATE TABLE new_pages (page_id VARCHAR)")
    for page in sorted(new):
        connection.execute("INSERT INTO new_pages VALUES (?)", [page])
    for name in ("pages", *sorted(BY_PAGE)):
        column = "from_page_id" if name == "ladder_steps" else "page_id"
        where = f"{column} IN (FROM new_pages)" + (" OR to_page_id IN (FROM new_pages)" * (name == "ladder_steps"))
        connection.execute(f"CREATE TABLE {NEW}.{name} AS SELECT * FROM main.{name} WHERE {where}")
    for name, key in GOING.items():
        rows = before.sql(f"SELECT {key} FROM {name}").to_arrow_table()
        connection.register("rows_before", rows)
        connection.execute(f"CREATE TABLE {GONE}.{name} AS FROM rows_before ANTI JOIN main.{name} USING ({key})")
        connection.unregister("rows_before")


def same_findings(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The checks that fail, which are the same either way."""
    profile = take_profile(connection)
    every = check_tables(connection, past=[profile], now=profile)
    quiet = frozenset(finding.check for finding in every)
    assert check_tables(connection, past=[profile], now=profile, quiet=quiet) == every
    return {finding.check for finding in every if finding.failing_rows}


def test_faults_on_new_pages_are_found_with_the_same_words() -> None:
    connection, before = tables_of(sample_warehouse()), tables_of(sample_warehouse())
    pages, expected = set(), set()
    for fault in FAULTS:
        if fault.page is not None:
            page = page_of(connection, fault.page)
            (found,) = connection.execute("SELECT input_id FROM inputs WHERE page_id = ?", [page]).fetchall()
            connection.execute(fault.sql.replace(":page", f"'{page}'").replace(":input", f"'{found[0]}'"))
            pages.add(page)
            expected.add(fault.check)
    with_new_rows(connection, pages, before)
    assert same_findings(connection) >= expected
    assert len(expected) > 15


@pytest.mark.parametrize("name", BULLETS)
def test_a_row_that_refers_to_a_bullet_that_is_gone_is_found_on_an_old_page_too(name: str) -> None:
    connection, before = tables_of(sample_warehouse()), tables_of(sample_warehouse())
    ((bullet,),) = before.execute(f"SELECT min(bullet_id) FROM {name}").fetchall()
    connection.execute("DELETE FROM bullets WHERE bullet_id = ?", [bullet])
    with_new_rows(connection, set(), before)
    assert f"{name}_bullet_id_exists" in same_findings(connection)


def test_what_found_something_the_last_time_looks_at_all_rows() -> None:
    connection, before = tables_of(sample_warehouse()), tables_of(sample_warehouse())
    connection.execute("UPDATE duties SET position = 90 WHERE position = 2")
    with_new_rows(connection, set(), before)
    profile = take_profile(connection)
    checks = frozenset(f.check for f in check_tables(connection, past=[profile], now=profile))
    found = {
        quiet: {f.check: f.failing_rows for f in check_tables(connection, now=profile, quiet=quiet)}
        for quiet in (checks, checks - {"positions_without_gap"})
    }
    assert [rows["positions_without_gap"] > 0 for rows in found.values()] == [False, True]
