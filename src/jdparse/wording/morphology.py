"""What one word is, whatever stands around it: its lemma as a noun and as a verb, and its class."""

import re
from functools import cache
from typing import NamedTuple

from . import tables
from .classes import Class
from .spelling import american, corrected, dictionary

_LISTED_AS = {
    "clear act": Class.CLEAR_ACT,
    "act": Class.ACT,
    "act and thing": Class.ACT_AND_THING,
    "thing": Class.THING,
    "maybe thing": Class.MAYBE_THING,
}


class Word(NamedTuple):
    """A word's forms, each coarser than the one before: as written, respelt, uninflected, as noun and as verb."""

    surface: str
    spelled: str
    uninflected: str
    noun: str
    verb: str
    kind: Class


_ADJECTIVE_ENDINGS = ("al", "ive", "ic", "ous", "ary", "ful", "less", "able", "ible", "ory")
_VOWELS = frozenset("aeiou")
_ONE_SHORT_SYLLABLE = re.compile("[^aeiou]+[aeiou][^aeiouwxy]")
_SIBILANT_ES = ("sses", "xes", "ches", "shes", "zzes")
# Endings whose nouns are all made of their verb: "digitization", "classification".
_REGULAR_ACTIONS = (("ization", "ize"), ("ification", "ify"))
_REPEATING = ("re", "pre", "mis", "over", "under")


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


def _action(noun: str) -> str | None:
    """The verb of an action noun: listed, or made of a listed one by a prefix that its verb takes too."""
    listed = _actions().get(noun)
    if listed or noun in tables.words("not_prefixed.txt"):
        return listed
    for prefix in _REPEATING:
        verb = _actions().get(noun.removeprefix(prefix)) if noun.startswith(prefix) else None
        if verb and is_verb(prefix + verb):
            return prefix + verb
    made = next((noun.removesuffix(end) + verb for end, verb in _REGULAR_ACTIONS if noun.endswith(end)), "")
    return made if is_verb(made) and noun not in tables.words("not_actions.txt") else None


@cache
def _acts_and_things() -> dict[str, Class]:
    return {american(word): _LISTED_AS[role] for role, word in tables.rows("acts_and_things.tsv")}


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
    if _ONE_SHORT_SYLLABLE.fullmatch(stem) and _is_base(stem + "e"):
        return (stem + "e",)  # "tapping" is of "tap", so "taping" is not
    ends_in_e = closed or stem[-1] in "cguvsz" or stem[-2:] in ("bl", "dl", "tl", "pl", "gl", "kl", "cl", "fl")
    return (stem + "e", stem) if (ends_in_e and len(stem) <= 4) or stem[-1] in "uv" else (stem, stem + "e")


def _tries(word: str, ending: str) -> tuple[str, ...]:
    """Bases that an -ing or -ed form can have, the likeliest first."""
    stem = word[: -len(ending)]
    if ending == "ing" and stem.endswith("y") and len(stem) <= 3:
        return (stem[:-1] + "ie", *_candidates(stem))
    if ending == "ed" and stem.endswith("i"):
        return (stem[:-1] + "y", *_candidates(stem))
    return _candidates(stem)


@cache
def verb_base(word: str) -> str | None:
    """The base of an -ing, -ed or irregular past form, or nothing if it is not one."""
    irregular = tables.mapping("irregular_verbs.tsv").get(word)
    if irregular and word not in _verbs():
        return irregular
    ending = next((end for end in ("ing", "ed") if word.endswith(end) and len(word) >= len(end) + 2), None)
    if ending is None:
        return None
    if word in _verbs():
        return None
    lemma = dictionary().get(word)
    if lemma and lemma != word and is_verb(lemma) and not lemma.endswith(ending):
        # The dictionary knows odd verbs: "fixing" of "fixe", "singing" of "singe". A common verb goes first.
        common = (base for base in _tries(word, ending) if base in _verbs())
        return lemma if lemma in _verbs() else next(common, lemma)
    if word.endswith("eed"):
        return None
    tests = (lambda base: base in _verbs(), is_verb, lambda base: dictionary().get(base) == base)
    found = (base for test in tests for base in _tries(word, ending) if test(base))
    return next(found, None)


def _without_s(word: str) -> str:
    """The base of a word in -s that is a plural or third person by its ending."""
    lemma = dictionary().get(word)
    if word.endswith("ies") and len(word) > 4:
        is_ie = dictionary().get(word[:-1]) == word[:-1] and not dictionary().get(word[:-3] + "y")
        return word[:-1] if is_ie else word[:-3] + "y"
    if word.endswith(_SIBILANT_ES) and word[:-2] in _verbs() and word[:-1] not in _verbs():
        return word[:-2]
    if word.endswith("es") and not dictionary().get(word[:-1]):
        if word.endswith("ves") and lemma and lemma != word:
            return lemma
        if word.endswith((*_SIBILANT_ES, "oes")) or dictionary().get(word[:-2]):
            return word[:-2]
    return word[:-1]


