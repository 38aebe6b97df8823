"""The report of a run: says how it ended, shows what the checks found, loads nothing, and takes no text for markup."""

import re
import shutil
import subprocess
from datetime import UTC, datetime

import pytest
from lxml import html

from jdparse.checks import check_tables, take_profile
from jdparse.report import PastRun, Verdict, gather, render_report
from jdparse.report.render import share
from sample_warehouse import FAMILY_SLUGS, publish, sample_warehouse, tables_of, write_pages

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
PUBLISHED = Verdict("20260501T120000-abcdef", "published", 0, None, NOW, NOW, "0.1.0", "0" * 24)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

PAYLOADS = (
    "<script>alert(1)</script>",
    '" onload="alert(1)',
    "</script><img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "{{7*7}}{% for x in y %}",
    "abc\u202egnp.exe",
    "\x1b[31mred",
    "two\nlines",
    "]]> --> <!-- `${x}`",
)


def facts_of(connection, before=None):
    profile = take_profile(connection)
    return gather(connection, check_tables(connection), profile, before)


def page_of(report: str):
    return html.fromstring(report)


def text_of(report: str) -> str:
    return " ".join(page_of(report).text_content().split())


@pytest.fixture(scope="module")
def facts():
    return facts_of(tables_of(sample_warehouse()))


@pytest.fixture(scope="module")
def attacked():
    """The report of tables in which every text column of every table holds a payload in some row."""
    connection = tables_of(sample_warehouse())
    texts = connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE data_type = 'VARCHAR' AND table_name <> 'levels' "
        "AND column_name NOT IN ('page_id', 'bullet_id', 'related_id', 'title_id', 'input_id', 'code', 'reason', "
        "'status', 'level_code')"
    ).fetchall()
    for number, (table, column) in enumerate(texts):
        payload = PAYLOADS[number % len(PAYLOADS)]
        connection.execute(f'UPDATE {table} SET "{column}" = ? WHERE hash(rowid, ?) % 3 = 0', [payload, column])
    for number, payload in enumerate(PAYLOADS):
        values = [f"{number:024d}", payload, payload]
        connection.execute(
            "INSERT INTO inputs (input_id, source, status, reason, detail) VALUES (?, ?, 'quarantined', 'not_text', ?)",
            values,
        )
    verdict = PUBLISHED._replace(status="refused", exit_code=3, error=PAYLOADS[0], notes=PAYLOADS)
    return render_report(verdict, facts_of(connection))


def test_the_verdict_comes_first(facts):
    body = page_of(render_report(PUBLISHED, facts)).find("body")
    first = next(e for e in body.iter("div") if "verdict" in e.get("class", ""))
    assert first.getprevious() is None
    assert "Published" in first.text_content()
    assert "All checks passed" in first.text_content()


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("published", "Published"),
        ("unchanged", "Nothing to publish"),
        ("refused", "Nothing published: refused (exit code 3)"),
        ("failed", "Nothing published: failed (exit code 3)"),
        ("interrupted", "Nothing published: interrupted (exit code 3)"),
    ],
)
def test_every_outcome_has_its_words(facts, status, said):
    verdict = PUBLISHED._replace(status=status, exit_code=3, error="because")
    assert said in text_of(render_report(verdict, facts))


def test_a_run_without_tables_still_says_why_it_ended():
    verdict = PUBLISHED._replace(
        status="refused", exit_code=3, error="raw: no inputs found", reasons={"empty_input": 2},
        set_aside=[{"source": "a.html", "record": None, "reason": "empty_input", "detail": "0 bytes"}],
    )  # fmt: skip
    text = text_of(render_report(verdict, None))
    assert "raw: no inputs found" in text
    assert "a.html: empty_input: 0 bytes" in text


def test_texts_of_pages_are_never_markup(attacked):
    tree = page_of(attacked)
    assert not list(tree.iter("script", "img", "iframe", "object", "embed", "link", "form", "base"))
    for element in tree.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert "javascript:" not in value
    assert all(link.get("href").startswith("#") for link in tree.iter("a"))


def test_payloads_are_shown_as_they_are(attacked):
    text = page_of(attacked).text_content()
    assert "<script>alert(1)</script>" in text
    assert "{{7*7}}" in text


def test_characters_that_cannot_be_seen_are_shown_as_codes(attacked):
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e]", attacked)
    assert "\\u202e" in attacked
    assert "\\x1b[31m" in attacked


def test_the_policy_forbids_everything_but_the_style_of_the_file(facts):
    report = render_report(PUBLISHED, facts)
    policy = page_of(report).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "://" not in re.sub(r">[^<]*<", "><", report)  # no address in any attribute
    assert " style=" not in report


