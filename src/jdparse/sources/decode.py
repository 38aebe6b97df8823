r"""Bytes to text, with the decision recorded.

The order: byte order mark; strict UTF-8; what zero bytes give away (UTF-16 and UTF-32 without a mark); UTF-8 whose
last character is cut or a few of whose bytes are bad; the declared encoding; cp1252; BeautifulSoup's UnicodeDammit.
Text that none of these explains is set aside, never guessed into rows.

Control characters other than tab and line ends are no text: form feed, vertical tab and U+0085 become a blank, the
others vanish, and a warning counts them all. Line ends ``\r\n`` and ``\r`` become ``\n``; nothing else ends a line, so
U+2028 and U+2029 stay what they are, white space inside a line.
"""

import codecs
import logging
import re
from itertools import pairwise
from typing import NamedTuple
from unicodedata import category

import numpy as np
from bs4.dammit import UnicodeDammit

from jdparse.records import Oddity, Rejection
from jdparse.sources.charsets import CODECS, MULTIBYTE, WIDE_MARKS
from jdparse.sources.foreign import not_read

# It writes a line for every page that it cannot read; ours says so in the tables.
logging.getLogger("bs4.dammit").setLevel(logging.ERROR)


class Decoded(NamedTuple):
    """The text of an input. ``data`` is the same text as UTF-8 bytes, for parsers that want bytes.

    ``text`` has line feeds as line ends; ``data`` may have others. ``decoded_with`` is a codec name, with ``declared:``
    or ``guessed:`` before it where the bytes alone do not prove it. With a ``problem`` both are empty.
    """

    text: str
    data: bytes
    decoded_with: str | None
    warnings: tuple[Oddity, ...]
    problem: Rejection | None


_MARKS: tuple[tuple[bytes, str], ...] = ((codecs.BOM_UTF8, "utf-8-sig"), *WIDE_MARKS)
_FIRST_OF_MARKS = frozenset(mark[0] for mark, _ in _MARKS)

