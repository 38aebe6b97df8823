"""Titles: a glued line is split where its repetition decides, and says so where it does not."""

from pathlib import Path

import pytest

from jdparse.titles import Title, split_titles, titles_from_chips

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"


def texts(rows: list[Title]) -> list[str]:
    return [row.title for row in rows]


# level, label, chips; the line is the chips with nothing between them
GLUED = {
    "roman I runs into a stem that begins with I": (
        "P1",
        None,
        "Toolmaking I|Toolmaking 1|Entry-Level Toolmaking|Junior Toolmaking|Associate Toolmaking"
        "|Ink Making I|Ink Making 1|Entry-Level Ink Making|Junior Ink Making|Associate Ink Making",
    ),
    "roman II runs into the same stem, itself IT": ("P2", None, "IT Repair II|IT Repair 2|IIoT Care II|IIoT Care 2"),
    "roman V runs into stems that begin with V and X": (
        "P5",
        "Expert X-Ray Reading",
        "Viola Building V|Viola Building 5|Staff Viola Building|Lead Viola Building|Expert Viola Building"
        "|X-Ray Reading V|X-Ray Reading 5|Staff X-Ray Reading|Lead X-Ray Reading|Expert X-Ray Reading",
    ),
    "stem with inner capitals, slash, ampersand, comma and parentheses": (
        "P2",
        "Developing DevOps",
        "DevOps II|DevOps 2|UI/UX & Print II|UI/UX & Print 2|Sales, West (B2B) II|Sales, West (B2B) 2"
        "|Developing DevOps",
    ),
    "stems that end in a digit or in letters like a numeral": (
        "P2",
        None,
        "Web3 II|Web3 2|Vitamin C II|Vitamin C 2|Division I II|Division I 2|Class 1 II|Class 1 2",
    ),
    "stem that begins with a digit after a number": ("P2", None, "Puppetry II|Puppetry 2|3D Puppetry II|3D Puppetry 2"),
    "a stem that begins another, and ends another": (
        "P3",
        "Seasoned Baker",
        "Data III|Data 3|Mid-Level Data|Data Tending III|Data Tending 3|Mid-Level Data Tending"
        "|Tending III|Tending 3|Mid-Level Tending|Seasoned Baker",
    ),
    "stems that begin with a prefix word": (
        "P1",
        "Junior College Coaching",
        "Associate Dentist I|Associate Dentist 1|Entry-Level Associate Dentist|Junior Associate Dentist"
        "|Associate Associate Dentist|Junior College Coaching",
    ),
    "managers": ("M1", "Bakery Lead", "Manager, Case Work|Case Work Manager|Manager, Case|Case Manager|Bakery Lead"),
    "one stem": ("P2", None, "Clockmaking II|Clockmaking 2"),
    "a pattern nobody has seen": (
        "P4",
        "Veteran Gardening",
        "Veteran Gardening|Gardening - Grade 4|Gardening IV|Veteran Ice Carving|Ice Carving - Grade 4|Ice Carving IV",
    ),
    "an unknown level": (
        "Q7",
        None,
        "Grand Weaving|Weaving VII|Grand Dyeing|Dyeing VII|Grand Xylography|Xylography VII",
    ),
    "words on both sides of the stem": (
        "E6",
        None,
        "Chief Bread Officer|Head of Bread|Chief Wine Officer|Head of Wine",
    ),
}


@pytest.mark.parametrize("case", GLUED.values(), ids=GLUED.keys())
def test_a_glued_line_is_split_into_its_chips(case: tuple[str, str | None, str]) -> None:
    level, label, chips = case[0], case[1], case[2].split("|")
    rows = split_titles("".join(chips), level, label)
    assert texts(rows) == chips
    assert not any(row.unsplit or row.cut_off for row in rows)


@pytest.mark.parametrize("case", GLUED.values(), ids=GLUED.keys())
def test_chips_of_html_give_the_rows_of_the_glued_line(case: tuple[str, str | None, str]) -> None:
    level, label, chips = case[0], case[1], case[2].split("|")
    assert titles_from_chips(chips, level, label) == split_titles("".join(chips), level, label)


