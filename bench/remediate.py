"""Remediation from plan to verified, beside `doveadm move` on the same mailboxes in the same run.

A real Dovecot, mdbox and Maildir, which `doveadm` works on as files and we over 8 connections. Ours
goes the product's whole way: filter, frozen and hashed plan, ledger, move, look again, outcome,
event. Each contestant has mails of its own, and they take turns. The bar is a `doveadm` that is
given the same question as our filter and searches; one that is told the UIDs is shown beside it.

Run: `python -m bench.remediate --only mdbox`.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

from tests.servers.dovecot import MailFormat, why_not

from bench.calling import called
from bench.dovecot_store import DOMAIN, WAVE, Store, filled
from bench.machine import spent
from bench.mailboxes import FORMATS, doveadm_search, doveadm_two, doveadm_uids, wanted_of
from clawback.app import Parts, at_work, open_application, prepared, web_application
from clawback.identity.first_token import ensure_admin_token
from clawback.identity.role import Role, actor_of
from clawback.mailboxes.settings import ImapSettings, Tls
from clawback.model.actor import SYSTEM
from clawback.model.delivery import Delivery
from clawback.model.location import DeliveryLocation
from clawback.remediation.action import Action
from clawback.remediation.outcome import Outcome
from clawback.remediation.remediation import State
from clawback.remediation.remediations import Wish
from clawback.remediation.settings import ApprovalSettings
from clawback.settings import Settings
from clawback.store.port import Batch
from clawback.worker.data_folder import DataFolder
from clawback.worker.logs import configure_logs
from clawback.worker.process import WorkerProcess
from clawback.worker.server import Listen, WebServer, address, bind

ROUNDS = 3  # of one mail in each mailbox
_IDLE_SECONDS = 5.0
_LOOK_SECONDS = 0.02  # each look into the ledger takes time from the work
_BEGAN = datetime(2026, 11, 2, 10, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Mailboxes, mails in each, and how many of these one bulk remediation moves."""

    mailboxes: int
    mails: int
    wave: int


FEW_FULL = Shape(mailboxes=200, mails=1010, wave=WAVE)
_SHAPES = ("few", "many")
MANY = Shape(mailboxes=500, mails=400, wave=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one turn took: seconds until all was verified, CPU seconds of its own and of Dovecot.

    `own` is the CPU of the server process or of doveadm, `worker` that of our worker process. Of
    ours also the seconds until the plan was frozen, the first progress could be seen, and
    everything was told to the explorer.
    """

    wall: float
    own: float
    dovecot: float
    worker: float = 0.0
    frozen: float = 0.0
    seen: float = 0.0
    told: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """What is compared: filters of ours and peers, in turns, and how many deliveries each moves."""

    title: str
    count: int
    ours: Sequence[str]
    theirs: Sequence[Callable[[], None]]
    looked_at: bool = False  # people use the API meanwhile


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A server that works and answers at `url` to whoever has the token."""

    parts: Parts
    url: str
    token: str


def main(words: Sequence[str] = ()) -> None:
    """Runs the contests of both shapes and prints ratios."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--only", choices=FORMATS, help="one mail format")
    arguments.add_argument("--shape", choices=_SHAPES, help="few full mailboxes, or many")
    given = arguments.parse_args(words)
    if reason := why_not():
        print(f"left out: {reason}")
        return
    configure_logs(level=logging.WARNING, to=sys.stderr)
    for mail_format in [given.only] if given.only else FORMATS:
        if given.shape != "many":
            _run(FEW_FULL, mail_format, _single_then_bulk)
        if given.shape != "few":
            _run(MANY, mail_format, _many)


def _run(
    shape: Shape, mail_format: MailFormat, contests: Callable[[Store], Iterator[Contest]]
) -> None:
    with (
        filled(
            mailboxes=shape.mailboxes,
            mails=shape.mails,
            wave=shape.wave,
            mail_format=mail_format,
        ) as store,
        _clawback(store) as house,
    ):
        for contest in contests(store):
            ours, theirs = [], []
            idle = _idle(house) if contest.looked_at else 0.0
            for text, peer in zip(contest.ours, contest.theirs, strict=True):
                with called(house.url, house.token) if contest.looked_at else nullcontext() as call:
                    ours.append(_remediate(store, house.parts, text, contest.count))
                theirs.append(_doveadm(store, peer))
            _print(mail_format, contest, ours, theirs)
            if call is not None:
                print(
                    f"    API p95 of {len(call.seconds)} requests meanwhile {call.p95:.0f} ms, "
                    f"idle {idle:.0f} ms",
                    flush=True,
                )


def _idle(house: House) -> float:
    """The API's p95 with nothing to do, in milliseconds."""
    with called(house.url, house.token) as call:
        sleep(_IDLE_SECONDS)
    return call.p95


def _single_then_bulk(store: Store) -> Iterator[Contest]:
    """One mail in every mailbox while they are full, then waves."""
    waves = [range(store.wave * turn, store.wave * (turn + 1)) for turn in range(4)]
    single = range(4 * store.wave, 4 * store.wave + 2 * ROUNDS)
    mailboxes = len(store.accounts)
    yield Contest(
        title=f"one mail in each of {mailboxes} mailboxes, beside two doveadm that search",
        count=mailboxes,
        ours=[f'internet_message_id:"{store.message_id(mail)}"' for mail in single[::2]],
        theirs=[lambda mail=mail: doveadm_two(store, mail) for mail in single[1::2]],
    )
    yield _bulk(store, waves[0], lambda: doveadm_search(store, waves[1]), "that searches")
    yield _bulk(store, waves[2], lambda: doveadm_uids(store, waves[3]), "that is told the UIDs")


def _many(store: Store) -> Iterator[Contest]:
    """One wave over more mailboxes, and another while people look."""
    waves = [range(store.wave * turn, store.wave * (turn + 1)) for turn in range(4)]
    yield _bulk(store, waves[0], lambda: doveadm_search(store, waves[1]), "that searches")
    watched = _bulk(store, waves[2], lambda: doveadm_search(store, waves[3]), "that searches")
    yield replace(watched, looked_at=True)


def _bulk(store: Store, ours: Sequence[int], peer: Callable[[], None], how: str) -> Contest:
    mailboxes = len(store.accounts)
    count = store.wave * mailboxes
    return Contest(
        title=f"{count:,} mails in {mailboxes} mailboxes, beside one doveadm {how}",
        count=count,
        ours=[f'subject:"{store.subject(ours[0])}"'],
        theirs=[peer],
    )


@contextmanager
def _clawback(store: Store) -> Iterator[House]:
    with tempfile.TemporaryDirectory(prefix="clawback-bench-") as scratch:
        folder = DataFolder(Path(scratch))
        folder.prepare()
        with open_application(_settings(store), folder) as parts:
            for account in store.accounts:
                parts.store.append(Batch(messages=(), deliveries=tuple(_rows(store, account))))
            bound = bind(Listen("127.0.0.1", 0))
            token = ensure_admin_token(parts.identity.tokens, folder.path).read_text().strip()
            server = WebServer(web_application(parts), bound)
            with closing(bound), at_work(parts), server.beside(), prepared():
                yield House(parts=parts, url=address(bound), token=token)


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
    return Settings(mailboxes=(server,), approval=ApprovalSettings(required=False))


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
            subject=store.subject(number),
            sender_address=f"news@sender{number % 17}.test",
            sender_domain=f"sender{number % 17}.test",
            original_delivery_location=DeliveryLocation.INBOX,
            mailbox=wanted.hint,
        )


