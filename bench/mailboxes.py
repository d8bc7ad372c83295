"""How fast mail is found, moved and looked at again, beside `doveadm move` on the same machine.

Every contestant works on mails of its own in the same mailboxes, in turns, in one run; what counts
is the ratio. `--small` is a quick run with 20 mailboxes.

Needs Debian's dovecot-imapd, dovecot-lmtpd and dovecot-sieve.
Run: `python -m bench.mailboxes --only mdbox`.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from tests.servers.dovecot import MailFormat, why_not

from bench.dovecot_store import DOMAIN, WAVE, Store, filled
from clawback.mailboxes.imap.server import ImapServer
from clawback.mailboxes.port import Copy, MailServer, Place, Wanted
from clawback.mailboxes.settings import ImapSettings, Tls
from clawback.model.fingerprint import header_fingerprint, network_message_id
from clawback.model.location import MailboxRef

SINGLE_ROUNDS = 4
THREADS = 8
FORMATS: tuple[MailFormat, ...] = ("mdbox", "maildir")


@dataclass(frozen=True, slots=True)
class Size:
    """How big a run is."""

    mailboxes: int
    mails: int
    bulk: int


FULL = Size(mailboxes=200, mails=1010, bulk=WAVE)
SMALL = Size(mailboxes=20, mails=1010, bulk=WAVE)


def main(words: Sequence[str] = ()) -> int:
    """Runs every contest on mdbox and on Maildir and prints ratios."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--small", action="store_true", help="a quick run")
    arguments.add_argument("--only", choices=FORMATS, help="one mail format")
    given = arguments.parse_args(words)
    if reason := why_not():
        print(f"left out: {reason}")
        return 0
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for mail_format in [given.only] if given.only else FORMATS:
        contest(SMALL if given.small else FULL, mail_format)
    return 0


def contest(size: Size, mail_format: MailFormat) -> None:
    """One message against two doveadm while mailboxes are full, then bulk against one."""
    with filled(mailboxes=size.mailboxes, mails=size.mails, mail_format=mail_format) as store:
        server = imap_server(store)
        single = range(4 * size.bulk, 4 * size.bulk + 2 * SINGLE_ROUNDS)
        results = _turns(
            [lambda mail=mail: move_all(server, store, [mail]) for mail in single[::2]],
            [lambda mail=mail: doveadm_two(store, mail) for mail in single[1::2]],
        )
        count = size.mailboxes
        _print(f"{mail_format}, 1 mail in {count} mailboxes, beside 2 doveadm", count, *results)
        bulk = [range(size.bulk * turn, size.bulk * (turn + 1)) for turn in range(4)]
        count = size.mailboxes * size.bulk
        peers = (("that searches", doveadm_search), ("that is told UIDs", doveadm_uids))
        for (how, peer), mine, theirs in zip(peers, bulk[::2], bulk[1::2], strict=True):
            results = _turns(
                [lambda mine=mine: move_all(server, store, mine)],
                [lambda peer=peer, theirs=theirs: peer(store, theirs)],
            )
            _print(f"{mail_format}, {count} mails in bulk, beside 1 doveadm {how}", count, *results)


def imap_server(store: Store) -> ImapServer:
    """The product's own adapter on the benchmark's Dovecot."""
    return ImapServer(
        ImapSettings(
            name="bench",
            domains=(DOMAIN,),
            host=store.server.host,
            port=store.server.imap_port,
            tls=Tls.NONE,
            master_user=store.server.master,
            master_password=store.server.master_secret,
            user="{local}",
        )
    )


def move_all(server: MailServer, store: Store, mails: Sequence[int]) -> None:
    """Finds these mails in every mailbox by known UIDs, moves them to Junk and looks again."""
    with ThreadPoolExecutor(THREADS) as pool:
        done = sum(
            pool.map(
                lambda account: _visit(
                    server, account, wanted_of(server.name, store, account, mails)
                ),
                store.accounts,
            )
        )
    if done != len(mails) * len(store.accounts):
        raise SystemExit(f"only {done} mails were moved and seen again")


