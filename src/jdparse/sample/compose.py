"""From a family and a level to what their page says: the same work at every level, raised step by step."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import cycle
from string import capwords

from jdparse.sample.families import Family, Work
from jdparse.sample.frames import MOST_TITLES, WORDING
from jdparse.sample.levels import LEVELS, Level
from jdparse.sample.page import Chip
from jdparse.sample.randomness import Chance


@dataclass(frozen=True, slots=True)
class Draft:
    """The body of a page, shared by all its crawls."""

    family: Family
    level: Level
    label: str | None
    summary: str | None
    duties: tuple[str, ...]
    skills: tuple[str, ...]
    qualifications: tuple[str, ...]
    titles: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class _Habits:
    """What a family's pages have in common at every level; `items` pair a piece of work with a topic."""

    items: list[tuple[Work, str]]
    topics: list[str]
    says_twice: bool
    with_titles: bool
    only_label: bool


@lru_cache(maxsize=1024)
def _habits(family: Family, seed: int) -> _Habits:
    rng = Chance(seed, "family", family.slug)
    work, topics = rng.shuffled(family.work), rng.shuffled(family.topics)
    items = list(zip(work, cycle(topics), strict=False))
    return _Habits(items, topics, rng.draw() < 0.4, rng.draw() > 1 / 7, rng.draw() < 0.02)


def draft(family: Family, code: str, seed: int) -> Draft:
    """The body of a family's page at a level in the book `seed`."""
    habits = _habits(family, seed)
    topics = habits.topics
    rng = Chance(seed, "body", family.slug, code)
    band = WORDING.bands[code]
    label, is_title = _label(rng, family, code)
    stems = () if habits.only_label and is_title else family.stems
    first = _duties(rng, family, habits.items, band)
    more = None
    if not habits.says_twice:
        more = [_duty(rng, item, band, family.programme) for item in habits.items[: rng.between(2, 5)]]
    shown = None if rng.draw() < 0.04 else label
    chips = titles(stems, code, shown, closes=is_title and rng.draw() < 0.9) if habits.with_titles else ()
    return Draft(
        family=family,
        level=LEVELS[code],
        label=shown,
        summary=None if rng.draw() < 0.04 else _summary(rng, family, code, band),
        duties=_joined_duties(rng, first, more),
        skills=_skills(rng, family, topics, band),
        qualifications=_qualifications(rng, family, topics, band),
        titles=chips,
    )


@cache
def gerund(verb: str) -> str:
    """The -ing form of a plain verb or a pair: plan, planning; make, making; mix and bake, mixing and baking."""
    if " and " in verb:
        return " and ".join(map(gerund, verb.split(" and ")))
    if verb in WORDING.doubled:
        return f"{verb}{verb[-1]}ing"
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return f"{verb[:-1]}ing"
    return f"{verb}ing"


def capitalized(text: str) -> str:
    """A phrase as a bullet begins: upper case, except where the first word has capitals of its own (iOS, pH)."""
    if text[0].isupper():
        return text
    first = text.split(" ", 1)[0]
    return text[0].upper() + text[1:] if first == first.lower() else text


def with_gerund(sentence: str) -> str:
    """The same duty as the site's other component words it: `Mentor staff` is `Mentoring staff`."""
    words = sentence.split(" ")
    words[0] = capitalized(gerund(words[0].lower()))
    if words[1:2] == ["and"]:
        words[2] = gerund(words[2])
    return " ".join(words)


def _duty(rng: Chance, item: tuple[Work, str], band: str, programme: str | None) -> str:
    work, topic = item
    frame = rng.pick(WORDING.duties[band])
    topic = _fitting(topic, frame)
    sentence = capitalized(frame.format(do=work.do, doing=gerund(work.do), what=work.what, topic=topic))
    chance = rng.draw()
    if chance < 0.08:
        return f"{sentence} {rng.pick(WORDING.cadences)}"
    return f"{sentence} in the {programme} program" if programme and chance < 0.16 else sentence


def _duties(rng: Chance, family: Family, work: list[tuple[Work, str]], band: str) -> list[str]:
    """The first component's list: the family's work at this level among lines that every family has."""
    bullets = [_duty(rng, item, band, family.programme) for item in work[: rng.between(5, 8)]]
    for line in rng.shuffled(WORDING.common_duties[band])[: rng.between(1, 3)]:
        bullets.insert(rng.between(0, len(bullets)), line)
    return bullets


