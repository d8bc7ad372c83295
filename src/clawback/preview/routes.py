"""Looking at a mail over HTTP. Every route asks for a reason and leaves a line in the trail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Self

from fastapi import APIRouter, Depends, Request, Response
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict, Field

from clawback.analysis.explained.journey import Hop
from clawback.filters.scoping import sees
from clawback.http.caller import Caller, CallingBrowser
from clawback.http.part import part
from clawback.http.tags import KnownTags
from clawback.model.actor import Actor
from clawback.model.attachment import Attachment
from clawback.model.authentication import Composite, Dkim, Dmarc, Spf
from clawback.model.clock import Clock
from clawback.model.delivery import Delivery, DeliveryKey, Row
from clawback.model.errors import NotFoundError
from clawback.model.tags import Tags
from clawback.preview.authentication import in_words
from clawback.preview.frames import POLICY, Frames
from clawback.preview.mails import Source
from clawback.preview.previews import Download, Form, Preview, Previews
from clawback.store.port import EventStore

router = APIRouter(prefix="/messages/{network_message_id}", tags=["content"])
frames_router = APIRouter(prefix="/preview-frames", tags=["content"])
routers: Sequence[APIRouter] = (router, frames_router)
"""Mounted by `api` under `/api/v1`."""

Store = Annotated[EventStore, Depends(part(EventStore))]
Door = Annotated[Previews, Depends(part(Previews))]
Pages = Annotated[Frames, Depends(part(Frames))]
Now = Annotated[Clock, Depends(part(Clock))]
MessageId = Annotated[str, InPath(max_length=200)]
_PAGE: dict[int | str, dict[str, Any]] = {200: {"content": {"text/html": {}}}}
_FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"application/octet-stream": {}}}}


class DeliveryMissingError(NotFoundError):
    """This message was not delivered to this recipient."""

    code = "unknown_delivery"


class Look(BaseModel):
    """Whose copy of the mail, and why it must be seen."""

    model_config = ConfigDict(extra="forbid")

    recipient: str = Field(min_length=1, max_length=1000)
    reason: str = Field(max_length=5000, description="Kept in the audit trail; 500 characters.")


class Take(Look):
    """A look that takes the mail away."""

    form: Form = Field(default=Form.ZIP, description="`zip` has a password, told in a header.")


class HeaderFieldOut(BaseModel):
    """One header field, decoded, with control characters shown."""

    name: str
    value: str


class LinkOut(BaseModel):
    """Where a link led, and the words it stood behind."""

    url: str
    text: str


class AuthenticationOut(BaseModel):
    """What intake believed; `null` where nobody has checked."""

    spf: Spf | None
    dkim: Dkim | None
    dmarc: Dmarc | None
    composite: Composite | None
    sentence: str

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        return cls(
            spf=delivery.spf,
            dkim=delivery.dkim,
            dmarc=delivery.dmarc,
            composite=delivery.composite_authentication,
            sentence=in_words(delivery),
        )


class PreviewOut(BaseModel):
    """A mail made harmless: `html` loads nothing, runs nothing and links nowhere."""

    source: Source
    folder: str
    sha256: str
    size: int = Field(description="Bytes.")
    authentication: AuthenticationOut
    headers: list[HeaderFieldOut]
    hops: list[Hop] = Field(description="The way it came, first hop first; `delay` in seconds.")
    text: str
    html: str
    frame: str = Field(
        description="Address of a page with `html`, to be shown in a frame; given once, within a "
        "minute, to whoever looked. Empty where there is no HTML."
    )
    links: list[LinkOut]
    attachments: list[Attachment] = Field(description="A download counts them from 0.")
    cut: list[str] = Field(description="What was too large, or could not be read safely.")

    @classmethod
    def of(cls, preview: Preview, delivery: Delivery, frame: str) -> Self:
        shown, brought = preview.shown, preview.brought
        return cls(
            source=brought.source,
            folder=brought.folder,
            sha256=preview.sha256,
            size=preview.size,
            authentication=AuthenticationOut.of(delivery),
            hops=list(shown.hops),
            headers=[HeaderFieldOut(name=name, value=value) for name, value in shown.headers],
            text=shown.text,
            html=shown.html,
            frame=frame,
            links=[LinkOut(url=link.url, text=link.text) for link in shown.links],
            attachments=list(shown.attachments),
            cut=list(shown.cut),
        )


class Mailbag:
    """The deliveries this caller may see."""

    def __init__(self, store: Store, tags: KnownTags, clock: Now, caller: Caller) -> None:
        self._store = store
        self._tags: Tags = tags
        self._clock = clock
        self.caller: Actor = caller

    def row(self, network_message_id: str, recipient: str) -> Row:
        """The delivery; one the caller may not see is as unknown as one that does not exist."""
        key = DeliveryKey(network_message_id=network_message_id, recipient=recipient)
        rows = self._store.rows([key])
        now = self._clock.now()
        if not rows or not sees(rows[0], self.caller.scope, self._tags, now=now):
            raise DeliveryMissingError
        return rows[0]


Bag = Annotated[Mailbag, Depends(Mailbag)]


def _holder(caller: Caller, browser: CallingBrowser) -> str:
    """Who may have a page: this caller in this session, or with a token."""
    return f"{caller.id} {browser.session_id}"


Holder = Annotated[str, Depends(_holder)]


@router.post("/preview", operation_id="message_preview")
def message_preview(
    network_message_id: MessageId,
    body: Look,
    bag: Bag,
    door: Door,
    *,
    pages: Pages,
    holder: Holder,
    request: Request,
) -> PreviewOut:
    """Headers, text, sanitised HTML, links and attachments of a mail, as it lies in a mailbox."""
    row = bag.row(network_message_id, body.recipient)
    preview = door.look(row, bag.caller, body.reason)
    ticket = pages.keep(preview.shown.html, holder)
    frame = str(request.app.url_path_for("preview_frame", ticket=ticket)) if ticket else ""
    return PreviewOut.of(preview, row.delivery, frame)


@frames_router.get(
    "/{ticket}", operation_id="preview_frame", response_class=Response, responses=_PAGE
)
def preview_frame(
    ticket: Annotated[str, InPath(max_length=100)], pages: Pages, holder: Holder
) -> Response:
    """The HTML of a mail that was just looked at, as a page that belongs to no site.

    Only a page of Clawback's own may frame it.
    """
    headers = {"Content-Security-Policy": POLICY, "X-Frame-Options": "SAMEORIGIN"}
    return Response(pages.take(ticket, holder), media_type="text/html", headers=headers)


@router.post("/download", operation_id="message_download", response_class=Response, responses=_FILE)
def message_download(network_message_id: MessageId, body: Take, bag: Bag, door: Door) -> Response:
    """The mail as a file: in a ZIP with a password, or plain when that is asked for."""
    row = bag.row(network_message_id, body.recipient)
    return _file(door.download(row, bag.caller, body.reason, body.form))


@router.post(
    "/attachments/{number}",
    operation_id="message_attachment",
    response_class=Response,
    responses=_FILE,
)
def message_attachment(
    network_message_id: MessageId,
    number: Annotated[int, InPath(ge=0, le=100_000)],
    body: Look,
    bag: Bag,
    door: Door,
) -> Response:
    """One attachment, numbered as in the preview, in a ZIP with a password."""
    row = bag.row(network_message_id, body.recipient)
    return _file(door.attachment(row, bag.caller, body.reason, number))


def _file(download: Download) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{download.name}"',
        "Cache-Control": "no-store",
    }
    if download.password:
        headers["X-Archive-Password"] = download.password
    return Response(download.content, media_type=download.media_type, headers=headers)
