"""The benchmark's own vocabulary: reads words.txt and contrasts.txt and inflects what they hold."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
VOWELS = "aeiou"
CLASSES = ("eq", "doc", "ppl", "mat", "data", "event", "place", "food", "bio")


def spell(text: str, american: bool) -> str:
    """The British or the American side of "british/american" (the same side where there is but one)."""
    british, _, other = text.partition("/")
    return other if american and other else british


@dataclass(frozen=True)
class Noun:
    """A head noun: singular and plural, each "british/american"; a mass noun has no plural."""

    singular: str
    plural: str
    mass: bool = False


@dataclass(frozen=True)
class Verb:
    """A verb with its particle ("of" in "dispose of") and, where English has one, its action noun."""

    lemma: str
    past: str
    gerund: str
    third: str
    particle: str = ""
    action: str = ""

    @property
    def nominal(self) -> str:
        return self.action or ("" if self.particle else self.gerund)


def plural_of(word: str) -> str:
    if re.search(r"(s|x|z|ch|sh)$", word):
        return word + "es"
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + "s"


def read_noun(entry: str) -> Noun:
    if entry.endswith("*"):
        return Noun(entry[:-1], entry[:-1], mass=True)
    singular, _, plural = entry.partition("|")
    return Noun(singular, plural or "/".join(plural_of(side) for side in singular.split("/")))


def _gerund(word: str, double: bool) -> str:
    if double:
        return word + word[-1] + "ing"
    if word.endswith("e") and not word.endswith(("ee", "ye")):
        return word[:-1] + "ing"
    return word + "ing"


def _third(word: str) -> str:
    return word + "es" if word.endswith("o") else plural_of(word)


def _regular_past(word: str, double: bool) -> str:
    if double:
        return word + word[-1] + "ed"
    if word.endswith("e"):
        return word + "d"
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ied"
    return word + "ed"


def _sides(british: str, american: str) -> str:
    return british if british == american else f"{british}/{american}"


def read_verb(entry: str) -> Verb:
    """Reads "lemma[ particle][>past][+|+-][=action noun]"; "+-" doubles the last letter in British spelling only."""
    body, _, action = entry.partition("=")
    only_british = body.endswith("+-")
    double = only_british or body.endswith("+")
    body = body.rstrip("+-")
    lemma, _, past = body.partition(">")
    lemma, _, particle = lemma.partition(" ")
    british, american = spell(lemma, american=False), spell(lemma, american=True)
    # "enrol" doubles and "enroll" already has; a verb with an American lemma of its own never doubles there.
    american_double = double and not only_british
    return Verb(
        lemma=lemma,
        past=past or _sides(_regular_past(british, double), _regular_past(american, american_double)),
        gerund=_sides(_gerund(british, double), _gerund(american, american_double)),
        third=_sides(_third(british), _third(american)),
        particle=particle,
        action=action,
    )


def _sections(path: Path) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for raw in path.read_text(encoding="utf-8").splitlines():
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            current = sections.setdefault(line[1:-1], [])
        else:
            current.append(line)
    return sections


@cache
def words(section: str) -> tuple[str, ...]:
    lines = (_WORDS if section in _WORDS else _CONTRASTS)[section]
    return tuple(entry.strip() for line in lines for entry in line.split(";") if entry.strip())


@cache
def contrast_sets(section: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(member.strip() for member in line.split("|")) for line in _CONTRASTS[section])


@cache
def verbs(section: str) -> tuple[Verb, ...]:
    return tuple(read_verb(entry) for entry in words(section))


@cache
def nouns(section: str) -> tuple[Noun, ...]:
    return tuple(read_noun(entry) for entry in words(section))


@cache
def pairs(section: str) -> tuple[tuple[str, str], ...]:
    """ "left=right" entries of a section, split."""
    split = (entry.partition("=") for entry in words(section))
    return tuple((left, right) for left, _, right in split)


_WORDS = _sections(HERE / "words.txt")
_CONTRASTS = _sections(HERE / "contrasts.txt")
