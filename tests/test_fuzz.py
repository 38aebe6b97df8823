"""Properties of the parser on mangled pages: 700 of each kind, or as many as JDPARSE_FUZZ_EXAMPLES says.

Each page is held against every property, so each property sees 2,100 pages: nothing raised, each line in one place,
within a second, normal once normalised, the same page when rendered again, and no less text than another parser sees.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from fuzz.inputs import GRAMMAR, MUTATED, NOISE
from fuzz.properties import has_every_property

EXAMPLES = int(os.environ.get("JDPARSE_FUZZ_EXAMPLES", "700"))
CHANCE = "JDPARSE_FUZZ_EXAMPLES" in os.environ  # then other examples each time: --hypothesis-seed says which
CRASHERS = sorted((Path(__file__).parent / "fixtures" / "crashers").glob("*.*"))
FUZZ = settings(
    max_examples=EXAMPLES, derandomize=not CHANCE, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)  # fmt: skip


@FUZZ
@given(NOISE)
def test_noise(content: bytes) -> None:
    has_every_property(content)


@FUZZ
@given(MUTATED)
def test_a_damaged_page(content: bytes) -> None:
    has_every_property(content)


@FUZZ
@given(GRAMMAR)
def test_sections_in_any_order(content: bytes) -> None:
    has_every_property(content)


@pytest.mark.parametrize("crasher", CRASHERS, ids=lambda path: path.name)
def test_what_once_broke_a_property_no_longer_does(crasher: Path) -> None:
    has_every_property(crasher.read_bytes())
