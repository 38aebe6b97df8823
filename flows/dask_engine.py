"""The tasks of a run on a Dask cluster: ``--scheduler tcp://…`` of the flow; docs/scaling_out.md says what it takes.

A Dask task is a handful of jdparse's own, done under the same supervision as on one machine: a page that takes too much
is set aside, not the Dask worker. Dask does a handful again when its worker dies; it writes the same files again.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from jdparse.engine import Engine, handful
from jdparse.errors import WrongUse

if TYPE_CHECKING:
    from distributed import Client

CONNECT_SECONDS = 10

HANDFULS_PER_THREAD = 4
"""More spread the work more evenly; fewer start fewer processes."""


@contextmanager
def engine_at(scheduler: str) -> Iterator[Engine | None]:
    """The engine of the Dask scheduler at this address; None, this machine, without one.

    Raises WrongUse where none answers or Dask is not installed.
    """
    if not scheduler:
        yield None
        return
    try:
        from distributed import Client  # noqa: PLC0415 -- an extra of the installation
    except ImportError as error:
        raise WrongUse(scheduler, "Dask is not installed", "pip install 'jdparse[dask]'") from error
    try:
        client = Client(scheduler, set_as_default=False, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise WrongUse(scheduler, f"no Dask scheduler answers ({error})", "see docs/scaling_out.md") from error
    with client:
        yield _on(client)


def _on(client: "Client") -> Engine:
    from distributed import as_completed  # noqa: PLC0415

    def engine(function: Callable[..., Any], tasks: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        threads = max(1, sum(client.nthreads().values()))
        size = max(1, -(-len(tasks) // (threads * HANDFULS_PER_THREAD)))
        futures = [
            client.submit(handful, function, start, list(tasks[start : start + size]), pure=False)
            for start in range(0, len(tasks), size)
        ]
        for _, results in as_completed(futures, loop=client.loop, with_results=True):
            yield from results

    return engine
