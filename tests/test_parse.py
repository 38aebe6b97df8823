"""The parser's rules, one by one: position decides what a line is; what is odd is said, and nothing is guessed."""

import pytest

from jdparse.sample import page_at, render_bullet, render_html
from jdparse.vocabulary import HEADINGS, LEVELS
from reading import parsed, read, rows_of, warnings_of

SECTIONS = {
    "level": ["What this level means", "Knows the wheel", "- Scope", "- Bowls", "- Typical experience", "- 1–3 yrs"],
    "duties": ["What you'd do", "- Throw bowls", "- Glaze bowls"],
    "skills": ["Skills, knowledge & tools", "- Clay"],
    "qualifications": ["What good looks like", "- Patience"],
    "titles": ["Common titles", "Bowl Making IIBowl Making 2Jar Making IIJar Making 2"],
    "pay": ["What it pays", "Pay levels are being recalibrated.", "O*NET / SOC: 27-0000 — Arts (inferred)"],
}
TOP = ["P2P2 — Developing Professional", "Potter", "Throws bowls."]


def page(*lines: str, top: list[str] = TOP, **sections: list[str]) -> str:
    """A dash page; ``sections`` replaces some, ``lines`` go at the end."""
    body = [line for name, own in SECTIONS.items() for line in sections.get(name, own)]
    return "\n".join([*top, *body, *lines])


def codes(content: str | bytes) -> set[str]:
    return {code for code, _ in warnings_of(content)} - {"dimension_missing"}


def test_a_whole_page_has_nothing_odd_but_its_missing_dimensions() -> None:
    assert codes(page()) == set()
    assert parsed(page()).page.leftovers == []


# ---- the opening ----


@pytest.mark.parametrize("code", [*LEVELS, "P9", "M12", "IC3", "T1"])
def test_every_level_code_is_read_known_or_not(code: str) -> None:
    name = LEVELS[code].name if code in LEVELS else "Some Level"
    found = parsed(page(top=[f"{code}{code} — {name}", *TOP[1:]])).page
    assert (found.level_code, found.level_name) == (code, name)
    assert ("level_unknown" in {oddity.code for oddity in found.oddities}) == (code not in LEVELS)


HEADERS = ["P2P2 — X Y", "P2 — X Y", "P2P2 – X Y", "P2P2 - X Y", "P2P2—X Y", "P2P2X Y", "P2 P2 — X Y", "P2\nP2 — X Y"]


@pytest.mark.parametrize("header", HEADERS)
def test_a_level_header_is_read_in_each_form(header: str) -> None:
    found = parsed(page(top=[header, *TOP[1:]])).page
    assert (found.level_code, found.level_name, found.label) == ("P2", "X Y", "Potter")
    assert found.leftovers == []


def test_where_badge_and_header_differ_the_header_counts_and_it_is_said() -> None:
    for header in ("P1P2 — Developing Professional", "P1\nP2 — Developing Professional"):
        content = page(top=[header, *TOP[1:]])
        assert parsed(content).page.level_code == "P2"
        assert codes(content) == {"level_differs"}


def test_without_a_level_header_the_rest_is_parsed() -> None:
    content = page(top=TOP[1:])
    found = parsed(content).page
    assert (found.level_code, found.label, found.summary) == (None, "Potter", "Throws bowls.")
    assert codes(content) == {"level_missing"}


def test_a_lone_line_is_the_summary_if_it_ends_in_a_full_stop_else_the_label() -> None:
    summary = parsed(page(top=[TOP[0], "Throws."])).page
    label = parsed(page(top=[TOP[0], "Throws"])).page
    assert (summary.label, summary.summary) == (None, "Throws.")
    assert (label.label, label.summary) == ("Throws", None)


def test_neither_label_nor_summary_is_no_label() -> None:
    found = parsed(page(top=TOP[:1])).page
    assert (found.label, found.summary) == (None, None)
    assert codes(page(top=TOP[:1])) == {"label_missing", "summary_missing"}


def test_a_third_line_before_the_first_heading_is_a_leftover() -> None:
    content = page(top=[*TOP, "And more."])
    assert parsed(content).page.leftovers == [(4, "And more.", None)]
    assert codes(content) == {"leftover_lines"}


def test_a_list_item_before_the_first_heading_is_no_label() -> None:
    found = parsed(page(top=[TOP[0], "- Menu", "Potter", "Throws."])).page
    assert (found.label, found.summary) == ("Potter", "Throws.")
    assert found.leftovers == [(2, "Menu", None)]


# ---- headings ----


