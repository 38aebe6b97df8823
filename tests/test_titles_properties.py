"""Titles: on invented lists of every level a split is right or marked, and HTML and text say the same."""

from itertools import accumulate

from hypothesis import assume, given
from hypothesis import strategies as st

from jdparse.titles import Title, split_titles, titles_from_chips
from jdparse.titles.patterns import LEVEL_PATTERNS, MAX_CHIPS

PLAIN = ["Weaving", "Silk Dyeing", "Ink Making", "Velvet Care", "Xylography", "Quality of Felt", "Night Watch", "HR"]
HARD = [
    *("IT Repair", "IIoT Care", "DevOps", "AI/ML Tuning", "R&D, West", "Care (ICU)", "Web3", "3D Felting", "C# Coding"),
    *("Vitamin C", "Division I", "Class 1", "Class 11", "Weaving Lead", "Associate Dentist", "Dentist", "Lead Mining"),
    *("Junior College", "Senior Care", "Staff", "Manager", "Case Manager", "Director, Film", "Mid-Level", "V2X", "I/O"),
    *("X", "I", "II", "V", "IV", "A", "AI", "Data", "Data Data", "Data Care", "Type 1", "X 1", ".NET Felting"),
]
UNSEEN = {
    "P4": [("{} IV", "{} 4", "Sr {}"), ("Veteran {}", "{} IV"), ("Senior {}", "Sr. {}", "{} IV")],
    "M3": [("Senior Manager, {}", "Sr {} Manager"), ("{} Foreman", "Foreman, {}")],
    "E1": [("Managing Director, {}", "{} Director"), ("Head of {}", "Director, {}", "{} Director")],
    "S2": [("{} Specialist", "{} Helper"), ("{} II", "{} Aide", "Seasoned {}")],
    "Z1": [("Grand {}", "{} XI"), ("{} - Band 1", "{} (Band 1)", "Band 1 {}")],
}
SEEN = [(level, pattern) for level, patterns in LEVEL_PATTERNS.items() for pattern in patterns]
UNKNOWN = [(level, pattern) for level, patterns in UNSEEN.items() for pattern in patterns]

words = st.sampled_from(["Data", "I", "IT", "V", "X", "1", "DevOps", "Care", "A/B", "Lead", "(ICU)", "Web3", "III"])
grammar_stems = st.builds("".join, st.tuples(words, st.sampled_from(["", " ", " of ", " & ", "/", ", ", "-"]), words))


@st.composite
def lists(draw: st.DrawFn, stems: st.SearchStrategy[str], patterns: list) -> tuple[str, list[str], str | None]:
    level, pattern = draw(st.sampled_from(patterns))
    family = draw(st.lists(stems, min_size=1, max_size=8, unique=True))
    chips = [form.format(stem) for stem in family for form in pattern]
    label = draw(st.none() | st.just("Seasoned Ropewalker") | st.sampled_from(family).map("Expert {}".format))
    if label and label not in chips:
        chips.append(label)
    assume(len(set(chips)) == len(chips))
    return level, chips[:MAX_CHIPS], label


def spans(texts: list[str]) -> list[tuple[int, str]]:
    return list(zip(accumulate(map(len, texts)), texts, strict=True))


def sure(rows: list[Title]) -> dict[tuple[int, str], Title]:
    places = spans([row.title for row in rows])
    return {place: row for place, row in zip(places, rows, strict=True) if not row.unsplit}


def check(case: tuple[str, list[str], str | None]) -> list[Title]:
    level, chips, label = case
    rows = split_titles("".join(chips), level, label)
    from_html = titles_from_chips(chips, level, label)
    assert [row.title for row in from_html] == chips
    assert "".join(row.title for row in rows) == "".join(chips)
    assert set(sure(rows)) <= set(spans(chips)), "an unmarked title is no chip"
    assert sure(rows).items() <= sure(from_html).items(), "HTML and text differ on a title"
    return rows


@given(lists(st.sampled_from(PLAIN), SEEN))
def test_plain_stems_in_known_patterns_are_always_split(case: tuple[str, list[str], str | None]) -> None:
    assert not any(row.unsplit for row in check(case))


@given(lists(st.sampled_from(PLAIN + HARD), SEEN))
def test_known_patterns_are_split_right_or_marked(case: tuple[str, list[str], str | None]) -> None:
    check(case)


@given(lists(st.sampled_from(PLAIN + HARD), UNKNOWN))
def test_unseen_patterns_are_split_right_or_marked(case: tuple[str, list[str], str | None]) -> None:
    check(case)


@given(lists(grammar_stems, SEEN + UNKNOWN))
def test_stems_made_of_markers_are_split_right_or_marked(case: tuple[str, list[str], str | None]) -> None:
    check(case)


@given(st.text(alphabet="AIVX1 abcde,-/&", max_size=200), st.sampled_from([*LEVEL_PATTERNS, None]), st.booleans())
def test_any_line_comes_back_whole(line: str, level: str | None, cut: bool) -> None:
    rows = split_titles(line, level, None, cut=cut)
    assert "".join(row.title for row in rows) == line
    assert all(row.title for row in rows)


@given(lists(st.sampled_from(PLAIN), SEEN), st.data())
def test_only_the_last_title_of_a_torn_line_is_a_fragment(
    case: tuple[str, list[str], str | None], data: st.DataObject
) -> None:
    level, chips, _ = case
    whole = "".join(chips)
    line = whole[: data.draw(st.integers(1, len(whole)))]
    rows = split_titles(line, level, None, cut=True)
    kept = {(end, text) for end, text in sure(rows) if end < len(line)}
    assert kept <= set(spans(chips))
