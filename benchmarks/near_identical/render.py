"""Says one meaning in many ways: a style holds every choice, an operation changes one of them."""

import random
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.near_identical.lexicon import Noun, Verb, spell
from benchmarks.near_identical.meanings import Meaning, Phrase, Thing
from benchmarks.near_identical.typing_errors import misspell

VERBAL = ("imperative", "gerund", "third", "past")
NOMINAL = ("nominal_of", "nominal_compound")
SMALL_WORDS = {"a", "an", "the", "of", "for", "and", "in", "on", "at", "to", "by", "with", "from", "or", "as", "into"}
SEQUENTIAL_TYPOGRAPHY = {"dash": ("–", "-"), "apostrophe": ("'", "’")}


@dataclass(frozen=True)
class Style:
    form: str = "imperative"
    wording: int = 0
    singular: bool = False
    article: str = ""
    context_articles: bool = True
    american: bool = False
    conjunction: str = "and"
    of_phrase: bool = False
    front: bool = False
    swap: bool = False
    gloss: str = ""
    experience: str = "years of experience in"
    tail: str = ""
    hyphen: str = ""
    typo: int = 0
    case: str = "sentence"
    end: str = ""
    mark: str = ""
    space: str = ""
    unicode: str = ""


def forms_of(meaning: Meaning) -> tuple[str, ...]:
    """The grammatical forms in which a reader would still hear the same bullet."""
    if meaning.fixed or meaning.kind == "title":
        return ("imperative",)
    adverb = any(phrase.place == "verbal" for phrase in meaning.phrases)
    if meaning.role or meaning.verbal_only:
        return VERBAL
    nominal: tuple[str, ...] = NOMINAL if all(verb.nominal for verb in meaning.verbs) else ()
    if any(thing.adjective for thing in meaning.things) or any(thing.of for thing in meaning.things):
        # "damaged pump inspection": damaged what? A reader hears the other reading too.
        nominal = nominal[:1]
    if meaning.grade:
        return nominal
    if meaning.kind == "duty":
        return VERBAL if adverb else VERBAL + nominal
    return ("gerund", *nominal)


def _article(style: Style, singular: bool, following: str) -> str:
    if style.article == "the":
        return "the "
    if not singular:
        return ""
    vowel = re.match(r"[aeiou]", following) and not re.match(r"(uni|use|one|eu|ura)", following)
    return "an " if vowel else "a "


def _number(noun: Noun, singular: bool, american: bool) -> str:
    return spell(noun.singular if singular else noun.plural, american)


def _noun_phrase(thing: Thing, style: Style) -> str:
    """The object with its modifiers and article: "the damaged rotary pumps"."""
    singular = style.singular and not thing.head.mass
    head = _number(thing.head, singular, style.american)
    adjective = spell(thing.adjective, style.american)
    if thing.of and style.of_phrase:
        tail = _number(thing.of, thing.of.mass, style.american)
        text = f"{head} of {tail}"
    else:
        mod = spell(thing.mod, style.american) if not thing.of else _number(thing.of, True, style.american)
        if thing.abbreviation_known and style.gloss:
            mod = thing.abbreviation if style.gloss == "bare" else f"{mod} ({thing.abbreviation})"
        text = f"{mod} {head}".strip()
        if thing.abbreviation and not thing.abbreviation_known and style.gloss == "gloss":
            text = f"{text} ({thing.abbreviation})"
    text = f"{adjective} {text}".strip()
    return _article(style, singular and not thing.head.mass, text) + text


def _compound(thing: Thing, style: Style) -> str:
    """The object as the first part of a compound: "rotary pump" in "rotary pump repair"."""
    head = _number(thing.head, True, style.american)
    mod = spell(thing.mod, style.american)
    if thing.abbreviation_known and style.gloss:
        mod = thing.abbreviation if style.gloss == "bare" else f"{mod} ({thing.abbreviation})"
    return f"{spell(thing.adjective, style.american)} {mod} {head}".strip().replace("  ", " ")


