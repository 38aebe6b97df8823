"""e01–e09, e19, e20: bytes that are no text, or text in disguise."""

import bz2
import gzip
import io
import lzma
import pickle
import random
import tarfile
import zipfile
from collections.abc import Callable

from faults.bad.case import Case, SamplePage, dash, html, in_first_duty

CUT, REPLACED, CONTROLS = "encoding_truncated", "encoding_replaced", "control_characters_removed"
MARKS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff", "utf-32-le": b"\xff\xfe\0\0", "utf-32-be": b"\0\0\xfe\xff"}


def constant(content: bytes) -> Callable[[SamplePage], bytes]:
    return lambda _: content


def tar_of(page: SamplePage) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("page.txt"), io.BytesIO(dash(page).encode()))
    return packed.getvalue()


def zip_of(page: SamplePage) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("page.html", html(page))
    return packed.getvalue()


NOTHING = [
    Case(f"e01-{name}", constant(content), "empty_input")
    for name, content in {
        "empty": b"",
        "white-space": b" \n\t\r\n ",
        "line-ends": b"\n" * 5000,
        "byte-order-mark": b"\xef\xbb\xbf",
        "two-byte-order-marks": b"\xef\xbb\xbf" * 2,
        "utf-16-mark": b"\xff\xfe",
        "hard-spaces": "\u00a0\u2003\u3000".encode(),
        "empty-gzip": gzip.compress(b""),
        "empty-bzip2": bz2.compress(b""),
        "html-without-text": b"<!doctype html><html><head><title></title></head><body><div></div></body></html>",
        "html-of-comments": b"<html><!-- P1 -->" + b"<!-- x -->" * 50 + b"</html>",
        "an-open-tag": b"<!DOCTYPE html><html lchtml lang",
        "form-feeds": b"\x0c\x0b\n",
    }.items()
]  # fmt: skip

