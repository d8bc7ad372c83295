"""The one door to mail bodies: nobody looks without a reason, and every look is written down."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from clawback.analysis.visible import visible
from clawback.audit.action import AuditAction
from clawback.audit.entry import Detail, Result
from clawback.audit.trail import Trail
from clawback.model.actor import Actor
from clawback.model.delivery import Row
from clawback.model.errors import BadInputError, ClawbackError
from clawback.model.fingerprint import split
from clawback.preview.archive import PASSWORD, harmless_name, sealed
from clawback.preview.mails import Brought, Mails
from clawback.preview.reading import Reader
from clawback.preview.shown import Shown

_REASON_LIMIT = 500


class ReasonNeededError(BadInputError):
    """Say in at most 500 characters why you need to see this mail; the audit trail keeps it."""

    code = "reason_needed"


class Form(StrEnum):
    """In which form a mail is taken away."""

    EML = "eml"
    ZIP = "zip"
    HEADER = "header"


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
    content: bytes = field(repr=False)
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
            UnavailableError: the mail server or the reader does not answer.
        """
        visit = _Visit(
            row=row, actor=actor, action=AuditAction.CONTENT_PREVIEW, reason=_said(reason)
        )
        brought = self._bring(visit)
        self._note(visit, {**_told(brought.raw), "source": brought.source.value})
        return Preview(
            shown=self._reader.shown(brought.raw),
            brought=brought,
            sha256=hashlib.sha256(brought.raw).hexdigest(),
        )

    def download(self, row: Row, actor: Actor, reason: str, form: Form) -> Download:
        """The mail as it is, plain, in a ZIP with a password, or its header alone.

        Raises what `look` does.
        """
        visit = _Visit(
            row=row, actor=actor, action=AuditAction.CONTENT_DOWNLOAD, reason=_said(reason)
        )
        brought = self._bring(visit)
        told = {**_told(brought.raw), "source": brought.source.value, "form": form.value}
        self._note(visit, told)
        name = f"{harmless_name(row.delivery.network_message_id)}.eml"
        if form is Form.HEADER:
            header, _ = split(brought.raw)
            return Download(name=f"{name}.header.txt", media_type="text/plain", content=header)
        if form is Form.EML:
            return Download(name=name, media_type="message/rfc822", content=brought.raw)
        return _sealed(name, brought.raw)

    def attachment(self, row: Row, actor: Actor, reason: str, number: int) -> Download:
        """One attachment, counted from 0, always in a ZIP with a password.

        Raises:
            AttachmentMissingError: there is no such one.
            ReasonNeededError, MailGoneError, UnavailableError: as `look`.
        """
        action = AuditAction.CONTENT_DOWNLOAD_ATTACHMENT
        visit = _Visit(row=row, actor=actor, action=action, reason=_said(reason))
        brought = self._bring(visit)
        with self._noting_failures(visit):
            name, content = self._reader.attachment(brought.raw, number)
        told = {**_told(content), "source": brought.source.value, "number": number}
        self._note(visit, told)
        return _sealed(name, content)

    def _bring(self, visit: _Visit) -> Brought:
        with self._noting_failures(visit):
            return self._mails.bring(visit.row)

    @contextmanager
    def _noting_failures(self, visit: _Visit) -> Iterator[None]:
        """An attempt that shows nothing leaves an entry, too."""
        try:
            yield
        except ClawbackError as error:
            self._note(visit, {"code": error.code}, Result.FAILED)
            raise

    def _note(
        self, visit: _Visit, told: Mapping[str, Detail], result: Result = Result.DONE
    ) -> None:
        """Before anything is handed out: what cannot be written down is not shown."""
        delivery = visit.row.delivery
        known: dict[str, Detail] = {"recipient": delivery.recipient, "reason": visit.reason}
        self._trail.record_alone(
            visit.actor,
            visit.action,
            f"message:{delivery.network_message_id}",
            result=result,
            details={**known, **told},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visit:
    """Who wants what of which delivery, and why."""

    row: Row
    actor: Actor
    action: AuditAction
    reason: str


def _said(reason: str) -> str:
    """The reason on one line, with what is invisible shown."""
    said = visible(" ".join(reason.split()))
    if len(said) > _REASON_LIMIT or not any(map(str.isalnum, said)):
        raise ReasonNeededError
    return said


def _told(content: bytes) -> dict[str, Detail]:
    return {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}


def _sealed(name: str, content: bytes) -> Download:
    return Download(
        name=f"{harmless_name(name)}.zip",
        media_type="application/zip",
        content=sealed(name, content),
        password=PASSWORD,
    )
