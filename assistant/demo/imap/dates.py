"""Dates as IMAP writes them; month names never follow the locale."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

from assistant.demo.imap.syntax import BadCommandError

_MONTHS = [
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
]
_DAY = re.compile(r" ?(\d{1,2})-([A-Za-z]{3})-(\d{4})")
_MOMENT = re.compile(_DAY.pattern + r" (\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})([0-5]\d)")


def format_moment(moment: datetime) -> str:
    """Write `moment` as an INTERNALDATE, without its quotes."""
    utc = moment.astimezone(UTC)
    return f"{utc:%d}-{_MONTHS[utc.month - 1]}-{utc:%Y %H:%M:%S} +0000"


def parse_moment(text: str) -> datetime:
    """Return the moment of an APPEND.

    Raises:
        BadCommandError: `text` has another form or names no moment.
    """
    match = _MOMENT.fullmatch(text)
    if not match:
        raise BadCommandError("Expected a date and time")
    day = _day(match)
    offset = timedelta(hours=int(match[8]), minutes=int(match[9]))
    try:
        zone = timezone(offset if match[7] == "+" else -offset)
        hour, minute, second = int(match[4]), int(match[5]), int(match[6])
        return datetime(day.year, day.month, day.day, hour, minute, second, 0, zone)
    except ValueError as error:
        raise BadCommandError("No such moment") from error


def parse_day(text: str) -> date:
    """Return the day of a SEARCH.

    Raises:
        BadCommandError: `text` has another form or names no day.
    """
    match = _DAY.fullmatch(text)
    if not match:
        raise BadCommandError("Expected a date")
    return _day(match)


def _day(match: re.Match[str]) -> date:
    try:
        month = _MONTHS.index(match[2].title()) + 1
        return date(int(match[3]), month, int(match[1]))
    except ValueError as error:
        raise BadCommandError("No such day") from error
