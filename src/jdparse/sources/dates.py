"""Dates of fetching, as sidecars, crawlers and archives write them, to UTC."""

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

from jdparse.records import Oddity

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # there were no web pages before
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
_COMPACT = re.compile(r"\d{14}\Z")  # as in archive indexes: 20260131235959
_NUMBER = re.compile(r"\d{9,13}(\.\d+)?\Z")
_ZONE_WORD = re.compile(r"\s*(?:UTC|GMT|Z)\Z", re.IGNORECASE)
_MILLISECONDS_FROM = 1e11  # as seconds this would be the year 5138


def read_date(value: object) -> tuple[datetime | None, tuple[Oddity, ...]]:
    """When something was fetched: ISO 8601, RFC 2822, seconds or milliseconds since 1970; without a zone it is UTC.

    Nothing (None, blank) is no date. What cannot be read, or lies outside 1990–2200, is no date and a ``bad_date``.
    """
    if value is None or value == "":
        return None, ()
    try:
        return (_from_text(value) if isinstance(value, str) else _from_value(value)), ()
    except (ValueError, OverflowError):
        return None, (Oddity("bad_date", None, str(value)[:100]),)


@lru_cache(maxsize=4096)
def _from_text(text: str) -> datetime | None:
    text = text.strip()
    if not text:
        return None
    if _COMPACT.match(text):
        return _in_range(datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC))
    if _NUMBER.match(text):
        return _from_value(float(text))
    try:
        found = datetime.fromisoformat(_ZONE_WORD.sub("+00:00", text) if not text[-1].isdigit() else text)
    except ValueError:
        found = parsedate_to_datetime(text)
    return _in_range(found)


def _from_value(value: object) -> datetime:
    if isinstance(value, datetime):
        return _in_range(value)
    if isinstance(value, date):
        return _in_range(datetime(value.year, value.month, value.day, tzinfo=UTC))
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = value / 1000 if value >= _MILLISECONDS_FROM else value
        return _in_range(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
    raise ValueError(f"no date: {value!r:.100}")


def _in_range(found: datetime) -> datetime:
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    if not EARLIEST <= found < LATEST:
        raise ValueError(f"a date outside {EARLIEST.year}–{LATEST.year}")
    return found
