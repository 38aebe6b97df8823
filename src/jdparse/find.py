"""Search in what was published: bullets and titles that hold all the words asked for, with page, level and family."""

# ruff: noqa: S608 -- queries are put together from our own words; what people search for is bound

import re
import unicodedata
from difflib import get_close_matches
from typing import NamedTuple

import pyarrow as pa

from jdparse.errors import WrongUse
from jdparse.warehouse import Warehouse

SECTIONS = {"duty": "duties", "skill": "skills", "qualification": "qualifications", "title": "titles"}
"""Kind of a bullet → the table it stands in."""

NOT_OF_A_WORD = re.compile(r"[^\w+#.&]+")
PLAIN = "' ' || regexp_replace(lower(strip_accents(text)), '[^\\w+#.&]+', ' ', 'g')"


class Wanted(NamedTuple):
    """What is looked for: words, each of which must begin a word of the text; None leaves the rest open.

    ``family`` is a family's slug or name, ``level`` a level code; case does not matter. ``limit`` bounds the rows.
    """

    words: str
    kind: str | None = None
    family: str | None = None
    level: str | None = None
    limit: int = 50


class Found(NamedTuple):
    """How many bullets there are, and the first of them: kind, text, family, level_code, page_id, url, source, line."""

    total: int
    rows: pa.Table


def find(warehouse: Warehouse, wanted: Wanted) -> Found:
    """Bullets and titles with all the words, by family and level.

    Raises WrongUse where there is no word, and for a kind, family or level that no page has.
    """
    words = _words(wanted.words)
    if not words:
        raise WrongUse(repr(wanted.words), "has no word in it", "name a word, or the beginning of one")
    if wanted.kind is not None and wanted.kind not in SECTIONS:
        raise WrongUse(wanted.kind, "is no kind of bullet", f"kinds are {', '.join(SECTIONS)}")
    parameters: dict[str, object] = {f"word{number}": f" {word}" for number, word in enumerate(words)}
    conditions = [f"contains({PLAIN}, ${name})" for name in parameters]
    if wanted.family is not None:
        conditions.append("(lower(family) = lower($family) OR family_slug = lower($family))")
        parameters["family"] = wanted.family
    if wanted.level is not None:
        conditions.append("level_code = upper($level)")
        parameters["level"] = wanted.level
    _check_narrowed(warehouse, wanted)
    kinds = [wanted.kind] if wanted.kind else list(SECTIONS)
    query = f"""
        SELECT kind, text, family, level_code, page_id, url, pages.source AS source, line
        FROM ({" UNION ALL ".join(map(_bullets, kinds))}) JOIN pages USING (page_id)
        WHERE {" AND ".join(conditions)} ORDER BY kind, family, level_code, page_id, line, text
    """
    found = warehouse.sql_arrow(query, parameters)
    return Found(found.num_rows, found.slice(0, wanted.limit))


def _check_narrowed(warehouse: Warehouse, wanted: Wanted) -> None:
    """Raise WrongUse for a family or level of no page, which nothing could be found in."""
    if wanted.level is None and wanted.family is None:
        return
    pages = warehouse.arrow("pages", ["family", "family_slug", "level_code"])
    names, slugs, levels = (set(pages[name].drop_null().to_pylist()) for name in pages.column_names)
    if wanted.level is not None and wanted.level.upper() not in levels:
        raise WrongUse(wanted.level, "is the level of no page", f"levels are {', '.join(sorted(levels))}")
    known = {name.lower(): name for name in names | slugs}
    if wanted.family is not None and wanted.family.lower() not in known:
        near = ", ".join(known[name] for name in get_close_matches(wanted.family.lower(), known))
        step = f"near it: {near}" if near else 'see `jdparse sql "SELECT DISTINCT family, family_slug FROM pages"`'
        raise WrongUse(wanted.family, "is the family of no page", step)


def _bullets(kind: str) -> str:
    text = "title" if kind == "title" else "text"
    return f"SELECT '{kind}' AS kind, page_id, {text} AS text, line FROM {SECTIONS[kind]}"


def _words(text: str) -> list[str]:
    """The words as the texts are compared: lower case, without accents."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return [word for word in NOT_OF_A_WORD.sub(" ", plain.lower()).split() if word]
