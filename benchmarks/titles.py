"""Cost of splitting a line of titles, and how often the split is right, wrong or marked.

Baselines in the same run: rows from chips whose borders are given (no splitting at all), and a split at every small
letter or digit before a capital, which is what one writes first. Run: ``python benchmarks/titles.py [lists]``.
"""

import random
import re
import sys
import timeit
from collections.abc import Callable
from itertools import accumulate
from time import process_time
from typing import NamedTuple

from jdparse.titles import Title, split_titles, titles_from_chips
from jdparse.titles.patterns import LEVEL_PATTERNS, MAX_CHIPS

REALISTIC = (
    "Cheese Making|Cheese Maker|Bread Baking|Bread Baker|Data|Data Care|Data Caretaker|AI/ML Tuning|AI Tuning|IT Repair"
    "|IT Repair Desk|Ice Carving|Ice Carver|Inland Shipping|Insect Keeping|Violin Building|Violin Builder|Vine Dressing"
    "|Vault Keeping|Velvet Care|X-Ray Reading|Xylography|DevOps|DevSecOps Care|R&D Bakery|Sales, West Coast|Payroll"
    "|Orders Payable/Receivable|Ward Care (ICU)|Ward Care|HR|QA|UX/UI Drawing|Case Work|Case Manager|HR Desk"
    "|iOS Porting|eLibrary Care|C++ Porting|C# Porting|.NET Porting|Web3 Porting|3D Felting|5G Masts|Quarrying"
    "|Front-End Painting"
    "|Full-Stack Painting|Wind & Tide Power|Net Mending|Toll Collecting|Bus Routing|Plant Hygiene|Roof Inspection"
    "|Glass Blowing|Clock Repair|Boat Design|Grain Trading|Fire Watch|Tax & Audit|Indoor Climate|Intake|Vending"
).split("|")
ADVERSARIAL = (
    "Associate Dentist|Dentist|Lead Mining|Mining|Junior College Coaching|College Coaching|Expert Witness|Staff|Lead"
    "|Senior Care|Care|Senior|Manager|Case Manager|Manager, Film|Director, Film|Film Director|Film|Division I|Division"
    "|Vitamin C|Vitamin|Vitamin B12|Web3|Web|Class 1|Class 11|Class|Type I|Type II|Type|I|V|X|A|AI|IA|II|IV|IVF"
    "|IV Care|VI Reading|I/O Ports|X-Ray|V2X|Level 3 Care|Level|1C Porting|2D Art|3D|Data Data|Data|Baker Baker"
    "|Head of Household|Vice Squad|VP|Director|Entry-Level|Entry-Level Care|Care I|Care 1|Care II|AAA|AA|Fellow|Chief"
).split("|")
UNSEEN = {
    "P4": [("{} IV", "{} 4", "Sr {}", "Senior {}"), ("Senior {}", "Sr. {}", "{} IV"), ("Veteran {}", "{} IV")],
    "P6": [("Principal {}", "{} VI"), ("{} 6", "{} VI", "Principal {}", "Chief {}")],
    "P7": [("{} VII", "{} 7", "Distinguished {}", "Senior Principal {}", "Staff {}")],
    "P8": [("Fellow, {}", "{} Fellow"), ("{} Fellow", "Executive {}")],
    "P9": [("{} IX", "{} 9", "Legendary {}"), ("Grand {}", "{} Luminary")],
    "M1": [("{} Team Lead", "{} Supervisor", "Manager, {}"), ("Foreman, {}", "{} Foreman")],
    "M3": [("Sr. Manager, {}", "Sr. {} Manager"), ("Senior Manager, {}", "Sr Manager, {}", "Senior {} Manager")],
    "M4": [("Director, {}", "Director of {}", "{} Director"), ("Head of {}", "{} Director")],
    "M6": [("VP, {}", "{} VP"), ("VP of {}", "Vice President, {}", "{} Vice President")],
    "E1": [("Managing Director, {}", "{} Managing Director")],
    "E6": [("Chief of {}", "Chief {} Officer", "President, {}")],
    "S1": [("{} Assistant", "{} Clerk", "Junior {}"), ("Trainee {}", "{} Aide")],
    "S2": [("{} Specialist", "{} Support Specialist"), ("{} II", "{} Specialist")],
}
CONFIRMED = ("P1", "P2", "P3", "P5", "M1")
PATTERNS = {
    "confirmed": [(level, LEVEL_PATTERNS[level][0]) for level in CONFIRMED],
    "all levels": [(level, pattern) for level, patterns in LEVEL_PATTERNS.items() for pattern in patterns],
    "unseen": [(level, pattern) for level, patterns in UNSEEN.items() for pattern in patterns],
}


