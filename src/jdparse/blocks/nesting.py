"""What markup does to the elements that are open, and to the text between: a machine whose steps are remembered.

Plain markup closes every element it opens, in order, and holds boxes, lines (``p``, ``li``, headings …) and inline
elements as pages usually have them. What a piece of it does depends on it and on the elements that are open; the pages
of a template repeat a few dozen pieces, so each is understood once.
"""

import re

from jdparse.records import HEADING, ITEM, PARAGRAPH, TERM

LINES: dict[str, str] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), HEADING),
    "p": PARAGRAPH,
    "dd": PARAGRAPH,
    "dt": TERM,
    "li": ITEM,
}
"""Element → kind of the block its text becomes."""

BOXES = frozenset(("div", "section", "article", "header", "footer", "nav", "aside", "ul", "ol", "dl"))
INLINE = frozenset(("a", "span", "strong", "em", "b", "i", "small", "code", "time", "abbr"))
LISTS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("ul", "ol"), frozenset(("li",))),
    "dl": frozenset(("dt", "dd", "div")),
}
"""List → what may stand in it; lxml ends some lists at other elements."""

LINKED_BOX = "a box"
"""A link around boxes or lines, which is a box itself."""

ATTRIBUTES = (
    r"(?:[ \t\n\f\r]++[a-zA-Z_:@][a-zA-Z0-9_:.@-]*+"
    r"""(?:=(?:"[^"<>]*+"|'[^'<>]*+'|[^ \t\n\f\r"'<>=`/]++))?+)*+[ \t\n\f\r]*+"""
)
"""Attributes as pages usually write them, with no bracket in a value."""

_OPENS = re.compile(rf"([a-z][a-z0-9]*+){ATTRIBUTES}")
_CLOSES = re.compile(r"/([a-z][a-z0-9]*+)[ \t\n\f\r]*+")
_COMMENT = re.compile(r"!--(?!-?$)[^-]*+(?:-[^-]++)*+--")

LINE_KINDS = frozenset(LINES.values())
LOOSE_ENDS, ELEMENT_ENDS, FLUSH, LINK_BEGINS, BOX_BEGINS, BOX_ENDS = "LEFABZ"
"""What a piece of markup does, a letter each; the kind of a line says that its element ends."""

Opened = tuple[str, ...]

DEEPEST = 200
"""More open elements are left to the tree, and to what is done where even that is too deep."""

MOST_STATES = 256
MOST_STEPS = 512
LONGEST_STEP = 400
"""So much is remembered of states, of steps from each, and no longer markup."""


class State(dict[str, "tuple[State, str]"]):
    """Where the elements ``opened`` are open: markup → the state behind it, and what to do, a letter each.

    A state remembers each step that was once worked out.
    """

    def __init__(self, opened: Opened) -> None:
        super().__init__()
        self.opened = opened

    def __missing__(self, markup: str) -> "tuple[State, str]":
        step = _step(self.opened, markup)
        found = (NOWHERE, "") if step is None else (state_of(step[0]), step[1])
        if len(markup) <= LONGEST_STEP:
            if len(self) >= MOST_STEPS:
                self.clear()
            self[markup] = found
        return found


NOWHERE = State(("nowhere",))
"""The state behind markup that is not plain: nothing leads out of it."""

_STATES: dict[Opened, State] = {}


def state_of(opened: Opened) -> State:
    """The state in which these elements are open."""
    if opened not in _STATES:
        if len(_STATES) >= MOST_STATES:
            _STATES.clear()
        _STATES[opened] = State(opened)
    return _STATES[opened]


def forget() -> None:
    """Forget every state and step."""
    _STATES.clear()


def _step(opened: Opened, markup: str) -> tuple[Opened, str] | None:
    """What adjacent tags do where ``opened`` elements are open: those open then, and what to do.

    Null for tags that are not plain here.
    """
    if opened == NOWHERE.opened:
        return None
    tags = [tag for tag in markup.split("><") if not _COMMENT.fullmatch(tag)]
    stack = list(opened)
    does: list[str] = []
    for tag, after in zip(tags, [*tags, ""][1:], strict=True):
        closes, opens = _CLOSES.fullmatch(tag), _OPENS.fullmatch(tag)
        done = _close(stack, closes[1]) if closes else _open(stack, opens[1], after) if opens else None
        if done is None:
            return None
        does.append(done)
    return tuple(stack), _IDLE.sub("", "".join(does))


_NOTHING_LEFT = "".join(sorted(LINE_KINDS)) + FLUSH + BOX_BEGINS + BOX_ENDS
_IDLE = re.compile(f"(?<=[{_NOTHING_LEFT}])[{FLUSH}{LOOSE_ENDS}]+|(?<={ELEMENT_ENDS}){LOOSE_ENDS}")
"""What does nothing: behind the end of a line or a run there is no loose text, and no run to end."""


def _in_box(stack: list[str]) -> bool:
    return not stack or stack[-1] in BOXES or stack[-1] == LINKED_BOX


def _close(stack: list[str], name: str) -> str | None:
    if not stack or stack[-1] not in ((LINKED_BOX, "a") if name == "a" else (name,)):
        return None
    closed = stack.pop()
    if closed in LINES:
        return LINES[closed]
    if closed in INLINE:
        return ELEMENT_ENDS if _in_box(stack) else ""
    return FLUSH + BOX_ENDS if closed == LINKED_BOX else FLUSH


def _open(stack: list[str], name: str, after: str) -> str | None:
    """``after`` is the tag behind it: only that tells a link around a box."""
    if len(stack) >= DEEPEST or (stack and name not in LISTS.get(stack[-1], (name,))):
        return None
    in_box = _in_box(stack)
    if name == "a":
        return _open_link(stack, after)
    stack.append(name)
    if name in INLINE:
        return LOOSE_ENDS if in_box else ""
    return FLUSH if in_box and (name in BOXES or name in LINES) else None


def _open_link(stack: list[str], after: str) -> str | None:
    if "a" in stack or LINKED_BOX in stack:
        return None
    in_box, inner = _in_box(stack), _OPENS.fullmatch(after)
    if in_box and inner is not None and inner[1] not in INLINE:
        stack.append(LINKED_BOX)
        return FLUSH + BOX_BEGINS
    stack.append("a")
    return LOOSE_ENDS + LINK_BEGINS if in_box else LINK_BEGINS