def _join(parts: list[str], style: Style) -> str:
    ordered = parts[::-1] if style.swap else parts
    return f" {style.conjunction} ".join(ordered)


def _inflect(verb: Verb, form: str, american: bool) -> str:
    word = {"imperative": verb.lemma, "gerund": verb.gerund, "third": verb.third, "past": verb.past}[form]
    return spell(word, american)


def _nominal(meaning: Meaning, style: Style, compound: bool) -> str:
    actions = [spell(verb.nominal, style.american) for verb in meaning.verbs]
    action = _join(actions, style if len(actions) > 1 else replace(style, swap=False))
    if compound:
        # The article of a compound would go with the action, which has none in a bullet.
        objects = _join([_compound(thing, style) for thing in meaning.things], style)
        return f"{objects} {action}"
    objects = _join([_noun_phrase(thing, style) for thing in meaning.things], style)
    return f"{action} of {objects}"


def _verbal(meaning: Meaning, style: Style) -> str:
    if meaning.role:
        head = f"{_inflect(meaning.role, style.form, style.american)} {meaning.role.particle}".strip()
        compound_possible = not any(thing.adjective or thing.of for thing in meaning.things)
        return f"{head} {_nominal(meaning, style, compound_possible and not style.of_phrase)}"
    inflected = [_inflect(verb, style.form, style.american) for verb in meaning.verbs]
    inflected = [f"{word} {verb.particle}".strip() for word, verb in zip(inflected, meaning.verbs, strict=True)]
    objects = _join([_noun_phrase(thing, style) for thing in meaning.things], style)
    head = _join(inflected, style if len(inflected) > 1 else replace(style, swap=False))
    return f"{head} {objects}"


def _phrase(phrase: Phrase, style: Style) -> str:
    text = spell(phrase.text, style.american)
    return text if style.context_articles else re.sub(r"\bthe ", "", text)


def _core(meaning: Meaning, style: Style) -> str:
    """The bullet before typography."""
    if meaning.fixed:
        parts = meaning.fixed[style.wording % len(meaning.fixed)]
        return " ".join(spell(part, style.american) for part in parts if part)
    nominal = style.form in NOMINAL
    body = _nominal(meaning, style, style.form == "nominal_compound") if nominal else _verbal(meaning, style)
    if meaning.grade:
        body = f"{spell(meaning.grade, style.american)} {body}"
    movable = [phrase for phrase in meaning.phrases if phrase.place != "end"]
    before = ""
    rest = list(meaning.phrases)
    if style.front and movable and not nominal:
        rest.remove(movable[0])
        comma = "" if movable[0].place == "verbal" else ","
        before = f"{_phrase(movable[0], style)}{comma} "
    elif style.swap and len(rest) == 2 and movable:
        rest.reverse()
    body = before + " ".join([body, *(_phrase(phrase, style) for phrase in rest)])
    if meaning.years:
        body = f"{meaning.years} {style.experience} {body}"
    return f"{body} {style.tail}".strip()


def _title_case(text: str) -> str:
    return re.sub(r"(?<![\w'’])[a-zé]\w*", lambda m: m[0] if m[0] in SMALL_WORDS else m[0][0].upper() + m[0][1:], text)


def _cased(text: str, case: str) -> str:
    if case == "upper":
        return text.upper()
    if case == "lower":
        return text.lower()
    if case == "title":
        text = _title_case(text)
    return text[:1].upper() + text[1:]


def _hyphenated(text: str, style: Style) -> str:
    if style.hyphen == "space":
        return re.sub(r"(?<=[a-z0-9])-(?=[a-z])", " ", text)
    if style.hyphen == "join":
        return re.sub(r"(\w+) (\w+ing)\b", r"\1-\2", text, count=1)
    return text


