"""Worker processes under supervision: a task that dies or overruns is named, killed and done without what broke it.

``multiprocessing.Pool`` hangs when a worker is killed and ``ProcessPoolExecutor`` breaks, so the few lines that watch
over worker processes are ours. A worker tells which step of its task it is at; the parent looks every fifth of a
second, and kills a worker whose step takes more CPU or memory than one step may.
"""

import ctypes
import gc
import multiprocessing as mp
import os
import resource
import signal
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from jdparse.errors import CannotStart, JdparseError
from jdparse.freed import give_back
from jdparse.records import Rejection
from jdparse.signals import STOPS, signals_wait

Task = TypeVar("Task")
Result = TypeVar("Result")

LOOK_SECONDS = 0.2
DEATHS_ALLOWED = 2
NEW_OBJECTS = 50_000
"""Records hold no rings: Python need not look for any after every 700 of them, as it does by default."""

KEPT_BYTES = 384 << 20
"""A process that holds more when it has nothing left to do is ended: not all that a task freed is given back."""

PAGE_BYTES = resource.getpagesize()
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


class Budget(NamedTuple):
    """What one step of a task, usually one input, may use."""

    cpu_seconds: float = 5.0
    wall_seconds: float = 120.0
    memory_bytes: int = 512 << 20


USUAL_BUDGET = Budget()


@dataclass(slots=True)
class _Job(Generic[Task]):
    """A task with what is known to break it: step → why it is left out."""

    number: int
    task: Task
    skip: dict[int, Rejection] = field(default_factory=dict)
    deaths: dict[int, int] = field(default_factory=dict)


class WorkerError(RuntimeError):
    """A task raised; the message holds the worker's own trace-back."""


class Worker(Generic[Task]):
    """One process, the job it is at, and what it had used when it began the step it is at."""

    def __init__(self) -> None:
        context = mp.get_context("spawn")
        self.step = context.RawValue("q", -1)
        self.connection, child = context.Pipe()
        self.process = context.Process(
            target=_serve, args=(child, self.step, os.getpid()), daemon=True, name="jdparse-worker"
        )
        try:
            with _main_module_left_out(), signals_wait():  # or it would begin with half of what it is told, and say so
                self.process.start()
        except OSError as error:
            reason = f"could not be started ({error.strerror or error})"
            raise CannotStart("a worker process", reason, "see whether memory or processes are scarce") from error
        child.close()
        self.job: _Job[Task] | None = None
        self.seen = (-1, 0.0, 0.0, 0)

    def give(self, function: Callable[..., object], job: _Job[Task]) -> None:
        """Let it do a job."""
        self.job = job
        self.step.value = -1
        self.seen = (-1, 0.0, 0.0, 0)
        with suppress(BrokenPipeError):  # it has died: that is seen when its answer is waited for
            self.connection.send((function, job.task, job.skip))

    def at_work(self) -> _Job[Task]:
        """The job it is at; only a worker with one is ever asked."""
        if self.job is None:
            raise WorkerError("a worker without a job was asked for it")
        return self.job

    def overrun(self, budget: Budget) -> Rejection | None:
        """Why the step the worker is at must be ended, if it must."""
        step = int(self.step.value)
        usage = _usage(self.process.pid)
        if self.job is None or usage is None or step < 0:
            return None
        now = time.monotonic()
        cpu, memory = usage
        if step != self.seen[0]:
            self.seen = (step, now, cpu, memory)
            return None
        _, began, cpu_before, memory_before = self.seen
        if cpu - cpu_before > budget.cpu_seconds or now - began > budget.wall_seconds:
            return Rejection("cpu_budget", f"took more than {budget.cpu_seconds:g} s of computing")
        if memory - memory_before > budget.memory_bytes:
            return Rejection("memory_budget", f"took more than {budget.memory_bytes >> 20} MB")
        return None

    def is_small(self) -> bool:
        """Whether it holds little enough to be kept; also where the system does not tell."""
        usage = _usage(self.process.pid)
        return usage is None or usage[1] <= KEPT_BYTES

    def end(self) -> None:
        """Kill the process."""
        self.process.kill()
        self.process.join()
        self.connection.close()


