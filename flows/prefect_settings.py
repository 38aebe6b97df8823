"""Prefect's settings for jdparse, put in place before Prefect is imported; what the environment says comes first."""

import os
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent

SETTINGS = {
    "PREFECT_HOME": str(PROJECT / ".prefect"),  # not ~/.prefect: a clone leaves nothing behind elsewhere
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",  # four flows at once all fail within the usual 20
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",  # or a short flow ends in the server's trace-backs
    "PREFECT_CLIENT_MAX_RETRIES": "3",  # 14 s of back-off, then the run goes on without its server
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "60",  # what the automation for dead runs listens to
    "PREFECT_LOGGING_EXTRA_LOGGERS": "jdparse",  # the run's own events show among the flow run's logs
}

AT_A_TERMINAL = {
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",  # the summary says it; a refusal is no trace-back
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",  # nor is a server that is gone
}


def prepare() -> None:
    """Put the settings in place; quiet when a flow file is run as a program."""
    started_here = Path(sys.argv[0]).resolve().parent == PROJECT / "flows" if sys.argv[0] else False
    for name, value in (SETTINGS | (AT_A_TERMINAL if started_here else {})).items():
        os.environ.setdefault(name, value)


prepare()
