"""A run, from a folder to published tables: every input accounted for, bad ones named, merged with what was there."""

import gzip
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from at_once import here_at_once
from jdparse import run as steps
from jdparse.run import Request, run
from jdparse.sample import page_at, pages, render_dash, render_html
from jdparse.sample.odd import odd_pages
from jdparse.summary import Summary, lines_about_inputs, new_summary
from jdparse.tables import DATA_TABLES
from jdparse.warehouse import open_warehouse
from jdparse.warehouse.layout import Layout
from jdparse.warehouse.runs import read_runs
from reading import Row

REMEMBERS = {"page_history"}
"""What an incremental run may know and a full one cannot."""


@pytest.fixture(autouse=True, scope="module")
def _quick() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jdparse.run.here", here_at_once)
        patch.setattr("jdparse.run.report_run", lambda *_: None)  # drawn from the tables, never into them
        yield


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the checks, half of a small run's time, where many runs follow one another."""
    monkeypatch.setattr("jdparse.run.check", lambda *_: None)


def folder(path: Path, files: dict[str, bytes | str]) -> Path:
    for name, content in files.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def good(count: int = 6, seed: int = 31) -> dict[str, bytes | str]:
    """Pages no two of which are one: every fifth of the book is an earlier one again."""
    book = [page for page in pages(2 * count, seed) if page.index % 5 != 4]
    return {f"page-{page.index:02}.txt": render_dash(page) for page in book[:count]}


def publish(warehouse: Path, *roots: Path, **options: Any) -> Summary:
    return run(Request(tuple(map(str, roots)), warehouse, workers=1, **options), lambda *_: None)


def rows(warehouse: Path, table: str) -> list[Row]:
    with open_warehouse(warehouse) as opened:
        return opened.arrow(table).to_pylist()


def data(warehouse: Path, without: set[str] = REMEMBERS) -> dict[str, list[Row]]:
    names = [table.name for table in DATA_TABLES if table.name not in without]
    with open_warehouse(warehouse) as opened:
        return {name: opened.arrow(name).to_pylist() for name in names}


def part_files(warehouse: Path, without: set[str]) -> dict[str, bytes]:
    current = (warehouse / "current").resolve()
    return {
        str(path.relative_to(current)): path.read_bytes()
        for path in sorted(current.glob("*/*.parquet"))
        if path.parent.name not in without
    }


def assert_each_input_once(warehouse: Path, names: set[str]) -> None:
    inputs = rows(warehouse, "inputs")
    assert sorted(row["source"] for row in inputs) == sorted(names)
    assert {row["status"] for row in inputs} <= {"current", "same_body", "older", "quarantined"}
    assert len({row["page_id"] for row in inputs if row["status"] == "current"}) == sum(
        row["status"] == "current" for row in inputs
    )


# ---- bad inputs ----

CUT = next(content for name, content, _ in odd_pages() if "cut" in name)
UNKNOWN = render_dash(page_at(90)).replace(2 * page_at(90).level.code, "Z7Z7", 1)
ODD = {name: content for name, content, _ in odd_pages()}

SET_ASIDE = {
    "empty.txt": (b"", "empty_input"),
    "blank.html": (b" \n ", "empty_input"),
    "picture.html": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not_text"),
    "random.txt": (bytes((n * 89) % 256 for n in range(4000)), "not_text"),
    "index.html": (ODD["family-index.html"], "not_a_job_page"),
    "error.html": (ODD["not-found.html"], "not_a_job_page"),
    "wait.html": (ODD["just-a-moment.html"], "not_a_job_page"),
    "torn.txt.gz": (gzip.compress(render_dash(page_at(91)).encode())[:-20], "truncated_record"),
}


