"""Ranges of years as the pages write them: ``0–2 yrs``, ``5–8+ years``, ``over ten years``, ``5 years or more``."""

import re
from functools import lru_cache

from jdparse.records import Years

FROM = "from"
FLOORS: tuple[str, ...] = (
    "at least", "no less than", "not less than", "no fewer than", "not fewer than", "more than", "over", "above",
    "upwards of", "in excess of", "exceeding", "minimum of", "minimum", "min", FROM, ">=", ">", "≥",
)  # fmt: skip
"""What asks, before a number, for it or more."""

CEILINGS: tuple[str, ...] = (
    "up to", "at most", "no more than", "not more than", "no longer than", "not longer than", "not exceeding",
    "less than", "fewer than", "under", "below", "maximum of", "maximum", "max", "<=", "<", "≤",
)  # fmt: skip
"""What asks, before a number, for no more."""

OR_MORE: tuple[str, ...] = (
    "or more", "and more", "or over", "and over", "or above", "and above", "or longer", "or up", "and up",
    "minimum", "at least",
)  # fmt: skip
OR_LESS: tuple[str, ...] = ("or less", "or fewer", "or under", "maximum", "max", "at most")
"""What says the same behind the years."""

BEFORE_OTHERS: tuple[str, ...] = (
    "within", "last", "past", "previous", "next", "coming", "first", "every", "each", "in under", "in less than",
)  # fmt: skip
BEHIND_OTHERS: tuple[str, ...] = (
    "ago", "old", "of age", "from now", "later", "in advance", "in business", "a year", "per year", "each year",
)  # fmt: skip
"""What tells of a deadline, an age or a rhythm: such years are no experience, and are passed over."""

NUMBERS: dict[str, int] = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40,
}  # fmt: skip
"""Number words; "twenty-five" is the sum of two."""

ARTICLES: dict[str, int] = {"a": 1, "an": 1}
"""A number only in "a decade" and "a year of experience": there may be a report a year."""

UNREAD_NUMBERS: tuple[str, ...] = ("half a", "fifty", "sixty", "hundred")

UNITS: tuple[str, ...] = ("year", "yr", "month", "yoe", "mo.", "mos.", "decade")
"""What stands in every text that gives a number of years."""

SMALL_WORDS: tuple[str, ...] = (
    "a", "an", "the", "per", "each", "every", "of", "and", "or", "in", "to", "for", "with", "at", "by", "on",
)  # fmt: skip
"""Between a number and "years" these tell that the number counts something else."""


def _any_of(phrases: tuple[str, ...]) -> str:
    """A pattern for any of the phrases that ends where a word does; the longest wins."""
    patterns = [re.escape(phrase).replace(r"\ ", r"\s+") for phrase in sorted(phrases, key=len, reverse=True)]
    return "|".join([rf"{pattern}\b" if pattern[-1].isalpha() else pattern for pattern in patterns])


_WORD = rf"(?:(?:twenty|thirty|forty)[\s-])?(?:{_any_of(tuple(NUMBERS))})"
_ARTICLE = r"an?(?=\s+(?:decade\b|year[’']?s?\s+(?:of\s+)?(?:[\w/-]+\s+){0,2}experience))"
_NUMBER = rf"(?:(?:\d{{1,2}}(?:\.\d)?|{_WORD})(?:\s+and\s+a\s+half\b)?|{_ARTICLE})"
_IN_FIGURES = r"(?:\s*\(\s*\d{1,2}\s*\+?\s*\))?"  # three (3) years
_UNIT = r"(?:years?|yrs?\.?|yoe|months?|mos?\.|decades?)(?![a-z])"
_TO = r"(?:[–—‒−-]|-?\s*to(?![a-z])-?|(?:(?:and|or)\s+)?up\s+to\b|through\b)"
_AND = r"(?(between)and\b|(?!))"  # "and" stands in a range only behind "between"
_OF_EXPERIENCE = r"(?:\s+(?:of\s+)?experience)?"

