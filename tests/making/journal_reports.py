"""Journal reports as Exchange writes them."""

from __future__ import annotations

from collections.abc import Sequence

JOURNAL = "journal-7f3a@clawback.example.org"
BOUNDARY = "_8b2f0c2e-5a7e-4b6b-9d5a-0d3c5f6d7e8f_"


def journal_report(
    inner: bytes | None,
    recipients: Sequence[str] = ("To: anna@example.org",),
    *,
    sender: str = "paul@sender.example",
    subject: str = "Mail number 1",
    inner_type: str = "message/rfc822",
    text: str | None = None,
) -> bytes:
    """A report on `inner`; `None` leaves its part out. `recipients` are whole lines.

    `text` replaces all lines.
    """
    lines = (f"Sender: {sender}", f"Subject: {subject}", "Message-Id: <1.test@sender.example>")
    told = "\r\n".join((*lines, *recipients, "")) if text is None else text
    head = (
        "Received: from ex1.example.org (192.0.2.25) by ex2.example.org (192.0.2.26)\r\n"
        "X-MS-Journal-Report:\r\n"
        f"From: {sender}\r\n"
        f"To: <{JOURNAL}>\r\n"
        f"Subject: {subject}\r\n"
        "Message-ID: <5e0b3f4c-journal@journal.report.generator>\r\n"
        f'Content-Type: multipart/mixed;\r\n\tboundary="{BOUNDARY}"\r\n'
        "MIME-Version: 1.0\r\n"
        "\r\n"
        f"--{BOUNDARY}\r\n"
        'Content-Type: text/plain; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: 8bit\r\n"
        "\r\n"
        f"{told}\r\n"
    )
    attached = b""
    if inner is not None:
        attached = f"--{BOUNDARY}\r\nContent-Type: {inner_type}\r\n\r\n".encode() + inner + b"\r\n"
    return head.encode() + attached + f"--{BOUNDARY}--\r\n".encode()
