"""What makes two wordings one bullet, and the one rule each counterexample would break."""

import random
import sys

import pytest

from jdparse.wording import KINDS, Decisions, bullet_keys, guard_tables
from jdparse.wording.folding import fold
from jdparse.wording.spelling import american, corrected
from jdparse.wording.tables import mapping, rows


def same(a: str, b: str, kind: str = "duty") -> bool:
    one, two = bullet_keys([a, b], kind).to_pylist()
    return bool(one == two)


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("Mentoring junior engineers", "Mentors junior engineers", "duty"),
        ("Contributing to architectural decisions", "Contribute to architectural decisions", "duty"),
        ("Lead development of ML tasks", "Lead ML task development", "duty"),
        ("Mentoring", "Mentorship", "skill"),
        ("Problem-solving", "problem solving skills", "skill"),
        ("Collect and analyze data", "Data collection and analysis", "skill"),
        ("Preventive maintenance of pumps", "Preventive pump maintenance", "duty"),
        ("Load trucks and unload barges", "Loading trucks and unloading barges", "duty"),
        ("Draw up assessments of risk", "Drawing up risk assessments", "duty"),
        ("Comply with export rules", "Compliance with export rules", "duty"),
        ("Kiln components", "Components of kilns", "duty"),
        ("Instruct divers about decompression", "Instructing divers on decompression", "duty"),
        ("Translate poems to Basque", "Translate poems into Basque", "duty"),
        ("Ascend cliffs", "Ascending cliffs", "skill"),
        ("Detect hazards in quarries", "Detecting quarry hazards", "duty"),
        ("Laws on asylum", "Asylum laws", "skill"),
        ("Collect feedback from visitors", "Collect visitor feedback", "duty"),
        ("Engineer II, Software", "Software Engineer II", "title"),
        ("Manager, Fleet Operations", "Fleet Operations Manager", "title"),
        ("Senior Analyst, Credit Risk", "Senior Credit Risk Analyst", "title"),
        ("Using a theodolite, survey plots", "Survey plots using a theodolite", "duty"),
        ("At the end of shifts in kitchens, wipe taps", "Wipe taps in kitchens at the end of shifts", "duty"),
        ("Report weekly to the board", "Report to the board weekly", "duty"),
        ("Experience in managing budgets", "Experience managing budgets", "qualification"),
        (
            "5 years of experience in welding and cutting pipes",
            "5 years' experience welding and cutting pipes",
            "skill",
        ),
        ("Experience in the restoration of organs", "Experience in restoring organs", "qualification"),
        ("Diploma in midwifery", "Midwifery diploma", "qualification"),
        ("Training of senior nurses", "Senior nurse training", "skill"),
        ("Senior training of nurses", "Senior nurse training", "skill"),
        ("Regular care of pumps", "Regular pump care", "skill"),
        ("Annual inspection of boilers", "Annual boiler inspection", "duty"),
        ("Monitor patients' vital signs", "Monitoring the vital signs of patients", "duty"),
        ("Engine constituent parts", "Constituent parts of engines", "skill"),
        ("Resolve billing disputes", "Billing dispute resolution", "skill"),
        ("Loan application review", "Review loan applications", "duty"),
        ("Evaluate training programmes", "Training programme evaluation", "duty"),
        ("Data mining methods", "Methods of data mining", "skill"),
        ("Supported product development", "Supporting product development", "duty"),
        ("Review fixed assets", "Fixed asset review", "duty"),
        ("Reviewed the tax documentation", "Review the tax documentation", "duty"),
        ("Respond to alarms", "Responding to alarms", "duty"),
        ("Degree in Physics or Computer Science", "Degree in Computer Science or Physics", "qualification"),
        ("Serve coffee and cold drinks", "Serve cold drinks and coffee", "duty"),
        ("Answer phones and greet visitors", "Greet visitors and answer phones", "duty"),
        ("Annually, championing staff training", "Champion staff training annually", "duty"),
        ("Audio-visual repair", "Audiovisual repair", "skill"),
        ("Audio visual repair", "Audiovisual repair", "skill"),
        ("Experience working with children", "Experience in working with children", "qualification"),
        ("Node.js", "NodeJS", "skill"),
        ("Fitting insulation", "Fit insulation", "duty"),
        ("High-level design of bridges", "High level bridge design", "skill"),
        ("Crude measurement of flows", "Crude flow measurement", "skill"),
        ("Co-led hiring panels", "Co-lead hiring panels", "duty"),
        ("Participated in ward rounds", "Participating in ward rounds", "duty"),
        ("Digitization of maps", "Digitize maps", "duty"),
        ("Worn tyre inspection", "Inspect worn tyres", "duty"),
        ("Return a drawing", "Return drawings", "duty"),
        ("Coach fishermen", "Coaching a fisherman", "duty"),
        ("Service multi purpose halls", "Service multi-purpose halls", "duty"),
        ("– Stack timber", "Stack timber", "duty"),
        ("Staffing the desk", "Staff the desk", "duty"),
        ("Train GPs", "Train a GP", "duty"),
        ("3 to 5 years of welding", "3–5 years of welding", "qualification"),
        ("Two years of sailing", "2 years of sailing", "qualification"),
        ("Raise output by 5 per cent", "Raise output by 5%", "duty"),
        ("Answer requests for proposals", "Answer an RFP", "duty"),
        ("Code review", "Review code", "duty"),
        ("Fixing bugs", "Fix bugs", "duty"),
        ("Redelivery of parcels", "Redeliver parcels", "duty"),
        ("Help guests in choosing wines", "Help guests with the choice of wines", "duty"),
        ("Respond to alarms", "Alarm response", "duty"),
        ("Keep minutes of hearings", "Keep hearing minutes", "duty"),
        ("Repair two-storey barns", "Repair two-story barns", "duty"),
        ("Strong oral and written reporting", "Strong written and oral reporting", "skill"),
    ],
)
def test_one_bullet(a: str, b: str, kind: str) -> None:
    assert same(a, b, kind)


