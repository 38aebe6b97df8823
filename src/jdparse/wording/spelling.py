"""One spelling a word: American forms, listed misspellings, and non-words one slip away from exactly one known word."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cache

from simplemma.strategies.dictionaries.dictionary_factory import _load_dictionary_from_disk

from . import tables
from .slips import BESIDE, keeps_ends, of_the_hand, one_slip

MIN_TYPO_LENGTH = 5
MIN_RARE_TYPO_LENGTH = 7
ENDING = 4
MIN_BESIDE_LENGTH = 8
MIN_STEM = 4
# Prefixes that are as often the start of a word.
_BRITISH_BEHIND = ("un", "non", "re", "de", "dis", "mis", "pre", "over", "under", "multi")
MIN_BRITISH_REST = 5
_SHORT_PREFIXES = frozenset({"co", "de", "re", "un", "bi", "up", "pro", "tri", "uni", "out", "dis", "mis"})

_PATTERNS = (
    (re.compile(r"(?<=[a-z]{2})isation"), "ization"),
    (re.compile(r"(?<=[a-z]{2})is(?=(?:e|es|ed|ing|er|ers|able)$)"), "iz"),
    (re.compile(r"(?<=[a-z]{2}[a-z])ys(?=(?:e|es|ed|ing|er|ers)$)"), "yz"),
    (re.compile(r"(?<=[aeiou][b-df-hj-np-tv-z])our|(?<=[aeiou][b-df-hj-np-tv-z]{2})our"), "or"),
    (re.compile(r"(?<=[a-z]{2}[bdt])re(?=s?$)"), "er"),
    (re.compile(r"(?<=[a-z]{3})ogue(?=s?$)"), "og"),
    (re.compile(r"(?<=[a-z]{3})ogu(?=(?:ed|ing)$)"), "og"),
    (re.compile(r"ae"), "e"),
    (re.compile(r"oe"), "e"),
)
_ANY_PATTERN = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in _PATTERNS))
_IZE_ENDING = re.compile(r"(?:e|es|ed|ing|er|ers|or|ors|able)$")
_DOUBLED = re.compile(r"^([a-z]*[aeiouy][a-z]*[^aeiou\W][aeiou]l)l(ed|ing|er|ers|or|ors|ation)$")


@cache
def dictionary() -> Mapping[str, str]:
    """simplemma's pinned English list: every form it knows, and its lemma."""
    # simplemma's own view of it takes as long again to read through as the file; the version is pinned.
    return {form.decode(): lemma.decode() for form, lemma in _load_dictionary_from_disk("en").items()}


@cache
def _british() -> dict[str, str]:
    return tables.mapping("spelling.tsv")


def american(word: str) -> str:
    """The American spelling of a British form; any other word as it is."""
    listed = _british().get(word) or _british_inflected(word)
    if listed or word in tables.words("not_british.txt") or len(word) < 5:
        return listed or word
    if not _ANY_PATTERN.search(word) or _IZE_ENDING.sub("", word) in tables.words("not_ize.txt"):
        return _undoubled(word) or word
    return _undoubled(word) or _by_pattern(word) or _behind_prefix(word) or word


def _undoubled(word: str) -> str | None:
    doubled = _DOUBLED.match(word)
    one = doubled[1] + doubled[2] if doubled else ""
    return one if doubled and _is_doubled_for_british(doubled[1], one) else None


def _by_pattern(word: str) -> str | None:
    candidates = (pattern.sub(american_part, word) for pattern, american_part in _PATTERNS)
    return next((form for form in candidates if form != word and form in dictionary()), None)


def _behind_prefix(word: str) -> str | None:
    """The American form of a word that no list has, but that is one behind its prefix: "unpressurised"."""
    if word in dictionary():
        return None
    rests = ((prefix, word.removeprefix(prefix)) for prefix in _BRITISH_BEHIND if word.startswith(prefix))
    known = ((prefix, rest) for prefix, rest in rests if len(rest) >= MIN_BRITISH_REST and rest in dictionary())
    return next((prefix + american(rest) for prefix, rest in known), None)


