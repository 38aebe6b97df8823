"""Whole runs at a crawl's size, each beside a floor measured in the same run, by processor time.

    python benchmarks/scale.py run text --pages 100000          # a run, step by step, against its floor
    python benchmarks/scale.py run html --pages 2000 --size 80000
    python benchmarks/scale.py workers --pages 20000            # two processes against one
    python benchmarks/scale.py memory --pages 10000 100000      # peak memory and time a page as pages grow
    python benchmarks/scale.py again --pages 10000              # 1 % of the pages changed, time stamps trusted and not
    python benchmarks/scale.py flow --pages 10000               # what Prefect adds to the same run

Pages are those of ``jdparse sample``, in Parquet; everything is made in a temporary folder (``--folder`` for another
disk). The floor is the least that anybody must do for tables of lines: read the Parquet file, hash each page, split
it into blocks (text: lines and their list marks; HTML: one walk over lxml's tree), write the blocks as Parquet.
Processor time is user and system time of the process and all its children; memory is the sum over the processes that
live at a moment: resident pages, and proportional ones, of which a page that several share counts once.
"""

import argparse
import gc
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from lxml import etree

from jdparse import assemble, links, merge, pipeline
from jdparse import run as steps
from jdparse.run import Request
from jdparse.sample import write as write_sample
from jdparse.summary import new_summary

ROOT = Path(__file__).resolve().parent.parent
RENDERING = {"text": "dash", "html": "html"}
EMPTY_FLOW = f"""
import sys
sys.path.insert(0, {str(ROOT / "flows")!r})
import prefect_settings
from prefect import flow
@flow
def nothing() -> None:
    pass
nothing()
"""
LOOK_SECONDS = 0.25
BULLET = re.compile(rb"<li([^>]*)>([^<]+)</li>")
WALKED = ("p", "li", "h1", "h2", "h3", "dt", "dd", "span", "div", "a")


class Spent(NamedTuple):
    cpu: float
    wall: float
    resident: float
    proportional: float


# ---- the floor ----


def text_blocks(page: bytes) -> list[str]:
    return [line for line in map(str.strip, page.decode().split("\n")) if line]


def html_blocks(page: bytes) -> list[str]:
    texts = [element.text for element in etree.HTML(page).iter(*WALKED)]
    return [text.strip() for text in texts if text and not text.isspace()]


def floor(source: Path, target: Path, kind: str) -> float:
    """Seconds of processor time; 500 pages of blocks become rows at once, as many as jdparse takes."""
    split = html_blocks if kind == "html" else text_blocks
    schema = pa.schema([("page", pa.int32()), ("item", pa.bool_()), ("text", pa.string())])
    began = time.process_time()
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        columns = ["html" if kind == "html" else "text", "url", "date"]
        for batch in pq.ParquetFile(source).iter_batches(500, columns=columns, use_threads=False):
            contents = batch.column(0).cast(pa.binary()).to_pylist()
            digests = [hashlib.sha256(page).hexdigest() for page in contents]
            blocks = [split(page) for page in contents]
            texts = list(chain.from_iterable(blocks))
            items = [text.startswith(("- ", "\N{BULLET} ")) for text in texts]
            owner = np.repeat(np.arange(len(digests), dtype=np.int32), list(map(len, blocks)))
            writer.write_table(pa.table([pa.array(owner), pa.array(items), pa.array(texts)], schema=schema))
    return time.process_time() - began


# ---- a run, step by step ----

DEDUPLICATION = (
    (assemble, "bullet_keys"), (merge, "clusters"),
    *((links, step) for step in ("begin_search", "look_in", "decide_part", "choose_links")),
)  # fmt: skip


