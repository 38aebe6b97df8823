"""A crawl as people have it: fields of other names, and what a run shows while it reads."""

import csv
import json
from datetime import UTC, datetime
from multiprocessing import active_children
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from at_once import here_at_once
from jdparse.cli import main
from jdparse.cli.bar import inputs_said
from jdparse.progress import STEPS, Step, weights
from jdparse.ranges import parts_near
from jdparse.run import Request, run
from jdparse.sample import page_at, pages, render_dash, render_html
from jdparse.sample import write as write_sample
from jdparse.sources import Options, plan, read
from jdparse.tables import DATA_TABLES
from jdparse.warehouse import open_warehouse


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["run", *(str(argument) for argument in arguments), "--workers", "1"])


def urls(warehouse: Path) -> set[str | None]:
    with open_warehouse(warehouse) as opened:
        return set(opened.arrow("pages")["url"].to_pylist())


def feed(path: Path, count: int = 3) -> Path:
    """A CSV with a page twice, as text and as HTML, under names nobody would guess."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["seite", "quelle", "link", "kanonisch", "wann"])
        for page in pages(count, seed=3):
            link = f"https://jobs.example/{page.slug}/{page.level.code.lower()}"
            writer.writerow([render_dash(page), render_html(page).decode(), link, link + "?x", "2026-03-01T10:00:00Z"])
    return path


# ---- fields of other names ----


def test_fields_of_other_names_are_read_where_the_user_names_them(tmp_path: Path) -> None:
    ran = call(
        feed(tmp_path / "feed.csv"), "-w", tmp_path / "wh", "--map", "text=seite", "--map", "url=link",
        "--map", "fetched_at=wann",
    )  # fmt: skip
    assert ran.exit_code == 0, ran.output
    with open_warehouse(tmp_path / "wh") as opened:
        found = opened.arrow("pages")
    assert found.num_rows == 3
    assert set(found["rendering"].to_pylist()) == {"dash"}
    assert set(found["fetched_at"].to_pylist()) == {datetime(2026, 3, 1, 10, tzinfo=UTC)}
    assert all(url.startswith("https://jobs.example/") for url in found["url"].to_pylist())


def test_a_name_in_a_nested_object_is_given_with_a_dot(tmp_path: Path) -> None:
    item = {"result": {"page": render_html(page_at(2)).decode()}}
    (tmp_path / "feed.jsonl").write_text(json.dumps(item) + "\n")
    ran = call(tmp_path / "feed.jsonl", "-w", tmp_path / "wh", "--map", "html=result.page")
    assert ran.exit_code == 0, ran.output


def test_a_mapping_that_changes_reads_again_what_size_and_time_vouch_for(tmp_path: Path) -> None:
    source = feed(tmp_path / "feed.csv")
    for name in ("link", "kanonisch"):
        ran = call(source, "-w", tmp_path / "wh", "--map", "html=quelle", "--map", f"url={name}")
        assert ran.exit_code == 0, ran.output
        assert {str(url).endswith("?x") for url in urls(tmp_path / "wh")} == {name == "kanonisch"}


@pytest.mark.parametrize("given", ["text", "text=", "colour=red", "=x"])
def test_a_mapping_that_is_none_is_wrong_use_and_says_what_can_be_mapped(tmp_path: Path, given: str) -> None:
    ran = call(feed(tmp_path / "feed.csv"), "-w", tmp_path / "wh", "--map", given)
    assert ran.exit_code == 2
    assert "html=…, text=…, url=…, fetched_at=…, family=…" in ran.output


def test_a_sidecar_may_lie_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "one.txt").write_text(render_dash(page_at(2)))
    sidecar = tmp_path / "manifest.csv"
    sidecar.write_text("file,url\none.txt,https://jobs.example/data-engineering/p1\n")
    call(tmp_path / "raw", "-w", tmp_path / "wh", "--sidecar", sidecar, "--quarantine-limit", "1")
    assert urls(tmp_path / "wh") == {"https://jobs.example/data-engineering/p1"}


# ---- what is seen meanwhile ----


def test_progress_counts_inputs_of_a_container_and_those_set_aside(tmp_path: Path) -> None:
    write_sample(tmp_path / "pages.jsonl", 130, rendering="dash")
    with (tmp_path / "pages.jsonl").open("a") as file:
        file.write("{broken\n")
    told: list[Step] = []
    options = Options(shard_bytes=80_000)
    run(Request((str(tmp_path / "pages.jsonl"),), tmp_path / "wh", options=options, workers=2), told.append)
    parse = [step for step in told if step.name == "parse"]
    assert len(parse) > 3, "one after each part of the file"
    assert [step.done for step in parse] == sorted(step.done for step in parse)
    assert parse[0].done == 0
    assert parse[-1].done == parse[-1].total
    assert (parse[-1].inputs, parse[-1].set_aside) == (131, 1)


def test_every_long_step_tells_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jdparse.run.here", here_at_once)
    monkeypatch.setattr("jdparse.ranges.PAGES_PER_RANGE", 10)
    steps: list[Step] = []
    request = Request((str(tmp_path / "pages.jsonl"),), tmp_path / "wh", verify=True)
    for number, progress in ((25, lambda _: None), (30, steps.append)):
        write_sample(tmp_path / "pages.jsonl", number, rendering="dash")
        assert run(request, progress).status == "published"
    assert list(dict.fromkeys(step.name for step in steps)) == list(STEPS)
    for name in STEPS:
        shares = [step.done / step.total for step in steps if step.name == name and step.total]
        assert shares == sorted(shares), f"{name} never goes back"
        assert shares[-1] == 1
        if name != "check":
            assert shares[0] == 0, f"{name} tells that it begins"
    merged = {step.done for step in steps if step.name == "merge"}
    assert len(merged) > 20, "after each task of each round"


def test_worker_processes_end_before_the_checks_which_need_their_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jdparse.ranges.PAGES_PER_RANGE", 10)
    write_sample(tmp_path / "pages.jsonl", 25, rendering="dash")
    at_work: dict[str, int] = {}

    def note(step: Step) -> None:
        at_work[step.name] = max(at_work.get(step.name, 0), len(active_children()))

    run(Request((str(tmp_path / "pages.jsonl"),), tmp_path / "wh", workers=2), note)
    assert at_work["merge"] == 2
    assert at_work["check"] == 0


def test_parts_of_a_file_share_its_weight(tmp_path: Path) -> None:
    write_sample(tmp_path / "pages.jsonl", 130, rendering="dash")
    one, many = (weights(plan([str(tmp_path)], Options(shard_bytes=size)).shards) for size in (1 << 30, 80_000))
    assert len(one) == 1
    assert len(many) > 3
    assert sum(many) == pytest.approx(sum(one), rel=0.01)


def test_the_rate_is_in_inputs_a_second() -> None:
    step = Step("parse", 1, 3, inputs=12_000, set_aside=7)
    assert inputs_said(step, 4.0) == "12,000 inputs, 3,000 a second, 7 set aside"
    assert inputs_said(Step("assemble", 1, 3), 4.0) == ""


# ---- many pages ----


def test_tables_made_in_many_ranges_are_those_made_in_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jdparse.run.here", here_at_once)
    write_sample(tmp_path / "pages.jsonl", 100, rendering="dash")
    made: list[dict[str, list[str]]] = []
    for most in (1 << 15, 25):
        monkeypatch.setattr("jdparse.ranges.PAGES_PER_RANGE", most)
        warehouse = tmp_path / f"wh-{most}"
        told = run(Request((str(tmp_path / "pages.jsonl"),), warehouse, workers=1), lambda _: None)
        assert told.exit_code == 0, told.error
        with open_warehouse(warehouse) as opened:
            assert len(list((opened.snapshot.folder / "duties").iterdir())) == (1 if most > 100 else 4)
            made.append({t.name: sorted(map(repr, opened.arrow(t.name).to_pylist())) for t in DATA_TABLES})
    assert made[0]["ladder_steps"], "there are families with two levels"
    assert made[0] == made[1]


def test_a_run_after_another_cuts_pages_as_one_run_over_all_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jdparse.run.here", here_at_once)
    monkeypatch.setattr("jdparse.ranges.PAGES_PER_RANGE", 50)
    (tmp_path / "raw").mkdir()
    write_sample(tmp_path / "raw" / "a.jsonl", 60, rendering="dash")
    run(Request((str(tmp_path / "raw"),), tmp_path / "wh", workers=1), lambda _: None)
    write_sample(tmp_path / "raw" / "b.jsonl", 62, rendering="dash")  # all but one of them again
    again = run(Request((str(tmp_path / "raw"),), tmp_path / "wh", workers=1), lambda _: None)
    whole = run(Request((str(tmp_path / "raw"),), tmp_path / "whole", workers=1), lambda _: None)
    assert again.snapshot_id == whole.snapshot_id


@pytest.mark.parametrize("ranges", [1, 2, 8, 256])
@pytest.mark.parametrize("parts", [0, 1, 2, 4, 256])
def test_a_range_finds_its_past_whatever_the_ranges_were_then(ranges: int, parts: int) -> None:
    for identifier in range(256):  # the first byte of a page's id says in which range it lies
        near = parts_near(identifier * ranges // 256, ranges, parts)
        assert not parts or identifier * parts // 256 in near
        assert len(near) == max(parts // ranges, min(1, parts)), "and not more than it needs"


# ---- feeds as programs write them ----


def test_a_whole_feed_on_one_line_is_as_many_pages_as_it_holds(tmp_path: Path) -> None:
    items = [{"url": page.url, "html": render_html(page, 40_000).decode()} for page in pages(4, seed=3)]
    feeds = {
        "line.json": json.dumps(items),
        "lines.json": "[\n" + ",\n".join(map(json.dumps, items)) + "\n]\n",
        "pretty.json": json.dumps(items, indent=2),
    }
    found = {}
    for name, text in feeds.items():
        (tmp_path / name).write_text(text)
        read_there = [item for shard in plan([str(tmp_path / name)]).shards for item in read(shard)]
        found[name] = [(item.url, item.sha256, item.problem) for item in read_there]
        assert len({item.record for item in read_there}) == 4
    assert found["line.json"] == found["lines.json"] == found["pretty.json"]
    assert not any(problem for _, _, problem in found["line.json"])


def test_what_is_behind_a_broken_object_on_its_line_is_one_bad_record(tmp_path: Path) -> None:
    good = json.dumps({"url": "https://jobs.example/a/p1", "text": "x" * 400_000})
    (tmp_path / "feed.json").write_text(f"[{good}, {good}, {{broken}}]\n{good}\n")
    told = [item.problem and item.problem.reason for shard in plan([str(tmp_path)]).shards for item in read(shard)]
    assert told == [None, None, "bad_record", None]
