"""What one word is, whatever stands around it: its lemma as a noun and as a verb, and its class."""

from enum import IntEnum
from functools import cache
from typing import NamedTuple

from . import tables
from .spelling import american, corrected, dictionary


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
    PREPOSITION = 19
    PARTICIPLE = 20  # using, including: a preposition unless it opens the bullet
    EMPTY = 21
    RARE_VERB = 22  # a noun that the dictionary knows as a verb too: wax, timber
    RARE_VERB_S = 23
    PARTICLE = 24
    ADJECTIVE = 25


class Word(NamedTuple):
    """A word's forms, each coarser than the one before: as written, respelt, uninflected, as noun and as verb."""

    surface: str
    spelled: str
    uninflected: str
    noun: str
    verb: str
    kind: Class


_PERIODS = frozenset(
    "daily weekly biweekly fortnightly monthly bimonthly quarterly annually yearly hourly nightly today overnight weekdays weekends year-round".split()
)
_NOT_ADVERBS = frozenset(
    "family supply apply reply assembly friendly only ally rally comply multiply anomaly monopoly fly likely costly timely elderly "
    "orderly july italy jelly belly bully butterfly early imply rely daily poly homely lovely lively lonely ply holy ugly melancholy "
    "disorderly user-friendly unlikely scholarly motherly disassembly subassembly reassembly resupply doily tally hilly oily curly bodily".split()
)
_PARTICLES = frozenset("up out off down away together apart aside".split())
_ADJECTIVE_ENDINGS = ("al", "ive", "ic", "ous", "ary", "ful", "less", "able", "ible", "ory")
_NOT_ADJECTIVES = frozenset(
    "approval arrival removal renewal proposal referral withdrawal disposal appraisal trial rehearsal material hospital animal meal metal medal mineral chemical "
    "manual journal capital signal goal deal professional official individual festival terminal canal portal principal criminal mail rail "
    "initiative incentive objective alternative executive representative detective directive perspective drive archive motive narrative adhesive "
    "clinic fabric topic music logic plastic mechanic critic traffic public republic picnic mosaic ceramic graphic antibiotic "
    "library salary dictionary diary commentary glossary summary secretary boundary anniversary beneficiary itinerary sanctuary notary "
    "table cable vegetable timetable variable history factory laboratory inventory directory repository territory category theory memory story "
    "accessory advisory regulatory_body conservatory dormitory observatory".split()
)
_ADJECTIVES = frozenset(
    "new old good bad big small large long short high low full empty clean dirty safe hot cold wet dry early late daily weekly monthly annual regular correct accurate proper "
    "basic advanced simple complex junior senior key main major minor strong weak deep wide narrow fast slow quick rapid fresh raw modern ancient open whole "
    "relevant important urgent different efficient sufficient excellent compliant independent consistent competent current recent permanent frequent prompt strict exact direct "
    "live free rare special social secure sound sharp smooth sole thorough tight vast young elderly timely healthy heavy easy busy ready steady friendly costly".split()
)
_VOWELS = frozenset("aeiou")


@cache
def _verb_bases() -> frozenset[str]:
    """Lemmas that have an -ing form in the dictionary, so can be verbs at all."""
    return frozenset(
        lemma for form, lemma in dictionary().items() if form.endswith("ing") and form != lemma and form[0].islower()
    )


@cache
def _verbs() -> frozenset[str]:
    return frozenset(american(w) for w in tables.words("verbs.txt"))


@cache
def _homographs() -> frozenset[str]:
    return frozenset(american(w) for w in tables.words("homographs.txt"))


@cache
def _plain_verbs() -> frozenset[str]:
    """Verbs that are not as often nouns; an action noun's own verb is one."""
    return (_verbs() | frozenset(tables.mapping("action_nouns.tsv").values())) - _homographs()


@cache
def _actions() -> dict[str, str]:
    return {american(noun): american(verb) for noun, verb in tables.rows("action_nouns.tsv")}


def is_verb(word: str) -> bool:
    """Whether the base form can be a verb."""
    return word in _verbs() or word in _verb_bases() or word in _plain_verbs()


def _is_base(word: str) -> bool:
    return is_verb(word) or dictionary().get(word) == word


def _candidates(stem: str) -> tuple[str, ...]:
    """Base forms an -ing or -ed stem can have, the likeliest first."""
    if len(stem) < 2:
        return ()
    undoubled = stem[:-1] if stem[-1] == stem[-2] and stem[-1] not in _VOWELS else ""
    if stem.endswith("ck") and is_verb(stem[:-1]):
        return (stem[:-1], stem)
    if undoubled:
        return (stem, undoubled) if stem[-1] in "lsfz" and _is_base(stem) else (undoubled, stem)
    closed = stem[-1] not in _VOWELS and stem[-2] in _VOWELS and (len(stem) < 3 or stem[-3] not in _VOWELS)
    ends_in_e = closed or stem[-1] in "cguvsz" or stem[-2:] in ("bl", "dl", "tl", "pl", "gl", "kl", "cl", "fl")
    return (stem + "e", stem) if ends_in_e and len(stem) <= 4 or stem[-1] in "uv" else (stem, stem + "e")


