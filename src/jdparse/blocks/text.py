"""A text rendering of a page → blocks; both extractors' output, one block a non-blank line."""

import unicodedata

from jdparse.records import ITEM, PARAGRAPH, Blocks

MARKS: dict[str, str] = {"dash": "\n- ", "bullet": "\n• "}
"""Rendering → what opens a list item, once white space is folded."""

BULLET_AS_RENDERED = "\n  • "

USUAL = frozenset("–—’‘“”•·×…éèüöäáíóúñçÉ°€£®™")
"""Characters beyond ASCII that are no white space, and that no neighbour can combine with under NFC."""

PLAIN = bytes([10, *range(32, 127)])
CONTROLS = dict.fromkeys([*range(9), *range(14, 32), *range(127, 160)])
"""Control characters, deleted: an HTML page can name them by number, after its bytes were decoded."""


def blocks_from_text(text: str) -> Blocks:
    """Split a text rendering into blocks; lines end at LF only, and ``lines`` are their 1-based numbers.

    The rendering is told by its list marks: ``bullet`` when a line opens with ``•``, else ``dash``.
    """
    text = "\n\n" + text  # so that the first chunk holds no item, and the first line is number 1
    if "•" in text:
        text = text.replace(BULLET_AS_RENDERED, MARKS["bullet"])
    text = tidy(text)
    rendering = "bullet" if "•" in text and MARKS["bullet"] in text else "dash"
    # Cut at the marks: each chunk is an item, and only the last item of a list has other lines behind it.
    chunks = text.split(MARKS[rendering])
    texts: list[str] = []
    kinds: list[str] = []
    lines: list[int] = []
    number, done = -1, 0
    for at in [at for at, chunk in enumerate(chunks) if "\n" in chunk]:
        count = at - done
        if count:
            texts += chunks[done:at]
            kinds.append(ITEM * count)
            lines += range(number, number + count)
            number += count
        done = at + 1
        for place, line in enumerate(chunks[at].split("\n")):
            if line:
                texts.append(line)
                kinds.append(PARAGRAPH if place or not at else ITEM)
                lines.append(number)
            number += 1
    texts += chunks[done:]
    kinds.append(ITEM * (len(chunks) - done))
    lines += range(number, number + len(chunks) - done)
    return Blocks(rendering, "".join(kinds), texts, lines)


def tidy(text: str) -> str:
    """NFC, no control characters, white space folded within each line; pages that need none of it are told at once."""
    unusual = text.encode("utf-8", "surrogatepass").translate(None, PLAIN)
    if not USUAL.issuperset(unusual.decode("utf-8", "surrogatepass")):
        text = unicodedata.normalize("NFC", text.translate(CONTROLS))
    elif not ("  " in text or " \n" in text or "\n " in text or text[-1:] == " " or text[:1] == " "):
        return text
    return "\n".join([" ".join(line.split()) for line in text.split("\n")])
