"""Rules that follow from the declarations of the tables: keys, references, vocabularies, ranges, forms."""

# ruff: noqa: S608 -- names come from the declarations; words of vocabularies are quoted

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext

from jdparse.checks.bench import GONE, NEW, Bench
from jdparse.checks.finding import Finding
from jdparse.tables import DATA_TABLES, DIMENSION_COLUMNS, TEXT, Column, Table
from jdparse.vocabulary import LIST_SECTIONS, REASONS, TRACKS, WARNINGS
from jdparse.warehouse.sql import literal, quoted

VOCABULARIES: Mapping[str, tuple[str, ...]] = {
    "pages.rendering": ("html", "dash", "bullet", "markdown"),
    "pages.site_version": ("older", "newer"),
    "pages.family_source": ("address", "sidecar", "titles"),
    "page_history.rendering": ("html", "dash", "bullet", "markdown"),
    "levels.track": tuple(TRACKS.values()),
    "page_dimensions.dimension": tuple(name for name, _ in DIMENSION_COLUMNS),
    "titles.marker": ("roman", "number", "prefix", "manager", "label"),
    "occupations.detail": ("major", "detailed"),
    "pay.status": ("shown", "coming", "recalibrating"),
    "pay.period": ("year", "month", "hour"),
    "bullets.kind": ("duty", "skill", "qualification", "title"),
    "bullet_variants.differs_by": (
        "exact", "case", "punctuation", "function_words", "order", "spelling", "inflection", "nominalisation",
        "abbreviation", "decision",
    ),
    "bullet_links.kind": ("contains", "paraphrase"),
    "ladder_steps.section": LIST_SECTIONS,
    "ladder_steps.kind": ("added", "dropped", "reworded", "raised"),
    "inputs.status": ("current", "same_body", "older", "quarantined"),
    "inputs.reason": tuple(REASONS),
    "input_warnings.code": tuple(WARNINGS),
}  # fmt: skip
"""Column → the words it may hold."""

RANGES: Mapping[str, tuple[float, float | None]] = {
    **{f"{name}.position": (1, None) for name in (*LIST_SECTIONS, "titles", "related_families", "input_warnings")},
    **{
        f"{name}.line": (1, None)
        for name in (
            *LIST_SECTIONS,
            "titles",
            "occupations",
            "pay",
            "related_families",
            "page_dimensions",
            "leftover_lines",
        )
    },
    "pages.body_size": (0, None),
    "pages.lines_total": (1, None),
    "pages.lines_claimed": (0, None),
    "pages.furniture": (0, None),
    "levels.rank": (0, None),
    "levels.pages": (0, None),
    "titles.implied_rank": (0, 20),
    "bullets.occurrences": (1, None),
    "bullets.pages": (1, None),
    "bullets.variants": (1, None),
    "bullet_levels.occurrences": (1, None),
    "bullet_levels.pages": (1, None),
    "bullet_variants.occurrences": (1, None),
    "bullet_links.score": (0, 1),
    "inputs.size": (0, None),
}
"""Column → smallest and largest value it may hold; none where there is no end."""

IDENTIFIER, DIGEST = "[0-9a-f]{24}", "[0-9a-f]{64}"
FORMS: Mapping[str, str] = {
    "page_id": IDENTIFIER,
    "bullet_id": IDENTIFIER,
    "related_id": IDENTIFIER,
    "title_id": IDENTIFIER,
    "input_id": IDENTIFIER,
    "body_sha256": DIGEST,
    "content_sha256": DIGEST,
    "currency": "[A-Z]{3}",
}
"""Column, in whatever table → the form of its values."""

BY_PAGE = frozenset({
    "page_dimensions", "duties", "skills", "qualifications", "titles", "occupations", "pay", "related_families",
    "leftover_lines", "ladder_steps",
})  # fmt: skip
"""Tables whose rows are about one page each, or about two that follow one another."""

GOING = {"pages": "page_id", "bullets": "bullet_id"}
"""Tables of which a bench knows what is gone since the last snapshot, and their keys; see ``Bench``."""