@pytest.fixture(scope="module")
def twenty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of twenty good pages."""
    root = tmp_path_factory.mktemp("twenty")
    publish(root / "wh", folder(root / "raw", good(20)))
    return root / "wh"


def test_bad_inputs_are_named_with_their_reason_and_change_nothing_else(twenty: Path, tmp_path: Path) -> None:
    bad = {name: content for name, (content, _) in SET_ASIDE.items()}
    summary = publish(tmp_path / "wh", folder(tmp_path / "raw", {**good(20), **bad}))
    assert (summary.status, summary.exit_code) == ("published", 0)
    lines = list(lines_about_inputs(summary))
    for name, (_, reason) in SET_ASIDE.items():
        (line,) = [line for line in lines if line.startswith(f"{name}:")]
        assert reason in line
    assert len(lines) == len(bad)
    assert_each_input_once(tmp_path / "wh", {*good(20), *bad})
    found = {row["source"]: row["reason"] for row in rows(tmp_path / "wh", "inputs") if row["reason"]}
    assert found == {name: reason for name, (_, reason) in SET_ASIDE.items()}
    without = {"inputs", "input_warnings"}
    assert part_files(tmp_path / "wh", without) == part_files(twenty, without)


def test_a_cut_page_and_an_unknown_level_are_parsed_named_and_change_no_other_page(
    twenty: Path, tmp_path: Path
) -> None:
    bad = {"cut.html": CUT, "level.txt": UNKNOWN}
    summary = publish(tmp_path / "wh", folder(tmp_path / "raw", {**good(20), **bad}))
    assert summary.exit_code == 0
    lines = list(lines_about_inputs(summary))
    assert [line.split(":")[:2] for line in lines] == [
        ["cut.html", " parsed, page_cut_off"],
        ["level.txt", " parsed, level_unknown"],
    ]
    mine = {row["page_id"] for row in rows(tmp_path / "wh", "pages") if row["source"] in bad}
    assert len(mine) == 2
    for name in ("pages", "duties", "skills", "qualifications", "titles", "page_dimensions", "pay", "occupations"):
        assert [row for row in rows(tmp_path / "wh", name) if row["page_id"] not in mine] == rows(twenty, name)
    assert {row["level_code"] for row in rows(tmp_path / "wh", "levels")} >= {"Z7"}


def test_a_wrong_extension_changes_nothing(tmp_path: Path) -> None:
    texts = list(good(3).values())
    page = render_html(page_at(92))
    folder(tmp_path / "raw", {"a.html": texts[0], "b.gz": texts[1], "c.txt": gzip.compress(page), "d": texts[2]})
    assert publish(tmp_path / "wh", tmp_path / "raw").exit_code == 0
    assert {row["source"]: row["rendering"] for row in rows(tmp_path / "wh", "pages")} == {
        "a.html": "dash", "b.gz": "dash", "c.txt": "html", "d": "dash",
    }  # fmt: skip


# ---- what is refused ----


def test_too_many_bad_inputs_publish_nothing_and_the_old_snapshot_stays(tmp_path: Path) -> None:
    raw = folder(tmp_path / "raw", {**good(4), "bad-0.txt": b""})
    before = publish(tmp_path / "wh", raw)
    assert before.exit_code == 0, "a share of exactly the limit is within it"
    folder(raw, {"bad-1.txt": b"\x00\x01\x02\x03" * 90})
    after = publish(tmp_path / "wh", raw, verify=True)
    refused = publish(tmp_path / "wh2", raw)
    assert (refused.status, refused.exit_code, refused.snapshot_id) == ("refused", 3, None)
    assert "2 of 6 inputs set aside (33%, limit 20%)" in str(refused.error)
    assert not (tmp_path / "wh2" / "current").exists()
    assert publish(tmp_path / "wh2", raw, quarantine_limit=0.5).exit_code == 0
    assert after.exit_code == 3, "the same folder is refused whether its good pages are known or not"
    assert (tmp_path / "wh" / "current").resolve().name == before.snapshot_id


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize("verify", [False, True])
def test_the_limit_is_a_share_of_all_inputs_whatever_a_run_reads_again(tmp_path: Path, verify: bool) -> None:
    """Of six pages and then one bad file more each time: 1 of 7 and 2 of 8 are within 26 %, 3 of 9 are not."""
    raw = folder(tmp_path / "raw", good())
    limit = {"quarantine_limit": 0.26, "verify": verify}
    publish(tmp_path / "wh", raw, **limit)
    for number in (1, 2):
        folder(raw, {f"bad-{number}.txt": b"\x00\x01\x02" * 100})
        assert publish(tmp_path / "wh", raw, **limit).status == "published"
    folder(raw, {"bad-3.txt": b"\x00\x01\x02" * 100})
    for again in (publish(tmp_path / "wh", raw, **limit), publish(tmp_path / "anew", raw, **limit)):
        assert again.status == "refused"
        assert "3 of 9 inputs set aside (33%, limit 26%)" in str(again.error)
    folder(raw, {"bad-3.txt": b"Just a moment...\nChecking your browser"})
    assert publish(tmp_path / "wh", raw, **limit).status == "published", "what is simply no job page does not count"


def test_a_step_that_is_tried_again_notes_nothing_twice(tmp_path: Path) -> None:
    def once_or_twice(name: str, times: int) -> Summary:
        request = Request((str(raw),), tmp_path / name, workers=1)
        steps.run(request, lambda *_: None)
        for path in raw.glob("*.txt"):
            os.utime(path, (times, times))  # so that files are read again, and found to be as they were
        (raw / "cut.txt").write_text(good(1)["page-00.txt"][:600])
        summary = new_summary(request.warehouse)
        with steps.begin(request, summary) as running:
            for _ in range(times):
                todo = steps.plan_inputs(running, lambda *_: None)
                parsed = steps.parse_pages(todo, running.staging, running.engine, lambda *_: None)
                steps.note_parsed(running, todo, parsed)
                steps.check_inputs(running, parsed)
            steps.build_tables(running, parsed, lambda *_: None)
        return summary

    raw = folder(tmp_path / "raw", {**good(4), ".hidden": "", "empty.txt": ""})
    once = once_or_twice("once", 1)
    (raw / "cut.txt").unlink()
    twice = once_or_twice("twice", 2)
    assert (once.kept, once.warnings["page_cut_off"], len(once.notes)) == (5, 1, 1)
    same = {"run_id": "", "warehouse": "", "started_at": once.started_at}
    assert replace(once, **same) == replace(twice, **same)


def test_pages_that_are_simply_no_job_pages_do_not_count(tmp_path: Path) -> None:
    odd = {f"{n}-{name}": content for n in range(3) for name, content in ODD.items() if name in ("not-found.html",)}
    assert publish(tmp_path / "wh", folder(tmp_path / "raw", {**good(2), **odd})).exit_code == 0


def test_no_job_page_at_all_is_told_as_that_and_no_limit_helps(tmp_path: Path) -> None:
    raw = folder(tmp_path / "raw", {"a.txt": "", "b.txt": "Shopping list\nEggs\n"})
    summary = publish(tmp_path / "wh", raw, quarantine_limit=1)
    assert summary.exit_code == 3
    assert "no job page found (1 empty_input, 1 " in str(summary.error)
    assert "limit" not in str(summary.error)


@pytest.mark.parametrize("which", ["decisions", "guards", "checks"])
def test_a_slip_in_a_users_file_is_told_before_pages_are_read(tmp_path: Path, which: str) -> None:
    raw = folder(tmp_path / "raw", good(2))
    for content in (b"\xff = [", None):
        given = tmp_path / "mine"
        given.unlink(missing_ok=True)
        if content:
            given.write_bytes(content)
        summary = publish(tmp_path / "wh", raw, **{which: given})
        assert (summary.exit_code, summary.status) == (2, "failed")
        assert str(given) in str(summary.error)
        assert (summary.inputs, summary.warnings) == ({}, {})


@pytest.mark.usefixtures("unchecked")
def test_nothing_to_read_is_refused_and_a_root_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    nothing = publish(tmp_path / "wh", tmp_path / "raw")
    assert (nothing.exit_code, "no inputs found" in str(nothing.error)) == (3, True)
    missing = publish(tmp_path / "wh", tmp_path / "nowhere")
    assert (missing.exit_code, "nowhere" in str(missing.error)) == (2, True)
    all_bad = publish(tmp_path / "wh", folder(tmp_path / "bad", {"a.txt": b"", "b.html": ODD["not-found.html"]}))
    assert all_bad.exit_code == 3
    runs = read_runs(Layout(tmp_path / "wh"))[0].to_pylist()
    assert sorted((row["exit_code"], row["status"]) for row in runs) == [(2, "failed"), (3, "refused"), (3, "refused")]


# ---- merging ----


@pytest.mark.usefixtures("unchecked")
def test_a_second_run_over_the_same_pages_changes_nothing(tmp_path: Path) -> None:
    raw = folder(tmp_path / "raw", good())
    first = publish(tmp_path / "wh", raw)
    before = data(tmp_path / "wh", set())
    for options in ({}, {"verify": True}, {"rebuild": True}):
        again = publish(tmp_path / "wh", raw, **options)
        assert (again.status, again.exit_code, again.snapshot_id) == ("unchanged", 0, first.snapshot_id)
    assert data(tmp_path / "wh", set()) == before


@pytest.mark.usefixtures("unchecked")
def test_other_roots_stay_and_a_vanished_page_is_gone_but_kept_until_a_rebuild(tmp_path: Path) -> None:
    book = list(good(6).items())
    a, b = folder(tmp_path / "a", dict(book[:3])), folder(tmp_path / "b", dict(book[3:]))
    publish(tmp_path / "wh", a)
    publish(tmp_path / "wh", b)
    assert len(rows(tmp_path / "wh", "pages")) == 6
    vanished = book[0][0]
    (a / vanished).unlink()
    publish(tmp_path / "wh", a)
    gone = {row["source"]: row["gone"] for row in rows(tmp_path / "wh", "pages")}
    assert gone == {name: name == vanished for name, _ in book}
    duties = {row["page_id"] for row in rows(tmp_path / "wh", "duties")}
    assert duties == {row["page_id"] for row in rows(tmp_path / "wh", "pages")}, "a page that is gone keeps its rows"
    assert_each_input_once(tmp_path / "wh", {name for name, _ in book} - {vanished})
    folder(a, {vanished: book[0][1]})
    publish(tmp_path / "wh", a)
    assert not any(row["gone"] for row in rows(tmp_path / "wh", "pages")), "and is back when its input is"
    publish(tmp_path / "wh", a, rebuild=True)
    assert {row["source"] for row in rows(tmp_path / "wh", "pages")} == {name for name, _ in book[:3]}


@pytest.mark.usefixtures("unchecked")
def test_three_batches_give_the_tables_of_one(tmp_path: Path) -> None:
    """Pages of two versions, two renderings, two addresses among the batches."""
    book = list(pages(15, seed=33))
    files = {f"{page.index:02}.html" if page.index % 2 else f"{page.index:02}.txt": page for page in book}
    contents = {
        name: render_html(page) if name.endswith("html") else render_dash(page).encode() for name, page in files.items()
    }
    manifest = "file,url,fetched_at\n" + "".join(f"{n},{p.url or ''},{p.fetched_at or ''}\n" for n, p in files.items())
    whole = folder(tmp_path / "whole", {**contents, "manifest.csv": manifest})
    publish(tmp_path / "one", whole)
    growing = folder(tmp_path / "growing", {"manifest.csv": manifest})
    roots = []
    for number in range(3):
        batch = dict(list(contents.items())[number * 5 : number * 5 + 5])
        folder(growing, batch)
        publish(tmp_path / "grown", growing)
        roots.append(folder(tmp_path / f"root-{number}", {**batch, "manifest.csv": manifest}))
        publish(tmp_path / "merged", roots[-1])
    assert any(row["status"] != "current" for row in rows(tmp_path / "one", "inputs"))
    assert data(tmp_path / "grown") == data(tmp_path / "one")
    assert data(tmp_path / "merged") == data(tmp_path / "one")


@pytest.mark.usefixtures("unchecked")
def test_a_page_that_changed_shows_its_new_body_and_remembers_the_old(tmp_path: Path) -> None:
    manifest = "file,url,fetched_at\na.txt,https://x.example/pots/p1,{}\n"
    text = render_dash(page_at(94))
    raw = folder(tmp_path / "raw", {**good(2), "a.txt": text, "manifest.csv": manifest.format("2026-01-01")})
    publish(tmp_path / "wh", raw)
    new = text.replace(page_at(94).duties[0], "Throw jars")
    folder(raw, {"a.txt": new, "manifest.csv": manifest.format("2026-02-01")})
    publish(tmp_path / "wh", raw)
    (page,) = [row for row in rows(tmp_path / "wh", "pages") if row["source"] == "a.txt"]
    history = [row for row in rows(tmp_path / "wh", "page_history") if row["page_id"] == page["page_id"]]
    assert sorted((str(row["last_seen"])[:10], row["current"]) for row in history) == [
        ("2026-01-01", False),
        ("2026-02-01", True),
    ]
    assert "Throw jars" in {row["text"] for row in rows(tmp_path / "wh", "duties")}
    assert page_at(94).duties[0] not in {
        row["text"] for row in rows(tmp_path / "wh", "duties") if row["page_id"] == page["page_id"]
    }


@pytest.mark.usefixtures("unchecked")
def test_when_the_newer_version_vanishes_the_older_one_is_shown(tmp_path: Path) -> None:
    text = render_dash(page_at(95))
    new = text.replace(page_at(95).duties[0], "Throw jars")
    manifest = "file,url,fetched_at\n{},https://x.example/pots/p1,{}\n"
    a = folder(tmp_path / "a", {**good(2), "new.txt": new, "manifest.csv": manifest.format("new.txt", "2026-02-01")})
    b = folder(tmp_path / "b", {"old.txt": text, "manifest.csv": manifest.format("old.txt", "2026-01-01")})
    publish(tmp_path / "wh", a, b)
    (a / "new.txt").unlink()
    publish(tmp_path / "wh", a, b)
    publish(tmp_path / "full", a, b)
    assert data(tmp_path / "wh") == data(tmp_path / "full")


def test_when_the_shown_version_vanishes_a_version_of_another_root_is_shown(tmp_path: Path) -> None:
    text = render_dash(page_at(95))
    manifest = "file,url,fetched_at\n{},https://x.example/pots/p1,{}\n"
    a = folder(tmp_path / "a", {**good(2), "new.txt": text, "manifest.csv": manifest.format("new.txt", "2026-02-01")})
    b = folder(tmp_path / "b", {"old.txt": text, "manifest.csv": manifest.format("old.txt", "2026-01-01")})
    publish(tmp_path / "wh", a, b)
    (a / "new.txt").unlink()
    assert publish(tmp_path / "wh", a).exit_code == 0
    assert {row["source"]: row["gone"] for row in rows(tmp_path / "wh", "pages")}["old.txt"] is False


@pytest.mark.usefixtures("unchecked")
def test_the_raw_folder_is_left_as_it_was(tmp_path: Path) -> None:
    raw = folder(tmp_path / "raw", {**good(2), "bad.txt": b"\x00" * 10, "sub/more.txt": "x"})
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in raw.rglob("*") if path.is_file()}
    publish(tmp_path / "wh", raw, quarantine_limit=1)
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in raw.rglob("*") if path.is_file()} == before
    assert not list((tmp_path / "wh").glob("staging/*"))
    shutil.rmtree(tmp_path / "wh")


def test_the_tables_have_the_types_they_are_declared_with(twenty: Path) -> None:
    for table in DATA_TABLES:
        for path in (twenty / "current" / table.name).glob("*.parquet"):
            assert pq.read_schema(path).remove_metadata().equals(table.schema.remove_metadata()), table.name
