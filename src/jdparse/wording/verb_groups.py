"""Whether a phrase opens with verbs, or with a noun that looks like one: "code a review" and "code review"."""

from .morphology import NOUN_VERBS, Class
from .patterns import AFTER_PREPOSITION, AFTER_TO, CONTINUED, COORDINATORS, JOINS, MAIN_DUTY, MAIN_SKILL, MAIN_TITLE

BASE_VERBS = NOUN_VERBS | {Class.VERB, Class.VERB_S, Class.NOUN_VERB_S}
RARE_VERBS = frozenset({Class.RARE_VERB, Class.RARE_VERB_S})
_RARE_OR_JOINED = RARE_VERBS | COORDINATORS
ING = frozenset({Class.VERB_ING, Class.NOUN_VERB_ING})
_STRONG = frozenset({Class.VERB, Class.VERB_ING, Class.VERB_S})
_STRONG_OR_PAST = _STRONG | {Class.PAST}
ACTIONS = frozenset({Class.ACTION, Class.VERB_ING, Class.NOUN_VERB_ING})
_CLEAR_ACTS = frozenset({Class.CLEAR_ACT})
_ACTS = frozenset({Class.CLEAR_ACT, Class.ACT, Class.ACT_AND_THING})
_ACTS_AND_ACTIONS = _ACTS | ACTIONS
# What opens a phrase as a noun, and the acts that show it to be one.
_DONE_TO: dict[int, frozenset[Class]] = {
    Class.THING: _ACTS_AND_ACTIONS,
    Class.MAYBE_THING: _CLEAR_ACTS,
    Class.ACT_AND_THING: _CLEAR_ACTS,
    Class.RARE_VERB: _ACTS_AND_ACTIONS,
}
_NO_ACTS: frozenset[Class] = frozenset()
OPENERS = {
    MAIN_DUTY: BASE_VERBS | RARE_VERBS | ING | {Class.PAST, Class.LEXICAL_ING},
    MAIN_SKILL: BASE_VERBS | ING,
    MAIN_TITLE: frozenset(),
    AFTER_TO: BASE_VERBS | RARE_VERBS,
    AFTER_PREPOSITION: ING,
    CONTINUED: frozenset(),
}


def verb_group(kinds: tuple[int, ...], mode: int) -> int:
    """How many tokens the verbs at the start take, with what joins them; 0 when the phrase opens with a noun."""
    openers = OPENERS[mode]
    if not kinds or kinds[0] not in openers:
        return 0
    if kinds[0] == Class.LEXICAL_ING and not _lexical_acts(kinds):
        return 0
    end = 1
    while True:
        joined = end
        while joined < len(kinds) and kinds[joined] in COORDINATORS:
            joined += 1
        if joined == end or joined >= len(kinds) or kinds[joined] not in openers:
            break
        end = joined + 1
    rest = [k for k in kinds[end:] if k not in COORDINATORS]
    if end < len(kinds) and kinds[end] in JOINS:
        return 0
    if end == 1 and _names_act(kinds, mode):
        return 0
    if rest and rest[-1] in ACTIONS and all(k in _RARE_OR_JOINED for k in kinds[:end]):
        return 0
    acted_on = end == 1 and rest and kinds[0] not in _STRONG_OR_PAST and all(k in ACTIONS for k in rest)
    return 0 if acted_on and (len(rest) == 1 or Class.AND in kinds) else end


def _names_act(kinds: tuple[int, ...], mode: int) -> bool:
    """Whether the phrase is a thing and what is done to it: "code review", "staff training and supervision"."""
    acts = _DONE_TO.get(kinds[0], _NO_ACTS)
    if mode == MAIN_SKILL:
        acts = acts & (_CLEAR_ACTS | ACTIONS)
    head = kinds[1 : kinds.index(Class.OF)] if Class.OF in kinds else kinds[1:]
    return len(head) > 0 and head[0] in acts and (acts | COORDINATORS).issuperset(head)


def _lexical_acts(kinds: tuple[int, ...]) -> bool:
    """Whether "marketing" or "building" acts on something: "Building models", not "Building maintenance"."""
    rest = [k for k in kinds[1:] if k not in COORDINATORS]
    joined = len(kinds) > 2 and kinds[1] in COORDINATORS
    return len(rest) > 0 and rest[-1] not in _ACTS_AND_ACTIONS and (not joined or (rest[0] in ING and len(rest) > 1))
