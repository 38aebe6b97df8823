"""Pages in JSON, CSV and Parquet: every record is an input, its fields are found, what is unusable is named."""

import csv
import gzip
import io
import json
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdparse.sources import Columns, Input, Options, decode, plan, read
from jdparse.sources.dates import read_date
from jdparse.sources.json_items import items_of
from jdparse.sources.lines import lines_of
from jdparse.sources.streams import Stream, Window

USUAL = Options()


def read_one(folder: Path, content: bytes, options: Options = USUAL) -> list[Input]:
    (folder / "feed").write_bytes(content)
    return [item for shard in plan([str(folder / "feed")], options).shards for item in read(shard)]


def json_lines(*rows: object) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def reasons(items: list[Input]) -> list[str | bytes]:
    return [item.problem.reason if item.problem else item.content for item in items]


def test_a_scrapy_feed(tmp_path: Path) -> None:
    rows = [
        {"url": "https://x.example/1", "html": "<p>1</p>", "timestamp": "2026-01-02T03:04:05Z"},
        {"url": "https://x.example/2", "body": "two", "crawled_at": "2026-01-02 03:04:05"},
        {"url": "https://x.example/3", "text": "three", "family": "Clerks"},
    ]
    items = read_one(tmp_path, json_lines(*rows))
    when = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert [(i.content, i.media, i.url, i.fetched_at, i.family) for i in items] == [
        (b"<p>1</p>", "html", "https://x.example/1", when, None),
        (b"two", None, "https://x.example/2", when, None),
        (b"three", "text", "https://x.example/3", None, "Clerks"),
    ]


def test_a_firecrawl_feed_gives_the_most_complete_rendering(tmp_path: Path) -> None:
    about = {"sourceURL": "https://x.example/1", "statusCode": 200}
    items = read_one(
        tmp_path,
        json_lines(
            {"markdown": "# md", "html": "<p>part</p>", "rawHtml": "<html>all</html>", "metadata": about},
            {"markdown": "# md", "html": "<p>part</p>", "metadata": about},
            {"markdown": "# md", "html": None, "rawHtml": "", "metadata": about},
            {"markdown": "# gone", "metadata": about | {"statusCode": 404}},
        ),
    )
    assert [(i.content, i.media) for i in items[:3]] == [
        (b"<html>all</html>", "html"),
        (b"<p>part</p>", "html"),
        (b"# md", "markdown"),
    ]
    assert {i.url for i in items} == {"https://x.example/1"}
    assert items[3].problem == ("http_status", "404")


def test_an_unusable_record_is_an_input_with_a_reason(tmp_path: Path) -> None:
    content = (
        json_lines({"text": "good"}, {"url": "u"}, [1], {"text": 5}, {"text": ""}) + b"{broken\n\n{}\n" + b"9" * 5000
    )
    items = read_one(tmp_path, content + b"\n" + b"[" * 90_000 + b"\n")
    assert reasons(items) == [b"good", *["bad_record"] * 3, b"", *["bad_record"] * 4]
    assert [item.record for item in items[:3]] == ["byte 0", "byte 17", "byte 30"]
    problem = decode(items[4].content).problem
    assert problem is not None
    assert problem.reason == "empty_input"


@pytest.mark.parametrize(
    "content", [b"url,html\n", b"WARC/1.0\r\nWARC-Type: request\r\nContent-Length: 0\r\n\r\n\r\n\r\n"]
)
def test_a_container_with_no_page_in_it_is_accounted_for(tmp_path: Path, content: bytes) -> None:
    assert reasons(read_one(tmp_path, content)) == ["empty_input"]


def test_a_last_line_that_stops_in_the_middle_is_cut_and_not_just_bad(tmp_path: Path) -> None:
    assert reasons(read_one(tmp_path, json_lines({"text": "a"}) + b'{"text": "b')) == [b"a", "truncated_record"]


def test_a_record_above_the_limit_is_set_aside_and_the_others_are_read(tmp_path: Path) -> None:
    rows = json_lines({"text": "a"}, {"text": "x" * 1001}, {"text": "y" * 9000}, {"text": "b"})
    assert reasons(read_one(tmp_path, rows, Options(page_bytes=1000))) == [b"a", "too_large", "too_large", b"b"]


