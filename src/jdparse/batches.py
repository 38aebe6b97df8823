"""Staged tables of small batches → those of a whole shard, its pages numbered and ordered anew by their ids.

Records are many small Python objects: held for long they cost memory, and time whenever Python looks them through. So
few of them become rows at once, and the rows, which are compact, are joined.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jdparse.rows import STAGED_SCHEMAS, StagedTables


def joined(batches: Sequence[StagedTables]) -> StagedTables:
    """The tables of all batches as those of one; pages alike in id stay in the order of their batches."""
    if len(batches) == 1:
        return batches[0]
    order = pc.sort_indices(pa.concat_tables([batch["pages"] for batch in batches])["page_id"]).to_numpy()
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return {name: _joined(name, batches, pa.array(place)) for name in STAGED_SCHEMAS}


def _joined(name: str, batches: Sequence[StagedTables], place: pa.Array) -> pa.Table:
    """One table of all batches; ``place`` is the number of each page in the order of the ids."""
    pieces, pages, inputs = [], 0, 0
    for batch in batches:
        rows = batch[name]
        if "page_no" in rows.column_names:
            rows = _with(rows, "page_no", place.slice(pages).take(rows["page_no"].combine_chunks()))
        if "input_no" in rows.column_names:
            rows = _with(rows, "input_no", pc.add(rows["input_no"], pa.scalar(inputs, pa.int32())))
        pieces.append(rows)
        pages += batch["pages"].num_rows
        inputs += batch["inputs"].num_rows
    every = pa.concat_tables(pieces).combine_chunks()
    if name in ("inputs", "input_warnings"):
        return every
    return every.take(pa.array(np.argsort(every["page_no"].to_numpy(), kind="stable")))


def _with(rows: pa.Table, name: str, values: pa.Array) -> pa.Table:
    at = rows.schema.get_field_index(name)
    return rows.set_column(at, rows.schema.field(at), values)
