"""Same input, same bytes, whatever the folder, clock, locale, hash seed, order of files and number of workers."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from jdparse.sample import pages, render_bullet, render_dash, render_html
from jdparse.sample.odd import odd_pages


class Circumstances(NamedTuple):
    """How a run is started; none of it may be seen in the tables."""

    folder: str
    workers: str
    environment: dict[str, str]
    backwards: bool = False
    old: bool = False
    mask: int = 0o022


PLAIN = Circumstances("plain", "1", {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.utf8"})
OTHERS = [
    Circumstances(
        "a place, elsewhere/deeper", "2",
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONUTF8": "0"},
        backwards=True, old=True, mask=0o077,
    ),
    Circumstances("third", "2", {"PYTHONHASHSEED": "4242", "TZ": "America/St_Johns", "LC_ALL": "POSIX"}, old=True),
]  # fmt: skip


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
    for number, (name, content) in enumerate(reversed(files) if how.backwards else files):
        path = raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if how.old:
            os.utime(path, (10_000_000 + 977 * number, 20_000_000 + 31 * number))
    program = "from jdparse.cli import main; main()"
    command = [sys.executable, "-c", program, "run", "raw", "-w", "wh", "--workers", how.workers, "--json"]
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


@pytest.mark.slow
def test_the_tables_are_the_same_bytes_under_any_circumstances(tmp_path: Path) -> None:
    expected = snapshot(tmp_path, PLAIN)
    assert len(expected[1]) >= 18
    for how in OTHERS:
        assert snapshot(tmp_path, how) == expected, how
