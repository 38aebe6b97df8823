"""Warehouses of earlier releases: each one kept opens, is whole, and can be published onto."""

from pathlib import Path

import pytest

from faults.harness import tree_hash
from faults.keep_warehouse import pack, unpack
from faults.publisher import publish
from jdparse import tables
from jdparse.run import Request, run
from jdparse.sample import pages, render_dash
from jdparse.summary import Summary
from jdparse.warehouse import open_warehouse
from jdparse.warehouse.verify import verify

FIXTURES = Path(__file__).parent / "fixtures" / "warehouses"
KEPT = sorted(FIXTURES.glob("*.tar.xz"))


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


# ---- whole runs ----


def run_on(warehouse: Path, raw: Path, **options) -> Summary:
    return run(Request((str(raw),), warehouse, workers=1, **options), lambda *_: None)


def new_pages(folder: Path) -> Path:
    folder.mkdir()
    for page in pages(3, seed=91):
        (folder / f"{page.index}.txt").write_text(render_dash(page))
    return folder


def test_a_run_on_the_warehouse_of_this_release_merges_with_it(tmp_path: Path) -> None:
    unpack(FIXTURES / "1.0.tar.xz", tmp_path / "w")
    with open_warehouse(tmp_path / "w") as opened:
        old = set(opened.arrow("pages")["page_id"].to_pylist())
        before, rows = opened.snapshot_id, opened.arrow("duties").to_pylist()
    assert run_on(tmp_path / "w", new_pages(tmp_path / "raw")).status == "published"
    with open_warehouse(tmp_path / "w") as opened:
        assert opened.snapshot_id != before
        assert old < set(opened.arrow("pages")["page_id"].to_pylist())
    with open_warehouse(tmp_path / "w", before) as opened:
        assert opened.arrow("duties").to_pylist() == rows


def test_a_warehouse_that_does_not_say_what_it_was_made_of_is_read_and_only_rebuilt(tmp_path: Path) -> None:
    unpack(FIXTURES / "1.0-before-ladder-steps.tar.xz", tmp_path / "w")
    raw = new_pages(tmp_path / "raw")
    refused = run_on(tmp_path / "w", raw)
    assert refused.exit_code == 2
    assert "--rebuild" in str(refused.error)
    assert run_on(tmp_path / "w", raw, rebuild=True).status == "published"


@pytest.mark.parametrize("name", ["1.0", "1.0-before-ladder-steps"])
def test_a_run_on_a_newer_warehouse_ends_with_2_in_words_and_writes_nothing(name: str, tmp_path: Path) -> None:
    unpack(FIXTURES / f"{name}.tar.xz", tmp_path / "w")
    package = (tmp_path / "w" / "current").resolve() / "datapackage.json"
    package.write_text(package.read_text().replace('"schema_version": "1.', '"schema_version": "9.'))
    assert '"9.' in package.read_text()
    before = tree_hash(tmp_path / "w")
    refused = run_on(tmp_path / "w", new_pages(tmp_path / "raw"))
    assert (refused.exit_code, "install a newer jdparse" in str(refused.error)) == (2, True)
    assert tree_hash(tmp_path / "w") == before
