"""What an administrator can set about mailboxes that are read."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field


class MailboxIntake(BaseModel):
    """A table `ingest.mailboxes`: one mailbox whose folders are read as mail comes into them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(
        pattern=r"^[a-z0-9][a-z0-9_-]{0,40}$",
        description="What the source is called, behind `imap:`; lower case.",
    )
    address: str = Field(
        min_length=3,
        max_length=320,
        description="Whose mailbox it is. It lies on the server of `mailboxes` that has its "
        "domain, and is opened with that server's master user.",
    )
    folders: tuple[str, ...] = Field(
        default=("INBOX",), min_length=1, max_length=100, description="Which folders are read."
    )
    journal: bool = Field(
        default=False,
        description="It holds copies of other people's mail: for whom each was, its headers tell.",
    )
    since: date | None = Field(
        default=None,
        description="The first day from which mail is read that was there before; all of it when "
        "it is not set.",
    )
    seconds: float = Field(
        default=10,
        ge=1,
        le=3600,
        description="How often the server is asked for new mail; of the first of `folders` it "
        "tells by itself where it offers IDLE.",
    )

    @property
    def source(self) -> str:
        """Its name among the sources."""
        return f"imap:{self.name}"
