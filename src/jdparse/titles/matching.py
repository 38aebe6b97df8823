"""Find a known pattern's groups in a glued line: one group is every chip of one stem."""

from jdparse.records import Title
from jdparse.titles.patterns import MAX_CHIPS, Pattern
from jdparse.titles.title import group_titles

MAX_STEM = 120
"""Longer stems are not looked for: it bounds the work on a line that is no list of titles."""


def stem_at(line: str, start: int, pattern: Pattern) -> str | None:
    """Return the one stem whose whole group stands at ``start``; None if there is none, or more than one."""
    affixes, gaps, anchor, fixed, token, again = pattern
    if not line.startswith(gaps[0], start):
        return None
    begin = start + len(gaps[0])
    room = min((len(line) - start - fixed) // len(affixes), MAX_STEM)
    end = begin + anchor * room + len(token)
    found = None
    at = line.find(token, begin + anchor, end)
    while at >= 0:
        # `again`: the stem follows the token, so its first letter must; this spares most candidates the whole test.
        if not again or line.startswith(line[begin], at + len(token)):
            stem = line[begin : begin + (at - begin) // anchor]
            if line.startswith(stem.join(gaps), start) and stem[0] != " " and stem[-1] != " ":
                if found is not None:
                    return None
                found = stem
        at = line.find(token, at + 1, end)
    return found


def cut_stem(rest: str, pattern: Pattern, chips: int) -> str | None:
    """Return the stem if ``rest`` is exactly the first ``chips`` chips of one group, else None."""
    around = [*pattern.gaps[:chips], pattern.affixes[chips - 1].after]
    length, odd = divmod(len(rest) - sum(map(len, around)), chips)
    if odd or not 0 < length <= MAX_STEM:
        return None
    begin = len(around[0])
    stem = rest[begin : begin + length]
    fits = stem.join(around) == rest and stem[0] != " " and stem[-1] != " "
    return stem if fits else None


def read_groups(line: str, start: int, pattern: Pattern, label: str | None) -> tuple[list[Title], int]:
    """Read groups from ``start`` while exactly one stem fits; return their titles and where the reading stopped."""
    affixes, gaps, anchor, _, token, _ = pattern
    ahead, reach = len(gaps[0]), len(token) if anchor == 1 else 1
    end = len(line)
    label_at = end - len(label) if label and line.endswith(label) else end
    rows: list[Title] = []
    while start < end and start != label_at:
        # The common case: the stem ends at the first token. A longer stem would begin with this one and the token, and
        # stand in the line again: where these two do not, there is no other stem. `stem_at` settles the other cases.
        begin = start + ahead
        size = (line.find(token, begin) - begin) // anchor
        stem = line[begin : begin + size]
        group = stem.join(gaps)
        fits = 0 < size <= MAX_STEM and line.startswith(group, start) and " " not in (stem[0], stem[-1])
        if not fits or line.find(line[begin : begin + size + reach], begin + 1) >= 0:
            found = stem_at(line, start, pattern)
            if found is None:
                break
            stem, group = found, found.join(gaps)
        rows += group_titles(stem, affixes)
        start += len(group)
    return rows, start


def read_line(line: str, pattern: Pattern, label: str | None) -> list[Title] | None:
    """Read a whole line as groups of one pattern, then the label or, in a full list, the first chips of a group.

    None if the line is not such a list.
    """
    rows, at = read_groups(line, 0, pattern, label)
    if at == len(line):
        return rows
    rest = line[at:]
    if rest == label:
        return [*rows, Title(rest, rest, None, None)]
    left = MAX_CHIPS - len(rows)
    if 0 < left < len(pattern.affixes):
        stem = cut_stem(rest, pattern, left)
        if stem is not None:
            last = group_titles(stem, pattern.affixes[:left])
            return [*rows, *last] if left > 1 else [*rows, Title(*last[0][:4], cut_off=True)]
    return None
