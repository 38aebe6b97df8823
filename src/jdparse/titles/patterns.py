"""How each level repeats a family's stem in its list of titles: data, and the classification of an affix."""

import re
from typing import NamedTuple

MAX_CHIPS = 16
"""The site shows no more titles than this and cuts the list inside a stem's pattern if need be."""

# "{}" stands for the stem; order is the order of the chips. The first pattern of a level is the one seen on pages
# where one was seen (P1, P2, P3, P5 and managers); the others are guesses that cost little: a pattern is used only
# if it explains a whole line.
LEVEL_PATTERNS: dict[str, tuple[tuple[str, ...], ...]] = {
    "P1": (("{} I", "{} 1", "Entry-Level {}", "Junior {}", "Associate {}"),),
    "P2": (("{} II", "{} 2"),),
    "P3": (("{} III", "{} 3", "Mid-Level {}"),),
    "P4": (
        ("{} IV", "{} 4", "Senior {}"),
        ("{} IV", "{} 4", "Senior {}", "Sr {}"),
        ("{} IV", "{} 4", "Senior {}", "Sr. {}"),
    ),
    "P5": (("{} V", "{} 5", "Staff {}", "Lead {}", "Expert {}"),),
    "P6": (("{} VI", "{} 6", "Principal {}"),),
    "P7": (
        ("{} VII", "{} 7", "Staff {}", "Distinguished {}"),
        ("{} VII", "{} 7", "Distinguished {}"),
        ("{} VII", "{} 7", "Distinguished {}", "Senior Staff {}"),
        ("{} VII", "{} 7", "Senior Principal {}", "Distinguished {}"),
    ),
    "P8": (("{} VIII", "{} 8", "Fellow {}"), ("{} VIII", "{} 8", "{} Fellow"), ("{} VIII", "{} 8")),
    "M1": (("Manager, {}", "{} Manager"), ("{} Team Lead", "Manager, {}", "{} Manager")),
    "M2": (("Manager, {}", "{} Manager"), ("Manager II, {}", "{} Manager II")),
    "M3": (
        ("Manager, {}", "{} Manager"),
        ("Senior Manager, {}", "{} Senior Manager"),
        ("Senior Manager, {}", "Senior {} Manager"),
    ),
    "M4": (("Manager, {}", "{} Manager"), ("Director, {}", "{} Director"), ("Director of {}", "{} Director")),
    "M5": (
        ("Manager, {}", "{} Manager"),
        ("Senior Director, {}", "{} Senior Director"),
        ("Senior Director, {}", "Senior {} Director"),
    ),
    "M6": (
        ("Manager, {}", "{} Manager"),
        ("Vice President, {}", "VP, {}"),
        ("Vice President, {}", "VP of {}"),
        ("Vice President, {}", "{} Vice President"),
        ("Vice President, {}", "{} Vice President", "VP, {}"),
    ),
    "E1": (
        ("Executive Director, {}", "{} Executive Director"),
        ("Director, {}", "{} Director"),
        ("Director of {}", "{} Director"),
        ("Head of {}", "{} Director"),
    ),
    "E2": (
        ("Senior Executive Director, {}", "{} Senior Executive Director"),
        ("Senior Director, {}", "{} Senior Director"),
        ("Director, {}", "{} Director"),
    ),
    "E3": (
        ("Vice President, {}", "{} Vice President"),
        ("Vice President, {}", "VP, {}"),
        ("Vice President, {}", "VP of {}"),
        ("VP {}", "Vice President, {}"),
    ),
    "E4": (
        ("Senior Vice President, {}", "{} Senior Vice President"),
        ("Senior Vice President, {}", "SVP, {}"),
        ("Senior Vice President, {}", "SVP of {}"),
    ),
    "E5": (
        ("Executive Vice President, {}", "{} Executive Vice President"),
        ("Executive Vice President, {}", "EVP, {}"),
        ("Executive Vice President, {}", "EVP of {}"),
    ),
    "E6": (
        ("Chief Officer, {}", "{} Chief Officer"),
        ("Chief {} Officer", "Head of {}"),
    ),
    "S1": (
        ("{} I", "{} 1", "Entry-Level {}", "Junior {}", "Associate {}"),
        ("{} I", "{} 1", "Trainee {}"),
        ("{} I", "{} 1"),
    ),
    "S2": (("{} II", "{} 2"), ("{} II", "{} 2", "Support {}")),
    "S3": (("{} III", "{} 3", "Senior {}"), ("{} III", "{} 3")),
    "S4": (("{} IV", "{} 4", "Lead {}"), ("{} IV", "{} 4")),
}