def test_bytes_of_a_feed_that_are_no_utf8_reach_decode_as_they_were(tmp_path: Path) -> None:
    (item,) = read_one(tmp_path, b'{"url": "u", "text": "caf\xe9 \x93quoted\x94"}\n')
    assert decode(item.content).text == "café “quoted”"


def test_half_a_surrogate_pair_in_a_feed_does_no_harm(tmp_path: Path) -> None:
    (item,) = read_one(tmp_path, b'{"text": "\\ud800 and \\u2014 more"}\n')
    found = decode(item.content)
    assert "— more" in found.text
    assert "encoding_replaced" in [warning.code for warning in found.warnings]


@pytest.mark.parametrize(
    "content",
    [
        b'[\n{"text": "a"},\n{"text": "b"}\n]\n',
        b'[{"text": "a"},\n{"text": "b"}]',
        b'[{"text": "a"}, {"text": "b"}]',
        b'{"success": true, "data": [{"text": "a"}, {"text": "b"}]}'.replace(b": [", b":\n["),
        b'[\n  {\n    "text": "a"\n  },\n  {\n    "text": "b"\n  }\n]',
        b'\xef\xbb\xbf{"text": "a"}\r\n{"text": "b"}\r\n',
        b'{"success": true, "total": 2, "data": [{"text": "a"}, {"text": "b"}], "next": {"x": [1, "]"]}}',
        b'{"success": true, "data": {"text": "a"}}\n{"success": true, "data": {"text": "b"}}\n',
        b'{"about": {"total": 2}, "data": [{"text": "a"}, {"text": "b"}]}',
        b'{\n "text": "a"\n}\n{\n "text": "b"\n}\n',
        b'{"text": "a"}{"text": "b"}',
        b'\x1e{"text": "a"}\n\x1e{"text": "b"}\n',
        b'[{"text": "a"}]\n[{"text": "b"}]\n',
    ],
)
def test_lists_and_documents_of_json_are_read_too(tmp_path: Path, content: bytes) -> None:
    assert reasons(read_one(tmp_path, content)) == [b"a", b"b"]


@pytest.mark.parametrize(
    "before", ["2026-11-01 INFO: opened <GET https://x.example>", "// crawl", "{}", "null", "[]", "[1]"]
)
def test_a_line_before_the_records_of_a_feed_is_one_bad_record(tmp_path: Path, before: str) -> None:
    content = f"{before}\n".encode() + json_lines({"url": "u", "text": "a"}, {"url": "u", "text": "b"})
    assert reasons(read_one(tmp_path, content)) == ["bad_record", b"a", b"b"]
    assert reasons(read_one(tmp_path, content.replace(b'"a"}', b'"' + b"a" * 70_000 + b'"}')))[::2] == [
        "bad_record",
        b"b",
    ]


@pytest.mark.parametrize(
    "text",
    [
        'Saved page\n<html><script type="x">\n{"text": "a"}\n</script>',
        'A page that shows JSON:\n{"text": "a"}\nand goes on\nfor lines',
        '[A link](u)\n{"url": "u"}\n',
        '["quoted" link](u)',
        '{"a"} and more',
    ],
)
def test_a_page_with_json_in_it_is_a_page(tmp_path: Path, text: str) -> None:
    assert text.encode() in reasons(read_one(tmp_path, text.encode())) or text.startswith("{")


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        (b'["<p>a</p>", "<p>b</p>"]', "no JSON object"),
        (b'["u", "<p>a</p>"]\n["u", "<p>b</p>"]\n', "no JSON object"),
        (b"{'url': 'u', 'html': 'a'}\n{'url': 'u', 'html': 'b'}\n", "no JSON: Expecting property name"),
    ],
)
def test_json_without_objects_and_lines_of_python_are_no_pages(tmp_path: Path, content: bytes, detail: str) -> None:
    items = read_one(tmp_path, content)
    assert len(items) >= 2
    assert {item.problem.reason for item in items if item.problem} == {"bad_record"}
    assert all(item.problem and detail in item.problem.detail for item in items)