def test_each_marker_is_named_with_the_rank_it_claims() -> None:
    line = "Weaving IWeaving 1Entry-Level WeavingJunior WeavingAssociate WeavingEntry-Level Silk Weaving"
    assert split_titles(line, "P1", "Entry-Level Silk Weaving") == [
        Title("Weaving I", "Weaving", "roman", 1),
        Title("Weaving 1", "Weaving", "number", 1),
        Title("Entry-Level Weaving", "Weaving", "prefix", 1),
        Title("Junior Weaving", "Weaving", "prefix", 1),
        Title("Associate Weaving", "Weaving", "prefix", 1),
        Title("Entry-Level Silk Weaving", "Silk Weaving", "label", None),
    ]


@pytest.mark.parametrize(
    ("level", "line", "expected"),
    [
        ("P2", "Weaving IIWeaving 2", [("roman", 2), ("number", 2)]),
        ("P3", "Weaving IIIWeaving 3Mid-Level Weaving", [("roman", 3), ("number", 3), ("prefix", 3)]),
        (
            "P5",
            "Weaving VWeaving 5Staff WeavingLead WeavingExpert Weaving",
            [("roman", 5), ("number", 5), ("prefix", 5), ("prefix", 5), ("prefix", 5)],
        ),
        ("M1", "Manager, WeavingWeaving Manager", [("manager", None), ("manager", None)]),
        ("M2", "Manager II, WeavingWeaving Manager II", [("manager", 2), ("manager", 2)]),
    ],
)
def test_ranks_of_the_levels(level: str, line: str, expected: list[tuple[str, int | None]]) -> None:
    assert [(row.marker, row.implied_rank) for row in split_titles(line, level, None)] == expected


def test_a_list_that_is_only_the_label() -> None:
    assert split_titles("Seasoned AI/ML Baker", "P3", "Seasoned AI/ML Baker") == [
        Title("Seasoned AI/ML Baker", "Seasoned AI/ML Baker", "label", None)
    ]


def test_no_line_gives_no_titles() -> None:
    assert split_titles("", "P1", "Entry") == []
    assert titles_from_chips([], "P1", "Entry") == []


def test_a_chip_of_the_pattern_that_is_the_label_is_a_label() -> None:
    rows = split_titles("Weaving IIIWeaving 3Mid-Level Weaving", "P3", "Mid-Level Weaving")
    assert rows[2] == Title("Mid-Level Weaving", "Weaving", "label", None)


FULL = "".join(
    f"{stem} III|{stem} 3|Mid-Level {stem}|" for stem in ("Weaving", "Dyeing", "Felting", "Spinning", "Knitting")
).split("|")[:15]


def test_the_sixteenth_title_of_a_full_list_stands_alone_and_is_marked() -> None:
    rows = split_titles("".join([*FULL, "Ivory Carving III"]), "P3", None)
    assert texts(rows) == [*FULL, "Ivory Carving III"]
    assert rows[-1] == Title("Ivory Carving III", "Ivory Carving", "roman", 3, cut_off=True)
    assert not any(row.cut_off for row in rows[:-1])


def test_the_label_as_sixteenth_title_is_not_cut_off() -> None:
    rows = split_titles("".join([*FULL, "Seasoned Weaver"]), "P3", "Seasoned Weaver")
    assert rows[-1] == Title("Seasoned Weaver", "Seasoned Weaver", "label", None)


def test_a_cut_stem_that_stands_in_several_chips_is_confirmed() -> None:
    forms = ("{} V", "{} 5", "Staff {}", "Lead {}", "Expert {}", "Master {}")
    chips = [form.format(stem) for stem in ("Weaving", "Dyeing", "IT Felting") for form in forms][:16]
    rows = split_titles("".join(chips), "P5", None)
    assert texts(rows) == chips
    assert not any(row.cut_off for row in rows)


def test_a_list_that_is_not_full_does_not_end_inside_a_pattern() -> None:
    rows = split_titles("Weaving IIIWeaving 3Mid-Level WeavingDyeing IIIDyeing 3", "P3", None)
    assert rows[-1] == Title("Dyeing IIIDyeing 3", None, None, None, unsplit=True)


# What the rule must not do: each line has a tempting wrong split.
UNDECIDED = {
    "two titles that share nothing": ("P3", None, "Bread BakerNight Watch"),
    "a closing chip that is not the label": ("P2", "Proficient", "Weaving IIWeaving 2Junior DevOps Weaver"),
    "numeral or the stem's own letters": ("P2", None, "Weaving IIIVF Care 2"),
    "one stem and words that mean nothing": ("P9", None, "Grand WeavingWeaving Luminary"),
}


