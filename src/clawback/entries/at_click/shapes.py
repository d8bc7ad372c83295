"""The shapes in which the API takes and shows entries for the click."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from clawback.entries.at_click.entries import ClickWish
from clawback.entries.entry import Entry, EntryAction
from clawback.entries.entry import ValueKind as Kind
from clawback.filters.entry_kind import LONGEST_ENTRY, EntryKind
from clawback.model.labelled import Labelled

LONGEST_REASON = 300  # characters
_KINDS = {Kind.DOMAIN: EntryKind.DOMAIN, Kind.IP: EntryKind.IP}


class ClickAction(Labelled):
    """What becomes of a click on it."""

    BLOCK = "block", "Blocked"
    ALLOW = "allow", "Let through"


_Value = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_ENTRY)
]
_Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_REASON)]


class NewClickEntry(BaseModel):
    """A link or a host that is blocked or let through at the click from now on."""

    model_config = ConfigDict(extra="forbid")

    kind: ClickAction = Field(description="What becomes of a click: `block` or `allow`.")
    value: _Value = Field(
        description="A link, a host with all below it, or an IP address; also defanged. Of a "
        "protected link, and of other vendors' wrappers, what is inside counts."
    )
    reason: _Reason = Field(default="", description="Why; for those who look at it later.")
    expires_at: AwareDatetime | None = Field(
        default=None, description="When it stops to count; never without it."
    )

    def wish(self) -> ClickWish:
        """The value."""
        return ClickWish(
            action=EntryAction(self.kind.value),
            value=self.value,
            reason=self.reason,
            expires_at=self.expires_at,
        )


class ClickEntryOut(BaseModel):
    """An entry. `what` says whether it is for a link, a domain or an IP address."""

    id: str
    kind: ClickAction
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


def entry_out(one: Entry) -> ClickEntryOut:
    """All of it; a host stands without the mark that says that it is meant with all below it."""
    action = ClickAction(one.terms.action.value)
    what = _KINDS.get(one.value.kind, EntryKind.URL)
    return ClickEntryOut(
        id=one.id,
        kind=action,
        kind_label=action.label,
        value=one.value.text.removeprefix("~"),
        what=what,
        what_label=what.label,
        reason=one.terms.note,
        at=one.at,
        by=one.by,
        by_name=one.by_name,
        expires_at=one.terms.lifetime.expires_at,
    )