@pytest.mark.parametrize("heading", sorted(HEADINGS))
def test_a_heading_is_known_in_any_case_apostrophe_and_ampersand(heading: str) -> None:
    section = HEADINGS[heading][0]
    if section == "related_families":
        return
    for spelled in (heading.upper(), heading.title(), f"{heading}:", heading):
        found = parsed(page(**{section: [spelled, *SECTIONS[section][1:]]})).page
        assert found.leftovers == []
        assert codes(page(**{section: [spelled, *SECTIONS[section][1:]]})) == set()


def test_one_renamed_heading_among_all_seven_is_found_too() -> None:
    text = render_bullet(page_at(0)).replace("Skills, knowledge & tools", "SKILLS, KNOWLEDGE AND TOOLS")
    assert "Related families" in text
    assert rows_of(read(text))["skills"] == rows_of(read(render_bullet(page_at(0))))["skills"]


def test_a_heading_inside_a_sentence_is_no_heading() -> None:
    found = parsed(page(duties=["What you'd do", "- Throw", "- Explain what it pays", "- What you'd do"])).page
    assert found.bullets["duties"].texts == ["Throw", "Explain what it pays", "What you'd do"]


def test_a_repeated_section_gives_both_lists_in_one() -> None:
    content = page("What you'd do", "- Throw jars", "Common titles", "Jar Care IIJar Care 2")
    found = parsed(content).page
    assert found.bullets["duties"].texts == ["Throw bowls", "Glaze bowls", "Throw jars"]
    assert [title.title for title in found.titles][-2:] == ["Jar Care II", "Jar Care 2"]
    assert codes(content) == {"section_repeated"}


def test_of_a_repeated_level_section_the_first_is_taken() -> None:
    for tagline in (["Else"], []):
        content = page("What this level means", *tagline, "- Scope", "- Jars")
        found = parsed(content).page
        assert (found.tagline, found.dimensions["scope"][0]) == ("Knows the wheel", "Bowls")
        assert "Jars" in {text for _, text, _ in found.leftovers}
        assert {"section_repeated", "dimension_repeated", "leftover_lines"} <= codes(content)


SEVEN = ["Scope", "Autonomy", "Complexity", "Impact", "Decision rights", "Leadership", "Typical experience"]


def test_a_second_set_of_all_seven_dimensions_does_not_replace_the_first() -> None:
    def section(word: str) -> list[str]:
        return [line for name in SEVEN for line in (f"- {name}", f"- {word}")]

    content = page("What this level means", *section("second"), level=["What this level means", "T", *section("first")])
    found = parsed(content).page
    assert {text for text, _ in found.dimensions.values()} == {"first"}
    assert len(found.leftovers) == 14


@pytest.mark.parametrize("section", ["level", "duties", "skills", "qualifications", "pay"])
def test_a_missing_section_is_said_and_the_rest_is_parsed(section: str) -> None:
    content = page(**{section: []})
    assert ("section_missing", None) in warnings_of(content)
    assert parsed(content).page.leftovers == []


def test_missing_titles_and_related_families_are_nothing_odd() -> None:
    assert codes(page(titles=[])) == set()


def test_an_empty_section_is_said() -> None:
    assert ("section_empty", 13) in warnings_of(page(skills=["Skills, knowledge & tools"]))


def test_sections_out_of_order_are_parsed_and_said() -> None:
    content = "\n".join([*TOP, *SECTIONS["pay"], *SECTIONS["skills"], *SECTIONS["duties"]])
    found = parsed(content).page
    assert found.bullets["skills"].texts == ["Clay"]
    assert not found.cut_off, "the pay block is whole, wherever it stands"
    assert "section_out_of_order" in codes(content)


def test_under_an_unknown_heading_everything_is_left_over_until_the_next_known_one() -> None:
    content = page(skills=["Skills, knowledge & tools", "- Clay", "Perks", "- Free clay", "- Tea"])
    found = parsed(content).page
    assert found.bullets["skills"].texts == ["Clay"]
    assert [text for _, text, section in found.leftovers if section == "skills"] == ["Perks", "Free clay", "Tea"]
    assert ("unknown_heading", 15) in warnings_of(content)


@pytest.mark.parametrize("unknown", [["Perks", "- Free clay"], ["Perks", "- Free clay", "- Tea"]])
def test_what_stands_under_an_unknown_heading_after_the_titles_is_no_title(unknown: list[str]) -> None:
    content = page(titles=[*SECTIONS["titles"], *unknown])
    found = parsed(content).page
    assert "".join(title.title for title in found.titles) == SECTIONS["titles"][1]
    assert [text for _, text, _ in found.leftovers] == [line.removeprefix("- ") for line in unknown]
    assert codes(content) == {"unknown_heading", "leftover_lines"}


