"""Group f as one run: payloads in every field, name and sidecar; the parts are tested for themselves elsewhere."""

import pytest

from faults.cases_injection import injection
from faults.places import place


@pytest.mark.slow
def test_no_payload_of_a_page_is_obeyed_anywhere() -> None:
    with place() as at:
        injection(at, 1.0).check()
