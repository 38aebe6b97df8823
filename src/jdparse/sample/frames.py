"""How each level words its work, read once from `wording.toml`."""

import tomllib
from dataclasses import dataclass
from importlib import resources

Sentences = tuple[str, ...]

MOST_TITLES = 16


@dataclass(frozen=True, slots=True)
class Wording:
    """Sentence frames by band (a band is one or more levels with the same wording), title patterns by level code."""

    bands: dict[str, str]
    doubled: Sentences
    cadences: Sentences
    leading_numbers: Sentences
    duties: dict[str, Sentences]
    common_duties: dict[str, Sentences]
    degrees: dict[str, Sentences]
    soft_skills: dict[str, Sentences]
    qualifications: dict[str, Sentences]
    summaries: dict[str, Sentences]
    level_labels: dict[str, str]
    title_labels: dict[str, Sentences]
    title_patterns: dict[str, tuple[tuple[str, str], ...]]


WORDING = Wording(**tomllib.loads(resources.files(__package__).joinpath("wording.toml").read_text(encoding="utf-8")))
