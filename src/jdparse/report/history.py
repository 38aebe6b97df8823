"""What earlier runs left behind, so that this one can be compared with them: run records and profiles."""

import json
from pathlib import Path
from typing import NamedTuple

from jdparse.checks import Profile
from jdparse.warehouse.disk import as_json, replace_file
from jdparse.warehouse.layout import Layout
from jdparse.warehouse.runs import read_runs

PROFILE = "profile.json"
PUBLISHED = ("published", "unchanged")
LONGEST = 30


class PastRun(NamedTuple):
    """A published run and the profile of what it published."""

    run_id: str
    profile: Profile


def write_profile(folder: Path, profile: Profile) -> None:
    """Keep the profile beside the record of its run; raises OSError."""
    replace_file(folder / PROFILE, as_json(profile._asdict()))


def read_history(layout: Layout, longest: int = LONGEST) -> list[PastRun]:
    """The last published runs that left a profile, oldest first. A profile that cannot be read is left out."""
    runs, _ = read_runs(layout)
    published = [row["run_id"] for row in runs.to_pylist() if row["status"] in PUBLISHED]
    found: list[PastRun] = []
    for run_id in reversed(published):
        try:
            profile = Profile.from_json(json.loads((layout.run(run_id) / PROFILE).read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            continue
        found.append(PastRun(run_id, profile))
        if len(found) == longest:
            break
    return found[::-1]
