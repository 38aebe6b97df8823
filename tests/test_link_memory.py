"""Links found with what the last search left are those found without it, whatever has changed in between."""

import random
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from jdparse.links import FoundOfKind, LinkFiles, Search, candidates, decide, links_of_kind, memory, recall_links
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


def same_links(one: FoundOfKind, two: FoundOfKind) -> bool:
    return np.array_equal(one.ids, two.ids) and np.array_equal(one.links, two.links)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("most", [2, 24])
def test_links_after_any_change_are_those_of_a_search_from_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, most: int
) -> None:
    """With blocks of two, most changes move what the bound lets through."""
    monkeypatch.setattr(candidates, "MAX_BLOCK", most)
    monkeypatch.setattr(candidates, "CHUNK", 64)
    monkeypatch.setattr(memory, "ROWS_AT_ONCE", 70)
    monkeypatch.setattr(memory, "READ_AT_ONCE", 50)
    chance, search = random.Random(f"{kind} {most}"), Search(GUARDS)
    now = clusters(chance, 300, kind)
    files = LinkFiles.of(tmp_path, kind)
    links_of_kind([sorted_table(now, kind)], kind, search, None, files)
    for _ in range(4):
        then, now = now, dict(now)
        for bullet in chance.sample(sorted(now), 20):
            del now[bullet]
        now |= clusters(chance, 30, kind)
        for bullet in chance.sample(sorted(now), 10):  # another wording of the cluster is shown
            now[bullet] = now[bullet] + " the"
        before = recall_links(sorted_table(then, kind), files)
        assert before is not None
        kept = LinkFiles.of(tmp_path / "next", kind)
        kept.words.parent.mkdir(exist_ok=True)
        again = links_of_kind([sorted_table(now, kind)], kind, search, before, kept)
        anew = LinkFiles.of(tmp_path / "anew", kind)
        anew.words.parent.mkdir(exist_ok=True)
        full = links_of_kind([sorted_table(now, kind)], kind, search, None, anew)
        assert len(full.links) > 20
        assert same_links(again, full)
        assert again.left_out == full.left_out
        assert again.looked_at < full.looked_at / 2
        assert kept.pairs.read_bytes() == anew.pairs.read_bytes(), "what is kept in turn is the same too"
        for ours, theirs in zip(kept, files, strict=True):
            ours.replace(theirs)


def test_nothing_is_decided_when_nothing_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now, search, files = clusters(random.Random(5), 300, "duty"), Search(GUARDS), LinkFiles.of(tmp_path, "duty")
    full = links_of_kind([sorted_table(now, "duty")], "duty", search, None, files)
    before = recall_links(sorted_table(now, "duty"), files)
    monkeypatch.setattr(decide.Decider, "_group", None)
    kept = LinkFiles.of(tmp_path, "again")
    again = links_of_kind([sorted_table(now, "duty")], "duty", search, before, kept)
    assert same_links(again, full)
    assert again.looked_at == 0
    assert [path.read_bytes() for path in kept] == [path.read_bytes() for path in files]


@pytest.mark.parametrize("rows", [0, 1])
def test_what_is_kept_of_almost_nothing_can_be_read(tmp_path: Path, rows: int) -> None:
    search, files = Search(Guards.shipped()), LinkFiles.of(tmp_path, "skill")
    one = dict(list(clusters(random.Random(1), 9, "skill").items())[:rows])
    links_of_kind([sorted_table(one, "skill")], "skill", search, None, files)
    before = recall_links(table(one, "skill"), files)
    more = clusters(random.Random(2), 40, "skill") | one
    again = links_of_kind([sorted_table(more, "skill")], "skill", search, before, LinkFiles.of(tmp_path, "again"))
    assert same_links(again, links_of_kind([sorted_table(more, "skill")], "skill", search))


def test_what_was_kept_of_other_clusters_is_not_used(tmp_path: Path) -> None:
    files = LinkFiles.of(tmp_path, "skill")
    some = clusters(random.Random(1), 9, "skill")
    links_of_kind([sorted_table(some, "skill")], "skill", Search(GUARDS), None, files)
    assert recall_links(table(dict(list(some.items())[1:]), "skill"), files) is None
