"""Ranges of years as the pages write them: ``0–2 yrs``, ``5–8+ years``, ``10+ years``, ``up to 3 years``."""

import re
from functools import lru_cache

from jdparse.records import Years

HAS_DIGIT = re.compile(r"\d")
_NUMBER = r"(\d{1,2}(?:\.\d)?)"
_UNIT = r"(?:years?|yrs?\.?|months?|mos?\.)(?![a-z])"
RANGE = re.compile(
    rf"""(?<![\d.,$€£%])
    (?:(?P<ceiling>up\s+to|at\s+most|(?:no|not)\s+more\s+than|less\s+than|under|fewer\s+than|<)\s*)?
    {_NUMBER.replace("(", "(?P<low>", 1)}
    (?:\s*(?:[–—‒−-]|to)\s*{_NUMBER.replace("(", "(?P<high>", 1)})?
    \s*(?P<open>\+|or\s+more\b)?
    \s*(?P<unit>{_UNIT})""",
    re.VERBOSE | re.IGNORECASE,
)


@lru_cache(maxsize=4096)  # a crawl says the same few hundred ranges over and over
def find_years(text: str) -> tuple[tuple[Years, str], ...]:
    """Every range of years in ``text`` with its raw words, left to right; months are twelfths of a year."""
    if not HAS_DIGIT.search(text):
        return ()
    return tuple([(_years(match), match.group().strip()) for match in RANGE.finditer(text)])


def _years(match: re.Match[str]) -> Years:
    scale = 12.0 if match["unit"].lower().startswith("mo") else 1.0
    low = float(match["low"]) / scale
    if match["ceiling"]:
        return Years(None, low, open=False)
    is_open = match["open"] is not None
    if match["high"]:
        return Years(low, float(match["high"]) / scale, open=is_open)
    # "3 years" asks for three or more, as does "3+ years"; only the plus says so.
    return Years(low, None, open=is_open)
