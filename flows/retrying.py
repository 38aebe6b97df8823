"""When a task is tried again: only where the same pages may give another result the second time."""

import errno
from typing import Any

from prefect import State, Task

PASSING = frozenset(
    {errno.EIO, errno.EAGAIN, errno.EBUSY, errno.ESTALE, errno.ETIMEDOUT, errno.ENETDOWN, errno.ENETUNREACH,
     errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ECONNRESET, errno.ECONNABORTED, errno.ECONNREFUSED}
)  # fmt: skip
"""Errors of file systems and networks that pass. A refusal, wrong use, a full disk and a busy warehouse do not: for
the last there is ``wait_seconds``."""


def may_pass(task: Task[..., Any], run: object, state: State[Any]) -> bool:  # noqa: ARG001 -- as Prefect calls it
    """Whether what the task met may be gone the next time."""
    error: BaseException | None = state.result(raise_on_failure=False)
    while error is not None:
        if isinstance(error, OSError) and error.errno in PASSING:
            return True
        error = error.__cause__
    return False


RETRIED: dict[str, Any] = {"retries": 2, "retry_delay_seconds": [5, 30], "retry_condition_fn": may_pass}
"""Options of a task that reads or writes many files, and that writes the same files again when it is tried again."""
