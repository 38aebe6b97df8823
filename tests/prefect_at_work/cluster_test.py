"""``make cluster-test``: the flow on Dask, scheduler and two workers on loopback, one of them killed on the way.

Compares the published files with those of a run on this machine, byte for byte, and the CPU time of both.
``--copies N`` takes N times the sample pages.
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

from prefect_at_work.cases import data_bytes, flow
from prefect_at_work.machinery import (
    PROJECT,
    Machinery,
    await_event,
    descendants,
    free_port,
    machinery,
    snapshot_of_plain_run,
    wait_for,
)

TICKS = os.sysconf("SC_CLK_TCK")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=12, help="times the sample pages")
    copies = parser.parse_args().copies
    if importlib.util.find_spec("distributed") is None:
        print("skipped: Dask is not installed (pip install distributed)")
        return 0
    with tempfile.TemporaryDirectory(prefix="jdparse-cluster-") as folder, machinery(Path(folder) / "m") as made:
        raw = Path(folder) / "raw"
        for number in range(copies):
            shutil.copytree(PROJECT / "raw", raw / f"{number:04d}")
        before = _children_cpu()
        wanted = snapshot_of_plain_run(raw, made.folder / "plain")
        local = _children_cpu() - before
        made.start_server()
        scheduler, workers = _start_dask(made)
        quiet, cpu = _run(made, raw, "quiet", scheduler, workers)
        print(f"{len(list(raw.rglob('*.*')))} files; CPU here {local:.1f} s, on Dask {cpu:.1f} s, {cpu / local:.2f} ×")
        same = quiet == 0 and data_bytes(made.folder / "quiet") == data_bytes(made.folder / "plain")
        print(f"{'kept  ' if same else 'BROKEN'} the same bytes on Dask as on this machine ({wanted})", flush=True)
        killed, _ = _run(made, raw, "killed", scheduler, workers, kill=True)
        again = killed == 0 and data_bytes(made.folder / "killed") == data_bytes(made.folder / "plain")
        print(f"{'kept  ' if again else 'BROKEN'} the same bytes with a Dask worker killed on the way", flush=True)
        states = [run["state"]["name"] for run in made.flow_runs()]
        print(f"flow runs: {', '.join(states)}")
        if not (same and again):
            print((made.folder / "quiet.log").read_text()[:3000], (made.folder / "killed.log").read_text()[:3000])
    return 0 if same and again else 1


def _start_dask(made: Machinery) -> tuple[str, list[subprocess.Popen[bytes]]]:
    port = str(free_port())
    address = f"tcp://127.0.0.1:{port}"
    made.start(
        "scheduler", "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"
    )
    workers = [
        made.start(
            f"dask-worker-{number}", "-m", "distributed.cli.dask_worker", address, "--host", "127.0.0.1",
            "--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(made.folder / "dask"),
        )
        for number in range(2)
    ]  # fmt: skip
    for number in range(2):
        log = made.folder / f"dask-worker-{number}.log"
        wait_for("a Dask worker", lambda log=log: "Starting established connection" in log.read_text(), 120)
    return address, workers


def _run(
    made: Machinery, raw: Path, name: str, scheduler: str, workers: list[subprocess.Popen[bytes]], *, kill: bool = False
) -> tuple[int, float]:
    """Exit code and CPU seconds, the Dask workers' included, of a run on Dask."""
    begun = {worker.pid: _cpu(worker.pid) for worker in workers}
    before = _children_cpu()
    run = flow(made, name, raw, "--scheduler", scheduler, PREFECT_API_URL=made.api)
    if kill:
        await_event(made.folder / name, "inputs_found")
        victim = wait_for("a Dask worker at work", lambda: next((w for w in workers if descendants(w.pid)), None), 60)
        time.sleep(0.5)
        os.kill(victim.pid, signal.SIGKILL)
        print(f"          killed Dask worker {victim.pid}", flush=True)
        victim.wait()
    code = run.wait()
    workers_cpu = 0.0 if kill else sum(_cpu(worker.pid) - begun[worker.pid] for worker in workers)
    return code, _children_cpu() - before + workers_cpu


def _children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _cpu(pid: int) -> float:
    """CPU seconds of a process and of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS


if __name__ == "__main__":
    sys.exit(main())
