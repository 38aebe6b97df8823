"""Bytes become text in a stated order, the decision is recorded, and nothing is guessed into rows."""

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jdparse.sources import decode
from jdparse.sources.decode import Decoded

PAGE = (
    "P1P1 — Entry-Level Professional\nClerk\nSorts the day’s post. Files it · daily.\n- Scope\n- Own desk\n- 0–2 yrs\n"
)
GERMAN = "Übersicht der Stellen\nPrüft Anträge für größere Vorhaben und schreibt Rückfragen.\n"


def codes(decoded: Decoded) -> list[tuple[str, str | None]]:
    return [(warning.code, warning.text) for warning in decoded.warnings]


def test_strict_utf8_is_taken_as_it_is() -> None:
    found = decode(PAGE.encode())
    assert found == (PAGE, PAGE.encode(), "utf-8", (), None)


@pytest.mark.parametrize(
    ("codec", "recorded"),
    [
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16-le"),
        ("utf-32", "utf-32-le"),
    ],
)
def test_a_byte_order_mark_decides_and_is_not_part_of_the_text(codec: str, recorded: str) -> None:
    found = decode(PAGE.encode(codec))
    assert (found.text, found.decoded_with, found.warnings) == (PAGE, recorded, ())


def test_big_endian_marks_are_known_too() -> None:
    assert decode(b"\xfe\xff" + PAGE.encode("utf-16-be")).text == PAGE
    assert decode(b"\0\0\xfe\xff" + PAGE.encode("utf-32-be")).text == PAGE


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_text_without_a_mark_is_told_by_its_zero_bytes(codec: str) -> None:
    found = decode(PAGE.encode(codec))
    assert (found.text, found.decoded_with) == (PAGE, codec)


@pytest.mark.parametrize("text", ["これは日本語の文章です。\n" * 20, "هذا نص باللغة العربية\n" * 20])
@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_wide_text_that_cannot_be_told_is_set_aside_and_never_garbage(text: str, codec: str) -> None:
    found = decode(text.encode(codec))
    assert found.text in ("", text)
    assert found.problem is None or found.problem.reason in ("encoding_unknown", "not_text")


@pytest.mark.parametrize("kept", [1, 2])
def test_utf8_cut_inside_its_last_character_loses_only_that(kept: int) -> None:
    found = decode(PAGE.encode() + "–".encode()[:kept])
    assert (found.text, found.decoded_with) == (PAGE, "utf-8")
    assert [code for code, _ in codes(found)] == ["encoding_truncated"]


def test_a_cut_last_character_is_told_even_when_the_rest_is_ascii() -> None:
    found = decode(b"Sorts the post \xe2\x80")
    assert (found.text, found.decoded_with) == ("Sorts the post ", "utf-8")


def test_one_bad_byte_in_utf8_is_replaced_and_counted() -> None:
    content = PAGE.encode()
    found = decode(content[:20] + b"\xff" + content[20:])
    assert found.decoded_with == "utf-8"
    assert found.text == PAGE[:18] + "\ufffd" + PAGE[18:]  # the dash before it takes three bytes
    assert codes(found) == [("encoding_replaced", "1")]


def test_one_bad_byte_does_not_make_a_single_byte_declaration_right() -> None:
    content = b'<meta charset="latin-1">' + PAGE.encode() + b"\xff"
    found = decode(content + b" end")
    assert found.decoded_with == "utf-8"


def test_a_replacement_character_that_was_there_before_is_not_counted() -> None:
    found = decode("a \ufffd — b".encode() + b"\xff.")
    assert codes(found) == [("encoding_replaced", "1")]


def test_cp1252_quotes_and_dashes() -> None:
    found = decode(PAGE.encode("cp1252"))
    assert (found.text, found.decoded_with, found.warnings) == (PAGE, "cp1252", ())


@pytest.mark.parametrize("declared", ["iso-8859-1", "Latin-1", "windows-1252", "ascii"])
def test_latin_1_means_cp1252_as_in_browsers(declared: str) -> None:
    assert decode(PAGE.encode("cp1252"), declared).text == PAGE


@pytest.mark.parametrize(("name", "codec"), [("shift_jis", "cp932"), ("EUC-KR", "cp949"), ("windows-1251", "cp1251")])
def test_a_declaration_is_honoured_when_the_bytes_are_no_utf8(name: str, codec: str) -> None:
    text = {"cp932": "これは文章です。", "cp949": "이것은 문장입니다.", "cp1251": "Это предложение."}[codec] * 9
    found = decode(text.encode(codec), name)
    assert (found.text, found.decoded_with) == (text, f"declared:{codec}")


def test_a_declaration_in_the_page_counts_like_one_outside() -> None:
    html = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=koi8-r"></head><p>{"Текст " * 9}</p>'
    )
    assert decode(html.encode("koi8-r")).text == html


