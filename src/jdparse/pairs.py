"""Decide between two wordings: SAME, RELATED or DIFFERENT, and name the rule that decided."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from .wording import Decisions, bullet_keys, differs_by, tables
from .wording.guards import ADDING_COUNTS, LIGHT_ROLES, Guards, agents, opposite_by_prefix
from .wording.reading import Reading, read
from .wording.synonyms import phrases, synonyms

Relation = Literal["SAME", "RELATED", "DIFFERENT"]
# A bullet that says little of a long one is no part of it worth a link.
MIN_SHARE = 0.25
SYNONYM_SCORE = 0.85
PARTICLES = tables.words("particles.txt")
# Where more pairs of words differ, they are simply other words.
MAX_NAMED = 9


@dataclass(frozen=True)
class Words:
    """A wording's lemmas in normal order, each with the preposition it stands under, and its opening word."""

    lemmas: tuple[str, ...]
    marks: tuple[str, ...]
    opening: str


@dataclass(frozen=True)
class Explanation:
    """What decided between two wordings.

    `rule` is `key` (then `differs_by` says by what they differ), `decision`, `contains`, `paraphrase`, the name of a
    guard, or `words` when nothing but other words keeps them apart. `score` is 0..1; `detail` names the words.
    """

    relation: Relation
    rule: str
    detail: str = ""
    score: float = 0.0
    differs_by: str | None = None
    guards: tuple[str, ...] = field(default=())


def words_of_reading(reading: Reading) -> list[Words]:
    """The words of each text, listed phrases of several words joined."""
    return [_words(*row) for row in reading.rows()]


def _phrase_at(lemmas: Sequence[str], at: int) -> tuple[int, ...]:
    """Where the longest listed phrase that starts here stands; a verb's particle may stand anywhere."""
    for phrase in phrases().get(lemmas[at], ()):
        if tuple(lemmas[at : at + len(phrase)]) == phrase:
            return tuple(range(at, at + len(phrase)))
        if len(phrase) == 2 and phrase[1] in PARTICLES and phrase[1] in lemmas:
            return at, lemmas.index(phrase[1])
    return (at,)


def joined(lemmas: Sequence[str]) -> list[tuple[int, ...]]:
    """Where each word stands: one place, or those of a listed phrase, which is one word."""
    spans = [_phrase_at(lemmas, at) for at in range(len(lemmas))]
    taken = {at for span in spans for at in span[1:]}
    return [span for span in spans if span[0] not in taken]


def _words(lemmas: Sequence[str], marks: Sequence[str], opening: str) -> Words:
    kept = joined(lemmas)
    return Words(
        tuple(" ".join(lemmas[at] for at in span) for span in kept), tuple(marks[span[0]] for span in kept), opening
    )


def _match_synonyms(only_a: Counter[str], only_b: Counter[str]) -> list[tuple[str, str]]:
    """Pairs of words that stand for one another, taken out of both bags; deterministic by word."""
    pairs = []
    for a in sorted(only_a.elements()):
        b = next((b for b in sorted(only_b) if only_b[b] and synonyms(a, b)), None)
        if b is not None:
            only_a[a] -= 1
            only_b[b] -= 1
            pairs.append((a, b))
    return pairs


def _guard(only_a: Iterable[str], only_b: Iterable[str], guards: Guards, heads: set[str]) -> tuple[str, str] | None:
    """The guard that keeps the two apart, with its words: opposed groups, or a level that one of them adds."""
    sides = []
    for words in (only_a, only_b):
        found: dict[str, dict[str, str]] = {}
        for word in words:
            for guard, groups in guards.of(word).items():
                found.setdefault(guard, {}).update(dict.fromkeys(groups, word))
        sides.append(found)
    for guard in sorted(sides[0].keys() & sides[1].keys()):
        one, two = sides[0][guard], sides[1][guard]
        if not one.keys() & two.keys():
            return guard, f"{min(one.values())} / {min(two.values())}"
    for guard in sorted(sides[0].keys() ^ sides[1].keys()):
        for one in (sides[0].get(guard, {}), sides[1].get(guard, {})):
            if not one:
                continue
            word = min(one.values())
            if guard in ADDING_COUNTS or (guard == "role" and word in heads and not one.keys() <= LIGHT_ROLES):
                return guard, word
    return None


def beginning(word: str) -> str:
    """What an agent and its action share: a word of two letters doubles its last before an ending."""
    return (word + word[-1:])[:3]


def _prefix_or_agent(only_a: Iterable[str], only_b: Iterable[str]) -> tuple[str, str] | None:
    others = sorted(only_b)
    for a in sorted(only_a):
        for b in others:
            # A cheap look before a dear one: what differs by a prefix ends alike.
            guard = opposite_by_prefix(a, b) if a[-3:] == b[-3:] else None
            if not guard and beginning(a) == beginning(b) and agents(a, b):
                guard = "agent"
            if guard:
                return guard, f"{a} / {b}"
    return None