COUNTEREXAMPLES = [
    ("degree", "Basic programming skills", "Advanced programming", "skill"),
    ("role", "Assist with audits", "Perform audits", "duty"),
    ("number", "Level 2 support", "Level 3 support", "duty"),
    ("number", "Civil Engineer I", "Civil Engineer II", "title"),
    ("negation", "Handle sterile tools", "Handle non-sterile tools", "duty"),
    ("negation", "Store glazed pots", "Store unglazed pots", "duty"),
    ("direction", "Load vans", "Unload vans", "duty"),
    ("scope", "Own budget planning", "Department budget planning", "duty"),
    ("named", "C services", "C++ services", "skill"),
    ("named", "R models", "R&D models", "skill"),
    ("named", "Vitamin A trials", "Vitamin trials", "duty"),
    ("agent", "Project management", "Project manager", "title"),
    ("preposition", "Prepare for audits", "Prepare audits", "duty"),
    ("preposition", "Instruct divers on site", "Instruct divers about the site", "duty"),
    ("preposition", "Post notes about walls", "Post notes on walls", "duty"),
    ("preposition", "Authorize for payment", "Authorize payment", "duty"),
    ("preposition", "Record hazards in logs", "Record log hazards", "duty"),
    ("preposition", "Explain procedures in writing", "Explain writing procedures", "duty"),
    ("preposition", "Teach safety in schools", "Teach school safety", "duty"),
    ("order", "File court orders", "Order court files", "duty"),
    ("order", "Plan test flights", "Test flight plans", "duty"),
    ("order", "Report test results", "Test report results", "duty"),
    ("order", "Order review requests", "Review order requests", "duty"),
    ("order", "Reports of new clients", "New reports of clients", "duty"),
    ("words", "Ship packing crates", "Pack shipping crates", "duty"),
    ("words", "Fixed asset review", "Fix asset review", "duty"),
    ("words", "Operate powered tools", "Operate power tools", "duty"),
    ("words", "Order filing cabinets", "Order file cabinets", "duty"),
    ("words", "Store cleaning cloths", "Store clean cloths", "duty"),
    ("words", "Teach cooking", "Teach cooks", "duty"),
    ("words", "Assist with painting", "Assist with paints", "duty"),
    ("words", "Sell paintings", "Sell paints", "duty"),
    ("order", "Sample tests", "Test samples", "duty"),
    ("order", "Code a review", "Review a code", "duty"),
    ("order", "Schedule production", "Produce schedules", "duty"),
    ("order", "Research staff", "Staff research", "skill"),
    ("order", "Inspection equipment", "Equipment inspection", "skill"),
    ("order", "Bill insurers on behalf of patients", "Bill patients on behalf of insurers", "duty"),
    ("order", "Train nurses and assess doctors", "Assess nurses and train doctors", "duty"),
    ("preposition", "Report to the board", "Report on the board", "duty"),
    ("preposition", "Report errors to auditors", "Report auditors' errors", "duty"),
    ("words", "Marketing research", "Market research", "skill"),
    ("words", "Marketing reports", "Market reports", "duty"),
    ("words", "Marketing of events", "Event markets", "duty"),
    ("words", "Using saws, drills and planes", "Drill planes using saws", "duty"),
    ("words", "Taping of seams", "Tapping of seams", "duty"),
    ("words", "Securities lending", "Security lending", "skill"),
    ("words", "Written instructions", "Write instructions", "duty"),
    ("words", "Cook", "Cooking", "title"),
    ("named", "Objective-C", "C", "skill"),
    ("named", "Visual C++", "C++", "skill"),
    ("words", "Create event schedules", "Create event scheduling", "duty"),
    ("words", "Dyeing", "Dying", "skill"),
    ("words", "Storey surveys", "Story surveys", "duty"),
    ("words", "HTTPS servers", "HTTP servers", "skill"),
    ("words", "GPS surveys", "GP surveys", "skill"),
    ("words", "Asepsis training", "Sepsis training", "skill"),
    ("words", "Preproduction planning", "Reproduction planning", "skill"),
    ("words", "Co-lead hiring panels", "Lead hiring panels", "duty"),
    ("words", "Contact suppliers", "Contract suppliers", "duty"),
    ("words", "Re-lease flats", "Release flats", "duty"),
    ("words", "Spanish and Basque", "Spanish or Basque", "qualification"),
]


