"""Group k of the fault plan: Prefect's server, worker and flow processes in trouble, with the real ones on loopback."""

import importlib.util
import signal
from collections.abc import Callable

from faults.harness import Tally
from prefect_at_work.cases_deaths import dead_run_marked, killed_flow, killed_worker, poison, stopped, too_long
from prefect_at_work.cases_server import at_once, limited, no_server, overlap, server_gone, unaccounted
from prefect_at_work.trials import MOMENTS


def _share(share: float, whole: int) -> int:
    return max(1, round(share * whole))


def _always() -> str | None:
    return None


def _dask() -> str | None:
    return None if importlib.util.find_spec("distributed") else "Dask is not installed"


K_CASES: dict[str, tuple[Callable[[float], Tally], Callable[[], str | None]]] = {
    "k1": (lambda _: no_server(), _always),
    "k2": (
        lambda share: server_gone(
            MOMENTS if share >= 0.5 else MOMENTS[-1:], (5.0, 60.0, None) if share >= 1 else (None,)
        ),
        _always,
    ),
    "k3": (lambda share: killed_flow(_share(share, 6)), _always),
    "k3z": (lambda _: dead_run_marked(), _always),
    "k4": (lambda share: killed_worker(_share(share, 4)), _always),
    "k4p": (lambda _: poison(dask=False), _always),
    "k4d": (lambda _: poison(dask=True), _dask),
    "k5": (lambda _: too_long(), _always),
    "k5s": (lambda share: stopped((signal.SIGTERM, signal.SIGINT) if share >= 0.5 else (signal.SIGTERM,)), _always),
    "k6": (lambda _: at_once(4), _always),
    "k7": (lambda _: unaccounted(), _always),
    "k8": (lambda _: overlap(), _always),
    "k8l": (lambda _: limited(), _always),
}
"""Name → the case as a function of the share of its faults to try, and what says why it cannot run here."""