def markdown(pay: list[str], *lines: str) -> str:
    body = [*SECTIONS["level"], "## What you'd do", "- Throw", "## What it pays", *pay, *lines]
    return "\n".join([TOP[0], "# Potter", TOP[2], "## What this level means", *body[1:]])


@pytest.mark.parametrize("pay", [SECTIONS["pay"][1:], SECTIONS["pay"][1:2], SECTIONS["pay"][2:], []])
def test_a_heading_behind_the_pay_block_is_said_and_the_page_is_whole_to_it(pay: list[str]) -> None:
    content = markdown(pay, "## Stuff nobody knows", "Some text")
    found = parsed(content).page
    assert [text for _, text, _ in found.leftovers] == ["Stuff nobody knows", "Some text"]
    assert ("unknown_heading", content.split("\n").index("## Stuff nobody knows") + 1) in warnings_of(content)
    assert not found.cut_off
    assert parsed(markdown(pay)).page.cut_off == (len(pay) < 2), "without it, the page ends within that block"


@pytest.mark.parametrize("before", ["P2P2 — Dev", "## What it pays", "Knows the wheel", "- Throw", "- Bowls"])
@pytest.mark.parametrize("render", ["## {}", "<h3>{}</h3>"])
def test_each_heading_that_nobody_claims_is_said_once(before: str, render: str) -> None:
    lines = markdown(SECTIONS["pay"][1:]).split("\n")
    at = next(at for at, line in enumerate(lines) if line.startswith(before)) + 1
    if before.startswith("P2"):  # behind label and summary
        at += 2
    lines.insert(at, "## Stuff nobody knows")
    content = "\n".join(lines)
    if render.startswith("<"):
        kinds = {"#": "h2", "-": "li"}
        names = [kinds.get(line[0], "p") for line in lines]
        content = "".join(f"<{name}>{line.lstrip('#- ')}</{name}>" for name, line in zip(names, lines, strict=True))
    found = [oddity.line for oddity in parsed(content).page.oddities if oddity.text == "Stuff nobody knows"]
    codes = [oddity.code for oddity in parsed(content).page.oddities if oddity.text == "Stuff nobody knows"]
    assert found[0] == at + 1
    assert [code for code in codes if code != "leftover_lines"] in (["unknown_heading"], ["unknown_dimension"])


def test_titles_a_line_each_are_titles_too() -> None:
    for lines in (["- Bowl Making II", "- Bowl Making 2"], ["Bowl Making II", "Bowl Making 2"]):
        found = parsed(page(titles=["Common titles", *lines])).page
        assert [title.title for title in found.titles] == ["Bowl Making II", "Bowl Making 2"]


# ---- dimensions ----


def dimensions(*lines: str) -> dict[str, str]:
    found = parsed(page(level=["What this level means", "Tag", *[f"- {line}" for line in lines]])).page
    return {name: text for name, (text, _) in found.dimensions.items()}


def test_a_dimensions_text_may_be_another_dimensions_name() -> None:
    assert dimensions("Scope", "Impact", "Autonomy", "Full") == {"scope": "Impact", "autonomy": "Full"}
    assert dimensions("Leadership", "Scope") == {"leadership": "Scope"}
    assert dimensions("Scope", "Scope", "Impact", "Impact") == {"scope": "Scope", "impact": "Impact"}


def test_a_dimension_without_a_text_does_not_take_the_next_ones_name() -> None:
    assert dimensions("Scope", "Autonomy", "Full") == {"autonomy": "Full"}


def test_name_and_text_of_a_dimension_may_stand_in_one_line() -> None:
    assert dimensions("Scope: One team", "IMPACT : Shop: all", "Leadership:", "None") == {
        "scope": "One team",
        "impact": "Shop: all",
        "leadership": "None",
    }
    assert dimensions("Scope", "Autonomy: Full", "Impact: The shop") == {"autonomy": "Full", "impact": "The shop"}
    assert dimensions("Mood", "Autonomy: Full") == {"autonomy": "Full"}


def test_a_dimensions_text_may_look_like_another_one_in_one_line() -> None:
    assert dimensions("Scope", "Impact: wide", "Autonomy", "Full") == {"scope": "Impact: wide", "autonomy": "Full"}
    assert dimensions("Scope", "Impact: wide") == {"scope": "Impact: wide"}


