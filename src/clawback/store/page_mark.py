"""A page's end as one opaque word for URLs."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime

from clawback.model.delivery import DeliveryKey
from clawback.model.errors import BadInputError
from clawback.store.json_row import moment_text
from clawback.store.port import Cursor


class BadCursorError(BadInputError):
    """The cursor is not one of ours. Ask for the first page without one."""

    code = "bad_cursor"


def write_cursor(cursor: Cursor) -> str:
    """Base64url (RFC 4648 §5) without padding."""
    parts = [
        moment_text(cursor.time_received),
        cursor.key.network_message_id,
        cursor.key.recipient,
    ]
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).rstrip(b"=").decode()


def read_cursor(text: str) -> Cursor:
    """What `write_cursor` wrote; raises `BadCursorError` for anything else."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        at, message, recipient = json.loads(base64.urlsafe_b64decode(padded))
        moment = datetime.fromisoformat(at)
    except (ValueError, TypeError, RecursionError, binascii.Error):
        raise BadCursorError from None
    if moment.tzinfo is None or not isinstance(message, str) or not isinstance(recipient, str):
        raise BadCursorError
    return Cursor(
        time_received=moment,
        key=DeliveryKey(network_message_id=message, recipient=recipient),
    )
