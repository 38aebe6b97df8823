"""What the members of a list are: "written and spoken reports" share a head, "ropes and steel beams" do not."""

from collections.abc import Sequence

from .classes import ACTS, NAMES_OF_ACTS, Class
from .patterns import COORDINATORS

# Tokens are places in a pattern. An element is a bag of conjuncts; a line is a list of elements in normal order.
Tokens = Sequence[int]
Conjunct = tuple[int, ...]
Element = tuple[Conjunct, ...]

_SEVERAL = frozenset({Class.PLURAL, Class.ACTION_S, Class.VERB_S, Class.NOUN_VERB_S, Class.RARE_VERB_S})
_ACTS = ACTS | NAMES_OF_ACTS
_DESCRIBES = frozenset({Class.ADJECTIVE, Class.MANNER, Class.PERIODIC, Class.PAST})


def coordination(classes: bytes, tokens: Tokens, *, fields: bool = False) -> list[Element]:
    """The elements of a noun phrase that may hold a list; `fields`: but for acts they are fields of study.

    Fields share no head: "Physics or Computer Science".
    """
    listed: list[list[int]] = [[]]
    for token in tokens:
        if classes[token] in COORDINATORS:
            listed.append([])
        else:
            listed[-1].append(token)
    conjuncts = [tuple(c) for c in listed if c]
    if len(conjuncts) < 2:
        return [((t,),) for c in conjuncts for t in c]
    described = all(classes[c[-1]] in _DESCRIBES for c in conjuncts[:-1])
    longer = [len(c) > 1 for c in conjuncts]
    if described and longer[-1]:
        return _shared_head(conjuncts)
    fields = fields and not any(classes[c[-1]] in _ACTS for c in conjuncts)
    if all(longer) or any(longer[1:-1]) or (any(longer) and (fields or _stand_alone(classes, conjuncts))):
        return [tuple(conjuncts)]
    return _shared_head(conjuncts)


def _stand_alone(classes: bytes, conjuncts: list[Conjunct]) -> bool:
    """Whether members share no word: several things each, or one with an adjective of its own.

    "Mail and phone bills" share their head, "data collection and analysis" what is acted on; "phone calls and mail"
    share nothing.
    """
    if all(classes[c[-1]] in _SEVERAL for c in conjuncts):
        return True
    first, last = conjuncts[0], conjuncts[-1]
    if len(first) > 1:
        return not all(classes[c[-1]] in _ACTS for c in conjuncts)
    return classes[last[0]] in _DESCRIBES


def _shared_head(conjuncts: list[Conjunct]) -> list[Element]:
    """ "strong written and verbal communication": the words that are joined stand before one head."""
    before: list[Element] = [((t,),) for t in conjuncts[0][:-1]]
    shared: Element = (conjuncts[0][-1:], *conjuncts[1:-1], conjuncts[-1][:1])
    return [*before, shared, *(((t,),) for t in conjuncts[-1][1:])]