def test_an_array_keeps_its_items_whatever_comes_behind_it_or_is_wrong_in_it(tmp_path: Path) -> None:
    rows = ",\n ".join(json.dumps({"text": text}, indent=1) for text in "abc")
    assert reasons(read_one(tmp_path, f"[\n {rows}\n]\nEOF, at last\n".encode())) == [b"a", b"b", b"c", "bad_record"]
    assert reasons(read_one(tmp_path, f"[\n {rows}\n".encode())) == [b"a", b"b", b"c", "truncated_record"]
    assert reasons(read_one(tmp_path, f"[\n {rows}"[:-6].encode())) == [b"a", b"b", "truncated_record"]
    wrong = f"[\n {rows}\n]".replace(': "b"', ': "b" "]" ,,').encode()
    assert reasons(read_one(tmp_path, wrong)) == [b"a", "bad_record", b"c"]
    assert reasons(read_one(tmp_path, b'[\n{"text":\n"a"}, null, "b", 3.5, {"text": "c"}]')) == [
        b"a", "bad_record", "bad_record", "bad_record", b"c",
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["[{}]", '{{"ok": 1, "data": [{}]}}'])
@pytest.mark.parametrize("between", [", ", ",\n"])
def test_a_large_array_is_read_item_by_item(tmp_path: Path, form: str, between: str) -> None:
    rows = [{"url": f"u{n}", "text": f'{n} [{{" \\ {"é" * 40_000}'} for n in range(60)]
    rows[7]["text"] = "x]" * 800_000
    content = form.format(between.join(json.dumps(row, ensure_ascii=False) for row in rows)).encode()
    tracemalloc.start()
    items = (
        (item.url, item.problem and item.problem.reason, len(item.content)) for item in _read_lazily(tmp_path, content)
    )
    found = list(items)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [url for url, _, _ in found] == [None if n == 7 else f"u{n}" for n in range(60)]
    assert [reason for _, reason, _ in found] == ["too_large" if n == 7 else None for n in range(60)]
    assert {size for _, _, size in found[8:]} == {len(rows[8]["text"].encode()), len(rows[10]["text"].encode())}
    assert peak < len(content) // 2


def _read_lazily(folder: Path, content: bytes) -> Iterator[Input]:
    (folder / "feed").write_bytes(content)
    options = Options(page_bytes=100_000)
    for shard in plan([str(folder / "feed")], options).shards:
        yield from read(shard)


CHUNKED = (
    b'[{"text": "a\\\\", "b": {"c": ["]", "\\"}"]}}, {"text": "b"}, "s", {"text": "'
    + b'\\"x]' * 30
    + b'"}, {"text": "d"}] end'
)


@given(st.sets(st.integers(1, len(CHUNKED) - 1)), st.integers(20, 200))
def test_items_do_not_depend_on_how_the_stream_was_cut(cuts: set[int], longest: int) -> None:
    chunks = [CHUNKED[start:end] for start, end in pairwise([0, *sorted(cuts), len(CHUNKED)])]
    cut, whole = (list(items_of(Window(Stream(c)), longest, None, lambda _: 0)) for c in (chunks, [CHUNKED]))
    assert cut == whole
    assert [item.length for item in whole] == [41, 13, 3, 132, 13, 3]
    assert [item.text == b"" for item in whole] == [item.length > longest for item in whole]


