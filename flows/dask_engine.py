"""The tasks of a run on a Dask cluster: ``--scheduler tcp://…`` of the flow; docs/scaling_out.md says what it takes.

A Dask task is a handful of jdparse's own, done under the same supervision as on one machine: a page that takes too much
is set aside, not the Dask worker. Dask does a handful again when its worker dies; it writes the same files again.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from jdparse.engine import Engine, handful, packed, unpack
from jdparse.errors import WrongUse

if TYPE_CHECKING:
    from distributed import Client

CONNECT_SECONDS = 10

HANDFULS_PER_THREAD = 4
"""More spread the work more evenly, and less is done again when a worker dies; fewer cost less."""


@contextmanager
def engine_at(scheduler: str) -> Iterator[Engine | None]:
    """The engine of the Dask scheduler at this address, or of a cluster of this class; None, this machine, without one.

    Raises WrongUse where no scheduler answers, there is no such class, or Dask is not installed.
    """
    if not scheduler:
        yield None
        return
    try:
        from distributed import Client  # noqa: PLC0415 -- an extra of the installation
    except ImportError as error:
        raise WrongUse(scheduler, "Dask is not installed", "pip install 'jdparse[dask]'") from error
    with _cluster(scheduler) as cluster:
        try:
            client = Client(cluster, set_as_default=False, timeout=CONNECT_SECONDS)
        except (OSError, ValueError) as error:
            raise WrongUse(scheduler, f"no Dask scheduler answers ({error})", "see docs/scaling_out.md") from error
        with client:
            yield _on(client)


@contextmanager
def _cluster(scheduler: str) -> Iterator[Any]:
    """An address as it is; the name of a class becomes a cluster for as long as the context lasts."""
    if ":" in scheduler:
        yield scheduler
        return
    import dask  # noqa: PLC0415

    module, _, name = scheduler.rpartition(".")
    try:
        make = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise WrongUse(scheduler, f"no address and no cluster class ({error})", "see docs/scaling_out.md") from error
    with dask.config.set({"distributed.worker.daemon": False}), make() as cluster:
        yield cluster


def _on(client: "Client") -> Engine:
    from distributed import as_completed  # noqa: PLC0415

    def engine(function: Callable[..., Any], tasks: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        threads = max(1, sum(client.nthreads().values()))
        given = packed(function, tasks)
        size = max(1, -(-len(given) // (threads * HANDFULS_PER_THREAD)))
        futures = [
            client.submit(handful, start, given[start : start + size], pure=False)
            for start in range(0, len(given), size)
        ]
        for _, results in as_completed(futures, loop=client.loop, with_results=True):
            yield from ((number, unpack(result)) for number, result in results)

    return engine
