"""Group e: each bad input becomes what its table says, and no good page beside it notices."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from faults.bad import archives
from faults.bad.case import GOOD, PARSED, good_page
from faults.bad.entries import DEVICE
from faults.bad.suite import CASES, OF_INPUTS, Published, build, judge, write_case, write_good_pages
from faults.harness import assert_sound, tree_hash
from jdparse.sources import plan, read
from jdparse.summary import Summary

pytestmark = pytest.mark.slow

QUICK = os.environ.get("JDPARSE_TORTURE") != "1"
ONCE_IS_ENOUGH = ("-200", "-255", "-shifted", "-byte-lost", "e20-marks-html", "e12-in-the-list-2049", "e12-span-2049")
"""Of cases that differ in little and cost much, CI takes one; ``make torture`` takes them all."""


class Run(NamedTuple):
    """A run over good pages and some cases, and an undisturbed one after it."""

    summary: Summary
    found: Published
    again: Summary


def run_over(cases: list, root: Path) -> Run:
    write_good_pages(root / "raw")
    for case in cases:
        write_case(root / "raw", case)
    before = tree_hash(root / "raw")
    summary = build(root / "raw", root / "warehouse")
    assert summary.exit_code == 0, summary.error
    assert_sound(root / "warehouse", root / "raw", before)
    return Run(summary, Published(root / "warehouse"), build(root / "raw", root / "warehouse"))


TRIED = [case for case in CASES if not (QUICK and case.name.endswith(ONCE_IS_ENOUGH))]
SET_ASIDE = [case for case in TRIED if PARSED not in case.outcomes]
OTHERS = [case for case in TRIED if PARSED in case.outcomes]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bad")


@pytest.fixture(scope="module")
def undisturbed(folder: Path) -> Published:
    """The good pages alone."""
    return run_over([], folder / "good").found


@pytest.fixture(scope="module")
def set_aside(folder: Path) -> Run:
    return run_over(SET_ASIDE, folder / "set-aside")


@pytest.fixture(scope="module")
def parsed(folder: Path) -> Run:
    return run_over(OTHERS, folder / "parsed")


@pytest.mark.parametrize("case", SET_ASIDE, ids=lambda case: case.name)
def test_what_is_no_page_is_set_aside_for_its_reason(case, set_aside: Run) -> None:
    assert judge(case, set_aside.found) == ""


@pytest.mark.parametrize("case", OTHERS, ids=lambda case: case.name)
def test_what_is_damaged_is_parsed_with_what_is_odd_about_it(case, parsed: Run) -> None:
    assert judge(case, parsed.found) == ""


def test_inputs_set_aside_change_no_byte_of_any_other_table(set_aside: Run, undisturbed: Published) -> None:
    def others(found: Published) -> dict[str, bytes]:
        return {name: content for name, content in found.files.items() if not name.startswith(OF_INPUTS)}

    assert others(set_aside.found) == others(undisturbed)


def test_damaged_pages_change_no_row_of_a_good_one(parsed: Run, undisturbed: Published) -> None:
    assert parsed.found.of_good_pages() == undisturbed.of_good_pages()
    assert len(undisturbed.rows["pages"]) == GOOD


@pytest.mark.parametrize("which", ["set_aside", "parsed"])
def test_a_second_run_changes_nothing(which: str, request: pytest.FixtureRequest) -> None:
    first, _, again = request.getfixturevalue(which)
    assert (again.status, again.snapshot_id) == ("unchanged", first.snapshot_id)


# ---- archives ----


@pytest.fixture
def inputs_of(tmp_path: Path):
    def inputs(content: bytes) -> list:
        (tmp_path / "archive").write_bytes(content)
        return [item for shard in plan([str(tmp_path)]).shards for item in read(shard)]

    return inputs


@pytest.mark.parametrize("form", archives.FORMS)
def test_an_archive_cut_at_every_97th_byte_keeps_its_whole_records(form: str, inputs_of) -> None:
    whole = b"".join(archives.FORMS[form])
    for cut in [at for one, at in archives.CUTS if one == form]:
        assert archives.wrong_cut(form, cut, inputs_of(whole[:cut])) == "", cut


@pytest.mark.parametrize("name", archives.CHANGED)
def test_a_record_that_is_not_what_it_says_is_not_taken(name: str, inputs_of) -> None:
    content, expected = archives.CHANGED[name]
    assert [item.problem.reason if item.problem else "" for item in inputs_of(content)] == expected


# ---- budgets ----

MEASURED = r"""
import json, re, sys, time
from jdparse.read_page import read_page
from jdparse.sources import plan, read
for path in sys.argv[1:]:
    begun = time.process_time()
    outcomes = [read_page(item) for shard in plan([path]).shards for item in read(shard)]
    took = time.process_time() - begun
    peak = re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read())[1]  # getrusage tells the parent's too
    print(json.dumps([path, took, int(peak) // 1024]))
"""


def measured(folder: Path, prefix: str) -> Iterator[tuple[str, float, int]]:
    """Seconds of CPU for each case, and the peak of the process so far in megabytes."""
    for case in CASES:
        if case.name.startswith(prefix):
            write_case(folder, case)
    files = sorted(str(path) for path in folder.iterdir())
    done = subprocess.run([sys.executable, "-c", MEASURED, *files], capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        yield tuple(json.loads(line))


@pytest.mark.parametrize(
    ("prefix", "seconds", "megabytes"), [("e10-one", 1, 200), ("e10-sparse", 1, 200), ("e15", 1, 300), ("e14", 5, 512)]
)
def test_no_bad_input_takes_more_than_its_budget(prefix: str, seconds: float, megabytes: int, tmp_path: Path) -> None:
    for name, took, peak in measured(tmp_path, prefix):
        assert took < seconds, name
        assert peak < megabytes, name


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes devices")
def test_a_device_among_the_pages_is_not_regular(tmp_path: Path) -> None:
    try:
        DEVICE.entry(tmp_path / DEVICE.file_name, good_page(0))
    except PermissionError:
        pytest.skip("devices are not allowed here")
    items = [item for shard in plan([str(tmp_path)]).shards for item in read(shard)]
    assert [item.problem.reason for item in items if item.problem] == ["not_regular"]
