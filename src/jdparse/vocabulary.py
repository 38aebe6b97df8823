"""What jdparse knows of the pages, as data: headings, levels, dimensions, marks, reasons and warning codes."""

from typing import NamedTuple


class Section(NamedTuple):
    """A section of a job-level page; ``required`` sections are reported when missing."""

    name: str
    headings: tuple[str, ...]
    required: bool = True


JOB_LEVEL, LEVEL_PAY = "job_level", "level_pay"
"""The layouts: a family × level page, and its sister that shows pay and no duties."""

LEVEL = "level"
DUTIES = "duties"
SKILLS = "skills"
QUALIFICATIONS = "qualifications"
TITLES = "titles"
PAY = "pay"
RELATED = "related_families"

SECTIONS: tuple[Section, ...] = (
    Section(LEVEL, ("What this level means",)),
    Section(DUTIES, ("What you'd do",)),
    Section(SKILLS, ("Skills, knowledge & tools",)),
    Section(QUALIFICATIONS, ("What good looks like",)),
    Section(TITLES, ("Common titles",), required=False),  # about one family in seven has none
    Section(PAY, ("Where it sits & what it pays", "What it pays")),
    Section(RELATED, ("Related families",), required=False),  # one of the extractors drops it
)
"""The sections in the order a page has them."""

SECTION_ORDER: dict[str, int] = {section.name: place for place, section in enumerate(SECTIONS)}

LIST_SECTIONS: tuple[str, ...] = (DUTIES, SKILLS, QUALIFICATIONS)

OLDER, NEWER = "older", "newer"
PAY_HEADINGS: dict[str, str] = {"where it sits & what it pays": OLDER, "what it pays": NEWER}
"""The site version is told by the wording of the pay heading."""

APOSTROPHES = "'’‘ʼ`´"
AMPERSANDS = ("&", "&amp;", "&amp;amp;", "and", "＆")


def _spellings(heading: str) -> set[str]:
    apostrophes = {heading.replace("'", mark) for mark in APOSTROPHES}
    return {text.replace("&", mark) for text in apostrophes for mark in AMPERSANDS}


HEADINGS: dict[str, tuple[str, str]] = {
    spelling.lower(): (section.name, heading.lower())
    for section in SECTIONS
    for heading in section.headings
    for spelling in _spellings(heading)
}
"""Lower-case spelling of a heading → its section and the heading as we write it."""

DIMENSIONS: dict[str, str] = {
    "scope": "scope",
    "autonomy": "autonomy",
    "complexity": "complexity",
    "impact": "impact",
    "decision rights": "decision_rights",
    "leadership": "leadership",
    "typical experience": "typical_experience",
}
"""Lower-case term → dimension, in the order a page has them."""

EXPERIENCE = "typical_experience"


class Level(NamedTuple):
    """A level known from the site's ladder; years are the usual bounds of experience."""

    code: str
    name: str
    years_min: float
    years_max: float


LEVELS: dict[str, Level] = {
    level.code: level
    for level in (
        Level("P1", "Entry-Level Professional", 0, 2),
        Level("P2", "Developing Professional", 1, 3),
        Level("P3", "Mid-Level Professional", 3, 5),
        Level("P4", "Senior Professional", 5, 8),
        Level("P5", "Expert Professional", 8, 12),
        Level("P6", "Principal Professional", 12, 18),
        Level("P7", "Staff / Distinguished Professional", 15, 22),
        Level("P8", "Fellow (Executive IC)", 18, 30),
        Level("M1", "Manager (Team Lead)", 3, 6),
        Level("M2", "Manager II", 5, 8),
        Level("M3", "Senior Manager", 8, 12),
        Level("M4", "Director", 10, 15),
        Level("M5", "Senior Director", 12, 18),
        Level("M6", "Vice President", 15, 25),
        Level("E1", "Director (Executive)", 12, 18),
        Level("E2", "Senior Director (Executive)", 14, 20),
        Level("E3", "Vice President", 15, 22),
        Level("E4", "Senior Vice President", 18, 25),
        Level("E5", "Executive Vice President", 20, 30),
        Level("E6", "C-Suite Executive", 22, 40),
        Level("S1", "Support Associate", 0, 1),
        Level("S2", "Support Specialist", 1, 3),
        Level("S3", "Senior Support Specialist", 3, 5),
        Level("S4", "Lead Support Specialist", 5, 8),
    )
}
"""Level code → level. The code is the key: two codes can share a name."""

TRACKS: dict[str, str] = {"P": "professional", "M": "management", "E": "executive", "S": "support"}

SOC_MARKS: dict[str, tuple[bool, bool]] = {
    "(inferred · under review)": (True, True),
    "(inferred)": (True, False),
    "(under review)": (False, True),
}
"""Mark behind a SOC title → (inferred, under review)."""

PAY_STATUS: dict[str, str] = {
    "are coming": "coming",
    "being recalibrated": "recalibrating",
}
"""Words of the pay sentence → status."""

PAY_TERMS: dict[str, str] = {
    "median": "median",
    "median pay": "median",
    "median salary": "median",
    "range": "range",
    "pay range": "range",
    "salary range": "range",
    "typical range": "range",
    "10-year growth": "growth",
    "growth": "growth",
    "projected growth": "growth",
    "job growth": "growth",
}
"""Lower-case term of a pay page → figure."""

CURRENCIES: dict[str, str] = {"$": "USD", "€": "EUR", "£": "GBP"}
"""Sign → currency, unless the page names another."""

PERIODS: dict[str, str] = {
    "yearly": "year", "annual": "year", "annually": "year", "per year": "year", "a year": "year",
    "monthly": "month", "per month": "month", "hourly": "hour", "per hour": "hour", "an hour": "hour",
}  # fmt: skip
"""Words → period that the figures are for."""

