"""A meeting as a calendar file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

_FOLD = 70


def invitation(
    *,
    uid: str,
    title: str,
    place: str,
    begins: datetime,
    minutes: int,
    organizer: str,
    attendees: Sequence[str],
    method: str = "REQUEST",
) -> bytes:
    """The file; `method` is `REQUEST`, `REPLY` or `CANCEL` (RFC 5546 §1.4)."""
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//Tarnbeck//Calendar 4.2//EN",
        "VERSION:2.0",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{_time(begins - timedelta(days=3))}",
        f"DTSTART:{_time(begins)}",
        f"DTEND:{_time(begins + timedelta(minutes=minutes))}",
        f"SUMMARY:{_text(title)}",
        f"LOCATION:{_text(place)}",
        f"ORGANIZER:mailto:{organizer}",
        *(f"ATTENDEE;RSVP=TRUE:mailto:{attendee}" for attendee in attendees),
        f"STATUS:{'CANCELLED' if method == 'CANCEL' else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(_folded(line) for line in lines).encode()


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")


def _folded(line: str) -> str:
    pieces = [line[at : at + _FOLD] for at in range(0, len(line), _FOLD)]
    return "\r\n ".join(pieces) + "\r\n"
