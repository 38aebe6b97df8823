"""Chance that is the same on every machine and in every process, and quick enough for millions of pages."""

from collections.abc import Sequence
from hashlib import blake2b
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Draws that depend on the parts it was made from alone, never on the process's hash seed."""

    __slots__ = ("draw",)

    def __init__(self, *parts: str | int) -> None:
        digest = blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).digest()
        # Invented pages need repeatable chance, not secret chance.
        self.draw = Random(int.from_bytes(digest)).random  # noqa: S311

    def below(self, stop: int) -> int:
        """A whole number from 0 to `stop` - 1."""
        return int(self.draw() * stop)

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.draw() * (high - low + 1))

    def pick(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[int(self.draw() * len(items))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """All items in another order; cut it for a sample."""
        draw = self.draw
        return sorted(items, key=lambda _item: draw())
