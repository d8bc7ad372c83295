"""Attached files, named as the mail names them and typed by what they are."""

from __future__ import annotations

import hashlib

from clawback.analysis.filetypes import file_type
from clawback.analysis.parts import Part
from clawback.model.attachment import Attachment

_NAME_LIMIT = 1_024
_READABLE = frozenset(("html", "svg", "text", "ics", "url", "eml", "xml", "script"))


def attachment_of(part: Part) -> Attachment | None:
    """The attachment that `part` is; `None` when it is only the text of the mail."""
    if part.is_body and not part.name:
        return None
    if part.inside and not part.name and part.content_type in {"text/plain", "text/html"}:
        return None  # the text of an attached message, which is an attachment itself
    content = part.decoded.content
    return Attachment(
        name=part.name[:_NAME_LIMIT],
        declared_type=part.content_type[:_NAME_LIMIT],
        file_type="eml" if part.content_type == "message/rfc822" else file_type(content),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        complete=part.decoded.complete,
    )


def may_hold_links(part: Part, attachment: Attachment | None) -> bool:
    """Whether the part is text in which links can be looked for."""
    if part.content_type.startswith("text/"):
        return True
    return attachment is not None and attachment.file_type in _READABLE