@pytest.mark.parametrize(("rule", "a", "b", "kind"), COUNTEREXAMPLES)
def test_counterexamples_that_break_one_rule(rule: str, a: str, b: str, kind: str) -> None:
    assert not same(a, b, kind), f"merging these breaks the rule of {rule}"


def test_kinds_never_share_an_identifier() -> None:
    assert len({bullet_keys(["Welding"], kind).to_pylist()[0] for kind in KINDS}) == len(KINDS)


def test_an_identifier_is_24_lower_case_hexadecimal_digits() -> None:
    for text in ("Weld", "", "—", "the", "日本語 skills", "x" * 20_000, "a\u0301" * 5_000):
        (key,) = bullet_keys([text], "duty").to_pylist()
        assert len(key) == 24
        assert set(key) <= set("0123456789abcdef")


def test_words_are_parted_by_any_white_space() -> None:
    every = [c for c in map(chr, range(sys.maxunicode + 1)) if c.isspace()]
    assert len(every) > 20
    keys = bullet_keys(["Plan staff menus", *(f"Plan{c}staff{c}menus" for c in every)], "duty")
    assert len(keys.unique()) == 1


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("900 m²", "900 m2"),
        ("10⁶ cells", "10^6 cells"),
        ("−30 °C", "-30 °C"),
        ("Phar\u200bmacy", "Pharmacy"),
        ("＆", "&"),
        ("Pa\u0302tissier", "Patissier"),
        ("5 – 7 years", "5-7 years"),
        ("PPE (personal protective equipment) checks", "personal protective equipment checks"),
        ("Wound care (diabetic)", "Wound care (diabetic)"),
    ],
)
def test_folding_keeps_meaning(raw: str, folded: str) -> None:
    assert " ".join(fold([raw])[0].split()) == folded


@pytest.mark.parametrize(
    "word",
    [
        "contact",
        "contract",
        "assess",
        "access",
        "statics",
        "dysphasia",
        "kubernetes",
        "pytorch",
        "ileal",
        "codec",
        "preproduction",
        "asepsis",
        "neutralizer",
        "nanofiltration",
        "collet",
        "tonography",
    ],
)
def test_a_known_word_is_no_typing_error(word: str) -> None:
    assert corrected(word) == word


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("managment", "management"),
        ("schedlue", "schedule"),
        ("technicall", "technical"),
        ("acounting", "accounting"),
        ("regulary", "regularly"),
        ("tacrfully", "tactfully"),
        ("amphobians", "amphibians"),
    ],
)
def test_a_slip_goes_to_the_one_word_it_can_have_been(wrong: str, right: str) -> None:
    assert corrected(wrong) == right


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("adminstrative", "administrative"), ("questionaires", "questionnaires"), ("fuctions", "functions")],
)
def test_slips_that_the_dictionary_takes_for_words_are_listed(wrong: str, right: str) -> None:
    assert american(corrected(wrong)) == right


