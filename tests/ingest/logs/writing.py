"""Lines as Postfix and Dovecot write them."""

from __future__ import annotations

from datetime import UTC, datetime

from clawback.ingest.logs.facts import Fact
from clawback.ingest.logs.joining import Joiner
from clawback.ingest.logs.lines import read_line

AT = datetime(2026, 6, 9, 12, 0, tzinfo=UTC)
QUEUE_ID = "4jdXnW4vmDzJryQ"
MESSAGE_ID = "<1.test@sender.example>"


def postfix(service: str, text: str, *, queue_id: str = QUEUE_ID, host: str = "mx") -> bytes:
    """One line, of noon."""
    return f"2026-06-09T12:00:00Z {host} {service}[7]: {queue_id}: {text}".encode()


def dovecot(
    text: str, *, account: str = "ada", session: str = "S1", service: str = "lmtp"
) -> bytes:
    """One line of Dovecot's own file."""
    return f"Jun  9 12:00:00 {service}({account})<7><{session}>: Info: {text}".encode()


def arrived(listener: str = "postfix") -> list[bytes]:
    """The lines of a mail until it is queued."""
    return [
        postfix(f"{listener}/smtpd", "client=away[203.0.113.9]"),
        postfix("postfix/cleanup", f"message-id={MESSAGE_ID}"),
        postfix("postfix/qmgr", "from=<paul@away.example>, size=422, nrcpt=1 (queue active)"),
    ]


def handed(
    to: str = "ada@example.org",
    *,
    status: str = "sent",
    reply: str = "250 2.0.0 <ada@example.org> S1 Saved",
    service: str = "lmtp",
    relay: str = "imap[127.0.0.1]:24",
    dsn: str = "2.0.0",
    original: str = "",
) -> bytes:
    """How a delivery went."""
    alias = f" orig_to=<{original}>," if original else ""
    return postfix(
        f"postfix/{service}",
        f"to=<{to}>,{alias} relay={relay}, delay=0.1, delays=0/0/0/0.1, dsn={dsn},"
        f" status={status} ({reply})",
    )


def facts(*lines: bytes, joiner: Joiner | None = None) -> list[Fact]:
    """What these lines tell, one after another."""
    reader = joiner or Joiner()
    read = (read_line(line, now=AT, zone=UTC) for line in lines)
    return [fact for line in read if line is not None for fact in reader.read(line)]
