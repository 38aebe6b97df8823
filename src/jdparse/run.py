"""One run, from the request to its summary: lock, steps, gates, publication, and a record whatever the outcome."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from jdparse.abandoned import abandoned_runs
from jdparse.checks import Settings
from jdparse.engine import Engine, here
from jdparse.errors import ExitCode, JdparseError, Refused, cannot_write
from jdparse.events import kept_in, log
from jdparse.pipeline import (
    Built,
    Parsed,
    Rules,
    assemble_ranges,
    merge_ranges,
    parse_pages,
    publish,
    range_tasks,
)  # fmt: skip
from jdparse.planning import Given, Todo, read_plan
from jdparse.progress import Progress, Step
from jdparse.quarantine import kept_reasons, refuse_bad_inputs
from jdparse.report import Verdict
from jdparse.review import Review, Staged, keep_quiet, keep_review, report_run, review, settings_of
from jdparse.signals import signals_wait
from jdparse.sources import Options
from jdparse.summary import Summary, new_summary
from jdparse.user_rules import decisions_of, guards_of
from jdparse.warehouse import Holder, Outcome, RunLog, Snapshot, Staging, hold
from jdparse.warehouse.retention import remove_old, remove_old_runs

QUARANTINE_LIMIT = 0.2
EVENTS_OF_INPUTS = 100


class Request(NamedTuple):
    """What a run is asked to do.

    ``verify`` reads every file again, whatever its time stamp. ``decisions``, ``guards`` and ``checks`` are the
    user's files, None for those in the warehouse's folder if there are any. ``quarantine_limit`` is the share of inputs
    set aside above which nothing is published, 0 to 1; ``wait_seconds`` how long to wait for another run to end, None
    for ever.
    """

    roots: tuple[str, ...]
    warehouse: Path
    options: Options = Options()
    workers: int = 2
    rebuild: bool = False
    verify: bool = False
    quarantine_limit: float = QUARANTINE_LIMIT
    wait_seconds: float | None = 0.0
    decisions: Path | None = None
    guards: Path | None = None
    checks: Path | None = None


class Said(NamedTuple):
    """The user's files, read before anything else: a slip in one must not come to light when the work is done."""

    rules: Rules
    settings: Settings

    @classmethod
    def read(cls, request: Request) -> "Said":
        """Raises WrongUse, which names the file."""
        warehouse = request.warehouse
        rules = Rules(decisions_of(warehouse, request.decisions), guards_of(warehouse, request.guards))
        return cls(rules, settings_of(warehouse, request.checks))


@dataclass(slots=True)
class Run:
    """A run under way: what the user says of bullets and checks, the right to write, and the summary so far.

    ``processes`` are those of its engine that it has started.
    """

    request: Request
    said: Said
    holder: Holder
    staging: Staging
    summary: Summary
    log: RunLog
    engine: Engine
    processes: ExitStack
    review: Review | None = None

    @property
    def base(self) -> Snapshot | None:
        """The snapshot it merges with; a first run and one that rebuilds have none."""
        return None if self.request.rebuild else self.holder.base


def run(request: Request, progress: Progress) -> Summary:
    """Do a whole run; a run that must not or cannot publish says so in ``error`` and ``exit_code``."""
    summary = new_summary(request.warehouse)
    try:
        with begin(request, summary) as running:
            todo = plan_inputs(running, progress)
            parsed = parse_pages(todo, running.staging, running.engine, progress)
            note_parsed(running, todo, parsed)
            check_inputs(running, parsed)
            built = build_tables(running, parsed, progress)
            progress(Step("check", 0, 0))
            check(running, built)
            progress(Step("check", 1, 1))
            publish_tables(running, built)
    except JdparseError as error:
        summary.error, summary.exit_code = str(error), int(error.exit_code)
    return summary


