"""Links decided many at a time: what pairs.compare says pair by pair, whatever the order and the chunks."""

import itertools
import random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdparse import links
from jdparse.links import best, candidates, decide
from jdparse.links.bags import bags
from jdparse.links.traits import traits
from jdparse.pairs import compare, words_of_reading
from jdparse.wording import bullet_keys
from jdparse.wording.guards import Guards
from jdparse.wording.reading import read
from test_dedup import BULLETS

WORDS = (
    "basic advanced senior junior lead assist help perform conduct carry out set up buy purchase procure repair fix "
    "mend paid unpaid inbound outbound internal external train trainer trainee plan planner 2 3 %5 II C C++ R python "
    "not without non-sterile in on to with for under and of reports records small minor simple large skills team own "
    "department inspect examine check verify inspection supervision manage manager the a"
).split()
WILD = st.lists(st.sampled_from(WORDS), min_size=0, max_size=9).map(" ".join)
GUARDS = Guards.from_config({"number": {"third": ["reports", "records"]}, "role": {"keeper": ["team"]}})


def said_at_once(texts: list[str], kind: str, guards: Guards) -> dict[tuple[int, int], tuple[str, float]]:
    """What the fast path says of every pair of texts: the rule and score of those that are related."""
    found = bags(read(texts, kind))
    length = [len(found.words(row).lemmas) for row in range(len(texts))]
    pairs = [(a, b) if length[a] <= length[b] else (b, a) for a, b in itertools.combinations(range(len(texts)), 2)]
    small, large = (pa.array(side, pa.int64()).to_numpy() for side in zip(*pairs, strict=True))
    decided = decide.Decider(found, traits(found, guards), guards).decide(small, large)
    rows = zip(*(column.tolist() for column in decided), strict=True)
    return {(min(a, b), max(a, b)): ("paraphrase" if synonyms else "contains", score) for a, b, synonyms, score in rows}


def said_one_by_one(texts: list[str], kind: str, guards: Guards) -> dict[tuple[int, int], tuple[str, float]]:
    words = words_of_reading(read(texts, kind))
    found = {}
    for a, b in itertools.combinations(range(len(texts)), 2):
        explained = compare(words[a], words[b], guards, name=False)
        if explained.relation == "RELATED":
            found[a, b] = (explained.rule, explained.score)
    return found


@settings(deadline=None, max_examples=120)
@given(st.lists(st.one_of(WILD, BULLETS), min_size=2, max_size=14), st.sampled_from(["duty", "skill", "title"]))
def test_many_at_once_are_decided_as_one_by_one(texts: list[str], kind: str) -> None:
    assert said_at_once(texts, kind, GUARDS) == said_one_by_one(texts, kind, GUARDS)


@settings(deadline=None, max_examples=120)
@given(WILD, st.data())
def test_wordings_near_one_another_are_decided_as_one_by_one(text: str, data: st.DataObject) -> None:
    near = [text]
    for _ in range(6):
        words = data.draw(st.sampled_from(near)).split()
        at = data.draw(st.integers(0, len(words)))
        words[at : at + data.draw(st.integers(0, 1))] = [data.draw(st.sampled_from(WORDS))]
        near.append(" ".join(words))
    assert said_at_once(near, "duty", GUARDS) == said_one_by_one(near, "duty", GUARDS)


def test_words_of_bags_are_the_words_of_the_reading() -> None:
    texts = ["Set alarms up in the hall", "Carry out inspections for clients", "", "Carry boxes out", "R 2 of 2", "the"]
    reading = read(texts, "duty")
    found = bags(reading)
    assert [found.words(row) for row in range(len(texts))] == words_of_reading(reading)


def many(seed: int = 3) -> pa.Table:
    chance = random.Random(seed)
    texts = {" ".join(chance.sample(WORDS, chance.randint(1, 4))) for _ in range(400)}
    keyed = dict(zip(bullet_keys(sorted(texts), "duty").to_pylist(), sorted(texts), strict=True))
    return pa.table({"bullet_id": list(keyed), "kind": ["duty"] * len(keyed), "text": list(keyed.values())})


def test_chunks_and_ranges_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    table = many()
    whole = links.related(table, per_cluster=2)
    assert len(whole) > 100
    monkeypatch.setattr(candidates, "CHUNK", 7)
    monkeypatch.setattr(best, "ROWS_AT_ONCE", 30)
    monkeypatch.setattr(best, "PAIRS_AT_ONCE", 20)
    monkeypatch.setattr(decide, "CELLS", 40)
    assert whole.equals(links.related(table, per_cluster=2))


def test_the_order_of_many_rows_changes_nothing() -> None:
    table = many()
    rows = list(range(len(table)))
    random.Random(1).shuffle(rows)
    assert links.related(table).equals(links.related(table.take(rows)))


def test_a_link_is_kept_if_it_is_among_the_best_of_either_end() -> None:
    table = many()
    best: dict[str, list[tuple[float, str, str]]] = {}
    for row in links.related(table, per_cluster=10**6).to_pylist():
        for end in ("bullet_id", "related_id"):
            best.setdefault(row[end], []).append((-row["score"], row["bullet_id"], row["related_id"]))
    wanted = {link[1:] for ranked in best.values() for link in sorted(ranked)[:2]}
    found = links.related(table, per_cluster=2)
    assert set(zip(found["bullet_id"].to_pylist(), found["related_id"].to_pylist(), strict=True)) == wanted


def test_what_a_bound_leaves_out_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    table = many()
    unbounded = links.find_links(table, per_cluster=10**6)
    assert unbounded.left_out < unbounded.looked_at
    monkeypatch.setattr(candidates, "MAX_BLOCK", 10**6)
    everything = links.find_links(table, per_cluster=10**6)
    assert everything.left_out == 0
    monkeypatch.setattr(candidates, "MAX_BLOCK", 2)
    bounded = links.find_links(table, per_cluster=10**6)
    assert bounded.left_out > 0
    assert set(map(str, bounded.links.to_pylist())) <= set(map(str, everything.links.to_pylist()))
