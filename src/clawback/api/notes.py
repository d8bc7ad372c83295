"""Notes in the audit trail what rooms do outside the state database: lists, imports, exports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from anyio import to_thread
from starlette.types import Message, Scope, Send

from clawback.api.operations import Operation
from clawback.audit.action import AuditAction
from clawback.audit.entry import Detail
from clawback.audit.trail import Trail
from clawback.model.actor import Actor

NOTED: Final[Mapping[str, AuditAction]] = {
    "list_put": AuditAction.LIST_PUT,
    "list_delete": AuditAction.LIST_DELETE,
    "import_upload": AuditAction.MAIL_IMPORT,
    "import_facts": AuditAction.MAIL_IMPORT,
    "delivery_export": AuditAction.DELIVERY_EXPORT,
    "message_timeline_export": AuditAction.MESSAGE_EXPORT,
    "remediation_affected_export": AuditAction.REMEDIATION_EXPORT,
    "remediation_items_export": AuditAction.REMEDIATION_EXPORT,
    "entry_export": AuditAction.ENTRY_EXPORT,
    "audit_export": AuditAction.AUDIT_EXPORT,
}
_KINDS = {
    "name": "list",
    "network_message_id": "message",
    "remediation_id": "remediation",
}  # of what a path names
_LONGEST = 500  # characters of what was asked


class Notes:
    """Writes an entry for each such request that goes well, before anything is answered.

    What cannot be written down is not handed out.
    """

    def __init__(self, trail: Trail) -> None:
        self._trail = trail

    def around(self, scope: Scope, operation: Operation, send: Send) -> Send:
        """A way out that notes the request first; the same way for what is not noted."""
        action = NOTED.get(operation.id)
        if action is None:
            return send

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400:  # noqa: PLR2004 - RFC 9110 §15: 4xx and 5xx say no
                await to_thread.run_sync(self._note, scope, operation, action)
            await send(message)

        return noting

    def _note(self, scope: Scope, operation: Operation, action: AuditAction) -> None:
        actor: Actor = scope["state"]["actor"]
        details: dict[str, Detail] = {"operation": operation.id, **_asked(scope)}
        self._trail.record_alone(actor, action, _subject(scope, operation), details=details)


def _subject(scope: Scope, operation: Operation) -> str:
    found = operation.pattern.match(scope["path"])
    for name, value in (found.groupdict() if found else {}).items():
        if name in _KINDS:
            return f"{_KINDS[name]}:{value}"
    return f"operation:{operation.id}"


def _asked(scope: Scope) -> dict[str, Detail]:
    """What stood in the address's query, cut to a length."""
    query = parse_qsl(scope.get("query_string", b"").decode("latin-1"))
    return {name: value[:_LONGEST] for name, value in query}
