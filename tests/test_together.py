"""Which pairs of bullets stand on one page."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdparse.links.best import LINK
from jdparse.links.together import linked_on_pages, together

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


@given(st.lists(st.tuples(FEW, FEW), max_size=12), st.lists(st.tuples(FEW, FEW), max_size=20))
def test_links_are_looked_up_by_the_ids_of_their_clusters(
    pairs: list[tuple[int, int]], listed: list[tuple[int, int]]
) -> None:
    """Clusters of other ranges of pages have ids too, between and after those listed here."""
    ids = np.array([f"{number:024d}" for number in range(9)], "S24")
    links = np.array([(*sorted(pair), 0, 0) for pair in pairs], LINK)
    bullets = pa.array([f"{bullet:024d}" for bullet, _ in listed], pa.string())
    pages = pa.array([f"p{page}" for _, page in listed], pa.string())
    numbers = np.array(listed, np.int64).reshape(-1, 2).T
    expected = together(links["one"].astype(np.int64), links["other"].astype(np.int64), *numbers)
    assert linked_on_pages(bullets, pages, ids, links).tolist() == expected.tolist()


def test_a_bullet_of_no_cluster_is_told() -> None:
    ids, links = np.array([b"a", b"c"]), np.zeros(0, LINK)
    with pytest.raises(ValueError, match="of no cluster"):
        linked_on_pages(pa.array(["b"]), pa.array(["p"]), ids, links)
