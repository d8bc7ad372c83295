"""The shapes in which the API takes and shows entries of the allow/block list."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from clawback.entries.entries import EntryChange
from clawback.entries.entry import (
    LONGEST_NOTE,
    Direction,
    Entry,
    EntryAction,
    Place,
    Standing,
    ValueKind,
)
from clawback.entries.expiry import Expiry, ExpiryWish
from clawback.entries.value import read_value
from clawback.entries.wanted import Wanted
from clawback.entries.wish import EntryWish
from clawback.filters.entry_kind import LONGEST_ENTRY

_Value = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2 * LONGEST_ENTRY)
]
_Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NOTE)]
_Id = Annotated[str, StringConstraints(max_length=20)]
MOST_AT_ONCE = 1_000


class ExpiryIn(BaseModel):
    """When an entry stops to count."""

    model_config = ConfigDict(extra="forbid")

    choice: Expiry = Expiry.THIRTY_DAYS
    at: AwareDatetime | None = Field(default=None, description="The moment, for `date`.")

    def wish(self) -> ExpiryWish:
        """The value."""
        return ExpiryWish(choice=self.choice, at=self.at)


class NewEntry(BaseModel):
    """Something that is blocked or allowed from now on."""

    model_config = ConfigDict(extra="forbid")

    action: EntryAction
    value: _Value = Field(
        description="An address, a domain, a URL, a SHA-256 hash, an IP address or network, or a "
        "pair `spoofed, sender`; also defanged."
    )
    kind: ValueKind | None = Field(default=None, description="Without it, the text tells.")
    direction: Direction | None = Field(
        default=None, description="Without it, both for a block, `inbound` for an allowance."
    )
    places: list[Place] = Field(
        default=[], max_length=2, description="Without them, those that are usual for it."
    )
    expiry: ExpiryIn = ExpiryIn()
    note: _Note = ""

    def wish(self) -> EntryWish:
        """The value. Raises `BadValueError`."""
        return EntryWish(
            value=read_value(self.value, self.kind),
            action=self.action,
            expiry=self.expiry.wish(),
            direction=self.direction,
            places=frozenset(self.places),
            note=self.note,
        )


class NewEntries(BaseModel):
    """Several that are kept in one go, all or none."""

    model_config = ConfigDict(extra="forbid")

    entries: list[NewEntry] = Field(min_length=1, max_length=MOST_AT_ONCE)


class EntryEdit(BaseModel):
    """What of an entry is otherwise from now on; what is not named stays."""

    model_config = ConfigDict(extra="forbid")

    expiry: ExpiryIn | None = None
    note: _Note | None = None
    direction: Direction | None = None
    places: list[Place] | None = Field(default=None, min_length=1, max_length=2)

    def change(self) -> EntryChange:
        """The value."""
        return EntryChange(
            expiry=self.expiry.wish() if self.expiry else None,
            note=self.note,
            direction=self.direction,
            places=frozenset(self.places) if self.places else None,
        )


class EntryQuery(BaseModel):
    """Which entries are asked for; without a standing, all that count."""

    model_config = ConfigDict(extra="forbid")

    kind: list[ValueKind] = Field(default=[], max_length=6)
    action: EntryAction | None = None
    direction: Direction | None = None
    place: Place | None = None
    standing: Standing | None = None
    origin: str = Field(
        default="", max_length=80, description="`person`, `csv`, `stix` or `feed:NAME`."
    )
    text: str = Field(default="", max_length=200, description="Stands in value or note.")

    def wanted(self) -> Wanted:
        """The value."""
        return Wanted(
            kinds=tuple(self.kind),
            action=self.action,
            direction=self.direction,
            place=self.place,
            standing=self.standing,
            origin=self.origin,
            text=self.text,
        )


class EntryPageQuery(EntryQuery):
    """A page of them; `cursor` is what the page before has as `next`."""

    limit: int = Field(default=100, ge=1, le=1000)
    cursor: str | None = Field(default=None, max_length=20)


class EntryIds(BaseModel):
    """Entries by their ids."""

    model_config = ConfigDict(extra="forbid")

    ids: list[_Id] = Field(min_length=1, max_length=MOST_AT_ONCE)


class AllowBlockOut(BaseModel):
    """An entry, what it does, and whether it counts."""

    id: str
    kind: ValueKind
    kind_label: str
    value: str
    action: EntryAction
    action_label: str
    direction: Direction
    direction_label: str
    places: list[Place]
    note: str
    origin: str
    standing: Standing
    standing_label: str
    expires_at: datetime | None
    after_use: bool
    used_at: datetime | None
    at: datetime
    by: str
    by_name: str
    changed_at: datetime
    changed_by: str


class AllowBlockListOut(BaseModel):
    """A page, newest first; `next` asks for the following one, `total` counts all of them."""

    items: list[AllowBlockOut]
    next: str | None
    total: int


class AddedOut(BaseModel):
    """What came of many: the ids of new entries, and of those there were already."""

    added: list[str]
    known: list[str]


class RemovedOut(BaseModel):
    """How many entries were taken away."""

    removed: int


def entry_out(one: Entry, now: datetime) -> AllowBlockOut:
    """All of it."""
    terms, standing = one.terms, one.standing(now)
    return AllowBlockOut(
        id=one.id,
        kind=one.value.kind,
        kind_label=one.value.kind.label,
        value=one.value.text,
        action=terms.action,
        action_label=terms.action.label,
        direction=terms.direction,
        direction_label=terms.direction.label,
        places=sorted(terms.places),
        note=terms.note,
        origin=one.origin,
        standing=standing,
        standing_label=standing.label,
        expires_at=terms.lifetime.expires_at,
        after_use=terms.lifetime.after_use,
        used_at=one.used_at,
        at=one.at,
        by=one.by,
        by_name=one.by_name,
        changed_at=one.changed_at,
        changed_by=one.changed_by,
    )
