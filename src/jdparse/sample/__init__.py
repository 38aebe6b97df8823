"""Invented job-level pages: a deterministic stream of any size, with the truth beside every page."""

from jdparse.sample.generate import page_at, page_for, pages
from jdparse.sample.page import SamplePage
from jdparse.sample.template import render_html
from jdparse.sample.text import render_bullet, render_dash, render_markdown
from jdparse.sample.truth import truth_rows
from jdparse.sample.write import RENDERINGS, write

__all__ = [
    "RENDERINGS",
    "SamplePage",
    "page_at",
    "page_for",
    "pages",
    "render_bullet",
    "render_dash",
    "render_html",
    "render_markdown",
    "truth_rows",
    "write",
]
