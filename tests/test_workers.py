"""Workers: what breaks one step costs that step alone; what breaks the task is told; nobody is left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from jdparse import workers
from jdparse.engine import here
from jdparse.errors import CannotStart
from jdparse.signals import signals_wait
from jdparse.workers import Budget, WorkerError, supervise
from tasks import Steps, dies_before_its_first_step, do_steps, ignores_skip, its_pid

BUDGET = Budget(cpu_seconds=0.6, wall_seconds=30, memory_bytes=96 << 20)


def results(*tasks: Steps, workers: int = 1, budget: Budget = BUDGET) -> list[list[str]]:
    done = dict(supervise(do_steps, tasks, workers=workers, budget=budget))
    return [done[number] for number in range(len(tasks))]


def children() -> set[int]:
    """Spawned workers of this process that live; other tests of the process may have servers of theirs."""
    mine = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, fields = stat.read_text().rsplit(") ", 1)
            command = (stat.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if fields.split()[1] == str(os.getpid()) and fields[0] != "Z" and b"spawn_main" in command:
            mine.add(int(name.split(" ")[0]))
    return mine


def memory(pid: int) -> int:
    """Resident bytes."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in status if line.startswith("VmRSS"))


def test_every_task_is_done_once_and_keeps_its_number() -> None:
    tasks = [Steps(("work",) * n) for n in range(7)]
    assert results(*tasks, workers=2) == [["work"] * n for n in range(7)]


def test_no_tasks_are_no_work() -> None:
    assert results() == []


def test_a_step_that_never_ends_is_left_out_and_the_others_are_done() -> None:
    assert results(Steps(("work", "loop", "work")), Steps(("work",))) == [["work", "cpu_budget", "work"], ["work"]]


def test_a_step_that_waits_for_ever_is_left_out() -> None:
    budget = BUDGET._replace(wall_seconds=0.5)
    assert results(Steps(("tell_pid", "work"), os.devnull), budget=budget) == [["cpu_budget", "work"]]


def test_a_step_that_kills_its_worker_twice_is_left_out_and_the_others_are_done() -> None:
    assert results(Steps(("work", "die", "work", "die"))) == [["work", "killed_worker", "work", "killed_worker"]]


def test_a_worker_that_dies_once_costs_nothing(tmp_path: Path) -> None:
    assert results(Steps(("work", "die_once", "work"), str(tmp_path / "log"))) == [["work", "die_once", "work"]]


def test_a_step_that_takes_too_much_memory_is_left_out() -> None:
    assert results(Steps(("hoard", "work"))) == [["memory_budget", "work"]]


def test_many_short_steps_are_no_overrun() -> None:
    assert results(Steps(("nap",) * 4), budget=BUDGET._replace(wall_seconds=0.9)) == [["nap"] * 4]


def test_a_task_that_raises_ends_the_work_with_its_own_trace_back() -> None:
    with pytest.raises(WorkerError, match="what went wrong in the task") as raised:
        results(Steps(("work", "raise")))
    assert "tasks.py" in str(raised.value)
    assert children() == set()


def test_what_the_system_refuses_is_raised_as_it_is() -> None:
    with pytest.raises(OSError, match="No space left") as raised:
        results(Steps(("fill",)))
    assert raised.value.errno == 28


@pytest.mark.parametrize("function", [ignores_skip, dies_before_its_first_step])
def test_a_task_that_nothing_helps_is_given_up(function) -> None:
    with pytest.raises(WorkerError, match="task 0"):
        list(supervise(function, [Steps(())], workers=1, budget=BUDGET))


def test_a_process_that_the_system_does_not_start_is_named_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", refuse)
    with pytest.raises(
        CannotStart, match=r"a worker process: could not be started \(Resource temporarily unavailable\)"
    ):
        results(Steps(("work",)))


def test_a_worker_that_died_before_it_was_told_its_task_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    give = workers.Worker.give
    died: list[int] = []

    def give_to_the_dead(worker: workers.Worker[Steps], *what: object) -> None:
        if not died:
            died.append(worker.process.pid or 0)
            worker.process.kill()
            worker.process.join()
        give(worker, *what)  # type: ignore[arg-type]

    monkeypatch.setattr(workers.Worker, "give", give_to_the_dead)
    assert results(Steps(("work",)), Steps(("work", "nap"))) == [["work"], ["work", "nap"]]
    assert died


def test_no_worker_is_left_when_the_work_is_done_or_given_up() -> None:
    results(Steps(("work",)), Steps(("work",)), workers=2)
    assert children() == set()
    work = supervise(do_steps, [Steps(("work",)), Steps(("work", "nap", "nap"))], workers=2, budget=BUDGET)
    next(work)
    work.close()
    assert children() == set()


def test_steps_of_a_run_share_their_processes_which_end_with_it() -> None:
    with here(2) as engine:
        first, second = (dict(engine(its_pid, [Steps(())])) for _ in range(2))
        assert first == second
        assert children() == set(first.values())
    assert children() == set()


def test_a_process_that_has_grown_large_does_no_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    with here(1) as engine:
        pid = dict(engine(its_pid, [Steps(())]))[0]
        monkeypatch.setattr(workers, "KEPT_BYTES", memory(pid) + (32 << 20))
        list(engine(do_steps, [Steps(("work",))]))
        assert dict(engine(its_pid, [Steps(())])) == {0: pid}
        list(engine(do_steps, [Steps(("keep",))]))
        assert children() == set()
        assert dict(engine(its_pid, [Steps(())])) != {0: pid}


def test_a_process_that_died_between_two_steps_is_replaced() -> None:
    with here(1) as engine:
        pid = dict(engine(its_pid, [Steps(())]))[0]
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: pid not in children())
        assert dict(engine(its_pid, [Steps(())])) != {0: pid}


PARENT = """
import sys
sys.path.insert(0, {tests!r})
from tasks import Steps, do_steps
from jdparse.signals import signals_wait
from jdparse.workers import supervise
list(supervise(do_steps, [Steps(("tell_pid",), {log!r})] * 2, workers=2))
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_workers_die_with_their_parent(tmp_path: Path, how: signal.Signals) -> None:
    log = tmp_path / "pids"
    program = PARENT.format(tests=str(Path(__file__).parent), log=str(log))
    with subprocess.Popen([sys.executable, "-c", program]) as parent:
        wait_until(lambda: log.exists() and len(log.read_text().split()) == 2)
        parent.send_signal(how)
        parent.wait()
    workers = [int(pid) for pid in log.read_text().split()]
    wait_until(lambda: not any(lives(pid) for pid in workers))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_that_must_wait_arrives_after_the_moment_whichever_thread_takes_it(number: signal.Signals) -> None:
    class Stopped(Exception):  # noqa: N818 -- what happened
        pass

    def stop(*_: object) -> None:
        raise Stopped

    before = signal.signal(number, stop)
    waiting = threading.Event()
    thread = threading.Thread(target=waiting.wait)
    thread.start()
    done = False
    try:
        with pytest.raises(Stopped), signals_wait():  # noqa: PT012 -- the moment is several statements
            for _ in range(20):
                os.kill(os.getpid(), number)
                time.sleep(0.005)
            done = True
    finally:
        waiting.set()
        thread.join()
        assert signal.signal(number, before) is stop
    assert done


def wait_until(holds, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] != "Z"
    except OSError:
        return False
