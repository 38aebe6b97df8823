"""Score the labelled pairs by phenomenon, with 95 % Wilson intervals; run as a script it prints them."""

import hashlib
import json
import math
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from jdparse.pairs import relation

FOLDER = Path(__file__).parent
LABELS = ("SAME", "RELATED", "DIFFERENT")


@dataclass(frozen=True)
class Rate:
    """`hits` of `total`, with the 95 % Wilson interval."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        return self.hits / self.total if self.total else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        if not self.total:
            return 0.0, 1.0
        z, n, p = 1.959964, self.total, self.value
        centre, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.hits}/{self.total} = {self.value:.3f} [{low:.3f}, {high:.3f}]"


def pairs(name: str) -> list[dict[str, str]]:
    text = (FOLDER / f"pairs_{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def digest(name: str) -> str:
    return hashlib.sha256((FOLDER / f"pairs_{name}.jsonl").read_bytes()).hexdigest()


def decided(name: str) -> list[tuple[dict[str, str], str]]:
    return [(pair, relation(pair["a"], pair["b"], pair["kind"])) for pair in pairs(name)]


def scores(results: list[tuple[dict[str, str], str]]) -> dict[str, Rate]:
    """The rates that the floors are about."""
    count = Counter((pair["label"], found) for pair, found in results)
    related = Counter((pair["phenomenon"], found) for pair, found in results if pair["label"] == "RELATED")

    def recall(label: str) -> Rate:
        return Rate(count[label, label], sum(count[label, found] for found in LABELS))

    def of(phenomenon: str) -> Rate:
        return Rate(related[phenomenon, "RELATED"], sum(related[phenomenon, found] for found in LABELS))

    return {
        "SAME precision": Rate(count["SAME", "SAME"], sum(count[label, "SAME"] for label in LABELS)),
        "SAME recall": recall("SAME"),
        "DIFFERENT not merged": Rate(
            count["DIFFERENT", "RELATED"] + count["DIFFERENT", "DIFFERENT"],
            sum(count["DIFFERENT", found] for found in LABELS),
        ),
        "containment recall": of("subsumption"),
        "paraphrase recall": of("paraphrase"),
        "RELATED precision": Rate(
            count["RELATED", "RELATED"], count["RELATED", "RELATED"] + count["DIFFERENT", "RELATED"]
        ),
    }


def by_phenomenon(results: list[tuple[dict[str, str], str]]) -> dict[str, Rate]:
    total = Counter(pair["phenomenon"] for pair, _ in results)
    right = Counter(pair["phenomenon"] for pair, found in results if found == pair["label"])
    return {name: Rate(right[name], total[name]) for name in sorted(total)}


def main() -> None:
    for name in sys.argv[1:] or ("dev", "heldout"):
        results = decided(name)
        print(f"{name}: {len(results)} pairs, sha256 {digest(name)}")
        for title, rate in (scores(results) | by_phenomenon(results)).items():
            print(f"  {title:24} {rate}")


if __name__ == "__main__":
    main()
