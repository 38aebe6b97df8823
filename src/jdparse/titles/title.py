"""The row of one title, and how a chip becomes one."""

import re

from jdparse.records import Title
from jdparse.titles.patterns import LABEL_AFFIXES, Affix

_LISTED = re.compile(r"\s*[,;|·•]\s*")


def group_titles(stem: str, affixes: tuple[Affix, ...]) -> list[Title]:
    """Return the titles of one stem."""
    new = tuple.__new__  # half the cost of Title(...), and this is the innermost loop of a page
    return [new(Title, (f"{b}{stem}{a}", stem, marker, rank, False, False)) for b, a, marker, rank in affixes]


def unsplit_title(text: str) -> Title:
    """Return the row for text whose borders are not known."""
    return Title(text, None, None, None, unsplit=True)


def label_title(label: str, level: str | None) -> Title:
    """Return the row of a chip that is the page's label."""
    affix, stem = _own_affix(label, level)
    return Title(label, stem if affix else label, "label", None)


def odd_title(text: str, level: str | None) -> Title:
    """Return the row of a chip that belongs to no group: its own words are all that tells its marker.

    It is unsplit where it lists titles of which more than one says the level in its own way.
    """
    parts = _LISTED.split(text)
    if len(parts) > 1 and sum(_own_affix(part, level)[0] is not None for part in parts) > 1:
        return unsplit_title(text)
    affix, stem = _own_affix(text, level)
    return Title(text, stem, affix.marker, affix.rank) if affix else Title(text, text, None, None)


def _own_affix(text: str, level: str | None) -> tuple[Affix | None, str]:
    for affix in LABEL_AFFIXES.get(level or "", ()):
        stem = text[len(affix.before) : len(text) - len(affix.after)]
        if stem and affix.before + stem + affix.after == text:
            return affix, stem
    return None, text


def with_label(rows: list[Title], label: str | None, level: str | None) -> list[Title]:
    """Mark the rows that say what the label says."""
    return [label_title(row[0], level) if row[0] == label and not row.unsplit else row for row in rows]
