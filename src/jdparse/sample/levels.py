"""The invented ladder: 26 level codes, each with a tagline and seven dimensions, read once from `levels.toml`."""

import tomllib
from dataclasses import dataclass
from importlib import resources

DIMENSIONS = ("Scope", "Autonomy", "Complexity", "Impact", "Decision rights", "Leadership", "Typical experience")
_WRITTEN = ("scope", "autonomy", "complexity", "impact", "decision_rights", "leadership")


@dataclass(frozen=True, slots=True)
class Level:
    """A level: `dimensions` are the seven texts in the page's order, years as printed in the last one."""

    code: str
    name: str
    years_min: int
    years_max: int
    tagline: str
    dimensions: tuple[str, ...]

    @property
    def track(self) -> str:
        """The ladder's letter: P, M, E or S."""
        return self.code[0]

    @property
    def rank(self) -> int:
        """The step on its ladder, from 1."""
        return int(self.code[1:])


def _level(code: str, row: dict[str, str]) -> Level:
    low, high = row["years"].split("–")
    dimensions = (*(row[name] for name in _WRITTEN), f"{row['years']} yrs")
    return Level(code, row["name"], int(low), int(high), row["tagline"], dimensions)


def _read() -> dict[str, Level]:
    rows = tomllib.loads(resources.files(__package__).joinpath("levels.toml").read_text(encoding="utf-8"))
    return {code: _level(code, row) for code, row in rows.items()}


LEVELS = _read()
