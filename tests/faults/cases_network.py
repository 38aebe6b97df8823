"""Group l: a run needs no network and asks for none: cut off it publishes, and no call leaves the machine."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from faults.harness import Tally
from faults.places import Place
from faults.processes import strace_missing
from jdparse.sample import write

PROJECT = Path(__file__).resolve().parents[2]
LOOPBACK = re.compile(r'inet_addr\("127\.|inet_pton\(AF_INET6, "::1"|AF_UNIX|AF_NETLINK|AF_UNSPEC')
ALONE = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
"""Runs a command where there is no network but the machine itself."""

CLI = [sys.executable, "-c", "from jdparse.cli import main; main()", "run"]
FLOW = [sys.executable, str(PROJECT / "flows" / "build_warehouse.py")]


def network_missing() -> str | None:
    """Why a run cannot be cut off or watched here, None if it can."""
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        return "needs unshare and ip"
    if subprocess.run([*ALONE, "true"], capture_output=True, check=False).returncode != 0:
        return "network namespaces are not allowed here"
    return strace_missing()


def no_network(place: Place, programs: dict[str, list[str]]) -> Tally:
    """The programs with no network, every connect watched: each publishes, none asks for another machine."""
    tally = Tally("l no network: run, and every connect")
    raw = place.folder / "raw"
    write(raw, 12)
    for name, program in programs.items():
        log, warehouse = place.folder / f"{name}.strace", place.folder / f"{name}-warehouse"
        traced = ["strace", "-f", "-qq", "-o", str(log), "-e", "trace=connect,sendto,sendmsg,sendmmsg"]
        done = subprocess.run(
            [*ALONE, *traced, *program, str(raw), "-w", str(warehouse)],
            cwd=place.folder, capture_output=True, text=True, check=False,
            env={**os.environ, "PREFECT_HOME": str(place.folder / "prefect"), "PREFECT_API_URL": ""},
        )  # fmt: skip
        published = (warehouse / "current").exists() and done.returncode == 0
        tally.count("survived" if published else "lost", f"{name}: {done.returncode} {done.stderr[-300:]}")
        away = [line for line in log.read_text().splitlines() if "sa_family=" in line and not LOOPBACK.search(line)]
        tally.count("survived" if not away else "wrong", f"{name}: {away[:3]}")
    return tally
