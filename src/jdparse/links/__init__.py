"""Which clusters are RELATED: pairs found by hash joins, decided many at a time, the best few of each kept."""

from .memory import Before, LinkFiles, recall_links
from .search import Found, Search, find_links, links_of_kind, related

__all__ = ["Before", "Found", "LinkFiles", "Search", "find_links", "links_of_kind", "recall_links", "related"]