def test_of_a_dimension_that_occurs_twice_in_one_line_the_first_is_taken() -> None:
    content = page(level=["What this level means", "- Scope: One", "- Scope: Two"])
    assert parsed(content).page.dimensions == {"scope": ("One", 5)}
    assert ("dimension_repeated", 6) in warnings_of(content)
    assert parsed(content).page.leftovers == [(6, "Scope: Two", "level")]


@pytest.mark.parametrize("first", ["- Scope: One team", "Scope: One team", "- Scope\n- One team", "- Mood: merry"])
def test_a_list_item_or_a_dimension_is_no_tagline(first: str) -> None:
    found = parsed(page(level=["What this level means", first, "- Autonomy: Full"])).page
    assert found.tagline is None
    assert found.dimensions["autonomy"][0] == "Full"
    assert found.dimensions.get("scope", ("One team", 0))[0] == "One team"


def test_a_tagline_may_name_a_dimension() -> None:
    found = parsed(page(level=["What this level means", "Scope: the wheel", "- Scope", "- Bowls"])).page
    assert (found.tagline, found.dimensions["scope"][0]) == ("Scope: the wheel", "Bowls")


def test_in_html_names_are_told_from_texts_by_their_element() -> None:
    rows = "<dt>Scope</dt><dd></dd><dt>Autonomy</dt><dd></dd><dt>Impact</dt><dd>Scope</dd>"
    level = f"<h2>What this level means</h2><p>Tag</p><dl>{rows}</dl>"
    html = f"<main><h1>P2 — X</h1>{level}<h2>What you'd do</h2><ul><li>x</li></ul></main>"
    found = parsed(html).page
    assert found.dimensions == {"impact": ("Scope", 7)}
    assert [line for code, line in warnings_of(html) if code == "dimension_missing"][:2] == [4, 5]


def test_each_dimension_that_is_missing_is_named_once() -> None:
    missing = [oddity.text for oddity in parsed(page()).page.oddities if oddity.code == "dimension_missing"]
    assert missing == ["autonomy", "complexity", "impact", "decision rights", "leadership"]


# ---- lists ----


def test_a_line_of_prose_at_the_top_of_a_list_is_left_over_and_the_list_taken() -> None:
    found = parsed(page(duties=["What you'd do", "Day by day:", "- Throw"])).page
    assert found.bullets["duties"].texts == ["Throw"]
    assert found.leftovers == [(11, "Day by day:", "duties")]


def test_bullets_stand_as_they_are_found() -> None:
    lines = ["~40 bowls", "<5 faults", "C# and C++", "(e.g., tin)", "A/B & C", "Ends so.", "- dashed", "ends so."]
    found = parsed(page(duties=["What you'd do", *[f"- {line}" for line in lines]])).page
    assert found.bullets["duties"].texts == lines


# ---- the pay block ----


def pay(*lines: str) -> tuple[list[tuple[object, ...]], str | None]:
    found = parsed(page(pay=["What it pays", *lines])).page
    return [soc[:5] for soc in found.occupations], found.pay and found.pay.status


SOC = {
    "O*NET / SOC: 15-0000 — Computer & Math (inferred)": ("15-0000", "Computer & Math", "major", True, False),
    "O*NET / SOC: 15-0000Computer(inferred · under review)": ("15-0000", "Computer", "major", True, True),
    "O*NET / SOC: 17-2199.05 — Mechatronics, & such": ("17-2199.05", "Mechatronics, & such", "detailed", False, False),
    "O*NET / SOC: 17-2199.053D Printing": ("17-2199.05", "3D Printing", "detailed", False, False),
    "O*NET / SOC: 15-1252 — Software (under review)": ("15-1252", "Software", "detailed", False, True),
    "O*NET/SOC: 11-0000": ("11-0000", None, "major", False, False),
    "o*net / soc: 11-0000 – Managers (Top)": ("11-0000", "Managers (Top)", "major", False, False),
    "O*NET / SOC: 15-0000 — Computer (Inferred · Under Review)": ("15-0000", "Computer", "major", True, True),
    "O*NET / SOC: 15\u20110000 — Computer": ("15-0000", "Computer", "major", False, False),
    "O*NET / SOC: 17\u20132199.05 — Mechatronics": ("17-2199.05", "Mechatronics", "detailed", False, False),
}


@pytest.mark.parametrize("line", SOC)
def test_a_soc_line_is_read(line: str) -> None:
    assert pay(line)[0] == [SOC[line]]


def test_two_codes_are_two_rows_and_one_code_twice_is_one() -> None:
    found, _ = pay("O*NET / SOC: 15-0000 — A", "O*NET / SOC: 17-2199.05 — B", "O*NET / SOC: 15-0000 — A")
    assert [soc[0] for soc in found] == ["15-0000", "17-2199.05"]


