"""Finding, recognising, reading and decoding inputs: roots in, one ``Input`` for each thing read out."""

from jdparse.sources.decode import Decoded, decode
from jdparse.sources.plan import plan, scan, shards_of
from jdparse.sources.read import read
from jdparse.sources.records import (
    NOTES,
    Columns,
    Facts,
    File,
    Input,
    Note,
    Options,
    Plan,
    Shard,
    printable_name,
)

__all__ = [
    "NOTES",
    "Columns",
    "Decoded",
    "Facts",
    "File",
    "Input",
    "Note",
    "Options",
    "Plan",
    "Shard",
    "decode",
    "plan",
    "printable_name",
    "read",
    "scan",
    "shards_of",
]
