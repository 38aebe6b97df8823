"""How strict each check is: the shipped checks.toml, and what a user's file changes in it."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from jdparse.checks.finding import ERROR, OFF, WARNING
from jdparse.errors import WrongUse

SEVERITIES = (ERROR, WARNING, OFF)
ROWS, SHARE = "rows", "share"
CHANGEABLE = ("severity", "limit")


class Setting(NamedTuple):
    """A check's table, severity and limit, and its words.

    ``limit`` is what still passes: failing rows, or their share (0 to 1) where ``unit`` is share.
    """

    table: str
    severity: str
    limit: float
    unit: str
    expected: str
    advice: str


Settings = Mapping[str, Setting]
"""Name of the check, or of the kind of check that is made for every table → its setting."""


def read_settings(path: Path | None = None) -> Settings:
    """The shipped settings, with ``severity`` and ``limit`` of some checks changed by the TOML file ``path``.

    Raises WrongUse for a file that cannot be read, an unknown check, key, severity, or an impossible limit.
    """
    shipped = tomllib.loads(files("jdparse.checks").joinpath("checks.toml").read_text(encoding="utf-8"))
    settings = {name: Setting(**{"unit": ROWS, **values}) for name, values in shipped.items()}
    for name, changes in _changes(path).items() if path else ():
        settings[name] = _changed(name, settings, changes)
    return settings


def _changes(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WrongUse(path, f"cannot be read as TOML ({error})", "see docs/quality_checks.md") from error


def _changed(name: str, settings: Settings, changes: object) -> Setting:
    if name not in settings:
        raise WrongUse(name, "is no check", "see docs/quality_checks.md for their names")
    if not isinstance(changes, dict) or set(changes) - set(CHANGEABLE):
        raise WrongUse(name, "only severity and limit can be changed", f"write [{name}], then limit = 3")
    severity, limit = (changes.get(key, getattr(settings[name], key)) for key in CHANGEABLE)
    if severity not in SEVERITIES:
        raise WrongUse(f"{name}.severity", f"is {severity!r}", f"choose one of {', '.join(SEVERITIES)}")
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not limit >= 0:
        raise WrongUse(f"{name}.limit", f"is {limit!r}", "give a number from 0 on")
    return settings[name]._replace(severity=severity, limit=limit)
