"""The ways in which two readers of one mail could disagree."""

from __future__ import annotations

from clawback.model.labelled import Labelled


class Ambiguity(Labelled):
    """Stable codes for `Message.ambiguities`."""

    DUPLICATE_FROM = "duplicate_from", "From stands there more than once"
    DUPLICATE_SUBJECT = "duplicate_subject", "Subject stands there more than once"
    DUPLICATE_MESSAGE_ID = "duplicate_message_id", "Message-ID stands there more than once"
    DUPLICATE_CONTENT_TYPE = "duplicate_content_type", "Content-Type stands there more than once"
    DUPLICATE_BOUNDARY = (
        "duplicate_boundary",
        "One boundary is used for two parts",
    )
    MISSING_BOUNDARY = "missing_boundary", "A multipart names no boundary"
    CONFLICTING_ENCODING = "conflicting_encoding", "A part names more than one transfer encoding"
    UNKNOWN_ENCODING = "unknown_encoding", "A part names a transfer encoding that nobody knows"
    BAD_BASE64 = "bad_base64", "A part's base64 is broken; readers mend it differently"
    NUL = "nul", "There are NUL bytes in the mail"
    BARE_CR = "bare_cr", "Lines end in CR alone"
    EIGHT_BIT_HEADER = "8bit_header", "The header holds bytes beyond ASCII"
    BROKEN_HEADER = "broken_header", "The header holds lines that are no fields"
    UNREAD_BYTES = "unread_bytes", "Bytes of the body lie in no part"
