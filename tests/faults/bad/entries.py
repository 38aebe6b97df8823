"""e18, e21–e23: files that are called something else, files that are none, and names that are traps."""

import gzip
import io
import json
import os
import socket
import stat
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from faults.bad.case import Case, Entry, SamplePage, dash, html
from faults.bad.packed import answer


def parquet_of(page: SamplePage) -> bytes:
    packed = io.BytesIO()
    pq.write_table(pa.table({"url": ["https://x.example/parquet/p1"], "html": [html(page)]}), packed)
    return packed.getvalue()


MISNAMED = [
    Case("e18-gzip.html", lambda p: gzip.compress(html(p).encode())),
    Case("e18-html.warc", html),
    Case("e18-html.warc.gz", html),
    Case("e18-text.gz", dash),
    Case("e18-text.html", dash),
    Case("e18-html.txt", html),
    Case("e18-html.parquet", html),
    Case("e18-html.csv", html),
    Case("e18-html.pdf", html),
    Case("e18-records.html", lambda p: json.dumps({"url": None, "html": html(p)}) + "\n"),
    Case("e18-archive.html", lambda p: answer("X-Note: none", html(p).encode(), "archived")),
    Case("e18-archive.txt.gz", lambda p: gzip.compress(answer("X-Note: none", html(p).encode(), "packed"))),
    Case("e18-table.html", parquet_of),
    Case("e18-no-extension", html),
    Case("e18-two.html.txt.gz", html),
]


def link_to(target: str) -> Entry:
    return lambda path, _: path.symlink_to(target)


def listening(path: Path, _: SamplePage) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(path.parent)  # a socket's path may have 107 bytes
        try:
            server.bind(path.name)
        finally:
            os.chdir(here)


def folder_called_like_a_page(path: Path, page: SamplePage) -> None:
    path.parent.mkdir()
    path.write_text(dash(page), encoding="utf-8")


def device(path: Path, _: SamplePage) -> None:
    os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))


NOT_REGULAR = [
    Case(f"e22-{name}", None, "not_regular", entry=entry)
    for name, entry in {
        "link-inside.html": link_to("good-00"),
        "link-outside.html": link_to("/etc/hostname"),
        "link-to-a-folder": link_to("."),
        "link-up": link_to(".."),
        "link-loop.html": link_to("e22-link-loop.html"),
        "dangling.html": link_to("nowhere"),
        "link-to-zero.html": link_to("/dev/zero"),
        "link-to-random": link_to("/dev/urandom"),
        "link-to-terminal": link_to("/dev/tty"),
        "link-to-stdin": link_to("/proc/self/fd/0"),
        "pipe.html": lambda path, _: os.mkfifo(path),
        "socket.html": listening,
    }.items()
] + [
    Case("e22-folder.html", None, entry=folder_called_like_a_page, file="e22-folder.html/page"),
    Case("e22-kernel-file", None, "not_regular|empty_input|unreadable", entry=link_to("/proc/self/environ")),
]
DEVICE = Case("e22-device.html", None, "not_regular", entry=device)
"""Only root can make one, and not on every file system."""


def called(what: str, name: str | bytes) -> Case:
    return Case(f"e23-{what}", dash, file=os.fsdecode(name))


NAMES = [
    called("new-line", "two\nlines.txt"),
    called("no-utf-8", b"caf\xe9 \xff\xfe.txt"),
    called("longest", "n" * 255),
    called("dash", "-rf"),
    called("two-dashes", "--help"),
    called("formula", "=cmd|'calc'!A0"),
    called("plus", "+1+1"),
    called("at", "@SUM(A1)"),
    called("markup", "<img src=x onerror=alert(1)>"),
    called("quotes", "\"'`$(id)`;drop table x;--"),
    called("markdown", "[a](b) | `c` **d**"),
    called("template", "{{7*7}}{% x %}"),
    called("escape", "\x1b[31mred\x07"),
    called("override", "abc\u202egnp.exe"),
    called("blanks-around", " page "),
    called("tab-first", "\tpage"),
    called("glob", "*[a-z]?.html"),
    called("percent", "100%25 %s %n.html"),
    called("back-slash", "a\\b"),
    called("not-composed", "cafe\u0301.txt"),
    called("emoji", "👩🏽‍🚀.txt"),
    called("windows", "CON.txt"),
    called("sql", "x'); DROP TABLE pages;--"),
    called("dot-last", "page."),
    called("zero-width", "a\u200bb.txt"),
]

CASES = [*MISNAMED, *NOT_REGULAR, *NAMES]