IN_ORDER = frozenset({"bullets", "bullet_levels", "bullet_variants", "bullet_links"})
"""Tables that are written in the order of their keys as a whole; the order of the others is by range or by family."""

TELLING = ("text", "title", "name", "source")
"""Columns of which the first a table has is shown beside a failing row."""


def declared(bench: Bench) -> Iterator[Finding]:
    """All checks that follow from declarations, table by table."""
    for table in DATA_TABLES:
        yield _key_unique(bench, table)
        yield from _references(bench, table)
        yield from _conditions(bench, table)


def _conditions(bench: Bench, table: Table) -> Iterator[Finding]:
    """What a row shows by itself: one pass sees whether a row breaks any kind; only then each kind looks."""
    kinds = {
        "required": _missing(table),
        "known_words": _unknown_words(table),
        "in_range": _out_of_range(table),
        "well_formed": _malformed(table),
        "no_blank_text": _blank(table),
    }
    checks = {f"{table.name}_{kind}": (kind, conditions) for kind, conditions in kinds.items() if conditions}
    with _look(bench, table, *checks):
        # As one condition of the pass, each row is done with at the first test it meets; counts of five would do all.
        broken = " OR ".join(_any(conditions) for _, conditions in checks.values())
        bench.suspect(f"SELECT count(*) FROM {quoted(table.name)} WHERE {broken}", *checks)
        for check, (kind, conditions) in checks.items():
            yield bench.kind(check, kind, table.name, _breaking(table, conditions))


def _look(bench: Bench, table: Table, *checks: str) -> AbstractContextManager[None]:
    return bench.where_to_look(*checks) if table.name in BY_PAGE else nullcontext()


def _place(table: Table) -> str:
    """The columns that say where a row stands; the key stands in the detail where there is no page."""
    names = {column.name for column in table.columns}
    telling = next((name for name in TELLING if name in names), None)
    place = [f"{quoted(name)} AS {name}" for name in ("page_id", "source", "line") if name in names]
    return ", ".join([*place, f"{quoted(telling)} AS text" if telling else "NULL::VARCHAR AS text"])


def _key_unique(bench: Bench, table: Table) -> Finding:
    key = ", ".join(quoted(name) for name in table.key)
    page = "page_id" if "page_id" in table.key else "NULL::VARCHAR AS page_id"
    said = ", ' ', ".join(f"{quoted(name)}::VARCHAR" for name in table.key)
    query = f"""
        WITH suspects AS (SELECT hash({key}) AS row FROM {quoted(table.name)} GROUP BY row HAVING count(*) > 1)
        SELECT {page}, concat({said}, ' stands ', count(*), ' times') AS detail
        FROM {quoted(table.name)} WHERE hash({key}) IN (SELECT row FROM suspects) GROUP BY {key} HAVING count(*) > 1
    """
    check = f"{table.name}_key_unique"
    with _look(bench, table, check):
        suspect_key(bench, table)
        return bench.kind(check, "key_unique", table.name, query)


def suspect_key(bench: Bench, table: Table) -> bool:
    """Whether it is known that each row has a key of its own."""
    check = f"{table.name}_key_unique"
    if check not in bench.clear:
        bench.suspect(_not_in_order(table) if table.name in IN_ORDER else _with_one_hash(table), check)
    return check in bench.clear


def _with_one_hash(table: Table) -> str:
    """How many keys too many there are for as many hashes: keys that differ in their hashes differ."""
    key = ", ".join(map(quoted, table.key))
    return f"SELECT count(*) - count(DISTINCT hash({key})) FROM {quoted(table.name)}"


def _not_in_order(table: Table) -> str:
    """How many keys do not come after the one before (the first has none before): keys that rise differ."""
    key = ", ".join(map(quoted, table.key))
    return f"""
        SELECT count(*) FILTER ((key > before) IS NOT TRUE) - 1
        FROM (SELECT ({key}) AS key, lag(({key})) OVER () AS before FROM {quoted(table.name)})
    """


