"""A server that is killed again and again in the middle of a remediation, against real Dovecot.

Once with its state on PostgreSQL, which lets a restarted server find the leases of its last start.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from bench.dovecot_store import DOMAIN, Store, filled
from sqlalchemy import Engine, make_url, text
from tests.servers.clawback import PRELOADED, Server, settings
from tests.servers.dovecot import why_not
from tests.servers.hatchery import Hatchery
from tests.servers.lmtp import LmtpClient

from clawback.database.postgresql import reader_at
from clawback.database.sqlite import reader_of

MAILBOXES = 500
MAILS = 10
ITEMS = MAILBOXES * MAILS
KILLS = 20
# Slow enough to be killed at twenty points; and one person, with more than need no approval.
ALONE = "rate = 400\n\n[approval]\nrequired = false\n"
_DONE = text('SELECT total - "left" FROM job')

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture
def mail_format() -> str:
    return "mdbox"


@pytest.fixture
def store(mail_format) -> Iterator[Store]:
    if reason := why_not():
        pytest.skip(reason)
    with filled(mailboxes=MAILBOXES, mails=MAILS, mail_format=mail_format) as found:
        yield found


@pytest.fixture
def hatchery() -> Iterator[Hatchery]:
    with Hatchery(*PRELOADED) as started:
        yield started


@pytest.mark.parametrize("mail_format", ["maildir", "mdbox"])
def test_twenty_kills_leave_every_item_done_once(store, hatchery, tmp_path, capsys):
    """After kill -9 at twenty points of progress each mail has moved once and each item ended."""
    data = tmp_path / "data"
    server = Server(data, settings=settings(store.server, DOMAIN) + ALONE, hatchery=hatchery)
    _killed_twenty_times(store, server, reader_of(data / "state.sqlite"), capsys)


def test_twenty_kills_leave_every_item_done_once_on_postgresql(
    store, hatchery, own_postgresql, tmp_path, capsys
):
    """The same with the state in PostgreSQL, reached over the network with a password."""
    with own_postgresql.database() as name:
        url = own_postgresql.network_url(name)
        table = f'\n[state]\nurl = "{url}"\n'
        written = settings(store.server, DOMAIN) + ALONE + table
        server = Server(tmp_path / "data", settings=written, hatchery=hatchery)
        _killed_twenty_times(store, server, reader_at(make_url(url)), capsys)
        assert not (tmp_path / "data" / "state.sqlite").exists()


def _killed_twenty_times(store: Store, server: Server, state: Engine, capsys) -> None:
    random = Random(20)
    with server:
        _journal(store, server)
        server.await_count(ITEMS)
        server.cli("remediate", "soft_delete", "", "--name", "all of it", "--yes")
        progress = [0]
        for number in range(KILLS):
            target = max(_target(number, random), progress[-1] + 1)
            progress.append(_kill_at(server, state, target))
        state.dispose()
        (done,) = server.json("remediation", "list")
        ended = _await_end(server, done["id"])
    outcomes = {outcome: count for outcome, count in ended["counts"]["outcomes"].items() if count}
    with capsys.disabled():
        print(f"killed at {progress[1:]} of {ITEMS} items; ended as {outcomes}")  # noqa: T201
    assert len(set(progress[1:])) == KILLS
    assert progress == sorted(progress)
    assert progress[-1] < ITEMS
    assert set(outcomes) <= {"success", "already_in_destination"}
    assert sum(outcomes.values()) == ITEMS
    assert _whereabouts(store) == {("Recoverable", 1): ITEMS}


def _journal(store: Store, server: Server) -> None:
    """A journal copy of every mail, for every mailbox."""
    recipients = [f"{account}@{DOMAIN}" for account in store.accounts]
    with LmtpClient("127.0.0.1", server.lmtp_port) as journal:
        for number in range(MAILS):
            replies = journal.send("", recipients, store.raw(number))
            assert all(reply.startswith(b"250") for reply in replies)


def _target(number: int, random: Random) -> int:
    """A point in the share of progress that belongs to this kill."""
    share = ITEMS // (KILLS + 1)
    return share * number + random.randrange(1, share // 2)


def _kill_at(server: Server, state: Engine, target: int) -> int:
    """Kills the server once so many items have ended, and starts it again; how many had."""
    deadline = time.monotonic() + 60
    while _done(state) < target:
        assert time.monotonic() < deadline, "the remediation does not go on"
        time.sleep(0.001)
    server.kill()
    reached = _done(state)
    server.start()
    return reached


def _done(state: Engine) -> int:
    with state.connect() as connection:
        return int(connection.execute(_DONE).scalar_one())


def _await_end(server: Server, remediation: str) -> dict[str, Any]:
    deadline = time.monotonic() + 120
    found: dict[str, Any] = server.json("remediation", "show", remediation)
    while found["state"] != "completed":
        assert time.monotonic() < deadline, found
        time.sleep(0.2)
        found = server.json("remediation", "show", remediation)
    return found


def _whereabouts(store: Store) -> dict[tuple[str, int], int]:
    """How many mails lie in which folder, by how often the account has them."""
    table = store.server.doveadm("-f", "tab", "fetch", "-A", "mailbox hdr.message-id", "all")
    seen = Counter(tuple(line.split("\t")) for line in table.splitlines()[1:])
    places: Counter[tuple[str, int]] = Counter()
    for (_, folder, _message_id), count in seen.items():
        places[folder, count] += 1
    return dict(places)
