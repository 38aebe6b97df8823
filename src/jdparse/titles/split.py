"""A glued line, or chips with known borders, to title rows."""

from collections.abc import Container, Sequence
from itertools import accumulate

from jdparse.records import Title
from jdparse.titles.inference import infer_titles
from jdparse.titles.matching import read_line
from jdparse.titles.patterns import PATTERNS
from jdparse.titles.salvage import salvage_titles
from jdparse.titles.title import label_title, odd_title, with_label
from jdparse.titles.torn import read_torn_line


def split_titles(line: str, level_code: str | None, label: str | None, *, cut: bool = False) -> list[Title]:
    """Split a line of titles with nothing between them, as the text renderings give it.

    ``cut`` says that the page ends in this line. Titles come in order and, joined, are the line again. In turn: the
    level's known patterns, the pattern the line itself repeats, and what can be salvaged where neither explains it all.
    """
    if not line:
        return []
    rows = _split(line, level_code, label, cut=cut)
    return with_label(rows, label, level_code) if label and label in line else rows


def titles_from_chips(
    chips: Sequence[str],
    level_code: str | None,
    label: str | None,
    *,
    loose: Container[int] = (),
    cut: bool = False,
) -> list[Title]:
    """Give the rows of titles whose borders are known, as HTML has them: equal to those of the glued line.

    Of the chips numbered in ``loose`` only the outer borders are known: lines of a text, which may hold several titles.
    A chip that is certainly more than one title is split as a line is, or one row marked unsplit.
    """
    rows = split_titles("".join(chips), level_code, label, cut=cut)
    if len(chips) == 1 and 0 in loose:
        return rows
    if [row[0] for row in rows] == list(chips) and not any(row.unsplit for row in rows):
        return rows
    ends = accumulate(len(row.title) for row in rows)
    sure = {(end, row.title): row for end, row in zip(ends, rows, strict=True) if not row.unsplit}
    own: list[Title] = []
    for at, (end, chip) in enumerate(zip(accumulate(map(len, chips)), chips, strict=True)):
        row = sure.get((end, chip))
        if row is not None:
            own.append(row)
        else:
            alone = split_titles(chip, level_code, label, cut=cut and at == len(chips) - 1)
            own += alone if len(alone) > 1 or at in loose else [odd_title(chip, level_code)]
    return with_label(own, label, level_code)


def _split(line: str, level: str | None, label: str | None, *, cut: bool) -> list[Title]:
    patterns = PATTERNS.get(level or "", ())
    for pattern in patterns:
        rows = read_line(line, pattern, label)
        if rows is not None:
            return rows
    if line == label:
        return [label_title(line, level)]
    if cut and (torn := read_torn_line(line, patterns)):
        return torn
    inferred = infer_titles(line, label, level)
    if inferred is not None:
        return inferred
    rows = salvage_titles(line, label, level)
    return [*rows[:-1], rows[-1]._replace(cut_off=True)] if cut else rows