def _keeps_order(small: Words, large: Words) -> bool:
    """Whether the smaller one's words stand in the larger one in the same order, read as a ring from three on."""
    wanted = Counter(small.lemmas)
    within = []
    for lemma in large.lemmas:
        if wanted[lemma]:
            wanted[lemma] -= 1
            within.append(lemma)
    ours = list(small.lemmas)
    if len(ours) < 3:
        return within == ours
    return any(within[i:] + within[:i] == ours for i in range(len(ours)))


def _keeps_prepositions(one: Words, two: Words) -> bool:
    """Whether no shared word stands under another preposition in the other wording."""
    under = dict(zip(two.lemmas, two.marks, strict=True))
    return all(
        not mark or not under.get(lemma) or under[lemma] == mark
        for lemma, mark in zip(one.lemmas, one.marks, strict=True)
    )


def compare(a: Words, b: Words, guards: Guards, *, name: bool = True) -> Explanation:
    """RELATED or DIFFERENT for two wordings whose keys differ; without `name` other words are not looked into."""
    only_a, only_b = Counter(a.lemmas) - Counter(b.lemmas), Counter(b.lemmas) - Counter(a.lemmas)
    if not only_a and not only_b:
        moved = sorted(zip(a.lemmas, a.marks, strict=True)) != sorted(zip(b.lemmas, b.marks, strict=True))
        rule = "preposition" if moved else "order"
        return Explanation("DIFFERENT", rule, guards=(rule,))
    pairs = _match_synonyms(rest_a := Counter(only_a), rest_b := Counter(only_b))
    rest_a, rest_b = +rest_a, +rest_b
    if rest_a and rest_b and not name:
        return Explanation("DIFFERENT", "words")
    kept_apart = _guard(only_a, only_b, guards, {a.opening, b.opening})
    if not kept_apart and len(rest_a) * len(rest_b) <= MAX_NAMED:
        kept_apart = _prefix_or_agent([*rest_a, *(x for x, _ in pairs)], [*rest_b, *(y for _, y in pairs)])
    if kept_apart:
        return Explanation("DIFFERENT", kept_apart[0], kept_apart[1], guards=(kept_apart[0],))
    # "Law or economics" adds nothing to "law and economics": it is another demand.
    if (rest_a and rest_b) or (not pairs and {*rest_a, *rest_b} == {"or"}):
        return Explanation("DIFFERENT", "words", f"{' '.join(sorted(rest_a))} / {' '.join(sorted(rest_b))}")
    return _linked(a, b, pairs, rest_a or rest_b)


# What a wording may not merely add: a number alone, or a class named by a letter.
BARE = (("number", re.compile(r"\d")), ("named", re.compile(r"^.$")))


def _linked(a: Words, b: Words, pairs: list[tuple[str, str]], added: Counter[str]) -> Explanation:
    small, large = (a, b) if len(a.lemmas) <= len(b.lemmas) else (b, a)
    # "with R" or "in Level 2 sites" only adds; what stands bare may name another thing.
    bare = {word for word, mark in zip(large.lemmas, large.marks, strict=True) if not mark}
    named = next((rule for rule, test in BARE if added and all(test.search(w) and w in bare for w in added)), None)
    if named:
        return Explanation("DIFFERENT", named, " ".join(sorted(added)), guards=(named,))
    if not pairs and not _keeps_order(small, large):
        return Explanation("DIFFERENT", "order", guards=("order",))
    if not _keeps_prepositions(small, large):
        return Explanation("DIFFERENT", "preposition", guards=("preposition",))
    share = len(small.lemmas) / max(len(large.lemmas), 1)
    score = round(share * SYNONYM_SCORE ** len(pairs), 4)
    if not small.lemmas or share < MIN_SHARE:
        return Explanation("DIFFERENT", "words", "too little in common", score)
    if pairs:
        return Explanation("RELATED", "paraphrase", ", ".join(f"{x} ~ {y}" for x, y in pairs), score)
    return Explanation("RELATED", "contains", " ".join(sorted(added.elements())), score)


def explain(
    a: str, b: str, kind: str = "duty", *, decisions: Decisions | None = None, guards: Guards | None = None
) -> Explanation:
    """How two wordings of one kind stand to one another, and the rule that decided.

    Raises ValueError for an unknown kind.
    """
    plain = bullet_keys([a, b], kind).to_pylist()
    keys = plain if decisions is None else bullet_keys([a, b], kind, decisions).to_pylist()
    if keys[0] == keys[1]:
        if plain[0] != plain[1]:
            return Explanation("SAME", "decision", "always", 1.0, "decision")
        by = str(differs_by([a], [b], kind).to_pylist()[0])
        return Explanation("SAME", "key", by, 1.0, by)
    if plain[0] == plain[1]:
        return Explanation("DIFFERENT", "decision", "never", guards=("decision",))
    one, two = words_of_reading(read([a, b], kind))
    return compare(one, two, guards or Guards.shipped())


def relation(a: str, b: str, kind: str = "duty") -> Relation:
    """`SAME`, `RELATED` or `DIFFERENT` for two wordings of one kind; raises ValueError for an unknown kind."""
    return explain(a, b, kind).relation
