"""A draft as the bytes its sender's program would write (RFC 5322, 2045 to 2047; LF endings)."""

from __future__ import annotations

import binascii
import hashlib
from base64 import b64encode
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from clawback.demo.mail.draft import Draft, File, Mailbox

_WORD_BYTES = 42  # an encoded word stays under 75 characters (RFC 2047 §2)
_LINE = 76
_SPECIALS = frozenset('()<>[]:;@\\,."')


def render(draft: Draft) -> bytes:
    """The whole mail."""
    boundary = hashlib.sha256(draft.message_id.encode()).hexdigest()[:28]
    return b"%s%s" % (_head(draft).encode("ascii"), _content(draft, boundary))


def header_date(moment: datetime) -> str:
    """A moment for a header (RFC 5322 §3.3)."""
    return format_datetime(moment.replace(microsecond=0))


def encoded(text: str) -> str:
    """Unstructured header text, as encoded words where it is not ASCII (RFC 2047)."""
    if text.isascii():
        return text
    words, run = [], b""
    for letter in text:
        piece = letter.encode()
        if len(run) + len(piece) > _WORD_BYTES:
            words.append(run)
            run = b""
        run += piece
    words.append(run)
    return "\n ".join(f"=?utf-8?B?{b64encode(word).decode()}?=" for word in words)


def shown(mailbox: Mailbox) -> str:
    """`Name <address>`, quoted or encoded as the name needs it."""
    if not mailbox.name:
        return mailbox.address
    if not mailbox.name.isascii():
        return f"{encoded(mailbox.name)} <{mailbox.address}>"
    if _SPECIALS & set(mailbox.name):
        quoted = mailbox.name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{mailbox.address}>'
    return f"{mailbox.name} <{mailbox.address}>"


def _head(draft: Draft) -> str:
    fields = [
        ("Date", header_date(draft.sent)),
        ("From", shown(draft.sender)),
        ("To", _all(draft.to) or "undisclosed-recipients:;"),
        ("Cc", _all(draft.cc)),
        ("Reply-To", shown(draft.reply_to) if draft.reply_to else ""),
        ("Subject", encoded(draft.subject)),
        ("Message-ID", draft.message_id),
        ("In-Reply-To", draft.in_reply_to),
        ("References", "\n ".join(draft.references)),
        *draft.headers,
        ("X-Mailer", draft.agent),
        ("MIME-Version", "1.0"),
    ]
    return "".join(f"{name}: {value}\n" for name, value in fields if value)


def _all(mailboxes: tuple[Mailbox, ...]) -> str:
    return ",\n ".join(shown(mailbox) for mailbox in mailboxes)


def _content(draft: Draft, boundary: str) -> bytes:
    inline = [file for file in draft.files if file.inline]
    attached = [file for file in draft.files if not file.inline]
    part = _text("plain", draft.text)
    if draft.html:
        page = _text("html", draft.html)
        if inline:
            page = _parts("related", f"rel_{boundary}", [page, *map(_file, inline)])
        part = _parts("alternative", f"alt_{boundary}", [part, page])
    if attached:
        kind = draft.whole_type or "mixed"
        part = _parts(kind, f"mix_{boundary}", [part, *map(_file, attached)])
    return part


def _parts(kind: str, boundary: str, parts: list[bytes]) -> bytes:
    line = b"--" + boundary.encode("ascii")
    opening = f'Content-Type: multipart/{kind};\n boundary="{boundary}"\n\n'.encode("ascii")
    body = b"".join(line + b"\n" + part + b"\n" for part in parts)
    return opening + body + line + b"--\n"


def _text(kind: str, text: str) -> bytes:
    body = text.encode()
    if text.isascii() and max(map(len, body.split(b"\n"))) <= _LINE * 2:
        coding = b"7bit"
    else:
        coding, body = b"quoted-printable", binascii.b2a_qp(body)
    head = f"Content-Type: text/{kind}; charset=utf-8\nContent-Transfer-Encoding: "
    return head.encode("ascii") + coding + b"\n\n" + body + b"\n"


def _file(file: File) -> bytes:
    kind = "inline" if file.inline else "attachment"
    head = [f"Content-Type: {file.type}", f"Content-Disposition: {kind};\n {_file_name(file.name)}"]
    if file.inline:
        head.append(f"Content-ID: <{file.inline}>")
    if file.type.startswith("message/"):  # RFC 2046 §5.2.1: no base64 here
        return "\n".join(head).encode("ascii") + b"\n\n" + file.data
    head.append("Content-Transfer-Encoding: base64")
    return "\n".join(head).encode("ascii") + b"\n\n" + _wrapped(file.data)


def _file_name(name: str) -> str:
    """The parameter; percent-encoded where it is not ASCII (RFC 2231 §4)."""
    return f'filename="{name}"' if name.isascii() else f"filename*=utf-8''{quote(name)}"


def _wrapped(data: bytes) -> bytes:
    text = b64encode(data)
    return b"\n".join(text[at : at + _LINE] for at in range(0, len(text), _LINE))
