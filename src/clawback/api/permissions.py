"""Which permission each operation of the API needs, as one table.

An operation that is not in the table stops the server from starting (`operations.py`).
"""

from __future__ import annotations

from enum import Enum
from typing import Final, TypeAlias

from clawback.identity.role import Permission


class Public(Enum):
    """For everybody, without a token: says nothing about mail, people or settings."""

    PUBLIC = "public"


Needs: TypeAlias = Permission | Public

PERMISSIONS: Final[dict[str, Needs]] = {
    "health": Public.PUBLIC,
    "ready": Public.PUBLIC,
    "openapi": Public.PUBLIC,
    "metrics": Permission.SYSTEM_READ,
    "delivery_search": Permission.DELIVERIES_READ,
    "delivery_count": Permission.DELIVERIES_READ,
    "delivery_histogram": Permission.DELIVERIES_READ,
    "delivery_top": Permission.DELIVERIES_READ,
    "delivery_export": Permission.DELIVERIES_READ,
    "message_get": Permission.CONTENT_READ,
    "message_timeline": Permission.DELIVERIES_READ,
    "field_list": Permission.DELIVERIES_READ,
    "filter_explain": Permission.DELIVERIES_READ,
    "list_names": Permission.LISTS_READ,
    "list_get": Permission.LISTS_READ,
    "list_put": Permission.LISTS_WRITE,
    "list_delete": Permission.LISTS_WRITE,
    "import_upload": Permission.IMPORT,
    "import_progress": Permission.IMPORT,
    "remediation_create": Permission.REMEDIATE_DRAFT,  # starting at once is checked by the room
    "remediation_list": Permission.REMEDIATIONS_READ,
    "remediation_get": Permission.REMEDIATIONS_READ,
    "remediation_items": Permission.REMEDIATIONS_READ,
    "remediation_start": Permission.REMEDIATE_START,
    "remediation_cancel": Permission.REMEDIATE_START,
    "remediation_pause": Permission.REMEDIATE_START,
    "remediation_resume": Permission.REMEDIATE_START,
    "remediation_retry": Permission.REMEDIATE_START,
    "remediation_undo": Permission.REMEDIATE_UNDO,
    "token_list": Permission.TOKENS_READ,
    "token_create": Permission.TOKENS_MANAGE,
    "token_revoke": Permission.TOKENS_MANAGE,
}
