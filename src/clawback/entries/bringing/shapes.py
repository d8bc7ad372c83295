"""The shapes in which the API takes files of entries, and tells what came of them."""

from __future__ import annotations

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from clawback.entries.bringing.importing import FileKind, Imported, Usual
from clawback.entries.entry import LONGEST_NOTE, Direction, EntryAction, Place
from clawback.entries.expiry import Expiry, ExpiryWish


class ImportQuery(BaseModel):
    """How a file is read, and the terms of entries of which it says no others."""

    model_config = ConfigDict(extra="forbid")

    format: FileKind = FileKind.CSV
    partial: bool = Field(
        default=False, description="Keep what is understood, whatever else the file holds."
    )
    action: EntryAction = EntryAction.BLOCK
    expiry: Expiry = Expiry.THIRTY_DAYS
    expires_at: AwareDatetime | None = Field(default=None, description="The moment, for `date`.")
    direction: Direction | None = None
    place: list[Place] = Field(default=[], max_length=2)
    note: str = Field(default="", max_length=LONGEST_NOTE)

    def usual(self) -> Usual:
        """The terms."""
        return Usual(
            action=self.action,
            expiry=ExpiryWish(choice=self.expiry, at=self.expires_at),
            direction=self.direction,
            places=frozenset(self.place),
            note=self.note.strip(),
        )


class EntryFaultOut(BaseModel):
    """What is no entry: its line or id, what stands there, and why not."""

    place: str
    text: str
    reason: str


class ImportedOut(BaseModel):
    """What came of a file. Where `kept` is false, nothing of it was.

    `added` and `known` count entries, `not_understood` what is none, of which the first 1,000 are
    in `faults`.
    """

    kept: bool
    added: int
    known: int
    not_understood: int
    faults: list[EntryFaultOut]


def imported_out(one: Imported) -> ImportedOut:
    """All of it."""
    return ImportedOut(
        kept=one.kept,
        added=len(one.added.new),
        known=len(one.added.known),
        not_understood=one.not_understood,
        faults=[
            EntryFaultOut(place=each.place, text=each.text, reason=each.reason)
            for each in one.faults
        ],
    )