_NOT_CONTROL = bytes(sorted(set(range(256)) - set(range(32)) - {0x7F} | {9, 10, 13}))
_C1 = re.compile(rb"\xc2[\x80-\x9f]")  # as UTF-8 has them
_CONTROLS = {
    **{code: None for code in (*range(32), *range(0x7F, 0xA0)) if code not in (9, 10, 13)},
    0x0B: " ",
    0x0C: " ",
    0x85: " ",
}
_META = re.compile(
    rb"""<(?:meta\b[^>]{0,500}?\bcharset|\?xml\b[^>]{0,200}?\bencoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE
)
_META_WITHIN = 2048  # bytes; browsers look at the first 1024
_GUESS_FROM = 1 << 16  # bytes that UnicodeDammit sees: its time grows with them
_LARGE = 20_000  # bytes from which numpy finds control characters faster than translate

_CONTROLS_IN_TEXT = 0.25  # largest share of control characters in valid UTF-8 that is still text with junk in it
_CONTROLS_IN_OTHER = 0.02  # and in anything else; random bytes have 0.11
_FOREIGN = 0.3  # largest share of characters beyond ASCII in cp1252 text
_SURE = 10  # true sequences for each bad byte that outweigh a declared encoding whose bytes look like UTF-8 by chance
_STRAY = 0.03  # largest share of characters beyond ASCII that are taken for damage
_ODD = 0.1  # largest share of symbols, marks and unassigned characters in a guess


def decode(content: bytes, charset: str | None = None) -> Decoded:
    """Decode an input; ``charset`` is what was declared outside it. Never raises; the same bytes give the same text."""
    told = _told_by_first_bytes(content)
    if told:
        return told
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        return _not_utf8(content, charset, error)
    if has_controls(content):
        return _with_controls(content, text)
    if text.isspace():
        return _refused("empty_input", f"{len(content)} bytes of white space")
    warnings = () if text.isascii() else _false_declaration(content, charset, "utf-8")
    if b"\r" in content:  # a fraction of the cost of looking in the text
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text, content, "utf-8", warnings, None)


def _told_by_first_bytes(content: bytes) -> Decoded | None:
    if not content:
        return _refused("empty_input", "0 bytes")
    if content[0] in _FIRST_OF_MARKS:
        for mark, codec in _MARKS:
            if content.startswith(mark):
                return _marked(content, mark, codec)
    kind = not_read(content)
    return _refused(*kind) if kind else None


def has_controls(content: bytes) -> bool:
    """Tell whether UTF-8 holds control characters other than tab and line ends."""
    if len(content) < _LARGE:
        found = bool(content.translate(None, _NOT_CONTROL))
    else:
        codes = np.frombuffer(content, np.uint8)
        rare = b"\x0b" in content or b"\x0c" in content or b"\x7f" in content
        found = rare or bool(codes.min() < 9 or (codes - 14).min() < 18)
    return found or _C1.search(content) is not None


def _refused(reason: str, detail: str) -> Decoded:
    return Decoded("", b"", None, (), Rejection(reason, detail))


def _finished(text: str, codec: str, warnings: tuple[Oddity, ...]) -> Decoded:
    """Remove what no table may hold and wrap up; for everything that did not take the fast path."""
    clean = text.translate(_CONTROLS)
    odd = len(text) - len(clean) + sum(map(text.count, "\x0b\x0c\x85"))
    if odd:
        warnings = (*warnings, Oddity("control_characters_removed", None, str(odd)))
    if "\r" in clean:
        clean = clean.replace("\r\n", "\n").replace("\r", "\n")
    if not clean or clean.isspace():
        return _refused("empty_input", "nothing in it but white space")
    return Decoded(clean, clean.encode("utf-8", "replace"), codec, warnings, None)


def _marked(content: bytes, mark: bytes, codec: str) -> Decoded:
    body = content[len(mark) :]
    while body.startswith(mark):  # every program that opened the file has added one
        body = body[len(mark) :]
    if not body:
        return _refused("empty_input", "nothing behind the byte order mark")
    text, warnings = _replacing(body, "utf-8" if mark is codecs.BOM_UTF8 else codec)
    odd = mark is not codecs.BOM_UTF8 and not _plausible(text)
    if _is_shifted(text):
        return _refused("encoding_unknown", f"begins like {codec}, then a byte is missing")
    if odd or _replaced(warnings) > len(text) // 10 or _share_of_controls(text) > _CONTROLS_IN_TEXT:
        return _refused("not_text", f"begins like {codec}, goes on like nothing")
    return _finished(text, codec, warnings)


def _replacing(body: bytes, codec: str) -> tuple[str, tuple[Oddity, ...]]:
    """Decode with bad bytes replaced and counted; a last character that is cut is dropped and told apart."""
    decoder = codecs.getincrementaldecoder(codec)("replace")
    text = decoder.decode(body)
    cut = decoder.getstate()[0]
    replaced = text.count("\ufffd") - len(_genuine(codec).findall(body))
    warnings: list[Oddity] = []
    if replaced > 0:
        warnings.append(Oddity("encoding_replaced", None, str(replaced)))
    if cut:
        warnings.append(Oddity("encoding_truncated", None, cut.hex(" ")))
    return text, tuple(warnings)


def _genuine(codec: str) -> re.Pattern[bytes]:
    return re.compile(re.escape("\ufffd".encode(codec)))


def _replaced(warnings: tuple[Oddity, ...]) -> int:
    return sum(int(w.text or 0) for w in warnings if w.code == "encoding_replaced")


def _share_of_controls(text: str) -> float:
    return 1 - len(text.translate(_CONTROLS)) / len(text) if text else 0.0


def _with_controls(content: bytes, text: str) -> Decoded:
    """Valid UTF-8 with control characters: wide encodings of plain English are that, and so is junk."""
    wide = _wide(content)
    if wide:
        return wide
    if _share_of_controls(text) > _CONTROLS_IN_TEXT:
        return _refused("not_text", "more control characters than text has")
    return _finished(text, "utf-8", ())


def _wide(content: bytes) -> Decoded | None:
    """Text in UTF-16 or UTF-32 without a mark, told by where the zero bytes stand."""
    if content.count(0) * 5 < len(content):
        return None
    for codec, width, zeros, first in _WIDE:
        used = content[first::width]
        if used.count(0) < 0.05 * len(used) and all(_mostly_zero(content[at::width]) for at in zeros):
            text, warnings = _replacing(content, codec)
            lost = bool(warnings) and text.translate(_CONTROLS) != text  # it began at the second byte of a character
            if (
                lost
                or _is_shifted(text)
                or _replaced(warnings)
                or _share_of_controls(text) > _CONTROLS_IN_OTHER
                or not _plausible(text)
            ):
                return _refused("encoding_unknown", f"like {codec}, but not all of it")
            return _finished(text, codec, warnings)
    return None


def _is_shifted(text: str) -> bool:
    """Tell wide text in which a byte is missing: from there on, Latin letters stand in the upper half of characters."""
    shifted = sum(0x2000 <= ord(c) < 0x7F00 and not ord(c) & 0xFF for c in text)
    return shifted > 8 and shifted > 0.02 * len(text)


def _mostly_zero(values: bytes) -> bool:
    return values.count(0) > 0.7 * len(values)


_WIDE: tuple[tuple[str, int, tuple[int, ...], int], ...] = (
    ("utf-32-le", 4, (1, 2, 3), 0),
    ("utf-32-be", 4, (0, 1, 2), 3),
    ("utf-16-le", 2, (1,), 0),
    ("utf-16-be", 2, (0,), 1),
)
"""Codec, bytes a character, which of them are zero in Latin text, which is not."""


def _not_utf8(content: bytes, charset: str | None, error: UnicodeDecodeError) -> Decoded:
    wide = _wide(content) if 0 in content else None
    if wide:
        return wide
    stripped = content.translate(None, _NOT_CONTROL)
    if len(stripped) > _CONTROLS_IN_OTHER * len(content):
        return _refused("not_text", "binary data")
    declared = _declared(content, charset)
    text, warnings = _replacing(content, "utf-8")
    if _is_utf8_with_faults(text, warnings, _SURE if declared in MULTIBYTE else 1):
        return _finished(text, "utf-8", warnings + _false_declaration(content, charset, "utf-8"))
    return (
        _strictly(content, declared, "declared:")
        or _as_cp1252(content)
        or _nearly_ascii(text, warnings)
        or _guessed(content)
        or _refused("encoding_unknown", f"no known encoding fits; not UTF-8 at byte {error.start}")
    )


def _is_utf8_with_faults(text: str, warnings: tuple[Oddity, ...], sure: int) -> bool:
    """Tell UTF-8 with a few bad bytes from another encoding, where bytes beyond ASCII hardly ever go in sequences.

    Where nothing but the end is beyond ASCII, a cut dash, quote or bullet (all begin with e2) is the likelier story.
    """
    bad = _replaced(warnings)
    good = sum(not c.isascii() for c in text) - bad
    cut_sign = any(w.code == "encoding_truncated" and (w.text or "").startswith("e2") for w in warnings)
    return good >= sure * bad if good > 0 else bad == 0 and cut_sign


def _declared(content: bytes, charset: str | None) -> str | None:
    """Codec of the first declaration that names one: outside the content, then inside."""
    names = [charset] if charset else []
    found = _META.search(content, 0, _META_WITHIN)  # begins with a literal, so it is quick where there is none
    if found:
        names.append(found[1].decode("ascii", "replace"))
    return next((CODECS[name] for n in names if (name := n.strip().strip("\"'").lower()) in CODECS), None)


def _false_declaration(content: bytes, charset: str | None, codec: str) -> tuple[Oddity, ...]:
    if not charset and content.find(b"<", 0, _META_WITHIN) < 0:
        return ()
    declared = _declared(content, charset)
    return (Oddity("encoding_declaration_wrong", None, f"{declared} declared, {codec} found"),) if declared else ()


def _strictly(content: bytes, codec: str | None, how: str) -> Decoded | None:
    if codec is None:
        return None
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        return None
    return _finished(text, codec if codec == "cp1252" else how + codec, ())


def _as_cp1252(content: bytes) -> Decoded | None:
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return None
    foreign = sum(not c.isascii() for c in text)
    return None if foreign > _FOREIGN * len(text) else _finished(text, "cp1252", ())


def _nearly_ascii(text: str, warnings: tuple[Oddity, ...]) -> Decoded | None:
    """A few bytes that fit nothing in plain text are damage, too little to guess from."""
    foreign = sum(not c.isascii() for c in text)
    return _finished(text, "utf-8", warnings) if foreign <= _STRAY * len(text) else None


def _guessed(content: bytes) -> Decoded | None:
    """Ask UnicodeDammit for an encoding; believe one that pages are written in, if the result reads like text."""
    found = UnicodeDammit(content[:_GUESS_FROM], exclude_encodings=["utf-7"]).original_encoding
    codec = CODECS[found.lower()] if found and found.lower() in CODECS else None
    if codec is None:
        return None
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        return None
    return _finished(text, f"guessed:{codec}", ()) if "\ufffd" not in text and _plausible(text) else None


def _plausible(text: str) -> bool:
    """Tell text from bytes read with the wrong encoding: by the kinds of its characters, and by what is capital.

    The Cyrillic encodings, for one, are each other with small and capital letters changed round, and dashes and quotes
    of UTF-8 become a small and two capital letters.
    """
    sample = text[:4096]
    kinds = [category(c) if not c.isascii() else "" for c in sample]
    odd = sum(kind not in _WRITTEN for kind in kinds)
    wrong_case = kinds.count("Lu") > kinds.count("Ll") + _ODD * len(sample)
    inner_capitals = sum(pair == ("Ll", "Lu") for pair in pairwise(kinds))
    return odd <= _ODD * len(sample) and not wrong_case and inner_capitals <= _ODD * (kinds.count("Ll") + 1)


_WRITTEN = frozenset({"", "Ll", "Lu", "Lo", "Lm", "Mn", "Mc", "Nd", "Pd", "Pi", "Pf", "Po", "Zs", "Sc"})
