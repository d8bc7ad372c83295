"""What the API gives of a remediation's progress, and of the mail servers it works with."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from clawback.remediation.outcome import Outcome


class CountsOut(BaseModel):
    """Deliveries by outcome; with `pending` they add up to `total`."""

    total: int
    pending: int
    outcomes: dict[Outcome, int]


class ServerProgressOut(CountsOut):
    """Deliveries on one mail server, and how the work on it goes."""

    rate: float | None = Field(description="Deliveries in a second just now; an estimate.")
    seconds_left: int | None = Field(description="An estimate.")


class ReasonOut(BaseModel):
    """Deliveries that ended the same way for the same reason; empty where none is known."""

    outcome: Outcome
    reason: str
    deliveries: int


class ReasonsOut(BaseModel):
    """Why deliveries did not end as a success, the most frequent first."""

    items: list[ReasonOut]
    others: int = Field(description="Deliveries with any other reason.")


class MailServerOut(BaseModel):
    """How one mail server is worked with, over all remediations and workers."""

    name: str
    sessions_used: int = Field(description="Mailboxes that are being worked on.")
    sessions: int = Field(description="How many may be at once: `mailboxes[].concurrency`.")
    rate: float | None = Field(description="Deliveries a second it is given at most.")
    failures: int = Field(description="In a row, without a success between.")
    closed_until: datetime | None = Field(description="It is left alone until then.")
    asked: bool = Field(description="The server itself asked for that, as with Retry-After.")


class MailServersOut(BaseModel):
    """Every mail server that has limits, is worked with, or fails; by name."""

    items: list[MailServerOut]
