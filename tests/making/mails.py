"""Ordinary mails, made to measure."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

FIRST_DAY = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
_BOUNDARY = "=_part_of_a_test_mail"


def mail(
    number: int = 1,
    *,
    subject: str | None = None,
    sender: str = "Paul Sender <paul@sender.example>",
    to: str = "Anna Reader <anna@example.org>",
    cc: str = "",
    date: datetime | None = None,
    message_id: str | None = None,
    body: str = "Good morning,\n\nsee you at ten.\n",
    html: str | None = None,
    attachments: Sequence[tuple[str, str, bytes]] = (),
    headers: Sequence[tuple[str, str]] = (),
) -> bytes:
    """One mail with CRLF line ends; different for each `number`, equal for equal arguments.

    `attachments` are (file name, type, bytes). `headers` come first, in their order, as given.
    """
    when = date or FIRST_DAY + timedelta(minutes=number)
    fields = [
        *headers,
        ("From", sender),
        ("To", to),
        *([("Cc", cc)] if cc else []),
        ("Subject", f"Mail number {number}" if subject is None else subject),
        ("Date", format_datetime(when)),
        ("Message-ID", message_id or f"<{number}.test@sender.example>"),
        ("MIME-Version", "1.0"),
    ]
    content_type, content = _content(body, html, attachments)
    fields.append(("Content-Type", content_type))
    head = "".join(f"{name}: {value}\n" for name, value in fields)
    return f"{head}\n{content}".replace("\n", "\r\n").encode()


def mails(count: int, *, first: int = 1) -> list[bytes]:
    """`count` different ordinary mails."""
    return [mail(number) for number in range(first, first + count)]


def _content(
    body: str, html: str | None, attachments: Sequence[tuple[str, str, bytes]]
) -> tuple[str, str]:
    if html is None and not attachments:
        return "text/plain; charset=utf-8", body
    parts = [("text/plain; charset=utf-8", "", body)]
    if html is not None:
        parts.append(("text/html; charset=utf-8", "", html))
    for name, kind, data in attachments:
        extra = (
            f'Content-Disposition: attachment; filename="{name}"\n'
            "Content-Transfer-Encoding: base64\n"
        )
        parts.append((kind, extra, base64.encodebytes(data).decode()))
    inside = "".join(
        f"--{_BOUNDARY}\nContent-Type: {kind}\n{extra}\n{text}\n" for kind, extra, text in parts
    )
    subtype = "mixed" if attachments else "alternative"
    return f'multipart/{subtype}; boundary="{_BOUNDARY}"', f"{inside}--{_BOUNDARY}--\n"