@pytest.mark.parametrize("lie", ["latin-1", "utf-16", "bogus", "utf-7", "shift_jis", "x-user-defined"])
def test_a_declaration_that_lies_is_ignored_when_the_bytes_are_utf8(lie: str) -> None:
    html = f'<html><head><meta charset="{lie}"></head><body><p>{PAGE}</p>'
    assert decode(html.encode()).text == html
    assert decode(html.encode(), lie).text == html


def test_a_false_declaration_is_reported() -> None:
    found = decode(b'<meta charset="latin-1">' + PAGE.encode())
    assert codes(found) == [("encoding_declaration_wrong", "cp1252 declared, utf-8 found")]


def test_utf7_is_never_honoured() -> None:
    hidden = b"<p>+ADw-script+AD4-</p> caf\xe9"
    for declared in ("utf-7", "UTF7", "unicode-1-1-utf-7", "csUnicode11UTF7"):
        assert "<script>" not in decode(hidden, declared).text
        assert "<script>" not in decode(b'<meta charset="%s">' % declared.encode() + hidden).text


def test_control_characters_are_removed_and_counted() -> None:
    found = decode(b"Sorts\0 the\x07 post\x1b[31m daily\x7f\n")
    assert found.text == "Sorts the post[31m daily\n"
    assert codes(found) == [("control_characters_removed", "4")]
    assert found.data == found.text.encode()


def test_control_characters_that_part_words_become_a_blank() -> None:
    found = decode("one\x0btwo\x0cthree\x85four\x92\n".encode())
    assert found.text == "one two three four\n"
    assert codes(found) == [("control_characters_removed", "4")]


@pytest.mark.parametrize("filler", [b"", b"x" * 20_000])
@pytest.mark.parametrize("control", ["\x00", "\x08", "\x0b", "\x0e", "\x1f", "\x7f", "\x80", "\x9f"])
def test_no_control_character_passes_in_pages_of_any_size(control: str, filler: bytes) -> None:
    found = decode(filler + f"a{control}b — c".encode())
    assert control not in found.text
    assert codes(found) == [("control_characters_removed", "1")]


def test_line_ends_become_line_feeds_and_nothing_else_ends_a_line() -> None:
    assert decode("a\r\nb\rc\nd\u2028e\u2029f".encode()).text == "a\nb\nc\nd\u2028e\u2029f"


@pytest.mark.parametrize(
    "content", [b"", b" \n\t", b"\xef\xbb\xbf", b"\xff\xfe", b"\xef\xbb\xbf \r\n", b"\0\0\0", b"\x0c\n"]
)
def test_nothing_but_white_space_is_empty(content: bytes) -> None:
    found = decode(content)
    assert found.problem is not None
    assert found.problem.reason in ("empty_input", "not_text")
    assert (found.text, found.data) == ("", b"")


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
        b"PK\x03\x04\x14\0\0\0\x08\0",
        b"\xff\xd8\xff\xe0\0\x10JFIF",
        b"GIF89a\x01\0\x01\0",
        bytes(range(256)) * 4,
    ],
)
def test_binary_data_is_not_text(content: bytes) -> None:
    found = decode(content)
    assert found.problem is not None
    assert found.problem.reason == "not_text"


def test_random_bytes_are_not_text() -> None:
    for seed in range(50):
        problem = decode(random.Random(seed).randbytes(2000)).problem
        assert problem is not None
        assert problem.reason in ("not_text", "encoding_unknown")


def test_german_in_cp1252_is_read() -> None:
    assert decode(GERMAN.encode("cp1252")).text == GERMAN


def test_the_last_resort_is_recorded_as_a_guess() -> None:
    text = "Это обычное предложение о работе с почтой. " * 20
    found = decode(text.encode("cp1251"))
    assert found.problem is not None or (found.text == text and str(found.decoded_with).startswith("guessed:"))


@given(st.binary(max_size=400) | st.binary(max_size=60).map(lambda b: PAGE.encode() + b + PAGE.encode()))
@example(b"\xff\xfe\0\0")
@example(b"\0\0\xfe\xff\xff\xff\xff\xff")
def test_any_bytes_give_text_or_a_reason_and_always_the_same(content: bytes) -> None:
    found = decode(content)
    assert found == decode(content)
    assert (found.problem is None) == bool(found.text.strip())
    assert (found.problem is None) == (found.decoded_with is not None)
    assert found.data.decode().replace("\r\n", "\n").replace("\r", "\n") == found.text
    assert not any((ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0 for c in found.text)


@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\t"), min_size=1),
    st.sampled_from([None, "latin-1", "utf-16"]),
)
def test_utf8_goes_round_whatever_is_declared(text: str, declared: str | None) -> None:
    found = decode(text.encode(), declared)
    if found.problem is None:
        assert found.text == text.removeprefix("\ufeff")
    else:
        assert found.problem.reason in ("empty_input", "not_text")
