"""Runs jdparse and its peers on the same generated bullets, each in a process of its own, and tabulates the outcome.

python -m benchmarks.near_identical.run --peers-python PEERS_VENV/bin/python --sizes 10000 100000
"""

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.near_identical.generator import digest, write
from benchmarks.near_identical.peers import PEERS
from benchmarks.near_identical.scoring import score
from benchmarks.near_identical.worker import JDPARSE_TOOLS, LINKS

HERE = Path(__file__).parent
THRESHOLDS = HERE / "thresholds.json"
TUNING_SIZE, TUNING_SEED = 10_000, 2
AS_GOOD = 0.01


@dataclass(frozen=True)
class Bullets:
    """A generated corpus on disk."""

    folder: Path
    digest: str
    bullets: pd.DataFrame
    negatives: pd.DataFrame

    @property
    def texts(self) -> Path:
        return self.folder / "texts.json"


def corpus(size: int, seed: int, out: Path) -> Bullets:
    """Generates the corpus, or reads it again if it is there."""
    folder = out / f"corpus_{size}_{seed}"
    stamp = folder / "digest.txt"
    if not stamp.exists():
        made = write(size, seed, folder)
        by_kind = made.frame().groupby("kind", sort=True)["text"].apply(list)
        (folder / "texts.json").write_text(json.dumps(by_kind.to_dict(), ensure_ascii=False), encoding="utf-8")
        stamp.write_text(digest(made), encoding="utf-8")
    bullets, negatives = (pd.read_parquet(folder / f"{name}.parquet") for name in ("bullets", "negatives"))
    return Bullets(folder, stamp.read_text(encoding="utf-8"), bullets, negatives)


def labels_path(data: Bullets, tool: str) -> Path:
    return data.folder / f"labels_{tool.replace(' ', '_')}.npz"