def supervise(
    function: Callable[..., Result],
    tasks: Sequence[Task],
    *,
    workers: int,
    budget: Budget = USUAL_BUDGET,
    pool: list[Worker[Task]] | None = None,
) -> Iterator[tuple[int, Result]]:
    """Run ``function(task, skip, begin)`` for every task in worker processes; yields (task number, result) as they end.

    ``function`` calls ``begin(step)`` before each of its steps and leaves out the steps in ``skip`` (step → Rejection).
    A step that overruns ``budget``, or on which a worker died twice, is added to ``skip`` and its task done again.
    A ``pool`` that is given keeps its processes for the next call, which is spared their start, but for those that have
    grown large.
    Raises OSError and JdparseError as a task raised them, WorkerError when it raised anything else, and CannotStart.
    """
    waiting = deque(_Job(number, task) for number, task in enumerate(tasks))
    keep = pool is not None
    pool = [] if pool is None else pool
    _end(pool, [worker for worker in pool if not worker.process.is_alive()])
    try:
        while waiting or any(worker.job for worker in pool):
            while waiting and len(pool) < workers and all(worker.job for worker in pool):
                pool.append(Worker())
                pool[-1].give(function, waiting.popleft())
            for worker in pool:
                if worker.job is None and waiting:
                    worker.give(function, waiting.popleft())
            if not waiting:
                _end(pool, [worker for worker in pool if worker.job is None and not (keep and worker.is_small())])
            busy = [worker for worker in pool if worker.job]
            ready = set(wait([worker.connection for worker in busy], timeout=LOOK_SECONDS))
            for worker in busy:
                if worker.connection in ready:
                    yield from _receive(worker, waiting, pool)
                elif (overrun := worker.overrun(budget)) is not None:
                    _retry(worker, waiting, pool, overrun)
    finally:
        _end(pool, [worker for worker in pool if worker.job or not (keep and worker.is_small())])


def _end(pool: list[Worker[Task]], ended: Sequence[Worker[Task]]) -> None:
    for worker in ended:
        worker.end()
        pool.remove(worker)


def _receive(worker: Worker[Task], waiting: deque[_Job[Task]], pool: list[Worker[Task]]) -> Iterator[tuple[int, Any]]:
    job = worker.at_work()
    try:
        succeeded, answer = worker.connection.recv()
    except (EOFError, ConnectionResetError):  # the worker is dead
        _retry(worker, waiting, pool, None)
        return
    if not succeeded:
        raise answer if isinstance(answer, OSError | JdparseError) else WorkerError(answer)
    worker.job = None
    yield job.number, answer


def _retry(
    worker: Worker[Task],
    waiting: deque[_Job[Task]],
    pool: list[Worker[Task]],
    reason: Rejection | None,
) -> None:
    """Put the worker's job back in front; the step it was at is left out if it overran or keeps killing workers."""
    job, step = worker.at_work(), int(worker.step.value)
    _end(pool, [worker])
    job.deaths[step] = job.deaths.get(step, 0) + 1
    if reason is None and job.deaths[step] >= DEATHS_ALLOWED:
        if step < 0:
            raise WorkerError(f"workers die before the first step of task {job.number}")
        reason = Rejection("killed_worker", f"{job.deaths[step]} workers died on it")
    if reason is not None:
        if step in job.skip:  # left out already, and no better for it: done again, it would never end
            raise WorkerError(f"task {job.number} breaks at step {step}, though that is left out: {reason.detail}")
        job.skip[step] = reason
    waiting.appendleft(job)


def _serve(connection: Connection, step: object, parent: int) -> None:
    """The worker's loop: a task in, its result out, until the parent closes the pipe."""
    gc.set_threshold(NEW_OBJECTS)
    _die_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)  # blocked since before this process began

    def begin(number: int) -> None:
        step.value = number  # type: ignore[attr-defined]

    while True:
        try:
            function, task, skip = connection.recv()
        except EOFError:
            return
        try:
            answer: tuple[bool, object] = (True, function(task, skip, begin))
        except (OSError, JdparseError) as error:  # a full disk, say: the run knows what to make of it
            answer = (False, error)
        except BaseException:  # noqa: BLE001 -- whatever it is, the parent raises it with this trace-back
            answer = (False, traceback.format_exc())
        give_back()
        connection.send(answer)


@contextmanager
def _main_module_left_out() -> Iterator[None]:
    """A spawned process imports the program's main module first, and with a flow all of Prefect: no worker needs it."""
    main = sys.modules["__main__"]
    kept = {name: getattr(main, name) for name in ("__file__", "__spec__") if hasattr(main, name)}
    for name in kept:
        setattr(main, name, None)
    try:
        yield
    finally:
        for name, value in kept.items():
            setattr(main, name, value)


def _die_with(parent: int) -> None:
    """Ask Linux to kill this process with its parent, so that no orphan holds anything."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _usage(pid: int | None) -> tuple[float, int] | None:
    """CPU seconds and resident bytes of a process; null where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    except (OSError, IndexError):
        return None
    return (int(fields[11]) + int(fields[12])) / CLOCK_TICKS, int(fields[21]) * PAGE_BYTES


Skip = Mapping[int, Rejection]
Begin = Callable[[int], None]