@pytest.mark.parametrize("word", ["filling", "advising", "hour", "course", "selling", "expertise"])
def test_words_that_only_look_british_stay(word: str) -> None:
    assert american(word) == word


def test_tables_are_consistent() -> None:
    for name in (
        "action_nouns.tsv",
        "irregular_verbs.tsv",
        "plurals.tsv",
        "spelling.tsv",
        "misspellings.tsv",
        "abbreviations.tsv",
    ):
        assert mapping(name)
    assert {row[0] for row in guard_tables()} >= {
        "degree",
        "role",
        "number",
        "negation",
        "direction",
        "scope",
        "named",
        "order",
    }
    agents = [noun for noun, _ in rows("action_nouns.tsv") if noun.endswith(("er", "or", "ist", "ee"))]
    assert not agents, "an agent noun is never an action noun"


def test_missing_text_and_unknown_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="1 of 2 texts are missing"):
        bullet_keys(["a", None], "duty")  # type: ignore[list-item]
    with pytest.raises(ValueError, match="kind must be one of"):
        bullet_keys(["a"], "hobby")


def row(decision: str, a: str, b: str, kind: str = "duty") -> dict[str, str]:
    return {"kind": kind, "a": a, "b": b, "decision": decision}


def test_always_merges_whole_clusters_and_no_other_kind() -> None:
    decisions = Decisions.from_rows([row("always", "Mow lawns", "Cut grass")])
    keys = bullet_keys(["Mowing lawns", "Cut the grass", "Rake leaves"], "duty", decisions).to_pylist()
    assert keys[0] == keys[1] != keys[2]
    assert len(set(bullet_keys(["Mow lawns", "Cut grass"], "skill", decisions).to_pylist())) == 2


def test_never_sets_one_wording_apart_and_leaves_the_rest() -> None:
    decisions = Decisions.from_rows([row("never", "Mow lawns", "Mowing lawns")])
    a, b, c = bullet_keys(["Mow lawns", "Mowing lawns", "Mows lawns"], "duty", decisions).to_pylist()
    assert a == c != b


def test_decisions_do_not_depend_on_their_order() -> None:
    rows_ = [
        row("always", "A1 tasks", "B1 tasks"),
        row("always", "B1 tasks", "C1 tasks"),
        row("never", "Mow lawns", "Mowing lawns"),
    ]
    assert Decisions.from_rows(rows_) == Decisions.from_rows(reversed(rows_))


def test_contradictory_decisions_are_refused() -> None:
    with pytest.raises(ValueError, match="contradict"):
        Decisions.from_rows([row("always", "Mow lawns", "Cut grass"), row("never", "Mow lawns", "Cut grass")])


@pytest.mark.parametrize("end", [".", ";", " ;", "!", ",", " .."])
@pytest.mark.parametrize("text", ["Inspect walls weekly", "Restore kernels overnight", "Mentor juniors"])
def test_marks_at_the_end_are_no_part_of_a_bullet(text: str, end: str) -> None:
    one, two = bullet_keys([text, text + end], "duty").to_pylist()
    assert one == two


@pytest.mark.parametrize(("a", "b"), [("Tandkit", "Tandkit++"), ("C", "C#"), ("C++", "C#"), ("Ravel", "Ravel#")])
def test_a_sign_at_the_end_of_a_name_makes_another_name(a: str, b: str) -> None:
    one, two = bullet_keys([f"Build tools with {a}", f"Build tools with {b}"], "duty").to_pylist()
    assert one != two


def test_the_last_dot_of_initials_belongs_to_them() -> None:
    one, two = bullet_keys(["Sell in the U.S.", "Sell in the US"], "duty").to_pylist()
    assert one == two


NEIGHBOURS = (
    "the a an to of in paid written coded staffing marketing working using skills skill abilities ability experience "
    "knowledge high level multi pre non re years ( ) , ; and or and/or e.g. basic lead report reports R 2"
).split()


@pytest.mark.parametrize("kind", KINDS)
def test_a_bullet_reads_the_same_whatever_stands_beside_it(kind: str) -> None:
    """Rows are read as one long column: what a pass does at the end of one must not look into the next."""
    chance = random.Random(kind)
    texts = [" ".join(chance.choices(NEIGHBOURS, k=chance.choice((1, 1, 2, 3)))) for _ in range(400)]
    assert bullet_keys(texts, kind).to_pylist() == [bullet_keys([text], kind)[0].as_py() for text in texts]