def _joined_duties(rng: Chance, first: list[str], more: list[str] | None) -> tuple[str, ...]:
    """Both components' lists as the site joins them: without `more` the second says the first again."""
    if more is None:
        again = [sentence for sentence in first if rng.draw() < 0.6]
        bullets = [with_gerund(sentence) for sentence in first] + again
    else:
        bullets = first + more
    if rng.draw() < 0.06:
        bullets.insert(rng.below(len(bullets)), rng.pick(WORDING.leading_numbers))
    return _punctuated(rng, _with_repeats(rng, bullets))


def _skills(rng: Chance, family: Family, topics: list[str], band: str) -> tuple[str, ...]:
    soft = rng.shuffled(WORDING.soft_skills[band[0]])[:7]
    degrees = WORDING.degrees[band]

    def framed(some: Iterable[str]) -> list[str]:
        return [_degree(rng.pick(degrees), topic) for topic in some]

    first = framed(topics[: rng.between(3, 5)]) + soft[: rng.between(2, 4)]
    tools = rng.shuffled(family.tools)[: rng.between(1, 3)]
    second = framed(topics[2 : rng.between(5, 8)]) + tools + soft[4 : rng.between(5, 7)]
    return tuple(_with_repeats(rng, first + second))


def _degree(frame: str, topic: str) -> str:
    return capitalized(frame.format(topic=_fitting(topic, frame)))


def _fitting(topic: str, frame: str) -> str:
    """A topic's aside, as in `version control (e.g., Git)`, reads well at the end of a phrase only."""
    return topic if frame.endswith("{topic}") else topic.split(" (", 1)[0]


def _qualifications(rng: Chance, family: Family, topics: list[str], band: str) -> tuple[str, ...]:
    some = rng.shuffled(WORDING.qualifications[band])[: rng.between(3, 4)]
    words = {
        "degree": family.degree,
        "topic": _fitting(rng.pick(topics), ""),
        "tool": rng.pick(family.tools),
        "credential": rng.pick(family.credentials),
    }
    return _punctuated(rng, [capitalized(frame.format(**words)) for frame in some])


def _label(rng: Chance, family: Family, code: str) -> tuple[str, bool]:
    """A page's label and whether it is a title of its own."""
    if rng.draw() < 0.4:
        return WORDING.level_labels[code], False
    return rng.pick(WORDING.title_labels[code]).format(role=family.role, name=family.name), True


def _summary(rng: Chance, family: Family, code: str, band: str) -> str:
    item = rng.pick(family.work)
    frame = rng.pick(WORDING.summaries[band])
    return frame.format(
        code=code, name=family.name, topic=_fitting(rng.pick(family.topics), frame), do=item.do, what=item.what
    )


def titles(stems: tuple[str, ...], code: str, label: str | None, *, closes: bool) -> tuple[Chip, ...]:
    """Every stem in every pattern of the level, stopped at 16; a label that is a title may close the list.

    A chip that says the page's label is marked as the label wherever it stands.
    """
    patterns = WORDING.title_patterns[code]
    chips = [
        Chip(pattern.format(stem), stem, marker, LEVELS[code].rank if marker in ("roman", "number") else None)
        for stem in stems
        for pattern, marker in patterns
    ]
    kept = chips[:MOST_TITLES]
    if len(chips) > len(kept) and len(kept) % len(patterns):
        kept[-1] = replace(kept[-1], cut=True)
    marked = [replace(chip, marker="label") if chip.title == label else chip for chip in kept]
    if closes and label and marked == kept and len(kept) < MOST_TITLES:
        marked.append(Chip(label, None, "label"))
    return tuple(marked)


def _with_repeats(rng: Chance, bullets: list[str]) -> list[str]:
    """Now and then the site says a line again, word for word or in other case."""
    chance = rng.draw()
    if chance > 0.12:
        return bullets
    again = rng.pick(bullets)
    return [*bullets, again if chance < 0.05 else capwords(again) if chance < 0.09 else again.lower()]


def _punctuated(rng: Chance, bullets: list[str]) -> tuple[str, ...]:
    """Full stops on all bullets of some lists, on a few bullets of others, on none of most."""
    chance = rng.draw()
    if chance < 0.08:
        return tuple(f"{bullet}." for bullet in bullets)
    if chance < 0.14:
        return tuple(f"{bullet}." if rng.draw() < 0.4 else bullet for bullet in bullets)
    return tuple(bullets)
