"""Warehouses of earlier releases: each one kept opens, is whole, and can be published onto."""

from pathlib import Path

import pytest

from faults.keep_warehouse import pack, unpack
from faults.publisher import publish
from jdparse import tables
from jdparse.warehouse import open_warehouse
from jdparse.warehouse.verify import verify

KEPT = sorted((Path(__file__).parent / "fixtures" / "warehouses").glob("*.tar.xz"))


@pytest.fixture(params=KEPT, ids=[path.name.removesuffix(".tar.xz") for path in KEPT])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    unpack(request.param, tmp_path / "w")
    return tmp_path / "w"


def test_there_is_a_kept_warehouse() -> None:
    assert KEPT


def test_a_kept_warehouse_opens_with_every_column_of_today(kept: Path) -> None:
    assert verify(kept) == []
    with open_warehouse(kept) as opened:
        for table in tables.DATA_TABLES:
            rows = opened.arrow(table.name)
            assert rows.column_names[: len(table.columns)] == table.schema.names
            assert [rows.schema.field(column.name).type for column in table.columns] == [c.type for c in table.columns]
        assert opened.arrow("pages").num_rows >= 1
        assert opened.sql("SELECT count(*) AS n FROM duties JOIN pages USING (page_id)")["n"][0] >= 1


def test_a_run_on_a_kept_warehouse_publishes_beside_it_and_the_kept_snapshot_still_opens(kept: Path) -> None:
    with open_warehouse(kept) as opened:
        before, pages = opened.snapshot_id, opened.arrow("pages").to_pylist()
    after = publish(str(kept), "next-release", "next", keep=3).snapshot_id
    assert after != before
    with open_warehouse(kept, before) as opened:
        assert opened.arrow("pages").to_pylist() == pages


def test_packing_keeps_the_warehouse_as_it_is(tmp_path: Path) -> None:
    done = publish(str(tmp_path / "w"), "run", "tag")
    pack(tmp_path / "w", tmp_path / "w.tar.xz")
    unpack(tmp_path / "w.tar.xz", tmp_path / "again")
    with open_warehouse(tmp_path / "again") as opened:
        assert opened.snapshot_id == done.snapshot_id
    assert verify(tmp_path / "again") == []
