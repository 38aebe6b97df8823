"""Settings of the checks, and what the rules about change leave alone."""

import pytest

from jdparse.checks import check_tables, read_settings, take_profile
from jdparse.checks.declared import FORMS, RANGES, VOCABULARIES
from jdparse.checks.suite import RULES
from jdparse.errors import WrongUse
from jdparse.tables import DATA_TABLES, TABLES
from sample_warehouse import sample_warehouse, tables_of

KINDS = {"key_unique", "reference_exists", "required", "known_words", "in_range", "well_formed", "no_blank_text"}
DRIFT = {"pages_drift", "rows_drift", "set_aside_drift", "nulls_drift", "headings_new"}


def changed(tmp_path, text):
    path = tmp_path / "checks.toml"
    path.write_text(text)
    return read_settings(path)


def test_every_rule_has_a_setting_and_every_setting_a_rule():
    assert {rule.__name__ for rule in RULES} | KINDS | DRIFT == set(read_settings())


def test_every_rule_says_what_it_looks_for():
    assert all(rule.__doc__ and rule.__doc__.endswith(".") for rule in RULES)


@pytest.mark.parametrize("name", [*VOCABULARIES, *RANGES])
def test_words_and_ranges_are_of_columns_that_are_there(name):
    table, column = name.split(".")
    assert column in TABLES[table].schema.names


@pytest.mark.parametrize("name", FORMS)
def test_forms_are_of_columns_that_are_there(name):
    assert any(name in table.schema.names for table in DATA_TABLES)


def test_a_user_can_turn_a_check_off(tmp_path):
    connection = tables_of(sample_warehouse())
    connection.execute("UPDATE pages SET cut_off = true")
    settings = changed(tmp_path, '[page_cut_off]\nseverity = "off"\n')
    finding = next(f for f in check_tables(connection, settings) if f.check == "page_cut_off")
    assert finding.passed
    assert finding.observed == "not looked at"


def test_a_user_can_let_more_rows_pass(tmp_path):
    connection = tables_of(sample_warehouse())
    connection.execute("UPDATE pages SET cut_off = true WHERE level_code = 'P1'")
    passed = {
        limit: next(
            f.passed
            for f in check_tables(connection, changed(tmp_path, f"[page_cut_off]\nlimit = {limit}\n"))
            if f.check == "page_cut_off"
        )
        for limit in (17, 18)
    }
    assert passed == {17: False, 18: True}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[page_cutoff]\nlimit = 1\n", "is no check"),
        ("[page_cut_off]\nlimits = 1\n", "only severity and limit"),
        ("[page_cut_off]\nlimit = -1\n", "limit"),
        ("[page_cut_off]\nlimit = true\n", "limit"),
        ('[page_cut_off]\nseverity = "fatal"\n', "severity"),
        ("[page_cut_off\n", "TOML"),
        ("page_cut_off = 3\n", "only severity and limit"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path, text, said):
    with pytest.raises(WrongUse, match=said):
        changed(tmp_path, text)


def test_a_first_run_drifts_from_nothing():
    findings = check_tables(tables_of(sample_warehouse()), past=[])
    assert all(f.passed for f in findings if f.check in DRIFT)


def test_a_few_pages_more_or_less_are_no_drift():
    connection = tables_of(sample_warehouse())
    past = take_profile(connection)
    connection.execute("DELETE FROM pages WHERE level_code = 'P1' AND family_slug < 'd'")
    findings = check_tables(connection, past=[past])
    assert all(f.passed for f in findings if f.check == "pages_drift")
