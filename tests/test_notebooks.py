"""Both notebooks run top to bottom on the sample pages, and show pictures."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sample_warehouse import publish

PROJECT = Path(__file__).parents[1]
NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))


@pytest.mark.slow
def test_both_run_from_top_to_bottom(tmp_path):
    assert publish(PROJECT / "raw", tmp_path / "warehouse").exit_code == 0
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbmake", "-p", "no:cacheprovider", "-o", "filterwarnings=default",
         *NOTEBOOKS],
        env={**os.environ, "JDPARSE_WAREHOUSE": str(tmp_path / "warehouse")},
        cwd=PROJECT, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_with_its_pictures_and_without_paths_of_a_machine(path):
    text = path.read_text(encoding="utf-8")
    cells = json.loads(text)["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    assert sum("image/png" in output.get("data", ()) for output in outputs) >= 3
    assert not any(output["output_type"] == "error" for output in outputs)
    assert "/home/" not in text
    assert "/tmp/" not in text


def test_there_are_two():
    assert [path.stem for path in NOTEBOOKS] == ["ladder", "tour"]
