"""Generates job bullets with known clusters and hard negatives: one seed and size give the same corpus everywhere.

python -m benchmarks.near_identical.generator --size 100000 --seed 1 --out corpus_dir
writes bullets.parquet (text, kind, cluster_id, differs_by) and negatives.parquet (a, b, phenomenon): a and b are rows
of bullets.parquet, of different clusters.
"""

import argparse
import hashlib
import random
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from benchmarks.near_identical.meanings import Meaning, draw_meaning
from benchmarks.near_identical.negatives import draw_hard_negative
from benchmarks.near_identical.render import Style, canonical_style, forms_of, render, vary

SIZES, SIZE_WEIGHTS = (1, 2, 3, 4, 5, 6, 8, 10, 14), (46, 22, 12, 7, 4, 3, 3, 2, 1)
NEGATIVE_SHARE = 0.2
CROSS_PAIRS = 3


@dataclass
class Corpus:
    """Distinct bullets in the order they were drawn."""

    texts: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    clusters: list[int] = field(default_factory=list)
    differs_by: list[str] = field(default_factory=list)
    negatives: list[tuple[int, int, str]] = field(default_factory=list)
    positives: int = 0
    dropped: int = 0
    _meanings: set[Meaning] = field(default_factory=set)
    _owner: dict[tuple[str, str], int] = field(default_factory=dict)
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def is_new(self, meaning: Meaning) -> bool:
        return meaning not in self._meanings

    def add_cluster(self, meaning: Meaning, style: Style, rng: random.Random) -> list[int]:
        """Adds a cluster of a drawn size; the rows it got (none if its first wording already means something else)."""
        self._meanings.add(meaning)
        cluster = len(self._meanings)
        rows: list[int] = []
        size = rng.choices(SIZES, SIZE_WEIGHTS)[0]
        for attempt in range(size * 3):
            if len(rows) == size:
                break
            text, applied = (render(meaning, style), ()) if attempt == 0 else vary(meaning, style, rng)
            if self._claim(text, meaning.kind, cluster):
                rows.append(len(self.texts))
                self.texts.append(text)
                self.kinds.append(meaning.kind)
                self.clusters.append(cluster)
                self.differs_by.append(" ".join(applied))
            elif attempt == 0:
                return []
        self.positives += len(rows) * (len(rows) - 1) // 2
        return rows

    def _claim(self, text: str, kind: str, cluster: int) -> bool:
        """Whether the text is new and no other cluster says it but for case and punctuation."""
        if (kind, text) in self._seen:
            return False
        loose = re.sub(r"[^\w+#.%€$&]+", " ", unicodedata.normalize("NFC", text).casefold()).strip(" .")
        if self._owner.setdefault((kind, loose), cluster) != cluster:
            self.dropped += 1
            return False
        self._seen.add((kind, text))
        return True

    def frame(self) -> pd.DataFrame:
        columns = {"text": self.texts, "kind": self.kinds, "cluster_id": self.clusters, "differs_by": self.differs_by}
        return pd.DataFrame(columns)

    def negative_frame(self) -> pd.DataFrame:
        return pd.DataFrame(self.negatives, columns=["a", "b", "phenomenon"])


def _add_pair(corpus: Corpus, rng: random.Random) -> None:
    first, second, phenomenon = draw_hard_negative(rng)
    if first == second or not (corpus.is_new(first) and corpus.is_new(second)):
        return
    style = canonical_style(first, rng)
    common = [form for form in forms_of(first) if form in forms_of(second)]
    if style.form not in common:
        style = canonical_style(second, rng)
    left, right = corpus.add_cluster(first, style, rng), corpus.add_cluster(second, style, rng)
    if not left or not right:
        return
    chosen = {(left[0], right[0])}
    chosen.update((rng.choice(left), rng.choice(right)) for _ in range(CROSS_PAIRS))
    corpus.negatives.extend((a, b, phenomenon) for a, b in sorted(chosen))


def generate(size: int, seed: int) -> Corpus:
    """A corpus of `size` distinct bullets (a few fewer rows of the last cluster are cut)."""
    rng = random.Random(seed)
    corpus = Corpus()
    while len(corpus.texts) < size:
        if len(corpus.negatives) < NEGATIVE_SHARE * corpus.positives:
            _add_pair(corpus, rng)
            continue
        meaning = draw_meaning(rng)
        if corpus.is_new(meaning):
            corpus.add_cluster(meaning, canonical_style(meaning, rng), rng)
    for column in (corpus.texts, corpus.kinds, corpus.clusters, corpus.differs_by):
        del column[size:]
    corpus.negatives = [pair for pair in corpus.negatives if max(pair[:2]) < size]
    return corpus


def digest(corpus: Corpus) -> str:
    """SHA-256 over every row and every pair, in order."""
    total = hashlib.sha256()
    for row in zip(corpus.kinds, map(str, corpus.clusters), corpus.texts, strict=True):
        total.update("\t".join(row).encode() + b"\n")
    for a, b, phenomenon in corpus.negatives:
        total.update(f"{a}\t{b}\t{phenomenon}\n".encode())
    return total.hexdigest()


def write(size: int, seed: int, folder: Path) -> Corpus:
    corpus = generate(size, seed)
    folder.mkdir(parents=True, exist_ok=True)
    corpus.frame().to_parquet(folder / "bullets.parquet", index=False)
    corpus.negative_frame().to_parquet(folder / "negatives.parquet", index=False)
    return corpus


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    corpus = write(arguments.size, arguments.seed, arguments.out)
    clusters, positives = len(set(corpus.clusters)), corpus.positives
    print(f"{len(corpus.texts)} bullets in {clusters} clusters, {positives} pairs of one cluster")
    print(f"{len(corpus.negatives)} hard negatives; {corpus.dropped} wordings dropped as ambiguous")
    print(f"digest {digest(corpus)}")


if __name__ == "__main__":
    main()
