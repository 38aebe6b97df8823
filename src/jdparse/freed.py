"""Memory that was freed, given back to the system: allocators keep it, and other processes of the run need it."""

import ctypes
import sys


def give_back() -> None:
    """Give it back, as far as Arrow and the C library can; takes milliseconds, so after long work only."""
    if (arrow := sys.modules.get("pyarrow")) is not None:  # not loaded for this alone
        arrow.default_memory_pool().release_unused()
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):  # glibc's, not musl's
        trim(0)