class Page(NamedTuple):
    """What a page says of its titles."""

    line: str
    level: str
    label: str | None
    chips: list[str]


class Shares(NamedTuple):
    """Titles by how they came out."""

    titles: int
    wrong: int
    unsplit: int
    cut_off: int


def pages(patterns: list[tuple[str, tuple[str, ...]]], stems: list[str], count: int) -> list[Page]:
    """Invent lists of 1 to 8 stems; the label closes seven lists in ten, is elsewhere in two, missing in one."""
    rng = random.Random(20)
    made = []
    for _ in range(count):
        level, pattern = rng.choice(patterns)
        family = rng.sample(stems, rng.randint(1, 8))
        chips = list(dict.fromkeys(form.format(stem) for stem in family for form in pattern))
        kind = rng.random()
        label = None if kind < 0.1 else rng.choice(["Seasoned {}", "Entry-Level {}", "{}"]).format(rng.choice(family))
        if label is not None and kind > 0.3 and label not in chips:
            chips.append(label)
        chips = chips[:MAX_CHIPS]
        made.append(Page("".join(chips), level, label, chips))
    return made


def shares(made: list[Page]) -> Shares:
    """Compare the split lines with their chips; also: HTML must give the same row for each unmarked title."""
    titles = wrong = unsplit = cut_off = 0
    for page in made:
        places = list(zip(accumulate(map(len, page.chips)), page.chips, strict=True))
        truth = dict(zip(places, titles_from_chips(page.chips, page.level, page.label), strict=True))
        rows = split_titles(page.line, page.level, page.label)
        ends = accumulate(len(row.title) for row in rows)
        sure = {(end, row.title): row for end, row in zip(ends, rows, strict=True) if not row.unsplit}
        titles += len(places)
        wrong += sum(truth.get(place) != row for place, row in sure.items())
        unsplit += sum(place not in sure for place in places)
        cut_off += sum(row.cut_off for row in sure.values())
    return Shares(titles, wrong, unsplit, cut_off)


def rows_of_chips(made: list[Page]) -> None:
    """Baseline: only make the rows."""
    for page in made:
        [Title(chip, chip, None, None, cut_off=False, unsplit=False) for chip in page.chips]


_CAPITAL = re.compile(r"(?<=[a-z0-9)])(?=[A-Z])")


def split_at_capitals(made: list[Page]) -> None:
    """Baseline: split before each capital that follows a small letter or a digit, and make the rows."""
    for page in made:
        [Title(chip, chip, None, None, cut_off=False, unsplit=False) for chip in _CAPITAL.split(page.line)]


def split(made: list[Page]) -> None:
    """What is measured, text."""
    for page in made:
        split_titles(page.line, page.level, page.label)


def chips_known(made: list[Page]) -> None:
    """What is measured, HTML."""
    for page in made:
        titles_from_chips(page.chips, page.level, page.label)


def microseconds(run: Callable[[list[Page]], None], made: list[Page]) -> float:
    """CPU time a line, the best of seven."""
    return min(timeit.repeat(lambda: run(made), number=1, repeat=7, timer=process_time)) / len(made) * 1e6


def main() -> None:
    """Print one row a kind of list."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    head = ("patterns", "stems", "titles", "wrong", "unsplit", "cut_off", "rows", "capitals", "wrong", "text", "html")
    print("{:10} {:11} {:>7} {:>6} {:>8} {:>8} {:>8} {:>9} {:>7} {:>9} {:>9}".format(*head))
    for name, patterns in PATTERNS.items():
        for kind, stems in (("realistic", REALISTIC), ("adversarial", sorted({*REALISTIC, *ADVERSARIAL}))):
            made = pages(patterns, stems, count)
            found = shares(made)
            naive = sum(_CAPITAL.split(page.line) != page.chips for page in made) / count
            timed = [microseconds(run, made) for run in (rows_of_chips, split_at_capitals, split, chips_known)]
            print(
                f"{name:10} {kind:11} {found.titles:7} {found.wrong:6} {found.unsplit / found.titles:8.2%} "
                f"{found.cut_off / found.titles:8.2%} {timed[0]:5.1f} µs {timed[1]:6.1f} µs {naive:7.1%} "
                f"{timed[2]:6.1f} µs {timed[3]:6.1f} µs"
            )


if __name__ == "__main__":
    main()
