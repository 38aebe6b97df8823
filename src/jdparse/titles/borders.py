"""Whether a text on its own could be two titles glued together: what letters alone can say, which is only 'no'."""

import re

# Where one title could end and another begin: a capital or a digit with no space before it.
_BORDER = re.compile(r"[^\s(\[/&–—-][^\W_a-z]")

# Two capitals that stand alone are a word (AI, HR) and not the end of one title and the start of the next, unless the
# first could be a numeral or both are one letter (`Level I` + `C# Coding`, `Grade A` + `A Level Teaching`).
_PAIR = re.compile(r"(?<![^\s(\[/&–—-])([ABD-HJ-UWYZ])(?!\1)[A-Z](?![^\W_])")


# The same letters twice with nothing between: one stem at the end of a title and the start of the next.
_TWICE = re.compile(r"(\S.{0,60}\S)\1")


def could_be_more(text: str) -> bool:
    """Whether any place in the text looks like a border. Titles that begin with small letters alone go unseen."""
    return bool(_BORDER.search(_PAIR.sub("aa", text)) or _TWICE.search(text))
