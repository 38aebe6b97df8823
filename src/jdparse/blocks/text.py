"""A text rendering of a page → blocks; both extractors' output, one block a non-blank line."""

import unicodedata
from collections.abc import Sequence
from itertools import compress

from jdparse.records import ITEM, PARAGRAPH, Blocks

MARKS: dict[str, str] = {"dash": "\n- ", "bullet": "\n• "}
"""Rendering → what opens a list item, once white space is folded."""

BULLET_AS_RENDERED = "\n  • "

USUAL = frozenset("–—’‘“”•·×…éèüöäáíóúñçÉ°€£®™")
"""Characters beyond ASCII that are no white space, and that no neighbour can combine with under NFC."""

PLAIN = bytes([10, *range(32, 127)])
NEWLINE_AS_SPACE = bytes.maketrans(b"\n", b" ")
CONTROLS = dict.fromkeys([*range(9), *range(14, 32), *range(127, 160)])
"""Control characters, deleted: an HTML page can name them by number, after its bytes were decoded."""


def blocks_from_text(text: str) -> Blocks:
    """Split a text rendering into blocks; lines end at LF only, and ``lines`` are their 1-based numbers.

    The rendering is told by its list marks: ``bullet`` when a line opens with ``•``, else ``dash``.
    """
    text = "\n" + text.rstrip("\n")  # so that a mark may open the first line too
    if "•" in text:
        text = text.replace(BULLET_AS_RENDERED, MARKS["bullet"])
    text = "\n" + tidy(text[1:])
    rendering = "bullet" if "•" in text and MARKS["bullet"] in text else "dash"
    return _without_blank(rendering, *_lines(text.split(MARKS[rendering])))


def _lines(chunks: list[str]) -> tuple[str, list[str]]:
    """Kind and text of every line, blank ones too.

    ``chunks`` is the text cut at the marks: each is an item, and only the last item of a list has other lines behind
    it. What stands before the first mark opens with the line feed that was put there.
    """
    texts = chunks[0].split("\n")[1:]
    kinds = [PARAGRAPH * len(texts)]
    done = 1
    for at in [at for at, chunk in enumerate(chunks) if "\n" in chunk and at]:
        lines = chunks[at].split("\n")
        texts += chunks[done:at]
        texts += lines
        kinds.append(ITEM * (at - done + 1))
        kinds.append(PARAGRAPH * (len(lines) - 1))
        done = at + 1
    texts += chunks[done:]
    kinds.append(ITEM * (len(chunks) - done))
    return "".join(kinds), texts


def _without_blank(rendering: str, kinds: str, texts: list[str]) -> Blocks:
    lines: Sequence[int] = range(1, len(texts) + 1)
    if "" in texts:
        lines = list(compress(lines, texts))
        kinds = "".join(compress(kinds, texts))
        texts = list(filter(None, texts))
    return Blocks(rendering, kinds, texts, lines)


def tidy(text: str) -> str:
    """NFC, no control characters, white space folded within each line; pages that need none of it are told at once."""
    data = text.encode("utf-8", "surrogatepass")
    unusual = data.translate(None, PLAIN)
    if not USUAL.issuperset(unusual.decode("utf-8", "surrogatepass")):
        text = unicodedata.normalize("NFC", text.translate(CONTROLS))
    elif text[:1] != " " != text[-1:] and (
        b"  " not in data.translate(NEWLINE_AS_SPACE)
        or not (b"\n\n" not in data or b"  " in data or b" \n" in data or b"\n " in data)
    ):
        return text
    return "\n".join([" ".join(line.split()) for line in text.split("\n")])
