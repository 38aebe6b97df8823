"""From a family and a level to what their page says: the same work at every level, raised step by step."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from random import Random

from jdparse.sample import frames
from jdparse.sample.families import Family, Work
from jdparse.sample.levels import LEVELS, Level
from jdparse.sample.page import Chip
from jdparse.sample.randomness import seeded

_DOUBLED = frozenset(
    "plan run cut set map log fit ship trim tag program control refer submit transfer equip wrap".split()
)


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
    band = frames.BANDS[code]
    label, is_title = _label(rng, family, code)
    stems = () if only_label and is_title else family.stems
    return Draft(
        family=family,
        level=LEVELS[code],
        label=None if rng.random() < 0.04 else label,
        summary=None if rng.random() < 0.04 else _summary(rng, family, code, band),
        duties=_duties(rng, work, band, says_twice),
        skills=_skills(rng, family, topics, band),
        qualifications=_qualifications(rng, family, topics, band),
        titles=titles(stems, code, label if is_title and rng.random() < 0.9 else None) if with_titles else (),
    )


@cache
def gerund(verb: str) -> str:
    """The -ing form of a plain verb: plan, planning; make, making; oversee, overseeing."""
    if verb in _DOUBLED:
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
    verb, _, rest = sentence.partition(" ")
    return f"{capitalized(gerund(verb.lower()))} {rest}".rstrip()


def _duty(rng: Random, work: Work, band: str) -> str:
    frame = rng.choice(frames.DUTIES[band])
    sentence = capitalized(frame.format(do=work.do, doing=gerund(work.do), what=work.what))
    return f"{sentence} {rng.choice(frames.CADENCES)}" if rng.random() < 0.08 else sentence


def _duties(rng: Random, work: list[Work], band: str, says_twice: bool) -> tuple[str, ...]:
    first = [_duty(rng, item, band) for item in work[: rng.randint(5, 8)]]
    common = rng.sample(frames.COMMON_DUTIES[band], rng.randint(1, 3))
    first = _shuffled_in(rng, first, common)
    if says_twice:
        again = [sentence for sentence in first if rng.random() < 0.6]
        bullets = [with_gerund(sentence) for sentence in first] + again
    else:
        bullets = first + [_duty(rng, item, band) for item in work[: rng.randint(2, 5)]]
    if rng.random() < 0.06:
        bullets.insert(rng.randrange(len(bullets)), rng.choice(frames.LEADING_NUMBERS))
    return _punctuated(rng, _with_repeats(rng, bullets))


def _skills(rng: Random, family: Family, topics: list[str], band: str) -> tuple[str, ...]:
    soft = rng.sample(frames.SOFT_SKILLS[band[0]], 7)
    degrees = frames.DEGREES[band]

    def framed(some: Iterable[str]) -> list[str]:
        return [capitalized(rng.choice(degrees).format(topic=topic)) for topic in some]

    first = framed(topics[: rng.randint(3, 5)]) + soft[: rng.randint(2, 4)]
    tools = rng.sample(family.tools, rng.randint(1, min(3, len(family.tools))))
    second = framed(topics[2 : rng.randint(5, 8)]) + tools + soft[4 : rng.randint(5, 7)]
    return tuple(_with_repeats(rng, first + second))


def _qualifications(rng: Random, family: Family, topics: list[str], band: str) -> tuple[str, ...]:
    some = rng.sample(frames.QUALIFICATIONS[band], rng.randint(3, 4))
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
        return frames.LEVEL_LABELS[code], False
    return rng.choice(frames.TITLE_LABELS[code]).format(role=family.role, name=family.name), True


def _summary(rng: Random, family: Family, code: str, band: str) -> str:
    item = rng.choice(family.work)
    frame = rng.choice(frames.SUMMARIES[band])
    return frame.format(code=code, name=family.name, topic=rng.choice(family.topics), do=item.do, what=item.what)


def titles(stems: tuple[str, ...], code: str, label: str | None) -> tuple[Chip, ...]:
    """Every stem in every pattern of the level, stopped at 16; a label that is a title closes the list."""
    patterns = frames.TITLE_PATTERNS[code]
    chips = [
        Chip(pattern.format(stem), stem, marker, LEVELS[code].rank if marker in ("roman", "number") else None)
        for stem in stems
        for pattern, marker in patterns
    ]
    kept = chips[: frames.MOST_TITLES]
    if len(chips) > len(kept) and len(kept) % len(patterns):
        last = kept[-1]
        kept[-1] = Chip(last.title, last.stem, last.marker, last.implied_rank, cut=True)
    known = [chip.title for chip in kept]
    if label in known:
        place = known.index(label)
        chip = kept[place]
        kept[place] = Chip(chip.title, chip.stem, "label", chip.implied_rank, chip.cut)
    elif label and len(kept) < frames.MOST_TITLES:
        kept.append(Chip(label, label, "label"))
    return tuple(kept)


def _shuffled_in(rng: Random, ordered: list[str], more: list[str]) -> list[str]:
    result = list(ordered)
    for text in more:
        result.insert(rng.randint(0, len(result)), text)
    return result


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
