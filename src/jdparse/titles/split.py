"""A glued line, or chips with known borders, to title rows."""

from collections.abc import Sequence
from typing import NamedTuple

from jdparse.titles.matching import Chip, read_line
from jdparse.titles.patterns import LABEL_AFFIXES, PATTERNS


class Title(NamedTuple):
    """One title as a page lists it.

    ``marker`` is ``roman``, ``number``, ``prefix``, ``manager``, ``label`` or None; ``implied_rank`` the rank that
    marker claims. ``cut_off``: the list ended here, so nothing confirms this title. ``unsplit``: one or more titles
    whose borders the repetition does not decide.
    """

    title: str
    stem: str | None
    marker: str | None
    implied_rank: int | None
    cut_off: bool = False
    unsplit: bool = False


def split_titles(line: str, level_code: str | None, label: str | None) -> list[Title]:
    """Split a line of titles with nothing between them, as the text renderings give it."""
    if not line:
        return []
    for pattern in PATTERNS.get(level_code or "", ()):
        chips = read_line(line, pattern, label)
        if chips is not None:
            return _rows(chips, level_code, label)
    if line == label:
        return [_label_title(line, level_code)]
    return [Title(line, None, None, None, unsplit=True)]


def titles_from_chips(chips: Sequence[str], level_code: str | None, label: str | None) -> list[Title]:
    """Give the rows of titles whose borders are known, as HTML has them."""
    rows = split_titles("".join(chips), level_code, label)
    if [row.title for row in rows] == list(chips):
        return rows
    return [Title(chip, None, None, None) if chip != label else _label_title(chip, level_code) for chip in chips]


def _rows(chips: list[Chip], level_code: str | None, label: str | None) -> list[Title]:
    rows = []
    for text, stem, affix, alone in chips:
        if text == label:
            rows.append(_label_title(text, level_code))
        elif affix is None:
            rows.append(Title(text, stem, None, None, alone))
        else:
            rows.append(Title(text, stem, affix.marker, affix.rank, alone))
    return rows


def _label_title(label: str, level_code: str | None) -> Title:
    for affix in LABEL_AFFIXES.get(level_code or "", ()):
        stem = label[len(affix.before) : len(label) - len(affix.after)]
        if stem and affix.before + stem + affix.after == label:
            return Title(label, stem, "label", None)
    return Title(label, label, "label", None)
