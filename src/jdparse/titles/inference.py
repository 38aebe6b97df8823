"""Find the pattern of a line from what repeats in it, for levels whose pattern nobody has seen yet.

Every way to read the head of the line as one stem with affixes around it is tried as a pattern on the whole line.
The line is split only if all patterns that explain it put the borders in the same places.
"""

import re
from collections.abc import Iterator
from itertools import islice

from jdparse.records import Title
from jdparse.titles.borders import could_be_more
from jdparse.titles.matching import MAX_STEM, read_groups, read_line
from jdparse.titles.patterns import (
    MAX_CHIPS,
    Affix,
    Pattern,
    classify,
    is_known,
    is_known_after,
    is_known_before,
    make_pattern,
)

MAX_AFFIX = 40
MAX_LINE = 2_000
"""A full list of long titles has some 1,300 characters; inference is not tried on more."""
MAX_PATTERNS = 1_000


def infer_titles(line: str, label: str | None, level: str | None) -> list[Title] | None:
    """Split a line by the pattern it repeats; None if no pattern, or more than one way, explains it.

    A pattern of known words that two stems confirm is as good as one of the tables: no other is looked for.
    """
    if len(line) > MAX_LINE:
        return None
    best: Pattern | None = None
    best_cost = 0
    borders: list[str] = []
    for tried, pattern in enumerate(_patterns(line, label)):
        if tried >= MAX_PATTERNS:
            return None
        rows = read_line(line, pattern, label)
        if rows is None or not _is_distinct(rows) or not _is_confirmed(rows, pattern):
            continue
        texts = [row.title for row in rows]
        if best is not None and texts != borders:
            return None
        cost = _cost(rows, pattern)
        if best is None or cost < best_cost:
            best, best_cost, borders = pattern, cost, texts
        if len(rows) >= 2 * len(pattern.affixes) and all(is_known(b, a) for b, a, _, _ in pattern.affixes):
            break
    return None if best is None else read_line(line, _classified(best, level), label)


def opening_patterns(line: str, label: str | None, level: str | None) -> list[Pattern]:
    """Return the patterns by which at least two whole groups stand at the head of the line."""
    if len(line) > MAX_LINE:
        return []
    found = []
    for pattern in islice(_patterns(line, label), MAX_PATTERNS):
        rows, _ = read_groups(line, 0, pattern, label)
        if len(rows) >= 2 * len(pattern.affixes) and _is_distinct(rows):
            found.append(_classified(pattern, level))
    return found


def _classified(pattern: Pattern, level: str | None) -> Pattern:
    return make_pattern(tuple(classify(before, after, level) for before, after, _, _ in pattern.affixes))


def _is_distinct(rows: list[Title]) -> bool:
    """A list says each title once; a reading that repeats one has cut a longer stem to pieces."""
    return len({row.title for row in rows}) == len(rows)


def _is_confirmed(rows: list[Title], pattern: Pattern) -> bool:
    """Two stems confirm a pattern. After one stem its words must: two in three known, and no border in the others.

    What repeats must then be no marker word itself: `Director of Nursing`, `Nursing Director` repeat nothing else.
    """
    if len(rows) >= 2 * len(pattern.affixes):
        return True
    if rows[0].stem is None or is_known_after(" " + rows[0].stem):
        return False
    unknown = [affix for affix in pattern.affixes if not is_known(affix.before, affix.after)]
    return 3 * len(unknown) <= len(pattern.affixes) and not any(map(_runs_together, unknown))


def _runs_together(affix: Affix) -> bool:
    return could_be_more(affix.before.strip(" ,")) or could_be_more(affix.after.strip(" ,"))


def _cost(rows: list[Title], pattern: Pattern) -> int:
    """Letters needed to write the list down as a pattern and its stems: the least is the best description."""
    return pattern.fixed + sum(map(len, {row.stem for row in rows if row.stem}))


def _patterns(line: str, label: str | None) -> Iterator[Pattern]:
    """Yield the patterns that the head of the line can be read as."""
    for start in _stem_starts(line):
        for stem in _stems(line, start):
            yield from _patterns_of(line, start, stem, label)


