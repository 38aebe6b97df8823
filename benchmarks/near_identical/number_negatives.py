"""Hard negatives in numbers: values, units, ranges, powers, years and roman numerals."""

import random
from dataclasses import replace

from benchmarks.near_identical.contrasted import Pair, phrased, plain_duty, two_of, with_adjective
from benchmarks.near_identical.lexicon import words

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def _numbers(rng: random.Random) -> int:
    return rng.choice((rng.randint(2, 12), rng.randint(2, 12), rng.randint(13, 99), rng.randint(2, 30) * 10))


def number_value(rng: random.Random) -> Pair:
    frame, low = rng.choice(words("number.frames")), _numbers(rng)
    if rng.random() < 0.15 and "°C" in frame:
        return *phrased(rng, frame.replace("{n}", str(low)), frame.replace("{n}", f"-{low}")), "number.sign"
    shifts = [str(low + 1), str(low + rng.randint(2, 9)), f"{low}0"]
    if "%" in frame or "tonnes" in frame:
        shifts.append(f"0.{low}")
    return *phrased(rng, frame.replace("{n}", str(low)), frame.replace("{n}", rng.choice(shifts))), "number.value"


def number_unit(rng: random.Random) -> Pair:
    first, second = two_of("units", rng)
    frame = rng.choice(("up to {}", "in steps of {}", "at {} each", "by {} a year"))
    n = _numbers(rng)
    spelled = tuple("/".join(frame.format(f"{n} {side}") for side in unit.split("/")) for unit in (first, second))
    return *phrased(rng, *spelled), "number.unit"


def number_range(rng: random.Random) -> Pair:
    frame = rng.choice(words("range.frames"))
    low = rng.randint(2, 20)
    high, higher = low + rng.randint(1, 5), low + rng.randint(6, 12)
    one = frame.format(n=low, m=high)
    other = rng.choice(
        (frame.format(n=high, m=higher), frame.format(n=low, m=higher), frame.replace("{n}–{m}", str(low)))
    )
    return *phrased(rng, one, other), "number.range"


def number_power(rng: random.Random) -> Pair:
    base, exponent = rng.choice(((10, "⁶"), (10, "⁹"), (10, "³"), (2, "⁸")))
    plain = str(base) + str("⁰¹²³⁴⁵⁶⁷⁸⁹".index(exponent))
    frame = rng.choice(("in runs of {}", "in lots of {}", "for samples of {} cells", "up to {} units"))
    return *phrased(rng, frame.format(f"{base}{exponent}"), frame.format(plain)), "number.power"


def years(rng: random.Random) -> Pair:
    low = rng.randint(2, 9)
    span = f"{low}–{low + 2}"
    other = rng.choice((f"{low + 2}–{low + 5}", str(low + 3), f"{low + 1}", f"{low}–{low + 3}"))
    activity = replace(plain_duty(rng), kind="qualification", phrases=())
    return replace(activity, years=span), replace(activity, years=other), "number.years"


def roman(rng: random.Random) -> Pair:
    label = rng.choice(words("roman.labels"))
    at = rng.randrange(len(ROMAN) - 1)
    first, second = ROMAN[at], ROMAN[rng.choice((at + 1, (at + 2) % len(ROMAN)))]
    duty = replace(plain_duty(rng), cased=True)
    if rng.random() < 0.6:
        return with_adjective(duty, f"{label} {first}"), with_adjective(duty, f"{label} {second}"), "roman"
    frame = rng.choice(("at {} sites", "under {} rules", "in {} areas"))
    return *phrased(rng, frame.format(f"{label} {first}"), frame.format(f"{label} {second}")), "roman"
