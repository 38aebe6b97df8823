"""The properties on as many pages as one wants: ``python -m fuzz.nightly 70000``, in chunks, each with its seed.

Prints a line a chunk; ends with 1 if any property broke. What broke it is in pytest's output beside the seed.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
CHUNK = 5_000  # Hypothesis remembers what it has tried, so one long run would grow


def main() -> int:
    """Run the chunks; the exit code says whether all properties held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=int, help="pages of each kind")
    parser.add_argument("--first-seed", type=int, default=1)
    options = parser.parse_args()
    broken = 0
    for number in range(-(-options.pages // CHUNK)):
        seed, begun = options.first_seed + number, time.monotonic()
        size = min(CHUNK, options.pages - number * CHUNK)
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", f"--hypothesis-seed={seed}", str(TESTS / "test_fuzz.py")],
            env={**os.environ, "JDPARSE_FUZZ_EXAMPLES": str(size)}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        said = "held" if done.returncode == 0 else "BROKEN"
        print(f"seed {seed}: {size} pages of each kind, {said}, {time.monotonic() - begun:.0f} s", flush=True)
        if done.returncode != 0:
            broken += 1
            print(done.stdout, flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
