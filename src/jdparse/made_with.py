"""What bullets, links and ladders are made with beside the pages: code, word lists, libraries, and a user's rules.

Where it is what the last snapshot was made with, whatever the snapshot says of an unchanged page or wording holds, and
need not be made again. The least difference, even in a comment, and all of it is made anew.
"""

from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from jdparse.wording import Decisions
from jdparse.wording.guards import Guards

LIBRARIES = ("jdparse", "duckdb", "numpy", "pyarrow")
PROGRAM = frozenset({".py", ".tsv", ".txt", ".toml"})
"""Endings of the files of this package that decide how tables come out."""


def made_with(decisions: Decisions, guards: Guards) -> str:
    """A hash of everything that decides, 32 hexadecimal characters."""
    digest = blake2b(_program(), digest_size=16)
    for said in (decisions.merged, decisions.apart, {word: sorted(pairs) for word, pairs in guards.groups.items()}):
        digest.update(repr(sorted(said.items())).encode() + b"\n")
    return digest.hexdigest()


@cache
def _program() -> bytes:
    digest = blake2b(" ".join(f"{name} {version(name)}" for name in LIBRARIES).encode())
    root = Path(__file__).parent
    for path in sorted(path for path in root.rglob("*") if path.suffix in PROGRAM):
        content = path.read_bytes()
        digest.update(f"\n{path.relative_to(root).as_posix()} {len(content)}\n".encode() + content)
    return digest.digest()
