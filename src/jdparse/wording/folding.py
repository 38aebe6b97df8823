"""Fold characters that mean the same, and only those: "m²" is "m2", but "10⁶" is not "106"."""

import re
import unicodedata

import numpy as np

from . import tables
from .arrow import Column, array_of, numbers, pc, strings

# A page cannot make normalisation slow: runs of combining marks beyond this are cut before it.
MAX_MARKS = 8
_MARK_RUN = re.compile(
    f"([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{{{MAX_MARKS}}})[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)
_SUPERSCRIPT = re.compile("(?<=\\d)([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_SUPER_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_CHARACTERS: dict[int, str | None] = str.maketrans(
    {
        **dict.fromkeys(
            "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2061\u2062\u2063",
            None,
        ),
        **dict.fromkeys("‐‑‒−﹣－", "-"),
        "―": "—",
        **dict.fromkeys("‘’‚‛ʼ′`´＇", "'"),
        **dict.fromkeys("“”„‟«»″＂", '"'),
        **dict.fromkeys("\x85\u1680\u2028\u2029", " "),  # white space that no normal form makes a blank
        **dict.fromkeys("•·●▪◦‣⁃■□◆∙○►▶➢✓✔", " "),
        "×": "x",
        "⁄": "/",
        "∕": "/",
        "½": " 1/2",
        "¼": " 1/4",
        "¾": " 3/4",
        "µ": "μ",
        "™": "",
        "®": "",
        "©": "",
        "ß": "ss",
        "ẞ": "ss",
        "Æ": "AE",
        "æ": "ae",
        "Œ": "OE",
        "œ": "oe",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
    }
)
_LISTED = re.compile("[" + re.escape("".join(map(chr, _CHARACTERS))) + "]")
_ACCENT = re.compile("[\u0300-\u036f]")
# "3 to 5", "3 – 5": one range. A gloss: a short form beside its own expansion.
_RANGE = re.compile(r"(\d[\d.,]*[%kKmM]?\+?)(?:\s*[–—]\s*|\s+(?:-|to)\s+)(?=[$€£¥]?\d)")
# "Cost–benefit" is "cost-benefit"; a long dash between words is a comma with or without blanks.
_COMPOUND = re.compile(r"(?<=\w)–(?=\w)")
# "C ++", "C #" but not "B # 4"; "5 + years" but not "Java 8 + Spring"; "R & D" where the closed form is a short form.
_NAME_AND_SIGN = re.compile(r"(?<![\w.])([A-Za-z])\s+(\+\+|#)(?![\w+#]|\s*\d)")
_AND_MORE = re.compile(r"(\d)\s+\+(?=\s+(?:year|yr|month|week|day|hour|hr)s?\b)")
_INITIALS_AND = re.compile(r"(?<![\w&])([A-Za-z]{1,2})\s+&\s+([A-Za-z])(?![\w&])")
_GLOSS = re.compile(r"\(([^()]{2,80})\)")
_BETWEEN = "\0"  # parts texts that are folded together: no rule reaches over it
_NEEDS_WORK = (
    r"[0-9]\s*(?:-|to)\s+\S*[0-9]|[0-9]\s+(?:-|to)\s*\S*[0-9]|\("
    r"|\b[A-Za-z]{1,2}\s+&\s+[A-Za-z]\b|\b[A-Za-z]\s+(?:\+\+|#)|[0-9]\s+\+\s"
)
_SMALL = frozenset("a an and as at by for from in of on or the to with".split())


def _plain(text: str) -> str:
    return _LISTED.sub(lambda match: _CHARACTERS[ord(match[0])] or "", text)


def _is_plain(text: str) -> bool:
    return text.replace("–", "").replace("—", "").isascii()


def fold_characters(text: str) -> str:
    """The text with each character replaced by the plain one that means the same; accents on Latin letters go."""
    if text.isascii():
        return text
    plain = _plain(text)
    if _is_plain(plain):
        return plain
    text = _plain(_MARK_RUN.sub(r"\1", text))
    text = _SUPERSCRIPT.sub(lambda match: "^" + match[1].translate(_SUPER_DIGITS), text)
    text = _ACCENT.sub("", unicodedata.normalize("NFKD", text))
    return _plain(unicodedata.normalize("NFC", text))


def _initials(words: list[str]) -> set[str]:
    """What the words' first letters can spell, with and without the small words."""
    parts = [part for word in words for part in word.split("-") if part]
    every = "".join(part[0] for part in parts).lower()
    content = "".join(part[0] for part in parts if part.lower() not in _SMALL).lower()
    return {every, content, every.replace("a", "&", 1) if "and" in words else every}


def _short_form(text: str) -> str:
    """The letters of a possible short form in lower case, or nothing when it cannot be one."""
    letters = text.strip().replace(".", "")
    if not 2 <= len(letters) <= 8 or " " in letters or sum(c.isupper() for c in letters) < 2:
        return ""
    return (
        letters.removesuffix("s").lower().replace("&", "") if letters[-1] == "s" else letters.lower().replace("&", "")
    )


def drop_gloss(text: str) -> str:
    """Leave out a short form that stands in parentheses beside its own expansion, or around which it stands."""
    for match in _GLOSS.finditer(text):
        before = re.findall(r"[\w&.'-]+", text[: match.start()])
        inner = match[1]
        short = _short_form(inner)
        if short and any(
            short in _initials(before[-n:]) for n in range(len(short), min(len(before), len(short) + 4) + 1)
        ):
            return drop_gloss(text[: match.start()] + " " + text[match.end() :])
        outer = _short_form(before[-1]) if before else ""
        if outer and outer in _initials(re.findall(r"[\w&'-]+", inner)):
            start = text.rindex(before[-1], 0, match.start())
            return drop_gloss(text[:start] + inner + " " + text[match.end() :])
    return text


def _fold_marks(text: str) -> str:
    """Ranges, compounds with a dash, and signs and short forms that hold blanks."""
    text = _COMPOUND.sub("-", _RANGE.sub(r"\1-", text))
    text = _AND_MORE.sub(r"\1+", _NAME_AND_SIGN.sub(r"\1\2", text))
    return _INITIALS_AND.sub(_closed_short_form, text) if "&" in text else text


def _closed_short_form(match: re.Match[str]) -> str:
    closed = f"{match[1]}&{match[2]}"
    return closed if closed.lower() in tables.mapping("abbreviations.tsv") else match[0]


def fold(texts: list[str]) -> list[str]:
    """Characters, number ranges and glosses of one or more texts folded; case and words untouched.

    What is looked for everywhere is looked for in all of them at once.
    """
    joined = _BETWEEN.join(texts)
    if joined.count(_BETWEEN) >= len(texts):  # one holds what was to stand between them
        return fold([text.replace(_BETWEEN, " ") for text in texts])
    both = zip(texts, _plain(joined).split(_BETWEEN), strict=True)
    characters = [plain if _is_plain(plain) else fold_characters(text) for text, plain in both]
    marks = _fold_marks(_BETWEEN.join(characters)).split(_BETWEEN)
    return [drop_gloss(text) if "(" in text else text for text in marks]


def fold_array(texts: Column) -> Column:
    """`fold` over a column without nulls: plain ASCII without a range or a parenthesis passes untouched."""
    plain = pc.and_(pc.string_is_ascii(texts), pc.invert(pc.match_substring_regex(texts, _NEEDS_WORK)))
    work = np.flatnonzero(~array_of(plain))
    if not len(work):
        return texts
    folded = strings(fold(texts.take(numbers(work)).to_pylist()))
    return pc.replace_with_mask(texts, pc.invert(plain), folded)