def _remediate(store: Store, parts: Parts, text: str, count: int) -> Cost:
    actor = actor_of("bench", "Bench", Role.ADMIN)
    wish = Wish(action=Action.MOVE_TO_JUNK, filter=text, name="bench")
    # Started before the clock, so that its CPU is told apart; it leaves after a minute.
    worker = _worker(parts)
    with spent() as own, spent([worker]) as ours, spent([store.process]) as both:
        began = perf_counter()
        drafted = parts.remediations.draft(wish, actor)
        frozen = perf_counter() - began
        parts.remediations.start(drafted.remediation.id, actor)
        seen = _watched(parts, drafted.remediation.job, count) - began
        verified = perf_counter() - began
        while parts.remediations.get(drafted.remediation.id, SYSTEM).state is not State.COMPLETED:
            sleep(_LOOK_SECONDS)
    done = parts.remediations.get(drafted.remediation.id, SYSTEM).counts
    if done.of(Outcome.SUCCESS) != count:
        raise SystemExit(f"{done.sentence()} instead of {count} successes")
    return Cost(
        wall=verified,
        own=own.cpu,
        dovecot=both.cpu - own.cpu,
        worker=ours.cpu - own.cpu,
        frozen=frozen,
        seen=seen,
        told=own.wall,
    )


def _worker(parts: Parts) -> int:
    """The worker process, which is there."""
    work = parts.work
    if not isinstance(work, WorkerProcess):
        raise SystemExit("the work is not done in a process of its own")
    work.wake()
    while (pid := work.pid) is None:
        sleep(_LOOK_SECONDS)
    return pid


def _watched(parts: Parts, job: int, count: int) -> float:
    """Waits until every delivery has its outcome; gives the moment when the first had."""
    first = 0.0
    while left := parts.ledger.job(job).left:
        if not first and left < count:
            first = perf_counter()
        sleep(_LOOK_SECONDS)
    return first or perf_counter()


def _doveadm(store: Store, peer: Callable[[], None]) -> Cost:
    with spent() as own, spent([store.process]) as both:
        peer()
    return Cost(wall=own.wall, own=own.cpu, dovecot=both.cpu - own.cpu)


def _print(
    mail_format: MailFormat, contest: Contest, ours: Sequence[Cost], theirs: Sequence[Cost]
) -> None:
    mine, other = (median(cost.wall for cost in costs) for costs in (ours, theirs))
    rounds = ", ".join(f"{b.wall / a.wall:.2f}" for a, b in zip(ours, theirs, strict=True))
    last, peer = ours[-1], theirs[-1]
    print(
        f"{mail_format}, {contest.title}: clawback {mine:.2f} s ({contest.count / mine:,.0f}/s), "
        f"doveadm {other:.2f} s ({contest.count / other:,.0f}/s), ratio {other / mine:.2f} "
        f"({rounds})\n"
        f"    clawback: frozen {last.frozen:.2f} s, first progress seen {last.seen:.2f} s, told "
        f"{last.told:.2f} s; CPU {last.own:.2f} s, its worker's {last.worker:.2f} s, Dovecot's "
        f"{last.dovecot:.2f} s; "
        f"doveadm: CPU {peer.own:.2f} s, Dovecot's {peer.dovecot:.2f} s",
        flush=True,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
