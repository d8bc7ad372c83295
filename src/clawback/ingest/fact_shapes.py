"""The shapes in which facts of logs come in over HTTP."""

from __future__ import annotations

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from clawback.ingest.logs.facts import Fact, Telling
from clawback.ingest.logs.finding import MOST

_NAME, _WORDS = 1000, 20_000  # characters at most


class FactIn(BaseModel):
    """One thing that a log says happened; of one delivery, or of all deliveries of a mail.

    A delivery is found by `message_id`, or by `queue_id` where there is none, and by `recipients`
    or `account`, the name of the mailbox; with none of these, all of the mail's are meant.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(
        pattern=r"^log:",
        max_length=_NAME,
        description="The same whenever the line is read again: what was told is told once.",
    )
    telling: Telling
    at: AwareDatetime
    message_id: str = Field(default="", max_length=_WORDS)
    queue_id: str = Field(default="", max_length=_NAME)
    recipients: tuple[str, ...] = Field(default=(), max_length=100)
    account: str = Field(default="", max_length=_NAME)
    session: str = Field(default="", max_length=_NAME)
    listener: str = Field(default="", max_length=_NAME)
    service: str = Field(default="", max_length=_NAME)
    relay: str = Field(default="", max_length=_NAME)
    dsn: str = Field(default="", max_length=_NAME)
    delay: str = Field(default="", max_length=_NAME)
    outcome: str = Field(default="", max_length=_NAME)
    by: str = Field(default="", max_length=_NAME)
    words: str = Field(default="", max_length=_WORDS, description="The server's own.")
    rule: str = Field(default="", max_length=_NAME)
    folder: str = Field(default="", max_length=_WORDS)
    uid: int = Field(default=0, ge=0, lt=1 << 32)
    origin: str = Field(default="", max_length=_WORDS)

    @property
    def fact(self) -> Fact:
        """The value that it stands for."""
        return Fact(**{name: getattr(self, name) for name in type(self).model_fields})


class FactsIn(BaseModel):
    """What logs of before tell, oldest first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    server: str = Field(
        default="",
        max_length=64,
        description="Which of `mailboxes` they are of, by name: then folder and UID are kept.",
    )
    facts: tuple[FactIn, ...] = Field(max_length=MOST)


class FactsTold(BaseModel):
    """What became of them."""

    told: int = Field(description="Facts of deliveries that are stored; also those told before.")
    unknown: int = Field(description="Facts of no delivery that is stored. Import the mail first.")
