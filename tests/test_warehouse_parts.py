"""Part files: the same bytes for the same rows, the dictionary inside, nothing half written."""

import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faults.publisher import rows_of
from jdparse import tables
from jdparse.warehouse import PartWriter, write_part
from jdparse.warehouse.content import table_hash
from jdparse.warehouse.disk import file_sha256
from jdparse.warehouse.parts import ROWS_PER_GROUP

TEXT = "leveling an unlevel level"


def levels(count: int) -> pa.Table:
    return rows_of(
        tables.LEVELS, [{"level_code": f"P{n}", "rank": n, "tagline": TEXT, "pages": n} for n in range(count)]
    )


def test_a_part_has_the_declared_schema_and_its_descriptions(tmp_path: Path) -> None:
    part = write_part(tmp_path, tables.LEVELS, 0, levels(2))
    schema = pq.read_schema(tmp_path / part.path)
    assert schema.names == tables.LEVELS.schema.names
    assert schema.field("pages").metadata[b"description"] == b"Pages at this level"
    assert not schema.field("level_code").nullable


def test_pandas_finds_the_data_dictionary_in_attrs(tmp_path: Path) -> None:
    write_part(tmp_path, tables.LEVELS, 0, levels(2))
    for path in (tmp_path / "levels" / "part-00000.parquet", tmp_path / "levels"):
        attributes = pd.read_parquet(path).attrs
        assert attributes["row_is"] == "a level code"
        assert attributes["columns"]["rank"] == "Rank within the track, the number in the code"


def test_facts_say_what_is_in_the_file(tmp_path: Path) -> None:
    part = write_part(tmp_path, tables.LEVELS, 7, levels(3))
    path = tmp_path / "levels" / "part-00007.parquet"
    assert (part.table, part.path, part.rows) == ("levels", "levels/part-00007.parquet", 3)
    assert (part.bytes, part.sha256) == (path.stat().st_size, file_sha256(path))


def test_a_table_without_rows_still_makes_a_file_with_its_schema(tmp_path: Path) -> None:
    part = write_part(tmp_path, tables.PAY, 0, tables.PAY.empty())
    assert pq.read_table(tmp_path / part.path).schema.names == tables.PAY.schema.names


def test_null_text_stays_null_and_is_not_an_empty_word(tmp_path: Path) -> None:
    part = write_part(tmp_path, tables.LEVELS, 0, levels(1))
    assert pq.read_table(tmp_path / part.path)["track"].null_count == 1


def test_bytes_do_not_depend_on_how_rows_were_batched(tmp_path: Path) -> None:
    rows = levels(ROWS_PER_GROUP + 1_000)
    whole = write_part(tmp_path / "", tables.LEVELS, 0, rows)
    with PartWriter(tmp_path, tables.LEVELS, 1) as writer:
        for start in range(0, rows.num_rows, 9_973):
            for batch in rows.slice(start, 9_973).to_batches(max_chunksize=4_000):
                writer.write(batch)
    assert writer.facts.sha256 == whole.sha256
    assert writer.facts.content_sha256 == whole.content_sha256


def test_an_exception_while_writing_leaves_no_part_and_no_temporary_file(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), PartWriter(tmp_path, tables.LEVELS, 0) as writer:  # noqa: PT012
        writer.write(levels(2))
        raise KeyboardInterrupt
    assert list((tmp_path / "levels").iterdir()) == []


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (pa.table({"level_code": ["P1"]}), "missing"),
        (levels(1).append_column("extra", pa.array([1])), "extra"),
        (levels(1).set_column(0, "level_code", pa.array([None], pa.string())), "levels.level_code"),
    ],
)
def test_rows_that_do_not_fit_the_table_are_refused(tmp_path: Path, rows: pa.Table, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        write_part(tmp_path, tables.LEVELS, 0, rows)
    assert not list(tmp_path.glob("levels/*"))


def test_a_part_is_never_written_into_a_folder_that_was_taken_away(tmp_path: Path) -> None:
    from jdparse.errors import Superseded

    with pytest.raises(Superseded):
        write_part(tmp_path / "gone", tables.LEVELS, 0, levels(1))


VALUES = st.lists(
    st.tuples(
        st.none() | st.text(max_size=8),
        st.none() | st.integers(-(2**31), 2**31 - 1),
        st.none() | st.floats(allow_nan=False),
        st.none() | st.booleans(),
    ),
    max_size=20,
)
SCHEMA = pa.schema([("t", pa.string()), ("i", pa.int32()), ("f", pa.float64()), ("b", pa.bool_())])


def as_table(rows: list[tuple[object, ...]]) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in rows], schema=SCHEMA)


@given(VALUES, st.integers(0, 5))
def test_the_content_hash_sees_values_not_memory(rows: list[tuple[object, ...]], skipped: int) -> None:
    padded = as_table([("pad", 1, 1.0, True)] * skipped + rows).slice(skipped)
    chunked = pa.concat_tables([as_table(rows[:2]), as_table(rows[2:])])
    assert table_hash(padded) == table_hash(as_table(rows)) == table_hash(chunked)


@given(VALUES, VALUES)
@settings(max_examples=300)
def test_the_content_hash_tells_different_rows_apart(
    one: list[tuple[object, ...]], other: list[tuple[object, ...]]
) -> None:
    assert (table_hash(as_table(one)) == table_hash(as_table(other))) == (repr(one) == repr(other))


def test_null_and_empty_text_and_zero_have_different_hashes() -> None:
    hashes = {
        table_hash(as_table([row])) for row in [(None, 0, 0.0, False), ("", 0, 0.0, False), ("", None, 0.0, False)]
    }
    assert len(hashes) == 3


def test_page_checksums_are_in_the_file_and_catch_a_flipped_bit(tmp_path: Path) -> None:
    part = write_part(tmp_path, tables.LEVELS, 0, levels(500))
    path = tmp_path / part.path
    offset = pq.read_metadata(path).row_group(0).column(0).data_page_offset
    content = bytearray(path.read_bytes())
    content[offset + 60] ^= 1
    path.write_bytes(content)
    with pytest.raises(OSError, match=r"(?i)crc|checksum"):
        pq.ParquetFile(path, page_checksum_verification=True).read()


def test_the_dictionary_in_attrs_is_json_that_names_every_column(tmp_path: Path) -> None:
    for table in tables.DATA_TABLES:
        part = write_part(tmp_path, table, 0, table.empty())
        attributes = json.loads(pq.read_schema(tmp_path / part.path).metadata[b"PANDAS_ATTRS"])
        assert list(attributes["columns"]) == table.schema.names
