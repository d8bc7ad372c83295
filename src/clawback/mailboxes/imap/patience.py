"""When a server asks us to come back later, and after how long.

IMAP has no Retry-After: there are response codes (RFC 5530 §3), and words that some servers put a
time into.
"""

from __future__ import annotations

import re

from clawback.mailboxes.imap.responses import codes

_IN_USE = b"INUSE"
_CODES = {b"LIMIT": 30.0, _IN_USE: 5.0}  # seconds; INUSE is a lock, and those are short
_WORDS = re.compile(
    rb"try (?:again )?later|too many|throttl|rate.limit|command limit|bandwidth limit|server busy",
    re.IGNORECASE,
)
_TIME = re.compile(rb"(\d{1,9}) ?(milliseconds|ms|seconds|secs?|s|minutes|mins?)\b", re.IGNORECASE)
_UNITS = {b"milliseconds": 0.001, b"ms": 0.001, b"minutes": 60.0, b"minute": 60.0, b"min": 60.0}
_DEFAULT_SECONDS = 30.0
_LONGEST_SECONDS = 3600.0  # whoever asks for more is asked again after this


def seconds_asked(text: bytes) -> float | None:
    """For how long a status line's code asks us to wait; `None` when it does not."""
    code, _ = codes(text)
    usual = _CODES.get(code)
    return None if usual is None else _told(text, usual)


def asked_of_one_mailbox(text: bytes) -> bool:
    """Whether it is one mailbox that somebody else holds, and not the whole server (INUSE)."""
    return codes(text)[0] == _IN_USE


def seconds_meant(text: bytes) -> float | None:
    """The same of a farewell (BYE), which often has words only."""
    asked = seconds_asked(text)
    if asked is None and _WORDS.search(text):
        return _told(text, _DEFAULT_SECONDS)
    return asked


def _told(text: bytes, usual: float) -> float:
    found = _TIME.search(text)
    if found is None:
        return usual
    unit = found[2].lower()
    scale = _UNITS.get(unit) or _UNITS.get(unit.removesuffix(b"s"), 1.0)
    return min(_LONGEST_SECONDS, max(1.0, int(found[1]) * scale))
