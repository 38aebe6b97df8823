"""What must hold after every fault, whatever it was."""

import hashlib
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jdparse.errors import JdparseError
from jdparse.sources import printable_name
from jdparse.warehouse import open_warehouse
from jdparse.warehouse.layout import Layout
from jdparse.warehouse.lock import try_lock
from jdparse.warehouse.snapshot import damage
from jdparse.warehouse.verify import verify


@dataclass
class Tally:
    """Outcome of a case. ``lost``: what was published, or should have been, is not there; ``torn``: damaged;
    ``mixed``: a reader saw tables of two runs; ``wrong``: exit code or message not as promised.
    """

    case: str
    tried: int = 0
    survived: int = 0
    lost: int = 0
    torn: int = 0
    mixed: int = 0
    wrong: int = 0
    notes: list[str] = field(default_factory=list)

    def count(self, outcome: str, note: str = "") -> None:
        """One more fault with this outcome: survived, lost, torn, mixed or wrong."""
        self.tried += 1
        setattr(self, outcome, getattr(self, outcome) + 1)
        if outcome != "survived":
            self.notes.append(f"{outcome}: {note}")

    def check(self) -> None:
        """Fail the test unless every fault was survived."""
        assert self.tried, f"{self.case}: nothing was tried"
        assert self.survived == self.tried, f"{self.case}: {self.survived} of {self.tried} survived\n" + "\n".join(
            self.notes[:10]
        )


def tree_hash(folder: Path) -> str:
    """Hash of names and contents below a folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        digest.update(os.fsencode(path.relative_to(folder)) + b"\0")
        if path.is_file() and not path.is_symlink():
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def assert_readable(warehouse: Path) -> None:
    """A1: the pointer resolves, every file is what was written, keys are unique and references whole.

    Holds at any moment, right after a crash too.
    """
    problems = verify(warehouse)
    assert not problems, problems


def assert_accounted(warehouse: Path) -> None:
    """A3: each line of each page is claimed once or left over; A2 as far as the tables alone can tell."""
    with open_warehouse(warehouse) as opened:
        pages = opened.arrow("pages", ["page_id", "lines_total", "lines_claimed"]).to_pylist()
        left = Counter(opened.arrow("leftover_lines")["page_id"].to_pylist())
        for page in pages:
            assert page["lines_claimed"] + left[page["page_id"]] == page["lines_total"], page
        for row in opened.arrow("inputs", ["source", "status", "page_id", "reason"]).to_pylist():
            set_aside = row["status"] == "quarantined"
            assert (row["page_id"] is None) == set_aside, row
            assert (row["reason"] is not None) == set_aside, row


def assert_clean(warehouse: Path) -> None:
    """A5: nobody holds the lock, nothing is left in staging, no temporary file stands beside a table.

    A killed run's own folder may keep its unfinished record; nobody reads it.
    """
    layout = Layout(Path(warehouse))
    lock = try_lock(layout.lock)
    assert lock is not None, "the lock is still held"
    lock.release()
    left = [str(path) for path in layout.snapshots.rglob("*") if path.name.endswith(".tmp")]
    assert not left, left
    assert not list(layout.staging.iterdir()), sorted(layout.staging.iterdir())


def assert_sources(warehouse: Path, raw: Path) -> None:
    """A2: every regular entry of ``raw`` stands in ``inputs``, as one row or as its records."""
    with open_warehouse(warehouse) as opened:
        rows = opened.arrow("inputs", ["source", "record"]).to_pylist()
    seen = Counter((row["source"], row["record"]) for row in rows)
    assert all(count == 1 for count in seen.values()), [entry for entry, count in seen.items() if count > 1]
    sources = {source for source, _ in seen}
    files = {str(path.relative_to(raw)) for path in raw.rglob("*") if path.is_file() and not path.is_symlink()}
    shown = {printable_name(name) for name in files if not name.rpartition("/")[2].startswith("manifest.")}
    assert shown <= sources, sorted(shown - sources)


def assert_sound(warehouse: Path, raw: Path | None = None, raw_before: str | None = None) -> None:
    """The oracle for a warehouse at rest: A1, A2, A3, A5. ``raw_before`` is ``tree_hash(raw)`` before the fault."""
    assert_readable(warehouse)
    assert_accounted(warehouse)
    assert_clean(warehouse)
    if raw is not None:
        assert_sources(warehouse, raw)
        if raw_before is not None:
            assert tree_hash(raw) == raw_before, "the raw pages were changed"


def judge(warehouse: Path, allowed: set[str | None], rerun: Callable[[], Any], expected: str) -> tuple[str, str]:
    """After a fault: (outcome, note). ``allowed`` are the snapshots that may be current now; ``rerun`` publishes
    undisturbed and must lead to ``expected`` (A4).
    """
    try:
        current = Layout(warehouse).current_id()
        if current is not None:
            assert not (problems := list(damage(Layout(warehouse).snapshot(current)))), problems
    except (JdparseError, AssertionError) as error:
        return "torn", str(error)
    if current not in allowed:
        return "lost", f"current is {current}, allowed are {allowed}"
    code = rerun()
    if code != 0:
        return "lost", f"the undisturbed run after it ended with {code}"
    if Layout(warehouse).current_id() != expected:
        return "lost", f"the undisturbed run led to {Layout(warehouse).current_id()}, not {expected}"
    try:
        assert_sound(warehouse)
    except (JdparseError, AssertionError) as error:
        return "torn", str(error)
    return "survived", ""