def _is_doubled_for_british(base: str, undoubled: str) -> bool:
    """Whether the form with one l is a form of a word with one l: "labelling", but not "refilling" or "patrolling"."""
    if base + "l" in tables.words("verbs.txt") or base not in dictionary():
        return False
    return dictionary().get(undoubled) in (base, undoubled)


def _british_inflected(word: str) -> str | None:
    for ending in ("s", "d", "ed", "ing", "es"):
        stem = word.removesuffix(ending)
        if stem == word:
            continue
        for base in (stem, stem + "e"):
            target = _british().get(base)
            if target and (base + ending == word or (base.endswith("e") and base[:-1] + ending == word)):
                return _with_ending(target, ending)
    return None


def _with_ending(word: str, ending: str) -> str:
    if ending == "d" and not word.endswith("e"):
        return word + "ed"
    return (word[:-1] if word.endswith("e") and ending in ("ed", "ing", "es") else word) + ending


@cache
def known_words() -> frozenset[str]:
    """Words of our own lists that a typing error must neither touch nor miss."""
    listed = {
        w
        for name in ("verbs.txt", "named.txt", "keep.txt", "lexical_ing.txt", "homographs.txt")
        for w in tables.words(name)
    }
    listed |= {
        w
        for name in ("plurals.tsv", "irregular_verbs.tsv", "spelling.tsv", "action_nouns.tsv")
        for r in tables.rows(name)
        for w in r
    }
    listed |= {row[0] for row in tables.rows("abbreviations.tsv")}
    listed |= {w for row in tables.rows("abbreviations.tsv") for w in row[1].replace(",", "").split()}
    listed |= {w for phrase in tables.phrases("compounds.txt") for w in (*phrase, "".join(phrase))}
    listed |= {w for row in tables.rows("guards.tsv") for w in row[2].split()}
    listed |= {w for phrase in tables.phrases("synonyms.txt") for w in phrase}
    return frozenset(listed) | tables.words("common.txt") | tables.words("technical.txt")


def _is_listed(word: str) -> bool:
    return word in dictionary() or word in known_words()


def is_known(word: str) -> bool:
    """Whether the word stands in any shipped list: as it is, inflected, under a prefix, or as an agent's name."""
    if _is_listed(word):
        return True
    return any(_is_listed(base) for base in _bases(word)) or _is_prefixed(word)


_ENDINGS = ("s", "es", "ed", "ing", "ly", "'s")
_AGENTS = ("er", "ers", "or", "ors", "less", "ness", "able", "like", "ship", "wise")


def _bases(word: str) -> Iterator[str]:
    """What the word is an inflection of, or made of with an ending any word may take: "neutralizer" of "neutralize"."""
    for end in _ENDINGS:
        if word.endswith(end):
            yield word[: -len(end)]
    for end in _AGENTS:
        stem = word[: -len(end)]
        if word.endswith(end) and len(stem) >= MIN_STEM:
            yield stem
            if end[0] in "eoa":
                yield stem + "e"


def _is_prefixed(word: str) -> bool:
    """ "Preproduction" and "nanofiltration" are words, though no list has them."""
    heads = (word[:i] for i in range(2, len(word) - MIN_STEM + 1))
    negated = word.startswith("un") and len(word) >= MIN_BESIDE_LENGTH and _is_listed(word[2:])
    return negated or any(head in _joining_prefixes() and _is_listed(word[len(head) :]) for head in heads)


@cache
def _joining_prefixes() -> frozenset[str]:
    return frozenset(word for role, word in tables.rows("hyphens.tsv") if role == "prefix") - _SHORT_PREFIXES


@cache
def _typo_targets() -> frozenset[str]:
    """The forms of common job words: what a slip of the finger is most likely to have been."""
    common = (
        tables.words("common.txt")
        | tables.words("verbs.txt")
        | {w for row in tables.rows("action_nouns.tsv") for w in row}
    )
    forms = {form for form, lemma in dictionary().items() if lemma in common}
    return frozenset(w for w in forms | common if len(w) >= MIN_TYPO_LENGTH and w.isascii() and w.isalpha())


