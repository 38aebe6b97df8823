"""The items of JSON documents, cut out of a stream by their brackets: memory for one item, whatever the file's size."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from jdparse.sources.records import ReadError
from jdparse.sources.streams import Window

BLANK = b" \t\r\n\x1e"
"""What may stand between documents: white space, and the record separator of JSON text sequences."""

_IGNORED = re.compile(rb"[ \t\r\n\x1e,:\xef\xbb\xbf]*+")
_TO_BRACKET = re.compile(rb'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+")*+([{\[]++|[}\]])', re.DOTALL)
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_IN_STRING = re.compile(rb"(?:[^\"\\]++|\\.)*+", re.DOTALL)
_OUTSIDE = re.compile(rb'[^"]*+')
_BRACKET = re.compile(rb"[{}\[\]]")
_IN_ARRAY = re.compile(rb'[^,"{\[\]\n]*+')
_LINE = re.compile(rb"[^\n]*+")
_SHOWN = 1000  # bytes kept of what is no object, array or string
_MOST_BEFORE = 1 << 14  # bytes of an object before its list of pages

_BEFORE_DATA = re.compile(
    rb'\{\s*+(?:"(?:[^"\\]|\\.){0,200}"\s*+:\s*+(?:"(?:[^"\\]|\\.){0,1000}"|[^\s"{}\[\],]{1,40})\s*+,\s*+){0,20}'
    rb'"data"\s*+:\s*+\[',
    re.DOTALL,
)


class Item(NamedTuple):
    """An item as it stands in the file. One that is too long has its ``length`` and an empty ``text``.

    ``ended`` is false for a last item that the stream leaves without its end.
    """

    text: bytes
    length: int
    ended: bool


def list_in_object(text: bytes, content: tuple[str, ...]) -> int:
    """Length of the start of an object up to the first item of its list ``data``; 0 if it has none, or holds a page."""
    found = _BEFORE_DATA.match(text)
    if found is None or any(f'"{name}"'.encode() in found[0] for name in content):
        return 0
    return found.end()


def items_of(window: Window, longest: int, give_up: int | None, list_starts: Callable[[bytes], int]) -> Iterator[Item]:
    """Yield documents one after another; of an array, and of an object's list of pages, its items.

    ``list_starts`` tells how far behind the start of an object its list of pages begins, 0 if it has none. Items above
    ``longest`` bytes are passed over. Raises ReadError where an array does not end, or the stream fails.
    """
    array = wrapped = False
    while _at_item(window, give_up):
        first = window.data[window.pos]
        if first == 0x5B and not array:
            window.pos += 1
            array = True
        elif first == 0x5D and array:
            window.pos += 1
            array = False
        elif first == 0x7D and wrapped and not array:
            window.pos += 1
            wrapped = False
        elif first == 0x7B and not (array or wrapped) and (start := _list_start(window, list_starts)):
            window.pos += start
            array = wrapped = True
        else:
            item = _item(window, longest, give_up, alone=not array)
            if (array or not wrapped) and (item.ended or window.error is None):
                yield item
            if not item.ended:
                break
    else:
        if array and window.error is None:
            raise ReadError("truncated_record", "the list has no end")
    if window.error is not None:
        raise window.error


def _at_item(window: Window, give_up: int | None) -> bool:
    _pass(window, _IGNORED, give_up)
    return window.has(1)


def _pass(window: Window, what: re.Pattern[bytes], give_up: int | None) -> bytes:
    """Go behind all that matches ``what``; return how it began."""
    start, began = window.offset, b""
    while window.has(1):
        found = what.match(window.data, window.pos)
        end = found.end() if found else window.pos
        began += window.data[window.pos : min(end, window.pos + _SHOWN - len(began))]
        window.pos = end
        if end < len(window.data):
            break
        if give_up is not None and window.offset - start > give_up:
            raise ReadError("decompression_limit", f"more than {give_up} bytes that hold no item")
    return began


def _list_start(window: Window, list_starts: Callable[[bytes], int]) -> int:
    window.has(_MOST_BEFORE)
    return list_starts(window.data[window.pos : window.pos + _MOST_BEFORE])


def _item(window: Window, longest: int, give_up: int | None, *, alone: bool) -> Item:
    """Take the item at the window: an object, array or string to its end, anything else as far as a line goes."""
    first = window.data[window.pos]
    if first in b'{["':
        return _framed(window, longest, give_up, _STRING if first == 0x22 else _TO_BRACKET)
    at = window.pos
    text = window.data[at : at + 1]
    window.pos += 1
    text += _pass(window, _LINE if alone else _IN_ARRAY, give_up)
    return Item(text, len(text), True)


def _framed(window: Window, longest: int, give_up: int | None, step: re.Pattern[bytes]) -> Item:
    depth = at = 0
    while True:
        found = step.match(window.data, window.pos + at)
        if found is not None:
            depth += _deeper(found[1]) if step is _TO_BRACKET else 0
            at = found.end() - window.pos
            if depth <= 0:
                text = window.data[window.pos : window.pos + at]
                window.pos += at
                return Item(text if at <= longest else b"", at, True)
            continue
        there = len(window.data) - window.pos
        if there > longest:
            window.pos += at
            passed = _pass_over(window, depth, give_up)
            return Item(b"", at + passed, window.has(1))
        if not window.has(min(2 * there, longest) + 1) and len(window.data) - window.pos == there:
            window.pos += there
            return Item(window.data[-there:], there, False)


def _deeper(brackets: bytes) -> int:
    return brackets.count(b"{") + brackets.count(b"[") - brackets.count(b"}") - brackets.count(b"]")


def _pass_over(window: Window, depth: int, give_up: int | None) -> int:
    """Go behind the end of an item ``depth`` brackets deep; return how many bytes that took."""
    start, in_string = window.offset, False
    while window.has(1):
        if give_up is not None and window.offset - start > give_up:
            raise ReadError("decompression_limit", f"an item of more than {give_up} bytes")
        found = (_IN_STRING if in_string else _OUTSIDE).match(window.data, window.pos)
        if found is not None and not in_string:
            end = _end_in(found[0], depth)
            if end is not None:
                window.pos += end
                break
            depth += _deeper(found[0])
        window.pos = found.end() if found is not None else window.pos
        if not window.has(1):
            break
        if window.data[window.pos] == 0x22:
            window.pos += 1
            in_string = not in_string
            if depth <= 0 and not in_string:
                break
        elif in_string and not window.has(2):  # half of an escape
            break
    return window.offset - start


def _end_in(text: bytes, depth: int) -> int | None:
    """Where, behind which bracket of some text without strings, an item ``depth`` deep ends; None if not in it."""
    if depth > text.count(b"}") + text.count(b"]") or depth <= 0:
        return None
    for found in _BRACKET.finditer(text):
        depth += _deeper(found[0])
        if depth <= 0:
            return found.end()
    return None
