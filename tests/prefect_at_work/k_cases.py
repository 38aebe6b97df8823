"""``python tests/prefect_at_work/k_cases.py [--share 0.1] [--only k3 k5]``: group k with the table of make torture."""

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from prefect_at_work.cases import CASES


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="part of the faults to try, 0 to 1")
    parser.add_argument("--only", nargs="*", choices=list(CASES), default=list(CASES))
    options = parser.parse_args()
    lost = 0
    print(f"{'case':<52}{'tried':>7}{'survived':>9}{'s':>7}", flush=True)
    for name in options.only:
        began = time.monotonic()
        tally = CASES[name](options.share)
        lost += tally.tried - tally.survived
        print(f"{tally.case:<52}{tally.tried:>7}{tally.survived:>9}{time.monotonic() - began:>7.1f}", flush=True)
        for note in tally.notes[:5]:
            print(f"    {note}", flush=True)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
