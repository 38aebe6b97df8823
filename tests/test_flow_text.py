"""Text that leaves jdparse for Prefect's UI and for logs: shown as it is, never obeyed."""

import json
import logging
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdparse.events import kept_in, log, shown

PAYLOADS = [
    "<img src=x onerror=alert(1)>",
    "[click](https://example.test)",
    "![](https://example.test/pixel.png)",
    "a | b",
    "`code`",
    "line\nbreak",
    "https://example.test and www.example.test and me@example.test",
    "\u202eright to left",
    "\x1b[31mred",
    "# heading",
    "&lt;b&gt;",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_every_mark_of_markdown_is_escaped(plain, payload: str) -> None:
    escaped = plain(payload)
    bare = escaped.replace("\\\\", "")
    for position, character in enumerate(bare):
        if character in "|`[]()<>!#&:./@*_":
            assert bare[position - 1] == "\\", (escaped, character)
    assert "\n" not in escaped
    assert "\x1b" not in escaped
    assert "\u202e" not in escaped


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch):
    """The escaping of the flow's artifacts, without loading Prefect's server."""
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[1] / "flows"))
    from plain_text import plain

    return plain


@given(st.text())
def test_an_event_is_one_line_of_json_whatever_the_page_says(text: str) -> None:
    stream = StringIO()
    with shown(stream, as_json=True):
        log.info("input_set_aside", source=text)
    (line,) = stream.getvalue().splitlines()
    assert line.isascii()
    assert json.loads(line)["source"] == text


@given(st.text())
def test_an_event_is_one_line_of_text_without_control_characters(text: str) -> None:
    stream = StringIO()
    with shown(stream, as_json=False):
        log.info("input_set_aside", source=text)
    assert stream.getvalue().count("\n") == 1
    assert stream.getvalue().rstrip("\n").isprintable()


def test_events_are_quiet_unless_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    log.info("run_started", at=datetime.now(UTC))
    assert capsys.readouterr() == ("", "")


def test_a_log_that_cannot_be_kept_is_a_problem_and_no_error(tmp_path: Path) -> None:
    problems: list[str] = []
    with kept_in(tmp_path / "missing" / "log.jsonl", problems):
        log.info("run_started")
    assert len(problems) == 1


def test_a_log_on_a_full_disk_is_given_up_once(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    problems: list[str] = []
    with kept_in(Path("/dev/full"), problems):
        log.info("run_started")
        log.info("run_ended")
    assert len(problems) == 1
    assert not logging.getLogger("jdparse").handlers
