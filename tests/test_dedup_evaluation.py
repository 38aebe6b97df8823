"""The labelled pairs of tests/evaluation hold their floors; a change of data or floor is made here, in the open."""

import pytest

from evaluation import gate

DIGESTS = {
    "dev": "43cc0652df1feb2510670914b3b8e9a4bd08354fe5e4e086ba287500c74629ca",
    "heldout": "817a052429a32a98fe192b61a4df5f4b75a273c7ba087d5651a6998a7344b19f",
    "probe_a": "69c992f3719dbea09c31323db367aca373fc2730b8870d71410f76bd5a59e731",
    "probe_b": "d03eb7ff950ec552d2f88d47dc7da55e8e3b81ba4e009d83348d2d0b5e0dbf50",
    "probe_c": "a31d518c65af4c906717d523f46a56613dafb25255dbd3aa43c4fddd881a9f63",
    "probe_d": "7303bbc7f5ad1ad3ee903609a5367cddfaa072fea95f6f8470a9bb0c76268c3b",
    "probe_e": "c4be2355954e891249c481fe112c0de43c7e9448f0dd3d83a8e670791525b33d",
    "probe_f": "e0c2dbed539a9d17839f4845092305ee21e7262ed4fbc7d2d266096e1063054b",
    "probe_g": "b12be62d2cd85795c1c4e3c16931044734ba4ed5a71d70604e99e8c7648730ac",
    "probe_h": "a60f8582944f342337c4537991477cbf730ee2f0ae9ff145b95da01c88d188ca",
}
FLOORS = {
    "SAME precision": 1.0,
    "SAME recall": 0.97,
    "DIFFERENT not merged": 1.0,
    "containment recall": 0.95,
    "paraphrase recall": 0.8,
    "RELATED precision": 0.93,
}
# A second author's pairs: what is missed there is left to be seen. probe_b was scored once before its one false merge
# ("Schedule production" / "Produce schedules") was mended.
PROBE_FLOORS = FLOORS | {"SAME recall": 0.93, "paraphrase recall": 0.6}
# Scored once before they were looked at: probe_c SAME precision 146/147, recall 146/150; probe_d, the blind one after
# the rules of that round, 117/119 (one label, a plain plural, was wrong and is left out), recall 117/121. Its last
# false merge, "Plan test flights" with "Test flight plans", was mended since.
PROBE_C_FLOORS = PROBE_FLOORS | {"SAME recall": 0.98}
# Development: written while the rules of the reader were changed, to break them. "Closed account reviews" is still one
# with "Close account reviews" and "Time test runs" with "Run time tests"; of RELATED it holds seven pairs only.
PROBE_E_FLOORS = PROBE_FLOORS | {"SAME precision": 0.984, "DIFFERENT not merged": 0.99, "RELATED precision": 0.87}
PROBE_E_FLOORS |= {"SAME recall": 0.94}
# Written by others, labelled twice, blind to the rules and to one another. Before this round probe_f had SAME precision
# 105/108 and probe_g 112/114; probe_f was then looked at. Nobody has looked at what probe_g and probe_h get wrong: only
# their scores were read, SAME precision 111/111 and 128/128, no false merge, paraphrase 9/26 and 8/30 before the
# synonyms were widened from lists of frequent words, 13/26 and 15/30 after.
UNSEEN_FLOORS = PROBE_FLOORS | {"SAME recall": 0.92, "containment recall": 0.88, "paraphrase recall": 0.5}
FLOORS_OF = {"dev": FLOORS, "heldout": FLOORS, "probe_a": PROBE_FLOORS, "probe_b": PROBE_FLOORS}
FLOORS_OF |= {"probe_c": PROBE_C_FLOORS, "probe_d": PROBE_C_FLOORS, "probe_e": PROBE_E_FLOORS}
FLOORS_OF |= dict.fromkeys(("probe_f", "probe_g", "probe_h"), UNSEEN_FLOORS)


@pytest.mark.parametrize("name", DIGESTS)
def test_the_pairs_are_the_ones_the_floors_were_set_on(name: str) -> None:
    assert gate.digest(name) == DIGESTS[name], "the pairs changed: measure again and state the new digest and floors"


@pytest.mark.parametrize("name", DIGESTS)
def test_no_score_falls_below_its_floor(name: str) -> None:
    scores = gate.scores(gate.decided(name))
    fallen = {title: str(scores[title]) for title, floor in FLOORS_OF[name].items() if scores[title].value < floor}
    assert not fallen
    assert scores.keys() == FLOORS.keys()


def test_the_two_files_share_no_wording() -> None:
    dev, held_out = (
        {text for pair in gate.pairs(name) for text in (pair["a"], pair["b"])} for name in ("dev", "heldout")
    )
    assert not dev & held_out
