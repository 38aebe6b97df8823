"""Which pairs of bullets stand on one page, looked up where the rarer of the two stands: common ones are cheap."""

import numpy as np

from jdparse.wording.columns import I64, opens_run, spread, starts_of


def together(one: I64, other: I64, bullet: I64, page: I64) -> I64:
    """The places of the pairs ``one``, ``other`` that stand on one page; a bullet and a page are numbers from 0.

    ``bullet`` and ``page`` are rows of lists: which bullet stands on which page, in any order, also more than once.
    """
    if not len(one) or not len(bullet):
        return np.zeros(0, np.int64)
    pages = int(page.max()) + 1
    stands = np.sort(bullet.astype(np.int64) * pages + page)
    stands = stands[opens_run(stands)]
    counts = np.bincount(stands // pages, minlength=int(max(one.max(), other.max())) + 1)
    starts = starts_of(counts)
    swap = counts[other] < counts[one]
    rare, common = np.where(swap, other, one), np.where(swap, one, other)
    place = spread(starts[rare], counts[rare])
    pair = np.repeat(np.arange(len(one)), counts[rare])
    wanted = common[pair] * pages + stands[place] % pages
    at = np.minimum(np.searchsorted(stands, wanted), len(stands) - 1)
    return np.unique(pair[stands[at] == wanted])
