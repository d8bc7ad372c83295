"""The ways in which two readers of one mail could disagree."""

from __future__ import annotations

from enum import StrEnum


class Ambiguity(StrEnum):
    """Stable codes for `Message.ambiguities`."""

    DUPLICATE_FROM = "duplicate_from"
    DUPLICATE_SUBJECT = "duplicate_subject"
    DUPLICATE_MESSAGE_ID = "duplicate_message_id"
    DUPLICATE_CONTENT_TYPE = "duplicate_content_type"
    DUPLICATE_BOUNDARY = "duplicate_boundary"
    MISSING_BOUNDARY = "missing_boundary"
    CONFLICTING_ENCODING = "conflicting_encoding"
    UNKNOWN_ENCODING = "unknown_encoding"
    BAD_BASE64 = "bad_base64"
    NUL = "nul"
    BARE_CR = "bare_cr"
    EIGHT_BIT_HEADER = "8bit_header"
    BROKEN_HEADER = "broken_header"
    UNREAD_BYTES = "unread_bytes"
