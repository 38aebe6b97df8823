"""From a family and a level to what their page says: the same work at every level, raised step by step."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from random import Random

from jdparse.sample.families import Family, Work
from jdparse.sample.frames import MOST_TITLES, WORDING
from jdparse.sample.levels import LEVELS, Level
from jdparse.sample.page import Chip
from jdparse.sample.randomness import seeded


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


def draft(family: Family, code: str, seed: int) -> Draft:
    """The body of a family's page at a level in the book `seed`."""
    habits = seeded(seed, "family", family.slug)
    work = habits.sample(family.work, len(family.work))
    topics = habits.sample(family.topics, len(family.topics))
    says_twice, with_titles, only_label = habits.random() < 0.4, habits.random() > 1 / 7, habits.random() < 0.02
    rng = seeded(seed, "body", family.slug, code)
    band = WORDING.bands[code]
    label, is_title = _label(rng, family, code)
    stems = () if only_label and is_title else family.stems
    items = list(zip(work, cycle(topics), strict=False))
    first = _duties(rng, family, items, band)
    more = None if says_twice else [_duty(rng, item, band, family.programme) for item in items[: rng.randint(2, 5)]]
    return Draft(
        family=family,
        level=LEVELS[code],
        label=None if rng.random() < 0.04 else label,
        summary=None if rng.random() < 0.04 else _summary(rng, family, code, band),
        duties=_joined_duties(rng, first, more),
        skills=_skills(rng, family, topics, band),
        qualifications=_qualifications(rng, family, topics, band),
        titles=titles(stems, code, label if is_title and rng.random() < 0.9 else None) if with_titles else (),
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
    first = text.split(" ", 1)[0]
    return text[0].upper() + text[1:] if first == first.lower() else text


def with_gerund(sentence: str) -> str:
    """The same duty as the site's other component words it: `Mentor staff` is `Mentoring staff`."""
    words = sentence.split(" ")
    words[0] = capitalized(gerund(words[0].lower()))
    if words[1:2] == ["and"]:
        words[2] = gerund(words[2])
    return " ".join(words)


def _duty(rng: Random, item: tuple[Work, str], band: str, programme: str | None) -> str:
    work, topic = item
    frame = rng.choice(WORDING.duties[band])
    sentence = capitalized(frame.format(do=work.do, doing=gerund(work.do), what=work.what, topic=topic))
    chance = rng.random()
    if chance < 0.08:
        return f"{sentence} {rng.choice(WORDING.cadences)}"
    return f"{sentence} in the {programme} program" if programme and chance < 0.16 else sentence


def _duties(rng: Random, family: Family, work: list[tuple[Work, str]], band: str) -> list[str]:
    """The first component's list: the family's work at this level among lines that every family has."""
    bullets = [_duty(rng, item, band, family.programme) for item in work[: rng.randint(5, 8)]]
    for line in rng.sample(WORDING.common_duties[band], rng.randint(1, 3)):
        bullets.insert(rng.randint(0, len(bullets)), line)
    return bullets


def _joined_duties(rng: Random, first: list[str], more: list[str] | None) -> tuple[str, ...]:
    """Both components' lists as the site joins them: without `more` the second says the first again."""
    if more is None:
        again = [sentence for sentence in first if rng.random() < 0.6]
        bullets = [with_gerund(sentence) for sentence in first] + again
    else:
        bullets = first + more
    if rng.random() < 0.06:
        bullets.insert(rng.randrange(len(bullets)), rng.choice(WORDING.leading_numbers))
    return _punctuated(rng, _with_repeats(rng, bullets))


def _skills(rng: Random, family: Family, topics: list[str], band: str) -> tuple[str, ...]:
    soft = rng.sample(WORDING.soft_skills[band[0]], 7)
    degrees = WORDING.degrees[band]

    def framed(some: Iterable[str]) -> list[str]:
        return [capitalized(rng.choice(degrees).format(topic=topic)) for topic in some]

    first = framed(topics[: rng.randint(3, 5)]) + soft[: rng.randint(2, 4)]
    tools = rng.sample(family.tools, rng.randint(1, min(3, len(family.tools))))
    second = framed(topics[2 : rng.randint(5, 8)]) + tools + soft[4 : rng.randint(5, 7)]
    return tuple(_with_repeats(rng, first + second))


def _qualifications(rng: Random, family: Family, topics: list[str], band: str) -> tuple[str, ...]:
    some = rng.sample(WORDING.qualifications[band], rng.randint(3, 4))
    words = {
        "degree": family.degree,
        "topic": rng.choice(topics),
        "tool": rng.choice(family.tools),
        "credential": rng.choice(family.credentials),
    }
    return _punctuated(rng, [capitalized(frame.format(**words)) for frame in some])


def _label(rng: Random, family: Family, code: str) -> tuple[str, bool]:
    """A page's label and whether it is a title of its own."""
    if rng.random() < 0.4:
        return WORDING.level_labels[code], False
    return rng.choice(WORDING.title_labels[code]).format(role=family.role, name=family.name), True


def _summary(rng: Random, family: Family, code: str, band: str) -> str:
    item = rng.choice(family.work)
    frame = rng.choice(WORDING.summaries[band])
    return frame.format(code=code, name=family.name, topic=rng.choice(family.topics), do=item.do, what=item.what)


def titles(stems: tuple[str, ...], code: str, label: str | None) -> tuple[Chip, ...]:
    """Every stem in every pattern of the level, stopped at 16; a label that is a title closes the list."""
    patterns = WORDING.title_patterns[code]
    chips = [
        Chip(pattern.format(stem), stem, marker, LEVELS[code].rank if marker in ("roman", "number") else None)
        for stem in stems
        for pattern, marker in patterns
    ]
    kept = chips[:MOST_TITLES]
    if len(chips) > len(kept) and len(kept) % len(patterns):
        last = kept[-1]
        kept[-1] = Chip(last.title, last.stem, last.marker, last.implied_rank, cut=True)
    known = [chip.title for chip in kept]
    if label in known:
        place = known.index(label)
        chip = kept[place]
        kept[place] = Chip(chip.title, chip.stem, "label", chip.implied_rank, chip.cut)
    elif label and len(kept) < MOST_TITLES:
        kept.append(Chip(label, label, "label"))
    return tuple(kept)


def _with_repeats(rng: Random, bullets: list[str]) -> list[str]:
    """Now and then the site says a line again, word for word or in other case."""
    chance = rng.random()
    if chance > 0.12:
        return bullets
    again = rng.choice(bullets)
    return [*bullets, again if chance < 0.05 else again.title() if chance < 0.09 else again.lower()]


def _punctuated(rng: Random, bullets: list[str]) -> tuple[str, ...]:
    """Full stops on all bullets of some lists, on a few bullets of others, on none of most."""
    chance = rng.random()
    if chance < 0.08:
        return tuple(f"{bullet}." for bullet in bullets)
    if chance < 0.14:
        return tuple(f"{bullet}." if rng.random() < 0.4 else bullet for bullet in bullets)
    return tuple(bullets)
