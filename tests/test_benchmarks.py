"""The benchmark of whole runs reaches into a run's steps, so it is tried; what it measures is not looked at."""

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]


@pytest.mark.slow
def test_a_run_is_measured_step_by_step(tmp_path: Path) -> None:
    command = [sys.executable, "benchmarks/scale.py", "run", "text", "--pages", "40", "--folder", str(tmp_path)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    named = {line.split("  ")[0].split(":")[0] for line in done.stdout.splitlines()}
    assert named >= {"floor", "plan", "parse and stage", "deduplicate", "ladder steps", "check and report", "publish"}
