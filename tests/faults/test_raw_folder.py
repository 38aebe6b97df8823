"""e21, e24, e25, e31: copies, files that may not be read or change meanwhile, and folders with nothing good in them."""

import json
import multiprocessing as mp
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from at_once import here_at_once
from faults.bad.case import dash, good_page, html
from faults.bad.suite import Published, build
from faults.cases_disk import NOBODY
from jdparse import run as steps
from jdparse.run import Request, run

pytestmark = pytest.mark.slow


def write(raw: Path, names: list[str], render: Callable = dash) -> Path:
    raw.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(names):
        (raw / name).write_text(render(good_page(number)), encoding="utf-8")
    return raw


def test_copies_and_versions_of_a_page_are_one_page(tmp_path: Path) -> None:
    raw = write(tmp_path / "raw", [f"{n}.txt" for n in range(6)])
    shutil.copy(raw / "0.txt", raw / "same name.txt")
    page = html(good_page(8))
    (raw / "old.html").write_text(page)
    (raw / "new.html").write_text(page.replace(good_page(8).duties[0], "Bake rolls before dawn"))
    assert build(raw, tmp_path / "wh", workers=1).exit_code == 0
    found = Published(tmp_path / "wh")
    status = {row["source"]: row["status"] for row in found.rows["inputs"]}
    assert sorted([status["0.txt"], status["same name.txt"]]) == ["current", "same_body"]
    assert sorted([status["old.html"], status["new.html"]]) == ["current", "older"]
    assert len(found.rows["pages"]) == 7


def test_what_changes_between_listing_and_reading_is_taken_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["appended", "cut", "deleted", "replaced", "same-size", *(f"same-{n}" for n in range(15))]
    raw = write(tmp_path / "raw", names)
    parse = steps.parse_pages

    def change_and_parse(*arguments):
        with (raw / "appended").open("a") as page:
            page.write("\n- One more duty")
        os.truncate(raw / "cut", 50)
        (raw / "deleted").unlink()
        (raw / "new").write_text(dash(good_page(30)))
        (raw / "new").rename(raw / "replaced")
        content = (raw / "same-size").read_bytes()
        (raw / "same-size").write_bytes(content.replace(b"a", b"o"))
        return parse(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(steps, "parse_pages", change_and_parse)
        first = run(Request((str(raw),), tmp_path / "wh", workers=1, quarantine_limit=1.0), lambda *_: None)
    assert first.exit_code == 0
    reasons = {row["source"]: row["reason"] for row in Published(tmp_path / "wh").rows["inputs"]}
    assert {name for name, reason in reasons.items() if reason} == set(names[:5])
    assert set(reasons.values()) == {None, "changed_during_read"}
    build(raw, tmp_path / "wh", workers=1)
    build(raw, tmp_path / "fresh", workers=1)
    assert Published(tmp_path / "wh").files == Published(tmp_path / "fresh").files


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become nobody")
def test_what_may_not_be_read_is_set_aside_for_that(tmp_path: Path) -> None:
    raw = write(tmp_path / "raw", [f"{n}.txt" for n in range(8)])
    (raw / "0.txt").chmod(0)
    write(raw / "closed", ["x.txt"])
    (raw / "closed").chmod(0)
    for folder in (tmp_path, *tmp_path.parents[:-2]):
        folder.chmod(folder.stat().st_mode | 0o755)
    (tmp_path / "wh").mkdir()
    os.chown(tmp_path / "wh", NOBODY, NOBODY)
    good = write(tmp_path / "good", ["a.txt"])
    process = mp.get_context("fork").Process(target=_run_as_nobody, args=(good, raw, tmp_path / "wh"))
    process.start()
    process.join()
    assert process.exitcode == 0
    reasons = {row["source"]: row["reason"] for row in Published(tmp_path / "wh").rows["inputs"]}
    assert {name: reason for name, reason in reasons.items() if reason} == {
        "0.txt": "permission_denied", "closed/": "permission_denied",
    }  # fmt: skip


def _run_as_nobody(good: Path, raw: Path, warehouse: Path) -> None:
    """A first run loads what is loaded late: the interpreter itself may lie where nobody can read."""
    steps.here = here_at_once
    run(Request((str(good),), good.parent / "warm", workers=1), lambda *_: None)
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    summary = run(Request((str(raw),), warehouse, workers=1, quarantine_limit=0.5), lambda *_: None)
    os._exit(summary.exit_code)


@pytest.mark.parametrize(
    ("good", "bad", "code"), [(0, 0, 3), (1, 0, 0), (0, 1, 3), (0, 9, 3), (8, 2, 0), (8, 3, 3)],
    ids=["empty", "one good", "one bad", "all bad", "just within the limit", "above the limit"],
)  # fmt: skip
def test_a_folder_with_too_little_good_in_it_publishes_nothing(tmp_path: Path, good: int, bad: int, code: int) -> None:
    before = run(Request((str(write(tmp_path / "old", ["a.txt"])),), tmp_path / "wh", workers=1), lambda *_: None)
    raw = write(tmp_path / "raw", [f"{n}.txt" for n in range(good)])
    for number in range(bad):
        (raw / f"bad-{number}").write_bytes(b"\x89PNG\r\n\x1a\n")
    after = run(Request((str(raw),), tmp_path / "wh", workers=1), lambda *_: None)
    assert after.exit_code == code
    if code:
        assert after.error
        assert (tmp_path / "wh" / "current").resolve().name == before.snapshot_id


def test_blanks_at_the_ends_of_what_inputs_say_of_themselves_refuse_no_run(tmp_path: Path) -> None:
    raw = write(tmp_path / "raw", [" a .html"], html)
    page = html(good_page(1))
    linked = re.sub(r'(<link rel="canonical"|<a) ([^>]*)href="([^"]*)"', r'\1 \2href=" \3 \n"', page)
    (raw / "links.html").write_text(linked.replace("<title>", "<title> \n "))
    records = [
        {"url": " https://a.example/baking/p1 ", "html": html(good_page(2)), "family": " Baking  "},
        {"url": "https://a.example/baking/p2\u00a0", "html": html(good_page(3)), "family": "\u00a0"},
        {"url": "  ", "html": html(good_page(4))},
        *({"html": f"<title>404 {'b' * n} not found</title><h1>404 not found</h1>"} for n in range(60, 80)),
        *({"html": f"<p>{'a' * n} word of text and more of it in it</p>"} for n in range(60, 80)),
    ]
    (raw / "feed.jsonl").write_text("\n".join(map(json.dumps, records)))
    (raw / "table.csv").write_text("url,inhalt \n1,2\n2,3\n3,4\n")
    head = "WARC/1.0\r\nWARC-Type: {}\r\n{}Content-Length: 0\r\n\r\n\r\n\r\n"
    address = "WARC-Target-URI:  https://a.example/x/p1 \r\n"
    (raw / "crawl.warc").write_text(head.format("revisit", "") + head.format("response", address))

    summary = build(raw, tmp_path / "wh", workers=1)
    assert (summary.exit_code, summary.error) == (0, None)
    found = Published(tmp_path / "wh")
    assert {"https://a.example/baking/p1", "https://a.example/baking/p2"} <= {row["url"] for row in found.rows["pages"]}
    assert len(found.rows["inputs"]) == 2 + len(records) + 1 + 2
