"""The committed sample pages are what the script makes of the template with the real extractors."""

import csv
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from jdparse.sample.levels import LEVELS

ROOT = Path(__file__).parents[1]
RAW = ROOT / "raw"
RENDERINGS = {"html": ".html", "dash": ".txt", "bullet": ".txt"}


def script() -> ModuleType:
    pytest.importorskip("trafilatura")
    pytest.importorskip("resiliparse")
    spec = importlib.util.spec_from_file_location("make_samples", ROOT / "scripts" / "make_samples.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def manifest() -> dict[str, dict[str, str]]:
    with (RAW / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


def test_making_the_samples_again_changes_nothing(tmp_path: Path) -> None:
    script().write_all(tmp_path)
    assert contents(tmp_path) == contents(RAW)


def test_every_page_is_there_in_three_renderings() -> None:
    stems = {name: {path.stem for path in (RAW / name).iterdir()} for name in RENDERINGS}
    assert stems["html"] == stems["dash"] == stems["bullet"]
    assert len(stems["html"]) >= 42


def test_every_level_has_a_page() -> None:
    levels = {path.stem.removesuffix("-again").rsplit("-", 1)[1].upper() for path in (RAW / "html").iterdir()}
    assert levels == set(LEVELS)


def test_both_site_versions_are_there() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (RAW / "dash").iterdir()]
    older = sum("Where it sits" in text for text in texts)
    assert len(texts) / 3 < older < len(texts) * 2 / 3


def test_the_renderings_of_a_page_share_its_address_and_some_pages_have_none() -> None:
    rows = manifest()
    without = 0
    for path in (RAW / "html").iterdir():
        listed = [rows.get(f"{name}/{path.stem}{suffix}") for name, suffix in RENDERINGS.items()]
        addresses = {row["url"] if row else None for row in listed}
        assert len(addresses) == 1
        without += addresses == {None}
    assert without >= 3


def test_the_manifest_lists_files_that_exist() -> None:
    assert all((RAW / name).is_file() for name in manifest())


def test_what_is_no_job_page_is_a_small_part() -> None:
    odd = len(list((RAW / "odd").iterdir()))
    good = sum(len(list((RAW / name).iterdir())) for name in RENDERINGS)
    assert 0 < odd < 0.1 * (odd + good)


def test_the_samples_stay_small() -> None:
    assert sum(len(content) for content in contents(RAW).values()) < 1_500_000
