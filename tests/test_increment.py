"""What a run takes over from the last snapshot comes out as if it were made anew, and only then is it taken over."""

import gzip
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from at_once import here_at_once
from jdparse import assemble, ladder_memory, ladder_parts, ladder_steps, shards
from jdparse.checks import Finding, check_tables
from jdparse.ladder_parts import alike
from jdparse.made_with import made_with
from jdparse.run import Request, check, run
from jdparse.sample import page_for, render_html
from jdparse.sample.families import FAMILIES
from jdparse.summary import Summary
from jdparse.tables import DATA_TABLES
from jdparse.warehouse import open_warehouse
from jdparse.warehouse.kept import INDEX, KEPT
from jdparse.warehouse.verify import verify as problems_of
from jdparse.wording import Decisions, Guards

REMEMBERS = {"page_history"}
"""What an incremental run may know and a full one cannot."""

SLUGS, LEVELS = tuple(FAMILIES)[:4], ("P1", "P2", "P3", "P4")


@pytest.fixture(autouse=True, scope="module")
def _quick() -> Iterator[None]:
    """Cut these few pages as a crawl is cut, and do here and at once what workers and disks do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jdparse.ranges.PAGES_PER_RANGE", 8)
        patch.setattr("jdparse.run.here", here_at_once)
        for name in ("run.check", "run.report_run", "warehouse.publish.sync_file", "warehouse.publish.sync_folder"):
            patch.setattr(f"jdparse.{name}", lambda *_: None)
        yield


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pages in `raw` and their tables in `wh`; tests work on copies."""
    folder = tmp_path_factory.mktemp("published")
    (folder / "raw").mkdir()
    lines = ["file,url,fetched_at,family"]
    for slug in SLUGS:
        for code in LEVELS:
            page = page_for(slug, code, seed=4)
            name = f"{slug}-{code.lower()}.html"
            (folder / "raw" / name).write_bytes(render_html(page))
            lines.append(f'{name},{page.url},{page.fetched_at},"{page.family}"')
    (folder / "raw" / "manifest.csv").write_text("\n".join(lines) + "\n")
    ran(folder / "raw", folder / "wh")
    return folder


@pytest.fixture
def raw(published: Path, tmp_path: Path) -> Path:
    """The folder of pages; `wh` beside it holds their tables."""
    shutil.copytree(published, tmp_path, symlinks=True, dirs_exist_ok=True)
    return tmp_path / "raw"


def of_roots(roots: list[Path], warehouse: Path, **options: object) -> Summary:
    request = Request(tuple(map(str, roots)), warehouse, workers=1, quarantine_limit=1, **options)  # type: ignore[arg-type]
    summary = run(request, lambda *_: None)
    assert summary.exit_code == 0, summary.error
    return summary


def ran(raw: Path, warehouse: Path, **options: object) -> Summary:
    return of_roots([raw], warehouse, **options)


def rows_of(warehouse: Path) -> dict[str, list[dict[str, object]]]:
    with open_warehouse(warehouse) as opened:
        return {t.name: opened.arrow(t.name).to_pylist() for t in DATA_TABLES if t.name not in REMEMBERS}


def equal_to_a_full_run(raw: Path, warehouse: Path, **options: object) -> None:
    shutil.rmtree(warehouse.with_name("full"), ignore_errors=True)
    ran(raw, warehouse.with_name("full"), **options)
    ours, full = rows_of(warehouse), rows_of(warehouse.with_name("full"))
    for name in full:
        assert ours[name] == full[name], name


def reword(raw: Path, name: str, times: int = 1) -> None:
    """Change the first bullets of a page."""
    text = (raw / name).read_text()
    for number in range(times):
        place = text.index("</li>", 0 if not number else text.index(", as agreed") + 20)
        text = text[:place] + ", as agreed" + text[place:]
    (raw / name).write_text(text)


