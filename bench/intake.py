"""How soon mail that a server puts into a mailbox can be found, when that mailbox is read.

The peer is the same mailbox on a server that is asked every ten seconds, as where there is no IDLE.
`python -m bench.intake`
"""

from __future__ import annotations

import smtplib
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tests.making.mails import mail
from tests.servers.clawback import Server
from tests.servers.clawback import settings as mailbox_settings
from tests.servers.dovecot import Dovecot, why_not

from clawback.client.client import Asked, Client

_DOMAIN = "example.org"
_WITH_IDLE, _WITHOUT = 30, 4  # mails, one after the other
_READ = '[[ingest.mailboxes]]\nname = "journal"\naddress = "anna@example.org"\njournal = true\n'
_OTHERS = 'folders = ["Junk", "INBOX"]\n'  # only the first is told of; the other is asked for


def main(_: Sequence[str] = ()) -> None:
    """Prints the figures beside their bar."""
    if reason := why_not():
        print(f"Left out: {reason}")
        return
    with Dovecot.start(accounts=["anna"], prime=False) as dovecot:
        for words, settings, count in (
            ("with IDLE", "", _WITH_IDLE),
            ("asked every 10 s", _OTHERS, _WITHOUT),
        ):
            times = sorted(_times(dovecot, settings, count))
            late = "" if settings or times[-1] <= 1 else "  MISSED"
            print(
                f"{words:18} {median(times):6.2f} s until a mail can be found (median of {count}),"
                f" {times[-1]:.2f} s at most{'' if settings else ' (bar 1)'}{late}",
                flush=True,
            )


def _times(dovecot: Dovecot, settings: str, count: int) -> list[float]:
    """Seconds from Dovecot's acknowledgement until a search finds the mail."""
    ours, hashes, theirs = mailbox_settings(dovecot, _DOMAIN).partition("[[mailboxes]]")
    with (
        tempfile.TemporaryDirectory(prefix="clawback-bench-") as folder,
        Server(
            Path(folder) / "data", settings=f"{ours}{_READ}{settings}{hashes}{theirs}"
        ) as server,
        Client.at(f"http://127.0.0.1:{server.port}", _token(server)) as client,
    ):
        time.sleep(12)  # until it has read what was there, and waits
        return [_found(dovecot, client, number) for number in range(count)]


def _token(server: Server) -> str:
    return (server.data / "admin.token").read_text("utf-8").strip()


def _found(dovecot: Dovecot, client: Client, number: int) -> float:
    subject = f"Probe {time.time_ns()}"
    with smtplib.LMTP(dovecot.host, dovecot.lmtp_port) as session:
        session.sendmail("paul@away.example", ["anna"], mail(number, subject=subject))
    began = time.perf_counter()
    while not client.count(Asked(filter=f'subject:"{subject}"')):
        time.sleep(0.02)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