def _stem_starts(line: str) -> Iterator[int]:
    yield 0
    if not line[0].islower():
        for space in re.finditer(" ", line[:MAX_AFFIX]):
            yield space.end()


def _stems(line: str, start: int) -> Iterator[str]:
    """Yield the texts at ``start`` that stand once more within an affix's reach, each once."""
    seen = set()
    head = line[start : start + 2]
    at = line.find(head, start + 2, start + MAX_STEM + MAX_AFFIX)
    while at >= 0:
        length = 2
        while start + length < at and line.startswith(line[start + length], at + length):
            length += 1
        for size in range(length, max(1, at - start - MAX_AFFIX - 1), -1):
            stem = line[start : start + size]
            doubled = stem in (stem + stem)[1:-1]
            if stem not in seen and not doubled and stem[-1] != " " and _cuts(line[start + size : at]):
                seen.add(stem)
                yield stem
        at = line.find(head, at + 1, start + MAX_STEM + MAX_AFFIX)


def _patterns_of(line: str, start: int, stem: str, label: str | None) -> Iterator[Pattern]:
    """Yield patterns whose first stem is known: as many chips as the stem stands in, and any end for the last."""
    size = len(stem)
    first = before = line[:start]
    affixes: list[Affix] = []
    end = start + size
    repeated = True
    while len(affixes) < MAX_CHIPS:
        if affixes:
            for after in _ends(line, end, first if repeated else None, label):
                last = Affix(before, after, None, None)
                if after or before or any(affix.after for affix in affixes):
                    yield make_pattern((*affixes, last))
        at = line.find(stem, end, end + MAX_AFFIX + size)
        if at < 0 or line.find(stem, at + 1, at + 2 * size - 1) >= 0:
            return
        gap = line[end:at]
        cut = _cut(gap)
        if cut is None:
            return
        affixes.append(Affix(before, gap[:cut], None, None))
        before, end = gap[cut:], at + size
        repeated = repeated and gap in line[end:]


def _ends(line: str, end: int, first: str | None, label: str | None) -> Iterator[str]:
    """Yield what may follow the stem in the last chip of a group: up to the label, the line's end or the next group.

    ``first`` is what the next group opens with, None if there can be no other group.
    """
    rest = line[end : end + MAX_AFFIX]
    stop = len(line) - end
    label_at = stop - len(label) if label and line.endswith(label) else stop
    for size in (stop, label_at) if first is None else range(len(rest) + 1):
        if not 0 <= size <= len(rest) or (size and (rest[0] not in " ," or rest[size - 1] == " ")):
            continue
        if size in (stop, label_at) or (line[end + size] != " " and line.startswith(first or "", end + size)):
            yield rest[:size]


def _cuts(gap: str) -> list[int]:
    """Return the places where a text between two stems can end one chip and begin the next."""
    if not gap:
        return [0]
    found = [] if gap[0] in " ," or not _opens(gap) else [0]
    if gap[0] in " ,":
        found += [at for at in range(2, len(gap)) if gap[at - 1] != " " and _opens(gap[at:])]
        if gap[-1] != " ":
            found.append(len(gap))
    return found


def _opens(text: str) -> bool:
    return text[-1] == " " and (text[0].isupper() or text[0].isdigit())


def _cut(gap: str) -> int | None:
    """Return where a text between two stems is cut, None if that cannot be told."""
    cuts = _cuts(gap)
    if len(cuts) < 2:
        return cuts[0] if cuts else None
    ranked = sorted((_likeness(gap[:at], gap[at:]), at) for at in cuts)
    if ranked[-1][0] == ranked[-2][0]:
        return None
    return ranked[-1][1]


def _likeness(after: str, before: str) -> int:
    """How much two texts look like the end of one chip and the start of the next: known words, then plain words."""
    sides = ((after.strip(" ,"), is_known_after(after)), (before.strip(" ,"), is_known_before(before)))
    if any(could_be_more(words) for words, known in sides if not known):
        return 0
    return 1 + sum(known for _, known in sides)