@contextmanager
def begin(request: Request, summary: Summary, engine: Engine | None = None) -> Iterator[Run]:
    """Hold the warehouse for a run, and record how it ended; ``engine`` does the work, else processes on this machine.

    Raises JdparseError; nothing is published then.
    """
    try:
        record = RunLog.start(request.warehouse, summary.run_id, summary.started_at)
    except OSError as error:
        failure = cannot_write(request.warehouse, error)
        _fail(summary, "failed", failure.exit_code, str(failure))
        raise failure from error
    running: Run | None = None
    with kept_in(record.folder / "log.jsonl", record.problems):
        log.info("run_started", run_id=summary.run_id, warehouse=summary.warehouse, roots=list(request.roots))
        try:
            said = Said.read(request)
            with (
                hold(request.warehouse, summary.run_id, request.wait_seconds) as holder,
                ExitStack() as processes,
            ):
                _name_the_dead(summary, holder)
                chosen = engine or processes.enter_context(here(request.workers))
                running = Run(request, said, holder, holder.stage(), summary, record, chosen, processes)
                yield running
        except JdparseError as error:
            _fail(summary, "refused" if isinstance(error, Refused) else "failed", error.exit_code, str(error))
            raise
        except OSError as error:
            failure = cannot_write(request.warehouse, error)
            _fail(summary, "failed", failure.exit_code, str(failure))
            raise failure from error
        except Exception as error:
            _fail(summary, "failed", ExitCode.UNEXPECTED, repr(error))
            raise
        except BaseException as error:
            if summary.snapshot_id is None:
                _fail(summary, "interrupted", _stop_code(error), "interrupted; nothing was published")
            raise
        finally:
            _tell_end(summary)
            report_run(record, _verdict(summary), running.review if running else None)
            record.finish(
                Outcome(summary.status, summary.exit_code, summary.snapshot_id, summary.inputs, summary.rows),
                datetime.now(UTC),
            )
            summary.notes += record.problems


def _verdict(summary: Summary) -> Verdict:
    return Verdict(
        summary.run_id, summary.status, summary.exit_code, summary.error, summary.started_at, datetime.now(UTC),
        version("jdparse"), summary.snapshot_id, summary.reasons, [item._asdict() for item in summary.set_aside],
        summary.notes,
    )  # fmt: skip


def _fail(summary: Summary, status: str, exit_code: int, error: str) -> None:
    summary.status, summary.exit_code, summary.error = status, int(exit_code), error


