"""The public tables: one declaration each of name, key, columns, Arrow types and meaning.

Everything that must know the shape of a table asks here: the writers, the Parquet metadata, ``jdparse describe``,
the data dictionary in the docs, the key and foreign-key checks. Types are never inferred from data.
"""

from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

SCHEMA_VERSION = "1.0"
"""Version of the public data contract; a renamed or removed column needs a new major number."""

ID = pa.string()  # 24 lowercase hexadecimal characters
TEXT = pa.string()
INT = pa.int32()
COUNT = pa.int64()
REAL = pa.float64()
FLAG = pa.bool_()
TIME = pa.timestamp("us", tz="UTC")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; ``refers_to`` is ``table.column`` where its values must exist."""

    name: str
    type: pa.DataType
    description: str
    nullable: bool = True
    refers_to: str | None = None


@dataclass(frozen=True)
class Table:
    """A table of the warehouse: what one row is, its key, its columns in order."""

    name: str
    row_is: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @cached_property
    def schema(self) -> pa.Schema:
        """Arrow schema with the descriptions in the metadata of the table and of each field."""
        fields = [
            pa.field(c.name, c.type, nullable=c.nullable, metadata={"description": c.description}) for c in self.columns
        ]
        return pa.schema(
            fields,
            metadata={
                "table": self.name,
                "row_is": self.row_is,
                "key": ",".join(self.key),
                "schema_version": SCHEMA_VERSION,
            },
        )

    def empty(self) -> pa.Table:
        """The table with no rows."""
        return self.schema.empty_table()


def _required(name: str, type_: pa.DataType, description: str, refers_to: str | None = None) -> Column:
    return Column(name, type_, description, nullable=False, refers_to=refers_to)


def _optional(name: str, type_: pa.DataType, description: str, refers_to: str | None = None) -> Column:
    return Column(name, type_, description, nullable=True, refers_to=refers_to)


PAGE_ID = _required("page_id", ID, "The page, see pages.page_id", "pages.page_id")
POSITION = _required("position", INT, "1-based place in its list on the page")
LINE = _required(
    "line", INT, "1-based line of the text rendering, or n-th text block inside main (else body) of the HTML"
)
TEXT_AS_FOUND = _required(
    "text", TEXT, "The wording as it stands on the page: NFC, white space folded, list mark removed"
)
BULLET_ID = _required("bullet_id", ID, "The cluster of SAME wordings this one belongs to", "bullets.bullet_id")

PAGES = Table(
    "pages",
    "a family × level page, its current version",
    ("page_id",),
    (
        _required(
            "page_id", ID, "Hash of host, family slug and level of the address; without an address, of level and body"
        ),
        _optional(
            "url", TEXT, "Address of the current version: from the sidecar, else the container, else link rel=canonical"
        ),
        _required("source", TEXT, "The input the current version came from, relative to its root"),
        _optional("record", TEXT, "The record inside a container file, null for a file that is one page"),
        _required(
            "body_sha256", TEXT, "SHA-256 of level, label, summary and bullets: equal in every rendering of one body"
        ),
        _required("body_size", COUNT, "Bytes of that body"),
        _required("rendering", TEXT, "html, dash, bullet or markdown: how the current version reached us"),
        _required("layout", TEXT, "The page layout that parsed it"),
        _optional("site_version", TEXT, "older or newer, told by the pay heading; null where the page has none"),
        _optional("fetched_at", TIME, "When the current version was fetched, from the sidecar or the container"),
        _optional("family_slug", TEXT, "Family as the address spells it"),
        _optional("family", TEXT, "Family name"),
        _optional("family_source", TEXT, "Where the family name comes from: address, sidecar, titles"),
        _optional("level_code", ID, "Level code of the page, e.g. P1", "levels.level_code"),
        _optional("level_name", TEXT, "Level name as the page's header gives it"),
        _optional("label", TEXT, "The page's own name of the level within the family"),
        _optional("summary", TEXT, "One or two sentences under the label"),
        _optional("tagline", TEXT, "The line under 'What this level means'"),
        _optional("experience_raw", TEXT, "Typical experience as the page says it, e.g. 0–2 yrs"),
        _optional("years_min", REAL, "Lower bound of typical experience, years"),
        _optional("years_max", REAL, "Upper bound of typical experience, years; null when open"),
        _optional("page_title", TEXT, "The document's title line, where the rendering kept it"),
        _required("lines_total", INT, "Non-blank lines (HTML: text blocks) of the page"),
        _required("lines_claimed", INT, "Lines claimed by a field; the rest are rows of leftover_lines"),
        _required(
            "furniture", INT, "Text blocks outside the page's main part (navigation, footer), counted and not parsed"
        ),
        _required("cut_off", FLAG, "The page ends before its last expected section"),
        _required("gone", FLAG, "All inputs of the page have vanished from the roots they were in"),
        _optional("first_seen", TIME, "Earliest fetched_at of any version"),
        _optional("last_changed", TIME, "Earliest fetched_at of the current body"),
    ),
)

PAGE_HISTORY = Table(
    "page_history",
    "a version of a page",
    ("page_id", "body_sha256"),
    (
        PAGE_ID,
        _required("body_sha256", TEXT, "The version, see pages.body_sha256"),
        _optional("first_seen", TIME, "Earliest fetched_at of this version"),
        _optional("last_seen", TIME, "Latest fetched_at of this version"),
        _required("layout", TEXT, "The page layout that parsed it"),
        _required("rendering", TEXT, "Rendering of the input chosen for this version"),
        _required("source", TEXT, "Input chosen for this version, relative to its root"),
        _required("current", FLAG, "Whether the tables show this version"),
    ),
)

DIMENSION_COLUMNS = (
    ("scope", "Scope"),
    ("autonomy", "Autonomy"),
    ("complexity", "Complexity"),
    ("impact", "Impact"),
    ("decision_rights", "Decision rights"),
    ("leadership", "Leadership"),
    ("typical_experience", "Typical experience"),
)

LEVELS = Table(
    "levels",
    "a level code",
    ("level_code",),
    (
        _required("level_code", ID, "Level code, e.g. P1"),
        _optional("track", TEXT, "professional, management, executive or support; null for an unknown code"),
        _optional("rank", INT, "Rank within the track, the number in the code"),
        _optional("name", TEXT, "Most frequent name on the pages; the known name where no page shows it"),
        _optional("tagline", TEXT, "Most frequent line under 'What this level means'"),
        _optional("years_min", REAL, "Lower bound of typical experience, years"),
        _optional("years_max", REAL, "Upper bound of typical experience, years"),
        *(_optional(name, TEXT, f"Most frequent wording of {heading}") for name, heading in DIMENSION_COLUMNS),
        _required("pages", COUNT, "Pages at this level"),
    ),
)

PAGE_DIMENSIONS = Table(
    "page_dimensions",
    "one of the seven dimensions on a page",
    ("page_id", "dimension"),
    (
        PAGE_ID,
        _required(
            "dimension", TEXT, "scope, autonomy, complexity, impact, decision_rights, leadership, typical_experience"
        ),
        TEXT_AS_FOUND,
        LINE,
    ),
)

BULLET_COLUMNS = (
    PAGE_ID,
    POSITION,
    TEXT_AS_FOUND,
    BULLET_ID,
    _optional("duplicate_of", INT, "Position of the earlier SAME bullet on this page"),
    LINE,
)

DUTIES = Table(
    "duties", "one bullet of “What you'd do”, as it stands on a page", ("page_id", "position"), BULLET_COLUMNS
)
SKILLS = Table(
    "skills",
    "one bullet of “Skills, knowledge & tools”, as it stands on a page",
    ("page_id", "position"),
    BULLET_COLUMNS,
)
QUALIFICATIONS = Table(
    "qualifications",
    "one bullet of “What good looks like”, as it stands on a page",
    ("page_id", "position"),
    (
        *BULLET_COLUMNS,
        _optional(
            "years_min", REAL, "Lower bound of the years asked for (the first requirement where alternatives are named)"
        ),
        _optional("years_max", REAL, "Upper bound of the years asked for"),
        _optional("years_open", FLAG, "Whether more is welcome too (5–8+ years, at least 2 years); null without years"),
        _optional("years_alternatives", TEXT, "Further ranges named in the same bullet, raw, separated by ' | '"),
    ),
)

TITLES = Table(
    "titles",
    "one title chip of “Common titles”",
    ("page_id", "position"),
    (
        PAGE_ID,
        POSITION,
        _required("title", TEXT, "The title"),
        _optional("stem", TEXT, "The title without its level marker"),
        _optional(
            "marker", TEXT, "What marks the level: roman, number, prefix, manager, label (label wins over prefix)"
        ),
        _optional("implied_rank", INT, "The rank the marker implies, e.g. 3 for III, 3 and Mid-Level"),
        _required("title_id", ID, "The cluster of SAME titles, a bullets.bullet_id of kind title", "bullets.bullet_id"),
        _required("cut_off", FLAG, "The list was cut inside this stem's pattern, so repetition could not confirm it"),
        _required("unsplit", FLAG, "Several titles may still be glued together here: the text does not decide"),
        LINE,
    ),
)

OCCUPATIONS = Table(
    "occupations",
    "the SOC / O*NET-SOC code of a page",
    ("page_id", "soc_code"),
    (
        PAGE_ID,
        _required("soc_code", TEXT, "SOC major group (15-0000) or detailed O*NET-SOC code (17-2199.05)"),
        _optional("soc_title", TEXT, "Title beside the code"),
        _required("detail", TEXT, "major or detailed"),
        _required("inferred", FLAG, "The page marks the code as inferred"),
        _required("under_review", FLAG, "The page marks the code as under review"),
        LINE,
    ),
)

PAY = Table(
    "pay",
    "what the page says of pay",
    ("page_id",),
    (
        PAGE_ID,
        _optional("status", TEXT, "shown, coming or recalibrating; null where the sentence says none of them"),
        _optional("median", REAL, "Median pay, in currency per period"),
        _optional("low", REAL, "Lower end of the range"),
        _optional("high", REAL, "Upper end of the range"),
        _optional("currency", TEXT, "ISO 4217 code"),
        _optional("period", TEXT, "year, month or hour"),
        _optional("geography", TEXT, "Where the figures hold, as the page says"),
        _optional("growth", REAL, "Projected growth of the occupation over ten years, per cent"),
        _optional("median_raw", TEXT, "The median as the page writes it"),
        _optional("range_raw", TEXT, "The range as the page writes it"),
        _optional("growth_raw", TEXT, "The growth as the page writes it"),
        _optional("text", TEXT, "The sentence about pay"),
        LINE,
    ),
)

RELATED_FAMILIES = Table(
    "related_families",
    "a related-family link",
    ("page_id", "position"),
    (
        PAGE_ID,
        POSITION,
        _required("name", TEXT, "Name of the related family"),
        _optional("slug", TEXT, "Family slug of the link"),
        _optional("url", TEXT, "Address of the link as the page has it"),
        LINE,
    ),
)

BULLETS = Table(
    "bullets",
    "a cluster of SAME bullets of one kind",
    ("bullet_id",),
    (
        _required("bullet_id", ID, "Hash of kind and normal form of the wording; no other page changes it"),
        _required("kind", TEXT, "duty, skill, qualification or title"),
        _required("text", TEXT, "Canonical wording: the most frequent one, see docs"),
        _required("occurrences", COUNT, "Bullets on current pages in this cluster"),
        _required("pages", COUNT, "Pages with at least one of them"),
        _required("variants", COUNT, "Distinct wordings"),
    ),
)

BULLET_LEVELS = Table(
    "bullet_levels",
    "a cluster at a level",
    ("bullet_id", "level_code"),
    (
        BULLET_ID,
        _required("level_code", ID, "Level code", "levels.level_code"),
        _required("occurrences", COUNT, "Bullets at this level in this cluster"),
        _required("pages", COUNT, "Pages at this level with at least one of them"),
    ),
)

BULLET_VARIANTS = Table(
    "bullet_variants",
    "one wording in a cluster",
    ("bullet_id", "text"),
    (
        BULLET_ID,
        _required("text", TEXT, "The wording"),
        _required("occurrences", COUNT, "Bullets with exactly this wording"),
        _required(
            "differs_by",
            TEXT,
            "Last that applies of exact, case, punctuation, function_words, order, spelling, inflection, "
            "nominalisation, abbreviation, decision",
        ),
    ),
)

BULLET_LINKS = Table(
    "bullet_links",
    "a RELATED pair of clusters",
    ("bullet_id", "related_id"),
    (
        BULLET_ID,
        _required("related_id", ID, "The other cluster", "bullets.bullet_id"),
        _required("kind", TEXT, "contains (the related one says this and adds to it) or paraphrase"),
        _required("score", REAL, "0 to 1, higher is closer"),
        _required("same_page", FLAG, "The two occur together in one list of a page"),
    ),
)

LADDER_STEPS = Table(
    "ladder_steps",
    "a bullet that differs between a level of a family and the next one it has",
    ("from_page_id", "to_page_id", "section", "bullet_id"),
    (
        _required("from_page_id", ID, "The page of the lower level, see pages.page_id", "pages.page_id"),
        _required("to_page_id", ID, "The page of the next level of the same family and track", "pages.page_id"),
        _required("family_slug", TEXT, "Family as the address spells it"),
        _optional("family", TEXT, "Family name, as on the page of the next level"),
        _required("track", TEXT, "professional, management, executive or support"),
        _required("from_level", ID, "The lower level", "levels.level_code"),
        _required("to_level", ID, "The next level the family has", "levels.level_code"),
        _required("section", TEXT, "duties, skills or qualifications"),
        _required(
            "kind",
            TEXT,
            "added, dropped, reworded, or raised: equal but for guarded words, which may ask for more, for less or for "
            "the opposite (see guard, from_words, to_words)",
        ),
        _required(
            "bullet_id", ID, "The bullet at the next level; for dropped ones that of the lower", "bullets.bullet_id"
        ),
        _required("bullet", TEXT, "Its wording there"),
        _optional("from_bullet_id", ID, "The bullet it was, where reworded or raised", "bullets.bullet_id"),
        _optional("from_bullet", TEXT, "The wording it had"),
        _optional("score", REAL, "Share of words the two have in common, 0 to 1, where reworded or raised"),
        _optional("guard", TEXT, "What the guarded words are about: degree, role, scope …, where raised"),
        _optional("from_words", TEXT, "The guarded words that went, where raised and there were any"),
        _optional("to_words", TEXT, "The guarded words that came, where raised and there are any"),
    ),
)

LEFTOVER_LINES = Table(
    "leftover_lines",
    "a line of a parsed page that no field claimed",
    ("page_id", "line"),
    (
        PAGE_ID,
        LINE,
        _required("text", TEXT, "The line"),
        _optional("section", TEXT, "Section it stands in; null before the first"),
    ),
)

INPUTS = Table(
    "inputs",
    "one thing read: a file, or a record in a file",
    ("input_id",),
    (
        _required("input_id", ID, "Hash of source, record and content"),
        _required("source", TEXT, "Path relative to its root; bytes that are not UTF-8 are written as \\xNN"),
        _optional("record", TEXT, "Record in a container: line number, row number or WARC record id"),
        _required("status", TEXT, "current, same_body, older or quarantined"),
        _optional("page_id", ID, "The page, null for quarantined inputs", "pages.page_id"),
        _optional("reason", TEXT, "Why it was set aside, from the fixed vocabulary; null if it was not"),
        _optional("detail", TEXT, "What exactly was found"),
        _optional("size", COUNT, "Bytes read, after decompression"),
        _optional("content_sha256", TEXT, "SHA-256 of the bytes; null where they could not be read"),
        _optional("decoded_with", TEXT, "Encoding that decoded the bytes; null if none did"),
        _optional("url", TEXT, "Address the input came with, or named itself"),
        _optional("fetched_at", TIME, "When it was fetched, if the sidecar or the container says so"),
        _optional("body_sha256", TEXT, "The version of the page it holds, see pages.body_sha256"),
    ),
)

INPUT_WARNINGS = Table(
    "input_warnings",
    "something odd about an input that was parsed all the same",
    ("input_id", "position"),
    (
        _required("input_id", ID, "The input", "inputs.input_id"),
        _required("position", INT, "1-based order of the warning in its input"),
        _required("code", TEXT, "Warning code, from the fixed vocabulary"),
        _optional("line", INT, "Line it concerns"),
        _optional("text", TEXT, "The text it concerns"),
    ),
)

DATA_TABLES: tuple[Table, ...] = (
    PAGES,
    PAGE_HISTORY,
    LEVELS,
    PAGE_DIMENSIONS,
    DUTIES,
    SKILLS,
    QUALIFICATIONS,
    TITLES,
    OCCUPATIONS,
    PAY,
    RELATED_FAMILIES,
    BULLETS,
    BULLET_LEVELS,
    BULLET_VARIANTS,
    BULLET_LINKS,
    LADDER_STEPS,
    LEFTOVER_LINES,
    INPUTS,
    INPUT_WARNINGS,
)
"""Tables of a snapshot, in the order people read them."""

RUNS = Table(
    "runs",
    "one run of the pipeline",
    ("run_id",),
    (
        _required("run_id", TEXT, "Start time and a random suffix, sortable"),
        _required("started_at", TIME, "When it started"),
        _optional("ended_at", TIME, "When it ended; null while running or when it died"),
        _required("status", TEXT, "running, published, unchanged, refused, failed, interrupted or abandoned"),
        _optional("exit_code", INT, "Exit code of the run, see docs"),
        *(
            _optional(f"inputs_{status}", COUNT, f"Inputs with status {status}")
            for status in ("current", "same_body", "older", "quarantined")
        ),
        *(_optional(f"rows_{table.name}", COUNT, f"Rows of {table.name}") for table in DATA_TABLES),
        _required("version", TEXT, "Version of jdparse"),
        _optional("snapshot_id", TEXT, "Snapshot published, or the one found unchanged"),
    ),
)

CHECKS = Table(
    "checks",
    "one data-quality check in one run",
    ("run_id", "check"),
    (
        _required("run_id", TEXT, "The run", "runs.run_id"),
        _required("check", TEXT, "Name of the check"),
        _required("table", TEXT, "Table it looks at"),
        _required("severity", TEXT, "error (publishes nothing) or warning"),
        _required("passed", FLAG, "Whether it held"),
        _optional("observed", TEXT, "What was found"),
        _optional("expected", TEXT, "What should have been found"),
        _required("failing_rows", COUNT, "Rows that break it"),
        _optional("examples", TEXT, "A few failing rows, with page and line, as JSON"),
        _optional("advice", TEXT, "What to do about it"),
    ),
)

RUN_TABLES: tuple[Table, ...] = (RUNS, CHECKS)
"""Tables about runs; they live under runs/ and are written whatever the outcome."""

TABLES: dict[str, Table] = {table.name: table for table in (*DATA_TABLES, *RUN_TABLES)}