@cache
def _deletions() -> dict[str, str]:
    """Targets, joined by blanks, under every form they have with one letter dropped: finds neighbours fast.

    Strings, since a hundred thousand small lists take ten times as long to make.
    """
    index: dict[str, str] = {}
    for target in sorted(_typo_targets()):
        for shorter in {target[:i] + target[i + 1 :] for i in range(len(target))}:
            index[shorter] = f"{index[shorter]} {target}" if shorter in index else target
    return index


def _common_neighbours(word: str) -> set[str]:
    index = _deletions()
    shorter = {word[:i] + word[i + 1 :] for i in range(len(word))}
    candidates = {target for key in (word, *shorter) for target in index.get(key, "").split()}
    candidates |= {key for key in shorter if key in _typo_targets()}
    return {target for target in candidates if one_slip(word, target) and keeps_ends(word, target)}


@cache
def _sorted_forms() -> list[str]:
    return sorted(dictionary())


@cache
def _endings() -> frozenset[str]:
    return frozenset(form[-ENDING:] for form in dictionary())


def _dropped_places(word: str) -> range:
    """Where a letter may have been dropped: what stands before must begin a known form, the last letters end one."""
    forms, end = _sorted_forms(), 1
    while end <= len(word):
        at = bisect_left(forms, word[:end])
        if at == len(forms) or not forms[at].startswith(word[:end]):
            break
        end += 1
    return range(1 if word[-ENDING:] in _endings() else len(word) - ENDING + 1, min(end, len(word)))


def _rare_slips(word: str) -> Iterator[str]:
    """A letter dropped, added, swapped, or in a long word hit beside its key: what hands do on keyboards."""
    for i in range(1, len(word)):
        yield word[:i] + word[i + 1 :]
        yield word[:i] + word[i + 1 : i + 2] + word[i] + word[i + 2 :]
        if len(word) >= MIN_BESIDE_LENGTH:
            for letter in BESIDE[word[i]]:
                yield word[:i] + letter + word[i + 1 :]
    for i in _dropped_places(word):
        for letter in "abcdefghijklmnopqrstuvwxyz":
            yield word[:i] + letter + word[i:]


def _listed_misspelling(word: str) -> str | None:
    """The listed correction of a word, or of the word it is an inflection of."""
    listed = tables.mapping("misspellings.tsv")
    if word in listed:
        return listed[word]
    for ending in ("s", "d", "ed", "ing"):
        for base in (word.removesuffix(ending), word.removesuffix(ending) + "e"):
            if (
                word.endswith(ending)
                and base in listed
                and (not base.endswith("e") or ending != "ed")
                and word not in dictionary()
            ):
                return _with_ending(listed[base], ending)
    return None


def _one_word(forms: set[str]) -> str | None:
    """The form to take when all are forms of a single word: the shortest, then the first."""
    if not forms:
        return None
    lemmas = {dictionary().get(form) or form for form in forms}
    return min(forms, key=lambda form: (len(form), form)) if len(lemmas) == 1 else None


@cache
def corrected(word: str) -> str:
    """The word a typing error was meant to be, where the lists leave one choice; otherwise the word itself."""
    listed = _listed_misspelling(word)
    if listed:
        return listed
    if len(word) < MIN_TYPO_LENGTH or not (word.isascii() and word.isalpha()) or is_known(word):
        return word
    common = _common_neighbours(word)
    if common:
        return _one_word(common) or _one_word({right for right in common if of_the_hand(word, right)}) or word
    if len(word) < MIN_RARE_TYPO_LENGTH:
        return word
    rare = {form for form in dictionary().keys() & _rare_slips(word) if keeps_ends(word, form)}
    if rare:
        return _one_word(rare) or _one_word({right for right in rare if of_the_hand(word, right)}) or word
    stem = corrected(word[:-2]) if word.endswith("ly") else word
    return stem + "ly" if stem not in (word, word[:-2]) else word