class Clock:
    """Processor time by name; what is timed inside something else is taken from that."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._inside = [0.0]

    def timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*given: Any, **named: Any) -> Any:
            began = time.process_time()
            self._inside.append(0.0)
            result = work(*given, **named)
            took = time.process_time() - began
            self.spent[name] = self.spent.get(name, 0.0) + took - self._inside.pop()
            self._inside[-1] += took
            return result

        return wrapped


def here(function: Callable[..., Any], tasks: Any) -> Iterator[tuple[int, Any]]:
    """An engine in this process, so that every step can be timed; collects as a worker does."""
    gc.set_threshold(50_000)
    for number, task in enumerate(tasks):
        yield number, function(task, {}, lambda _: None)


def run_by_step(source: Path, warehouse: Path) -> tuple[dict[str, float], steps.Summary]:
    clock = Clock()
    for module, name in DEDUPLICATION:
        setattr(module, name, clock.timed("deduplicate", getattr(module, name)))
    pipeline.ladder_parts = clock.timed("ladder steps", pipeline.ladder_parts)  # type: ignore[assignment]
    request = Request((str(source),), warehouse, workers=1)
    summary = new_summary(request.warehouse)
    watched = lambda _: None  # noqa: E731
    with steps.begin(request, summary, here) as running:
        todo = clock.timed("plan", steps.plan_inputs)(running, watched)
        parsed = clock.timed("parse and stage", steps.parse_pages)(todo, running.staging, running.engine, watched)
        steps.note_parsed(running, todo, parsed)
        built = clock.timed("assemble and write", steps.build_tables)(running, parsed, watched)
        clock.timed("check and report", steps.check)(running, built)
        clock.timed("publish", steps.publish_tables)(running, built)
    return clock.spent, summary


def show_run(folder: Path, kind: str, pages: int, size: int) -> None:
    source = sample(folder, kind, pages, size)
    least = min(floor(source, folder / "floor.parquet", kind) for _ in range(2))
    spent, summary = run_by_step(source, folder / "wh")
    print(f"{pages:,} {kind} pages to snapshot {summary.snapshot_id}; µs of processor time a page")
    print(f"{'floor: read, hash, split, write':<34}{least / pages * 1e6:>10.1f}")
    for name, seconds in spent.items():
        print(f"{name:<34}{seconds / pages * 1e6:>10.1f}{seconds / least:>9.2f} x")
    total = sum(spent.values())
    without = total - spent["deduplicate"]
    print(f"{'all':<34}{total / pages * 1e6:>10.1f}{total / least:>9.2f} x")
    print(f"{'all but deduplication':<34}{without / pages * 1e6:>10.1f}{without / least:>9.2f} x")


# ---- whole programs ----


def spend(*arguments: str | Path) -> Spent:
    """Run a program to its end; raises CalledProcessError."""
    before, began = os.times(), time.monotonic()
    peak = [0, 0]
    process = subprocess.Popen([str(argument) for argument in arguments], stdout=subprocess.DEVNULL, cwd=ROOT)
    watcher = threading.Thread(target=_watch, args=(process.pid, peak, process), daemon=True)
    watcher.start()
    if code := process.wait():
        raise subprocess.CalledProcessError(code, process.args)
    after = os.times()
    watcher.join()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Spent(cpu, time.monotonic() - began, peak[0] / (1 << 20), peak[1] / (1 << 20))


def _watch(pid: int, peak: list[int], process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        both = [_memory(one) for one in _tree(pid)]
        for number in range(len(peak)):
            peak[number] = max(peak[number], sum(one[number] for one in both))
        time.sleep(LOOK_SECONDS)


def _tree(pid: int) -> list[int]:
    try:
        below = [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:
        return []
    return [pid, *(one for child in below for one in _tree(child))]


def _memory(pid: int) -> tuple[int, int]:
    """Bytes of a process's pages that are in memory, and its share of them."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0, 0
    sizes = {line.split()[0]: int(line.split()[1]) << 10 for line in lines[1:]}
    return sizes.get("Rss:", 0), sizes.get("Pss:", 0)


def said(spent: Spent) -> str:
    return f"{spent.wall:.1f} s ({spent.cpu:.1f} s of the processor)"


