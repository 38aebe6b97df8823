"""A glued line, or chips with known borders, to title rows."""

from collections.abc import Sequence
from itertools import accumulate

from jdparse.titles.inference import infer_titles
from jdparse.titles.matching import read_line
from jdparse.titles.patterns import PATTERNS
from jdparse.titles.salvage import salvage_titles
from jdparse.titles.title import Title, label_title, odd_title, with_label


def split_titles(line: str, level_code: str | None, label: str | None) -> list[Title]:
    """Split a line of titles with nothing between them, as the text renderings give it."""
    if not line:
        return []
    for pattern in PATTERNS.get(level_code or "", ()):
        rows = read_line(line, pattern, label)
        if rows is not None:
            return with_label(rows, label, level_code)
    if line == label:
        return [label_title(line, level_code)]
    inferred = infer_titles(line, label, level_code)
    if inferred is not None:
        return with_label(inferred, label, level_code)
    return with_label(salvage_titles(line, label, level_code), label, level_code)


def titles_from_chips(chips: Sequence[str], level_code: str | None, label: str | None) -> list[Title]:
    """Give the rows of titles whose borders are known, as HTML has them: equal to those of the glued line."""
    rows = split_titles("".join(chips), level_code, label)
    if [row[0] for row in rows] == list(chips) and not any(row.unsplit for row in rows):
        return rows
    ends = accumulate(len(row.title) for row in rows)
    sure = {(end, row.title): row for end, row in zip(ends, rows, strict=True) if not row.unsplit}
    placed = zip(accumulate(map(len, chips)), chips, strict=True)
    own = (sure.get(place) or odd_title(place[1], level_code) for place in placed)
    return with_label(list(own), label, level_code)