def _references(bench: Bench, table: Table) -> Iterator[Finding]:
    for column in table.columns:
        if column.refers_to is None:
            continue
        check = f"{table.name}_{column.name}_exists"
        schema = "main" if check in bench.clear else _where_it_may_refer_to_nothing(bench, table, column)
        yield bench.kind(check, "reference_exists", table.name, _refers_to_nothing(table, column, schema))


def _where_it_may_refer_to_nothing(bench: Bench, table: Table, column: Column) -> str:
    """The new rows alone, if the check was quiet and no row refers to what is gone."""
    check, other = f"{table.name}_{column.name}_exists", (column.refers_to or "").split(".")[0]
    known = table.name in BY_PAGE and other in GOING and check in bench.quiet
    return NEW if known and not bench.number(_number_that_refer_to_what_is_gone(table, column)) else "main"


def _refers_to_nothing(table: Table, column: Column, schema: str) -> str:
    """Rows of the table, as a schema has it, whose column refers to a row that is not there."""
    other, field = (column.refers_to or "").split(".")
    name = quoted(column.name)
    return f"""
        SELECT {_place(table)}, concat({name}, ' is not in {column.refers_to}') AS detail
        FROM (SELECT * FROM {schema}.{quoted(table.name)} WHERE {name} IS NOT NULL) AS referring
        ANTI JOIN main.{quoted(other)} AS known ON known.{quoted(field)} = referring.{name}
    """


def _number_that_refer_to_what_is_gone(table: Table, column: Column) -> str:
    """A query for how many rows refer to a row that the last snapshot had: others can only be among the new ones."""
    other, field = (column.refers_to or "").split(".")
    return f"""
        SELECT count(*) FROM main.{quoted(table.name)} AS referring
        SEMI JOIN {GONE}.{quoted(other)} AS gone ON gone.{quoted(field)} = referring.{quoted(column.name)}
    """


def _any(conditions: Mapping[str, str]) -> str:
    return " OR ".join(conditions.values())


def _breaking(table: Table, conditions: Mapping[str, str]) -> str:
    """Rows of the table that meet any of the conditions, each named in the detail."""
    cases = ", ".join(f"CASE WHEN {test} THEN {literal(what)} END" for what, test in conditions.items())
    return f"""
        SELECT {_place(table)}, concat_ws('; ', {cases}) AS detail FROM {quoted(table.name)} WHERE {_any(conditions)}
    """


def _missing(table: Table) -> dict[str, str]:
    return {f"no {column.name}": f"{quoted(column.name)} IS NULL" for column in table.columns if not column.nullable}


def _unknown_words(table: Table) -> dict[str, str]:
    known = {column.name: VOCABULARIES.get(f"{table.name}.{column.name}") for column in table.columns}
    return {
        f"{name} is an unknown word": f"{quoted(name)} NOT IN ({', '.join(map(literal, words))})"
        for name, words in known.items()
        if words
    }


def _out_of_range(table: Table) -> dict[str, str]:
    ranges = {column.name: RANGES.get(f"{table.name}.{column.name}") for column in table.columns}
    return {
        f"{name} is below {bounds[0]}" if bounds[1] is None else f"{name} is not from {bounds[0]} to {bounds[1]}": (
            f"{quoted(name)} < {bounds[0]}"
            if bounds[1] is None
            else f"{quoted(name)} NOT BETWEEN {bounds[0]} AND {bounds[1]}"
        )
        for name, bounds in ranges.items()
        if bounds
    }


def _malformed(table: Table) -> dict[str, str]:
    return {
        f"{column.name} has not the form {FORMS[column.name]}": (
            f"NOT regexp_full_match({quoted(column.name)}, {literal(FORMS[column.name])})"
        )
        for column in table.columns
        if column.name in FORMS and column.refers_to is None  # one that refers must exist, and there it is looked at
    }


def _blank(table: Table) -> dict[str, str]:
    """Missing is null: no text is empty, or has white space around it."""
    names = [column.name for column in table.columns if column.type == TEXT and column.name not in FORMS]
    return {
        f"{name} is blank or not trimmed": (
            f"({quoted(name)} = '' OR starts_with({quoted(name)}, ' ') OR ends_with({quoted(name)}, ' '))"
        )
        for name in names
    }
