"""Header fields that name recipients of the envelope, blind ones too."""

from __future__ import annotations

ENVELOPE_HEADERS = frozenset(
    (
        *("delivered-to", "envelope-to", "x-envelope-to", "x-original-to", "bcc", "resent-bcc"),
        *("x-forwarded-to", "x-rcpt-to", "x-ms-exchange-organization-originalenveloperecipients"),
    )
)
