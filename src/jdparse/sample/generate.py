"""The endless book of invented pages: page `i` depends on `(seed, i)` alone, so any stretch of it can be made."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from jdparse.sample.compose import Draft, draft
from jdparse.sample.families import FAMILIES, SPECIALTIES, Family, specialized
from jdparse.sample.levels import LEVELS
from jdparse.sample.page import NEWER, OLDER, PAY_SENTENCES, SITE, Link, Look, SamplePage
from jdparse.sample.randomness import Chance
from jdparse.sample.template import RELATED_MARKUP

# Five pages are four bodies: the last of five is the third one again, crawled later from the other address.
_BLOCK = 5
_AGAIN = 4
_FIRST = 2
_CODES = tuple(LEVELS)
_NAMES = tuple(FAMILIES)
_MARKUPS = tuple(RELATED_MARKUP)
_FIRST_CRAWL = datetime(2026, 1, 5, tzinfo=UTC)


def pages(n: int, seed: int = 0, start: int = 0) -> Iterator[SamplePage]:
    """`n` pages of the book `seed` from page `start` on, one at a time; nothing is kept."""
    return (page_at(index, seed) for index in range(start, start + n))


def page_at(index: int, seed: int = 0) -> SamplePage:
    """Page `index` of the book `seed`."""
    block, place = divmod(index, _BLOCK)
    unit = block * (_BLOCK - 1) + (_FIRST if place == _AGAIN else place)
    family, code = _subject(unit)
    rng = Chance(seed, "look", index)
    older = (unit % 3 == 0) != (place == _AGAIN)
    day = rng.below(60) + (120 if place == _AGAIN else 0)
    fetched = _FIRST_CRAWL + timedelta(days=day, seconds=rng.below(86_400))
    addressed = place in (_FIRST, _AGAIN) or rng.draw() > 0.03
    look = _look(rng, OLDER if older else NEWER)
    return _page(index, draft(family, code, seed), look, fetched, addressed)


def page_for(slug: str, code: str, version: str = NEWER, seed: int = 0, *, addressed: bool = True) -> SamplePage:
    """The page of one written family at one level, for a corpus chosen by hand.

    Raises KeyError for a family or a level that is not in the book.
    """
    family = FAMILIES[slug]
    number = _NAMES.index(slug) * len(_CODES) + _CODES.index(code)
    rng = Chance(seed, "look", number)
    day = rng.below(60) + (0 if version == OLDER else 120)
    fetched = _FIRST_CRAWL + timedelta(days=day, seconds=rng.below(86_400))
    return _page(number, draft(family, code, seed), _look(rng, version), fetched, addressed)


def _subject(unit: int) -> tuple[Family, str]:
    """The unit's family and level; no two units share both, and a short stretch meets many of each."""
    layer, place = divmod(unit, len(_NAMES))
    variant, turn = divmod(layer, len(_CODES))
    family = FAMILIES[_NAMES[place]]
    code = _CODES[(turn + 5 * place) % len(_CODES)]
    return (specialized(family, _specialty(variant)) if variant else family), code


def _specialty(variant: int) -> str:
    """The words in front of a family's name: one of the list, then two, then more."""
    words = []
    while variant:
        variant, place = divmod(variant - 1, len(SPECIALTIES))
        words.append(SPECIALTIES[place])
    return " ".join(reversed(words))


def _look(rng: Chance, version: str) -> Look:
    return Look(
        version=version,
        apostrophe="’" if rng.draw() < 0.25 else "'",
        ampersand="&amp;" if rng.draw() < 0.04 else "&",
        bare=rng.draw() < 0.2,
        title_in_body=rng.draw() < 0.6,
        related_as=rng.pick(_MARKUPS),
    )


def _page(index: int, said: Draft, look: Look, fetched: datetime, addressed: bool) -> SamplePage:
    family = said.family
    path = "/jobs" if look.version == OLDER else ""
    return SamplePage(
        index=index,
        family=family.name,
        slug=family.slug,
        level=said.level,
        label=said.label,
        summary=said.summary,
        duties=said.duties,
        skills=said.skills,
        qualifications=said.qualifications,
        titles=said.titles,
        soc=family.soc,
        related=tuple(Link(name, slug) for name, slug in family.related),
        pay_text=PAY_SENTENCES[look.version],
        look=look,
        url=f"{SITE}{path}/{family.slug}/{said.level.code.lower()}" if addressed else None,
        fetched_at=f"{fetched.isoformat()[:19]}Z" if addressed else None,
    )