_READ = rf"""
    (?:(?:(?P<others_before>{_any_of(BEFORE_OTHERS)})|(?P<between>between\b)
        |(?P<ceiling>{_any_of(CEILINGS)})|(?P<floor>{_any_of(FLOORS)}))\.?:?\s*(?:(?:the|an?)\s+)?)?
    (?<![\w.,$€£%])(?<!\d\s)(?<!\d/)(?!1/2\b)(?P<low>{_NUMBER}){_IN_FIGURES}
    (?:\s*(?:(?P<low_unit>{_UNIT})[’']?\s*(?:{_TO}|{_AND})|{_TO}|{_AND}|or\b|/)\s*(?P<high>{_NUMBER}){_IN_FIGURES})?
    \s*(?P<open>\+|-?plus\b|(?:or|and)\s+more\b)?
    (?:\s*(?P<unit>{_UNIT})|-(?P<hyphened>{_UNIT})(?={_OF_EXPERIENCE}\s+(?:[\w/-]+\s+){{0,2}}experience))
    (?:[’']?{_OF_EXPERIENCE}(?:\s*(?P<plus>\+)|\s+(?:
        (?:(?P<or_more>{_any_of(OR_MORE)})|(?P<or_less>{_any_of(OR_LESS)}))(?!\s+(?:to\b|{_NUMBER}))
        |(?P<others_behind>{_any_of(BEHIND_OTHERS)}))))?
"""
_UNREAD = rf"""
    (?<![\w$€£%.,-])(?:\d[\d.,]*(?:/\d)?\s?[½¼¾]?|{_WORD}|{_any_of(UNREAD_NUMBERS)}){_IN_FIGURES}
    \s*\+?(?:\s*(?:or|and)\s+more)?
    (?:[\s-]*{_UNIT}(?!-old)|[\s-]+(?!{_any_of(SMALL_WORDS)})[a-z][a-z-]*\s+(?:years|yrs|months)\b)
    |\b(?:years|yrs)\b(?:\s+of(?:\s+[a-z]+){{1,3}})?\s*[:=]\s*[<>≥≤~]?\s*\d[\d.,+–\s-]*+(?!y|mo|to\b)
"""
_WORDS = {**NUMBERS, **ARTICLES}
MENTION = re.compile(rf"(?:(?<![a-z])(?=[\da-z])|(?=[<>≥≤]))(?:{_READ}|(?P<unread>{_UNREAD}))", re.VERBOSE)
"""Of text in lower case: that is twice as fast as ignoring case."""


@lru_cache(maxsize=4096)  # a crawl says the same few hundred ranges over and over
def find_years(text: str) -> tuple[tuple[Years | None, str], ...]:
    """Every number of years in ``text`` with its raw words, left to right; months are twelfths of a year.

    None stands for one that cannot be read. Ages, deadlines and rhythms are passed over: they are no experience.
    """
    lower = text.lower()
    if not any(unit in lower for unit in UNITS):
        return ()
    shown = text if len(text) == len(lower) else lower  # a rare letter is longer in lower case
    return tuple(
        [
            (None if match["unread"] else _years(match), shown[match.start() : match.end()].strip())
            for match in MENTION.finditer(lower)
            if not (match["others_before"] or match["others_behind"])
        ]
    )


def _years(match: re.Match[str]) -> Years | None:
    """The range a mention names; null where its bounds are the wrong way round."""
    unit = match["unit"] or match["hyphened"]
    low = _in_years(match["low"], match["low_unit"] or unit)
    high = _in_years(match["high"], unit) if match["high"] else None
    if high is not None and low > high:
        return None
    if match["ceiling"] or match["or_less"]:
        return Years(None, low if high is None else high, open=False)
    floor = match["floor"] is not None and not (high is not None and match["floor"] == FROM)
    # "3 years" asks for three or more, as does "3+ years"; only words or a plus that say so make it open.
    return Years(low, high, open=floor or "+" in match.group() or bool(match["open"] or match["or_more"]))


def _in_years(number: str, unit: str) -> float:
    whole, *half = re.split(r"\s+and\s+a\s+half", number)
    words = () if whole[0].isdigit() else re.split(r"[\s-]+", whole)
    value = float(sum(_WORDS[word] for word in words)) if words else float(whole)
    value += 0.5 if half else 0.0
    return value / 12 if unit.startswith("mo") else value * 10 if unit.startswith("decade") else value
