"""What a user says about bullets: decisions on pairs (``decisions.csv``) and further guard words (``guards.toml``).

Both are looked for in the warehouse's folder, where they survive every run, unless other files are named.
"""

import csv
import tomllib
from collections.abc import Iterator, Mapping
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
    """The shipped guards and those of a TOML file: ``[guards.degree] junior = ["greenhorn"]`` adds a word to a group.

    Raises WrongUse where it holds anything but lists of words by guard and group.
    """
    try:
        config = tomllib.loads(path.read_text(encoding="utf-8"))
        if problem := next(_guard_problems(config), None):
            raise ValueError(problem)
        return Guards.from_config(config["guards"] if config else {})
    except (OSError, ValueError) as error:
        raise WrongUse(path, str(error), "mend the file of guard words") from error


def _guard_problems(config: Mapping[str, object]) -> Iterator[str]:
    """What is not of the shape ``[guards.GUARD] group = ["word"]``."""
    yield from (f"unknown key {key!r}; sections are named [guards.GUARD]" for key in config if key != "guards")
    guards = config.get("guards", {})
    if not isinstance(guards, dict):
        yield f"guards must be sections [guards.GUARD], not {guards!r}"
        return
    for guard, groups in guards.items():
        if not isinstance(groups, dict):
            yield f"guards.{guard} must be a section of groups, not {groups!r}"
            continue
        for group, words in groups.items():
            if not isinstance(words, list):
                yield f'guards.{guard}.{group} must be a list of words such as ["greenhorn"], not {words!r}'
                continue
            for word in words:
                if not isinstance(word, str) or len(word.split()) != 1:
                    yield f"guards.{guard}.{group} holds {word!r}, which is not one word in quotes"


def decisions_of(warehouse: Path, given: Path | None) -> Decisions:
    """The decisions that hold for a run."""
    path = given or warehouse / DECISIONS_FILE
    return read_decisions(path) if given or path.exists() else Decisions()


def guards_of(warehouse: Path, given: Path | None) -> Guards:
    """The guard words that hold for a run."""
    path = given or warehouse / GUARDS_FILE
    return read_guards(path) if given or path.exists() else Guards.shipped()
