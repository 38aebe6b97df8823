"""What the cases of group k share: a few pages, runs of the flow on them, and what must hold afterwards."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from faults.harness import Tally, assert_sound
from prefect_at_work.machinery import (
    FLOW,
    PROJECT,
    Machinery,
    descendants,
    free_port,
    kill_group,
    machinery,
    snapshot_of_plain_run,
    wait_for,
)

PAGES = ("html/data-engineering-*.html", "bullet/data-science-*.txt", "dash/hvac-*.txt", "odd/empty.txt")
POISON = PROJECT / "tests" / "prefect_at_work" / "poison"
MOMENTS = ("inputs_found", "inputs_parsed", "tables_made", "published")
"""Events at which something is killed: in the second task, the third, the fourth, and in the last."""


@dataclass(frozen=True)
class Plain:
    """What an undisturbed run without Prefect makes of the pages: its snapshot, and the seconds it takes."""

    snapshot: str
    seconds: float


@contextmanager
def at_work() -> Iterator[tuple[Machinery, Path, Plain]]:
    """Machinery, a few raw pages, and what an undisturbed run makes of them."""
    with tempfile.TemporaryDirectory(prefix="jdparse-k-") as folder:
        raw = Path(folder) / "raw"
        for pattern in PAGES:
            for path in (PROJECT / "raw").glob(pattern):
                (raw / path.parent.name).mkdir(parents=True, exist_ok=True)
                shutil.copy(path, raw / path.parent.name)
        with machinery(Path(folder) / "m") as made:
            began = time.monotonic()
            snapshot = snapshot_of_plain_run(raw, made.folder / "plain")
            yield made, raw, Plain(snapshot, time.monotonic() - began)


def flow(made: Machinery, name: str, raw: Path, *options: str, **environment: str) -> subprocess.Popen[bytes]:
    """Start ``python flows/build_warehouse.py`` on the warehouse of that name, with a server of its own."""
    command = (str(FLOW), str(raw), "--warehouse", str(made.folder / name), *options)
    return made.start(name, *command, **({"PREFECT_API_URL": ""} | environment))


def poisoned(raw: Path, *words: str) -> dict[str, str]:
    """Add a page for each word of ``poison``; the environment that makes them act."""
    page = (PROJECT / "raw" / "bullet" / "data-engineering-p1.txt").read_text()
    for word in words:
        (raw / f"{word.lower()}.txt").write_text(f"{page}\n{word}\n")
    return {"PYTHONPATH": str(POISON), "JDPARSE_TEST_AT_WORK": str(raw.parent / "at-work")}


def sound(tally: Tally, made: Machinery, name: str, raw: Path, promises: dict[str, bool]) -> None:
    """Count a try as survived if every promise is kept and the warehouse is sound."""
    broken = [promise for promise, kept in promises.items() if not kept]
    if broken:
        tail = (made.folder / f"{name}.log").read_text(errors="replace").splitlines()[-3:]
        tally.count("wrong", f"{name}: {', '.join(broken)}; {' / '.join(tail)}")
        return
    try:
        assert_sound(made.folder / name, raw)
    except AssertionError as error:
        tally.count("torn", f"{name}: {error}")
    else:
        tally.count("survived")


def data_bytes(warehouse: Path) -> dict[str, bytes]:
    """The published files by name."""
    root = (warehouse / "current").resolve()
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.glob("*/*.parquet"))}


def wait_at_most(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        kill_group(process)
        return None


def all_end(pids: list[int], seconds: float) -> bool:
    try:
        return bool(wait_for("processes to end", lambda: not any(_alive(pid) for pid in pids), seconds))
    except TimeoutError:
        return False


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def workers_of(pid: int) -> list[int]:
    return [child for child in descendants(pid) if b"spawn_main" in _command(child)]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def start_dask(made: Machinery, **environment: str) -> tuple[str, list[subprocess.Popen[bytes]]]:
    """Start a Dask scheduler and two workers; the address, and the processes, the scheduler's first."""
    port = str(free_port())
    address = f"tcp://127.0.0.1:{port}"
    command = ("-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
    processes = [made.start("scheduler", *command)]
    command = ("-m", "distributed.cli.dask_worker", address, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny",
               "--no-dashboard", "--local-directory", str(made.folder / "dask"))  # fmt: skip
    names = [f"dask-worker-{number}" for number in range(2)]
    processes += [made.start(name, *command, **environment) for name in names]
    for name in names:
        log = made.folder / f"{name}.log"
        wait_for("a Dask worker", lambda log=log: "Starting established connection" in log.read_text(), 180)
    return address, processes
