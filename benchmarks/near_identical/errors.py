"""Lists the classes of errors a tool made in the last run, with examples: what varied where it split, what it merged.

python -m benchmarks.near_identical.errors --tool jdparse --size 100000
"""

import argparse
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
from benchmarks.near_identical.run import Bullets, corpus, labels_of, labels_path

EXAMPLES = 5
COMMONEST = 25


def _words(text: str) -> set[str]:
    return set(re.findall(r"[\w+#.%'’-]+", text.lower()))


def splits(bullets: pd.DataFrame) -> list[str]:
    """Variants not with the first wording of their cluster, by the phenomena in which they differ from it."""
    first = bullets.drop_duplicates("cluster_id").set_index("cluster_id")
    rows = bullets[bullets["differs_by"] != ""]
    heads = first.loc[rows["cluster_id"]]
    apart = (rows["label"].to_numpy() != heads["label"].to_numpy()).astype(bool)
    lines = []
    for name, group in rows.assign(head=heads["text"].to_numpy(), apart=apart).groupby("differs_by"):
        missed = group[group["apart"]]
        if len(missed) == 0 or " " in str(name):
            continue
        changed: Counter[str] = Counter()
        for head, text in zip(missed["head"], missed["text"], strict=True):
            changed.update(f"-{word}" for word in _words(head) - _words(text))
            changed.update(f"+{word}" for word in _words(text) - _words(head))
        lines.append(f"\n## split by {name}: {len(missed)} of {len(group)}\n")
        lines.append(
            "words that change most: " + ", ".join(f"{w} {n}" for w, n in changed.most_common(COMMONEST)) + "\n"
        )
        shown = missed.sample(min(EXAMPLES, len(missed)), random_state=1)
        lines += [f"- {head!r} / {text!r}" for head, text in zip(shown["head"], shown["text"], strict=True)]
    return lines


def merges(bullets: pd.DataFrame, negatives: pd.DataFrame) -> list[str]:
    """Hard negatives merged, by phenomenon, and other clusters that share a label."""
    text, label = bullets["text"], bullets["label"].to_numpy()
    merged = negatives[label[negatives["a"].to_numpy()] == label[negatives["b"].to_numpy()]]
    lines = []
    for name, group in merged.groupby("phenomenon"):
        lines.append(f"\n## merged: {name}: {len(group)} of {(negatives['phenomenon'] == name).sum()}\n")
        shown = group.sample(min(EXAMPLES, len(group)), random_state=1)
        lines += [f"- {text[a]!r} / {text[b]!r}" for a, b in zip(shown["a"], shown["b"], strict=True)]
    heads = bullets.drop_duplicates(["cluster_id", "label"])
    mixed = heads[heads.duplicated("label", keep=False)]
    tagged = set(label[merged["a"].to_numpy()])
    other = [group["text"].head(3).tolist() for one, group in mixed.groupby("label") if one not in tagged]
    lines.append(f"\n## merged without being a hard negative: {len(other)} labels\n")
    lines += [f"- {' / '.join(map(repr, texts))}" for texts in other[: 4 * EXAMPLES]]
    return lines


def report(data: Bullets, tool: str) -> str:
    with np.load(labels_path(data, tool)) as stored:
        bullets = data.bullets.assign(label=labels_of(data, stored))
    return "\n".join([f"# Errors of {tool}", *splits(bullets), *merges(bullets, data.negatives)]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", default="jdparse")
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/out/near_identical"))
    arguments = parser.parse_args()
    print(report(corpus(arguments.size, arguments.seed, arguments.out), arguments.tool))


if __name__ == "__main__":
    main()
