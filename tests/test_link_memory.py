"""Links found with what the last search left are those found without it, whatever has changed in between."""

import random
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pytest

from jdparse import links
from jdparse.links import Before, LinkFiles, Search, candidates, kept, memory, recall_links
from jdparse.links import search as searching
from jdparse.links.decide import Decider
from jdparse.wording import KINDS, bullet_keys
from jdparse.wording.guards import Guards
from test_links_fast import GUARDS, WORDS


def clusters(chance: random.Random, count: int, kind: str) -> dict[str, str]:
    """Bullet id → text of so many clusters that are near one another."""
    texts = sorted({" ".join(chance.sample(WORDS, chance.randint(0, 5))) for _ in range(count)})
    return dict(zip(bullet_keys(texts, kind).to_pylist(), texts, strict=True))


def table(found: dict[str, str], kind: str) -> pa.Table:
    columns = {"bullet_id": list(found), "kind": [kind] * len(found), "text": list(found.values())}
    return pa.table(columns, schema=pa.schema([(name, pa.string()) for name in columns]))


def sorted_table(found: dict[str, str], kind: str) -> pa.Table:
    return table(dict(sorted(found.items())), kind)


class Searched(NamedTuple):
    """What a search found, and what it keeps."""

    ids: links.Ids
    links: links.Links
    counts: links.Counts
    keep: LinkFiles

    def has_the_links_of(self, other: "Searched") -> bool:
        return np.array_equal(self.ids, other.ids) and np.array_equal(self.links, other.links)

    def keeps_the_same_as(self, other: "Searched") -> bool:
        return all(one.read_bytes() == two.read_bytes() for one, two in zip(self.keep, other.keep, strict=True))


def searched(
    found: dict[str, str], kind: str, folder: Path, before: Before | None = None, guards: Guards = GUARDS
) -> Searched:
    folder.mkdir(exist_ok=True)
    pairs_before = before.pairs if before else None
    search = Search(kind, folder / "scratch", LinkFiles.of(folder, kind), guards, pairs_before)
    counts = links.search_through(search, [sorted_table(found, kind)], before)
    return Searched(*links.ids_and_links(search.folder), counts, search.keep)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("most", [2, 24])
def test_links_after_any_change_are_those_of_a_search_from_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, most: int
) -> None:
    """With blocks of two, most changes move what the bound lets through."""
    monkeypatch.setattr(candidates, "MAX_BLOCK", most)
    monkeypatch.setattr(candidates, "CHUNK", 64)
    monkeypatch.setattr(kept, "ROWS_AT_ONCE", 70)
    monkeypatch.setattr(memory, "READ_AT_ONCE", 50)
    monkeypatch.setattr(searching, "CHUNKS_AT_ONCE", 2)
    chance = random.Random(f"{kind} {most}")
    now = clusters(chance, 300, kind)
    last = searched(now, kind, tmp_path / "first")
    for number in range(4):
        then, now = now, dict(now)
        for bullet in chance.sample(sorted(now), 20):
            del now[bullet]
        now |= clusters(chance, 30, kind)
        for bullet in chance.sample(sorted(now), 10):  # another wording of the cluster is shown
            now[bullet] = now[bullet] + " the"
        before = recall_links(sorted_table(then, kind), last.keep)
        assert before is not None
        last = searched(now, kind, tmp_path / f"again-{number}", before)
        full = searched(now, kind, tmp_path / f"anew-{number}")
        assert len(full.links) > 20
        assert last.has_the_links_of(full)
        assert last.counts.left_out == full.counts.left_out
        assert last.counts.looked_at < full.counts.looked_at / 2
        assert last.keeps_the_same_as(full), "what is kept in turn is the same too"


def test_nothing_is_decided_when_nothing_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clusters(random.Random(5), 300, "duty")
    full = searched(now, "duty", tmp_path / "full")
    before = recall_links(sorted_table(now, "duty"), full.keep)
    monkeypatch.setattr(Decider, "_group", None)
    again = searched(now, "duty", tmp_path / "again", before)
    assert again.has_the_links_of(full)
    assert again.counts.looked_at == 0
    assert again.keeps_the_same_as(full)


@pytest.mark.parametrize("rows", [0, 1])
def test_what_is_kept_of_almost_nothing_can_be_read(tmp_path: Path, rows: int) -> None:
    one = dict(list(clusters(random.Random(1), 9, "skill").items())[:rows])
    kept = searched(one, "skill", tmp_path / "one", guards=Guards.shipped()).keep
    before = recall_links(table(one, "skill"), kept)
    more = clusters(random.Random(2), 40, "skill") | one
    again = searched(more, "skill", tmp_path / "again", before, Guards.shipped())
    assert again.has_the_links_of(searched(more, "skill", tmp_path / "anew", guards=Guards.shipped()))


def test_what_was_kept_of_other_clusters_is_not_used(tmp_path: Path) -> None:
    some = clusters(random.Random(1), 9, "skill")
    kept = searched(some, "skill", tmp_path).keep
    assert recall_links(table(dict(list(some.items())[1:]), "skill"), kept) is None