def test_one_record_on_several_lines(tmp_path: Path) -> None:
    (item,) = read_one(tmp_path, b'{\n "url": "u",\n "text": "a"\n}')
    assert (item.content, item.url, item.record) == (b"a", "u", "item 1")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_with_quotes_and_line_ends_inside_a_field(tmp_path: Path, delimiter: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(["url", "text", "date"])
    text = 'Says "hello",\r\nthen — goes;\n\tends'
    writer.writerows([["u1", text, "2026-01-01"], ["u2", "b", ""]])
    first, second = read_one(tmp_path, out.getvalue().encode())
    assert (first.content.decode(), first.url, first.record) == (text, "u1", "row 1")
    assert first.fetched_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert (second.content, second.fetched_at, second.record) == (b"b", None, "row 2")


@pytest.mark.parametrize("columns", [Columns(), Columns(text="inhalt")])
@pytest.mark.parametrize("header", ["{}", '"{}"'])
def test_a_csv_of_one_column_is_told_from_a_page_by_its_quotes(tmp_path: Path, columns: Columns, header: str) -> None:
    head = header.format(columns.text or "text").encode()
    assert reasons(read_one(tmp_path, head + b'\n"a,\nb"\n"c"\n', Options(columns=columns))) == [b"a,\nb", b"c"]
    page = head + b"\na\nb\n"
    assert reasons(read_one(tmp_path, page, Options(columns=columns))) == [page]


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize(
    "content", [json_lines({"url": "ü", "text": "caf\u00e9 \u2014"}) * 2, "url,text\nü,café —\n".encode() * 2]
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_feeds_in_wide_encodings_are_read(
    tmp_path: Path, codec: str, content: bytes, pack: Callable[[bytes], bytes]
) -> None:
    items = read_one(tmp_path, pack(content.decode().encode(codec)))
    assert [(i.url, i.content.decode()) for i in items][:1] == [("ü", "café —")]
    cut = read_one(tmp_path, content.decode().encode("utf-16")[:-1])
    assert [item.problem.reason for item in cut if item.problem][-1] == "truncated_record"
    page = "P1P1 — A page\nof text".encode(codec)
    assert reasons(read_one(tmp_path, page)) == [page]


@pytest.mark.parametrize("before", ["sep=,\r\n", '"sep=,"\n', "# export of a crawl\n", "\n\n", "\ufeffsep=,\n# a\n"])
def test_a_csv_may_have_lines_above_its_header(tmp_path: Path, before: str) -> None:
    content = before + 'url,text\nu,"a,\nb"\n'
    (item,) = read_one(tmp_path, content.encode())
    assert (item.url, item.content, item.record) == ("u", b"a,\nb", "row 1")
    (item,) = read_one(tmp_path, b"#,text\n1,a\n")
    assert item.content == b"a"


def test_a_csv_keeps_the_bytes_of_each_page(tmp_path: Path) -> None:
    items = read_one(tmp_path, "url,text\nü,caf\u00e9\n".encode() + b"u,caf\xe9 \x96 bar\n")
    assert [decode(item.content).text for item in items] == ["café", "café – bar"]
    assert items[0].url == "ü"


def test_a_csv_row_of_another_length_is_set_aside(tmp_path: Path) -> None:
    assert reasons(read_one(tmp_path, b"url,text\nu,a\nu\nu,b,c\n\nu,d\n")) == [b"a", "bad_record", "bad_record", b"d"]


def test_a_quote_that_never_closes_ends_a_csv_with_a_reason_once_it_is_too_long(tmp_path: Path) -> None:
    content = b'url,text\nu,a\nu,"open\n' + b"u,more\n" * 500
    assert reasons(read_one(tmp_path, content, Options(page_bytes=1000))) == [b"a", "too_large"]


def test_a_small_limit_for_a_page_does_not_hinder_what_is_read_after(tmp_path: Path) -> None:
    read_one(tmp_path, b"url,text\nu,a\n", Options(page_bytes=1000))
    assert reasons(read_one(tmp_path, b"x" * 2000)) == [b"x" * 2000]


def test_reading_a_csv_leaves_the_process_s_own_limit_of_a_field_as_it_was(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    for content in (b"url,text\nu,a\n", b'url,text\nu,"open\n' + b"u,more\n" * 500):
        read_one(tmp_path, content, Options(page_bytes=1000))
        assert csv.field_size_limit() == before


def test_text_with_commas_is_no_csv(tmp_path: Path) -> None:
    content = b"Clerks, bakers and others\nSort, bake\n"
    assert reasons(read_one(tmp_path, content)) == [content]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("mapped", [None, "inhalte"])
def test_a_table_without_a_column_of_content_says_which_it_has(
    tmp_path: Path, delimiter: str, mapped: str | None
) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([["inhalt", "adresse"], *([f"a\nb {n}", f"u{n}"] for n in range(5))])
    (item,) = read_one(tmp_path, out.getvalue().encode(), Options(columns=Columns(text=mapped)))
    assert item.problem is not None
    assert item.problem.reason == "bad_record"
    assert item.problem.detail.endswith("; there are inhalt, adresse")
    assert (mapped or "rawHtml, raw_html, html") in item.problem.detail


def test_names_of_columns_that_are_no_text_are_shown_as_what_they_are(tmp_path: Path) -> None:
    for content in (b"gr\xf6\xdfe,adresse\n1,a\n2,b\n", b'{"\\ud800": 1, "adresse": "a"}\n'):
        (item,) = read_one(tmp_path, content)
        assert item.problem is not None
        assert item.problem.detail.endswith(", adresse")
        assert item.problem.detail.encode(), "a column can hold it"


def test_a_large_table_is_seen_by_the_rows_at_its_start(tmp_path: Path) -> None:
    rows = "inhalt,adresse\n" + '"line\nline",u\n' * 20_000
    (item,) = read_one(tmp_path, rows.encode())
    assert item.problem is not None
    assert item.problem.detail.endswith("; there are inhalt, adresse")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a, b\nc, d\n", id="two lines"),
        pytest.param("a, b\nc, d\n\ne, f\n", id="a blank line between"),
        pytest.param("a, b\nc, d\ne, f, g\n", id="a line with more"),
        pytest.param('a, b\nc, d\n"e"f, g\n', id="a quote that is none"),
        pytest.param("a, a\nb, c\nd, e\n".replace(" ", ""), id="two columns of one name"),
        pytest.param("a,\nb,c\nd,e\n", id="a column without a name"),
        pytest.param("a, b\nc\0, d\ne, f\n", id="no text"),
    ],
)
def test_lines_with_commas_are_no_table(tmp_path: Path, text: str) -> None:
    assert reasons(read_one(tmp_path, text.encode())) == [text.encode()]


@pytest.mark.parametrize("content", [b"a, b\rc", b"\xff\xd8\xff\xe0,\r;\t\r\n\r", b"url\ta\rb;c,\r\rd\ne,f"])
def test_a_carriage_return_alone_is_no_reason_to_stop(tmp_path: Path, content: bytes) -> None:
    assert reasons(read_one(tmp_path, content)) == [content]


def test_rows_that_end_in_carriage_returns_alone_are_told(tmp_path: Path) -> None:
    (item,) = read_one(tmp_path, b"url,text\ru,a page\ru,another\r")
    assert item.problem is not None
    assert item.problem.detail == "its rows end in carriage returns alone; end them with line feeds"


@given(
    st.binary(max_size=300).map(lambda tail: b"\xff\xd8\xff" + tail) | st.text(alphabet=',;\t\r\n"ab\0').map(str.encode)
)
def test_whatever_bytes_a_file_has_it_is_named(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    assert read_one(tmp_path_factory.mktemp("any"), content)


FINEWEB = {
    "text": ["one", None, "three", ""],
    "url": ["u1", "u2", None, "u4"],
    "id": ["1", "2", "3", "4"],
    "dump": ["d"] * 4,
    "date": ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z", "soon", None],
}


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.binary(), pa.dictionary(pa.int32(), pa.string())])
def test_parquet_as_fineweb_has_it(tmp_path: Path, kind: pa.DataType) -> None:
    table = pa.table(FINEWEB | {"text": pa.array(FINEWEB["text"], pa.string()).cast(kind)})
    pq.write_table(table, tmp_path / "feed")
    items = read_one(tmp_path, (tmp_path / "feed").read_bytes())
    assert reasons(items) == [b"one", "bad_record", b"three", b""]
    assert [(i.record, i.url, i.media) for i in items] == [
        ("row 1", "u1", "text"),
        ("row 2", "u2", None),
        ("row 3", None, "text"),
        ("row 4", "u4", "text"),
    ]
    assert items[0].fetched_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert [(w.code, w.text) for w in items[2].warnings] == [("bad_date", "soon"), ("record_without_address", None)]


