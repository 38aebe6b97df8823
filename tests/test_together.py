"""Which pairs of bullets stand on one page."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jdparse.together import together

FEW = st.integers(0, 5)


@given(st.lists(st.tuples(FEW, FEW), max_size=12), st.lists(st.tuples(FEW, FEW), max_size=20))
def test_a_pair_stands_together_where_a_page_lists_both(
    pairs: list[tuple[int, int]], listed: list[tuple[int, int]]
) -> None:
    one, other = np.array(pairs, np.int64).reshape(-1, 2).T
    bullet, page = np.array(listed, np.int64).reshape(-1, 2).T
    expected = [
        number
        for number, (a, b) in enumerate(pairs)
        if {p for bullet_, p in listed if bullet_ == a} & {p for bullet_, p in listed if bullet_ == b}
    ]
    assert together(one, other, bullet, page).tolist() == expected
