"""What the members of a list are: "written and spoken reports" share a head, "ropes and steel beams" do not."""

from collections.abc import Sequence

from .classes import Class
from .patterns import COORDINATORS

# Tokens are places in a pattern. An element is a bag of conjuncts; a line is a list of elements in normal order.
Tokens = Sequence[int]
Conjunct = tuple[int, ...]
Element = tuple[Conjunct, ...]

_SEVERAL = frozenset({Class.PLURAL, Class.ACTION_S, Class.VERB_S, Class.NOUN_VERB_S, Class.RARE_VERB_S})
_DESCRIBES = frozenset({Class.ADJECTIVE, Class.MANNER, Class.PERIODIC, Class.PAST})


def coordination(classes: tuple[int, ...], tokens: Tokens) -> list[Element]:
    """The elements of a noun phrase that may hold a list."""
    listed: list[list[int]] = [[]]
    for token in tokens:
        if classes[token] in COORDINATORS:
            listed.append([])
        else:
            listed[-1].append(token)
    conjuncts = [tuple(c) for c in listed if c]
    if len(conjuncts) < 2:
        return [((t,),) for c in conjuncts for t in c]
    if all(classes[c[-1]] in _DESCRIBES for c in conjuncts[:-1]) and len(conjuncts[-1]) > 1:
        return _shared_head(conjuncts)
    longer = [c for c in conjuncts if len(c) > 1]
    whole = all(classes[c[-1]] in _SEVERAL for c in conjuncts)
    if len(longer) == len(conjuncts) or whole or any(len(c) > 1 for c in conjuncts[1:-1]):
        return [tuple(conjuncts)]
    return _shared_head(conjuncts)


def _shared_head(conjuncts: list[Conjunct]) -> list[Element]:
    """ "strong written and verbal communication": the words that are joined stand before one head."""
    before: list[Element] = [((t,),) for t in conjuncts[0][:-1]]
    shared: Element = (conjuncts[0][-1:], *conjuncts[1:-1], conjuncts[-1][:1])
    return [*before, shared, *(((t,),) for t in conjuncts[-1][1:])]
