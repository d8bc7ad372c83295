"""How the mail servers stand, over HTTP."""

from __future__ import annotations

from fastapi import APIRouter

from clawback.remediation.progress_shapes import MailServersOut
from clawback.remediation.routes.asking import RemediationsPart
from clawback.remediation.shaping import mail_server_out

router = APIRouter(prefix="/mail-servers", tags=["mail servers"])


@router.get("", operation_id="mail_server_list")
def mail_server_list(remediations: RemediationsPart) -> MailServersOut:
    """Sessions in use, rates, failures in a row, and until when a server is left alone."""
    return MailServersOut(items=[mail_server_out(door) for door in remediations.servers()])
