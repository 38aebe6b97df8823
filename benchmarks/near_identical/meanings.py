"""What a bullet says, apart from how it says it: the drawn meanings whose renderings make one cluster."""

import random
from dataclasses import dataclass, replace

from benchmarks.near_identical.lexicon import CLASSES, Noun, Verb, nouns, pairs, read_noun, verbs, words


@dataclass(frozen=True)
class Phrase:
    """A phrase after the object. Place is "free" (may open the bullet), "end" (stays) or "verbal" (needs a verb)."""

    text: str
    place: str = "end"


@dataclass(frozen=True)
class Thing:
    """The object: adjective, modifier and head; "of" says that "modifier head" may be "head of modifiers"."""

    head: Noun
    mod: str = ""
    adjective: str = ""
    of: Noun | None = None
    abbreviation: str = ""
    abbreviation_known: bool = False


@dataclass(frozen=True)
class Meaning:
    """One meaning. Two meanings are different clusters exactly if they differ as values.

    role: the verb of the bullet where the work itself is a nominal ("Lead" in "Lead pump repair").
    grade: what stands before a nominal ("Advanced" in "Advanced pump repair").
    fixed: titles, credentials and the like: one tuple of parts a wording, each wording a way to say it.
    """

    kind: str
    verbs: tuple[Verb, ...] = ()
    things: tuple[Thing, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    role: Verb | None = None
    grade: str = ""
    years: str = ""
    fixed: tuple[tuple[str, ...], ...] = ()
    verbal_only: bool = False
    cased: bool = False


FREE_SECTIONS = ("places", "occasions", "instruments", "adverbs.free")
RANKS = ("", "", "Senior", "Junior", "Deputy", "Assistant", "Chief", "Trainee", "Principal", "Associate")
LEVELS = ("", "", "Foundation", "Postgraduate", "Undergraduate", "Vocational", "Technical", "Professional", "Honorary")


def draw_phrase(rng: random.Random) -> Phrase:
    section = rng.choice((*FREE_SECTIONS, "beneficiaries", "adverbs.verbal"))
    place = {"beneficiaries": "end", "adverbs.verbal": "verbal"}.get(section, "free")
    return Phrase(rng.choice(words(section)), place)


def draw_phrases(rng: random.Random, weights: tuple[int, int, int] = (35, 45, 20)) -> tuple[Phrase, ...]:
    """None, one or two phrases, never two of one place, so that no reading depends on which of two moves."""
    count = rng.choices((0, 1, 2), weights)[0]
    if count == 0:
        return ()
    first = draw_phrase(rng)
    if count == 1 or first.place == "verbal":
        return (first,)
    if first.place == "free":
        return (first, Phrase(rng.choice(words("beneficiaries")), "end"))
    return (first, Phrase(rng.choice(words(rng.choice(FREE_SECTIONS))), "free"))


def draw_thing(rng: random.Random, field: str) -> Thing:
    if field == "doc" and rng.random() < 0.3:
        return Thing(head=rng.choice(nouns("of_heads")), of=rng.choice(nouns("of_mods")))
    mod = rng.choice(words(f"mods.{field}")) if rng.random() < 0.75 else ""
    if field == "data" and rng.random() < 0.08:
        long, short = rng.choice(pairs("abbreviations.known"))
        return Thing(rng.choice(nouns("heads.data")), mod=long, abbreviation=short, abbreviation_known=True)
    adjective = rng.choice(words("adjectives")) if rng.random() < 0.3 else ""
    return Thing(rng.choice(nouns(f"heads.{field}")), mod, adjective)


def draw_things(rng: random.Random, field: str) -> tuple[Thing, ...]:
    if rng.random() < 0.15:
        # Members of a list carry no modifier: in "brass valves and pumps" a swap would change what is of brass.
        first, second = rng.sample(nouns(f"heads.{field}"), 2)
        return (Thing(first), Thing(second))
    return (draw_thing(rng, field),)


def draw_activity(rng: random.Random, kind: str, field: str = "") -> Meaning:
    field = field or rng.choice(CLASSES)
    things = draw_things(rng, field)
    count = 2 if rng.random() < 0.08 and len(things) == 1 else 1
    known = any(thing.abbreviation for thing in things)
    return Meaning(kind, tuple(rng.sample(verbs(f"verbs.{field}"), count)), things, draw_phrases(rng), cased=known)


def draw_own_abbreviation(rng: random.Random) -> Meaning:
    long, short = rng.choice(pairs("abbreviations.own"))
    thing = Thing(read_noun(long), abbreviation=short)
    return Meaning("duty", (rng.choice(verbs("near.generic_verbs")),), (thing,), draw_phrases(rng), cased=True)


def draw_duty(rng: random.Random) -> Meaning:
    return draw_own_abbreviation(rng) if rng.random() < 0.03 else draw_activity(rng, "duty")


def draw_skill(rng: random.Random) -> Meaning:
    if rng.random() < 0.1:
        text = rng.choice(words("skills.abstract"))
        domain = rng.choice(words("skills.domains"))
        return Meaning("skill", fixed=((domain, text),))
    meaning = draw_activity(rng, "skill")
    phrases = tuple(phrase for phrase in meaning.phrases if phrase.place == "end")
    return replace(meaning, phrases=phrases)


def draw_qualification(rng: random.Random) -> Meaning:
    if rng.random() < 0.08:
        level, credential = rng.choice(LEVELS), rng.choice(words("credentials"))
        field = rng.choice(words("fields"))
        return Meaning("qualification", fixed=((level, credential, "in", field), (level, field, credential)))
    low = rng.randint(2, 12)
    years = rng.choice((str(low), str(low), f"{low}+", f"{low}–{low + rng.randint(1, 4)}"))
    meaning = draw_activity(rng, "qualification")
    return replace(meaning, years=years, phrases=tuple(p for p in meaning.phrases if p.place == "end"))


def draw_title(rng: random.Random) -> Meaning:
    if rng.random() < 0.3:
        chief, domain = rng.choice(words("headships")), rng.choice(words("title_domains"))
        of = ((chief, "of", domain),) if chief in {"Head", "Director"} else ()
        return Meaning("title", fixed=((domain, chief), *of))
    agent, _ = rng.choice(pairs("agents"))
    return Meaning("title", fixed=((rng.choice(RANKS), rng.choice(words("agent_domains")), agent),))


DRAWS = {"duty": draw_duty, "skill": draw_skill, "qualification": draw_qualification, "title": draw_title}
KIND_WEIGHTS = {"duty": 72, "skill": 14, "qualification": 9, "title": 5}


def draw_meaning(rng: random.Random) -> Meaning:
    kind = rng.choices(tuple(KIND_WEIGHTS), tuple(KIND_WEIGHTS.values()))[0]
    return DRAWS[kind](rng)