def run_program(source: Path, warehouse: Path, workers: int, *options: str) -> Spent:
    return spend(
        sys.executable,
        "-c",
        "from jdparse.cli import main; main()",
        "run",
        source,
        "-w",
        warehouse,
        "--workers",
        str(workers),
        *options,
    )


def sample(folder: Path, kind: str, pages: int, size: int = 0, seed: int = 0) -> Path:
    path = folder / f"{kind}-{pages}-{size}-{seed}.parquet"
    if not path.exists():
        write_sample(path, pages, rendering=RENDERING[kind], size=size, seed=seed)
    return path


def show_workers(folder: Path, kind: str, pages: int, size: int) -> None:
    source = sample(folder, kind, pages, size)
    one, two = (run_program(source, folder / f"wh-{n}", n) for n in (1, 2))
    print(f"{pages:,} {kind} pages: one process {said(one)}, two {said(two)}")
    print(f"{one.wall / two.wall:.2f} x the speed; on idle cores {2 * one.cpu / two.cpu:.2f} x at most")


def show_memory(folder: Path, kind: str, sizes: list[int], size: int) -> None:
    for pages in sizes:
        spent = run_program(sample(folder, kind, pages, size), folder / f"wh-{pages}", 2)
        print(
            f"{pages:>10,} pages: {spent.proportional:>7,.0f} MB at most ({spent.resident:,.0f} resident), "
            f"{spent.cpu / pages * 1e6:>7.0f} µs a page, {spent.wall:,.0f} s",
            flush=True,
        )


def show_again(folder: Path, pages: int, size: int) -> None:
    """A folder of HTML files; in every hundredth a bullet changes."""
    raw = folder / "raw"
    write_sample(raw, pages, rendering="html", size=size)
    whole = run_program(raw, folder / "wh", 2)
    for number, options in enumerate(((), ("--verify",))):
        files = sorted(raw.rglob("*.html"))[number::100]
        for path in files:
            changed, times = BULLET.subn(rb"<li\1>\2, as agreed</li>", path.read_bytes(), count=1)
            assert times == 1, f"{path} has no bullet"
            path.write_bytes(changed)
        spent = run_program(raw, folder / "wh", 2, *options)
        what = f"{len(files):,} of {pages:,} pages changed {' '.join(options)}"
        print(f"{what:<44}{said(spent)}, whole {said(whole)}: {spent.cpu / whole.cpu:.1%}", flush=True)


def show_flow(folder: Path, pages: int) -> None:
    source, empty = sample(folder, "text", pages), folder / "empty.py"
    empty.write_text(EMPTY_FLOW)
    plain = run_program(source, folder / "wh-plain", 2)
    bare = spend(sys.executable, empty)
    flow = spend(sys.executable, "flows/build_warehouse.py", source, "--warehouse", folder / "wh-flow")
    print(f"{pages:,} pages: without Prefect {said(plain)}, an empty flow {said(bare)}, the flow {said(flow)}")
    more = flow.wall - plain.wall - bare.wall, flow.cpu - plain.cpu - bare.cpu
    print(f"over both: {more[0]:+.1f} s, {more[1]:+.1f} s of the processor")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["run", "workers", "memory", "again", "flow"])
    parser.add_argument("kind", nargs="?", choices=list(RENDERING), default="text")
    parser.add_argument("--pages", type=int, nargs="+", default=[10_000])
    parser.add_argument("--size", type=int, default=0, help="bytes of an HTML page, about")
    parser.add_argument("--folder", type=Path, help="where to work (default: a temporary folder)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        folder, pages = Path(name), given.pages
        if given.what == "run":
            show_run(folder, given.kind, pages[0], given.size)
        elif given.what == "workers":
            show_workers(folder, given.kind, pages[0], given.size)
        elif given.what == "memory":
            show_memory(folder, given.kind, pages, given.size)
        elif given.what == "again":
            show_again(folder, pages[0], given.size or 9_000)
        else:
            show_flow(folder, pages[0])


if __name__ == "__main__":
    main()