def wanted_of(server: str, store: Store, account: str, mails: Sequence[int]) -> list[Wanted]:
    """What the ledger knows of these mails after their delivery."""
    return [
        Wanted(
            network_message_id=_identity(store, mail)[0],
            internet_message_id=store.message_id(mail),
            header_fingerprint=_identity(store, mail)[1],
            hint=MailboxRef(
                server=server,
                account=account,
                folder="INBOX",
                uid_validity=store.uid_validity,
                uid=mail + 1,
                guid=store.guids[mail + 1],
            ),
        )
        for mail in mails
    ]


def timed(step: Callable[[], None]) -> float:
    """Seconds that a step takes."""
    started = perf_counter()
    step()
    return perf_counter() - started


def doveadm_uids(store: Store, mails: Sequence[int]) -> None:
    """One local doveadm that is told the UIDs."""
    uids = f"{mails[0] + 1}:{mails[-1] + 1}"
    _run([store.server.doveadm_command("move", "-A", "Junk", "mailbox", "INBOX", "uid", uids)])


def doveadm_search(store: Store, mails: Sequence[int]) -> None:
    """One local doveadm that searches for the subject which these mails share."""
    query = ("Junk", "mailbox", "INBOX", "subject", store.subject(mails[0]))
    _run([store.server.doveadm_command("move", "-A", *query)])


def doveadm_two(store: Store, mail: int) -> None:
    """Two local doveadm, each with half of the mailboxes, that search for the Message-ID."""
    half = len(store.accounts) // 2
    query = ("Junk", "mailbox", "INBOX", "header", "Message-ID", store.message_id(mail))
    commands = []
    for name, accounts in (("a", store.accounts[:half]), ("b", store.accounts[half:])):
        path = store.server.folder / f"half-{name}"
        path.write_text("".join(f"{account}\n" for account in accounts))
        commands.append(store.server.doveadm_command("move", "-F", str(path), *query))
    _run(commands)


_known: dict[tuple[int, int], tuple[str, str]] = {}


def _visit(server: MailServer, account: str, wanted: Sequence[Wanted]) -> int:
    session = server.open(account)
    try:
        copies = [copy for found in session.find(wanted).values() for copy in found]
        moved = session.move(copies, Place.JUNK)
        before = [step.before.ref for step in moved]
        after = [step.after.ref for step in moved if step.after]
        seen = session.verify([*before, *after])
        return _gone_and_there(seen.__getitem__, before, after)
    finally:
        session.close()


def _gone_and_there(
    seen: Callable[[MailboxRef], Copy | None],
    before: Sequence[MailboxRef],
    after: Sequence[MailboxRef],
) -> int:
    if any(seen(ref) is not None for ref in before):
        return 0
    return sum(seen(ref) is not None for ref in after)


def _identity(store: Store, mail: int) -> tuple[str, str]:
    key = (store.wave, mail)
    if key not in _known:
        raw = store.raw(mail)
        _known[key] = network_message_id(raw), header_fingerprint(raw)
    return _known[key]


def _turns(
    ours: Sequence[Callable[[], None]], theirs: Sequence[Callable[[], None]]
) -> tuple[list[float], list[float]]:
    results: tuple[list[float], list[float]] = ([], [])
    for one, other in zip(ours, theirs, strict=True):
        for side, step in ((0, one), (1, other)):
            results[side].append(timed(step))
    return results


def _run(commands: Sequence[Sequence[str]]) -> None:
    running = [
        subprocess.Popen(list(command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for command in commands
    ]
    ended = [process.wait() for process in running]
    if any(ended):
        raise SystemExit("doveadm failed")


def _print(what: str, count: int, ours: list[float], theirs: list[float]) -> None:
    mine, other = median(ours), median(theirs)
    print(
        f"{what}: clawback {mine:.2f} s ({count / mine:,.0f}/s), doveadm {other:.2f} s "
        f"({count / other:,.0f}/s), ratio {other / mine:.2f} "
        f"(rounds {', '.join(f'{b / a:.2f}' for a, b in zip(ours, theirs, strict=True))})"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