def test_parquet_with_several_contents_times_and_nested_fields(tmp_path: Path) -> None:
    when = datetime(2026, 1, 2, tzinfo=UTC)
    table = pa.table(
        {
            "html": ["<p>a</p>", None, ""],
            "markdown": ["# a", "# b", "# c"],
            "fetched_at": pa.array([when] * 3, pa.timestamp("ms", tz="UTC")),
            "metadata": [{"sourceURL": "u", "statusCode": code} for code in (200, 200, 500)],
        }
    )
    pq.write_table(table, tmp_path / "feed")
    items = read_one(tmp_path, (tmp_path / "feed").read_bytes())
    assert reasons(items) == [b"<p>a</p>", b"# b", "http_status"]
    assert [i.media for i in items[:2]] == ["html", "markdown"]
    assert {(i.url, i.fetched_at) for i in items} == {("u", when)}


def test_parquet_without_content_or_with_damage_is_set_aside(tmp_path: Path) -> None:
    pq.write_table(pa.table({"url": ["u"]}), tmp_path / "feed")
    assert reasons(read_one(tmp_path, (tmp_path / "feed").read_bytes())) == ["bad_record"]
    pq.write_table(pa.table({"text": ["some page " * 99]}), tmp_path / "feed")
    whole = (tmp_path / "feed").read_bytes()
    assert reasons(read_one(tmp_path, whole[:-9])) == ["truncated_record"]
    assert reasons(read_one(tmp_path, whole[:4] + b"\xff" * 20 + whole[24:])) == ["corrupt_data"]


