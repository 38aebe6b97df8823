"""Titles of a page: the list of chips, whether glued into one line or with borders known."""

from jdparse.records import Title
from jdparse.titles.split import split_titles, titles_from_chips

__all__ = ["Title", "split_titles", "titles_from_chips"]
