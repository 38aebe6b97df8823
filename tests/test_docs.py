"""The documents: generated parts are current, and what they show works as it stands."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jdparse.checks import read_settings
from sample_warehouse import sample_warehouse

PROJECT = Path(__file__).parents[1]
DOCS = PROJECT / "docs"
TRIED = ("quick_start.md", "how_a_page_is_read.md", "near_identical.md", "quality_checks.md")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(name):
    return BLOCK.findall((DOCS / name).read_text(encoding="utf-8"))


def tried(language, code, folder, known):
    if language == "python":
        exec(compile(code, "document", "exec"), known)
    elif language == "sh":
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        done = subprocess.run(
            ["bash", "-e", "-c", code],
            cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{code}\n{done.stdout}\n{done.stderr}"


@pytest.mark.slow
@pytest.mark.parametrize("name", TRIED)
def test_what_a_document_shows_works(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if "jdparse run" not in "".join(code for language, code in blocks(name) if language == "sh"):
        shutil.copytree(sample_warehouse(), tmp_path / "warehouse", symlinks=True)
    known = {"__name__": "document"}
    for language, code in blocks(name):
        tried(language, code, tmp_path, known)
    if "warehouse" in known:
        known["warehouse"].close()


def test_settings_shown_are_settings(tmp_path):
    shown = [code for language, code in blocks("quality_checks.md") if language == "toml"]
    assert shown
    for number, code in enumerate(shown):
        path = tmp_path / f"{number}.toml"
        path.write_text(code)
        assert read_settings(path) != read_settings()


def test_generated_parts_are_current():
    done = subprocess.run(
        [sys.executable, PROJECT / "scripts" / "make_docs.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda path: path.stem)
def test_links_between_documents_lead_somewhere(path):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target