# Words of a level's own name that labels open with, beyond the prefixes of its patterns.
LABEL_PREFIXES: dict[str, tuple[str, ...]] = {
    "P1": ("Entry Level",),
    "P2": ("Developing",),
    "P3": ("Mid Level",),
    "P4": ("Senior", "Sr", "Sr."),
    "P6": ("Principal",),
    "P7": ("Staff", "Distinguished"),
}

# The rank on the professional ladder a word before the stem claims; a word that is not here claims none.
PREFIX_RANKS: dict[str, int | None] = {
    "Entry-Level": 1,
    "Entry Level": 1,
    "Junior": 1,
    "Jr": 1,
    "Jr.": 1,
    "Associate": 1,
    "Graduate": 1,
    "Trainee": 1,
    "Apprentice": 1,
    "Developing": 2,
    "Intermediate": 2,
    "Mid-Level": 3,
    "Mid Level": 3,
    "Mid": 3,
    "Experienced": None,
    "Advanced": None,
    "Specialist": None,
    "Senior": 4,
    "Sr": 4,
    "Sr.": 4,
    "Staff": 5,
    "Lead": 5,
    "Expert": 5,
    "Senior Staff": None,
    "Senior Lead": None,
    "Principal": 6,
    "Senior Principal": None,
    "Distinguished": 7,
    "Fellow": 8,
    "Chief": None,
    "Head": None,
}


def _own_prefixes() -> dict[tuple[str | None, str], int]:
    words: dict[tuple[str | None, str], int] = {}
    for level, patterns in LEVEL_PATTERNS.items():
        if level[0] in "PS":
            own = {chip.removesuffix(" {}") for pattern in patterns for chip in pattern if chip.endswith(" {}")}
            words |= {(level, word): int(level[1:]) for word in own.union(LABEL_PREFIXES.get(level, ()))}
    return words


OWN_PREFIXES = _own_prefixes()
"""(level, word before the stem) to the level's rank, for the levels whose patterns hold such words."""

# Words of management: an affix that holds one is a manager form, whatever else it holds.
MANAGER_WORDS = frozenset(
    [
        *("Manager", "Mgr", "Supervisor", "Leader", "Coordinator", "Head", "Chief", "Officer"),
        *("Director", "Vice", "President", "VP", "AVP", "SVP", "EVP"),
    ]
)

# Words after the stem that are neither numerals nor management, known so that a border beside them can be told.
PLAIN_SUFFIXES = frozenset(
    [
        *("Associate", "Support Associate", "Specialist", "Support Specialist", "Assistant", "Trainee", "Apprentice"),
        *("Intern", "Expert", "Principal", "Fellow", "Lead", "Team Lead"),
    ]
)

ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}

_TRAILING_NUMERAL = re.compile(r" (?:(VIII|VII|VI|IV|IX|III|II|I|V|X)|([1-9]|10))$")
_NUMBER = re.compile(r"[1-9]|10")
_LETTERS = re.compile(r"[A-Za-z]+")


class Affix(NamedTuple):
    """What stands before and after the stem in one chip of a pattern, and what that says."""

    before: str
    after: str
    marker: str | None
    rank: int | None


def classify(before: str, after: str, level: str | None) -> Affix:
    """Name the marker of an affix: roman, number, manager, prefix, or None where the words are none of these.

    A prefix of the level's own pattern implies the level's rank (``Staff`` is 5 at P5 and 7 at P7); others what the
    word says on the professional ladder.
    """
    marker: str | None = None
    rank: int | None = None
    if not before and after[:1] == " " and after[1:] in ROMAN:
        marker, rank = "roman", ROMAN[after[1:]]
    elif not before and after[:1] == " " and after[1:].isdecimal():
        marker, rank = "number", int(after[1:])
    elif not MANAGER_WORDS.isdisjoint(_LETTERS.findall(before + after)):
        marker, rank = "manager", _numeral(before.rstrip(" ,")) or _numeral(after)
    elif before and not after:
        word = before.strip()
        marker, rank = "prefix", OWN_PREFIXES.get((level, word), PREFIX_RANKS.get(word))
    return Affix(before, after, marker, rank)


