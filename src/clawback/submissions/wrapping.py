"""A mail of ours that holds nothing but a URL or a file, so that engines of mail can judge it."""

from __future__ import annotations

import html
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

_OURS = "submission@clawback.invalid"  # RFC 2606 §2: nobody's
_NAME = 200  # characters


def of_url(url: str, at: datetime) -> bytes:
    """The URL, in a text and as a link."""
    letter = _letter("A URL", at)
    letter.set_content(f"{url}\r\n", cte="base64")
    letter.add_alternative(f'<p><a href="{html.escape(url)}">link</a></p>\r\n', subtype="html")
    return letter.as_bytes()


def of_file(name: str, content: bytes, at: datetime) -> bytes:
    """The file, attached under its name."""
    letter = _letter("A file", at)
    letter.set_content("A file.\r\n")
    called = "".join(one for one in name if one.isprintable() and one not in '/\\"')[:_NAME]
    letter.add_attachment(
        content, maintype="application", subtype="octet-stream", filename=called or "file"
    )
    return letter.as_bytes()


def _letter(subject: str, at: datetime) -> EmailMessage:
    letter = EmailMessage(policy=SMTP)
    letter["From"] = letter["To"] = _OURS
    letter["Subject"] = subject
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = f"<{at.timestamp():.6f}.{_OURS}>"
    return letter
