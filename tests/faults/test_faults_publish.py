"""The publish protocol under injected faults, in a size for every CI run; torture.py runs the same cases in full."""

import os
from collections.abc import Iterator

import pytest

from faults import cases_concurrency as concurrency
from faults import cases_crash as crash
from faults import cases_disk as disk
from faults import cases_readers as readers
from faults.places import Place, place
from faults.processes import strace_missing

pytestmark = pytest.mark.slow

FULL = os.environ.get("JDPARSE_TORTURE") == "1"
STRACE = strace_missing()
MOUNT = disk.mount_missing()
needs_strace = pytest.mark.skipif(STRACE is not None, reason=STRACE or "")
needs_mount = pytest.mark.skipif(MOUNT is not None, reason=MOUNT or "")


def size(small: int, full: int) -> int:
    return full if FULL else small


@pytest.fixture(scope="module")
def at() -> Iterator[Place]:
    with place() as made:
        yield made


@needs_strace
def test_a_run_killed_at_any_system_call_leaves_the_old_snapshot_or_the_new_one(at: Place) -> None:
    crash.kill_at_calls(at, None if FULL else 5).check()


def test_a_run_killed_at_a_random_moment_leaves_the_old_snapshot_or_the_new_one(at: Place) -> None:
    crash.random_kills(at, size(3, 300)).check()


def test_a_run_that_ends_at_a_named_point_leaves_the_old_snapshot_or_the_new_one(at: Place) -> None:
    crash.named_crash_points(at).check()


def test_a_run_that_ends_while_repairing_is_finished_by_the_next(at: Place) -> None:
    crash.unchanged_crash_points(at).check()


@needs_strace
def test_everything_is_on_disk_before_the_pointer_names_it(at: Place) -> None:
    crash.sync_order(at).check()


@needs_strace
def test_a_refused_system_call_publishes_all_or_nothing_and_says_which(at: Place) -> None:
    crash.refuse_calls(at, None if FULL else 5).check()


def test_a_held_warehouse_is_reported_busy_at_once_with_its_holder(at: Place) -> None:
    concurrency.busy(at).check()


def test_runs_at_the_same_moment_lose_nothing_of_each_other(at: Place) -> None:
    concurrency.together(at, size(1, 50)).check()


def test_the_same_inputs_at_the_same_moment_give_the_snapshot_of_one_run(at: Place) -> None:
    concurrency.same_inputs(at, size(1, 20)).check()


def test_the_lock_of_a_killed_holder_is_free_though_its_worker_lives(at: Place) -> None:
    concurrency.dead_holder(at, size(1, 20)).check()


def test_a_paused_holder_keeps_its_lock_and_never_overwrites(at: Place) -> None:
    pauses = concurrency.PAUSES if FULL else ("manifest-written", "pointer-looked-at")
    concurrency.paused_holder(at, pauses).check()


def test_readers_see_one_snapshot_whole_while_others_are_published_and_removed(at: Place) -> None:
    readers.readers_during_publishes(at, size(3, 60)).check()


def test_an_open_reader_keeps_its_snapshot_and_a_closed_one_gets_a_clear_error(at: Place) -> None:
    readers.long_reader(at).check()


def test_a_killed_reader_pins_nothing(at: Place) -> None:
    readers.dead_reader(at).check()


@needs_mount
def test_a_full_disk_leaves_the_old_snapshot_and_says_so(at: Place) -> None:
    disk.full_disk(at, (1, 2, 4, 8, 16, 32, 64) if FULL else (1, 2)).check()


def test_a_file_size_limit_leaves_the_old_snapshot_and_says_so(at: Place) -> None:
    disk.file_size_limit(at).check()


@needs_mount
def test_a_read_only_disk_is_refused_for_writing_and_read_all_the_same(at: Place) -> None:
    disk.read_only_disk(at).check()


@needs_mount
def test_a_user_without_permission_is_told_so_and_changes_nothing(at: Place) -> None:
    disk.no_permission(at).check()
