"""A line whose page was cut off in the middle: the last title may be a fragment."""

from collections.abc import Iterator

from jdparse.records import Title
from jdparse.titles.borders import could_be_more
from jdparse.titles.matching import MAX_STEM, read_groups
from jdparse.titles.patterns import Pattern
from jdparse.titles.title import group_titles


def read_torn_line(line: str, patterns: tuple[Pattern, ...]) -> list[Title] | None:
    """Read groups of one pattern, of which the last breaks off; None if no pattern begins this line.

    A title that breaks off is marked ``cut_off``. What breaks off before its stem stands twice is one row, and
    ``unsplit`` too if it could be more than one title.
    """
    for pattern in patterns:
        rows, at = read_groups(line, 0, pattern, None)
        if at < len(line) and (rows or len(set(_torn_stems(line, pattern))) == 1):
            return rows + _torn_group(line[at:], pattern)
    return None


def _torn_group(rest: str, pattern: Pattern) -> list[Title]:
    stems = set(_torn_stems(rest, pattern))
    if len(stems) != 1:
        return [Title(rest, None, None, None, cut_off=True, unsplit=could_be_more(rest))]
    rows = []
    for row in group_titles(stems.pop(), pattern.affixes):
        if rest.startswith(row.title):
            rows.append(row)
        elif rest:
            rows.append(Title(rest, None, None, None, cut_off=True))
        rest = rest[len(row.title) :]
    return rows


def _torn_stems(rest: str, pattern: Pattern) -> Iterator[str]:
    """Yield the stems whose group begins as ``rest`` does, at least three letters into the second chip."""
    begin = len(pattern.gaps[0])
    for size in range(1, min(len(rest) - begin, MAX_STEM) + 1):
        stem = rest[begin : begin + size]
        enough = len(rest) >= begin + size + len(pattern.gaps[1]) + min(3, size)
        if enough and " " not in (stem[0], stem[-1]) and stem.join(pattern.gaps).startswith(rest):
            yield stem
