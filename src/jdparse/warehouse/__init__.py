"""Where the tables live: written by one run at a time, published whole in one rename, read by anybody meanwhile."""

from jdparse.warehouse.kept import KEPT, Kept, kept_folder, seal, what_is_kept
from jdparse.warehouse.parts import PartFacts, PartWriter, write_part
from jdparse.warehouse.publish import Holder, Published, Staging, hold
from jdparse.warehouse.reading import Warehouse, open_warehouse
from jdparse.warehouse.runs import Outcome, RunLog
from jdparse.warehouse.snapshot import Snapshot

__all__ = [
    "KEPT",
    "Holder",
    "Kept",
    "Outcome",
    "PartFacts",
    "PartWriter",
    "Published",
    "RunLog",
    "Snapshot",
    "Staging",
    "Warehouse",
    "hold",
    "kept_folder",
    "open_warehouse",
    "seal",
    "what_is_kept",
    "write_part",
]
