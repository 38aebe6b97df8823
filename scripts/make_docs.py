"""Writes the generated parts of docs/: data dictionary, quality checks, near-identical rules.

    python scripts/make_docs.py [--check]

Running it again changes nothing; with --check it writes nothing and fails if something would change.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from jdparse.checks import Setting, read_settings
from jdparse.checks.drift import RULES as DRIFT_RULES
from jdparse.checks.suite import RULES
from jdparse.dictionary import dictionary_markdown
from jdparse.tables import TABLES
from jdparse.wording.guards import guard_tables

DOCS = Path(__file__).parents[1] / "docs"
BEGIN, END = "<!-- generated: do not edit below -->", "<!-- generated: end -->"

KINDS = {
    "key_unique": "Two rows have one key.",
    "reference_exists": "A row refers to one that is not there.",
    "required": "A column that must be filled is null.",
    "known_words": "A column holds a word outside its vocabulary.",
    "in_range": "A count or position is impossible.",
    "well_formed": "An identifier or hash has not its form.",
    "no_blank_text": "A text is empty, or has white space around it, where null should stand.",
}
"""Kinds of checks that ``declared`` makes for every table → what they look for."""


def quality_checks() -> str:
    """The checks as Markdown, in the order a run makes them."""
    settings = read_settings()
    looks_for = {
        **KINDS,
        **{rule.__name__: rule.__doc__ or "" for rule in RULES},
        **{name: rule.__doc__ or "" for name, rule in DRIFT_RULES.items()},
    }
    groups: dict[str, Callable[[str], bool]] = {
        "For every table": lambda name: name in KINDS,
        "Between tables": lambda name: settings[name].severity == "error" and name not in KINDS,
        "What pages say": lambda name: settings[name].severity != "error" and name not in DRIFT_RULES,
        "Against the last runs": lambda name: name in DRIFT_RULES,
    }
    return "\n\n".join(
        "\n".join((f"### {title}", "", *_check_rows({n: settings[n] for n in settings if member(n)}, looks_for)))
        for title, member in groups.items()
    )


def _check_rows(settings: dict[str, Setting], looks_for: dict[str, str]) -> Iterator[str]:
    yield "| check | table | severity | limit | is about | what to do |"
    yield "|---|---|---|---|---|---|"
    for name, setting in settings.items():
        limit = f"{setting.limit:.0%}" if setting.unit == "share" else f"{setting.limit:g}"
        yield (
            f"| `{name}` | {setting.table} | {setting.severity} | {limit} | {_cell(looks_for[name])} "
            f"| {_cell(setting.advice)} |"
        )


def near_identical() -> str:
    """The guards as Markdown."""
    rows = [f"| {guard} | {_cell(meaning)} | {_cell(words)} |" for guard, words, meaning in guard_tables()]
    return "\n".join(("| guard | what it keeps apart | words |", "|---|---|---|", *rows))


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


GENERATED: dict[str, Callable[[], str]] = {
    "data_dictionary.md": lambda: dictionary_markdown(list(TABLES.values())).strip(),
    "quality_checks.md": quality_checks,
    "near_identical.md": near_identical,
}


def current(name: str) -> str:
    """The document as it should be: what was written by hand, then what is generated."""
    by_hand, found, rest = (DOCS / name).read_text(encoding="utf-8").partition(BEGIN)
    if not found:
        raise ValueError(f"{name} has no line {BEGIN}")
    _, _, after = rest.partition(END)
    return f"{by_hand}{BEGIN}\n\n{GENERATED[name]()}\n\n{END}{after}"


def main(*, check: bool) -> int:
    """Write what is out of date, or only name it."""
    stale = [name for name in GENERATED if current(name) != (DOCS / name).read_text(encoding="utf-8")]
    for name in stale:
        print(f"{name} is {'out of date: run scripts/make_docs.py' if check else 'written anew'}")
        if not check:
            (DOCS / name).write_text(current(name), encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
