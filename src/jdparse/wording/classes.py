"""The classes of words: what the grammar needs to know of a token."""

from enum import IntEnum


class Class(IntEnum):
    """What the grammar needs to know of a token. Order signatures are programs over these."""

    NOUN = 0
    PLURAL = 1
    VERB = 2  # a word that is first of all a verb: conduct, manage
    NOUN_VERB = 3  # as often a noun: order, bill
    VERB_ING = 4
    NOUN_VERB_ING = 5
    PAST = 6
    ACTION = 7  # an action noun of the table: analysis, maintenance
    VERB_S = 8
    NOUN_VERB_S = 9
    LEXICAL_ING = 10  # marketing, accounting
    EVERY = 11
    ADVERB = 12
    PERIOD = 13
    NUMBER = 14
    OF = 15
    AND = 16
    OR = 17
    COMMA = 18
    ACTION_S = 19  # violations; also what an act leaves behind: documentation
    MANNER = 20  # an adjective that speaks of the act: "preventive pump maintenance"
    PERIODIC = 21  # annual: said of an act ("annual boiler inspection") or of a thing ("annual department budget")
    RARE_VERB = 22  # a noun that the dictionary knows as a verb too: wax, timber
    RARE_VERB_S = 23
    PARTICLE = 24
    ADJECTIVE = 25
    # Noun-verbs of acts_and_things.tsv.
    CLEAR_ACT = 26
    ACT = 27
    ACT_AND_THING = 28
    THING = 29
    MAYBE_THING = 30
    # These part phrases or are dropped: no pattern holds them.
    PREPOSITION = 31
    PARTICIPLE = 32  # using, including: a preposition unless it opens the bullet
    EMPTY = 33


NOUN_VERBS = frozenset(
    {Class.NOUN_VERB, Class.CLEAR_ACT, Class.ACT, Class.ACT_AND_THING, Class.THING, Class.MAYBE_THING}
)
GERUNDS = frozenset({Class.VERB_ING, Class.NOUN_VERB_ING})
ACTS = GERUNDS | {Class.ACTION, Class.ACTION_S}
NAMES_OF_ACTS = frozenset({Class.CLEAR_ACT, Class.ACT, Class.ACT_AND_THING})
