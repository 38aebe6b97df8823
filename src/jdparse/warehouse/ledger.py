"""The ledger of a snapshot: which file of which root each input was, so that the next run need not read it again.

It may change while the data tables do not, so it is no part of the snapshot id, is replaced atomically and carries its
own hash.
"""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from jdparse.errors import Damaged
from jdparse.warehouse.content import table_hash
from jdparse.warehouse.disk import sync_folder
from jdparse.warehouse.layout import LEDGER

HASH_KEY = b"content_sha256"


def write_ledger(folder: Path, rows: pa.Table) -> None:
    """Put the ledger in the snapshot folder: whole, on disk and at once. Raises OSError."""
    path = folder / LEDGER
    temporary = folder / f".{LEDGER}.tmp"
    plain = rows.combine_chunks().replace_schema_metadata({HASH_KEY: table_hash(rows).encode()})
    with temporary.open("wb") as file:
        pq.write_table(plain, file, compression="zstd", write_page_checksum=True)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(folder)


def read_ledger(folder: Path) -> pa.Table:
    """The ledger of the snapshot in ``folder``; raises Damaged."""
    path = folder / LEDGER
    try:
        rows = pq.ParquetFile(path, page_checksum_verification=True).read()
        expected = (rows.schema.metadata or {}).get(HASH_KEY, b"").decode("ascii", "replace")
        sound = expected == table_hash(rows)
    except FileNotFoundError as error:
        raise Damaged(path, "is missing", "run with --rebuild") from error
    except (OSError, pa.ArrowException, TypeError) as error:
        raise Damaged(path, f"cannot be read ({error})", "run with --rebuild") from error
    if not sound:
        raise Damaged(path, "is not what was written (its own checksum differs)", "run with --rebuild")
    return rows.replace_schema_metadata(None)