@cache
def singular(word: str) -> str | None:
    """The base of a plural or third-person form, or nothing if the word is not one."""
    listed = tables.mapping("plurals.tsv").get(word)
    if listed:
        return listed if listed != word else None
    lemma = dictionary().get(word)
    if word.endswith("men") and len(word) > 5 and lemma != word:
        return word[:-2] + "an"
    kept = word in tables.words("keep.txt") or (lemma is None and word in tables.words("named.txt"))
    if kept or not word.endswith("s") or len(word) < 3 or word.endswith("ss"):
        return None
    if word.endswith(("us", "is")):
        shorts = tables.mapping("abbreviations.tsv")
        return word[:-1] if lemma == word[:-1] or (word[:-1] in shorts and word not in shorts) else None
    if lemma == word and len(word) > 3 and dictionary().get(word[:-1]) != word[:-1]:
        return None
    return _without_s(word)


@cache
def _named_gerunds() -> frozenset[str]:
    return tables.words("lexical_ing.txt") | tables.words("keep.txt")


def _verb_class(base: str, strong: Class, weak: Class) -> Class:
    return strong if base in _plain_verbs() else weak


def _base_class(word: str, *, plural: bool) -> Class:
    if word not in _verbs() and word not in _plain_verbs():
        if word in tables.words("nouns.txt"):
            return Class.PLURAL if plural else Class.NOUN
        return Class.RARE_VERB_S if plural else Class.RARE_VERB
    if not plural and word in _acts_and_things():
        return _acts_and_things()[word]
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
            # "Marketing reports" are no reports that are marketed: where the verb is a noun too, the trade is meant.
            acts = base in _plain_verbs() or word in tables.words("lexical_acts.txt")
            return (base, word, base, Class.LEXICAL_ING) if acts else (word, word, base, Class.NOUN)
        weak = word in tables.words("attributive_ing.txt")
        return base, base, base, Class.NOUN_VERB_ING if weak else _verb_class(base, Class.VERB_ING, Class.NOUN_VERB_ING)
    # "Written", unlike "wrote", only describes; "sewn" and its like are too rare to tell.
    return base, word, base, Class.ADJECTIVE if word.endswith("en") else Class.PAST


def _has_adverb(word: str) -> bool:
    """Whether the dictionary knows an adverb of the word: "crude" has "crudely", "routine" has "routinely"."""
    adverb = word[:-1] + "ily" if word.endswith("y") else word[:-1] + "y" if word.endswith("le") else word + "ly"
    return adverb in dictionary() or (word.endswith("ic") and word + "ally" in dictionary())


def adjective_class(word: str) -> Class:
    """The class of a word that describes what follows."""
    if word in ("annual", "periodic"):
        return Class.PERIODIC
    return Class.MANNER if word in tables.words("manner.txt") else Class.ADJECTIVE


def is_adjective(word: str) -> bool:
    """Whether the word is first of all an adjective; judged by list, by ending, and by its adverb."""
    if word in tables.words("adjectives.txt"):
        return word not in _verbs()
    if word in tables.words("not_adjectives.txt") or word in _verbs() or word in _actions():
        return False
    ending = word.endswith(_ADJECTIVE_ENDINGS) and len(word) > 5 and word not in _verb_bases()
    return ending or (len(word) > 3 and _has_adverb(word))


def _small_class(word: str) -> tuple[str, Class] | None:
    """(lemma, class) of a word that is known by list or ending alone."""
    if word in tables.words("keep.txt") and word not in _actions():
        return word, adjective_class(word) if word in tables.words("adjectives.txt") else Class.NOUN
    if word in tables.words("periods.txt"):
        return word, Class.PERIOD
    if word in ("each", "every"):
        return "every", Class.EVERY
    if word in tables.words("particles.txt"):
        return word, Class.PARTICLE
    adverb = word.endswith("ly") and word not in tables.words("not_adverbs.txt") and len(word) > 4
    return (word, Class.ADVERB) if adverb else None


def _noun(lookup: str) -> tuple[str, str, Class]:
    """(uninflected, lemma, class) of a word that is no -ing or past form."""
    base = singular(lookup)
    if base is None and is_adjective(lookup):
        return lookup, lookup, adjective_class(lookup)
    word = uninflected = american(base) if base else lookup
    gerund = base is not None and word.endswith("ing") and word not in _named_gerunds()
    if gerund:
        word = american(verb_base(word) or word)
    action = _action(word)
    if action:
        as_thing = base is not None or uninflected in tables.words("acts_as_things.txt")
        return uninflected, action, Class.ACTION_S if as_thing else Class.ACTION
    if gerund and word != uninflected:
        return uninflected, word, Class.ACTION_S
    if is_verb(word) and (not uninflected.endswith("ing") or word in _verbs()):
        return uninflected, word, _base_class(word, plural=base is not None)
    return uninflected, word, Class.PLURAL if base else Class.NOUN


@cache
def understand(surface: str) -> Word:
    """Everything the fingerprint needs to know of one lower-case word."""
    short = tables.mapping("abbreviations.tsv").get(surface, "")
    spelled = american(corrected(surface))
    lookup = american(short) if short and " " not in short else spelled
    small = _small_class(lookup)
    if small:
        return Word(surface, spelled, spelled, small[0], small[0], small[1])
    inflected = _inflected(lookup)
    if inflected:
        return Word(surface, spelled, *inflected)
    uninflected, lemma, kind = _noun(lookup)
    return Word(surface, spelled, uninflected, lemma, lemma, kind)
