"""Which campaigns are asked for, and where a page goes on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from clawback.campaigns.campaign import Campaign, Kind
from clawback.model.errors import BadInputError
from clawback.model.microseconds import microseconds

_MARK = re.compile(r"(-?\d{1,18})\.([!-~]{1,80})", re.ASCII)


class BadCampaignCursorError(BadInputError):
    """The cursor is not one of ours. Ask for the first page without one."""

    code = "bad_cursor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The last row of a page; the next begins behind it. Microseconds, because floats differ."""

    last: int
    id: str

    @classmethod
    def of(cls, one: Campaign) -> Mark:
        return cls(last=microseconds(one.last), id=one.id)

    @classmethod
    def read(cls, text: str) -> Mark:
        """From what `text` gave. Raises `BadCampaignCursorError`."""
        found = _MARK.fullmatch(text)
        if found is None:
            raise BadCampaignCursorError
        return cls(last=int(found[1]), id=found[2])

    @property
    def text(self) -> str:
        return f"{self.last}.{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Filters that must all fit; `text` is a part of name, subject or id.

    With `since`, those that had mail since then.
    """

    text: str = ""
    kind: Kind | None = None
    since: datetime | None = None
    after: Mark | None = None
