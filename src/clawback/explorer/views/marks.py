"""Where a page ended, as one opaque word for URLs: of values that were ranked, and of clicks."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime

from clawback.store.json_row import moment_text
from clawback.store.port import ClickCursor
from clawback.store.ranking import RankMark
from clawback.store.sorting import BadCursorError


def write_rank_mark(mark: RankMark) -> str:
    """Base64url (RFC 4648 §5) without padding."""
    return _written([mark.count, mark.value])


def read_rank_mark(text: str) -> RankMark:
    """What `write_rank_mark` wrote; raises `BadCursorError` for anything else."""
    count, value = _pair(text)
    if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count < 1 << 63:
        raise BadCursorError
    return RankMark(count=count, value=value)


def write_click_cursor(cursor: ClickCursor) -> str:
    """As `write_rank_mark`."""
    return _written([moment_text(cursor.at), cursor.id])


def read_click_cursor(text: str) -> ClickCursor:
    """What `write_click_cursor` wrote; raises `BadCursorError` for anything else."""
    at, click_id = _pair(text)
    try:
        moment = datetime.fromisoformat(str(at))
    except ValueError:
        raise BadCursorError from None
    if moment.tzinfo is None:
        raise BadCursorError
    return ClickCursor(at=moment, id=click_id)


def _written(parts: list[object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).rstrip(b"=").decode()


def _pair(text: str) -> tuple[object, str]:
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        first, second = json.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, TypeError, RecursionError, binascii.Error):
        raise BadCursorError from None
    if not isinstance(second, str):
        raise BadCursorError
    return first, second
