"""A bad input and what must become of it; and the good page each case is made from."""

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import NamedTuple

from jdparse.sample import SamplePage, page_for, render_dash, render_html
from jdparse.sample.families import FAMILIES
from jdparse.vocabulary import REASONS, WARNINGS

Content = Callable[[SamplePage], bytes | str]
Entry = Callable[[Path, SamplePage], object]

PARSED = "parsed"


class Case(NamedTuple):
    """``content`` gives the bytes of the file, made from a page of the case's own; ``entry`` makes the entry itself.

    ``becomes``: ``parsed``, or the reason it is set aside for; several with ``|`` where either will do. ``duties``:
    whether a parsed page must have every duty of the page it is made from. ``has``: duties that must stand in the
    tables just so. ``says``: words of the detail.
    """

    name: str
    content: Content | None
    becomes: str = PARSED
    decoded_with: str | None = None
    warns: tuple[str, ...] = ()
    duties: bool = True
    has: tuple[str, ...] = ()
    says: str = ""
    entry: Entry | None = None
    file: str = ""

    @property
    def outcomes(self) -> set[str]:
        """What may become of it."""
        outcomes = set(self.becomes.split("|"))
        assert outcomes <= {PARSED, *REASONS}, outcomes
        assert set(self.warns) <= WARNINGS.keys(), self.warns
        return outcomes

    @property
    def file_name(self) -> str:
        """The file's name in the folder of pages."""
        return self.file or self.name


_BOOK = list(product(FAMILIES, ("P1", "P2", "P3", "M1", "S2", "P5", "E1")))
GOOD = 20


def good_page(number: int) -> SamplePage:
    """One of the pages the bad inputs are mixed with."""
    return page_for(*_BOOK[number], seed=8)


def page_of_case(number: int) -> SamplePage:
    """A page of the case's own: no other case, and no good page, has its address or its body."""
    return page_for(*_BOOK[GOOD + number], seed=8)


def dash(page: SamplePage) -> str:
    """The page as text."""
    return render_dash(page)


def html(page: SamplePage) -> str:
    """The page as HTML."""
    return render_html(page).decode()


def in_first_duty(text: str, page: SamplePage, what: str) -> str:
    """The rendering with something put into the middle of the page's first duty."""
    duty = page.duties[0]
    assert duty in text
    return text.replace(duty, duty[:4] + what + duty[4:], 1)