def _numeral(words: str) -> int | None:
    found = _TRAILING_NUMERAL.search(words)
    if found is None:
        return None
    return ROMAN[found[1]] if found[1] else int(found[2])


def is_known(before: str, after: str) -> bool:
    """Whether both sides of a chip's affix are words of the tables above (an empty side is)."""
    return is_known_before(before) and is_known_after(after)


def is_known_before(before: str) -> bool:
    """Whether what stands before a stem is a word of the tables above, or nothing."""
    words = before.rstrip(" ,")
    return not words or words in PREFIX_RANKS or _is_manager_form(words)


def is_known_after(after: str) -> bool:
    """Whether what stands after a stem is a numeral or a word of the tables above, or nothing."""
    words = after.removeprefix(",").removeprefix(" ")
    if not words or words in ROMAN or words in PLAIN_SUFFIXES or words in PREFIX_RANKS:
        return True
    return bool(_NUMBER.fullmatch(words)) or _is_manager_form(words)


_BESIDE_MANAGERS = frozenset(
    ("of", "for", "and", "the", "Senior", "Sr", "Executive", "Associate", "Assistant", "Deputy", "Group", "Team")
)


def _is_manager_form(words: str) -> bool:
    """Words of management with at most a numeral after them."""
    parts = [part.strip(",.") for part in words.split()]
    if parts[-1] in ROMAN or _NUMBER.fullmatch(parts[-1]):
        parts.pop()
    return not MANAGER_WORDS.isdisjoint(parts) and all(
        part in MANAGER_WORDS or part in _BESIDE_MANAGERS for part in parts
    )


class Pattern(NamedTuple):
    """A level's pattern, prepared for matching.

    ``gaps`` are the texts before, between and after the stems, so ``stem.join(gaps)`` is one stem's whole group, and
    ``fixed`` is their length in all. ``anchor`` is the index of the first gap after a stem that is not empty, ``token``
    its text; ``again`` says that the stem follows it once more.
    """

    affixes: tuple[Affix, ...]
    gaps: tuple[str, ...]
    anchor: int
    fixed: int
    token: str
    again: bool


def make_pattern(affixes: tuple[Affix, ...]) -> Pattern:
    """Prepare affixes for matching. Raises StopIteration if nothing ever follows a stem: such a list has no borders."""
    after = ["", *(affix.after for affix in affixes)]
    before = [*(affix.before for affix in affixes), ""]
    gaps = tuple(end + start for end, start in zip(after, before, strict=True))
    anchor = next(at for at, gap in enumerate(gaps) if at and gap)
    return Pattern(affixes, gaps, anchor, sum(map(len, gaps)), gaps[anchor], anchor < len(affixes))


def _prepared(level: str, chips: tuple[str, ...]) -> Pattern:
    parts = [chip.partition("{}") for chip in chips]
    return make_pattern(tuple(classify(before, after, level) for before, _, after in parts))


PATTERNS: dict[str, tuple[Pattern, ...]] = {
    level: tuple(_prepared(level, chips) for chips in patterns) for level, patterns in LEVEL_PATTERNS.items()
}


def _label_affixes(level: str) -> tuple[Affix, ...]:
    named = tuple(classify(f"{word} ", "", level) for word in LABEL_PREFIXES.get(level, ()))
    own = tuple(affix for pattern in PATTERNS[level] for affix in pattern.affixes)
    return tuple(sorted({*own, *named}, key=lambda affix: -len(affix.before + affix.after)))


LABEL_AFFIXES: dict[str, tuple[Affix, ...]] = {level: _label_affixes(level) for level in PATTERNS}
"""Affixes a label of the level may carry, longest first."""