def test_parquet_pages_with_check_sums_are_verified(tmp_path: Path) -> None:
    table = pa.table({"text": ["some page about clerks " * 40]})
    pq.write_table(table, tmp_path / "feed", compression="none", write_statistics=False, write_page_checksum=True)
    whole = bytearray((tmp_path / "feed").read_bytes())
    whole[whole.find(b"about") + 300] ^= 1
    assert reasons(read_one(tmp_path, bytes(whole))) == ["corrupt_data"]


def test_other_field_names_can_be_mapped(tmp_path: Path) -> None:
    options = Options(columns=Columns(html="page.source", url="link", fetched_at="seen", family="job"))
    row = {
        "page": {"source": "<p>a</p>"},
        "link": "u",
        "seen": "2026-01-01",
        "job": "Clerks",
        "text": "not this",
        "url": "nor",
    }
    (item,) = read_one(tmp_path, json_lines(row), options)
    assert (item.content, item.media, item.url, item.family) == (b"<p>a</p>", "html", "u", "Clerks")
    out = b"link,body\nu,a page\n"
    (item,) = read_one(tmp_path, out, Options(columns=Columns(text="body", url="link")))
    assert (item.content, item.url) == (b"a page", "u")


ODD = ("record_without_address", "mapped_field_missing")


def odd(items: list[Input]) -> list[list[tuple[str, str | None]]]:
    return [[(w.code, w.text) for w in item.warnings if w.code in ODD] for item in items]


def in_parquet(rows: list[dict[str, object]], **types: pa.DataType) -> bytes:
    out = io.BytesIO()
    table = pa.Table.from_pylist(rows)
    for name, kind in types.items():
        table = table.set_column(table.schema.get_field_index(name), name, table.column(name).cast(kind))
    pq.write_table(table, out)
    return out.getvalue()