@cache
def verb_base(word: str) -> str | None:
    """The base of an -ing, -ed or irregular past form, or nothing if it is not one."""
    irregular = tables.mapping("irregular_verbs.tsv").get(word)
    if irregular and word not in _verbs():
        return irregular
    lemma = dictionary().get(word)
    for ending in ("ing", "ed"):
        if not word.endswith(ending) or len(word) < len(ending) + 2 or word.endswith("eed"):
            continue
        if lemma and lemma != word and is_verb(lemma) and not lemma.endswith(ending):
            return lemma
        stem = word[: -len(ending)]
        tries = _candidates(stem)
        if ending == "ing" and stem.endswith("y") and len(stem) <= 3:
            tries = (stem[:-1] + "ie", *tries)
        if ending == "ed" and stem.endswith("i"):
            tries = (stem[:-1] + "y", *tries)
        for test in (lambda b: b in _verbs(), is_verb, lambda b: dictionary().get(b) == b):
            found = next((base for base in tries if test(base)), None)
            if found:
                return found
    return None


@cache
def singular(word: str) -> str | None:
    """The base of a plural or third-person form, or nothing if the word is not one."""
    if word in tables.words("keep.txt"):
        return None
    listed = tables.mapping("plurals.tsv").get(word)
    if listed:
        return listed if listed != word else None
    if not word.endswith("s") or len(word) < 3 or word.endswith("ss"):
        return None
    lemma = dictionary().get(word)
    if word.endswith(("us", "is")):
        return lemma if lemma == word[:-1] else None
    if lemma == word and len(word) > 3 and dictionary().get(word[:-1]) != word[:-1]:
        return None
    if word.endswith("ies") and len(word) > 4:
        return (
            word[:-1]
            if dictionary().get(word[:-1]) == word[:-1] and not dictionary().get(word[:-3] + "y")
            else word[:-3] + "y"
        )
    if word.endswith("es") and not dictionary().get(word[:-1]):
        shorter = word[:-2]
        if word.endswith(("sses", "xes", "ches", "shes", "zzes", "oes")) or dictionary().get(shorter):
            return shorter
        if word.endswith("ves") and lemma and lemma != word:
            return lemma
    return word[:-1]


def _verb_class(base: str, strong: Class, weak: Class) -> Class:
    return strong if base in _plain_verbs() else weak


def _base_class(word: str, *, plural: bool) -> Class:
    if word not in _verbs() and word not in _plain_verbs():
        return Class.RARE_VERB_S if plural else Class.RARE_VERB
    if plural:
        return _verb_class(word, Class.VERB_S, Class.NOUN_VERB_S)
    return _verb_class(word, Class.VERB, Class.NOUN_VERB)


def _inflected(word: str) -> tuple[str, str, str, Class] | None:
    """(uninflected, noun lemma, verb lemma, class) of an -ing or past form."""
    base = verb_base(word)
    if base is None:
        return None
    base = american(base)
    if word.endswith("ing"):
        if word in tables.words("lexical_ing.txt"):
            return base, word, base, Class.LEXICAL_ING
        return base, base, base, _verb_class(base, Class.VERB_ING, Class.NOUN_VERB_ING)
    return base, word, base, Class.PAST


def is_adjective(word: str) -> bool:
    """Whether the word is first of all an adjective; judged by list and ending."""
    if word in _ADJECTIVES:
        return word not in _verbs()
    ending = word.endswith(_ADJECTIVE_ENDINGS) and len(word) > 5
    return ending and word not in _NOT_ADJECTIVES and word not in _verbs() and word not in _actions()


@cache
def understand(surface: str) -> Word:
    """Everything the fingerprint needs to know of one lower-case word."""
    short = tables.mapping("abbreviations.tsv").get(surface, "")
    spelled = american(corrected(surface))
    lookup = american(short) if short and " " not in short else spelled
    if lookup in tables.words("keep.txt") and lookup not in _actions():
        return Word(surface, spelled, spelled, lookup, lookup, Class.NOUN)
    if lookup in _PERIODS:
        return Word(surface, spelled, spelled, lookup, lookup, Class.PERIOD)
    if lookup in ("each", "every"):
        return Word(surface, spelled, spelled, "every", "every", Class.EVERY)
    if lookup.endswith("ly") and lookup not in _NOT_ADVERBS and len(lookup) > 4:
        return Word(surface, spelled, spelled, lookup, lookup, Class.ADVERB)
    inflected = _inflected(lookup)
    if inflected:
        uninflected, noun, verb, kind = inflected
        return Word(surface, spelled, uninflected, noun, verb, kind)
    base = singular(lookup)
    word = american(base) if base else lookup
    ing = word if base and word.endswith("ing") else ""
    uninflected = word
    if ing and ing not in tables.words("lexical_ing.txt"):
        word = american(verb_base(ing) or ing)
    if lookup in _PARTICLES:
        return Word(surface, spelled, spelled, lookup, lookup, Class.PARTICLE)
    if base is None and is_adjective(lookup):
        return Word(surface, spelled, spelled, lookup, lookup, Class.ADJECTIVE)
    action = _actions().get(word)
    if action:
        return Word(surface, spelled, uninflected, action, action, Class.ACTION)
    if is_verb(word) and not ing:
        kind = _base_class(word, plural=base is not None)
    else:
        kind = Class.ACTION if ing and word != ing else Class.PLURAL if base else Class.NOUN
    return Word(surface, spelled, uninflected, word, word, kind)
