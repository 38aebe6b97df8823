"""Find a known pattern's groups in a glued line: one group is every chip of one stem."""

from collections.abc import Iterator
from typing import NamedTuple

from jdparse.titles.patterns import MAX_CHIPS, Affix, Pattern

MAX_STEM = 120
"""Longer stems are not looked for: it bounds the work on a line that is no list of titles."""


class Chip(NamedTuple):
    """One chip of a reading: its text, and its stem and affix where the pattern gave them."""

    text: str
    stem: str | None
    affix: Affix | None
    alone: bool  # last of a full list, its stem in no other chip


def stems_at(line: str, start: int, pattern: Pattern) -> Iterator[str]:
    """Yield every stem, shortest first, whose whole group stands at ``start``."""
    affixes, gaps, anchor = pattern
    if not anchor or not line.startswith(gaps[0], start):
        return
    begin = start + len(gaps[0])
    token = gaps[anchor]
    room = (len(line) - start - sum(map(len, gaps))) // len(affixes)
    end = begin + anchor * min(room, MAX_STEM) + len(token)
    at = line.find(token, begin + anchor, end)
    while at >= 0:
        length, odd = divmod(at - begin, anchor)
        if not odd:
            stem = line[begin : begin + length]
            if line.startswith(stem.join(gaps), start) and stem[0] != " " and stem[-1] != " ":
                yield stem
        at = line.find(token, at + 1, end)


def cut_stem(rest: str, pattern: Pattern, chips: int) -> str | None:
    """Return the stem if ``rest`` is exactly the first ``chips`` chips of one group, else None."""
    affixes, gaps, _ = pattern
    around = [*gaps[:chips], affixes[chips - 1].after]
    length, odd = divmod(len(rest) - sum(map(len, around)), chips)
    if odd or not 0 < length <= MAX_STEM:
        return None
    begin = len(gaps[0])
    stem = rest[begin : begin + length]
    fits = stem.join(around) == rest and stem[0] != " " and stem[-1] != " "
    return stem if fits else None


def group(stem: str, affixes: tuple[Affix, ...], *, alone: bool = False) -> list[Chip]:
    """Return the chips of one stem."""
    return [Chip(affix.before + stem + affix.after, stem, affix, alone) for affix in affixes]


def read_groups(line: str, start: int, pattern: Pattern, label: str | None) -> tuple[list[Chip], int]:
    """Read groups from ``start`` while exactly one stem fits; return their chips and where the reading stopped."""
    chips: list[Chip] = []
    at, end = start, len(line)
    while at < end:
        if label is not None and end - at == len(label) and line.endswith(label):
            break
        found = stems_at(line, at, pattern)
        stem = next(found, None)
        if stem is None or next(found, None) is not None:
            break
        chips += group(stem, pattern.affixes)
        at += len(stem) * len(pattern.affixes) + sum(map(len, pattern.gaps))
    return chips, at


def read_line(line: str, pattern: Pattern, label: str | None) -> list[Chip] | None:
    """Read a whole line as groups of one pattern, then the label or, in a full list, the first chips of a group.

    None if the line is not such a list.
    """
    chips, at = read_groups(line, 0, pattern, label)
    if at == len(line):
        return chips
    rest = line[at:]
    if rest == label:
        return [*chips, Chip(rest, None, None, False)]
    left = MAX_CHIPS - len(chips)
    if 0 < left < len(pattern.affixes):
        stem = cut_stem(rest, pattern, left)
        if stem is not None:
            return [*chips, *group(stem, pattern.affixes[:left], alone=left == 1)]
    return None