@pytest.mark.parametrize("code", [
    "", "soon", "15-00 — A", "15-00000 — A", "15-1252.0 — A", "15-0000, 17-0000 — A", "15-0000 — A; 17-2199.05 — B",
])  # fmt: skip
def test_a_soc_line_without_one_code_is_left_over_and_said(code: str) -> None:
    content = page(pay=["What it pays", f"O*NET / SOC: {code}", "Pay is being recalibrated."])
    assert parsed(content).page.occupations == []
    assert {"soc_unreadable", "leftover_lines"} <= codes(content)


def test_the_status_is_in_the_sentence_and_an_unknown_one_is_null() -> None:
    assert pay("Market-pay benchmarks are coming.")[1] == "coming"
    assert pay("Market-pay benchmarks are being recalibrated.")[1] == "recalibrating"
    assert pay("Pay is a secret.")[1] is None
    assert "pay_unreadable" in codes(page(pay=["What it pays", "Pay is a secret.", "O*NET / SOC: 15-0000"]))


@pytest.mark.parametrize("heading", ["Where it sits & what it pays", "What it pays"])
def test_the_pay_heading_tells_the_site_version(heading: str) -> None:
    version = parsed(page(pay=[heading, *SECTIONS["pay"][1:]])).page.site_version
    assert version == ("older" if heading.startswith("Where") else "newer")


# ---- cut pages ----


def test_a_page_without_its_end_is_cut_off() -> None:
    lines = page().split("\n")
    for end in range(lines.index("What this level means") + 4, len(lines)):
        assert parsed("\n".join(lines[:end])).page.cut_off, lines[end - 1]
    assert not parsed(page()).page.cut_off


def test_a_pay_sentence_that_stops_in_the_middle_is_a_cut_and_an_unknown_one_is_not() -> None:
    soc = "O*NET / SOC: 15-0000 — A"
    assert parsed(page(pay=["What it pays", soc, "Pay levels are coming, once the surv"])).page.cut_off
    assert not parsed(page(pay=["What it pays", soc, "Pay is a secret."])).page.cut_off


def test_a_pay_sentence_ends_a_page_without_a_soc_line_only_where_that_would_stand_before_it() -> None:
    sentence = "Pay levels are being recalibrated."
    assert parsed(page(pay=["What it pays", sentence])).page.cut_off, "the newer site has the SOC line behind it"
    assert not parsed(page(pay=["What it pays", sentence, "O*NET / SOC: soon"])).page.cut_off
    assert not parsed(page(pay=["Where it sits & what it pays", sentence])).page.cut_off


def test_a_page_cut_in_its_titles_marks_the_last_one() -> None:
    cut = page(titles=["Common titles", "Bowl Making IIBowl Making 2Jar Mak"], pay=[])
    titles = parsed(cut).page.titles
    assert [(title.title, title.cut_off or title.unsplit) for title in titles] == [
        ("Bowl Making II", False),
        ("Bowl Making 2", False),
        ("Jar Mak", True),
    ]


def test_the_title_line_of_the_document_is_no_content() -> None:
    content = page("Related families", "Potter — P2 — Developing Professional · Claybook")
    found = parsed(content).page
    assert found.page_title == "Potter — P2 — Developing Professional · Claybook"
    assert found.leftovers == []


def test_related_families_in_html_keep_name_slug_and_link() -> None:
    rows = rows_of(read(render_html(page_at(0))))["related_families"]
    assert [row["slug"] for row in rows] == [link.slug for link in page_at(0).related]


SLUGS = {
    "https://x.example/jar-care": "jar-care",
    "https://x.example/jobs/jar-care/p3": "jar-care",
    "/jobs/jar-care": "jar-care",
    "/jar-care/p3#top": "jar-care",
    "/jar-care/?from=a/b": "jar-care",
    "jar-care": "jar-care",
    "https://x.example": None,
    "#top": None,
    "http://[broken": None,
}


@pytest.mark.parametrize("url", SLUGS)
def test_the_slug_of_a_related_family_is_read_off_its_link(url: str) -> None:
    html = render_html(page_at(0)).decode()
    before, after = html.split("Related families</h2>", 1)
    first = after.split('href="', 1)[1].split('"', 1)[0]
    rows = rows_of(read(before + "Related families</h2>" + after.replace(first, url, 1)))["related_families"]
    assert (rows[0]["url"], rows[0]["slug"]) == (url, SLUGS[url])
