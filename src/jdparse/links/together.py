"""Which pairs of bullets stand on one page, looked up where the rarer of the two stands: common ones are cheap."""

import numpy as np

from jdparse.wording.arrow import Column
from jdparse.wording.columns import I64, opens_run, spread, starts_of

from .best import Links
from .memory import Ids, as_ids


def linked_on_pages(bullets: Column, pages: Column, ids: Ids, links: Links) -> I64:
    """The places of the links whose two clusters stand on one page, ascending.

    ``bullets`` and ``pages`` are rows of lists, as ids; ``ids`` are the sorted ids of all clusters, ``links`` is about
    their rows. Raises ValueError where a bullet is of no cluster.
    """
    listed = bullets.dictionary_encode()
    wanted = as_ids(listed.dictionary)
    row = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    if not np.array_equal(ids[row], wanted):
        raise ValueError("a page has a bullet that is of no cluster")
    number = np.full(len(ids), -1, np.int32)
    number[row] = np.arange(len(row))
    here = number >= 0
    among = np.flatnonzero(here[links["one"]] & here[links["other"]])
    one, other = (number[links[end][among]].astype(np.int64) for end in ("one", "other"))
    bullet = listed.indices.to_numpy().astype(np.int64)
    linked = np.zeros(len(row), bool)
    linked[one] = linked[other] = True
    page = pages.dictionary_encode().indices.to_numpy().astype(np.int64)
    stands = linked[bullet]
    return among[together(one, other, bullet[stands], page[stands])]


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
