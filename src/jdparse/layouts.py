"""The layouts jdparse knows. A third is one more line here and one small module."""

from collections.abc import Callable
from typing import NamedTuple

from jdparse import vocabulary as words
from jdparse.headings import is_job_level
from jdparse.level_pay import is_level_pay, parse_level_pay
from jdparse.parse import parse_blocks
from jdparse.records import Blocks, Page


class Layout(NamedTuple):
    """A kind of page: how it is told from its blocks, and what parses it."""

    name: str
    is_it: Callable[[Blocks], bool]
    parse: Callable[[Blocks], Page]


LAYOUTS: tuple[Layout, ...] = (
    Layout(words.JOB_LEVEL, is_job_level, parse_blocks),
    Layout(words.LEVEL_PAY, is_level_pay, parse_level_pay),
)
"""In the order they are asked: a job-level page that also shows figures is a job-level page."""


def layout_of(blocks: Blocks) -> Layout | None:
    """The layout of a page; null for a page of none."""
    return next((layout for layout in LAYOUTS if layout.is_it(blocks)), None)
