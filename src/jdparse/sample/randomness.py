"""Chance that is the same on every machine and in every process."""

from hashlib import blake2b
from random import Random


def seeded(*parts: str | int) -> Random:
    """A generator that depends on the parts alone, never on the process's hash seed."""
    digest = blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).digest()
    return Random(int.from_bytes(digest))  # noqa: S311 - invented pages need repeatable chance, not secret chance
