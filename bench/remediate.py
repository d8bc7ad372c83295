"""Remediation from plan to verified, beside `doveadm move` on the same mailboxes in the same run.

200 mailboxes of 1,000 mails on a real Dovecot, mdbox and Maildir. Ours goes the product's whole
way: filter, frozen and hashed plan, ledger, move, look again, outcome, event. Each contestant has
mails of its own, and they take turns.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

from tests.servers.dovecot import MailFormat, why_not

from bench.dovecot_store import DOMAIN, Store, filled
from bench.mailboxes import doveadm_two, doveadm_uids, timed, wanted_of
from clawback.app import Parts, at_work, open_application
from clawback.identity.role import Role, actor_of
from clawback.mailboxes.settings import ImapSettings, Tls
from clawback.model.delivery import Delivery
from clawback.model.location import DeliveryLocation
from clawback.remediation.action import Action
from clawback.remediation.outcome import Outcome
from clawback.remediation.remediation import State
from clawback.remediation.remediations import Wish
from clawback.settings import Settings
from clawback.store.port import Batch
from clawback.worker.data_folder import DataFolder

MAILBOXES = 200
MAILS = 1010
BULK = 250
ROUNDS = 3
_LOOK_SECONDS = 0.02  # each look into the ledger takes time from the work
_BEGAN = datetime(2026, 11, 2, 10, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """What is compared: filters of ours and peers, in turns, and how many deliveries each moves."""

    title: str
    count: int
    ours: Sequence[str]
    theirs: Sequence[Callable[[], None]]


def main() -> None:
    if reason := why_not():
        print(f"left out: {reason}")
        return
    for mail_format in ("mdbox", "maildir"):
        _run(mail_format)


def _run(mail_format: MailFormat) -> None:
    with (
        filled(mailboxes=MAILBOXES, mails=MAILS, mail_format=mail_format) as store,
        _clawback(store) as parts,
    ):
        for contest in _contests(store, mail_format):
            ours, theirs = [], []
            for text, peer in zip(contest.ours, contest.theirs, strict=True):
                ours.append(_remediate(parts, text, contest.count))
                theirs.append(timed(peer))
            _print(contest, ours, theirs)


def _contests(store: Store, mail_format: MailFormat) -> Iterator[Contest]:
    bulk = [range(BULK * turn, BULK * (turn + 1)) for turn in range(4)]
    single = range(4 * BULK, 4 * BULK + 2 * ROUNDS)
    yield Contest(
        title=f"{mail_format}, {BULK * MAILBOXES:,} mails in bulk, beside one doveadm move",
        count=BULK * MAILBOXES,
        ours=[_subjects(mails) for mails in bulk[::2]],
        theirs=[lambda mails=mails: doveadm_uids(store, mails) for mails in bulk[1::2]],
    )
    yield Contest(
        title=f"{mail_format}, one mail in each of {MAILBOXES} mailboxes, beside two doveadm move",
        count=MAILBOXES,
        ours=[f'internet_message_id:"{store.message_id(mail)}"' for mail in single[::2]],
        theirs=[lambda mail=mail: doveadm_two(store, mail) for mail in single[1::2]],
    )


def _subjects(mails: Sequence[int]) -> str:
    return f'subject:"wave {mails[0] // BULK}"'


@contextmanager
def _clawback(store: Store) -> Iterator[Parts]:
    with tempfile.TemporaryDirectory(prefix="clawback-bench-") as scratch:
        folder = DataFolder(Path(scratch))
        folder.prepare()
        with open_application(_settings(store), folder) as parts:
            for account in store.accounts:
                parts.store.append(Batch(messages=(), deliveries=tuple(_rows(store, account))))
            with at_work(parts):
                yield parts


def _settings(store: Store) -> Settings:
    server = ImapSettings(
        name="bench",
        domains=(DOMAIN,),
        host=store.server.host,
        port=store.server.imap_port,
        tls=Tls.NONE,
        master_user=store.server.master,
        master_password=store.server.master_secret,
        user="{local}",
    )
    return Settings(mailboxes=(server,))


def _rows(store: Store, account: str) -> Iterator[Delivery]:
    """What intake would have stored, with the copy it saw."""
    for number, wanted in enumerate(wanted_of("bench", store, account, range(store.mails))):
        yield Delivery(
            network_message_id=wanted.network_message_id,
            recipient=f"{account}@{DOMAIN}",
            recipient_domain=DOMAIN,
            time_received=_BEGAN + timedelta(seconds=number),
            internet_message_id=wanted.internet_message_id,
            header_fingerprint=wanted.header_fingerprint,
            subject=f"wave {number // BULK}",
            sender_address=f"news@sender{number % 17}.test",
            sender_domain=f"sender{number % 17}.test",
            original_delivery_location=DeliveryLocation.INBOX,
            mailbox=wanted.hint,
        )


def _remediate(parts: Parts, text: str, count: int) -> float:
    actor = actor_of("bench", "Bench", Role.ADMIN)
    wish = Wish(action=Action.MOVE_TO_JUNK, filter=text, name="bench")
    began = perf_counter()
    drafted = parts.remediations.draft(wish, actor)
    identifier = drafted.remediation.id
    parts.remediations.start(identifier, actor)
    job = drafted.remediation.job
    while parts.ledger.job(job).left:
        sleep(_LOOK_SECONDS)
    verified = perf_counter() - began
    while parts.remediations.get(identifier).state is not State.COMPLETED:
        sleep(0.02)
    done = parts.remediations.get(identifier).counts
    if done.of(Outcome.SUCCESS) != count:
        raise SystemExit(f"{done.sentence()} instead of {count} successes")
    return verified


def _print(contest: Contest, ours: list[float], theirs: list[float]) -> None:
    mine, other = median(ours), median(theirs)
    rounds = ", ".join(f"{b / a:.2f}" for a, b in zip(ours, theirs, strict=True))
    print(
        f"{contest.title}: clawback {mine:.2f} s ({contest.count / mine:,.0f}/s), doveadm "
        f"{other:.2f} s ({contest.count / other:,.0f}/s), ratio {other / mine:.2f} ({rounds})",
        flush=True,
    )
