"""Plain typing errors: one slip inside a long word that makes no other word."""

import random
import re
import string
from functools import cache

from benchmarks.near_identical.lexicon import contrast_sets
from simplemma import is_known

SHORTEST = 8
KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


@cache
def _contrast_words() -> frozenset[str]:
    """Words one slip away from another word of the benchmark; a slip in them could be read either way."""
    members = (
        member
        for section in ("near.words", "stems.mods", "near.verbs")
        for one in contrast_sets(section)
        for member in one
    )
    return frozenset(word for member in members for word in re.split(r"[/ +>]", member))


def _neighbour_keys(letter: str) -> str:
    row = next(row for row in KEYBOARD if letter in row)
    at = row.index(letter)
    return row[max(0, at - 1) : at] + row[at + 1 : at + 2]


def _slips(word: str) -> set[str]:
    """All single slips: a letter dropped, doubled, swapped with the next, or hit beside the key; never at the ends."""
    found = set()
    for i in range(1, len(word) - 2):
        found.add(word[:i] + word[i + 1 :])
        found.add(word[:i] + word[i] + word[i:])
        found.add(word[:i] + word[i + 1] + word[i] + word[i + 2 :])
        found.update(word[:i] + key + word[i + 1 :] for key in _neighbour_keys(word[i]))
    found.discard(word)
    return found


def _one_edit_away(word: str) -> set[str]:
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    letters = string.ascii_lowercase
    return (
        {left + right[1:] for left, right in splits if right}
        | {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
        | {left + letter + right[1:] for left, right in splits if right for letter in letters}
        | {left + letter + right for left, right in splits for letter in letters}
    )


def _is_word(text: str) -> bool:
    return is_known(text, lang="en")


@cache
def _typing_errors(word: str) -> tuple[str, ...]:
    """Up to five slips that are no word and are one edit away from no word but this."""
    rng = random.Random(word)
    found: list[str] = []
    slips = sorted(_slips(word))
    for slip in rng.sample(slips, min(12, len(slips))):
        if not _is_word(slip) and all(near == word or not _is_word(near) for near in _one_edit_away(slip)):
            found.append(slip)
        if len(found) == 5:
            break
    return tuple(found)


def misspell(text: str, choice: int) -> str:
    """The text with a slip in one of its long lower-case words, or unchanged if it has none; choice >= 1 picks."""
    spots = [m for m in re.finditer(r"(?<![\w-])[a-z]{8,}(?![\w-])", text) if m[0] not in _contrast_words()]
    if not spots:
        return text
    spot = spots[choice % len(spots)]
    slips = _typing_errors(spot[0])
    if not slips:
        return text
    return text[: spot.start()] + slips[choice % len(slips)] + text[spot.end() :]