def _stop_code(error: BaseException) -> int:
    """The exit code of a run that was stopped: by Ctrl-C, by the handler of a signal, or by Prefect."""
    if isinstance(error, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    return error.code if isinstance(error, SystemExit) and isinstance(error.code, int) else ExitCode.TERMINATED


def _name_the_dead(summary: Summary, holder: Holder) -> None:
    for run_id in abandoned_runs(holder.layout, summary.run_id):
        summary.notes.append(f"run {run_id} died before its end; nothing of it was published")
        log.warning("run_abandoned", run_id=summary.run_id, abandoned=run_id)


def _tell_end(summary: Summary) -> None:
    seconds = round((datetime.now(UTC) - summary.started_at).total_seconds(), 3)
    tell = log.info if summary.exit_code == ExitCode.PUBLISHED else log.error
    tell(
        "run_ended", run_id=summary.run_id, status=summary.status, exit_code=summary.exit_code,
        seconds=seconds, error=summary.error,
    )  # fmt: skip


def plan_inputs(running: Run, progress: Progress) -> Todo:
    """Find what there is to read; refuses a run over roots with nothing in them."""
    request = running.request
    todo = read_plan(
        Given(request.roots, request.options, running.base, running.holder.layout.root, trust_times=not request.verify),
        running.engine,
        progress,
    )
    told = [f"{note.root}: {note.detail} ({note.code})" for note in todo.notes]
    if todo.increment.reparsed:
        told.append(f"{todo.increment.reparsed} inputs were parsed by another version; parsing them anew")
    running.summary.notes += [note for note in told if note not in running.summary.notes]  # a flow may try again
    if not todo.files:
        raise Refused(", ".join(request.roots), "no inputs found", "name a folder that holds pages")
    log.info("inputs_found", run_id=running.summary.run_id, files=todo.files, shards=len(todo.shards))
    return todo


def note_parsed(running: Run, todo: Todo, parsed: Parsed) -> None:
    """Keep what parsing found for the summary."""
    summary = running.summary
    summary.kept = len(todo.increment.kept) + parsed.kept
    summary.reasons = dict(sorted(parsed.reasons.items()))
    summary.inputs = {"quarantined": parsed.reasons.total()}
    summary.set_aside = [item for shard in parsed.shards for item in shard.set_aside]
    summary.suspect = [item for shard in parsed.shards for item in shard.suspect]
    summary.warnings = dict(sum((shard.warnings for shard in parsed.shards), Counter[str]()))
    log.info("inputs_parsed", run_id=summary.run_id, pages=parsed.pages, set_aside=summary.reasons)
    for item in summary.set_aside[:EVENTS_OF_INPUTS]:
        log.warning("input_set_aside", run_id=summary.run_id, **item._asdict())


def check_inputs(running: Run, parsed: Parsed) -> None:
    """Refuse to go on where there is no page, or too large a share of the inputs was set aside. Raises OSError."""
    request = running.request
    before = kept_reasons(parsed, running.staging, running.base)
    refuse_bad_inputs(", ".join(request.roots), parsed, running.summary.kept, before, request.quarantine_limit)


def build_tables(running: Run, parsed: Parsed, progress: Progress) -> Built:
    """Assemble all tables in staging."""
    rules = running.said.rules
    tasks = range_tasks(parsed, running.base, running.staging, rules)
    ranges = assemble_ranges(tasks, running.engine, progress)
    built = merge_ranges(ranges, tasks[0].places, rules, running.engine, progress)
    running.processes.close()  # the checks are made in this process, and need the memory that the others hold
    running.summary.inputs = dict(sorted(built.statuses.items()))
    running.summary.rows = built.rows
    _account(running, parsed, sum(built.statuses.values()))
    log.info("tables_made", run_id=running.summary.run_id, rows=built.rows)
    running.summary.merged = list(built.merged)
    return built


def _account(running: Run, parsed: Parsed, rows: int) -> None:
    """Refuse tables that lack an input; with a snapshot to merge with, they hold those of other roots too."""
    read = parsed.inputs + running.summary.kept
    if rows < read or (running.base is None and rows > read):
        raise Refused("inputs", f"{read} were read, and {rows} stand in the tables", "nothing was published; report it")


def check(running: Run, built: Built) -> Review:
    """Check the staged tables; refuses to publish when a check of severity error fails."""
    files: dict[str, list[str]] = {}
    for part in built.parts:
        files.setdefault(part.table, []).append(str(running.staging.data / part.path))
    staged = Staged(files, built.new_rows, running.staging.scratch)
    running.review = review(staged, running.holder, running.said.settings, running.request.workers)
    changes = running.review.facts.changes
    running.summary.changes = dict(changes.counts) if changes else {}
    keep_review(running.log, running.review)
    keep_quiet(running.review, running.staging.data)
    failed = running.review.failed
    running.summary.failed_checks = [
        f"{finding.severity}: {finding.check}, {finding.observed}; expected {finding.expected}" for finding in failed
    ]
    for finding in failed:
        log.warning(
            "check_failed", run_id=running.summary.run_id, check=finding.check, severity=finding.severity,
            observed=finding.observed, expected=finding.expected,
        )  # fmt: skip
    gate = [finding for finding in failed if finding.severity == "error"]
    if gate:
        raise Refused(
            gate[0].table,
            f"check {gate[0].check} failed: {gate[0].observed}, expected {gate[0].expected}",
            f"nothing was published; see runs/{running.summary.run_id}/report.html",
        )
    return running.review


def publish_tables(running: Run, built: Built) -> None:
    """Publish, all tables or none."""
    summary = running.summary
    with signals_wait():
        published = publish(built, running.staging, datetime.now(UTC))
        summary.status = "published" if published.changed else "unchanged"
        summary.snapshot_id = published.snapshot_id
    removed = remove_old(running.holder, datetime.now(UTC))
    summary.notes += [*published.warnings, *removed.problems, *remove_old_runs(running.holder, datetime.now(UTC))]
    log.info(summary.status, run_id=summary.run_id, snapshot_id=summary.snapshot_id)
