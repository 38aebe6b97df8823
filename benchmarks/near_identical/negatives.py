"""Hard negatives: two meanings that look alike and must never be one cluster, each pair with its phenomenon."""

import random
from collections.abc import Callable
from dataclasses import replace

from benchmarks.near_identical.contrasted import Pair, plain_duty, two_of, with_adjective, with_phrase
from benchmarks.near_identical.lexicon import (
    CLASSES,
    Noun,
    contrast_sets,
    nouns,
    pairs,
    read_noun,
    read_verb,
    verbs,
    words,
)
from benchmarks.near_identical.meanings import Meaning, Thing, draw_phrases
from benchmarks.near_identical.number_negatives import (
    number_power,
    number_range,
    number_unit,
    number_value,
    roman,
    years,
)


def _adjectives(section: str) -> Callable[[random.Random], Pair]:
    """A contrast before the object of a duty or, for degrees, before a skill."""

    def make(rng: random.Random) -> Pair:
        first, second = two_of(section, rng)
        duty = plain_duty(rng)
        if section.startswith("degree") and rng.random() < 0.35:
            skill = replace(duty, kind="skill", phrases=tuple(p for p in duty.phrases if p.place == "end"))
            if all(verb.nominal for verb in skill.verbs):
                return replace(skill, grade=first), replace(skill, grade=second), section
        return with_adjective(duty, first), with_adjective(duty, second), section

    return make


def _without_adverb(duty: Meaning) -> Meaning:
    return replace(duty, phrases=tuple(phrase for phrase in duty.phrases if phrase.place != "verbal"))


def _nominal_duty(rng: random.Random) -> Meaning:
    while True:
        duty = _without_adverb(plain_duty(rng))
        if all(verb.nominal for verb in duty.verbs):
            return duty


def _roles(section: str) -> Callable[[random.Random], Pair]:
    def make(rng: random.Random) -> Pair:
        first, second = (read_verb(entry) for entry in two_of(section, rng))
        duty = _nominal_duty(rng)
        return replace(duty, role=first), replace(duty, role=second), section

    return make


def _role_against_doing(rng: random.Random) -> Pair:
    """ "Support pump repair" is not "Repair pumps"."""
    duty = _nominal_duty(rng)
    section = rng.choice(("role.common", "role.rare"))
    sets = [entry for entry in contrast_sets(section)[0] if not entry.startswith(("perform", "manage"))]
    return duty, replace(duty, role=read_verb(rng.choice(sets))), "role.against_doing"


def _negation_phrase(rng: random.Random) -> Pair:
    duty = plain_duty(rng)
    first, second = two_of("negation.phrase", rng)
    return with_phrase(duty, first), with_phrase(duty, second), "negation.phrase"


def _invented_names(rng: random.Random) -> tuple[str, str]:
    """Two names of invented products that share most of their letters."""
    syllables, endings = words("technology.syllables"), words("technology.endings")
    stem, ending = rng.choice(syllables), rng.choice(endings)
    name = (stem + ending).capitalize()
    version = rng.randint(2, 11)
    other_stem = rng.choice([syllable for syllable in syllables if syllable != stem])
    other_ending = rng.choice([one for one in endings if one != ending])
    return rng.choice(
        (
            (f"{name} {version}", f"{name} {version + 1}"),
            (f"{name} {version}.1", f"{name} {version}.2"),
            (name, name + "++"),
            (name + "#", name + "++"),
            (name, name + rng.choice(("Hub", "Lab", "JS", "Pro"))),
            (name, (stem + other_ending).capitalize()),
            (name, (other_stem + ending).capitalize()),
            (f"{name} Core", f"{name} Edge"),
        )
    )


def _technology(names: Callable[[random.Random], tuple[str, str]], tag: str) -> Callable[[random.Random], Pair]:
    def make(rng: random.Random) -> Pair:
        first, second = names(rng)
        duty = plain_duty(rng, "data")
        if rng.random() < 0.4:
            things = tuple((replace(duty.things[0], mod=name),) for name in (first, second))
            return replace(duty, cased=True, things=things[0]), replace(duty, cased=True, things=things[1]), tag
        frame = rng.choice(("in {}", "with {}", "using {}"))
        duty = replace(duty, cased=True)
        return with_phrase(duty, frame.format(first)), with_phrase(duty, frame.format(second)), tag

    return make


def _generic(rng: random.Random, mod: str = "") -> Meaning:
    thing = Thing(rng.choice(nouns("near.generic_heads")), mod)
    return Meaning("duty", (rng.choice(verbs("near.generic_verbs")),), (thing,), draw_phrases(rng))


def _modifiers(section: str, tag: str) -> Callable[[random.Random], Pair]:
    def make(rng: random.Random) -> Pair:
        first, second = two_of(section, rng)
        duty = _generic(rng)
        made = tuple(replace(duty, things=(replace(duty.things[0], mod=mod),)) for mod in (first, second))
        return made[0], made[1], tag

    return make


def _near_verbs(rng: random.Random) -> Pair:
    first, second = (read_verb(entry) for entry in two_of("near.verbs", rng))
    duty = _generic(rng, rng.choice(words("mods.doc")))
    return replace(duty, verbs=(first,)), replace(duty, verbs=(second,)), "near_word.verb"


def _agent_or_action(rng: random.Random) -> Pair:
    agent, action = rng.choice(pairs("agents"))
    domain = rng.choice(words("agent_domains"))
    kind = rng.choice(("title", "skill"))
    rank = rng.choice(("", "", "Senior", "Assistant", "Night")) if kind == "title" else ""
    return (
        Meaning(kind, fixed=((rank, domain, agent),)),
        Meaning(kind, fixed=((rank, domain, action),)),
        "agent_or_action",
    )


