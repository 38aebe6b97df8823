"""Number the words a process has met: columns of integers stand for text; identifiers never depend on the numbers."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from . import tables
from .classes import ACTS, GERUNDS, NOUN_VERBS, Class
from .columns import I64, GrowingColumn
from .morphology import Word
from .words import COMMA, Entry, single, take_apart, thing

U64 = npt.NDArray[np.uint64]
I32 = npt.NDArray[np.int32]
MAX_PIECE = 200


def digest(lemma: str) -> tuple[int, int]:
    """128 bits of a lemma as two integers."""
    raw = hashlib.blake2b(lemma.encode(), digest_size=16).digest()
    return int.from_bytes(raw[:8], "little"), int.from_bytes(raw[8:], "little")


@dataclass
class Lemmas:
    """Lemma <-> number, with the hash of each."""

    numbers: dict[str, int] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    low: GrowingColumn = field(default_factory=lambda: GrowingColumn(np.uint64))
    high: GrowingColumn = field(default_factory=lambda: GrowingColumn(np.uint64))

    def number(self, lemma: str) -> int:
        """The lemma's number, a new one if it is new."""
        found = self.numbers.get(lemma)
        if found is None:
            found = self.numbers[lemma] = len(self.names)
            self.names.append(lemma)
            low, high = digest(lemma)
            self.low.append(low)
            self.high.append(high)
        return found


