"""Named places where a test may stop the process as a power cut would, without tools of the operating system."""

import os

VARIABLE = "JDPARSE_CRASH_AT"

CRASH_POINTS: dict[str, str] = {
    "run-recorded": "the run's first record is written, the lock not yet asked for",
    "lock-taken": "the lock is held, the leftovers of dead runs not yet touched",
    "leftovers-moved": "a dead run's staging folder has been renamed, not yet removed",
    "staging-made": "the staging folder is there and empty",
    "part-unnamed": "a part is whole under its temporary name",
    "part-named": "a part has its final name in staging",
    "manifest-written": "manifest and ledger are in staging, nothing is synced",
    "files-synced": "every file in staging is on disk, the folders not yet",
    "folders-synced": "the folders in staging are on disk too",
    "snapshot-renamed": "the snapshot folder stands under snapshots/",
    "snapshots-synced": "snapshots/ is on disk, the pointer is the old one",
    "pointer-made": "the new pointer exists in staging under a temporary name",
    "pointer-swapped": "the pointer is the new one, perhaps not yet on disk",
    "pointer-synced": "the pointer is on disk: committed",
    "ledger-replaced": "an unchanged snapshot has its new ledger",
    "file-repaired": "one damaged file of an unchanged snapshot has been replaced",
    "retention-renamed": "a snapshot past its time has been moved to staging/",
    "run-finished": "the run's last record is written",
}
"""Point → what has and has not happened when the process stops there."""


def crash_point(name: str) -> None:
    """End the process at once, without clean-up, if the environment names this point."""
    wanted = os.environ.get(VARIABLE)
    if wanted is None:
        return
    if wanted not in CRASH_POINTS or name not in CRASH_POINTS:
        raise ValueError(f"{VARIABLE}={wanted}: known points are {', '.join(CRASH_POINTS)}")
    if wanted == name:
        os._exit(137)
