"""Properties of the parser on mangled pages: 2,000 examples each, or as many as JDPARSE_FUZZ_EXAMPLES says."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz import properties
from fuzz.inputs import ANY, GRAMMAR, MUTATED, NOISE

EXAMPLES = int(os.environ.get("JDPARSE_FUZZ_EXAMPLES", "2000"))
CHANCE = "JDPARSE_FUZZ_EXAMPLES" in os.environ  # then other examples each time: --hypothesis-seed says which
CRASHERS = sorted((Path(__file__).parent / "fixtures" / "crashers").iterdir())
FUZZ = settings(
    max_examples=EXAMPLES, derandomize=not CHANCE, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)  # fmt: skip


@FUZZ
@given(NOISE)
def test_noise_is_set_aside_or_accounted_for(content: bytes) -> None:
    properties.is_quick_and_accounted(content)


@FUZZ
@given(MUTATED)
def test_a_damaged_page_is_accounted_for(content: bytes) -> None:
    properties.is_quick_and_accounted(content)


@FUZZ
@given(GRAMMAR)
def test_sections_in_any_order_are_accounted_for(content: bytes) -> None:
    properties.is_quick_and_accounted(content)


@FUZZ
@given(st.text(max_size=120) | ANY.map(lambda content: content[:2000].decode("utf-8", "replace")))
def test_what_is_normalised_is_normal(text: str) -> None:
    properties.is_normal_once_normalised(text)


@FUZZ
@given(GRAMMAR | MUTATED)
def test_a_page_rendered_again_is_the_same_page(content: bytes) -> None:
    properties.is_parsed_the_same_when_rendered_again(content)


@FUZZ
@given(ANY)
def test_another_parser_sees_no_more_text(content: bytes) -> None:
    properties.has_all_its_visible_text(content)


@pytest.mark.parametrize("crasher", CRASHERS, ids=lambda path: path.name)
def test_what_once_broke_a_property_no_longer_does(crasher: Path) -> None:
    content = crasher.read_bytes()
    properties.is_quick_and_accounted(content)
    properties.is_normal_once_normalised(content.decode("utf-8", "replace"))
    properties.is_parsed_the_same_when_rendered_again(content)
    properties.has_all_its_visible_text(content)
