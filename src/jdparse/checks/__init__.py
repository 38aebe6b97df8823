"""Whether what is about to be published keeps the promises of its tables, and what in it a person should look at."""

from jdparse.checks.bench import GONE, NEW, Bench
from jdparse.checks.declared import BY_PAGE, GOING
from jdparse.checks.finding import FAILING_ROWS, OFF, Finding, failing_rows_table, findings_table
from jdparse.checks.profile import Profile, take_profile
from jdparse.checks.settings import Setting, Settings, read_settings
from jdparse.checks.suite import check_tables

__all__ = [
    "BY_PAGE",
    "FAILING_ROWS",
    "GOING",
    "GONE",
    "NEW",
    "OFF",
    "Bench",
    "Finding",
    "Profile",
    "Setting",
    "Settings",
    "check_tables",
    "failing_rows_table",
    "findings_table",
    "read_settings",
    "take_profile",
]
