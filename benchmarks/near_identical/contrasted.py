"""What the hard negatives share: a duty with room for a contrast, and two ways to put one in."""

import random
from dataclasses import replace

from benchmarks.near_identical.lexicon import contrast_sets
from benchmarks.near_identical.meanings import Meaning, Phrase, draw_activity

Pair = tuple[Meaning, Meaning, str]


def two_of(section: str, rng: random.Random) -> tuple[str, str]:
    first, second = rng.sample(rng.choice(contrast_sets(section)), 2)
    return first, second


def plain_duty(rng: random.Random, field: str = "") -> Meaning:
    """A duty with one unmodified kind of thing, its adjective free for a contrast."""
    while True:
        duty = draw_activity(rng, "duty", field)
        if len(duty.things) == 1 and not duty.things[0].abbreviation and not duty.things[0].of:
            return replace(duty, things=(replace(duty.things[0], adjective=""),))


def with_adjective(duty: Meaning, adjective: str) -> Meaning:
    return replace(duty, things=(replace(duty.things[0], adjective=adjective),))


def with_phrase(duty: Meaning, text: str, place: str = "end") -> Meaning:
    return replace(duty, phrases=(Phrase(text, place), *(phrase for phrase in duty.phrases if phrase.place == "free")))


def phrased(rng: random.Random, first: str, second: str) -> tuple[Meaning, Meaning]:
    """One duty with either phrase, in a typography that leaves units and names as they are."""
    duty = replace(plain_duty(rng), cased=True)
    return with_phrase(duty, first), with_phrase(duty, second)
