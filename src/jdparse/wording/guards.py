"""What keeps two bullets apart, as tables: a reader sees the words and why; a user adds words of their own."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from . import tables
from .words import single

# Adding a word of these guards to a bullet changes its level or turns it round; a word of the others only adds.
ADDING_COUNTS = frozenset({"degree", "negation"})
LIGHT_ROLES = frozenset({"perform"})
_NUMBER = re.compile(r"\d|^[$€£¥%]|^(?:i{1,3}|iv|vi{0,3}|ix|x)$")
RULES = {
    "degree": "degree of skill or difficulty: basic / advanced, simple / complex, junior / senior",
    "role": "role in the work: assist, perform, lead, oversee, approve",
    "number": "numbers, ranges, units, roman numerals, currencies, per cent",
    "negation": "with / without, not, non-, un-",
    "direction": "opposites and directions: internal / external, load / unload, payable / receivable",
    "scope": "own / team / department / organization; local / regional / global",
    "measure": "size and amount: small / large, short-term / long-term, minimum / maximum",
    "named": "named things: tools, languages, standards, products",
    "agent": "an agent and its action or its counterpart: planner / planning, trainer / trainee",
    "order": "the same words in other roles: file court orders / order court files",
    "preposition": "the same words under another preposition: report to / report on",
}


@dataclass(frozen=True)
class Guards:
    """For each guard word the (guard, group) pairs it stands in."""

    groups: Mapping[str, frozenset[tuple[str, str]]]

    @classmethod
    def shipped(cls) -> "Guards":
        """The guard words that come with jdparse."""
        return _shipped()

    def extended(self, rows: Iterable[tuple[str, str, Sequence[str]]]) -> "Guards":
        """These guards with a user's rows (guard, group, words) added.

        Raises ValueError for a guard that jdparse does not know.
        """
        groups = {word: set(pairs) for word, pairs in self.groups.items()}
        for guard, group, words in rows:
            if guard not in RULES:
                raise ValueError(f"unknown guard {guard!r}; known are {', '.join(sorted(RULES))}")
            for word in words:
                groups.setdefault(single(word.lower()).word.noun, set()).add((guard, group))
        return Guards({word: frozenset(pairs) for word, pairs in groups.items()})

    @classmethod
    def from_config(cls, config: Mapping[str, Mapping[str, Sequence[str]]]) -> "Guards":
        """The shipped guards and those of a TOML table: `[guards.degree] junior = ["greenhorn"]` adds a word."""
        return cls.shipped().extended(
            (guard, group, words) for guard, groups in config.items() for group, words in groups.items()
        )

    def of(self, word: str) -> dict[str, set[str]]:
        """The groups of one lemma by guard; a number is a guard of its own, each a group."""
        found: dict[str, set[str]] = {}
        for guard, group in self.groups.get(word, ()):
            found.setdefault(guard, set()).add(group)
        if _NUMBER.search(word):
            found.setdefault("number", set()).add(word)
        if word in tables.words("named.txt"):
            found.setdefault("named", set()).add(word)
        return found


@cache
def _shipped() -> Guards:
    rows = [(guard, group, words.split()) for guard, group, words in tables.rows("guards.tsv")]
    return Guards({}).extended(rows)


def opposite_by_prefix(one: str, two: str) -> str | None:
    """The guard that keeps apart two words which differ by a prefix alone, or nothing."""
    for row in tables.rows("opposite_prefixes.tsv"):
        guard, prefix, against = row[0], row[1], row[2] if len(row) > 2 else ""
        for a, b in ((one, two), (two, one)):
            if len(a) > len(prefix) + 2 and a.startswith(prefix) and b == against + a[len(prefix) :]:
                return guard
    return None


AGENT_ENDINGS = ("er", "or", "ee", "ist", "ant", "ent", "r", "eer", "ian")


def agents(one: str, two: str) -> bool:
    """Whether one word names who does what the other names, or both name two sides of it."""
    for a, b in ((one, two), (two, one)):
        stems = {
            b,
            b.removesuffix("e"),
            b.removesuffix("y"),
            b + b[-1:],
            *(b.removesuffix(end) for end in AGENT_ENDINGS),
        }
        if any(a == stem + end for stem in stems for end in AGENT_ENDINGS if len(stem) > 2):
            return True
    return False


def guard_tables() -> list[tuple[str, str, str]]:
    """Every guard as rows (guard, words, what it keeps apart), for documentation."""
    by_guard: dict[str, list[str]] = {guard: [] for guard in RULES}
    for guard, group, words in tables.rows("guards.tsv"):
        by_guard[guard].append(f"{group}: {words}")
    for row in tables.rows("opposite_prefixes.tsv"):
        by_guard[row[0]].append(f"{row[1]}- / {row[2] if len(row) > 2 and row[2] else ''}-".replace("/ -", "/ without"))
    by_guard["number"].append("digits, currency signs, %, i ii iii iv v vi vii viii ix x")
    by_guard["order"].append("no words: head, modifier and object must stay what they are")
    by_guard["preposition"].append(
        "no words: " + " ".join(row[1] for row in tables.rows("function_words.tsv") if row[0] == "preposition")
    )
    by_guard["named"].append(" ".join(sorted(tables.words("named.txt"))))
    by_guard["agent"].append("endings " + " ".join(f"-{end}" for end in AGENT_ENDINGS))
    return [(guard, "; ".join(words), RULES[guard]) for guard, words in by_guard.items()]
