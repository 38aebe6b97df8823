"""Memory that was freed, given back to the system: allocators keep it, and other processes of the run need it."""

import ctypes
import sys
from collections.abc import Callable

_kept: list[Callable[[], object]] = []


def let_go_by(function: Callable[[], object]) -> None:
    """Have this called, too, to let go of what is kept only to be quicker the next time."""
    _kept.append(function)


def give_back() -> None:
    """Give it back, as far as Arrow and the C library can; takes milliseconds, so after long work only."""
    for let_go in _kept:
        let_go()
    if (arrow := sys.modules.get("pyarrow")) is not None:  # not loaded for this alone
        arrow.default_memory_pool().release_unused()
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):  # glibc's, not musl's
        trim(0)
