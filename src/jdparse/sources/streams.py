"""A container as a stream of decompressed chunks, however it was compressed."""

from collections.abc import Iterable
from typing import NamedTuple

SKIPPED = 64 << 20
"""Most decompressed bytes that are passed over in search of the end of a record that is too large."""


class Stream(NamedTuple):
    """Chunks of a container. ``expanded`` when they come out of a decompressor, so that they may have no end."""

    chunks: Iterable[bytes]
    expanded: bool = False

    def give_up(self, longest: int) -> int | None:
        """Bytes after which a record above the limit ``longest`` is not worth skipping; None when it always is."""
        return longest + SKIPPED if self.expanded else None
