"""The command line: help with examples, exit codes, one line an error, JSON that is JSON, no trace-backs."""

import csv
import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import Result

from jdparse.cli import main
from jdparse.sample import page_at, pages, render_bullet, render_dash, render_html
from jdparse.tables import TABLES
from terminal import call

COMMANDS = sorted(main.commands)
PROGRAM = "from jdparse.cli import main; main()"


def crawl(folder: Path, count: int = 6) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for page in pages(count, seed=51):
        (folder / f"{page.index}.txt").write_text(render_dash(page))
    return folder


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A warehouse the command line made of six pages, a cut one and an empty one."""
    root = tmp_path_factory.mktemp("cli")
    raw = crawl(root / "raw")
    (raw / "cut.txt").write_text(render_dash(page_at(70)).split("What good looks like")[0])
    (raw / "empty.txt").write_bytes(b"")
    return root / "wh", call("run", raw, "-w", root / "wh", "--workers", "1")


# ---- help ----


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_says_what_it_does_and_shows_an_example(command: str) -> None:
    for option in ("--help", "-h"):
        shown = call(command, option)
        assert shown.exit_code == 0
        assert f"jdparse {command}" in shown.output, "an example to copy"
        assert "Example" in shown.output


def test_help_is_quick_because_nothing_heavy_is_loaded() -> None:
    heavy = "pyarrow", "pandas", "duckdb", "prefect", "lxml"
    code = (
        "import sys; from jdparse.cli import main\n"
        f"try: main(['--help'])\nexcept SystemExit: print([name for name in {heavy} if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.splitlines()[-1] == "[]"


def test_the_version_is_told() -> None:
    from importlib.metadata import version

    assert version("jdparse") in call("--version").output


# ---- run ----


def test_a_run_says_what_it_did_and_names_what_is_bad(published: tuple[Path, Result]) -> None:
    warehouse, shown = published
    assert shown.exit_code == 0
    for words in ("published", "inputs", "empty_input", "duties", str(warehouse / "current")):
        assert words in shown.stdout
    assert [line.split(":")[0] for line in shown.stderr.splitlines()] == ["empty.txt", "cut.txt"]


def test_json_of_a_run_is_json_with_the_same_facts(published: tuple[Path, Result], tmp_path: Path) -> None:
    warehouse, _ = published
    shown = call("run", warehouse.parent / "raw", "-w", warehouse, "--workers", "1", "--json")
    facts = json.loads(shown.stdout)
    assert (facts["status"], facts["exit_code"], facts["inputs"]["quarantined"]) == ("unchanged", 0, 1)
    assert facts["rows"]["pages"] == 6


USAGE = {
    "no root": (["run"], "Missing argument"),
    "a root that is not there": (["run", "nowhere"], "nowhere: no such file or folder"),
    "a share above one": (["run", "x", "--quarantine-limit", "2"], "quarantine-limit"),
    "no workers": (["run", "x", "--workers", "0"], "workers"),
    "an unknown option": (["run", "x", "--fast"], "--fast"),
    "an unknown command": (["rune"], "rune"),
    "an unknown table": (["describe", "wages"], "wages"),
    "a page that is not there": (["inspect", "nowhere.html"], "nowhere.html"),
    "nothing published": (["sql", "SELECT 1", "-w", "nowhere"], "nowhere"),
}


@pytest.mark.parametrize("slip", USAGE)
def test_a_slip_is_one_line_that_names_it_and_exit_code_2(
    slip: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments, words = USAGE[slip]
    shown = call(*arguments)
    assert shown.exit_code == 2
    assert words in shown.stderr.splitlines()[-1]
    assert shown.exception is None or isinstance(shown.exception, SystemExit)


def test_too_many_bad_inputs_are_exit_code_3_with_the_reason(tmp_path: Path) -> None:
    raw = crawl(tmp_path / "raw", 2)
    (raw / "bad.txt").write_bytes(b"")
    shown = call("run", raw, "-w", tmp_path / "wh", "--workers", "1")
    assert shown.exit_code == 3
    assert "set aside" in shown.stderr.splitlines()[-1]
    assert shown.stderr.startswith("bad.txt: set aside, empty_input")


def test_a_warehouse_that_cannot_be_written_is_exit_code_5(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    shown = call("run", crawl(tmp_path / "raw", 2), "-w", tmp_path / "file" / "wh", "--workers", "1")
    assert shown.exit_code == 5
    assert "file" in shown.stderr.splitlines()[-1]
    assert ": failed" in shown.stdout.splitlines()[0]
    assert "report" not in shown.stdout, "there is none where nothing can be written"


@pytest.mark.parametrize(("how", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_run_that_is_stopped_ends_in_order(tmp_path: Path, how: signal.Signals, code: int) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for page in pages(150, seed=52):
        (raw / f"{page.index}.html").write_bytes(render_html(page, 60_000))
    # A shell that runs this in the background has made its children deaf to Ctrl-C.
    hears = f"import signal; signal.signal(signal.SIGINT, signal.default_int_handler); {PROGRAM}"
    command = [sys.executable, "-c", hears, "run", str(raw), "-w", str(tmp_path / "wh"), "--workers", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        wait_for(tmp_path / "wh" / "staging")
        running.send_signal(how)
        _, said = running.communicate()
    assert running.returncode == code
    assert "Traceback" not in said
    assert not (tmp_path / "wh" / "current").exists()
    assert not list((tmp_path / "wh").glob("staging/*"))
    shown = json.loads(next((tmp_path / "wh" / "runs").glob("*/run.json")).read_text())
    assert (shown["status"], shown["exit_code"]) == ("interrupted", code)
    shutil.rmtree(raw)


def wait_for(folder: Path, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not any(folder.glob("*")):
        assert time.monotonic() < end, f"{folder} never came"
        time.sleep(0.02)


# ---- inspect ----


@pytest.mark.parametrize("render", [render_dash, render_bullet, lambda page: render_html(page).decode()])
def test_inspect_shows_each_line_beside_the_field_that_claimed_it(tmp_path: Path, render) -> None:
    page = page_at(71)
    (tmp_path / "page").write_text(render(page).replace(page.skills[-1], page.skills[-1] + "!"))
    shown = call("inspect", tmp_path / "page")
    assert shown.exit_code == 0
    lines = [line for line in shown.stdout.splitlines() if line[:5].strip().isdigit()]
    fields = {line[25:]: line[7:24].strip() for line in lines}
    assert fields[page.duties[0]] == "duties"
    assert fields[page.skills[-1] + "!"] == "skills"
    assert fields["What it pays" if page.look.version == "newer" else "Where it sits & what it pays"] == "heading"
    assert fields[page.level.tagline] == "tagline"
    told = json.loads(call("inspect", tmp_path / "page", "--json").stdout)
    assert [line["text"] for line in told["lines"] if line["field"] == "duties"] == list(page.duties)
    assert len(told["lines"]) == len(lines)


def test_inspect_marks_what_no_field_claims(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(render_dash(page_at(72)) + "\nA stray line")
    shown = call("inspect", tmp_path / "page.txt").stdout
    assert any("LEFTOVER" in line and line.endswith("A stray line") for line in shown.splitlines())
    assert "warning leftover_lines" in shown


def test_inspect_of_a_page_that_is_set_aside_says_why(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<html><title>404</title><body><h1>Not found</h1></body></html>")
    shown = call("inspect", tmp_path / "page.html")
    assert shown.exit_code == 3
    assert "not_a_job_page: error_page" in shown.stdout


def test_no_control_character_of_a_page_reaches_the_terminal(tmp_path: Path) -> None:
    page = page_at(73)
    (tmp_path / "page.txt").write_text(render_dash(page).replace(page.duties[0], "x\u202ered\u2066 \u200bzero"))
    shown = call("inspect", tmp_path / "page.txt").stdout
    assert not any(character in shown for character in "\u202e\u2066\u200b\x1b")


# ---- describe ----


@pytest.mark.parametrize("table", sorted(TABLES))
def test_describe_tells_every_column_of_a_table(table: str) -> None:
    shown = call("describe", table).stdout
    for column in TABLES[table].columns:
        assert column.name in shown
        assert column.description in shown


@pytest.mark.parametrize("named", [True, False], ids=["named", "of the warehouse"])
def test_explain_knows_a_users_words_and_decisions(tmp_path: Path, named: bool) -> None:
    (tmp_path / "guards.toml").write_text('[guards.degree]\nbasic = ["greenhorn"]\n')
    (tmp_path / "decisions.csv").write_text("kind,a,b,decision\nduty,Sell carpets,Vend rugs,always\n")
    files = ["--guards", str(tmp_path / "guards.toml"), "--decisions", str(tmp_path / "decisions.csv")]
    where = files if named else ["-w", str(tmp_path)]
    assert call("explain", "Greenhorn welding", "Advanced welding", *where).stdout.startswith("DIFFERENT: degree")
    assert call("explain", "Sell carpets", "Vend rugs", *where).stdout.startswith("SAME: decision")
    assert not call("explain", "Sell carpets", "Vend rugs", "-w", str(tmp_path / "no")).stdout.startswith("SAME")


def test_describe_as_json_is_the_data_dictionary() -> None:
    told = {entry["table"]: entry for entry in json.loads(call("describe", "--json").stdout)}
    assert told.keys() == TABLES.keys()
    assert told["duties"]["key"] == ["page_id", "position"]


# ---- usage errors ----


@pytest.mark.parametrize(
    "arguments", [["--fast"], ["rune"], ["run"], ["run", "x", "--workers", "none"], ["explain", "a"]]
)
def test_a_slip_in_the_arguments_is_one_line_with_the_next_step(arguments: list[str]) -> None:
    shown = call(*arguments)
    (line,) = shown.stderr.splitlines()
    command = f" {arguments[0]}" if arguments[0] in COMMANDS else ""
    assert (shown.exit_code, line.startswith("jdparse: ")) == (2, True)
    assert line.endswith(f"; see jdparse{command} --help")


def test_a_misspelt_table_is_told_what_it_may_be() -> None:
    assert "near it: duties" in call("describe", "dutys").stderr
    assert "tables are pages," in call("describe", "wxyz").stderr


# ---- sql ----


def refuse(word: str) -> None:
    raise AssertionError(f"{word} is no JSON")


def test_json_of_a_query_is_json_with_the_types_of_the_columns(published: tuple[Path, Result]) -> None:
    query = (
        "SELECT * FROM (VALUES (1, 'nan'::DOUBLE, [1, NULL], 1.5, 'infinity'::DOUBLE), (NULL, 0.5, NULL, 2, -1)) "
        "AS t(whole, nan, list, fraction, infinite) ORDER BY whole"
    )
    shown = call("sql", query, "-w", published[0], "--json")
    assert json.loads(shown.stdout, parse_constant=refuse) == [
        {"whole": 1, "nan": None, "list": [1, None], "fraction": 1.5, "infinite": None},
        {"whole": None, "nan": 0.5, "list": None, "fraction": 2, "infinite": -1},
    ]
    (total,) = json.loads(call("sql", "SELECT sum(line) AS lines FROM duties", "-w", published[0], "--json").stdout)
    assert isinstance(total["lines"], int)


def test_json_of_a_query_with_a_column_named_twice_is_refused(published: tuple[Path, Result]) -> None:
    shown = call("sql", "SELECT page_id, page_id FROM pages", "-w", published[0], "--json")
    assert (shown.exit_code, shown.stdout) == (2, "")
    assert "several columns page_id" in shown.stderr


def test_what_is_wrong_with_a_query_is_told_in_words(published: tuple[Path, Result]) -> None:
    shown = call("sql", "SELCT 1", "-w", published[0])
    assert (shown.exit_code, len(shown.stderr.splitlines())) == (2, 1)
    assert "syntax error" in shown.stderr
    assert "\\n" not in shown.stderr


def test_a_query_shows_whole_numbers_whole_and_says_when_there_is_nothing(published: tuple[Path, Result]) -> None:
    whole = call("sql", "SELECT unnest([7, NULL]) AS n", "-w", published[0]).stdout
    assert "7.0" not in whole
    none = call("sql", "SELECT page_id, url FROM pages WHERE false", "-w", published[0]).stdout
    assert none == "no rows; the columns are page_id, url\n"


# ---- sample ----


def test_sample_leaves_a_folder_that_holds_something_alone(tmp_path: Path) -> None:
    assert call("sample", "--pages", "2", "--to", tmp_path / "pages").exit_code == 0
    again = call("sample", "--pages", "2", "--to", tmp_path / "pages")
    assert (again.exit_code, len(again.stderr.splitlines())) == (2, 1)
    nowhere = call("sample", "--pages", "2", "--to", tmp_path / "no" / "x.parquet")
    assert (nowhere.exit_code, len(nowhere.stderr.splitlines())) == (5, 1)


# ---- export ----


def test_an_export_says_what_it_changes_in_its_own_format(published: tuple[Path, Result], tmp_path: Path) -> None:
    sheet = call("export", "duties", "-w", published[0], "--to", tmp_path / "duties.csv")
    assert sheet.stdout == f"{tmp_path / 'duties.csv'}\n"
    assert "Excel" not in sheet.stderr
    assert "Excel" in call("export", "duties", "-w", published[0], "--to", tmp_path / "duties.xlsx").stderr
    mixed = call("export", "duties", "-w", published[0], "--format", "csv", "--to", tmp_path / "x.xlsx")
    assert (mixed.exit_code, "is no place for csv" in mixed.stderr) == (2, True)


# ---- explain and dedupe ----


def test_explain_wants_two_bullets() -> None:
    shown = call("explain", "", "Sell carpets")
    assert (shown.exit_code, "without a word" in shown.stderr) == (2, True)


def test_dedupe_settles_pairs_by_hand(tmp_path: Path) -> None:
    (tmp_path / "lines.txt").write_text("Sell carpets\n\nVend rugs\n")
    (tmp_path / "decisions.csv").write_text("kind,a,b,decision\nduty,Sell carpets,Vend rugs,always\n")
    apart = list(csv.DictReader(call("dedupe", tmp_path / "lines.txt").stdout.splitlines()))
    one = call("dedupe", tmp_path / "lines.txt", "--decisions", tmp_path / "decisions.csv")
    together = list(csv.DictReader(one.stdout.splitlines()))
    assert [row["text"] for row in together] == ["Sell carpets", "Vend rugs"]
    assert [len({row["bullet_id"] for row in rows}) for rows in (apart, together)] == [2, 1]


def test_dedupe_of_a_file_that_is_no_utf8_names_it(tmp_path: Path) -> None:
    (tmp_path / "lines.txt").write_bytes("Café führen\n".encode("latin-1"))
    shown = call("dedupe", tmp_path / "lines.txt")
    assert (shown.exit_code, len(shown.stderr.splitlines())) == (2, 1)
    assert f"{tmp_path / 'lines.txt'}: is not UTF-8 text" in shown.stderr


# ---- the summary ----


def test_a_check_that_does_not_hold_is_told_with_its_severity_and_rows(tmp_path: Path) -> None:
    raw = crawl(tmp_path / "raw", 3)
    page = next(raw.iterdir())
    page.write_text(page.read_text() + "\n\nQuarterly planner\nPrinted in Leeds\n")
    shown = call("run", raw, "-w", tmp_path / "wh", "--workers", "1").stdout.splitlines()
    (line,) = [line for line in shown if "lines_left_over" in line]
    assert line.startswith("not passed  warning: lines_left_over, ")
    assert "row" in line


def test_merged_wordings_are_told_as_clusters(published: tuple[Path, Result]) -> None:
    (duties,) = [line for line in published[1].stdout.splitlines() if "of kind duty in" in line]
    assert duties.endswith("clusters")
