"""Text of pages and file names in Markdown, shown as it is."""

import re

from jdparse.errors import one_line

PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def plain(text: str) -> str:
    """The text such that Markdown shows it as it is: no link, image, HTML, table or line end can come of it."""
    return PUNCTUATION.sub(r"\\\1", one_line(text).strip())
