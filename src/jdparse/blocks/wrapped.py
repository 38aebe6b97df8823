"""Text that a converter wrapped: paragraphs cut into lines of a width, told from lines that stand for themselves."""

from collections.abc import Sequence

NARROWEST, WIDEST = 40, 120
FEWEST = 2
"""So many lines at least must be full, or chance makes them so."""


def wrapped_lines(lines: Sequence[str], may_go_on: Sequence[bool]) -> list[int]:
    """The lines that go on with the one before, where the whole text is wrapped; none where it is not.

    A text is wrapped where no line that another one follows could have held the first word of that. ``may_go_on`` tells
    lines that are no item, heading or table. Two blanks at its end break a line on purpose.
    """
    followed = [
        number for number in range(1, len(lines))
        if may_go_on[number] and lines[number - 1].strip() and not lines[number - 1].endswith("  ")
    ]  # fmt: skip
    if len(followed) < FEWEST:
        return []
    width = max(len(lines[number - 1].rstrip()) for number in followed)
    is_full = all(_filled(lines[number - 1], lines[number]) > width for number in followed)
    return followed if is_full and NARROWEST <= width <= WIDEST else []


def _filled(line: str, following: str) -> int:
    """How long the line would be with the first word of the one that follows."""
    return len(line.rstrip()) + 1 + len(following.split(maxsplit=1)[0])
