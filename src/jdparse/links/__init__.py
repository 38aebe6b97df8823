"""Which clusters are RELATED: pairs found by hash joins, decided many at a time, the best few of each kept."""

from .bags import ways
from .best import Links
from .kept import Before, LinkFiles, recall_links
from .memory import Ids
from .search import (
    Counts,
    Found,
    Search,
    begin_search,
    choose_links,
    decide_part,
    find_links,
    ids_and_links,
    links_table,
    look_in,
    parts_to_decide,
    related,
    search_through,
)
from .together import linked_on_pages

__all__ = [
    "Before", "Counts", "Found", "Ids", "LinkFiles", "Links", "Search", "begin_search", "choose_links", "decide_part",
    "find_links", "ids_and_links", "linked_on_pages", "links_table", "look_in", "parts_to_decide", "recall_links",
    "related", "search_through", "ways",
]  # fmt: skip
