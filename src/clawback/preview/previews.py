"""The one door to mail bodies: nobody looks without a reason, and every look is written down."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from clawback.audit.trail import Trail
from clawback.model.actor import Actor
from clawback.model.delivery import DeliveryKey, Row
from clawback.model.errors import BadInputError
from clawback.preview.archive import PASSWORD, harmless_name, sealed
from clawback.preview.mails import Brought, Mails
from clawback.preview.reading import Reader
from clawback.preview.shown import Shown

_REASON_LIMIT = 500


class ReasonNeededError(BadInputError):
    """Say why you need to see this mail; the reason is kept in the audit trail."""

    code = "reason_needed"


class Form(StrEnum):
    """In which form a mail is taken away."""

    EML = "eml"
    ZIP = "zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A mail to look at; `sha256` (hex) and `size` (bytes) are of the bytes that were read."""

    shown: Shown
    brought: Brought
    sha256: str

    @property
    def size(self) -> int:
        return len(self.brought.raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file to be handed out; `password` is empty where it has none."""

    name: str
    media_type: str
    content: bytes
    password: str = ""


class Previews:
    """Looks at mails and hands them out, each time with an entry in the audit trail first."""

    def __init__(self, *, mails: Mails, reader: Reader, trail: Trail) -> None:
        self._mails = mails
        self._reader = reader
        self._trail = trail

    def look(self, row: Row, actor: Actor, reason: str) -> Preview:
        """The mail of a delivery, made harmless.

        Raises:
            ReasonNeededError: no reason is given, or too long a one.
            MailGoneError: the mail is nowhere any more.
        """
        brought = self._bring(row, actor, reason, "content.previewed", "preview")
        return Preview(
            shown=self._reader.shown(brought.raw),
            brought=brought,
            sha256=hashlib.sha256(brought.raw).hexdigest(),
        )

    def download(self, row: Row, actor: Actor, reason: str, form: Form) -> Download:
        """The mail as it is, plain or in a ZIP with a password. Raises what `look` does."""
        brought = self._bring(row, actor, reason, "content.downloaded", form.value)
        name = f"{harmless_name(row.delivery.network_message_id)}.eml"
        if form is Form.EML:
            return Download(name=name, media_type="message/rfc822", content=brought.raw)
        return _sealed(name, brought.raw)

    def attachment(self, row: Row, actor: Actor, reason: str, number: int) -> Download:
        """One attachment, counted from 0, always in a ZIP with a password.

        Raises:
            AttachmentMissingError: there is no such one.
            ReasonNeededError, MailGoneError: as `look`.
        """
        brought = self._bring(
            row, actor, reason, "content.attachment_downloaded", f"attachment {number}"
        )
        name, content = self._reader.attachment(brought.raw, number)
        return _sealed(name, content)

    def _bring(self, row: Row, actor: Actor, reason: str, action: str, form: str) -> Brought:
        """Written down after the mail was found, and before anybody has seen it."""
        said = reason.strip()
        if not said or len(said) > _REASON_LIMIT:
            raise ReasonNeededError
        brought = self._mails.bring(row)
        self._trail.record_alone(
            actor,
            action,
            _subject(row.delivery.key),
            details={
                "recipient": row.delivery.recipient,
                "reason": said,
                "form": form,
                "source": brought.source.value,
                "sha256": hashlib.sha256(brought.raw).hexdigest(),
            },
        )
        return brought


def _sealed(name: str, content: bytes) -> Download:
    return Download(
        name=f"{harmless_name(name)}.zip",
        media_type="application/zip",
        content=sealed(name, content),
        password=PASSWORD,
    )


def _subject(key: DeliveryKey) -> str:
    return f"message:{key.network_message_id}"
