"""The task on the memory mail server that ships, with real mail."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs
from tests.making.deliveries import make_delivery, make_message
from tests.making.mails import mail
from tests.remediation.conftest import GRACE, World, counts

from clawback.jobs.block import Planned
from clawback.mailboxes.memory import MemoryServer
from clawback.mailboxes.port import ServerUnavailableError
from clawback.model.actor import SYSTEM
from clawback.model.fingerprint import header_fingerprint, network_message_id, split
from clawback.remediation.action import Action
from clawback.remediation.remediation import KIND, State
from clawback.store.port import Batch

pytestmark = pytest.mark.slow

_DATE = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def memory(world):
    """The world with the memory server, and ten mails for each of three people."""
    world.stop()
    server = MemoryServer(name="main")
    fresh = World(database=world.database, server=server)
    for number in range(30):
        _deliver(fresh, server, number, f"user{number % 3}@example.org")
    fresh.boot()
    yield fresh
    fresh.stop()


def _deliver(world, server, number, account):
    raw = mail(number)
    folder = "INBOX" if number % 2 else "Projects"
    flags = frozenset({"\\Seen"} if number % 4 else {"$Forwarded"})
    ref = server.deliver(account, raw, folder=folder, flags=flags, internal_date=_DATE)
    delivery = make_delivery(
        number,
        network_message_id=network_message_id(raw),
        recipient=account,
        internet_message_id=f"<{number}.test@sender.example>",
        header_fingerprint=header_fingerprint(split(raw)[0]),
        mailbox=ref,
    )
    world.store.append(Batch(messages=(make_message(number),), deliveries=(delivery,)))


def picture(server):
    """Every mail by account and folder, with flags and date; UIDs aside."""
    return {
        (account, name): sorted(
            (kept.guid, sorted(kept.flags), kept.internal_date) for kept in folder.mails.values()
        )
        for account in ("user0@example.org", "user1@example.org", "user2@example.org")
        for name, folder in server.folders(account).items()
    }


@pytest.mark.parametrize(
    "action", [Action.SOFT_DELETE, Action.MOVE_TO_JUNK, Action.MOVE_TO_DELETED_ITEMS]
)
def test_there_and_back(memory, action):
    """Remediated and undone, every mailbox is as it was: folder, flags, date."""
    before = picture(memory.server)
    standing = memory.remediate(action)
    assert counts(standing) == {"success": 30}
    assert picture(memory.server) != before
    undone = memory.undo(standing.remediation.id)
    assert counts(undone) == {"success": 30}
    assert picture(memory.server) == before


def test_renumbered_folders_are_searched(memory):
    """New UIDVALIDITY and UIDs since the plan was made: found by content, and moved."""
    made = memory.remediations.draft(memory.wish(), GRACE)
    for number in range(3):
        for folder in ("INBOX", "Projects"):
            memory.server.renumber(f"user{number}@example.org", folder)
    memory.remediations.start(made.remediation.id, GRACE)
    assert counts(memory.ended(made.remediation.id)) == {"success": 30}


def test_an_outage_holds_the_job_up_and_no_more(memory):
    """While the server is away the job says so; when it is back everything is done."""
    memory.server.outage = ServerUnavailableError("main does not answer.")
    made = memory.remediations.draft(memory.wish(), GRACE)
    memory.remediations.start(made.remediation.id, GRACE)
    while not (standing := memory.remediations.get(made.remediation.id, SYSTEM)).hold_up:
        assert standing.state in {State.QUEUED, State.IN_PROGRESS}
    assert standing.hold_up == "main does not answer."
    assert standing.counts.pending == 30
    memory.server.outage = None
    ended = memory.ended(made.remediation.id)
    assert (counts(ended), ended.hold_up) == ({"success": 30}, "")


def test_cancelled_in_an_outage_it_ends(memory):
    """A job that waits for a server which never comes back can be cancelled."""
    memory.server.outage = ServerUnavailableError("main does not answer.")
    made = memory.remediations.draft(memory.wish(), GRACE)
    memory.remediations.start(made.remediation.id, GRACE)
    while not memory.remediations.get(made.remediation.id, SYSTEM).hold_up:
        pass
    memory.remediations.cancel(made.remediation.id, GRACE)
    ended = memory.ended(made.remediation.id)
    assert (ended.state, ended.counts.pending) == (State.CANCELLED, 30)


def test_one_mail_for_two_addresses_of_one_account(memory):
    """Two deliveries share a copy: it is moved once, and both end as done."""
    raw = mail(99)
    for recipient in ("user0@example.org", "user0+list@example.org"):
        delivery = make_delivery(
            99,
            network_message_id=network_message_id(raw),
            recipient=recipient,
            header_fingerprint=header_fingerprint(split(raw)[0]),
            subject="shared",
        )
        memory.store.append(Batch(messages=(), deliveries=(delivery,)))
    memory.server.deliver("user0@example.org", raw, internal_date=_DATE)
    standing = memory.remediate(text="subject:shared")
    assert counts(standing) == {"success": 2}
    assert counts(memory.undo(standing.remediation.id)) == {"success": 2}


def test_a_job_without_its_remediation_keeps_no_other_back(memory, monkeypatch):
    """It ends as failed, the log says so once, and what other remediations did is told."""
    monkeypatch.setattr("clawback.jobs.returning.delay", lambda tries: 0.01 * tries)
    lost = Planned(server_key="main", account="user0@example.org", payloads=["gone"])
    with capture_logs() as logs:
        with memory.database.write() as connection:
            job = memory.ledger.create(connection, kind=KIND, shares=[lost])
            memory.ledger.start(connection, job)
        standing = memory.remediate()
        memory.until(lambda: memory.ledger.job(job).ended_at and not memory.ledger.untold())
    told = [log for log in logs if log["event"] == "remediation_of_job_missing"]
    assert [log["job"] for log in told] == [job]
    assert "telling_failed" not in {log["event"] for log in logs}
    assert counts(standing) == {"success": 30}
    assert {entry.outcome for entry in memory.ledger.items(job, after=-1, limit=9)} == {"failed"}
