"""What a user says about bullets: decisions on pairs (``decisions.csv``) and further guard words (``guards.toml``).

Both are looked for in the warehouse's folder, where they survive every run, unless other files are named.
"""

import csv
import tomllib
from pathlib import Path

from jdparse.errors import WrongUse
from jdparse.wording import Decisions
from jdparse.wording.guards import Guards

DECISIONS_FILE, GUARDS_FILE = "decisions.csv", "guards.toml"
DECISION_COLUMNS = ("kind", "a", "b", "decision")


def read_decisions(path: Path) -> Decisions:
    """The decisions in a CSV file with the columns kind, a, b, decision (always or never). Raises WrongUse."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
        missing = [name for name in DECISION_COLUMNS if rows and name not in rows[0]]
        if missing:
            raise ValueError(f"no column {missing[0]}; the columns are {', '.join(DECISION_COLUMNS)}")
        return Decisions.from_rows(rows)
    except (OSError, ValueError, csv.Error) as error:
        raise WrongUse(path, str(error), "mend the file of decisions") from error


def read_guards(path: Path) -> Guards:
    """The shipped guards and those of a TOML file: ``[guards.degree] apprentice = ["greenhorn"]``. Raises WrongUse."""
    try:
        return Guards.from_config(tomllib.loads(path.read_text(encoding="utf-8")).get("guards", {}))
    except (OSError, ValueError) as error:
        raise WrongUse(path, str(error), "mend the file of guard words") from error


def decisions_of(warehouse: Path, given: Path | None) -> Decisions:
    """The decisions that hold for a run."""
    path = given or warehouse / DECISIONS_FILE
    return read_decisions(path) if given or path.exists() else Decisions()


def guards_of(warehouse: Path, given: Path | None) -> Guards:
    """The guard words that hold for a run."""
    path = given or warehouse / GUARDS_FILE
    return read_guards(path) if given or path.exists() else Guards.shipped()