class Work:
    """How many wordings were keyed and how many steps were looked at."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.keyed = self.steps = 0
        keys, steps = assemble.bullet_keys, ladder_steps.steps_of

        def counted(texts: pa.Array, *more: object) -> object:
            self.keyed += len(texts)
            return keys(texts, *more)  # type: ignore[arg-type]

        def looked_at(between: pa.Table, lists: dict[str, pa.Table], guards: Guards) -> pa.Table:
            self.steps += between.num_rows
            return steps(between, lists, guards)

        patch.setattr(assemble, "bullet_keys", counted)
        for module in (ladder_parts, ladder_memory):
            patch.setattr(module, "steps_of", looked_at)

    def done(self) -> tuple[int, int]:
        """What was done since the last time somebody asked."""
        work = self.keyed, self.steps
        self.keyed = self.steps = 0
        return work


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    return Work(monkeypatch)


# ---- taken over ----


def test_one_changed_page_is_all_that_is_made_anew(raw: Path, tmp_path: Path, work: Work) -> None:
    reword(raw, f"{SLUGS[2]}-p2.html")
    ran(raw, tmp_path / "wh")
    again, looked_at = work.done()
    assert 0 < again < 100
    assert looked_at == 2, "from the level below and to the level above"
    equal_to_a_full_run(raw, tmp_path / "wh")
    keyed, steps = work.done()
    assert keyed > 300, "by the full run"
    assert steps == len(SLUGS) * (len(LEVELS) - 1)


@pytest.mark.parametrize("verify", [False, True])
def test_new_changed_and_vanished_pages_give_what_a_full_run_gives(raw: Path, tmp_path: Path, verify: bool) -> None:
    page = page_for(SLUGS[0], "P5", seed=4)
    (raw / "new.html").write_bytes(render_html(page))
    (raw / f"{SLUGS[1]}-p4.html").unlink()
    reword(raw, f"{SLUGS[3]}-p1.html", times=3)
    ran(raw, tmp_path / "wh", verify=verify)
    ours = rows_of(tmp_path / "wh")
    gone = [row["page_id"] for row in ours["pages"] if row["gone"]]
    assert len(gone) == 1, "a full run knows nothing of it"
    (raw / f"{SLUGS[1]}-p4.html").write_bytes(render_html(page_for(SLUGS[1], "P4", seed=4)))
    ran(raw, tmp_path / "wh", verify=verify)
    equal_to_a_full_run(raw, tmp_path / "wh")


def test_with_verify_contents_vouch_and_only_pages_that_changed_are_parsed(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a page stands in two inputs, and where size and time stamp are those of before."""
    parsed: list[str] = []
    read_page = shards.read_page
    monkeypatch.setattr(shards, "read_page", lambda item: parsed.append(item.source) or read_page(item))
    one, twin = raw / f"{SLUGS[0]}-p2.html", raw / "twin.html"
    twin.write_bytes(one.read_bytes())
    with (raw / "manifest.csv").open("a") as file:
        page = page_for(SLUGS[0], "P2", seed=4)
        file.write(f'twin.html,{page.url},{page.fetched_at},"{page.family}"\n')
    ran(raw, tmp_path / "wh")
    parsed.clear()
    assert ran(raw, tmp_path / "wh", verify=True).status == "unchanged"
    assert parsed == []
    time = one.stat().st_mtime_ns
    content = one.read_bytes()
    at = content.index(b"</li>")
    one.write_bytes(content[: at - 1] + b"q" + content[at:])
    os.utime(one, ns=(time, time))
    assert one.stat().st_size == twin.stat().st_size
    assert ran(raw, tmp_path / "wh").status == "unchanged", "nothing tells it from the one before"
    assert ran(raw, tmp_path / "wh", verify=True).status == "published"
    assert sorted(parsed) == [one.name, twin.name], "which of the two is shown depends on both"
    equal_to_a_full_run(raw, tmp_path / "wh")


def test_a_run_that_finds_nothing_new_takes_over_everything(raw: Path, tmp_path: Path, work: Work) -> None:
    assert ran(raw, tmp_path / "wh").status == "unchanged"
    assert work.done() == (0, 0)


def test_many_runs_in_a_row_do_not_drift(raw: Path, tmp_path: Path) -> None:
    for name in (f"{SLUGS[0]}-p1.html", f"{SLUGS[1]}-p3.html", f"{SLUGS[0]}-p2.html"):
        reword(raw, name, times=2)
        ran(raw, tmp_path / "wh")
    equal_to_a_full_run(raw, tmp_path / "wh")


