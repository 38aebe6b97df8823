"""Which clusters are RELATED: pairs found by hash joins, decided many at a time, the best few of each kept."""

from .best import Links
from .memory import Before, Ids, LinkFiles, recall_links
from .search import Found, FoundOfKind, Search, find_links, links_of_kind, links_table, related
from .together import linked_on_pages

__all__ = [
    "Before", "Found", "FoundOfKind", "Ids", "LinkFiles", "Links", "Search", "find_links", "linked_on_pages",
    "links_of_kind", "links_table", "recall_links", "related",
]  # fmt: skip