def test_every_table_has_heads_and_every_link_a_target(facts):
    tree = page_of(render_report(PUBLISHED, facts))
    targets = {element.get("id") for element in tree.iter() if element.get("id")}
    assert {link.get("href")[1:] for link in tree.iter("a")} <= targets
    assert all(table.xpath(".//th[@scope='col']") for table in tree.iter("table"))
    assert [int(h.tag[1]) for h in tree.xpath("//h1")] == [1]
    assert tree.get("lang") == "en"


def test_coverage_shows_pages_and_gaps():
    connection = tables_of(sample_warehouse())
    slug = FAMILY_SLUGS[4]
    connection.execute("DELETE FROM pages WHERE family_slug = ? AND level_code = 'P2'", [slug])
    tree = page_of(render_report(PUBLISHED, facts_of(connection)))
    grid = tree.xpath("//table[@class='grid']")[0]
    assert grid.xpath(".//thead//th/text()") == ["Family", "P1", "P2", "P3"]
    rows = {row.xpath("./th/text()")[0]: row.xpath("./td/@class") for row in grid.xpath(".//tbody/tr")}
    assert rows["IT Service Desk"] == ["there", "there", "there"]
    assert list(rows.values()).count(["there", "gap", "there"]) == 1


def test_changes_are_told_against_the_snapshot_before():
    connection = tables_of(sample_warehouse())
    connection.execute("CREATE TABLE pages_before AS SELECT * FROM pages")
    connection.execute("DELETE FROM pages_before WHERE level_code = 'P1'")
    connection.execute("UPDATE pages SET gone = true WHERE level_code = 'P2'")
    connection.execute("UPDATE pages SET body_sha256 = repeat('0', 64) WHERE level_code = 'P3'")
    facts = facts_of(connection, {"pages": 36})
    assert facts.changes.counts == {"new": 18, "gone": 18, "changed": 18}
    assert "18 pages changed in wording" in text_of(render_report(PUBLISHED, facts))


def test_trends_show_the_runs_before(facts):
    before = facts.profile._replace(rows={**facts.profile.rows, "pages": 10})
    report = render_report(PUBLISHED, facts, [PastRun("a", before), PastRun("b", before)])
    assert "Pages over 3 runs: first 10, last 54" in report
    assert report.count('class="trend"') == 6


@pytest.mark.parametrize(
    ("part", "whole", "said"), [(1, 1, "100%"), (99_999, 100_000, "99.9%"), (0, 5, "0.0%"), (0, 0, "0.0%")]
)
def test_a_share_reads_100_per_cent_only_when_it_is_all(part, whole, said):
    assert share(part, whole) == said


def test_a_run_leaves_its_report_whatever_the_outcome(tmp_path):
    write_pages(tmp_path / "raw", FAMILY_SLUGS[:2])
    good = publish(tmp_path / "raw", tmp_path / "warehouse")
    (tmp_path / "checks.toml").write_text('[repeats_in_lists]\nseverity = "error"\nlimit = 0\n')
    write_pages(tmp_path / "raw", FAMILY_SLUGS[2:3])
    refused = publish(tmp_path / "raw", tmp_path / "warehouse", checks=tmp_path / "checks.toml")
    (tmp_path / "empty").mkdir()
    nothing = publish(tmp_path / "empty", tmp_path / "warehouse")
    said = {
        summary.run_id: text_of((tmp_path / "warehouse/runs" / summary.run_id / "report.html").read_text())
        for summary in (good, refused, nothing)
    }
    assert "Published" in said[good.run_id]
    assert (refused.exit_code, nothing.exit_code) == (3, 3)
    assert "check repeats_in_lists failed" in said[refused.run_id]
    assert "no inputs found" in said[nothing.run_id]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), ValueError("a slip")])
def test_a_report_that_cannot_be_made_is_told_and_changes_no_run(tmp_path, monkeypatch, error):
    def fail(*_):
        raise error

    write_pages(tmp_path / "raw", FAMILY_SLUGS[:1])
    monkeypatch.setattr("jdparse.review.write_report", fail)
    summary = publish(tmp_path / "raw", tmp_path / "warehouse")
    assert (summary.status, summary.exit_code) == ("published", 0)
    assert [note for note in summary.notes if "the report is not written" in note]


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_chromium_opens_it_without_a_complaint_or_a_request(attacked, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(attacked, encoding="utf-8")
    log = tmp_path / "net.json"
    done = subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
            "--virtual-time-budget=2000", f"--user-data-dir={tmp_path / 'profile'}", f"--log-net-log={log}",
            "--dump-dom", path.as_uri(),
        ],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert "CONSOLE" not in done.stderr
    assert "Findings" in done.stdout
    # The browser asks its own maker for updates; a request of the page would go anywhere else.
    asked = set(re.findall(r'"url":"https?://([^/"]+)', log.read_text()))
    assert all(host.endswith((".google.com", ".googleapis.com", ".gvt1.com")) for host in asked)
