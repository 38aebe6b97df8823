"""What stands around `main` on a crawled page: navigation, icons, scripts, data blobs, footer."""

from dataclasses import dataclass
from functools import cache

_SHELF_WORDS = (
    "Agriculture", "Aviation", "Banking", "Biology", "Chemistry", "Construction", "Defense", "Design", "Education",
    "Energy", "Finance", "Fisheries", "Forestry", "Gaming", "Government", "Health", "Hospitality", "Insurance",
    "Legal", "Logistics", "Manufacturing", "Marine", "Media", "Mining", "Mobility", "Museums", "Nonprofit",
    "Pharmacy", "Policy", "Publishing", "Rail", "Retail", "Robotics", "Security", "Software", "Space", "Sports",
    "Steel", "Telecom", "Textiles", "Tourism", "Transit", "Utilities", "Veterinary", "Water", "Wind",
)  # fmt: skip

_LOGO = (
    '<svg width="28" height="28" viewBox="0 0 28 28" fill="none" aria-hidden="true">'
    '<path d="M4 24V4h3v17h14v3H4Z" fill="currentColor"></path><path d="M11 17V9h3v8h-3Zm6 0V5h3v12h-3Z"></path></svg>'
)
_HEADER = (
    f'<header class="site-header"><div class="bar"><a href="/" class="brand">{_LOGO}<span>Ladderbook</span></a>'
    '<nav class="top-nav"><a href="/families">Families</a><a href="/levels">Levels</a><a href="/compare">Compare</a>'
    '<a href="/about">About</a></nav></div></header>'
).encode()
_FOOTER = (
    '<footer class="site-footer"><p>© Ladderbook. Job ladders for everyone.</p>'
    '<a href="/privacy">Privacy</a> <a href="/terms">Terms</a></footer>'
).encode()
_STYLE = (
    "<style>.badge-{n}{{border-radius:{n}px;padding:{n}px 8px;background:hsl({n} 40% 92%)}}"
    "@media (min-width:{n}0px){{.grid-{n}{{grid-template-columns:repeat({n},minmax(0,1fr))}}}}</style>"
)
_SCRIPT = (
    '<script>/* chunk {n} */(self.__ladder=self.__ladder||[]).push([[{n}],{{{n}:function(e,t,r){{"use strict";'
    "var n=r({m}),o=n&&n.length?n.map(function(x){{return x<{n}?x+1:x}}):[];if(o.length>{n})"
    '{{t.exports={{id:"c{n}",deps:[{m},{n}],load:function(){{return o.reduce((a,b)=>a+b,0)}}}}}}}}}}]);'
    "</script>"
)
_BLOB = '<script type="application/json" id="shelf-{n}">{{"shelf":{n},"families":[{rows}],"next":null}}</script>'
_BLOB_ROW = (
    '{{"id":{k},"slug":"{low}-operations-{k}","name":"{name} Operations","levels":["P1","P2","P3","M1"],'
    '"note":"<main> of {name} & others"}}'
)
_MENU = '<div class="shelf"><h3>{name}</h3><ul class="shelf-list">{links}</ul></div>'
_COMMENT = "<!-- shelf {n}: rendered from cache, region {name}, do not edit -->"


@dataclass(frozen=True, slots=True)
class Before:
    """Furniture ahead of `main`, in the document's head and body."""

    head: bytes
    body: bytes


def _blob(n: int) -> str:
    rows = (_BLOB_ROW.format(k=n * 100 + k, low=w.lower(), name=w) for k, w in enumerate(_SHELF_WORDS))
    return _BLOB.format(n=n, rows=",".join(rows))


def _menu(n: int) -> str:
    words = [_SHELF_WORDS[(n * 7 + k) % len(_SHELF_WORDS)] for k in range(6)]
    links = "".join(f'<li><a href="/shelf/{w.lower()}-{n}">{w}</a></li>' for w in words)
    return _MENU.format(name=words[0], links=links)


@cache
def _menus() -> tuple[bytes, bytes]:
    top = "".join(_menu(n) + _COMMENT.format(n=n, name=_SHELF_WORDS[n]) for n in range(9))
    bottom = "".join(_menu(n) for n in range(9, 15))
    return f'<nav class="shelf-nav">{top}</nav>'.encode(), f'<div class="shelves">{bottom}</div>'.encode()


@cache
def _blocks() -> tuple[bytes, ...]:
    """Script and data blocks of about 0.4 to 6 kB that fill a page up, in a fixed order."""
    scripts = [_SCRIPT.format(n=n, m=n * 3 + 1) for n in range(1, 41)]
    blobs = [_blob(n) for n in range(8)]
    return tuple(block.encode() for n in range(8) for block in (blobs[n], *scripts[n * 5 : n * 5 + 5]))


def around(index: int, room: int) -> tuple[Before, bytes]:
    """Furniture of about `room` bytes, a little different on each page: (before `main`, after it)."""
    body, footer = _HEADER, _FOOTER
    if room < 2_000:
        return Before(b"", body), footer
    top, bottom = _menus()
    early = [_STYLE.format(n=index % 90 + 1).encode()]
    late: list[bytes] = []
    room -= len(body) + len(footer)
    if room > len(top) + len(bottom):
        body, footer = body + top, footer.replace(b"<p>", bottom + b"<p>")
        room -= len(top) + len(bottom)
    blocks = _blocks()
    turn = index
    while room > 0:
        block = blocks[turn % len(blocks)]
        (early if turn % 4 == 0 else late).append(block)
        room -= len(block)
        turn += 1
    return Before(b"".join(early), body), footer + b"".join(late)
