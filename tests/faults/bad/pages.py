"""e26–e28: pages that are no job pages, job pages that are not whole, and pages in other languages."""

from faults.bad.case import Case, SamplePage, dash
from jdparse.sample.page import heading_texts

SHELL = "<html><head><title>{}</title></head><body><main>{}</main></body></html>"


def page_of(title: str, body: str) -> str:
    return SHELL.format(title, body)


NO_JOB_PAGES = [
    Case(f"e26-{name}", lambda _, content=content: content, "not_a_job_page", says=kind)
    for name, kind, content in (
        ("captcha", "challenge_page", page_of("Site", "<h1>Please solve the CAPTCHA</h1><form><input></form>")),
        ("robot", "challenge_page", page_of("Site", "<p>Are you a robot?</p>")),
        ("just-a-moment", "challenge_page", page_of("Just a moment...", "<p>Checking your browser</p>")),
        ("human", "challenge_page", page_of("Site", "<h2>Verify you are human</h2>")),
        ("enable-javascript", "challenge_page", page_of("x.example", "<p>Enable JavaScript and cookies to continue</p>")),
        ("attention", "challenge_page", page_of("Attention Required!", "<h1>Sorry, you have been blocked</h1>")),
        ("403", "error_page", page_of("403 Forbidden", "<h1>403 Forbidden</h1><hr><p>nginx</p>")),
        ("404", "error_page", page_of("404", "<h1>Page not found</h1>")),
        ("404-text", "error_page", "404 Not Found\n\nThe requested page was not found on this server.\n"),
        ("410", "error_page", page_of("Gone", "<h1>This page is no longer available</h1>")),
        ("429", "error_page", page_of("Error", "<h1>429 Too Many Requests</h1>")),
        ("500", "error_page", page_of("500", "<h1>Internal Server Error</h1>")),
        ("502", "error_page", page_of("x", "<center><h1>502 Bad Gateway</h1></center><hr>")),
        ("503", "error_page", page_of("Maintenance", "<h1>Service unavailable</h1>")),
        ("oops", "error_page", page_of("Oops", "<p>Something went wrong.</p>")),
        ("access-denied", "error_page", page_of("Access Denied", "<p>Reference #18.2</p>")),
        ("login", "login_page", page_of("Sign in", "<form><p>Please sign in to continue.</p></form>")),
        ("log-in", "login_page", page_of("Ladders", "<h1>Log in to your account</h1>")),
        ("subscribe", "login_page", page_of("Ladders", "<p>Subscribe to continue reading</p>")),
        ("session", "login_page", page_of("Ladders", "<p>Your session has expired.</p>")),
        ("cookies", "cookie_page", page_of("Ladders", "<h2>We use cookies</h2><p>Accept all cookies</p>")),
        ("before-you-continue", "cookie_page", page_of("Before you continue", "<p>To the site</p>")),
        ("index", "index_page", page_of("All", "".join(f'<a href="/jobs/f{n}">F {n}</a>' for n in range(9)))),
        ("levels", "index_page", "\n".join(f"P{n} — Level {n}" for n in range(1, 7))),
        ("empty-template", "empty_template",
         page_of("T", "<h2>What this level means</h2><h2>What you'd do</h2><h2>What good looks like</h2>")),
        ("skeleton", "empty_template",
         page_of("T", "<h2>What this level means</h2><p>Loading…</p><h2>What you'd do</h2><p>Loading…</p>")),
    )
] + [
    Case("e26-level-header-alone", lambda p: dash(p).split("\n")[0], "unknown_layout|not_a_job_page"),
    Case("e26-words-on-a-job-page", lambda p: dash(p).replace(p.duties[0], p.duties[0] + "\n- Handle 404s and sign in", 1)),
]  # fmt: skip


def without(*names: str):
    """The page as text without those sections."""

    def make(page: SamplePage) -> str:
        heads = heading_texts(page.look)
        known = {heading.replace("&amp;", "&"): name for name, heading in heads.items()}
        kept, skipping = [], False
        for line in dash(page).split("\n"):
            if line in known:
                skipping = known[line] in names
            if not skipping:
                kept.append(line)
        return "\n".join(kept)

    return make


