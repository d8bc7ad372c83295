"""Which held mail is asked for, and where a page goes on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from clawback.model.errors import BadInputError
from clawback.model.microseconds import microseconds
from clawback.model.scope import EVERYWHERE, Scope
from clawback.quarantine.held import Held, HeldState

_MARK = re.compile(r"(-?\d{1,16})\.(Q-[0-9A-F]{20})")


class BadQuarantineCursorError(BadInputError):
    """The cursor is not one of ours. Ask for the first page without one."""

    code = "bad_cursor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The last row of a page; the next begins behind it. Microseconds, because floats differ."""

    received: int
    id: str

    @classmethod
    def of(cls, held: Held) -> Mark:
        return cls(received=microseconds(held.received_at), id=held.id)

    @classmethod
    def read(cls, text: str) -> Mark:
        """From what `text` gave. Raises `BadQuarantineCursorError`."""
        found = _MARK.fullmatch(text)
        if found is None:
            raise BadQuarantineCursorError
        return cls(received=int(found[1]), id=found[2])

    @property
    def text(self) -> str:
        return f"{self.received}.{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Filters that must all fit. `recipient`, `sender` and `text` are parts of what is found."""

    states: tuple[HeldState, ...] = ()
    recipient: str = ""
    sender: str = ""
    threat_type: str = ""
    message: str = ""
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None
    scope: Scope = EVERYWHERE
    after: Mark | None = None
