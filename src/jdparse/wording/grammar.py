"""Where order means something and where not: the normal order of a phrase, worked out once a pattern of classes.

A bullet is cut before each preposition into phrases. A phrase's pattern (the classes of its words) decides how it is
read; the reading is the same for every phrase of that pattern, so it is worked out once and applied to columns.

The normal order is that of a noun phrase, head last: "Develop training", "development of training" and "training
development" are all [training, develop]. A list is a bag. Whether the first word is the verb ("Billing clients") or
belongs to the noun ("Billing dispute resolution") is settled once a pattern, so that no bullet has two readings.
"""

from enum import IntEnum
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from .classes import NAMES_OF_ACTS, Class
from .coordination import Element, Tokens, coordination
from .patterns import (
    AFTER_PREPOSITION,
    COORDINATORS,
    FRONTED,
    JOINS,
    MAIN_DUTY,
    MAIN_QUALIFICATION,
    MAIN_TITLE,
    MAX_TOKENS,
)
from .verb_groups import ACTIONS, BASE_VERBS, ING, OPENERS, verb_group

_MAY_STAND_ANYWHERE = frozenset({Class.EVERY, Class.PARTICLE, Class.ADVERB, Class.PERIOD})
_AFTER_EVERY = JOINS | {Class.ADVERB, Class.PERIOD}
_ALL_ING = ING | {Class.LEXICAL_ING}
_OWN_GERUNDS = frozenset({Class.VERB_ING})
_OWN_VERBS = frozenset({Class.VERB, Class.VERB_S, Class.PAST})
_ADJECTIVES = frozenset({Class.ADJECTIVE, Class.MANNER, Class.PERIODIC, Class.PERIOD, Class.PAST, Class.ADVERB})
_DONE = ACTIONS | {Class.LEXICAL_ING}
_MANNER = frozenset({Class.MANNER})
_MANNER_OR_TIME = frozenset({Class.MANNER, Class.PERIODIC, Class.PERIOD})
_PLAIN_NOUNS = frozenset({Class.NOUN, Class.PLURAL})

_ONE: tuple[Element, ...] = tuple(((token,),) for token in range(MAX_TOKENS))


class Line(NamedTuple):
    """Elements in normal order; `main`: the phrase's preposition is not theirs."""

    elements: tuple[Element, ...]
    main: bool


