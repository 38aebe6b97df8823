"""Each rule of sameness from both sides: pairs it makes one, and pairs that look like them and stay two."""

import pytest

from jdparse.wording import bullet_keys

Pair = tuple[str, str, str]
SAME: dict[str, list[Pair]] = {
    "a dash between letters is a hyphen": [
        ("Work–life balance", "Work-life balance", "skill"),
        ("Problem–solving", "Problem solving", "skill"),
        ("Cost–benefit analysis", "Cost-benefit analysis", "duty"),
        ("Train–the–trainer sessions", "Train-the-trainer sessions", "skill"),
        ("Café–bar design", "Cafe-bar design", "skill"),
        ("COVID–19 tests", "COVID-19 tests", "skill"),
        ("Door–to–door sales", "Door-to-door sales", "skill"),
    ],
    "a range has any dash": [
        ("2–3 years of welding", "2-3 years of welding", "qualification"),
        ("2 – 3 years of welding", "2 to 3 years of welding", "qualification"),
        ("5—7 years of welding", "5–7 years of welding", "qualification"),
    ],
    "blanks inside a sign or a short form": [
        ("Manage P & L", "Manage P&L", "duty"),
        ("R & D budgets", "R&D budgets", "skill"),
        ("FP & A models", "FP&A models", "skill"),
        ("Q & A sessions", "Q&A sessions", "duty"),
        ("C ++", "C++", "skill"),
        ("C # services", "C# services", "skill"),
        ("5 + years of experience", "5+ years of experience", "qualification"),
        ("Grades B & D", "Grades B and D", "skill"),
    ],
    "a short form and its expansion": [
        ("API design", "Application programming interface design", "skill"),
        ("APIs", "Application programming interfaces", "skill"),
        ("CI/CD pipelines", "Continuous integration / continuous delivery pipelines", "skill"),
        ("CI / CD", "Continuous integration and continuous delivery", "skill"),
        ("ETL pipelines", "Extract, transform, load pipelines", "skill"),
        ("ETL pipelines", "Extract, transform and load pipelines", "skill"),
        ("HVAC repair", "Heating, ventilation, and air conditioning repair", "duty"),
        ("HVAC repair", "Heating, ventilation and air-conditioning repair", "duty"),
        ("AML checks", "Anti-money laundering checks", "duty"),
        ("SQL", "Structured query language", "skill"),
        ("MS Excel", "Microsoft Excel", "skill"),
        ("MS Office and MS Project", "Microsoft Office and Microsoft Project", "skill"),
    ],
    "a name among other words is a word": [
        ("Accessing databases", "Access databases", "skill"),
        ("Excelling at sales", "Excel at sales", "skill"),
        ("Supervise chefs", "Supervising a chef", "duty"),
        ("Chef", "Chefs", "title"),
        ("Sketching", "Sketch", "duty"),
        ("Go to markets", "Going to markets", "skill"),
        ("Accessing and updating records", "Access and update records", "skill"),
        ("Coaching", "Coach", "skill"),
        ("Excel, Word and Rust", "Rust, Excel & Word skills", "skill"),
        ("Drafting and coding", "Code and draft", "skill"),
    ],
    "two spellings of one word": [
        ("Preventative maintenance", "Preventive maintenance", "skill"),
        ("Interpretative signs", "Interpretive signs", "skill"),
    ],
}
APART: dict[str, list[Pair]] = {
    "a dash between blanks is a comma": [
        ("Work – life balance", "Work-life balance", "skill"),
        ("Plan menus – order stock", "Plan menu-order stock", "duty"),
        ("Plan menus—order stock", "Plan menu-order stock", "duty"),
    ],
    "a dash between numbers is a range": [
        ("2–3 years of welding", "2, 3 years of welding", "qualification"),
        ("2–3 years of welding", "23 years of welding", "qualification"),
        ("Store at 5 to 8 °C", "Store at 5, -8 °C", "duty"),
    ],
    "a name alone or in a list is no form of a word": [
        ("Excel", "Excelling", "skill"),
        ("Access", "Accessing", "skill"),
        ("Rust", "Rusting", "skill"),
        ("Slack", "Slacks", "skill"),
        ("Go", "Going", "skill"),
        ("Teams", "Team", "skill"),
        ("Word", "Words", "skill"),
        ("Oracle", "Oracles", "skill"),
        ("Ruby", "Rubies", "skill"),
        ("Spring", "Springs", "qualification"),
        ("Maya", "Mayas", "skill"),
        ("Zoom", "Zooming", "skill"),
        ("Blender", "Blenders", "skill"),
        ("Excel, Access, Word", "Excel, accessing, word", "skill"),
        ("Python and Go", "Python and going", "skill"),
        ("Rust or Ruby", "Rusting or Ruby", "skill"),
    ],
    "a short form with several expansions": [
        ("MS nursing", "Microsoft nursing", "skill"),
        ("MS in Biology", "Microsoft in Biology", "qualification"),
        ("Treat MS", "Treat Microsoft", "duty"),
        ("CI models", "Continuous integration models", "skill"),
    ],
    "words that are no spellings of one another": [
        ("Preventable loss", "Preventive loss", "skill"),
        ("Extract, load data", "ETL data", "duty"),
    ],
    "signs that stand for themselves": [
        ("C + SQL", "C++ SQL", "skill"),
        ("5 + years of experience", "5 years of experience", "qualification"),
        ("Java 8 + Spring", "Java 8+ Spring", "skill"),
        ("R & SQL", "R&D SQL", "skill"),
        ("C # 4", "C 4", "skill"),
    ],
}


@pytest.mark.parametrize(("rule", "pair"), [(rule, pair) for rule, pairs in SAME.items() for pair in pairs])
def test_one_bullet(rule: str, pair: Pair) -> None:
    one, two = bullet_keys(pair[:2], pair[2]).to_pylist()
    assert one == two, rule


@pytest.mark.parametrize(("rule", "pair"), [(rule, pair) for rule, pairs in APART.items() for pair in pairs])
def test_two_bullets(rule: str, pair: Pair) -> None:
    one, two = bullet_keys(pair[:2], pair[2]).to_pylist()
    assert one != two, rule
