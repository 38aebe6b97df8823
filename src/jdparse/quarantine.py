"""Whether so much was set aside that nothing may be published: the gate between reading and making tables."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from jdparse.errors import Refused
from jdparse.pipeline import Parsed
from jdparse.shards import read_kept
from jdparse.vocabulary import NOT_COUNTED_REASONS
from jdparse.warehouse import Snapshot, Staging


def kept_reasons(parsed: Parsed, staging: Staging, base: Snapshot | None) -> Counter[str]:
    """Why inputs were set aside that are kept as the last snapshot has them, unread or found the same."""
    if base is None:
        return Counter()
    kept = pa.concat_tables(
        [read_kept(folder) for folder in (staging.scratch, *(Path(s.folder) for s in parsed.shards))]
    )
    inputs = base.arrow("inputs", ["input_id", "reason"])
    reasons = inputs["reason"].filter(pc.is_in(inputs["input_id"], kept["input_id"].combine_chunks()))
    return Counter(reasons.drop_null().to_pylist())


def refuse_bad_inputs(roots: str, parsed: Parsed, kept: int, before: Counter[str], limit: float) -> None:
    """Raise Refused where there is no page, or more than the share ``limit`` of the inputs is set aside.

    ``kept`` inputs are as the last snapshot has them; it set some of them aside, for the reasons ``before``. The share
    is of all, as in a run from nothing over the same ones: else one bad new file would stop every later run.
    """
    if not (parsed.pages or kept):
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(parsed.reasons.items()))
        raise Refused(roots, f"no job page found ({reasons})", f"nothing was published; {_next_step(parsed.reasons)}")
    counted = _counted(parsed.reasons + before)
    total = parsed.pages + kept - before.total() + counted
    if counted > limit * total:
        raise Refused(
            roots,
            f"{counted} of {total} inputs set aside ({counted / total:.0%}, limit {limit:.0%})",
            "nothing was published; see the inputs named above, or raise --quarantine-limit",
        )


def _next_step(reasons: Mapping[str, int]) -> str:
    return "name the fields with --map" if reasons.keys() == {"bad_record"} else "name a folder that holds pages"


def _counted(reasons: Mapping[str, int]) -> int:
    return sum(count for reason, count in reasons.items() if reason not in NOT_COUNTED_REASONS)
