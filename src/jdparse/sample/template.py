"""One HTML skeleton for every invented page; two common extractors turn it into the two text renderings."""

from html import escape

from jdparse.sample.furniture import around
from jdparse.sample.levels import DIMENSIONS
from jdparse.sample.page import OLDER, SITE, Look, SamplePage, heading_texts

_H2 = '<h2 class="text-lg font-semibold tracking-tight text-slate-900">'
_ITEM = '<li class="flex items-start gap-2">'
_CHIP = '<span class="inline-flex rounded-full border px-3 py-1 text-sm text-slate-700">'
_CARD = '<section class="rounded-xl border bg-white p-6">'

# How the site sets its links to other families: (frame, one link). Both extractors drop the names in each of them.
RELATED_MARKUP = {
    "nav": (
        '<nav class="mt-3 flex gap-2 family-nav">{links}</nav>',
        '<a class="hover:underline" href="{href}">{name}</a>',
    ),
    "list": ('<ul class="mt-3 space-y-1">{links}</ul>', '<li><a class="hover:underline" href="{href}">{name}</a></li>'),
    "cards": (
        '<div class="mt-3 grid gap-2">{links}</div>',
        '<a class="rounded border" href="{href}"><div>{name}</div></a>',
    ),
}


def text(value: str) -> str:
    """Text as it stands between tags."""
    return escape(value, quote=False)


def _head(page: SamplePage) -> str:
    label = f'<h1 class="mt-4 text-3xl font-bold">{text(page.label)}</h1>' if page.label else ""
    summary = f'<p class="mt-2 max-w-prose text-slate-600">{text(page.summary)}</p>' if page.summary else ""
    return (
        f'<div class="flex items-center gap-3"><span class="badge badge-{page.level.track.lower()}">{page.level.code}'
        f'</span><span class="text-sm text-slate-500">{text(page.level_header)}</span></div>{label}{summary}'
    )


def _level(page: SamplePage, heading: str) -> str:
    rows = "".join(
        f'<div class="py-2"><dt class="text-slate-500">{name}</dt><dd class="font-medium">{text(value)}</dd></div>'
        for name, value in zip(DIMENSIONS, page.level.dimensions, strict=True)
    )
    return (
        f'{_CARD}{_H2}{heading}</h2><p class="mt-1 text-slate-600">{text(page.level.tagline)}</p>'
        f'<dl class="mt-4 divide-y">{rows}</dl></section>'
    )


def _list(heading: str, bullets: tuple[str, ...]) -> str:
    if not bullets:
        return ""
    items = "".join(f"{_ITEM}{text(bullet)}</li>" for bullet in bullets)
    return f'{_CARD}{_H2}{heading}</h2><ul class="mt-3 space-y-2">{items}</ul></section>'


def _titles(page: SamplePage, heading: str) -> str:
    if not page.titles:
        return ""
    chips = "".join(f"{_CHIP}{text(chip.title)}</span>" for chip in page.titles)
    return f'{_CARD}{_H2}{heading}</h2><div class="mt-3 flex flex-row gap-2">{chips}</div></section>'


def _pay(page: SamplePage, heading: str) -> str:
    # The site's framework splits running text with empty comments; extractors see three text nodes.
    mark = f"<span>{text(page.soc_mark.strip())}</span>" if page.soc_mark else ""
    space = " " if page.soc_mark.startswith(" ") else ""
    soc = (
        f'<p class="mt-3 text-sm">O*NET / SOC: <span class="font-mono">{page.soc.code}<!-- --> — <!-- -->'
        f"{text(page.soc.title)}</span>{space}{mark}</p>"
    )
    sentence = f'<p class="mt-3 text-slate-600">{text(page.pay_text)}</p>'
    body = soc + sentence if page.look.version == OLDER else sentence + soc
    return f"{_CARD}{_H2}{heading}</h2>{body}</section>"


def _related(page: SamplePage, heading: str) -> str:
    if not page.related:
        return ""
    frame, link_frame = RELATED_MARKUP[page.look.related_as]
    links = "".join(link_frame.format(href=f"{SITE}/{link.slug}", name=text(link.name)) for link in page.related)
    return f"{_CARD}{_H2}{heading}</h2>{frame.format(links=links)}</section>"


def _heading(look: Look, heading: str) -> str:
    # Browsers take a lone ampersand as it is, so some pages never escape it.
    return heading if look.bare and look.ampersand == "&" else text(heading)


def render_main(page: SamplePage) -> str:
    """The `main` element: everything the page says."""
    heads = {name: _heading(page.look, heading) for name, heading in heading_texts(page.look).items()}
    return (
        '<main class="mx-auto max-w-5xl px-4 py-10"><div class="job-level"><div class="level-top">'
        f"{_head(page)}</div>"
        '<div class="mt-8 grid gap-6">'
        f"{_level(page, heads['level'])}"
        f"{_list(heads['duties'], page.duties)}"
        f"{_list(heads['skills'], page.skills)}"
        f"{_list(heads['qualifications'], page.qualifications)}"
        f"{_titles(page, heads['titles'])}"
        f"{_pay(page, heads['pay'])}"
        f"{_related(page, heads['related'])}"
        "</div></div></main>"
    )


def render_html(page: SamplePage, size: int = 0) -> bytes:
    """The whole page in UTF-8, padded with scripts, navigation and data blobs to about `size` bytes.

    A size below what the page itself needs (7 to 12 kB) gives the compact page.
    """
    main = render_main(page).encode()
    title = f"<title>{text(page.page_title)}</title>"
    canonical = f'<link rel="canonical" href="{escape(page.url)}">' if page.url else ""
    before, after = around(page.index, size - len(main))
    head = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{canonical}{'' if page.look.title_in_body else title}"
    )
    tail = title if page.look.title_in_body else ""
    middle = (before.head, b"</head><body>", before.body, main, tail.encode(), after)
    return b"".join((head.encode(), *middle, b"</body></html>"))
