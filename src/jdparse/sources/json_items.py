"""The items of JSON documents, cut out of a stream by their brackets: memory for one item, whatever the file's size."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from jdparse.sources.records import ReadError
from jdparse.sources.streams import Window

BLANK = b" \t\r\n\x1e"
"""What may stand between documents: white space, and the record separator of JSON text sequences."""

_IGNORED = frozenset(BLANK + b",:\xef\xbb\xbf")
_TO_BRACKET = re.compile(rb'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+")*+[{}\[\]]', re.DOTALL)
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_IN_STRING = re.compile(rb"(?:[^\"\\]++|\\.)*+", re.DOTALL)
_OUTSIDE = re.compile(rb'[^"{}\[\]]*+')
_OTHER = re.compile(rb'[^,"{}\[\]\n][^,"{\[\]\n]{0,1000}')
_LINE = re.compile(rb"[^\n]{1,1000}")
_DEPTH = {0x7B: 1, 0x5B: 1, 0x7D: -1, 0x5D: -1}
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
    while _to_next(window):
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


def _to_next(window: Window) -> bool:
    while window.has(1):
        if window.data[window.pos] not in _IGNORED:
            return True
        window.pos += 1
    return False


def _list_start(window: Window, list_starts: Callable[[bytes], int]) -> int:
    window.has(_MOST_BEFORE)
    return list_starts(window.data[window.pos : window.pos + _MOST_BEFORE])


def _item(window: Window, longest: int, give_up: int | None, *, alone: bool) -> Item:
    """Take the item at the window: an object, array or string to its end, anything else as far as a line goes."""
    first = window.data[window.pos]
    if first in b'{["':
        return _framed(window, longest, give_up, _STRING if first == 0x22 else _TO_BRACKET)
    window.has(1001)
    found = (_LINE if alone else _OTHER).match(window.data, window.pos)
    text = found[0] if found else window.data[window.pos : window.pos + 1]
    window.pos += len(text)
    return Item(text, len(text), True)


def _framed(window: Window, longest: int, give_up: int | None, step: re.Pattern[bytes]) -> Item:
    depth = at = 0
    while True:
        found = step.match(window.data, window.pos + at)
        if found is not None:
            last = window.data[found.end() - 1]
            depth += _DEPTH.get(last, 0)
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


def _pass_over(window: Window, depth: int, give_up: int | None) -> int:
    """Go behind the end of an item ``depth`` brackets deep; return how many bytes that took."""
    start, in_string = window.offset, False
    while window.has(2) or window.has(1):
        if give_up is not None and window.offset - start > give_up:
            raise ReadError("decompression_limit", f"an item of more than {give_up} bytes")
        found = (_IN_STRING if in_string else _OUTSIDE).match(window.data, window.pos)
        window.pos = found.end() if found else window.pos
        if not window.has(1):
            break
        last = window.data[window.pos]
        if last == 0x5C:  # the first half of an escape
            if not window.has(2):
                break
            continue
        window.pos += 1
        in_string ^= last == 0x22
        depth += _DEPTH[last] if not in_string and last in _DEPTH else 0
        if depth <= 0 and not in_string:
            break
    return window.offset - start