def test_pages_cut_in_more_or_fewer_ranges_than_before_are_taken_over_too(
    raw: Path, tmp_path: Path, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    for most in (20, 4):
        monkeypatch.setattr("jdparse.ranges.PAGES_PER_RANGE", most)
        ran(raw, tmp_path / "wh")
        assert work.done() == (0, 0)
    equal_to_a_full_run(raw, tmp_path / "wh")


@pytest.mark.parametrize("count", [1, 2, 8])
@pytest.mark.parametrize("parts", [1, 2, 8])
def test_families_are_looked_for_in_the_parts_that_hold_them(count: int, parts: int) -> None:
    for family in range(64):
        assert family % parts in alike(family % count, count, parts)
    assert sum(len(alike(number, count, parts)) for number in range(count)) == max(count, parts)


def test_checks_of_new_rows_come_out_as_those_of_all_rows(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list of a changed page gets a hole, and a text that is a placeholder."""
    looked_at: list[frozenset[str]] = []
    findings: list[dict[str, Finding]] = []

    def seen(*given: object) -> list[Finding]:
        found = check_tables(*given)  # type: ignore[arg-type]
        looked_at.append(given[-1])  # type: ignore[arg-type]
        findings.append({finding.check: finding for finding in found if "drift" not in finding.check})
        return found

    monkeypatch.setattr("jdparse.run.check", check)
    monkeypatch.setattr("jdparse.review.check_tables", seen)
    ran(raw, tmp_path / "wh")
    page = raw / f"{SLUGS[2]}-p2.html"
    page.write_text(page.read_text().replace("</li>", "</li><li>TBD</li>", 1))
    ran(raw, tmp_path / "wh")
    ran(raw, tmp_path / "full")
    assert [len(quiet) > 100 for quiet in looked_at] == [False, True, False]
    assert findings[1] == findings[2]
    assert findings[1]["placeholder_text"].failing_rows == 1
    assert findings[1] != findings[0]


# ---- made anew ----

RULES = {"decisions": "decisions.csv", "guards": "guards.toml"}


def decide(warehouse: Path) -> None:
    """A decision on two bullets that stand on the pages."""
    with open_warehouse(warehouse) as opened:
        one, two = opened.arrow("skills")["text"].to_pylist()[:2]
    with (warehouse / "decisions.csv").open("w") as file:
        file.write(f'kind,a,b,decision\nskill,"{one}","{two}",always\n')


def guard(warehouse: Path) -> None:
    with open_warehouse(warehouse) as opened:
        word = opened.arrow("skills")["text"].to_pylist()[0].split()[0].lower()
    (warehouse / "guards.toml").write_text(f'[guards.degree]\nodd = ["{word}"]\n')


def damage_index(warehouse: Path) -> None:
    path = warehouse / "current" / KEPT / INDEX
    path.write_bytes(path.read_bytes()[:-9])


def lose_all(warehouse: Path) -> None:
    shutil.rmtree(warehouse / "current" / KEPT)


@pytest.mark.parametrize("change", [decide, guard, damage_index, lose_all])
def test_nothing_is_taken_over_when_it_would_be_made_with_something_else(
    raw: Path, tmp_path: Path, work: Work, change: Callable[[Path], None]
) -> None:
    change(tmp_path / "wh")
    ran(raw, tmp_path / "wh")
    anew = work.done()
    assert anew[1] == len(SLUGS) * (len(LEVELS) - 1)
    files = {name: tmp_path / "wh" / file for name, file in RULES.items() if (tmp_path / "wh" / file).exists()}
    equal_to_a_full_run(raw, tmp_path / "wh", **files)
    assert work.done() == anew
    ran(raw, tmp_path / "wh")
    assert work.done() == (0, 0), "what was made anew is kept in its turn"


@pytest.mark.parametrize("change", [damage_index, lambda warehouse: (warehouse / "current" / KEPT / INDEX).unlink()])
@pytest.mark.usefixtures("raw")
def test_a_damaged_index_of_what_is_kept_is_one_problem(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, change: Callable[[Path], None]
) -> None:
    change(tmp_path / "wh")
    ((file, reason),) = problems_of(tmp_path / "wh")
    assert (Path(file).name, "no table needs it" in reason) == (INDEX, True)
    assert not caplog.records


@pytest.mark.parametrize("name", ["links-skill-pairs", "links-skill-words.arrow"])
def test_a_damaged_file_of_what_is_kept_is_made_anew(
    raw: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    path = tmp_path / "wh" / "current" / KEPT / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert [Path(problem.file).name for problem in problems_of(tmp_path / "wh")] == [name]
    reword(raw, f"{SLUGS[2]}-p2.html")
    ran(raw, tmp_path / "wh")
    assert [record.event for record in caplog.records].count("kept_not_usable") == 1  # type: ignore[attr-defined]
    assert (tmp_path / "wh" / "current" / KEPT / name).exists()
    equal_to_a_full_run(raw, tmp_path / "wh")


def test_another_release_takes_over_nothing(
    raw: Path, tmp_path: Path, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jdparse.made_with._program", lambda: b"another")
    ran(raw, tmp_path / "wh")
    assert work.done()[1] == len(SLUGS) * (len(LEVELS) - 1)


def test_what_tables_are_made_with_is_code_lists_libraries_and_the_user_s_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said(*rules: object) -> str:
        monkeypatch.setattr("jdparse.made_with._program", program.__wrapped__)
        return made_with(*(rules or (Decisions(), Guards.shipped())))  # type: ignore[arg-type]

    from jdparse.made_with import _program as program

    copy = tmp_path / "jdparse"
    shutil.copytree(Path(assemble.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr("jdparse.made_with.__file__", str(copy / "made_with.py"))
    usual = said()
    assert usual == said()
    changed = {
        said(Decisions({"a": "b"}), Guards.shipped()),
        said(Decisions(), Guards.shipped().extended([("degree", "odd", ["odd"])])),
    }
    with monkeypatch.context() as patch:
        patch.setattr("jdparse.made_with.version", lambda name: "0")
        changed.add(said())
    for name in ("wording/folding.py", "lexicon/verbs.txt"):
        with (copy / name).open("a") as file:
            file.write("\n# more\n")
        changed.add(said())
    assert len(changed - {usual}) == 5


@pytest.mark.parametrize("options", [{}, {"verify": True}], ids=["trusted", "verified"])
@pytest.mark.parametrize("again", [["other"], ["raw", "other"]], ids=["the copy", "both"])
def test_a_second_folder_with_the_same_files_is_read_as_one_of_its_own(
    raw: Path, options: dict[str, bool], again: list[str]
) -> None:
    """Inputs alike in name and content but not in folder are two, as they are for a run from nothing over both."""
    other, warehouse, full = raw.with_name("other"), raw.with_name("wh"), raw.with_name("full")
    shutil.copytree(raw, other)
    of_roots([raw.with_name(name) for name in again], warehouse, **options)
    of_roots([raw, other], full)
    assert rows_of(warehouse) == rows_of(full)
    of_roots([raw, other], warehouse, **options)
    assert rows_of(warehouse) == rows_of(full)


def test_a_folder_that_was_moved_is_read_and_what_it_was_before_stays(raw: Path) -> None:
    moved, warehouse = raw.with_name("moved"), raw.with_name("wh")
    before = {row["page_id"] for row in rows_of(warehouse)["pages"]}
    raw.rename(moved)
    of_roots([moved], warehouse)
    rows = rows_of(warehouse)
    assert {row["page_id"] for row in rows["pages"]} == before
    assert len(rows["inputs"]) == 2 * len(before)


def test_equal_files_of_two_folders_that_are_all_read_again_stay_two(raw: Path) -> None:
    other, warehouse = raw.with_name("other"), raw.with_name("wh")
    shutil.copytree(raw, other)
    of_roots([raw, other], warehouse)
    for folder in (raw, other):
        for path in folder.glob("*.html"):
            os.utime(path, (1, 1))
    wanted = rows_of(warehouse)
    of_roots([raw, other], warehouse)
    assert rows_of(warehouse) == wanted


PAGES = [page_for(slug, "P1", seed=4) for slug in SLUGS]
HTML = [render_html(page).decode() for page in PAGES]
TEXT = "\n".join(["Potter", "P2 — Developing", "What you'd do", "- Throw", "Skills, knowledge & tools", "- Clay"])
SAID = [
    ({"html": HTML[0], "status": 404}, {"html": HTML[0], "status": 200}),
    ({"html": HTML[1], "status": 200}, {"html": HTML[1], "status": 503}),
    ({"text": TEXT}, {"markdown": TEXT}),
    ({"html": HTML[2], "fetched_at": "yesterday"}, {"html": HTML[2], "fetched_at": "last week"}),
    ({"html": HTML[3], "url": PAGES[3].url}, {"html": HTML[3], "url": PAGES[3].url.upper()}),
]
"""What is said of a page in one crawl and in the next: its content is the same."""


@pytest.mark.parametrize("verify", [False, True], ids=["trusted", "verified"])
def test_a_record_whose_content_stays_is_read_as_what_is_said_of_it_now(tmp_path: Path, verify: bool) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for records in zip(*SAID, strict=True):
        (raw / "feed.jsonl").write_text("".join(f"{json.dumps(record)}\n" for record in records))
        ran(raw, tmp_path / "wh", verify=verify)
    ran(raw, tmp_path / "full")
    ours, full = rows_of(tmp_path / "wh"), rows_of(tmp_path / "full")
    assert [page for page in ours["pages"] if not page["gone"]] == full["pages"]
    for table in ("inputs", "input_warnings"):
        assert ours[table] == full[table]
    assert {(row["status"], row["detail"]) for row in full["inputs"]} == {("current", None), ("quarantined", "503")}


def test_what_lies_behind_a_record_is_told_once_it_is_there(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    records = gzip.compress(f"{json.dumps({'html': HTML[0]})}\n".encode(), mtime=0)
    for more in (b"", b"more of it"):
        (raw / "feed.jsonl.gz").write_bytes(records + more)
        ran(raw, tmp_path / "wh")
    assert [row["code"] for row in rows_of(tmp_path / "wh")["input_warnings"]] == ["trailing_garbage"]
    equal_to_a_full_run(raw, tmp_path / "wh")