BINARY = [
    Case(f"e02-{name}", content, "not_text")
    for name, content in {
        "random": constant(random.Random(1).randbytes(5000)),
        "random-short": constant(random.Random(2).randbytes(64)),
        "png": constant(b"\x89PNG\r\n\x1a\n" + random.Random(3).randbytes(800)),
        "jpeg": constant(b"\xff\xd8\xff\xe0\0\x10JFIF" + random.Random(4).randbytes(800)),
        "gif": constant(b"GIF89a\x01\0\x01\0\x80\0\0"),
        "pdf": constant(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"),
        "zip": zip_of,
        "tar": tar_of,
        "xz": lambda page: lzma.compress(dash(page).encode()),
        "program": constant(b"\x7fELF\x02\x01\x01" + bytes(60)),
        "pickle": constant(pickle.dumps(dict.fromkeys(map(str, range(50)), 1.5))),
        "zeros": constant(bytes(4096)),
        "all-bytes": constant(bytes(range(256)) * 8),
        "padded-page": lambda page: dash(page).encode() + bytes(60_000),
    }.items()
]  # fmt: skip

CUT_ENDS = [
    Case("e03-cut-dash-1", lambda p: (dash(p) + "\n–").encode()[:-2], decoded_with="utf-8", warns=(CUT,)),
    Case("e03-cut-dash-2", lambda p: (dash(p) + "\n–").encode()[:-1], decoded_with="utf-8", warns=(CUT,)),
    Case("e03-cut-emoji", lambda p: (dash(p) + "\n😀").encode()[:-1], decoded_with="utf-8", warns=(CUT,)),
    Case("e03-cut-html", lambda p: (html(p) + "é").encode()[:-1], decoded_with="utf-8", warns=(CUT,)),
]

BAD_BYTES = [
    Case("e04-bad-byte", lambda p: in_first_duty(dash(p), p, "\0").encode().replace(b"\0", b"\xff"),
         decoded_with="utf-8", warns=(REPLACED,)),
    Case("e04-bad-byte-html", lambda p: in_first_duty(html(p), p, "\0").encode().replace(b"\0", b"\xfe"),
         decoded_with="utf-8", warns=(REPLACED,)),
    Case("e04-overlong", lambda p: in_first_duty(dash(p), p, "\0").encode().replace(b"\0", b"\xc0\xaf"),
         decoded_with="utf-8", warns=(REPLACED,)),
    Case("e04-surrogate", lambda p: in_first_duty(dash(p), p, "\ud800").encode("utf-8", "surrogatepass"),
         decoded_with="utf-8", warns=(REPLACED,)),
    Case("e04-beyond-unicode", lambda p: in_first_duty(dash(p), p, "\0").encode().replace(b"\0", b"\xf4\x90\x80\x80"),
         decoded_with="utf-8", warns=(REPLACED,)),
]  # fmt: skip


def without_a_byte(content: bytes) -> bytes:
    middle = len(content) // 2 | 1
    return content[:middle] + content[middle + 1 :]


WIDE = [
    case
    for codec, mark in MARKS.items()
    for form, render in {"text": dash, "html": html}.items()
    for case in (
        Case(f"e05-{codec}-{form}-marked", lambda p, c=codec, m=mark, r=render: m + r(p).encode(c), decoded_with=codec),
        Case(f"e05-{codec}-{form}-bare", lambda p, c=codec, r=render: r(p).encode(c), decoded_with=codec),
        Case(f"e05-{codec}-{form}-cut", lambda p, c=codec, m=mark, r=render: (m + r(p).encode(c))[:-1],
             decoded_with=codec, warns=(CUT,)),
        Case(f"e05-{codec}-{form}-shifted", lambda p, c=codec, r=render: r(p).encode(c)[1:],
             "encoding_unknown|not_text"),
        Case(f"e05-{codec}-{form}-byte-lost", lambda p, c=codec, m=mark, r=render: m + without_a_byte(r(p).encode(c)),
             "encoding_unknown|not_text"),
    )
] + [
    Case(f"e05-japanese-{codec}-bare", lambda _, c=codec: ("職務の内容を説明する文章です。\n" * 40).encode(c),
         "encoding_unknown|not_text|language_unsupported")
    for codec in ("utf-16-le", "utf-16-be")
]  # fmt: skip


def mixed(page: SamplePage) -> bytes:
    """UTF-8 in which one line was pasted from a cp1252 file."""
    return dash(page).encode() + b"\nSay \x93hello\x94"


SINGLE_BYTE = [
    Case("e06-cp1252", lambda p: in_first_duty(dash(p), p, "“x” – it’s ").encode("cp1252"), decoded_with="cp1252"),
    Case("e06-cp1252-html", lambda p: in_first_duty(html(p), p, "“x” – ").encode("cp1252"), decoded_with="cp1252"),
    Case("e06-cp1252-declared-latin-1", lambda p: html(p).replace('"utf-8"', '"latin-1"').encode("cp1252"),
         decoded_with="cp1252"),
    Case("e06-cp1252-undefined-byte", lambda p: dash(p).encode("cp1252") + b"\n\x81", duties=False,
         becomes="parsed|encoding_unknown"),
    Case("e06-mixed", mixed, decoded_with="utf-8", warns=(REPLACED,)),
]  # fmt: skip

LIES = [
    Case(f"e07-meta-{lie}", lambda p, lie=lie: html(p).replace('charset="utf-8"', f'charset="{lie}"'),
         decoded_with="utf-8")
    for lie in ("latin-1", "utf-16", "utf-16le", "bogus", "utf-7", "x-user-defined", "shift_jis", "cp037", "hz", "rot13")
] + [
    Case("e07-true-utf-7", lambda p: b"<meta charset=utf-7><p>+ADw-script+AD4-</p>" + html(p).encode(),
         decoded_with="utf-8"),
    Case("e07-lie-and-bad-byte", lambda p: html(p).replace('"utf-8"', '"latin-1"').encode() + b"\xff",
         decoded_with="utf-8", warns=(REPLACED,)),
    Case("e07-two-declarations", lambda p: html(p).replace("<head>", "<head><meta charset=koi8-r>"),
         decoded_with="utf-8"),
]  # fmt: skip

CONTROL = [
    Case("e08-nul", lambda p: in_first_duty(dash(p), p, "\0"), warns=(CONTROLS,)),
    Case("e08-nul-html", lambda p: in_first_duty(html(p), p, "\0"), warns=(CONTROLS,)),
    Case("e08-nul-first", lambda p: "\0" + dash(p), warns=(CONTROLS,)),
    Case("e08-escape", lambda p: in_first_duty(dash(p), p, "\x1b[31m\x07"), warns=(CONTROLS,)),
    Case("e08-c1", lambda p: in_first_duty(dash(p), p, "\x80\x9b\x9f"), warns=(CONTROLS,)),
    Case("e08-nul-in-a-tag", lambda p: html(p).replace("<ul", "<u\0l", 1), warns=(CONTROLS,)),
    Case("e09-mark", lambda p: b"\xef\xbb\xbf" + dash(p).encode(), decoded_with="utf-8-sig"),
    Case("e09-two-marks", lambda p: b"\xef\xbb\xbf" * 2 + dash(p).encode(), decoded_with="utf-8-sig"),
    Case("e09-mark-html", lambda p: b"\xef\xbb\xbf" + html(p).encode(), decoded_with="utf-8-sig"),
    Case("e09-mark-inside", lambda p: in_first_duty(dash(p), p, "\ufeff")),
    Case("e09-mark-at-headings", lambda p: dash(p).replace("\nSkills", "\n\ufeffSkills").replace("\nWhat", "\n\ufeffWhat")),
]  # fmt: skip


def said(text: str) -> Callable[[SamplePage], str]:
    """An HTML page with one more duty, given as HTML."""
    return lambda page: html(page).replace("<ul", f"<ul><li>{text}</li></ul><ul", 1)


ENTITIES = [
    Case(f"e19-{name}", said(written), has=(read,))
    for name, written, read in (
        ("double", "Mix &amp;lt;b&amp;gt; dough", "Mix &lt;b&gt; dough"),
        ("double-ampersand", "Oil &amp;amp; salt", "Oil &amp; salt"),
        ("script", "Bake &lt;script&gt;alert(1)&lt;/script&gt;", "Bake <script>alert(1)</script>"),
        ("zero", "Knead&#0; dough", "Knead\ufffd dough"),
        ("beyond-unicode", "Roll&#x110000; dough", "Roll\ufffd dough"),
        ("surrogate", "Rest&#xD800; dough", "Rest\ufffd dough"),
        ("no-semicolon", "Weigh&nbsp2 kg", "Weigh 2 kg"),
        ("unknown", "Stir &flour; slowly", "Stir &flour; slowly"),
        ("control", "Cut&#7; rolls", "Cut rolls"),
        ("cp1252", "Wrap &#147;buns&#148;", "Wrap “buns”"),
        ("ampersand-alone", "R&D & AT&T", "R&D & AT&T"),
    )
]

UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b"))
"""A page with a soft hyphen or a blank of no width says what it says without; a joiner makes other letters."""

SIGNS = [
    Case(f"e20-{name}", said(written), has=(written.translate(UNSEEN),))
    for name, written in {
        "arabic": "اكتب التقارير اليومية",
        "hebrew-and-latin": "כתיבת SQL ודוחות",
        "override": "Bake \u202edaerb",
        "isolate": "Bake \u2066rye\u2069 bread",
        "zero-width": "Bake\u200b rye\u200dbread",
        "soft-hyphen": "Bake sour\u00addough",
        "homoglyph": "Ваkе bread",  # the first letters are Cyrillic
        "emoji": "Greet 👩🏽‍🚀 and 🇨🇭 guests",
        "beyond-bmp": "Read 𝔊𝔬𝔱𝔥𝔦𝔠 recipes",
        "private-use": "Press \ue000 to bake",
        "ideographs": "窯を温める",
    }.items()
] + [
    Case("e20-combining-marks", lambda p: in_first_duty(dash(p), p, "o" + "\u0301" * 100_000)),
    Case("e20-marks-out-of-order", lambda p: in_first_duty(dash(p), p, "o" + "\u0301\u0316" * 50_000)),
    Case("e20-marks-html", lambda p: in_first_duty(html(p), p, "o" + "\u0301\u0316\u0327" * 33_000)),
    Case("e20-zero-width-at-headings", lambda p: dash(p).replace("\nWhat", "\n\u200bWhat").replace("\nSkills", "\n\u2060Skills")),
    Case("e20-invisible-bullets", lambda p: dash(p).replace("\n- ", "\n- \u200b\n- \u2060\n- \ufeff\n- \u00ad\n- \u3164\n- ", 9)),
    Case("e20-invisible-items", said("\u200b</li><li>\u200e\u200f</li><li>&#8203;</li><li>&zwnj;")),
    Case("e20-line-separators", lambda p: in_first_duty(dash(p), p, "\u2028 \u2029")),
]  # fmt: skip

CASES = [
    *NOTHING, *BINARY, *CUT_ENDS, *BAD_BYTES, *WIDE, *SINGLE_BYTE, *LIES, *CONTROL, *ENTITIES, *SIGNS,
]  # fmt: skip
