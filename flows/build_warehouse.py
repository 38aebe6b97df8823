"""raw/ in, warehouse/ out: the whole pipeline, a Prefect task a step. ``python flows/build_warehouse.py --help``.

The steps are those of ``jdparse run``, which does the same without Prefect; the tables are equal to the byte.
Between tasks go paths, facts and Arrow tables, never single pages.
"""

import prefect_settings  # noqa: F401, I001 -- before Prefect, which reads its settings when imported

from pathlib import Path
from typing import Annotated, TypeVar, cast

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.utilities.annotations import opaque
from pydantic import Field

from jdparse import run as steps
from jdparse.errors import JdparseError
from jdparse.pipeline import Built, Parsed, parse_pages
from jdparse.planning import Todo
from jdparse.run import Request, Run
from jdparse.sources import Options
from jdparse.sources.mapping import columns_of
from jdparse.summary import Summary, new_summary

from dask_engine import engine_at
from retrying import RETRIED
from shown import progress_shown, run_name, show_summary

RawPaths = Annotated[list[str], Field(min_length=1)]
FolderPath = Annotated[str, Field(min_length=1)]
Workers = Annotated[int, Field(ge=1, le=512)]
Share = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(ge=0)]


@flow(name="build-warehouse", flow_run_name=run_name, persist_result=False)
def build_warehouse(  # noqa: PLR0913, PLR0917 -- each is a field of the form in Prefect's UI
    raw: RawPaths = ["raw"],  # noqa: B006 -- never changed; Prefect shows it in the form
    warehouse: FolderPath = "warehouse",
    workers: Workers = 2,
    rebuild: bool = False,
    verify: bool = False,
    mapping: list[str] = [],  # noqa: B006
    sidecars: list[str] = [],  # noqa: B006
    quarantine_limit: Share = steps.QUARANTINE_LIMIT,
    wait_seconds: Seconds = 0.0,
    scheduler: str = "",
) -> Summary:
    """Parse the pages in `raw` and publish the tables in `warehouse`, all of them or none.

    Args:
        raw: Folders, files or globs of pages, on the machine the flow runs on.
        warehouse: Folder of the published tables.
        workers: Worker processes that parse and assemble, without a scheduler.
        rebuild: Start empty instead of merging with what the warehouse holds; forgets pages that are gone.
        verify: Read every file again, even those whose size and time stamp did not change.
        mapping: Fields of JSONL, CSV or Parquet that hold the html, text, url, fetched_at or family, each as
            what=field, such as html=page.
        sidecars: Files of file,url,fetched_at,family, besides those that lie in the folders.
        quarantine_limit: Publish nothing if more than this share of the inputs, 0 to 1, is set aside.
        wait_seconds: How long to wait for another run on this warehouse to end.
        scheduler: Where Dask does the work: a scheduler such as tcp://host:8786, or a cluster class such as
            distributed.LocalCluster that is started for the run; empty for this machine without Dask.
    """  # Prefect's form takes its descriptions from here, and from nowhere else
    summary = new_summary(Path(warehouse))
    try:
        options = Options(columns_of(mapping), sidecars=tuple(sidecars))
        request = Request(
            tuple(raw), Path(warehouse), options, workers, rebuild, verify, quarantine_limit, wait_seconds
        )  # fmt: skip
        with engine_at(scheduler) as engine, steps.begin(request, summary, engine) as running:
            todo = read(whole(running))
            parsed = parse(whole(running), whole(todo))
            built = deduplicate(whole(running), whole(parsed))
            check(whole(running), whole(built))
            publish(whole(running), whole(built))
    except JdparseError as error:
        summary.error, summary.exit_code = str(error), int(error.exit_code)
        raise
    finally:
        if summary.status == "running":  # it ended before it began: no Dask scheduler, say
            summary.status = "failed"
        report(whole(summary))
    return summary


Value = TypeVar("Value")


def whole(value: Value) -> Value:
    """The value as it is: Prefect would walk through all of it in search of futures."""
    return cast("Value", opaque(value))


@task(cache_policy=NO_CACHE, **RETRIED)
def read(running: Run) -> Todo:
    """Find what there is to read; to verify that, every file is looked at."""
    with progress_shown() as progress:
        return steps.plan_inputs(running, progress)


@task(cache_policy=NO_CACHE, **RETRIED)
def parse(running: Run, todo: Todo) -> Parsed:
    """Read and parse every input, a shard at a time in worker processes."""
    with progress_shown() as progress:
        parsed = parse_pages(todo, running.staging, running.engine, progress)
    steps.note_parsed(running, todo, parsed)
    steps.check_inputs(running, parsed)
    return parsed


@task(cache_policy=NO_CACHE, **RETRIED)
def deduplicate(running: Run, parsed: Parsed) -> Built:
    """Make the tables: which version of a page is current, which bullets are the same."""
    with progress_shown() as progress:
        return steps.build_tables(running, parsed, progress)


@task(cache_policy=NO_CACHE)
def check(running: Run, built: Built) -> None:
    """Check the tables before anybody sees them; a failed check ends the run here."""
    steps.check(running, built)


@task(cache_policy=NO_CACHE)
def publish(running: Run, built: Built) -> None:
    """Make the tables the current snapshot in one rename."""
    steps.publish_tables(running, built)


@task(cache_policy=NO_CACHE)
def report(summary: Summary) -> None:
    """Say what happened, whatever happened."""
    show_summary(summary)


if __name__ == "__main__":
    from command import main

    main(build_warehouse)