@pytest.mark.parametrize("case", UNDECIDED.values(), ids=UNDECIDED.keys())
def test_what_repetition_does_not_decide_is_marked_and_kept_whole(case: tuple[str, str | None, str]) -> None:
    level, label, line = case
    rows = split_titles(line, level, label)
    assert "".join(texts(rows)) == line
    assert rows[-1].unsplit
    assert rows[-1].stem is None


def test_an_odd_chip_leaves_the_rest_of_the_list_split() -> None:
    rows = split_titles("Weaving IIWeaving 2Night WatchDevOpsDyeing IIDyeing 2", "P2", None)
    assert texts(rows) == ["Weaving II", "Weaving 2", "Night WatchDevOps", "Dyeing II", "Dyeing 2"]
    assert [row.unsplit for row in rows] == [False, False, True, False, False]


def test_a_longer_word_after_a_number_is_no_end_of_a_chip() -> None:
    rows = split_titles("Weaving IIWeaving 2nd Shift", "P2", None)
    assert "Weaving 2" not in texts(rows)


def test_a_closing_chip_without_any_capital_inside_is_one_title_even_without_a_label() -> None:
    rows = split_titles("Weaving IIWeaving 2Developing Silk Weaver", "P2", None)
    assert rows[-1] == Title("Developing Silk Weaver", "Silk Weaver", "prefix", 2)


def test_a_page_torn_inside_the_line_marks_the_fragment() -> None:
    rows = split_titles(
        "Weaving IWeaving 1Entry-Level WeavingJunior WeavingAssociate WeavingDyeing IDye", "P1", None, cut=True
    )
    assert texts(rows)[-2:] == ["Dyeing I", "Dye"]
    assert [row.cut_off for row in rows[-2:]] == [False, True]


def test_a_very_long_line_is_given_up_unsplit() -> None:
    line = "Weaving I" * 12_000
    assert split_titles(line, "P1", None) == [Title(line, None, None, None, unsplit=True)]


COUNTS = {"000": 16, "001": 16, "002": 7, "003": 12, "004": 10}


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the real pages lie beside the project, not in it")
@pytest.mark.parametrize(("seed", "count"), COUNTS.items())
def test_the_real_pages_have_all_their_titles(seed: str, count: int) -> None:
    (path,) = SEEDS.glob(f"{seed}_*.txt")
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line]
    line = lines[lines.index("Common titles") + 1]
    rows = split_titles(line, lines[0][:2], lines[1])
    assert len(rows) == count
    assert not any(row.unsplit for row in rows)
    assert "".join(texts(rows)) == line


# ---- chips that hold more than one title ----

SEVERAL = ["Weaving III", "Weaving 3", "Mid-Level Weaving"]


def test_a_chip_that_holds_several_titles_by_repetition_is_split_as_a_line_is() -> None:
    rows = titles_from_chips(["Night Watch", "".join(SEVERAL)], "P3", None)
    assert [row.title for row in rows] == ["Night Watch", *SEVERAL]
    assert [row.marker for row in rows] == [None, "roman", "number", "prefix"]


@pytest.mark.parametrize("between", [", ", "; ", " | ", " · ", ","])
def test_a_chip_that_lists_titles_is_one_row_marked_unsplit(between: str) -> None:
    rows = titles_from_chips(["Night Watch", between.join(SEVERAL)], "P3", None)
    assert [(row.title, row.unsplit) for row in rows] == [("Night Watch", False), (between.join(SEVERAL), True)]


@pytest.mark.parametrize(
    ("chip", "level"), [("Manager, Weaving", "M1"), ("Weaver, Dyer & Fuller III", "P3"), ("DevOps", "P3")]
)
def test_a_comma_or_a_capital_inside_a_chip_alone_makes_it_no_list(chip: str, level: str) -> None:
    rows = titles_from_chips(["Night Watch", chip], level, None)
    assert [(row.title, row.unsplit) for row in rows] == [("Night Watch", False), (chip, False)]


def test_of_a_loose_line_only_the_outer_borders_are_known() -> None:
    rows = titles_from_chips(["Foo BarBaz Qux", "Night Watch"], "P3", None, loose=[0, 1])
    assert [(row.title, row.unsplit) for row in rows] == [("Foo BarBaz Qux", True), ("Night Watch", False)]
