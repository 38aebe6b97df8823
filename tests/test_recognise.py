"""What is no job page is set aside with its reason; what is one, however torn, is parsed."""

from collections.abc import Callable

import pytest

from jdparse.records import Rejection
from jdparse.sample import SamplePage, page_at, render_bullet, render_dash, render_html
from jdparse.sample.odd import odd_pages
from reading import parsed, read, rejected

HTML = "<html><head><title>{}</title></head><body><main>{}</main></body></html>"

SET_ASIDE = {
    "a challenge": (HTML.format("Just a moment...", "<p>Checking it.</p>"), "not_a_job_page", "challenge_page"),
    "a captcha": (HTML.format("Site", "<h1>Verify you are human</h1>"), "not_a_job_page", "challenge_page"),
    "a 404": (HTML.format("404", "<h1>Not found</h1>"), "not_a_job_page", "error_page"),
    "a 403 as text": ("403 Forbidden\n\nYou may not.", "not_a_job_page", "error_page"),
    "a login wall": (HTML.format("Sign in", "<p>Please sign in to go on.</p>"), "not_a_job_page", "login_page"),
    "a cookie wall": (HTML.format("Site", "<p>We use cookies.</p>"), "not_a_job_page", "cookie_page"),
    "an index of links": (
        HTML.format("All", "".join(f'<li><a href="/jobs/f{n}">Family {n}</a></li>' for n in range(6))),
        "not_a_job_page", "index_page",
    ),
    "an index of levels": ("\n".join(f"P{n} — Level {n}" for n in range(1, 7)), "not_a_job_page", "index_page"),
    "a page of one level alone": ("P1P1 — Entry-Level Professional\nLabel\nSummary.", "unknown_layout", "level header"),
    "an empty template": (
        HTML.format("T", "<h2>What this level means</h2><h2>What you'd do</h2><h2>Skills, knowledge &amp; tools</h2>"),
        "not_a_job_page", "empty_template",
    ),
    "a template that still loads": (
        HTML.format("T", "<h2>What this level means</h2><p>Loading…</p><h2>What you'd do</h2><p>Loading…</p>"),
        "not_a_job_page", "empty_template",
    ),
    "another text": ("The wheel turns and the clay rises.\nThat is all.", "unknown_layout", "none of the known"),
    "another language": (
        "Der Töpfer dreht die Scheibe, während er den Ton mit beiden Händen hochzieht und formt.\n" * 3,
        "language_unsupported", "no English words",
    ),
    "a page of tags without text": ("<html><body><div></div></body></html>", "empty_input", "no text"),
    "nothing": ("", "empty_input", "0 bytes"),
    "white space": (" \n\t\n ", "empty_input", "white space"),
}  # fmt: skip


@pytest.mark.parametrize("what", SET_ASIDE)
def test_what_is_no_job_page_is_set_aside_with_its_reason(what: str) -> None:
    content, reason, detail = SET_ASIDE[what]
    found = rejected(content)
    assert (found.reason, detail in found.detail) == (reason, True), found


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n" + bytes(200), b"%PDF-1.7\n%\xe2\xe3", bytes(range(256)) * 4])
def test_binary_data_is_no_text(content: bytes) -> None:
    assert rejected(content).reason == "not_text"


def test_the_odd_pages_of_the_sample_are_told_apart() -> None:
    found = {name: read(content, url=url).result for name, content, url in odd_pages()}
    reasons = {name: result.reason for name, result in found.items() if isinstance(result, Rejection)}
    assert reasons == {
        "family-index.html": "not_a_job_page",
        "not-found.html": "not_a_job_page",
        "just-a-moment.html": "not_a_job_page",
        "empty.txt": "empty_input",
    }


def test_words_of_an_error_page_on_a_job_page_do_not_make_it_one() -> None:
    page = page_at(0)
    text = render_dash(page).replace(page.duties[0], "Handle 404 and 500 errors; sign in users; CAPTCHA")
    assert parsed(text).page.bullets["duties"].texts[0].startswith("Handle 404")


def test_a_job_page_that_links_to_many_families_is_no_index() -> None:
    html = render_html(page_at(0)).decode()
    links = "".join(f'<a href="https://x.example/f{n}/p1">F{n}</a>' for n in range(40))
    assert parsed(html.replace("<main", f"<div>{links}</div><main", 1)).page.level_code


def test_a_text_that_speaks_of_tags_is_still_a_text() -> None:
    page = page_at(0)
    for render in (render_dash, render_bullet):
        text = render(page).replace(page.skills[0], "Semantic HTML: <main>, <section> and <p> tags")
        found = parsed(text)
        assert found.blocks.rendering != "html"
        assert found.page.bullets["skills"].texts[0] == "Semantic HTML: <main>, <section> and <p> tags"


def test_html_with_something_before_its_first_tag_is_html() -> None:
    html = render_html(page_at(0)).decode()
    for before in ("\n\n  ", "HTTP junk ", "<!-- saved -->", "<?xml version='1.0'?>"):
        assert parsed(before + html).blocks.rendering == "html"


@pytest.mark.parametrize("render", [render_dash, render_bullet])
def test_a_page_cut_anywhere_under_its_first_heading_is_parsed_in_either_text(
    render: Callable[[SamplePage], str],
) -> None:
    text = render(page_at(0))
    start = text.index("What this level means")
    cut = text.index("Complexity")
    assert parsed(text[:cut]).page.cut_off
    assert rejected(text[:start]).reason == "unknown_layout"


def test_more_bullets_than_any_page_has_are_too_many() -> None:
    text = render_dash(page_at(0)).replace("What good", "- more\n" * 100_001 + "What good")
    assert rejected(text).reason == "too_many_bullets"


PAGES = [render_dash(page_at(number)) for number in range(3)]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("\n\n".join(PAGES), id="texts joined"),
        pytest.param("".join(render_html(page_at(number)).decode() for number in range(3)), id="HTML files joined"),
        pytest.param(
            "\n".join(f"URL: https://x.example/{n}\n----\n{text}" for n, text in enumerate(PAGES)), id="marked"
        ),
        pytest.param("\n".join("- text: |\n    " + text.replace("\n", "\n    ") for text in PAGES), id="YAML"),
        pytest.param("\n".join(text.split("\n", 1)[1] for text in PAGES), id="without level headers"),
    ],
)
def test_several_pages_in_one_file_are_no_page(content: str) -> None:
    assert rejected(content).reason == "several_pages"


def test_a_page_that_is_there_twice_or_repeats_its_sections_is_one_page() -> None:
    text = PAGES[0]
    assert parsed(f"{text}\n{text}").page.level_code
    duties = text[text.index("What you") : text.index("What good")]
    assert parsed(text.replace(duties, duties * 3)).page.level_code
    assert parsed(text + "\nWhat this level means\nScope\nOne team")
