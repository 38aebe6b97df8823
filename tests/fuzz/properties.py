"""What must hold for whatever bytes are called a page."""

import copy
import re
import time
import unicodedata
import warnings
import zlib

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning
from bs4.element import PreformattedString

from accounting import assert_accounted, assert_claimed
from jdparse.blocks.html import blocks_from_html
from jdparse.blocks.text import tidy
from jdparse.blocks.walk import INVISIBLE
from jdparse.records import ITEM, Blocks, Bullets, Outcome, Page, Parsed, Rejection
from jdparse.sources import decode
from jdparse.wording.folding import fold
from reading import read

END_OF_PAGE = re.compile(rb"</(?:body|html)\b[^>]*>", re.IGNORECASE)
SECONDS = 1.0
"""Of CPU, for one page of these sizes; the usual page takes a thousandth of it."""


def has_every_property(content: bytes) -> None:
    """All properties below; the page is parsed once for all of them, and once more to see that it gives the same."""
    outcome = is_quick_and_accounted(content)
    is_normal_once_normalised(content.decode("utf-8", "replace"))
    is_parsed_the_same_when_rendered_again(outcome)
    has_all_its_visible_text(content)


def is_quick_and_accounted(content: bytes) -> Outcome:
    """Nothing is raised, each line is in one place, twice the same, within a second."""
    begun = time.process_time()
    outcome = read(content)
    took = time.process_time() - begun
    assert took < SECONDS, f"{took:.1f} s for {len(content)} bytes"
    # Rows of a page cost ten times its parsing, so one page in ten has them compared.
    (assert_claimed if zlib.crc32(content) % 10 else assert_accounted)(outcome)
    assert outcome == read(content)
    return outcome


def is_normal_once_normalised(text: str) -> None:
    """Decoding, folding of white space and folding of wordings change nothing the second time."""
    tidied = tidy(text.replace("\r", "\n"))
    assert tidy(tidied) == tidied
    assert unicodedata.is_normalized("NFC", tidied)
    decoded = decode(text.encode("utf-8", "surrogatepass"))
    if decoded.problem is None:
        again = decode(decoded.text.encode())
        assert (again.text, again.problem) == (decoded.text, None)
    folded = fold([text])
    assert fold(folded) == folded, (folded, fold(folded))


def rendered(blocks: Blocks) -> str:
    """A page as a text rendering, written from its blocks; a line right behind an item might go on with it."""
    mark = "  • " if blocks.rendering == "bullet" else "- "
    written = "".join(
        f"{mark}{text}\n" if kind == ITEM else f"\n{text}\n"
        for kind, text in zip(blocks.kinds, blocks.texts, strict=True)
    )
    return written.removeprefix("\n").rstrip("\n")


def content_of(outcome: Outcome) -> Page:
    """The page without the numbers of its lines and without what was odd about it."""
    assert isinstance(outcome.result, Parsed)
    page = copy.deepcopy(outcome.result.page)
    page.title_lines, page.oddities, page.claims = [], [], []
    page.dimensions = {name: (text, 0) for name, (text, _) in page.dimensions.items()}
    page.bullets = {name: Bullets(bullets.texts) for name, bullets in page.bullets.items()}
    page.occupations = [one._replace(line=0) for one in page.occupations]
    page.pay = page.pay and page.pay._replace(line=0)
    page.related = [one._replace(line=0) for one in page.related]
    section_at = {line: section for line, _, section in page.leftovers}
    blocks = outcome.result.blocks  # of several lines each, where a page wraps its items
    page.leftovers = [
        (0, text, section_at[line]) for line, text in zip(blocks.lines, blocks.texts, strict=True) if line in section_at
    ]
    return page


def is_parsed_the_same_when_rendered_again(first: Outcome) -> None:
    """A text page written from its blocks is the same page; of HTML that holds from the first rendering on."""
    if isinstance(first.result, Parsed) and first.result.blocks.rendering not in ("dash", "bullet"):
        first = read(rendered(first.result.blocks))
    if isinstance(first.result, Rejection) or first.result.blocks.rendering not in ("dash", "bullet"):
        return  # set aside, its heading told by its element alone, or full of escaped tags
    text = rendered(first.result.blocks)
    if "<" in text:
        return  # how many tags a text may speak of depends on its number of lines, blank ones too
    assert content_of(read(text)) == content_of(first)


def has_all_its_visible_text(content: bytes) -> None:
    """HTML loses no character that a reader sees: as many as another parser finds, furniture aside."""
    decoded = decode(content)
    if decoded.problem is not None:
        return
    blocks = blocks_from_html(decoded.data)
    if isinstance(blocks, Rejection) or any(oddity.code == "combining_marks_capped" for oddity in blocks.oddities):
        return
    found, wanted = letters("".join(blocks.texts)), letters(visible_text(decoded.data))
    if any(oddity.code == "combining_marks_capped" for oddity in blocks.oddities):
        found, wanted = without_marks(found), without_marks(wanted)  # what was left out of a pile is reported
    assert found == wanted


def visible_text(data: bytes) -> str:
    """The text of the main part, by BeautifulSoup."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)  # noise may look like a file's name
        soup = BeautifulSoup(data, "lxml", from_encoding="utf-8")
    if soup.html and soup.html.find_next_siblings():  # an end that comes too early is none, in browsers
        soup = BeautifulSoup(END_OF_PAGE.sub(b"", data), "lxml", from_encoding="utf-8")
    mains, bodies = soup.find_all("main"), soup.find_all("body")
    part = next((parts[0] for parts in (mains, bodies) if len(parts) == 1), soup)
    hidden = INVISIBLE if len(mains) == 1 else INVISIBLE | {"nav", "aside", "footer", "button", "form", "select"}
    for element in part.find_all(hidden):
        element.decompose()
    return "".join(text for text in part.find_all(string=True) if not isinstance(text, PreformattedString))


def without_marks(text: str) -> str:
    """The text without its combining marks."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def letters(text: str) -> str:
    """The characters that are no white space, no control characters and none that nobody sees."""
    unseen = "\u00ad\u061c\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
    shown = "".join(c for c in text if c not in unseen)
    visible = "".join(c for c in shown if unicodedata.category(c) != "Cc" or c in "\t\n\r\x0b\x0c\x85")
    return "".join(unicodedata.normalize("NFC", visible).split())