def heading(page: SamplePage, name: str) -> str:
    return heading_texts(page.look)[name].replace("&amp;", "&")


def swapped(page: SamplePage) -> str:
    """The duties behind the skills."""
    text = dash(page)
    first, second, third = (text.index("\n" + heading(page, name)) for name in ("duties", "skills", "qualifications"))
    return text[:first] + text[second:third] + text[first:second] + text[third:]


def twice(page: SamplePage) -> str:
    text = dash(page)
    first, second = (text.index("\n" + heading(page, name)) for name in ("skills", "qualifications"))
    return text[:second] + text[first:second] + text[second:]


TORN = [
    Case("e27-no-level-section", without("level"), warns=("section_missing",)),
    Case("e27-no-duties", without("duties"), warns=("section_missing",), duties=False),
    Case("e27-no-skills", without("skills"), warns=("section_missing",)),
    Case("e27-no-qualifications", without("qualifications"), warns=("section_missing",)),
    Case("e27-no-pay", without("pay"), warns=("section_missing", "page_cut_off")),
    Case("e27-lists-alone", without("level", "pay", "titles"), warns=("section_missing",)),
    Case("e27-reordered", swapped, warns=("section_out_of_order",)),
    Case("e27-twice", twice, warns=("section_repeated",)),
    Case("e27-renamed", lambda p: dash(p).replace(heading(p, "skills"), "Tools of the trade"), warns=("section_missing",),
         duties=False),
    Case("e27-capitals", lambda p: dash(p).replace(heading(p, "duties"), heading(p, "duties").upper())),
    Case("e27-no-level-header", lambda p: dash(p).split("\n", 1)[1], warns=("level_missing",)),
    Case("e27-unknown-level", lambda p: dash(p).replace(2 * p.level.code, "Q9Q9", 1), warns=("level_unknown",)),
    Case("e27-badge-differs", lambda p: dash(p).replace(2 * p.level.code, "P8" + p.level.code, 1), warns=("level_differs",)),
    Case("e27-empty-duties", lambda p: dash(p).replace("".join(f"\n- {duty}" for duty in p.duties), "", 1),
         warns=("section_empty",), duties=False),
    Case("e27-cut-in-the-duties", lambda p: dash(p)[: dash(p).index(p.duties[-1])], warns=("page_cut_off",), duties=False),
    Case("e27-unknown-section", lambda p: dash(p).replace(heading(p, "pay"), "Perks\n- Free bread\n" + heading(p, "pay")),
         warns=("leftover_lines",)),
    Case("e27-pages-joined", lambda p: dash(p) + "\n" + dash(p), warns=("section_repeated",), duties=False),
]  # fmt: skip

GERMAN = """S2 — Sachbearbeitung
Die Stelle umfasst folgende Aufgaben:
- Plant Schichten und prüft Rechnungen der Lieferanten
- Schult neue Mitarbeiter bei der täglichen Arbeit
Anforderungen
- Abgeschlossene Ausbildung oder mehrjährige Erfahrung
"""
LANGUAGES = [
    Case(f"e28-{name}", lambda _, text=text: text, "language_unsupported")
    for name, text in {
        "german": GERMAN * 3,
        "japanese": "職務の内容\n・窯を温める\n・生地をこねて形を整える\n・焼き上がりを確認して記録する\n" * 6,
        "arabic": "وصف الوظيفة\n- يخبز الخبز كل صباح\n- يدرب الزملاء الجدد على العمل اليومي\n" * 6,
        "russian": "Обязанности\n- Печёт хлеб каждое утро\n- Обучает новых сотрудников\n" * 6,
        "french-html": "<html><body><main>" + "<p>Prépare les pâtes et forme les nouveaux collègues</p>" * 12,
    }.items()
] + [
    Case("e28-english-headings", lambda p: dash(p).replace(p.duties[0], "Plant Schichten und prüft Rechnungen", 1),
         has=("Plant Schichten und prüft Rechnungen",), duties=False),
]  # fmt: skip

CASES = [*NO_JOB_PAGES, *TORN, *LANGUAGES]
