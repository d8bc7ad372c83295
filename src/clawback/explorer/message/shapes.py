"""The shapes in which the API shows a message."""

from __future__ import annotations

from dataclasses import fields
from typing import Self

from pydantic import BaseModel, Field

from clawback.analysis.explained.authentication import Vouching
from clawback.analysis.explained.oddities import Oddity
from clawback.explorer.message.related import Contact, Related
from clawback.explorer.message.sections import (
    Details,
    Detection,
    File,
    Judged,
    Judgement,
    Link,
    Named,
    Page,
    Recipient,
)
from clawback.explorer.message.timeline import Moment
from clawback.store.shown import DeliveryOut, row_out


class MessagePageOut(BaseModel):
    """Everything about one delivery of a message, in sections.

    `delivery` has every field of the explorer; the sections say the same in words, and more.
    """

    delivery: DeliveryOut
    internet_message_id: str
    header_fingerprint: str
    parse: str
    content: bool = Field(description="Whether the message's content is kept.")
    detection: Detection
    details: Details
    verdict: Judged | None = Field(
        description="What the findings make together; null where they are not kept."
    )
    judgements: list[Judgement]
    authentication: Vouching
    oddities: list[Oddity]
    ambiguities: list[Named] = Field(description="How two readers of the mail could disagree.")
    attachments: list[File]
    links: list[Link]
    recipients: list[Recipient] = Field(description="By address, at most 1,000.")
    recipient_count: int = Field(description="All whom the caller may see.")

    @classmethod
    def of(cls, page: Page, recipient_count: int) -> Self:
        told = {each.name: getattr(page, each.name) for each in fields(page) if each.name != "row"}
        return cls(**told, delivery=row_out(page.row), recipient_count=recipient_count)


class TimelineOut(BaseModel):
    """What happened to a message, oldest first."""

    events: list[Moment]


class RelatedOut(BaseModel):
    """What shares something with a message, and whether its recipient knew the sender."""

    related: list[Related]
    contact: Contact