REASONS: dict[str, str] = {
    "empty_input": "nothing in it: no text, or a container without a page",
    "not_text": "binary data: an image, a PDF, an archive, or random bytes",
    "encoding_unknown": "text in an encoding that could not be told",
    "too_large": "larger than the limit for one page",
    "too_deep": "HTML nested deeper than any page",
    "too_many_bullets": "more list items than any page",
    "cpu_budget": "took longer than one page may",
    "memory_budget": "took more memory than one page may",
    "killed_worker": "its worker died twice on it",
    "decompression_limit": "expands to more than the limit",
    "truncated_record": "compressed data or a record of a container ends too early",
    "corrupt_data": "compressed data or a container whose bytes are damaged",
    "digest_mismatch": "the record's digest is not that of its bytes",
    "bad_record": "a record of a container that cannot be read",
    "not_regular": "not a regular file: a link, pipe, socket or device",
    "permission_denied": "may not be read",
    "unreadable": "the file system answered with an error",
    "changed_during_read": "changed while it was being read; the next run takes it",
    "other_media": "an answer of a server that is neither HTML nor text: an image, a script, a style sheet",
    "revisit": "an archive's record that only points to an earlier one",
    "http_status": "the server answered with an error status",
    "several_pages": "several pages in one file, in a form that is not read: a dump, a feed in XML, pages joined",
    "not_a_job_page": "an index, error, challenge, login or empty page",
    "unknown_layout": "a page of a layout jdparse does not know",
    "language_unsupported": "a page whose headings are not English",
}
"""Why an input is set aside: code → meaning."""

NOT_COUNTED_REASONS = frozenset({"not_a_job_page", "http_status", "other_media", "revisit"})
"""Set aside rightly: these do not count towards the share of inputs that stops a run."""

WARNINGS: dict[str, str] = {
    "section_missing": "an expected section is not on the page",
    "section_empty": "a section's heading stands there with nothing under it",
    "section_repeated": "a section occurs twice; both are taken",
    "section_out_of_order": "a section stands before one it usually follows",
    "unknown_heading": "a heading that is not in the vocabulary; its lines are leftovers",
    "unknown_dimension": "a dimension that is not in the vocabulary; its lines are leftovers",
    "dimension_missing": "one of the seven dimensions is missing or empty",
    "dimension_repeated": "a dimension occurs twice; the first is taken",
    "level_missing": "no level header on the page",
    "level_unknown": "a level code that is not in the ladder",
    "level_differs": "badge, header and address do not name the same level",
    "label_missing": "no label line",
    "summary_missing": "no summary line",
    "years_unreadable": "years of experience, or a number of years in a qualification, that cannot be read",
    "years_alternatives": "more than one range of years in a bullet; the first is taken as the requirement",
    "soc_unreadable": "a SOC line without a code in a known form",
    "soc_repeated": "the same SOC code twice",
    "pay_unreadable": "a pay sentence that says nothing known",
    "figures_missing": "a pay page without its median or its range",
    "figures_unreadable": "a figure of a pay page that is no amount, range or percentage",
    "title_unsplit": "glued titles that repetition does not decide",
    "page_cut_off": "the page ends before its last expected section",
    "leftover_lines": "lines that no field claims",
    "address_unreadable": "an address without family and level",
    "address_conflict": "the input's addresses disagree; the first of sidecar, container, canonical is taken",
    "encoding_truncated": "the last character is cut",
    "encoding_replaced": "bytes that are no text were replaced",
    "encoding_declaration_wrong": "the declared encoding is not that of the bytes",
    "control_characters_removed": "control characters were removed",
    "combining_marks_capped": "a run of combining marks longer than any script has was cut",
    "record_without_address": "a record that does not say where it was fetched, nor does its page",
    "mapped_field_missing": "a field named with --map that no record has; said once, of the last",
    "sidecar_url_ignored": "a sidecar gives one address for a container of many pages; it is not used",
    "sidecar_value_unreadable": "a value of the sidecar that is no text of one line; it is not used",
    "bad_date": "a date that cannot be read",
    "trailing_garbage": "data behind the end of a compressed stream was ignored",
    "parser_fallback": "lxml lost part of the page; BeautifulSoup read it",
}
"""What was odd about an input that was parsed all the same: code → meaning."""

NAMED_WARNINGS = frozenset({"page_cut_off", "level_unknown"})
"""Warnings that say an input may be bad: the run names each such input, as it names those it sets aside."""

NOT_A_JOB_PAGE: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "challenge_page",
        (
            "just a moment",
            "verify you are human",
            "are you a robot",
            "captcha",
            "checking your browser",
            "unusual traffic",
            "you have been blocked",
            "attention required",
            "security check",
            "enable javascript and cookies",
        ),
    ),
    (
        "error_page",
        (
            "404",
            "403",
            "500",
            "502",
            "503",
            "not found",
            "forbidden",
            "access denied",
            "server error",
            "bad gateway",
            "service unavailable",
            "something went wrong",
            "no longer available",
            "too many requests",
        ),
    ),
    ("login_page", ("sign in", "log in", "login", "create an account", "session has expired", "subscribe to continue")),
    ("cookie_page", ("we use cookies", "accept all cookies", "cookie preferences", "before you continue")),
)
"""Class of a page that is no job page → words that tell it, in its title or first lines."""

ENGLISH_WORDS = frozenset(["and", "the", "of", "to", "with", "for", "in", "a", "an", "by", "on", "or"])
"""A page of some length without any of these is not in English."""
