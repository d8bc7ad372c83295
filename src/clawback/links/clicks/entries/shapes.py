"""The shapes in which the API takes and shows entries for the click."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from clawback.filters.entry_kind import LONGEST_ENTRY, EntryKind
from clawback.links.clicks.entries.entries import EntryWish
from clawback.links.clicks.entries.entry import LONGEST_REASON, ClickEntry, EntryAction

_Value = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_ENTRY)
]
_Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_REASON)]


class NewClickEntry(BaseModel):
    """A link or a host that is blocked or let through at the click from now on."""

    model_config = ConfigDict(extra="forbid")

    kind: EntryAction = Field(description="What becomes of a click: `block` or `allow`.")
    value: _Value = Field(
        description="A link, a host with all below it, or an IP address; also defanged. Of a "
        "protected link, and of other vendors' wrappers, what is inside counts."
    )
    reason: _Reason = Field(default="", description="Why; for those who look at it later.")
    expires_at: AwareDatetime | None = Field(
        default=None, description="When it stops to count; never without it."
    )

    def wish(self) -> EntryWish:
        """The value."""
        return EntryWish(
            action=self.kind, value=self.value, reason=self.reason, expires_at=self.expires_at
        )


class ClickEntryOut(BaseModel):
    """An entry. `what` says whether it is for a link, a domain or an IP address."""

    id: str
    kind: EntryAction
    kind_label: str
    value: str
    what: EntryKind
    what_label: str
    reason: str
    at: datetime
    by: str
    by_name: str
    expires_at: datetime | None


class ClickEntriesOut(BaseModel):
    """A page, newest first; `next` asks for the following one."""

    items: list[ClickEntryOut]
    next: str | None


def entry_out(one: ClickEntry) -> ClickEntryOut:
    """All of it."""
    return ClickEntryOut(
        id=one.id,
        kind=one.action,
        kind_label=one.action.label,
        value=one.named.value,
        what=one.named.what,
        what_label=one.named.what.label,
        reason=one.reason,
        at=one.at,
        by=one.by,
        by_name=one.by_name,
        expires_at=one.expires_at,
    )