def _seniority(rng: random.Random) -> Pair:
    agent, _ = rng.choice(pairs("agents"))
    domain = rng.choice(words("agent_domains"))
    one, other = rng.sample(
        ("Senior", "Junior", "Deputy", "Assistant", "Chief", "Trainee", "Principal", "Associate"), 2
    )
    return (
        Meaning("title", fixed=((one, domain, agent),)),
        Meaning("title", fixed=((other, domain, agent),)),
        "degree.title",
    )


def _singular_of(plural: str) -> Noun:
    irregular = {
        "foremen": "foreman",
        "trustees": "trustee",
        "witnesses": "witness",
        "coaches": "coach",
        "nurses": "nurse",
    }
    return Noun(irregular.get(plural, plural.removesuffix("s")), plural)


def _swapped_parties(rng: random.Random) -> Pair:
    verb_text, _, rest = rng.choice(words("transfer.frames")).partition(" {x} ")
    x, y = rng.sample(words("transfer.parties"), 2)
    duty = Meaning("duty", (read_verb(verb_text),), (), draw_phrases(rng), verbal_only=True)
    made = [
        with_phrase(replace(duty, things=(Thing(_singular_of(one)),)), rest.replace("{y}", other))
        for one, other in ((x, y), (y, x))
    ]
    return made[0], made[1], "order.parties"


def _possessive(rng: random.Random) -> Pair:
    """ "Report errors to auditors" has the words of "Report auditors' errors"."""
    party = rng.choice(words("transfer.parties"))
    head = rng.choice(nouns("near.generic_heads"))
    verb = read_verb(rng.choice(("report", "forward", "submit+", "present", "return", "explain")))
    duty = Meaning("duty", (verb,), (Thing(head),), draw_phrases(rng), verbal_only=True)
    free = tuple(phrase for phrase in duty.phrases if phrase.place == "free")
    possessive = replace(duty, things=(Thing(head, mod=f"{party}'"),), phrases=free)
    return with_phrase(duty, f"to {party}"), possessive, "order.possessive"


def _compound_order(rng: random.Random) -> Pair:
    duty = Meaning("duty", (rng.choice(verbs("near.generic_verbs")),), (), draw_phrases(rng), verbal_only=True)
    made = []
    for text in rng.choice(contrast_sets("compound.swaps")):
        mod, _, head = text.partition(" ")
        made.append(replace(duty, things=(Thing(read_noun(head), mod=mod),)))
    return made[0], made[1], "order.compound"


def _prepositions(rng: random.Random) -> Pair:
    first, second = two_of("prepositions", rng)
    pair = {first, second}
    if pair == {"before", "after"}:
        duty, landmark, place = plain_duty(rng), rng.choice(words("preposition.times")), "free"
    elif pair & {"to", "into", "inside"}:
        duty, landmark, place = plain_duty(rng, "mat"), rng.choice(words("preposition.places")), "end"
        moving = read_verb(rng.choice(("haul", "ferry", "forward", "route", "despatch/dispatch", "move", "carry")))
        duty = duty if "inside" in pair else replace(duty, verbs=(moving,), verbal_only=True)
    else:
        duty, landmark, place = (
            _generic(rng, rng.choice(words("mods.doc"))),
            rng.choice(words("transfer.parties")),
            "end",
        )
    made = [with_phrase(duty, f"{preposition} {landmark}", place) for preposition in (first, second)]
    return made[0], made[1], "direction.preposition"


def _list_or_compound(rng: random.Random) -> Pair:
    """ "Inspect valves and gaskets" is not "Inspect valve gaskets"."""
    field = rng.choice([name for name in CLASSES if name not in {"ppl", "event"}])
    first, second = rng.sample([noun for noun in nouns(f"heads.{field}") if not noun.mass], 2)
    duty = replace(plain_duty(rng, field), verbal_only=True)
    listed = replace(duty, things=(Thing(first), Thing(second)))
    return listed, replace(duty, things=(Thing(second, mod=first.singular),)), "list_or_compound"


def _contained(rng: random.Random) -> Pair:
    """One says more than the other: related, never the same."""
    duty = plain_duty(rng)
    if rng.random() < 0.5:
        return duty, with_adjective(duty, rng.choice(words("adjectives"))), "contained"
    longer = replace(duty, phrases=draw_phrases(rng, (0, 100, 0)))
    return replace(duty, phrases=()), longer, "contained"


MAKERS: tuple[tuple[int, Callable[[random.Random], Pair]], ...] = (
    (7, _adjectives("degree.common")),
    (9, _adjectives("degree.rare")),
    (3, _seniority),
    (6, _roles("role.common")),
    (7, _roles("role.rare")),
    (4, _role_against_doing),
    (9, number_value),
    (6, number_unit),
    (4, number_range),
    (2, number_power),
    (3, years),
    (7, roman),
    (6, _adjectives("negation.prefix")),
    (5, _negation_phrase),
    (6, _technology(lambda rng: two_of("technology.common", rng), "technology.common")),
    (10, _technology(_invented_names, "technology.invented")),
    (4, _adjectives("direction.common")),
    (7, _adjectives("direction.rare")),
    (6, _prepositions),
    (4, _adjectives("scope.common")),
    (4, _adjectives("scope.rare")),
    (7, _modifiers("stems.mods", "shared_stem")),
    (9, _modifiers("near.words", "near_word.noun")),
    (4, _near_verbs),
    (5, _agent_or_action),
    (5, _swapped_parties),
    (2, _possessive),
    (3, _compound_order),
    (3, _list_or_compound),
    (6, _contained),
)


def draw_hard_negative(rng: random.Random) -> Pair:
    weights = [weight for weight, _ in MAKERS]
    return rng.choices([maker for _, maker in MAKERS], weights)[0](rng)
