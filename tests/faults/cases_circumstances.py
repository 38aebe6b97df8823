"""Group h: the same input gives the same bytes, whatever the folder, clock, locale, hash seed, order and workers."""

import hashlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from faults.harness import Tally
from faults.places import Place
from jdparse.sample import pages, render_bullet, render_dash, render_html
from jdparse.sample.odd import odd_pages


class Circumstances(NamedTuple):
    """How a run is started; none of it may be seen in the tables. ``order``: a seed to shuffle the files with."""

    folder: str
    workers: str = "1"
    environment: Mapping[str, str] = MappingProxyType({})
    order: int = 0
    old: bool = False
    mask: int = 0o022
    absolute: bool = False


PLAIN = Circumstances("plain", environment={"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.utf8"})
TOGETHER = [
    Circumstances(
        "a place, elsewhere/deeper", "2",
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONUTF8": "0"},
        order=1, old=True, mask=0o077, absolute=True,
    ),
    Circumstances("third", "2", {"PYTHONHASHSEED": "4242", "TZ": "America/St_Johns", "LC_ALL": "POSIX"}, old=True),
]  # fmt: skip
"""Several differences at once: what CI has time for."""

ONE_BY_ONE = [
    *(Circumstances(f"order-{seed}", order=seed) for seed in range(1, 6)),
    *(Circumstances(f"workers-{count}", count) for count in ("2", "8")),
    *(Circumstances(f"hash-{seed}", environment={"PYTHONHASHSEED": seed}) for seed in ("1", "2", "random")),
    *(Circumstances(f"locale-{name}", environment={"LC_ALL": name}) for name in ("C", "C.utf8", "POSIX", "none_NO")),
    *(Circumstances(f"zone-{n}", environment={"TZ": zone}) for n, zone in enumerate(("Asia/Kathmandu", "UTC-14"))),
    *(Circumstances(f"utf8-{on}", environment={"PYTHONUTF8": on, "LC_ALL": "C"}) for on in "01"),
    *(Circumstances(f"umask-{mask:o}", mask=mask) for mask in (0o000, 0o077)),
    Circumstances("old-times", old=True),
    Circumstances("absolute", absolute=True),
    Circumstances("name with blanks, ünd more/and deeper"),
    Circumstances("development", environment={"PYTHONDEVMODE": "1"}),
    Circumstances("optimised", environment={"PYTHONOPTIMIZE": "2"}),
]
"""One difference each."""


def crawl() -> dict[str, bytes]:
    """Pages in three renderings, two versions and two addresses, with and without dates, beside what is none."""
    files: dict[str, bytes] = {}
    told = ["file,url,fetched_at,family"]
    for page in pages(12, seed=41):
        render = (render_dash, render_bullet)[page.index % 2]
        made = {f"é {page.index}.txt": render(page).encode(), f"ö/{page.index}.html": render_html(page)}
        for name, content in made.items():
            files[name] = content
            dated = page.fetched_at if page.index % 3 else ""
            told.append(f"{name},{page.url or ''},{dated or ''},")
    files |= {f"odd/{name}": content for name, content, _ in odd_pages()}
    files["manifest.csv"] = "\n".join(told).encode()
    return files


def snapshot(base: Path, how: Circumstances) -> tuple[str, dict[str, str]]:
    """The snapshot of a run in its own process, and the hashes of its part files."""
    raw = base / how.folder / "raw"
    files = list(crawl().items())
    if how.order:
        random.Random(how.order).shuffle(files)
    for number, (name, content) in enumerate(files):
        path = raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if how.old:
            os.utime(path, (10_000_000 + 977 * number, 20_000_000 + 31 * number))
    program = "from jdparse.cli import main; main()"
    root = str(raw) if how.absolute else "raw"
    command = [sys.executable, "-c", program, "run", root, "-w", "wh", "--workers", how.workers, "--json"]
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    done = subprocess.run(
        command, cwd=raw.parent, env={**keep, **how.environment}, capture_output=True, check=True, umask=how.mask
    )
    current = raw.parent / "wh" / "current"
    hashes = {
        str(path.relative_to(current)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(current.glob("*/*.parquet"))
    }
    return json.loads(done.stdout)["snapshot_id"], hashes


def circumstances(place: Place, share: float) -> Tally:
    """h: each difference alone, and several together."""
    tally = Tally("h other circumstances, same bytes")
    expected = snapshot(place.folder, PLAIN)
    every = [*TOGETHER, *ONE_BY_ONE]
    for how in every if share >= 1 else every[: max(1, round(share * len(every)))]:
        found = snapshot(place.folder, how)
        tally.count("survived" if found == expected else "wrong", f"{how.folder}: {how}")
    return tally
