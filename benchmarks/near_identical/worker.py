"""One tool, one corpus, one process: reads texts by kind, clusters each kind, writes labels and what it cost.

python -m benchmarks.near_identical.worker TOOL TEXTS.json OUT.npz [--threshold T]

What a tool imports is loaded before the clock starts; what it loads or compiles on its first call is in its time.
"""

import argparse
import importlib
import importlib.metadata
import json
import os
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

JDPARSE_TOOLS = ("jdparse", "jdparse keys")
LINKS = "jdparse links"
Cluster = Callable[[Sequence[str], str, float], Any]


def _jdparse(texts: Sequence[str], kind: str, _: float) -> Any:
    from jdparse.dedup import deduplicate  # noqa: PLC0415

    return deduplicate(texts, kind=kind)["bullet_id"]


def _jdparse_keys(texts: Sequence[str], kind: str, _: float) -> Any:
    from jdparse.wording import bullet_keys  # noqa: PLC0415

    return bullet_keys(texts, kind)


def _tool(name: str) -> tuple[Cluster, str]:
    """The function that clusters and the package whose version to report."""
    if name in JDPARSE_TOOLS:
        modules = ("jdparse.dedup", "pandas") if name == "jdparse" else ("jdparse.wording",)
        function, package = {"jdparse": _jdparse, "jdparse keys": _jdparse_keys}[name], "jdparse"
    else:
        from benchmarks.near_identical.peers import PEERS  # noqa: PLC0415

        peer = PEERS[name]
        modules, package = peer.modules, peer.package

        def function(texts: Sequence[str], _kind: str, threshold: float) -> Any:
            return peer.cluster(texts, threshold)

    for module in modules:
        importlib.import_module(module)
    return function, package


def _usage() -> tuple[float, float]:
    """CPU seconds of this process and its children; wall clock."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both), time.perf_counter()


def _peak_mb() -> float:
    """Peak resident memory since exec; ru_maxrss would start from the peak of the process that forked this one."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024


def _links(texts: dict[str, list[str]]) -> dict[str, Any]:
    """What finding the links among the clusters of these bullets costs, the clusters made before."""
    import pyarrow as pa  # noqa: PLC0415

    from jdparse.dedup import clusters  # noqa: PLC0415
    from jdparse.links import find_links  # noqa: PLC0415

    kinds = [kind for kind, rows in texts.items() for _ in rows]
    every = [text for rows in texts.values() for text in rows]
    counts = pa.table({"kind": kinds, "text": every, "occurrences": [1] * len(every), "pages": [1] * len(every)})
    bullets, _ = clusters(counts)
    cpu, wall = _usage()
    found = find_links(bullets)
    cpu_after, wall_after = _usage()
    return {
        "clusters": len(bullets),
        "links": len(found.links),
        "looked_at": found.looked_at,
        "left_out": found.left_out,
        "cpu_seconds": round(cpu_after - cpu, 2),
        "wall_seconds": round(wall_after - wall, 2),
        "peak_mb": round(_peak_mb()),
    }


def _codes(labels: Any) -> np.ndarray[Any, np.dtype[np.int64]]:
    import pandas as pd  # noqa: PLC0415

    return pd.factorize(np.asarray(labels) if not hasattr(labels, "factorize") else labels)[0].astype(np.int64)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tool")
    parser.add_argument("texts", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--threshold", type=float, default=0.0)
    arguments = parser.parse_args()
    # Every tool has one core, whatever number of threads its library would start.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    texts: dict[str, list[str]] = json.loads(arguments.texts.read_text(encoding="utf-8"))
    if arguments.tool == LINKS:
        np.savez(arguments.out, cost=json.dumps(_links(texts)))
        return
    cluster, package = _tool(arguments.tool)
    loaded_mb = _peak_mb()
    cpu, wall = _usage()
    found = {kind: cluster(rows, kind, arguments.threshold) for kind, rows in texts.items()}
    cpu_after, wall_after = _usage()
    cost = {
        "cpu_seconds": round(cpu_after - cpu, 2),
        "wall_seconds": round(wall_after - wall, 2),
        "peak_mb": round(_peak_mb()),
        "peak_mb_with_texts_alone": round(loaded_mb),
        "version": importlib.metadata.version(package) if package else "",
    }
    codes: dict[str, Any] = {kind: _codes(labels) for kind, labels in found.items()}
    np.savez(arguments.out, cost=json.dumps(cost), **codes)


if __name__ == "__main__":
    main()
