"""Same input, same bytes; ``make torture`` tries each difference alone too."""

from pathlib import Path

import pytest

from faults.cases_circumstances import PLAIN, TOGETHER, snapshot


@pytest.mark.slow
def test_the_tables_are_the_same_bytes_under_any_circumstances(tmp_path: Path) -> None:
    expected = snapshot(tmp_path, PLAIN)
    assert len(expected[1]) >= 18
    for how in TOGETHER:
        assert snapshot(tmp_path, how) == expected, how
