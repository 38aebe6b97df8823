"""A page's address: host, family and level, in either of the two forms the site uses."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

ADDRESS = re.compile(
    r"https?://(?P<host>[^/:?#@\s]+)(?P<port>:\d+)?/(?:(?:jobs|pay)/)?"
    r"(?P<family>[^/?#]+)/(?P<level>[A-Za-z]{1,2}\d{1,2})/?(?:[?#].*)?",
    re.IGNORECASE,
)
DEFAULT_PORTS = {None: "", ":80": "", ":443": ""}

ACRONYMS = frozenset(
    (
        "ai api bi cad cam cnc cnm crm ct cto erp esg etl ev fpga gis hr hse hvac ic ict it llm lng ml mri nlp ot pcb "
        "plc pr qa qc sap seo sre ui usa uk ux vr xr"
    ).split()
)
SMALL_WORDS = frozenset("a an and as at by for from in of on or the to with".split())


class Address(NamedTuple):
    """Where a page lives; two addresses with the same three parts are the same page."""

    host: str
    family_slug: str
    level_code: str


@lru_cache(maxsize=4096)
def read_address(url: str) -> Address | None:
    """The parts of ``url``, lower-case host and slug, upper-case level; null where it names no family and level."""
    match = ADDRESS.fullmatch(url.strip())
    if match is None:
        return None
    slug = unicodedata.normalize("NFC", unquote(match["family"])).lower()
    if not slug.isprintable() or slug in ("jobs", "pay"):  # /jobs/p1 names no family
        return None
    host = match["host"].lower().rstrip(".") + DEFAULT_PORTS.get(match["port"], match["port"] or "")
    return Address(host, slug, match["level"].upper())


@lru_cache(maxsize=4096)
def family_name(slug: str) -> str:
    """A readable name for a slug: ``ai-model-development`` → ``AI Model Development``."""
    return " ".join(_capitalised(word, first=at == 0) for at, word in enumerate(re.split(r"[-_\s]+", slug)) if word)


def _capitalised(word: str, *, first: bool) -> str:
    if word in ACRONYMS:
        return word.upper()
    if word in SMALL_WORDS and not first:
        return word
    return word[:1].upper() + word[1:]
