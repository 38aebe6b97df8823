"""A text rendering of a page → blocks; both extractors' output, one block a non-blank line."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import compress

from jdparse.blocks.continued import (
    LOOSE_MARK,
    TEXT_MARK,
    UNUSUAL_LINE,
    continuations,
    goes_on,
    joined,
    own_mark,
    with_mark,
)
from jdparse.records import ITEM, PARAGRAPH, Blocks, Oddity, Pieces

MARKS: dict[str, str] = {"dash": "\n- ", "bullet": "\n• "}
"""Rendering → what opens a list item, once white space is folded."""

BULLET_AS_RENDERED = "\n  • "

USUAL = frozenset("–—’‘“”•·×…éèüöäáíóúñçÉ°€£®™")
"""Characters beyond ASCII that are no white space, and that no neighbour can combine with under NFC."""

PLAIN = bytes([10, *range(32, 127)])
NEWLINE_AS_SPACE = bytes.maketrans(b"\n", b" ")
MOST_MARKS = 30
"""Combining marks on one letter, as many as Unicode's stream-safe format allows; the time to put them in order grows
with the square of their number."""
MARKS_PERHAPS = re.compile(f"[^\0-\u02ff]{{{MOST_MARKS + 1}}}")
UNSEEN = "\u00ad\u061c\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
"""Where a line may or may not be broken, which way letters beside run, invisible operators, byte order marks: a page
with them says what it says without. Not among them: joiners (U+200C, U+200D), which make other letters and emoji of
their neighbours, and embeddings and overrides (U+202A …), which change the order in which a text is read."""

DROPPED = dict.fromkeys([*range(9), *range(14, 32), *range(127, 160), *map(ord, UNSEEN)])
"""What is deleted from every text. Control characters too: an HTML page can name them by number, after its bytes were
decoded."""


def blocks_from_text(text: str) -> Blocks:
    """Split a text rendering into blocks; lines end at LF only, and ``lines`` are their 1-based numbers.

    The rendering is told by its list marks: ``bullet`` when a line opens with ``•``, else ``dash``.
    """
    text = text.rstrip("\n")
    oddities: list[Oddity] = []
    blocks = _blocks(text, oddities)
    if ITEM not in blocks.kinds and LOOSE_MARK.search(text):
        blocks = _blocks(with_mark(text, "-", LOOSE_MARK), [])
    blocks.oddities += oddities
    return blocks


def _blocks(text: str, oddities: list[Oddity]) -> Blocks:
    given = with_plain_marks(text)
    tidied = tidy(given, oddities)
    further: dict[int, int] = {}
    if tidied is not given and UNUSUAL_LINE.search("\n" + given):
        own = own_mark(text)
        lines = with_mark(text, own).split("\n")
        further = continuations(lines, TEXT_MARK, own)
        tidied = tidy(with_plain_marks("\n".join(lines)))
    text = "\n" + tidied  # so that a mark may open the first line too
    rendering = "bullet" if "•" in text and MARKS["bullet"] in text else "dash"
    kinds, texts = _lines(text.split(MARKS[rendering]), further)
    pieces = joined(texts, sorted(further.items())) if further else {}
    return _without_blank(rendering, kinds, texts, pieces)


def with_plain_marks(text: str) -> str:
    """The text with the usual list mark of the bullet rendering at the beginning of its line."""
    return ("\n" + text).replace(BULLET_AS_RENDERED, MARKS["bullet"])[1:] if "•" in text else text


def _lines(chunks: list[str], further: dict[int, int]) -> tuple[str, list[str]]:
    """Kind and text of every line, blank ones too; lines that go on with the item before them are put in ``further``.

    ``chunks`` is the text cut at the marks: each is an item, and only the last item of a list has other lines behind
    it. What stands before the first mark opens with the line feed that was put there.
    """
    texts = chunks[0].split("\n")[1:]
    kinds = [PARAGRAPH * len(texts)]
    done = 1
    for at in [at for at, chunk in enumerate(chunks) if "\n" in chunk and at]:
        lines = chunks[at].split("\n")
        texts += chunks[done:at]
        if further or lines[1][:1].islower():
            _go_on(lines, len(texts), further)
        texts += lines
        kinds.append(ITEM * (at - done + 1))
        kinds.append(PARAGRAPH * (len(lines) - 1))
        done = at + 1
    texts += chunks[done:]
    kinds.append(ITEM * (len(chunks) - done))
    return "".join(kinds), texts


def _go_on(lines: list[str], item: int, further: dict[int, int]) -> None:
    """Put in ``further`` the lines right behind an item that begin as no new line of a page does."""
    is_behind = True
    for number, line in enumerate(lines[1:], item + 1):
        is_behind = number in further or (is_behind and goes_on(line))
        if is_behind:
            further.setdefault(number, item)


def _without_blank(rendering: str, kinds: str, texts: list[str], pieces: Pieces) -> Blocks:
    lines: Sequence[int] = range(1, len(texts) + 1)
    if "" in texts:
        lines = list(compress(lines, texts))
        kinds = "".join(compress(kinds, texts))
        texts = list(filter(None, texts))
    return Blocks(rendering, kinds, texts, lines, pieces=pieces)


def is_blank(text: str) -> bool:
    """Whether a reader of the page sees nothing of a text."""
    return text.isspace() or not text or not (text.isascii() or text.translate(DROPPED).strip())


def tidy(text: str, oddities: list[Oddity] | None = None) -> str:
    """NFC, nothing unseen, white space folded within each line; pages that need none of it are told at once."""
    data = text.encode("utf-8", "surrogatepass")
    unusual = data.translate(None, PLAIN)
    if not USUAL.issuperset(unusual.decode("utf-8", "surrogatepass")):
        text = text.translate(DROPPED)
        if MARKS_PERHAPS.search(text):
            text = _without_piles_of_marks(text, oddities)
        text = unicodedata.normalize("NFC", text)
    elif text[:1] != " " != text[-1:] and (
        b"  " not in data.translate(NEWLINE_AS_SPACE)
        or not (b"\n\n" not in data or b"  " in data or b" \n" in data or b"\n " in data)
    ):
        return text
    return "\n".join([" ".join(line.split()) for line in text.split("\n")])


def _without_piles_of_marks(text: str, oddities: list[Oddity] | None) -> str:
    """The text with at most ``MOST_MARKS`` combining marks in a row."""
    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= MOST_MARKS:
            kept.append(character)
    if oddities is not None and len(kept) < len(text):
        oddities.append(Oddity("combining_marks_capped", None, str(len(text) - len(kept))))
    return "".join(kept)
