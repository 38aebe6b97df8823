"""``make cluster-test``: the flow on Dask, scheduler and two workers on loopback, one of them killed on the way.

Compares the published files with those of a run on this machine, byte for byte, and the CPU time of both. The pages are
those of raw/ and invented ones in the text that an extractor leaves; ``--pages N`` says how many of these.
"""

import argparse
import importlib.util
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from prefect_at_work.machinery import (
    PROJECT,
    RUN_SECONDS,
    Machinery,
    await_event,
    descendants,
    machinery,
    wait_for,
)
from prefect_at_work.trials import data_bytes, flow, start_dask

TICKS = os.sysconf("SC_CLK_TCK")
FILES = 4
"""The invented pages lie in so many files, so that there is work for several workers however few they are."""
SAMPLE_SECONDS = 0.2
BUSY_SECONDS = 0.04
"""CPU time in a sample that shows a worker at work: little, for a machine that others use too; idle ones use 0.002."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=4_000, help="invented pages besides those of raw/")
    parser.add_argument("--killed-only", action="store_true", help="only the run with a worker killed; no CPU times")
    options = parser.parse_args()
    if importlib.util.find_spec("distributed") is None:
        print("skipped: Dask is not installed (pip install 'jdparse[dask]')")
        return 0
    with tempfile.TemporaryDirectory(prefix="jdparse-cluster-") as folder, machinery(Path(folder) / "m") as made:
        raw = _raw(Path(folder) / "raw", options.pages)
        local, wanted = _here(made, raw)
        made.start_server()
        address, dask = start_dask(made)
        kept = True
        if not options.killed_only:
            code, cpu = _run(made, raw, "quiet", address, dask)
            print(f"CPU here {local:.1f} s, on Dask {cpu:.1f} s, {cpu / local:.2f} ×")
            kept &= _same(made, "quiet", code, "the same bytes on Dask as on this machine")
        code, _ = _run(made, raw, "killed", address, dask, kill=True)
        kept &= _same(made, "killed", code, "the same bytes with a Dask worker killed on the way")
        states = [run["state"]["name"] for run in made.flow_runs()]
        print(f"snapshot {wanted}; flow runs: {', '.join(states)}")
    return 0 if kept else 1


def _raw(folder: Path, pages: int) -> Path:
    shutil.copytree(PROJECT / "raw", folder)
    for number in range(FILES):
        told = ("--pages", str(pages // FILES), "--seed", str(number), "--rendering", "bullet")
        _jdparse("sample", *told, "--to", str(folder / f"pages-{number}.parquet"))
    return folder


def _here(made: Machinery, raw: Path) -> tuple[float, str]:
    """CPU seconds and snapshot of a run on this machine, without Prefect and without Dask."""
    before = _children_cpu()
    _jdparse("run", str(raw), "--warehouse", str(made.folder / "plain"), "--workers", "2")
    return _children_cpu() - before, (made.folder / "plain" / "current").readlink().name


def _jdparse(*arguments: str) -> None:
    command = [sys.executable, "-c", "from jdparse.cli import main; main()", *arguments]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, timeout=12 * RUN_SECONDS)


def _same(made: Machinery, name: str, code: int, promise: str) -> bool:
    kept = code == 0 and data_bytes(made.folder / name) == data_bytes(made.folder / "plain")
    print(f"{'kept  ' if kept else 'BROKEN'} {promise}", flush=True)
    if not kept:
        print((made.folder / f"{name}.log").read_text()[:3000])
    return kept


def _run(
    made: Machinery, raw: Path, name: str, address: str, dask: list[subprocess.Popen[bytes]], *, kill: bool = False
) -> tuple[int, float]:
    """Exit code and CPU seconds, those of Dask's scheduler and workers included, of a run on Dask."""
    begun = 0.0 if kill else sum(_cpu(process.pid) for process in dask)
    before = _children_cpu()
    run = flow(made, name, raw, "--scheduler", address, PREFECT_API_URL=made.api)
    if kill:
        await_event(made.folder / name, "inputs_found")
        victim = wait_for("a Dask worker at work", lambda: _at_work(dask[1:]) or _ended(run), RUN_SECONDS)
        if victim is run:
            print("          the run was over before a Dask worker was seen at work: more --pages", flush=True)
            return 1, 0.0
        os.kill(victim.pid, signal.SIGKILL)
        print(f"          killed Dask worker {victim.pid}", flush=True)
        victim.wait()
    code = run.wait()
    ended = 0.0 if kill else sum(_cpu(process.pid) for process in dask)
    return code, _children_cpu() - before + ended - begun


def _at_work(workers: list[subprocess.Popen[bytes]]) -> subprocess.Popen[bytes] | None:
    """A Dask worker whose processes compute, if any does; those that wait for work do not."""
    before = [_cpu(worker.pid) for worker in workers]
    time.sleep(SAMPLE_SECONDS)
    after = [_cpu(worker.pid) for worker in workers]
    busy = [worker for worker, was, now in zip(workers, before, after, strict=True) if now - was >= BUSY_SECONDS]
    return busy[0] if busy else None


def _ended(run: subprocess.Popen[bytes]) -> subprocess.Popen[bytes] | None:
    return run if run.poll() is not None else None


def _children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _cpu(pid: int) -> float:
    """CPU seconds of a process and of all below it, ended or not."""
    ticks = 0
    for each in (pid, *descendants(pid)):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))
    return ticks / TICKS


if __name__ == "__main__":
    sys.exit(main())