def labels_of(data: Bullets, stored: Any) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Labels in the order of the bullets, no label shared by two kinds."""
    labels = np.zeros(len(data.bullets), np.int64)
    start = 0
    for kind in sorted(data.bullets["kind"].unique()):
        codes = stored[kind] + start
        labels[(data.bullets["kind"] == kind).to_numpy()] = codes
        start = int(codes.max()) + 1
    return labels


def _run(tool: str, data: Bullets, threshold: float, options: argparse.Namespace) -> str:
    """Runs one tool on one corpus; says why it failed, or nothing."""
    python = str(options.peers_python) if tool in PEERS else sys.executable
    out = labels_path(data, tool)
    out.unlink(missing_ok=True)
    module = ["-m", "benchmarks.near_identical.worker"]
    command = [python, *module, tool, str(data.texts), str(out), "--threshold", str(threshold)]
    try:
        done = subprocess.run(command, timeout=options.timeout, capture_output=True, text=True, check=False)
    except subprocess.TimeoutExpired:
        return f"not finished in {options.timeout} s"
    last = (done.stderr.strip().splitlines() or ["no message"])[-1]
    return f"exit {done.returncode}: {last}" if done.returncode else ""


def measure(tool: str, data: Bullets, threshold: float, options: argparse.Namespace) -> dict[str, Any]:
    """Scores and cost of one tool on one corpus, or why there are none."""
    if failed := _run(tool, data, threshold, options):
        return {"tool": tool, "failed": failed}
    with np.load(labels_path(data, tool)) as stored:
        scores = score(data.bullets, data.negatives, labels_of(data, stored))
        return {"tool": tool, "threshold": threshold, **json.loads(str(stored["cost"])), **scores}


def links(data: Bullets, options: argparse.Namespace) -> str:
    """A line on what the links among the clusters cost."""
    if failed := _run(LINKS, data, 0.0, options):
        return f"links: {failed}"
    with np.load(labels_path(data, LINKS)) as stored:
        cost = json.loads(str(stored["cost"]))
    counts = "{links:,} links among {clusters:,} clusters, of {looked_at:,} pairs looked at".format(**cost)
    return f"{counts}: {cost['cpu_seconds']:.1f} CPU s, {cost['wall_seconds']:.1f} wall s, {cost['peak_mb']:,} MB"


def tuned(tool: str, options: argparse.Namespace) -> float:
    """The strictest threshold within AS_GOOD of the best F1 on the tuning corpus; thresholds.json keeps it."""
    known: dict[str, float] = json.loads(THRESHOLDS.read_text()) if THRESHOLDS.exists() else {}
    grid = PEERS[tool].thresholds if tool in PEERS else ()
    if tool in known or not grid:
        return known.get(tool, 0.0)
    data = corpus(TUNING_SIZE, TUNING_SEED, options.out)
    tried = [measure(tool, data, threshold, options) for threshold in grid]
    finished = [one for one in tried if "failed" not in one]
    if not finished:
        return 0.0
    best = max(one["f1"] for one in finished)
    # Of thresholds that do as well, the strictest: a loose one chains as soon as the corpus is larger.
    known[tool] = max(one["threshold"] for one in finished if one["f1"] >= best - AS_GOOD)
    THRESHOLDS.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")
    print("tuned", tool, {one["threshold"]: round(one["f1"], 3) for one in finished}, flush=True)
    return known[tool]


def table(size: int, rows: list[dict[str, Any]]) -> str:
    lines = [
        f"| {size:,} bullets | P | R | F1 | hard negatives merged | CPU s | wall s | peak MB | largest cluster |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        if "failed" in row:
            lines.append(f"| {row['tool']} | {row['failed']} | | | | | | | |")
            continue
        merged = f"{row['hard_merged']:,} of {row['hard_negatives']:,} ({row['hard_merged_share']:.2%})"
        name = f"{row['tool']} {row['version']}" + (f" (≥ {row['threshold']:g})" if row["threshold"] else "")
        scores = " | ".join(f"{row[key]:.4f}" for key in ("precision", "recall", "f1"))
        cost = f"{row['cpu_seconds']:.1f} | {row['wall_seconds']:.1f} | {row['peak_mb']:,}"
        lines.append(f"| {name} | {scores} | {merged} | {cost} | {row['largest_cluster']:,} |")
    return "\n".join(lines)


def by_phenomenon(rows: list[dict[str, Any]]) -> str:
    """Share of hard negatives merged, a phenomenon a line, a tool a column."""
    done = [row for row in rows if "failed" not in row]
    if not done:
        return ""
    head = "| hard negatives | pairs | " + " | ".join(row["tool"] for row in done) + " |"
    lines = [head, "|---" * (len(done) + 2) + "|"]
    for name, (_, total) in done[0]["hard_merged_by_phenomenon"].items():
        shares = [row["hard_merged_by_phenomenon"][name][0] / total for row in done]
        lines.append(f"| {name} | {total:,} | " + " | ".join(f"{share:.1%}" for share in shares) + " |")
    return "\n".join(lines)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peers-python", type=Path, required=True, help="python of the peers' virtual environment")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tools", nargs="+", default=[*JDPARSE_TOOLS, *PEERS])
    parser.add_argument("--timeout", type=float, default=900, help="seconds a tool may take on one corpus")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/out/near_identical"))
    return parser.parse_args()


def main() -> None:
    options = _options()
    for size in options.sizes:
        data = corpus(size, options.seed, options.out)
        rows = []
        for tool in options.tools:
            rows.append(measure(tool, data, tuned(tool, options), options))
            print(json.dumps({k: v for k, v in rows[-1].items() if "_by_" not in k}), flush=True)
        result = {"size": size, "seed": options.seed, "digest": data.digest, "rows": rows}
        (options.out / f"result_{size}.json").write_text(json.dumps(result, indent=2), encoding="utf-8")
        parts = [f"Digest {data.digest}", table(size, rows), links(data, options), by_phenomenon(rows)]
        text = "\n\n".join(parts) + "\n"
        (options.out / f"result_{size}.md").write_text(text, encoding="utf-8")
        print(text)


if __name__ == "__main__":
    main()
