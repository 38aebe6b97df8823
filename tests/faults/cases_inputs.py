"""Groups e and g for the torture table: every bad input among good pages, every cut of an archive, some fuzzing."""

import os
import random

from faults.bad import archives
from faults.bad.case import PARSED, Case
from faults.bad.suite import CASES, OF_INPUTS, Published, build, judge, write_case, write_good_pages
from faults.harness import Tally, assert_sound, tree_hash
from faults.places import Place
from fuzz.inputs import DAMAGES, SEEDS, damaged
from fuzz.properties import has_every_property
from jdparse.sources import plan, read

FUZZED = 3_000


def bad_inputs(place: Place, share: float) -> Tally:
    """e01–e28 in two runs: what is set aside, whose neighbours keep every byte, and what is parsed."""
    tally = Tally("e bad inputs among good pages")
    chosen = CASES[:: max(1, round(1 / share))]
    undisturbed = _run([], place, "good")
    for name, cases in (
        ("set-aside", [case for case in chosen if PARSED not in case.outcomes]),
        ("parsed", [case for case in chosen if PARSED in case.outcomes]),
    ):
        found = _run(cases, place, name)
        for case in cases:
            wrong = judge(case, found)
            tally.count("wrong" if wrong else "survived", f"{case.name}: {wrong}")
        tally.count("survived" if _good_pages_are_alike(found, undisturbed, name) else "lost", f"good pages: {name}")
    return tally


def _run(cases: list[Case], place: Place, name: str) -> Published:
    raw, warehouse = place.folder / name / "raw", place.folder / name / "warehouse"
    write_good_pages(raw)
    for case in cases:
        write_case(raw, case)
    before = tree_hash(raw)
    summary = build(raw, warehouse)
    assert summary.exit_code == 0, summary.error
    assert_sound(warehouse, raw, before)
    assert build(raw, warehouse).snapshot_id == summary.snapshot_id
    return Published(warehouse)


def _good_pages_are_alike(found: Published, undisturbed: Published, name: str) -> bool:
    if name == "parsed":
        return found.of_good_pages() == undisturbed.of_good_pages()
    kept = {path: data for path, data in found.files.items() if not path.startswith(OF_INPUTS)}
    return kept == {path: data for path, data in undisturbed.files.items() if not path.startswith(OF_INPUTS)}


def cut_archives(place: Place, share: float) -> Tally:
    """e17: an archive cut at every 97th byte."""
    tally = Tally("e17 archive cut at every 97th byte")
    path = place.folder / "archive"
    for form, cut in archives.CUTS[:: max(1, round(1 / share))]:
        path.write_bytes(b"".join(archives.FORMS[form])[:cut])
        found = [item for shard in plan([str(path)]).shards for item in read(shard)]
        wrong = archives.wrong_cut(form, cut, found)
        tally.count("wrong" if wrong else "survived", f"{form} cut at {cut}: {wrong}")
    return tally


def fuzzed_pages(place: Place, share: float) -> Tally:
    """g: pages with damage done to them, each held against every property; other pages each day."""
    tally = Tally("g damaged pages, all properties")
    seed = int(os.environ.get("JDPARSE_SEED", "0"))
    chance = random.Random(seed)
    for number in range(max(1, round(share * FUZZED))):
        damages = [
            (chance.choice(DAMAGES), chance.randrange(1 << 16), chance.randrange(1 << 16))
            for _ in range(chance.randrange(8))
        ]
        page = damaged(chance.choice(SEEDS), damages)
        try:
            has_every_property(page)
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is one case lost
            tally.count("wrong", f"page {number} of seed {seed}: {error!r}"[:300])
        else:
            tally.count("survived")
    return tally
