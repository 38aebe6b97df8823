"""Pairwise precision, recall and F1 out of the contingency of clusters, and the hard negatives that were merged."""

from typing import Any

import numpy as np
import pandas as pd

Labels = np.ndarray[Any, np.dtype[np.int64]]


def _pairs(sizes: pd.Series) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def score(
    bullets: pd.DataFrame, negatives: pd.DataFrame, labels: np.ndarray[Any, np.dtype[np.int64]]
) -> dict[str, Any]:
    """Scores of `labels` (one a row of bullets)."""
    found = bullets.assign(label=labels)
    both = _pairs(found.groupby(["cluster_id", "label"]).size())
    predicted, actual = _pairs(found.groupby("label").size()), _pairs(found.groupby("cluster_id").size())
    merged = labels[negatives["a"].to_numpy()] == labels[negatives["b"].to_numpy()]
    by_phenomenon = pd.Series(merged).groupby(negatives["phenomenon"].to_numpy())
    precision = both / predicted if predicted else 1.0
    recall = both / actual
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / (precision + recall) if both else 0.0,
        "hard_negatives": len(negatives),
        "hard_merged": int(merged.sum()),
        "hard_merged_share": float(merged.mean()),
        "hard_merged_by_phenomenon": {name: [int(one.sum()), len(one)] for name, one in by_phenomenon},
        "recall_by_variation": _recall_by_variation(found),
        "largest_cluster": int(found.groupby("label").size().max()),
    }


def _recall_by_variation(found: pd.DataFrame) -> dict[str, list[int]]:
    """For each phenomenon alone: variants put with the first wording of their cluster, and how many there are."""
    first = found.drop_duplicates("cluster_id").set_index("cluster_id")["label"]
    alone = found[(found["differs_by"] != "") & ~found["differs_by"].str.contains(" ")]
    together = alone["label"].to_numpy() == first.reindex(alone["cluster_id"]).to_numpy()
    grouped = pd.Series(together).groupby(alone["differs_by"].to_numpy())
    return {name: [int(one.sum()), len(one)] for name, one in grouped}