def _typography(text: str, style: Style) -> str:
    if style.unicode == "zero_width":
        inside = [i for i in range(1, len(text)) if text[i - 1].isalpha() and text[i].isalpha()]
        middle = inside[len(inside) // 2]
        text = f"{text[:middle]}\u200b{text[middle:]}"
    elif style.unicode == "decomposed":
        text = unicodedata.normalize("NFD", text)
    elif style.unicode in SEQUENTIAL_TYPOGRAPHY:
        text = text.replace(*SEQUENTIAL_TYPOGRAPHY[style.unicode])
    text = style.mark + text + style.end
    space = {"double": ("  ", 1), "nbsp": (" ", -1), "lead": None, "trail": None}.get(style.space)
    if space:
        return text.replace(" ", space[0], space[1])
    return {"": text, "lead": "  " + text, "trail": text + " "}[style.space]


def render(meaning: Meaning, style: Style) -> str:
    text = _hyphenated(_core(meaning, style), style)
    if style.typo:
        text = misspell(text, style.typo)
    return _typography(_cased(text, style.case), style)


def canonical_style(meaning: Meaning, rng: random.Random) -> Style:
    """What a page would print first: a form and a spelling of its own, plain typography."""
    form = rng.choice(forms_of(meaning))
    if form in {"past", "third"}:
        form = rng.choice(("imperative", form))
    case = "title" if meaning.kind == "title" else "sentence"
    return Style(form=form, american=rng.random() < 0.5, case=case, of_phrase=rng.random() < 0.3)


def _operations(meaning: Meaning) -> dict[str, tuple[int, tuple[Any, ...]]]:
    """Phenomenon: (weight, values the field of that operation may take)."""
    cases: tuple[str, ...] = ("title", "sentence") if meaning.cased else ("title", "lower", "upper", "sentence")
    plain = meaning.kind in {"duty", "skill"}
    abbreviated = any(thing.abbreviation for thing in meaning.things)
    return {
        "form": (30, forms_of(meaning)),
        "wording": (20 if len(meaning.fixed) > 1 else 0, (0, 1)),
        "singular": (9, (True, False)),
        "article": (8, ("the", "")),
        "context_articles": (5, (False,)),
        "american": (20, (True, False)),
        "conjunction": (14, ("&", "and")),
        "of_phrase": (18, (True, False)),
        "front": (8, (True,)),
        "swap": (9, (True,)),
        "gloss": (40 if abbreviated else 0, ("gloss", "bare")),
        "experience": (
            25 if meaning.years else 0,
            ("years' experience in", "years of experience of", "years’ experience of"),
        ),
        "tail": (12 if meaning.kind == "skill" else 0, ("skills", "abilities")),
        "hyphen": (14, ("space", "join") if meaning.kind == "skill" and meaning.fixed else ("space",)),
        "typo": (4, tuple(range(1, 6))),
        "case": (9, cases),
        "end": (8, (".", ";")),
        "mark": (6 if plain else 2, ("• ", "- ", "* ", "– ", "▪ ", "· ", "‣ ")),
        "space": (4, ("double", "nbsp", "lead", "trail")),
        "unicode": (4, ("zero_width", "decomposed", "dash", "apostrophe")),
    }


def _takes_tail(meaning: Meaning, style: Style) -> bool:
    """Whether "skills" can close the bullet: after a compound it does, after "sorting of orders" it does not."""
    return bool(meaning.fixed) or (style.form == "nominal_compound" and not meaning.phrases)


def vary(meaning: Meaning, base: Style, rng: random.Random) -> tuple[str, tuple[str, ...]]:
    """Another wording of the meaning and the phenomena, one to three, in which it differs from the base."""
    operations = _operations(meaning)
    names, weights = tuple(operations), tuple(weight for weight, _ in operations.values())
    style, text, applied = base, render(meaning, base), []
    for name in sorted(set(rng.choices(names, weights, k=rng.choices((1, 2, 3), (50, 35, 15))[0]))):
        changed = replace(style, **{name: rng.choice(operations[name][1])})
        if name == "tail" and not _takes_tail(meaning, changed):
            continue
        new = render(meaning, changed)
        if new != text:
            style, text = changed, new
            applied.append(name)
    return text, tuple(applied)