def in_csv(rows: list[dict[str, object]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def in_json(rows: list[dict[str, object]]) -> bytes:
    return json_lines(*rows)


FORMS = [in_json, in_csv, in_parquet]
Pack = Callable[[list[dict[str, object]]], bytes]


@pytest.mark.parametrize("pack", FORMS)
def test_a_row_without_an_address_is_read_with_a_warning(tmp_path: Path, pack: Pack) -> None:
    pages = ["a", "b", '<link rel="canonical" href="https://x.example/c">']
    rows: list[dict[str, object]] = [
        {"url": url, "text": text} for url, text in zip(("u", None, None), pages, strict=True)
    ]
    items = read_one(tmp_path, pack(rows))
    assert [item.url for item in items] == ["u", None, None]
    assert odd(items) == [[], [("record_without_address", None)], []], "the last says it on its page"


@pytest.mark.parametrize("name", ["url", "page_url", "link", "final_url"])
def test_an_address_is_text_bytes_or_a_list_of_one(tmp_path: Path, name: str) -> None:
    for content in (
        json_lines({name: ["https://x.example/1"], "text": "a"}),
        in_parquet([{name: "https://x.example/1", "text": "a"}], **{name: pa.binary()}),
    ):
        (item,) = read_one(tmp_path, content)
        assert item.url == "https://x.example/1"


@pytest.mark.parametrize("pack", FORMS)
def test_a_field_named_by_hand_that_no_record_has_is_told_once(tmp_path: Path, pack: Pack) -> None:
    rows: list[dict[str, object]] = [{"url": f"u{n}", "text": f"{n}"} for n in range(3)]
    options = Options(columns=Columns(text="text", url="lnk", fetched_at="nosuch"))
    items = read_one(tmp_path, pack(rows), options)
    assert [item.url for item in items] == [None] * 3
    missing = [("mapped_field_missing", f"{pair}; there are url, text") for pair in ("url=lnk", "fetched_at=nosuch")]
    nowhere = ("record_without_address", None)
    assert odd(items) == [[nowhere], [nowhere], [nowhere, *missing]]
    assert odd(read_one(tmp_path, pack(rows), Options(columns=Columns(url="url")))) == [[], [], []]


def test_a_field_named_by_hand_that_one_record_has_is_not_missing(tmp_path: Path) -> None:
    rows = json_lines({"text": "a"}, {"text": "b", "job": "Clerks"}, {"text": "c"}) + b'{"text": '
    found = odd(read_one(tmp_path, rows, Options(columns=Columns(family="job"))))
    assert [[code for code, _ in some] for some in found] == [["record_without_address"]] * 3 + [[]]


def test_content_that_is_no_text_is_named_as_what_it_is(tmp_path: Path) -> None:
    (item, one) = read_one(tmp_path, json_lines({"url": "u", "body": ["a", "b"]}, {"url": "u", "body": ["<p>a</p>"]}))
    assert item.problem == ("bad_record", "no content: body is a list, not text")
    assert one.content == b"<p>a</p>"
    (item,) = read_one(tmp_path, in_parquet([{"url": "u", "html": ["a"]}]))
    assert item.problem is not None
    assert item.problem.detail.startswith("no content: html is list<")
    (item,) = read_one(tmp_path, in_parquet([{"url": "u", "html": b"<p>a</p>"}], html=pa.binary(8)))
    assert item.content == b"<p>a</p>"


def test_of_two_columns_with_one_name_the_one_with_something_in_it_is_read(tmp_path: Path) -> None:
    assert reasons(read_one(tmp_path, b"url,text,text\nu,a,\nu,,b\nu,c,d\n")) == [b"a", b"b", b"c"]


def test_a_csv_that_is_not_read_to_its_end_says_so(tmp_path: Path) -> None:
    for wide in (b'u,"' + b"x\n" * 600 + b'"\n', b"u," + b"x" * 1200 + b"\n"):
        *_, item = read_one(tmp_path, b"url,text\nu,a\n" + wide + b"u,b\n", Options(page_bytes=1000))
        assert item.problem is not None
        assert item.problem.detail.endswith("the rows from there on are not read")


def test_the_sidecar_of_a_container_speaks_for_its_records_but_gives_none_its_address(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text("file,url,fetched_at,family\nfeed,https://x.example,2025-05-05,Clerks\n")
    (item,) = read_one(tmp_path, json_lines({"text": "a", "url": "u", "date": "2026-01-01", "family": "Bakers"}))
    assert (item.url, item.family, str(item.fetched_at)[:10]) == ("u", "Clerks", "2025-05-05")
    assert [w.code for w in item.warnings] == ["sidecar_url_ignored"]


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01T10:00:00Z",
        "2026-03-01T10:00:00",
        "2026-03-01 11:00:00+01:00",
        "20260301T100000Z",
        "20260301100000",
        "Sun, 01 Mar 2026 10:00:00 GMT",
        "2026-03-01 10:00:00 UTC",
        " 2026-03-01T10:00:00.000Z ",
        "1772359200",
        1772359200,
        1772359200000,
        1772359200.0,
        datetime(2026, 3, 1, 10),  # noqa: DTZ001 -- without a zone it is UTC
    ],
)
def test_dates_of_every_kind_are_utc(text: object) -> None:
    assert read_date(text) == (datetime(2026, 3, 1, 10, tzinfo=UTC), ())


@pytest.mark.parametrize(
    "text", ["yesterday", "2026-02-30", "0001-01-01", "9999-12-31T23:59:59-12:00", True, 12, [1], "1e400"]
)
def test_what_is_no_date_is_a_warning_and_no_date(text: object) -> None:
    when, (odd,) = read_date(text)
    assert (when, odd.code) == (None, "bad_date")


@pytest.mark.parametrize("text", [None, "", "  "])
def test_nothing_is_no_date_and_no_warning(text: object) -> None:
    assert read_date(text) == (None, ())


@given(st.text(max_size=40) | st.integers() | st.floats() | st.datetimes() | st.dates())
def test_no_value_breaks_the_reading_of_dates(value: object) -> None:
    when, warnings = read_date(value)
    assert when is None or when.tzinfo is UTC
    assert when is None or not warnings


@given(st.lists(st.binary(max_size=30)), st.integers(0, 40))
def test_lines_do_not_depend_on_how_the_stream_was_cut(chunks: list[bytes], longest: int) -> None:
    content = b"".join(chunks)
    lines = list(lines_of(chunks, longest))
    expected = content.split(b"\n")
    if not expected[-1]:
        expected.pop()
    assert [line.length for line in lines] == [len(text) for text in expected]
    assert [line.text for line in lines] == [text if len(text) <= longest else b"" for text in expected]
    assert all(content[line.offset :].startswith(line.text) for line in lines)
