"""Whether a phrase opens with verbs, or with a noun that looks like one: "code a review" and "code review"."""

from .classes import NOUN_VERBS, Class
from .patterns import (
    AFTER_PREPOSITION,
    AFTER_TO,
    CONTINUED,
    COORDINATORS,
    JOINS,
    MAIN_DUTY,
    MAIN_QUALIFICATION,
    MAIN_SKILL,
    MAIN_TITLE,
    SKILLS,
)

BASE_VERBS = NOUN_VERBS | {Class.VERB, Class.VERB_S, Class.NOUN_VERB_S}
RARE_VERBS = frozenset({Class.RARE_VERB, Class.RARE_VERB_S})
ING = frozenset({Class.VERB_ING, Class.NOUN_VERB_ING})
_STRONG = frozenset({Class.VERB, Class.VERB_ING, Class.VERB_S})
# What one does, said of one act; from two on they are as often things: "violations".
_ONE_ACTION = ING | {Class.ACTION}
ACTIONS = _ONE_ACTION | {Class.ACTION_S}
_CLEAR_ACTS = frozenset({Class.CLEAR_ACT})
_ACTS = frozenset({Class.CLEAR_ACT, Class.ACT, Class.ACT_AND_THING})
ACTS_AND_ACTIONS = _ACTS | ACTIONS
_ONE_ACT = _ACTS | _ONE_ACTION
_SINGULAR = NOUN_VERBS | {Class.NOUN, Class.RARE_VERB}
_BEHIND_VERBS = frozenset({Class.ADJECTIVE, Class.MANNER, Class.PERIODIC, Class.NUMBER, Class.EVERY})
# What opens a phrase as a noun, and the acts that show it to be one.
_DONE_TO: dict[int, frozenset[Class]] = {
    Class.THING: ACTS_AND_ACTIONS,
    Class.MAYBE_THING: _CLEAR_ACTS,
    Class.ACT_AND_THING: _CLEAR_ACTS,
    Class.RARE_VERB: ACTS_AND_ACTIONS,
}
_MARKS = bytes(COORDINATORS)
_NO_ACTS: frozenset[Class] = frozenset()
OPENERS = {
    MAIN_DUTY: BASE_VERBS | RARE_VERBS | ING | {Class.PAST, Class.LEXICAL_ING},
    MAIN_SKILL: BASE_VERBS | ING,
    MAIN_QUALIFICATION: BASE_VERBS | ING,
    MAIN_TITLE: frozenset(),
    AFTER_TO: BASE_VERBS | RARE_VERBS,
    AFTER_PREPOSITION: ING,
    CONTINUED: frozenset(),
}


def verb_group(kinds: bytes, mode: int) -> int:
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
    if end < len(kinds) and kinds[end] in JOINS:
        return 0
    if end == 1 and (_names_act(kinds, mode) or _closes_with_act(kinds, mode)):
        return 0
    if kinds[0] not in RARE_VERBS:
        return end
    rest, group = _without_marks(kinds[end:]), _without_marks(kinds[:end])
    return 0 if rest and rest[-1] in _ONE_ACTION and RARE_VERBS.issuperset(group) else end


def _without_marks(kinds: bytes) -> bytes:
    return kinds.translate(None, _MARKS)


def _names_act(kinds: bytes, mode: int) -> bool:
    """Whether the phrase is a thing and what is done to it: "code review", "staff training and supervision"."""
    acts = _DONE_TO.get(kinds[0], _NO_ACTS)
    if mode in SKILLS:
        acts = acts & (_CLEAR_ACTS | ACTIONS)
    head = kinds[1 : kinds.index(Class.OF)] if Class.OF in kinds else kinds[1:]
    return len(head) > 0 and head[0] in acts and (acts | COORDINATORS).issuperset(head)


def _closes_with_act(kinds: bytes, mode: int) -> bool:
    """Whether a word that may be a noun opens and one act, or a list of them, closes: "loan application review".

    Two words need an action ("order processing"): of "test design" either may be the verb. Before an adjective stands
    a verb, and several actions are things to act on ("Post job announcements") unless a thing or a skill opens.
    """
    if kinds[0] in _STRONG or Class.OF in kinds or len(kinds) < 2 or kinds[1] in _BEHIND_VERBS:
        return False
    listed = [i for i, kind in enumerate(kinds) if kind in COORDINATORS]
    first, acts = (listed[0] - 1 if listed else len(kinds) - 1), kinds[listed[0] :] if listed else kinds[-1:]
    closing = _ONE_ACT if first > 1 else _ONE_ACTION
    if kinds[0] == Class.THING or (mode in SKILLS and first > 1):
        closing |= ACTIONS
    if first < 1 or kinds[-1] not in closing:
        return False
    all_act = kinds[first] in closing and (closing | COORDINATORS).issuperset(acts)
    # "Training course and opera recording", but not "Order spare parts and site training".
    return all_act or (len(listed) == 1 and len(acts) > 2 and kinds[first] in _SINGULAR)


def _lexical_acts(kinds: bytes) -> bool:
    """Whether "marketing" or "building" acts on something: "Building models", not "Building maintenance"."""
    rest = _without_marks(kinds[1:])
    joined = len(kinds) > 2 and kinds[1] in COORDINATORS
    return len(rest) > 0 and rest[-1] not in ACTS_AND_ACTIONS and (not joined or (rest[0] in ING and len(rest) > 1))
