"""What can still be told of a line that no pattern explains to its end: groups, single chips, the rest unsplit."""

import re

from jdparse.records import Title
from jdparse.titles.borders import could_be_more
from jdparse.titles.inference import MAX_AFFIX, opening_patterns
from jdparse.titles.matching import MAX_STEM, stem_at
from jdparse.titles.patterns import PATTERNS, Pattern, is_known_after, is_known_before
from jdparse.titles.title import group_titles, label_title, odd_title, unsplit_title

MAX_LINE = 4_000

_NUMERAL_END = re.compile(r" (?:[IVX]+|[0-9]+)$")


def salvage_titles(line: str, label: str | None, level: str | None) -> list[Title]:
    """Split what repetition decides and return the rest as rows marked unsplit."""
    if len(line) > MAX_LINE:
        return [unsplit_title(line)]
    patterns = [*PATTERNS.get(level or "", ()), *opening_patterns(line, label, level)]
    readings = [_read_with_gaps(line, pattern, label, level) for pattern in patterns]
    most = max(map(_split_letters, readings), default=0)
    best = [rows for rows in readings if most and _split_letters(rows) == most]
    if best and all(_texts(rows) == _texts(best[0]) for rows in best):
        return best[0]
    return _one_affix(line, label, level) or [_odd(line, level)]


def _split_letters(rows: list[Title]) -> int:
    return sum(len(row.title) for row in rows if not row.unsplit)


def _texts(rows: list[Title]) -> list[str]:
    return [row.title for row in rows]


def _odd(text: str, level: str | None) -> Title:
    return unsplit_title(text) if could_be_more(text) else odd_title(text, level)


def _read_with_gaps(line: str, pattern: Pattern, label: str | None, level: str | None) -> list[Title]:
    """Read the groups of a pattern wherever they stand; what lies between them belongs to no group."""
    rows: list[Title] = []
    at = odd_from = 0
    while at < len(line):
        stem = _settled_stem(line, at, pattern, label)
        if stem is None:
            at += 1
            continue
        if odd_from < at:
            rows.append(_odd(line[odd_from:at], level))
        rows += group_titles(stem, pattern.affixes)
        at += len(stem) * len(pattern.affixes) + pattern.fixed
        odd_from = at
    rest = line[odd_from:]
    if rest:
        rows.append(label_title(rest, level) if rest == label else _odd(rest, level))
    return rows


def _settled_stem(line: str, start: int, pattern: Pattern, label: str | None) -> str | None:
    """Return the stem of a group whose last chip certainly ends where the pattern says."""
    stem = stem_at(line, start, pattern)
    if stem is None or (start and line[start - 1] == " "):
        return None
    end = start + len(stem) * len(pattern.affixes) + pattern.fixed
    rest = line[end : end + MAX_STEM]
    if not rest or rest == label or stem_at(line, end, pattern) is not None:
        return stem
    numeral = _NUMERAL_END.search(line, end - 12, end)
    runs_on = numeral is not None and rest[0] in "IVX0123456789"
    return stem if (rest[0].isupper() or rest[0].isdigit()) and not runs_on else None


def _one_affix(line: str, label: str | None, level: str | None) -> list[Title]:
    """Split a list in which each stem stands once, all with the same known words before or after it."""
    closing = [label_title(label, level)] if label and line.endswith(label) and len(line) > len(label) else []
    body = line[: len(line) - len(label)] if label and closing else line
    if body[-1] == " ":
        return []
    readings = {tuple(texts) for texts in (*_by_first(body), *_by_last(body)) if len(texts) > 1}
    if len(readings) != 1:
        return []
    return [*(_odd(text, level) for text in readings.pop()), *closing]


def _by_first(body: str) -> list[list[str]]:
    starts = [space.end() for space in re.finditer(" ", body[:MAX_AFFIX])]
    known = [body[:end] for end in starts if is_known_before(body[:end])]
    return [re.split(rf"(?<=[^\s(/&-])(?={re.escape(before)})", body) for before in known]


def _by_last(body: str) -> list[list[str]]:
    """Split after known words; not after numerals, which could as well begin the next title (`Level I`, `IT`)."""
    starts = [space.start() for space in re.finditer(" ", body)][-4:]
    known = [body[at:] for at in starts if is_known_after(body[at:]) and not _NUMERAL_END.search(body)]
    return [re.split(rf"(?<={re.escape(after)})(?=[^\W_a-z])", body) for after in known]
