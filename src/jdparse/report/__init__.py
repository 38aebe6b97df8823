"""The report of a run: one HTML file that needs nothing else, written whatever the outcome."""

from jdparse.report.gather import gather
from jdparse.report.history import PROFILE, PastRun, read_history, write_profile
from jdparse.report.records import Facts, Verdict
from jdparse.report.render import REPORT, render_report, write_report

__all__ = [
    "PROFILE",
    "REPORT",
    "Facts",
    "PastRun",
    "Verdict",
    "gather",
    "read_history",
    "render_report",
    "write_profile",
    "write_report",
]
