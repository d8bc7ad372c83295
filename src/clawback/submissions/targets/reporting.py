"""Reports to abuse desks and feeds: ARF (RFC 5965) and XARF 4 (xarf.org), as mail."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage, Message
from email.utils import format_datetime
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from clawback.submissions.submission import Category, Item, Kind, Submission
from clawback.submissions.targets.target import Parcel

_FEEDBACK = {  # RFC 5965 §7.3; not-spam: RFC 6430
    Category.SPAM: "abuse",
    Category.PHISH: "fraud",
    Category.MALWARE: "virus",
    Category.CLEAN: "not-spam",
}
_WHAT = {Kind.EMAIL: "A mail", Kind.URL: "A URL", Kind.FILE: "A file"}
_LARGEST = 5 << 20  # bytes of a mail that goes along whole; of a larger one its header goes
_URLS = 20
_LINE = 900  # characters
_LINE_END = re.compile(rb"\r\n|\r|\n")


def arf(parcel: Parcel, sender: str, to: tuple[str, ...]) -> bytes:
    """A feedback report about a mail, with the mail itself as its third part."""
    submission = parcel.submission
    report = Message()
    _address(report, parcel, sender, to)
    # Of the mail and the key: no mail can hold its own boundary.
    mark = hashlib.sha256(parcel.key.encode() + parcel.raw).hexdigest()
    kind = f'multipart/report; report-type=feedback-report;\r\n boundary="{mark}"'
    fields = "".join(f"{name}: {_plain(value)}\r\n" for name, value in feedback(submission))
    parts = (
        (b"text/plain; charset=us-ascii", _sentence(submission).encode("ascii", "replace")),
        (b"message/feedback-report", fields.encode("ascii")),
        _original(parcel.raw),
    )
    body = b"".join(_part(mark.encode(), kind, content) for kind, content in parts)
    head = _LINE_END.sub(b"\r\n", report.as_bytes().rstrip())
    typed = f"\r\nMIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n".encode("ascii")
    return head + typed + body + b"--" + mark.encode() + b"--\r\n"


def _part(mark: bytes, kind: bytes, content: bytes) -> bytes:
    """The mail goes as it is: the standard library writes no message part of eight bits."""
    coding = b"7bit" if content.isascii() else b"8bit"
    head = b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: " + coding
    return b"--" + mark + b"\r\n" + head + b"\r\n\r\n" + content + b"\r\n"


def feedback(submission: Submission) -> Iterator[tuple[str, str]]:
    """The fields of a feedback report (RFC 5965 §3). Whom the mail was for is nobody's business."""
    item, review = submission.item, submission.review
    yield "Feedback-Type", _FEEDBACK[submission.category]
    yield "User-Agent", "Clawback/1"
    yield "Version", "1"
    if item.mail_from:
        yield "Original-Mail-From", f"<{item.mail_from}>"
    if item.received_at:
        yield "Arrival-Date", format_datetime(item.received_at)
    if item.sender_ip:
        yield "Source-IP", item.sender_ip
    if domain := item.sender.rpartition("@")[2]:
        yield "Reported-Domain", domain
    for url in (review.urls if review else ())[:_URLS]:
        if url.isascii() and len(url) < _LINE:
            yield "Reported-URI", url


def xarf(parcel: Parcel, sender: str, organisation: str, to: tuple[str, ...]) -> bytes:
    """A XARF report as the attachment `xarf.json`."""
    letter = EmailMessage()
    _address(letter, parcel, sender, to)
    letter.set_content(_sentence(parcel.submission))
    told = json.dumps(xarf_report(parcel, sender, organisation), indent=2)
    letter.add_attachment(
        told.encode(), maintype="application", subtype="json", filename="xarf.json"
    )
    return letter.as_bytes()


def xarf_report(parcel: Parcel, sender: str, organisation: str) -> dict[str, object]:
    """The report itself; its id is the same at every try."""
    submission, item = parcel.submission, parcel.submission.item
    who = {"org": organisation, "contact": sender, "domain": sender.rpartition("@")[2]}
    report: dict[str, object] = {
        "xarf_version": "4.2.0",
        "report_id": str(uuid5(NAMESPACE_URL, f"clawback:{parcel.key}")),
        "timestamp": _moment(submission.at),
        "reporter": who,
        "sender": who,
        "evidence_source": "user_report",
    }
    if item.kind is Kind.URL:
        kind = "malware" if submission.category is Category.MALWARE else "phishing"
        host = urlsplit(item.name).hostname or item.name
        return report | {
            "source_identifier": host,
            "category": "content",
            "type": kind,
            "url": item.name,
        }
    return report | _about_mail(item, parcel.raw)


def _about_mail(item: Item, raw: bytes) -> dict[str, object]:
    whole = len(raw) <= _LARGEST
    shown = raw if whole else _head(raw)
    told: dict[str, object] = {
        "source_identifier": item.sender_ip,
        "category": "messaging",
        "type": "spam",
        "protocol": "smtp",
        "smtp_from": item.mail_from or item.sender,
        "subject": item.name[:_LINE],
        "evidence": [
            {
                "content_type": "message/rfc822" if whole else "text/rfc822-headers",
                "description": "The mail as it came" if whole else "Its header",
                "payload": base64.b64encode(shown).decode("ascii"),
                "hash": f"sha256:{hashlib.sha256(shown).hexdigest()}",
                "size": len(shown),
            }
        ],
    }
    if item.received_at:
        told["timestamp"] = _moment(item.received_at)
    return told


def _address(letter: Message, parcel: Parcel, sender: str, to: tuple[str, ...]) -> None:
    submission = parcel.submission
    letter["From"], letter["To"] = sender, ", ".join(to)
    what = f"{submission.category.label} {submission.item.kind.label}"
    letter["Subject"] = f"Abuse report: {what} ({submission.id})"
    letter["Date"] = format_datetime(parcel.at)
    key = parcel.key.replace(":", ".")
    letter["Message-ID"] = f"<{key}@{sender.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody answers it by itself


def _sentence(submission: Submission) -> str:
    item, dispute = submission.item, submission.dispute
    came = f" from {item.sender_ip}" if item.sender_ip else ""
    what = f"{_WHAT[item.kind]}{came} is {submission.category.label.lower()} to us."
    again = f"\r\nWe dispute the result: {_plain(dispute.text)}" if dispute else ""
    return f"This is a report about abuse.\r\n{what}{again}\r\n"


def _original(raw: bytes) -> tuple[bytes, bytes]:
    """The mail, or its header alone where it is large (RFC 5965 §2 d)."""
    if len(raw) <= _LARGEST:
        return b"message/rfc822", _LINE_END.sub(b"\r\n", raw)
    return b"text/rfc822-headers", _LINE_END.sub(b"\r\n", _head(raw))


def _head(raw: bytes) -> bytes:
    end = min((at for at in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if at >= 0), default=-1)
    return raw[: end if end >= 0 else len(raw)][:_LARGEST] + b"\r\n"


def _plain(text: str) -> str:
    """One line of a header, whatever a mail had in it."""
    return "".join(one if one.isprintable() and one.isascii() else "?" for one in text)[:_LINE]


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
