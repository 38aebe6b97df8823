"""What a run did, one structured line an event: kept in the run's folder always, shown to people only on request."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO, cast

import structlog
from structlog.stdlib import BoundLogger
from structlog.typing import EventDict, WrappedLogger

from jdparse.errors import one_line

EVENTS: dict[str, str] = {
    "run_started": "a run has begun; it may still have to wait for the warehouse",
    "run_abandoned": "an earlier run died without a word; this one has cleared what it left",
    "inputs_found": "what there is to read is known",
    "inputs_parsed": "every input was read, and parsed or set aside",
    "input_set_aside": "an input was not parsed; only the first few of a run are events, all are in inputs",
    "kept_not_usable": "what the last snapshot kept for this run is damaged; it is made anew",
    "tables_made": "the tables are made and not yet checked",
    "check_failed": "a check did not pass",
    "published": "the tables are the current snapshot",
    "unchanged": "the tables are those of the current snapshot; nothing was published",
    "run_ended": "the run is over; status and exit_code say how",
}
"""Event → what has happened. The names are a contract with whoever watches."""

logger = logging.getLogger("jdparse")


def _as_record(_: WrappedLogger, level: str, facts: EventDict) -> tuple[tuple[str], dict[str, Any]]:
    """A line of text for handlers that know nothing of events, and the facts beside it for those that do."""
    event = str(facts.pop("event"))
    words = [event, *(f"{name}={json.dumps(value, default=str, ensure_ascii=False)}" for name, value in facts.items())]
    return (one_line(" ".join(words)),), {"extra": {"event": event, "facts": dict(facts), "told_as": level}}


log: BoundLogger = cast(
    BoundLogger,
    structlog.wrap_logger(logger, processors=[structlog.stdlib.filter_by_level, _as_record], wrapper_class=BoundLogger),
)
"""Tell an event: ``log.info("published", snapshot_id=…)``. Page text among the values is escaped by every handler."""


class JsonLines(logging.Formatter):
    """One JSON object a line, ASCII only, so that no page text can break a line or colour a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's time (UTC), level, event and facts; of a record that is no event, its message."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": getattr(record, "event", None) or record.getMessage(),
            **getattr(record, "facts", {}),
        }
        return json.dumps(told, default=str)


class _Once(logging.StreamHandler[TextIO]):
    """A handler that gives up at the first failure and says so in ``problems``: a full disk must not stop a run."""

    def __init__(self, stream: TextIO, problems: list[str]) -> None:
        super().__init__(stream)
        self.setFormatter(JsonLines())
        self.problems = problems

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 -- the name is logging's
        """Stop writing."""
        logger.removeHandler(self)
        self.problems.append(f"the event log is incomplete: {sys.exc_info()[1]}")


@contextmanager
def kept_in(path: Path, problems: list[str]) -> Iterator[None]:
    """Append every event of the context to a file; what goes wrong is added to ``problems``, never raised."""
    try:
        file = path.open("a", encoding="ascii", buffering=1)
    except OSError as error:
        problems.append(f"no event log is kept: {error}")
        yield
        return
    try:
        with _handled_by(_Once(file, problems)):
            yield
    finally:
        try:
            file.close()
        except OSError as error:
            if not problems:  # what could not be written is tried again when closing
                problems.append(f"the event log is incomplete: {error}")


@contextmanager
def shown(stream: TextIO, *, as_json: bool) -> Iterator[None]:
    """Show the events of the context as they happen, a line each, as JSON or as plain text."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines() if as_json else logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    with _handled_by(handler):
        yield


@contextmanager
def _handled_by(handler: logging.Handler) -> Iterator[None]:
    level = logger.level
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