class _Reader:
    """Reads one pattern; `verbs` collects the tokens read as verbs, `things` gerunds that name a thing or a kind."""

    def __init__(self, classes: bytes, mode: int) -> None:
        self.classes = classes
        self.mode = mode
        present = frozenset(classes)  # most patterns hold none of these, and what deals with them is passed by
        self.joined = not present.isdisjoint(JOINS)
        self.loose = not present.isdisjoint(_MAY_STAND_ANYWHERE)
        self.acts = not present.isdisjoint(ACTIONS)
        self.manner = not present.isdisjoint(_MANNER_OR_TIME)
        self.lines: list[Line] = []
        self.verbs: set[int] = set()
        self.things: set[int] = set()

    def kinds(self, tokens: Tokens) -> bytes:
        if isinstance(tokens, range):
            return self.classes[tokens.start : tokens.stop]
        return bytes([self.classes[t] for t in tokens])

    def alone(self, tokens: Tokens, *, main: bool = False) -> None:
        self.lines.append(Line(((tuple(tokens),),), main=main))

    def read(self) -> None:
        tokens = range(len(self.classes))
        if self.mode == FRONTED:
            commas = [t for t in tokens if self.classes[t] == Class.COMMA]
            cut = commas[0] if commas else len(tokens)
            self.phrase(tokens[:cut], AFTER_PREPOSITION, main=False)
            self.phrase(tokens[cut:], MAIN_DUTY, main=True)
        elif self.mode == MAIN_TITLE:
            self.title(tokens)
        else:
            self.phrase(tokens, self.mode, main=False)

    def phrase(self, tokens: Tokens, mode: int, *, main: bool) -> None:
        if self.loose:
            tokens = self.take_adverbials(tokens, main=main)
        for clause in self.clauses(self.trim(tokens), mode):
            self.clause(clause, mode, main=main)

    def trim(self, tokens: Tokens) -> Tokens:
        if not self.joined:
            return tokens
        while tokens and self.classes[tokens[0]] in JOINS:
            tokens = tokens[1:]
        while tokens and self.classes[tokens[-1]] in JOINS:
            tokens = tokens[:-1]
        return tokens

    def take_adverbials(self, tokens: Tokens, *, main: bool) -> Tokens:
        """Take out what may stand anywhere: -ly adverbs, "every Friday", a period at the end."""
        rest: list[int] = []
        i = 0
        while i < len(tokens):
            kind = self.classes[tokens[i]]
            if kind == Class.EVERY and i + 1 < len(tokens) and self.classes[tokens[i + 1]] not in _AFTER_EVERY:
                end = i + 1
                while end < min(i + 3, len(tokens)) and self.classes[tokens[end]] not in _AFTER_EVERY:
                    end += 1
                self.alone(tokens[i:end], main=main or i > 0)
                i = end
                continue
            particle = kind == Class.PARTICLE and rest and self.classes[rest[-1]] in OPENERS[MAIN_DUTY]
            if len(tokens) > 1 and (
                particle or kind == Class.ADVERB or (kind == Class.PERIOD and self.is_adverbial(tokens, i))
            ):
                # Closing a phrase it speaks of the verb, whatever the phrase's preposition: "for shops | weekly".
                self.alone([tokens[i]], main=main or (not particle and i == len(tokens) - 1))
            else:
                rest.append(tokens[i])
            i += 1
        return rest

    def is_adverbial(self, tokens: Tokens, place: int) -> bool:
        """Whether "weekly" closes the phrase or stands before a comma at its start; else it belongs to its noun."""
        closes = place == len(tokens) - 1 or (place > 0 and self.classes[tokens[place + 1]] == Class.OF)
        return closes or (place == 0 and self.classes[tokens[1]] == Class.COMMA)

    def clauses(self, tokens: Tokens, mode: int) -> list[Tokens]:
        """Cut before a verb that opens a clause of its own: "test detectors and | log results"."""
        openers = OPENERS[mode]
        if not tokens:
            return []
        if not self.joined or self.classes[tokens[0]] not in openers or COORDINATORS.isdisjoint(self.kinds(tokens)):
            return [tokens]
        gerund = self.classes[tokens[0]] in _ALL_ING
        own = _OWN_GERUNDS if gerund else _OWN_VERBS & openers
        start, seen_object, result = 0, False, list[Tokens]()
        for i, token in enumerate(tokens):
            opens = i > start and self.classes[tokens[i - 1]] in COORDINATORS and self.classes[token] in own
            if opens and seen_object and i + 1 < len(tokens):
                result.append(self.trim(tokens[start:i]))
                start, seen_object = i, False
            elif i > start and COORDINATORS.isdisjoint(self.kinds(tokens[i - 1 : i + 1])):
                seen_object = True
        return [*result, self.trim(tokens[start:])]

    def clause(self, tokens: Tokens, mode: int, *, main: bool) -> None:
        verbs = verb_group(self.kinds(tokens), mode)
        elements = self.noun_phrases(tokens[verbs:])
        alone = mode == AFTER_PREPOSITION and not elements
        if verbs:
            elements.append(self.verbs_of(tokens[:verbs]))
        if self.acts and self.mode != MAIN_QUALIFICATION:  # "experience in storing furs" is "in storage of furs"
            self.mark_things(elements if alone else elements[:-1])
        self.lines.append(Line(tuple(elements), main))
        if self.joined:
            self.note_alternatives(tokens, main=main)

    def verbs_of(self, tokens: Tokens) -> Element:
        """The element of the verbs among some tokens, which are read as verbs from here on."""
        group = [t for t in tokens if self.classes[t] not in COORDINATORS] if self.joined else tokens
        self.verbs.update(group)
        return tuple([(t,) for t in group])

    def mark_things(self, elements: list[Element]) -> None:
        """A gerund that something follows in normal order is a thing or a kind: "training plans", "Teach cooking".

        "Filing cabinets" are no "file cabinets"; who teaches cooking teaches no cooks. In a mixed list it may act.
        """
        for element in elements:
            if self.all_in(element, ACTIONS):
                self.things.update([conjunct[-1] for conjunct in element])

    def note_alternatives(self, tokens: Tokens, *, main: bool) -> None:
        """ "or" is not "and": it counts as a word of its own."""
        for token in tokens:
            if self.classes[token] == Class.OR:
                self.alone([token], main=main)

    def noun_phrases(self, tokens: Tokens) -> list[Element]:
        """ "X of Y of Z" is [Z Y X], each with the adjectives it has."""
        if not self.joined or JOINS.isdisjoint(self.kinds(tokens)):
            return self.before_act([_ONE[token] for token in tokens])
        parts: list[Tokens] = self.parts(tokens, Class.OF)
        verbs = [0, *(self.gerunds(before, part) for before, part in pairwise(parts))]
        if len(parts) == 1:
            return self.before_act(self.list_of(parts[0], 0))
        described = self.adjectives(parts[0])
        front = [_ONE[token] for token in parts[0][:described]]
        lists = [self.list_of(part, end) for part, end in zip([parts[0][described:], *parts[1:]], verbs, strict=True)]
        others = [element for part in lists[:0:-1] for element in self.before_act(part)]
        # An adjective that may be the object's stands where it would: "crude measurement of flows"; else with its noun.
        of_object = self.mode == MAIN_QUALIFICATION or (
            self.all_in(lists[0][-1], _DONE | NAMES_OF_ACTS) and not self.speaks(front)
        )
        return [*front, *others, *lists[0]] if of_object else [*others, *front, *lists[0]]

    def speaks(self, adjectives: list[Element]) -> bool:
        """Whether adjectives speak of an act, not of its object."""
        return any(self.all_in(element, _MANNER_OR_TIME) for element in adjectives)

    def before_act(self, elements: list[Element]) -> list[Element]:
        """Move what speaks of the act to it: "preventive pump maintenance" is "preventive maintenance of pumps"."""
        if not self.manner or len(elements) < 3:
            return elements
        speaks_of_it = _MANNER_OR_TIME if self.all_in(elements[-1], _DONE) else _MANNER
        first = next((i for i, element in enumerate(elements) if not self.all_in(element, _ADJECTIVES)), 0)
        manner = max((i + 1 for i in range(first) if self.all_in(elements[i], speaks_of_it)), default=0)
        if not manner or first > len(elements) - 2 or not self.all_in(elements[-1], _DONE | BASE_VERBS):
            return elements
        return [*elements[manner:-1], *elements[:manner], elements[-1]]

    def all_in(self, element: Element, kinds: frozenset[Class]) -> bool:
        """Whether the last words of all conjuncts are of these classes."""
        return kinds.issuperset([self.classes[conjunct[-1]] for conjunct in element])

    def parts(self, tokens: Tokens, mark: Class) -> list[Tokens]:
        """What stands between marks of a class."""
        parts: list[list[int]] = [[]]
        for token in tokens:
            if self.classes[token] == mark:
                parts.append([])
            else:
                parts[-1].append(token)
        return list(parts)

    def adjectives(self, part: Tokens) -> int:
        """How many adjectives a noun phrase opens with, before its head and outside a list."""
        end = 0
        while end < len(part) - 1 and self.classes[part[end]] in _ADJECTIVES:
            end += 1
        return end if end < len(part) and self.classes[part[end]] not in COORDINATORS else 0

    def gerunds(self, before: Tokens, part: Tokens) -> int:
        """How many tokens after "of" are gerunds that act on the rest: "experience of training nurses".

        After an action the gerund belongs to the noun: "collection of mapping data".
        """
        acts = before and self.classes[before[-1]] not in _PLAIN_NOUNS
        verbs = 0 if acts else verb_group(self.kinds(part), AFTER_PREPOSITION)
        return verbs if verbs < len(part) and self.classes[part[-1]] not in ACTIONS else 0

    def list_of(self, part: Tokens, verbs: int) -> list[Element]:
        """The elements of a part of a list, the gerunds it opens with behind what they act on."""
        listed = coordination(self.classes, part[verbs:], fields=self.mode == MAIN_QUALIFICATION)
        return [*listed, self.verbs_of(part[:verbs])] if verbs else listed

    def title(self, tokens: Tokens) -> None:
        """ "Manager, Fleet Operations" is "Fleet Operations Manager"; a numeral may stand anywhere."""
        for token in tokens:
            if self.classes[token] == Class.NUMBER:
                self.alone([token])
        tokens = self.trim([t for t in tokens if self.classes[t] != Class.NUMBER])
        parts = [p for p in map(self.trim, self.parts(tokens, Class.COMMA)) if p]
        if parts:
            rank = next((i for i, t in enumerate(parts[0]) if self.classes[t] not in _ADJECTIVES), 0)
            inverted = (parts[0][:rank], *parts[1:], parts[0][rank:]) if len(parts) > 1 else parts
            elements = [e for part in inverted for e in self.noun_phrases(part)]
            self.mark_things(elements)
            self.lines.append(Line(tuple(elements), main=False))
        self.note_alternatives(tokens, main=False)


class Form(IntEnum):
    """As what a word is read, which settles its lemma."""

    NOUN = 0
    VERB = 1
    THING = 2


def lines_of(classes: bytes, mode: int) -> tuple[tuple[Line, ...], tuple[Form, ...]]:
    """The reading of one pattern, a byte a class: its lines, and as what each of its tokens is read."""
    reader = _Reader(classes, mode)
    reader.read()
    forms = [Form.NOUN] * len(classes)
    for token in reader.verbs:
        forms[token] = Form.VERB
    for token in reader.things:
        forms[token] = Form.THING
    return tuple(reader.lines), tuple(forms)


@cache
def opens_clause(classes: bytes) -> bool:
    """Whether the words start with verbs that act on something: "survey and map crops", but not "drills and saws"."""
    end = next((i for i, kind in enumerate(classes) if kind in (Class.PREPOSITION, Class.PARTICIPLE)), len(classes))
    reader = _Reader(classes[:end], MAIN_DUTY)
    tokens = reader.take_adverbials(list(range(end)), main=True)
    return 0 < verb_group(reader.kinds(tokens), MAIN_DUTY) < len(tokens)
