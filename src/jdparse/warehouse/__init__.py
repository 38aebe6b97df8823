"""Where the tables live: written by one run at a time, published whole in one rename, read by anybody meanwhile."""

from jdparse.warehouse.parts import PartFacts, PartWriter, write_part
from jdparse.warehouse.publish import Holder, Published, Staging, hold
from jdparse.warehouse.reading import Warehouse, open_warehouse
from jdparse.warehouse.runs import Outcome, RunLog
from jdparse.warehouse.snapshot import Snapshot

__all__ = [
    "Holder",
    "Outcome",
    "PartFacts",
    "PartWriter",
    "Published",
    "RunLog",
    "Snapshot",
    "Staging",
    "Warehouse",
    "hold",
    "open_warehouse",
    "write_part",
]
