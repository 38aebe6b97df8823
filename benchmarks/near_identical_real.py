"""Precision and recall of SAME on public wordings with known concepts, and every merge of a task list to be read.

    python benchmarks/near_identical_real.py --esco labels.parquet --onet tasks.parquet --merges merges.txt

`--esco` has columns text and concept; two labels of one concept with the same lemmas are lexical twins. `--onet` has a
column task. The data is not part of the project.
"""

import argparse
import re
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import pyarrow.parquet as pq
from simplemma import lemmatize

from jdparse.wording import bullet_keys

FUNCTION_WORDS = frozenset("a an the of for and or in on to with by at as from & into about".split())


def lemma_set(text: str) -> tuple[str, ...]:
    words = re.findall(r"[\w+#']+", text.lower().replace("-", " "))
    return tuple(sorted(lemmatize(w, lang="en") for w in words if w not in FUNCTION_WORDS))


def groups(values: list[object]) -> list[list[int]]:
    found: dict[object, list[int]] = defaultdict(list)
    for i, value in enumerate(values):
        found[value].append(i)
    return [members for members in found.values() if len(members) > 1]


def esco(path: Path, kind: str, show: int) -> None:
    table = pq.read_table(path)
    texts, concepts = table["text"].to_pylist(), table["concept"].to_pylist()
    keys = bullet_keys(texts, kind).to_pylist()
    merged = [pair for group in groups(keys) for pair in combinations(group, 2)]
    wrong = [(i, j) for i, j in merged if concepts[i] != concepts[j]]
    lemmas = [lemma_set(text) for text in texts]
    twins = [
        (i, j)
        for g in groups(list(zip(concepts, lemmas, strict=True)))
        for i, j in combinations(g, 2)
        if texts[i] != texts[j]
    ]
    missed = [(i, j) for i, j in twins if keys[i] != keys[j]]
    right = len(merged) - len(wrong)
    print(
        f"{path.name} as {kind}: {len(texts)} labels, {len(merged)} pairs merged, "
        f"precision {right / max(len(merged), 1):.4f}"
    )
    print(f"lexical twins {len(twins)}, found {1 - len(missed) / max(len(twins), 1):.4f}")
    for name, pairs in (("other concept", wrong), ("missed twin", missed)):
        for i, j in pairs[:show]:
            print(f"  {name}: {texts[i]} | {texts[j]}")


def onet(path: Path, kind: str, out: Path | None) -> None:
    texts = sorted(set(pq.read_table(path)["task"].to_pylist()))
    keys = bullet_keys(texts, kind).to_pylist()
    found = groups(keys)
    print(
        f"{path.name}: {len(texts)} distinct tasks, {len(found)} clusters of several wordings, "
        f"sizes {Counter(map(len, found))}"
    )
    if out:
        out.write_text("\n".join("\n".join(texts[i] for i in group) + "\n" for group in found), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--esco", type=Path)
    parser.add_argument("--onet", type=Path)
    parser.add_argument("--merges", type=Path, help="write every merged group of tasks here")
    parser.add_argument("--show", type=int, default=0, help="so many errors of each sort")
    arguments = parser.parse_args()
    if arguments.esco:
        for kind in ("skill", "duty"):
            esco(arguments.esco, kind, arguments.show)
    if arguments.onet:
        onet(arguments.onet, "duty", arguments.merges)


if __name__ == "__main__":
    main()
