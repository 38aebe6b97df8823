"""Pages that break whoever parses them: on PYTHONPATH of a run, in every process it starts, for cases k4, k5 and k7.

What a page does is a word in it: KILLS-ITS-READER, BACKTRACKS-FOR-EVER, RAISES, or VANISHES, which is read and lost.
"""

import os
import re
import signal
import sys
from collections.abc import Iterator
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any


def _kill(_: bytes) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _backtrack(_: bytes) -> None:
    Path(os.environ["JDPARSE_TEST_AT_WORK"]).write_text(str(os.getpid()))
    re.match(r"(a|a)+$", "a" * 64 + "!")  # one call into C that outlasts everybody


def _raise(_: bytes) -> None:
    raise ValueError("a defect met by one page")


ACTS = {b"KILLS-ITS-READER": _kill, b"BACKTRACKS-FOR-EVER": _backtrack, b"RAISES": _raise}


def _poisoned(shards: ModuleType) -> None:
    read_page, read = shards.read_page, shards.read

    def act(item: Any) -> Any:
        for word, what in ACTS.items():
            if word in item.content:
                what(item.content)
        return read_page(item)

    def lose(shard: Any) -> Iterator[Any]:
        return (item for item in read(shard) if b"VANISHES" not in item.content)

    shards.read_page, shards.read = act, lose


class _After(Loader):
    """Loads the module as ever, then poisons it."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self.loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self.loader.exec_module(module)
        _poisoned(module)


class _Finder(MetaPathFinder):
    def find_spec(self, name: str, path: Any, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != "jdparse.shards":
            return None
        found = PathFinder.find_spec(name, path, target)
        if found is not None and found.loader is not None:
            found.loader = _After(found.loader)
        return found


sys.meta_path.insert(0, _Finder())
