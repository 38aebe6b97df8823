"""Runs in processes of their own, ready to be killed, paused or traced: forked from a server that has the imports."""

import multiprocessing
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from jdparse.errors import JdparseError

TESTS = Path(__file__).resolve().parents[1]
MUTATING = (
    "openat,open,creat,write,pwrite64,writev,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat,"
    "unlink,unlinkat,rmdir,truncate,ftruncate,fsync,fdatasync,utimensat,flock"
)
CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)$")

_path = os.environ.get("PYTHONPATH")
if str(TESTS) not in (_path or "").split(os.pathsep):
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(TESTS), _path)))
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["faults.publisher", "pandas", "duckdb", "polars"])


def _child(work: Callable[..., object], arguments: tuple[Any, ...], options: dict[str, Any], ready: Any) -> None:
    """Wait for the word to go, work, and end as the command line would: exit code, one line on stderr."""
    settings = options.pop("settings", {})
    errors = os.open(options.pop("errors"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    os.dup2(errors, 2)
    os.environ.update(settings)
    ready.recv()
    try:
        work(*arguments, **options)
    except JdparseError as error:
        print(error, file=sys.stderr, flush=True)
        os._exit(int(error.exit_code))
    except BaseException:  # noqa: BLE001 -- whatever it is, it is what the test asks about
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


class Run:
    """A process that does ``work`` once ``go`` is called. ``settings`` are environment variables."""

    def __init__(self, work: Callable[..., object], *arguments: Any, errors: Path, **options: Any) -> None:
        self.errors = errors
        self._go, theirs = CONTEXT.Pipe()
        self.process: ForkServerProcess = CONTEXT.Process(
            target=_child, args=(work, arguments, {"errors": str(errors), **options}, theirs)
        )
        self.process.start()
        theirs.close()

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid

    def go(self) -> "Run":
        self._go.send("go")
        return self

    def end(self, seconds: float = 60.0) -> int:
        """Exit code; a process that does not end is killed and counts as such."""
        self.process.join(seconds)
        if self.process.exitcode is None:
            os.kill(self.pid, signal.SIGKILL)
            self.process.join()
        code = self.process.exitcode
        self._go.close()
        self.process.close()
        assert code is not None
        return code

    def kill(self) -> int:
        """Exit code: -9, or that of a process which was quicker."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        return self.end()

    def wait_until_stopped(self, seconds: float = 30.0) -> bool:
        """Whether the process has stopped itself (SIGSTOP) within that time."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            try:
                state = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                return False
            if state in "tT":
                return True
            if state in "ZX":
                return False
            time.sleep(0.005)
        return False


def run(work: Callable[..., object], *arguments: Any, errors: Path, **options: Any) -> int:
    """Exit code of ``work`` done in a process of its own."""
    return Run(work, *arguments, errors=errors, **options).go().end()


def strace_missing() -> str | None:
    """Why strace cannot be used here, None if it can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    with subprocess.Popen(["sleep", "30"]) as target:
        time.sleep(0.05)
        with subprocess.Popen(["strace", "-p", str(target.pid)], stderr=subprocess.PIPE, text=True) as tracer:
            assert tracer.stderr is not None
            line = tracer.stderr.readline()
            tracer.terminate()
        target.kill()
    return None if "attached" in line else f"strace may not attach here ({line.strip()})"


@contextmanager
def traced(process: Run, log: Path, *options: str) -> Iterator[None]:
    """Trace the process from before it goes until it ends; ``options`` may inject faults."""
    command = ["strace", "-f", "-y", "-s", "0", "-o", str(log), "-e", f"trace={MUTATING}", *options]
    with subprocess.Popen([*command, "-p", str(process.pid)], stderr=subprocess.PIPE, text=True) as tracer:
        assert tracer.stderr is not None
        line = tracer.stderr.readline()
        assert "attached" in line, line
        yield
        tracer.wait()


def traced_run(log: Path, options: tuple[str, ...], work: Callable[..., object], *arguments: Any, **more: Any) -> int:
    """Exit code of ``work`` done under strace."""
    process = Run(work, *arguments, **more)
    with traced(process, log, *options):
        return process.go().end()


def calls_in(log: Path, folder: Path, *, injected: bool = False) -> list[tuple[str, int, str]]:
    """The mutating calls on ``folder`` in a trace: name, the how-manieth call of that name it is, the whole line.

    Opening for reading is left out but counted, as strace counts it when it injects. ``injected``: only refused ones.
    """
    counts: dict[str, int] = {}
    calls = []
    main = log.read_text(errors="replace").split(maxsplit=1)[0]
    for line in log.read_text(errors="replace").splitlines():
        found = CALL.match(line)
        if found is None or not line.startswith(main):
            continue
        name = found.group(1)
        counts[name] = counts.get(name, 0) + 1
        reading = name.startswith("open") and "O_CREAT" not in line
        if str(folder) in line and not reading and (not injected or "(INJECTED)" in line):
            calls.append((name, counts[name], line))
    return calls
