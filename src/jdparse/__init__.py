"""Scraped job-level pages in, clean Parquet tables out.

>>> import jdparse
>>> jdparse.relation("Mentoring junior engineers", "Mentor junior engineers")
'SAME'
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jdparse.dedup import deduplicate
    from jdparse.pairs import explain, relation
    from jdparse.warehouse import Warehouse, open_warehouse

__all__ = ["Warehouse", "deduplicate", "explain", "open_warehouse", "relation"]

_HOMES = {
    "Warehouse": "jdparse.warehouse",
    "open_warehouse": "jdparse.warehouse",
    "deduplicate": "jdparse.dedup",
    "explain": "jdparse.pairs",
    "relation": "jdparse.pairs",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: ``import jdparse`` must not load Arrow."""
    if name not in _HOMES:
        raise AttributeError(f"module 'jdparse' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