@dataclass
class Vocabulary:
    """Entries and pieces by number: an entry is a word as the grammar sees it, a piece what stands between blanks."""

    lemmas: Lemmas = field(default_factory=Lemmas)
    entry_numbers: dict[Entry, int] = field(default_factory=dict)
    words: list[Word] = field(default_factory=list)
    kinds: GrowingColumn = field(default_factory=lambda: GrowingColumn(np.int8))
    nouns: GrowingColumn = field(default_factory=lambda: GrowingColumn(np.int32))
    verbs: GrowingColumn = field(default_factory=lambda: GrowingColumn(np.int32))
    things: GrowingColumn = field(default_factory=lambda: GrowingColumn(np.int32))
    pieces: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def entry(self, entry: Entry) -> int:
        """The entry's number, a new one if it is new."""
        found = self.entry_numbers.get(entry)
        if found is None:
            found = self.entry_numbers[entry] = len(self.words)
            self.words.append(entry.word)
            self.kinds.append(int(entry.kind))
            self.nouns.append(self.lemmas.number(entry.word.noun))
            self.verbs.append(self.lemmas.number(entry.word.verb))
            self.things.append(self.lemmas.number(thing(entry)))
        return found

    def piece(self, piece: str) -> tuple[int, ...]:
        """The numbers of a piece's entries; beyond MAX_PIECE characters nothing is read."""
        found = self.pieces.get(piece)
        if found is None:
            found = tuple(self.entry(entry) for entry in take_apart(piece[:MAX_PIECE]))
            self.pieces[piece] = found
        return found

    def lemma_of(self, word: str) -> int:
        """The number of a plain word's noun lemma."""
        return self.lemmas.number(single(word).word.noun)


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of this process."""
    return Vocabulary()


class EntryFlags:
    """Which entries of the vocabulary pass a test, asked once each: passes look for few words among very many."""

    def __init__(self, test: Callable[[int], bool]) -> None:
        self._test = test
        self._flags = GrowingColumn(bool)

    def places(self, entries: I32) -> I64:
        """Where among these entries those are that pass."""
        known = len(self._flags.values)
        self._flags.extend([self._test(number) for number in range(known, len(vocabulary().words))])
        return np.flatnonzero(self._flags.values[entries])


@cache
def lemmas_of_list(name: str) -> I64:
    """The lemmas of a list."""
    return lemmas_of(tuple(tables.words(name)))


@cache
def lemmas_of(words: tuple[str, ...]) -> I64:
    """The lemmas of some words."""
    return np.array(sorted(vocabulary().lemma_of(word) for word in words), np.int64)


@dataclass(frozen=True)
class PhraseTable:
    """Runs of lemmas read as one entry: closed compounds, expansions of short forms, prepositions of several words.

    `by_length` maps a length in words to (sorted hashes, entries); `firsts` and `seconds` hold the lemmas a run can
    start with, `pairs` both as one number.
    """

    by_length: dict[int, tuple[U64, I32]]
    firsts: I32
    seconds: I32
    pairs: I64

    def is_first(self, lemmas: int) -> npt.NDArray[np.bool_]:
        """For each of so many lemma numbers, whether a run can start with it."""
        return _flags(self.firsts, lemmas)

    def is_second(self, lemmas: int) -> npt.NDArray[np.bool_]:
        """For each of so many lemma numbers, whether it can stand second in a run."""
        return _flags(self.seconds, lemmas)


def _flags(numbers: npt.NDArray[np.integer[Any]], size: int) -> npt.NDArray[np.bool_]:
    flags = np.zeros(size, bool)
    flags[numbers] = True
    return flags


def _orders(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """A phrase, and for "x and y" also "y and x"."""
    return [words, words[::-1]] if len(words) == 3 and words[1] == "and" else [words]


def _wordings(long: str) -> list[tuple[str, ...]]:
    """The wordings of an expansion: a list may have commas or not, and "and" before its last member or not."""
    if "," not in long:
        return _orders(tuple(long.split()))
    *front, last = (tuple(member.split()) for member in re.split(r",\s*(?:and\s+)?", long))
    fronts = [tuple(between.join(map(" ".join, front)).split()) for between in (" ", " , ")]
    return [(*words, *joint, *last) for words in fronts for joint in ((), (",",), ("and",), (",", "and"))]


def _listed_phrases() -> list[tuple[tuple[str, ...], Entry]]:
    # "on site" may be "on the site": a compound with a preposition is known by its hyphen or closed form alone.
    compounds = (
        parts
        for parts in tables.phrases("compounds.txt")
        if single(parts[0]).kind is not Class.PREPOSITION or parts[0] == "per"
    )
    found = [(parts, single("".join(parts))) for parts in compounds]
    for short, long in tables.rows("abbreviations.tsv"):
        if " " in long:
            found.extend((wording, single(short)) for wording in _wordings(long))
        if "/" in short:
            found.append((tuple(short.replace("/", " and ").split()), single(short)))
    listed = (row[1] for row in tables.rows("function_words.tsv") if "-" in row[1])
    found.extend((tuple(word.split("-")), single(word)) for word in listed)
    return found


def _lemma_in_phrase(part: str) -> int:
    return vocabulary().lemmas.number(COMMA.word.noun) if part == "," else vocabulary().lemma_of(part)


@cache
def phrase_table() -> PhraseTable:
    """The shipped runs, by hash of their lemmas."""
    known = vocabulary()
    rows: dict[int, dict[int, int]] = {}
    pairs: set[tuple[int, int]] = set()
    for parts, entry in _listed_phrases():
        lemmas = [_lemma_in_phrase(part) for part in parts if single(part).kind is not Class.EMPTY]
        pairs.add((lemmas[0], lemmas[1]))
        code = int(run_hash([np.array([lemma]) for lemma in lemmas])[0])
        rows.setdefault(len(lemmas), {})[code] = known.entry(entry)
    by_length = {}
    for length in sorted(rows, reverse=True):
        codes = np.array(sorted(rows[length]), np.uint64)
        by_length[length] = (codes, np.array([rows[length][int(code)] for code in codes], np.int32))
    firsts, seconds = (np.array(sorted(set(column)), np.int32) for column in zip(*pairs, strict=True))
    return PhraseTable(by_length, firsts, seconds, np.array(sorted(a * PAIR + b for a, b in pairs), np.int64))


def mix(values: U64) -> U64:
    """Spread 64-bit values so that their sums do not collide (the finaliser of splitmix64)."""
    values = values ^ (values >> np.uint64(30))
    values *= np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(27)
    values *= np.uint64(0x94D049BB133111EB)
    values ^= values >> np.uint64(31)
    return values


def run_hash(columns: list[npt.NDArray[np.int32]] | list[npt.NDArray[np.int64]]) -> U64:
    """A hash of lemma numbers in order; for look-ups within this process only."""
    total = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        total = mix(total * np.uint64(3) + column.astype(np.uint64) + np.uint64(1))
    return total


@dataclass(frozen=True)
class LoosePrepositions:
    """Pairs (word before, preposition) whose preposition says nothing, and the entry that is read in its place.

    `nouns_only` marks pairs that hold of a noun that can be a verb too, which it is where it opens a bullet; `acts`
    pairs that hold of the noun of an act ("preparation for"), which must not be taken for those of its verb's noun;
    `certificates` pairs of what a person holds in a field, while a duty does something with it somewhere. `verbs_too`
    and `gerunds_too` mark pairs that hold of the word's verb as well: "assessment for" is not "assess for". `places`
    marks pairs whose preposition may name the place or the manner of telling.
    """

    heads: npt.NDArray[np.int32]
    codes: npt.NDArray[np.int64]
    entries: I32
    nouns_only: npt.NDArray[np.bool_]
    acts: npt.NDArray[np.bool_]
    certificates: npt.NDArray[np.bool_]
    verbs_too: npt.NDArray[np.bool_]
    gerunds_too: npt.NDArray[np.bool_]
    places: npt.NDArray[np.bool_]


PAIR = 1 << 24


@cache
def loose_prepositions() -> LoosePrepositions:
    """The shipped table of prepositions that say nothing after certain words."""
    known = vocabulary()
    pairs: dict[int, tuple[int, ...]] = {}
    for word, prepositions, as_name, *note in tables.rows("loose_prepositions.tsv"):
        head, kind, verb_too = known.lemma_of(word), single(word).kind, note == ["verb"]
        certificate = word in tables.words("certificates.txt")
        for preposition in prepositions.split():
            nouns_only = as_name == "of" and not verb_too and kind in NOUN_VERBS | {Class.VERB}
            anything = verb_too or as_name != "of"
            pairs[head * PAIR + known.lemma_of(preposition)] = (
                known.entry(single(as_name)),
                nouns_only or certificate,
                anything or kind in ACTS,
                certificate,
                anything or kind not in ACTS,
                anything or kind not in ACTS - GERUNDS,
                preposition == "in" and note == ["place"],
            )
    codes = np.array(sorted(pairs), np.int64)
    found = [pairs[int(code)] for code in codes]
    return LoosePrepositions(
        np.unique(codes // PAIR).astype(np.int32),
        codes,
        np.array([row[0] for row in found], np.int32),
        *(np.array([row[column] for row in found], bool) for column in range(1, 7)),
    )


def lemma_in(lemmas: npt.NDArray[np.integer[Any]], wanted: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.bool_]:
    """Which of the lemma numbers are among the wanted ones; a look-up, where numpy.isin would sort or search."""
    among: npt.NDArray[np.bool_] = _flags(wanted, len(vocabulary().lemmas.names))[lemmas]
    return among


def class_in(kinds: npt.NDArray[np.int8], wanted: frozenset[Class] | set[Class]) -> npt.NDArray[np.bool_]:
    """Which of the classes are among the wanted ones."""
    table = np.zeros(max(Class) + 1, bool)
    table[[int(kind) for kind in wanted]] = True
    return table[kinds]
