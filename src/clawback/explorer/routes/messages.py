"""All that is known of one message."""

from __future__ import annotations

from fastapi import APIRouter

from clawback.analysis.explained.report import HeaderReport
from clawback.explorer.header.stored import header_report
from clawback.explorer.routes.asking import MessageId, Seen, Trusted

router = APIRouter(prefix="/messages/{network_message_id}", tags=["messages"])


@router.get("/headers", operation_id="message_headers")
def message_headers(network_message_id: MessageId, seen: Seen, trust: Trusted) -> HeaderReport:
    """Explains the header that analysis kept of a message.

    Recipients of the envelope whom the caller may not see are hidden in it.
    """
    return header_report(seen, network_message_id, trust)
