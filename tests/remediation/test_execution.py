"""One visit to one account, whatever is found there and whatever breaks off."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from tests.remediation.conftest import GRACE, counts, defrost
from tests.remediation.filed import FiledSession

from clawback.jobs.handler import Watch
from clawback.mailboxes.port import (
    LoginRefusedError,
    Moved,
    RefusedError,
    ServerUnavailableError,
)
from clawback.model.location import DeliveryLocation
from clawback.remediation import evidence
from clawback.remediation.action import Action
from clawback.remediation.outcome import Outcome
from clawback.remediation.remediation import State


@pytest.fixture(autouse=True)
def _hurried(monkeypatch):
    """What broke off is tried again almost at once."""
    monkeypatch.setattr("clawback.jobs.returning.delay", lambda tries: 0.01 * tries)


def test_mail_its_owner_deleted_is_not_found(world):
    """What is no longer there ends as not found, and the explorer says it is gone."""
    ref = world.deliver(1, "ada@example.org")
    made = world.remediations.draft(world.wish(), GRACE)
    world.server.open("ada@example.org")._file(ref).unlink()
    world.remediations.start(made.remediation.id, GRACE)
    assert counts(world.ended(made.remediation.id)) == {"not_found": 1}
    latest = world.row(1, "ada@example.org").latest
    assert latest.latest_delivery_location is DeliveryLocation.NOT_IN_MAILBOX


def test_mail_its_owner_moved_is_acted_on_where_it_is(world):
    """The owner's own move does not save it, the evidence says so, and undo goes back there."""
    ref = world.deliver(1, "ada@example.org", "INBOX")
    made = world.remediations.draft(world.wish(), GRACE)
    home = world.server.root / "ada@example.org"
    (home / "Archive").mkdir()
    (home / "INBOX" / f"{ref.uid}.{ref.guid}").rename(home / "Archive" / f"9.{ref.guid}")
    world.remediations.start(made.remediation.id, GRACE)
    assert counts(world.ended(made.remediation.id)) == {"success": 1}
    (entry,) = world.entries(made.remediation.id)
    proof = evidence.decode(entry.evidence)
    assert proof.note == "It was no longer in INBOX; it was found in Archive."
    world.undo(made.remediation.id)
    assert world.server.lies_in("ada@example.org")["Archive"] == [ref.guid]


def test_every_copy_in_an_account_is_moved(world):
    """A copy in a second folder is moved too, and both come back to where they were."""
    world.deliver(1, "ada@example.org", "INBOX")
    world.deliver(1, "ada@example.org", "Projects")
    before = world.server.lies_in("ada@example.org")
    standing = world.remediate()
    assert counts(standing) == {"success": 1}
    (entry,) = world.entries(standing.remediation.id)
    assert len(evidence.decode(entry.evidence).traces) == 2
    world.undo(standing.remediation.id)
    after = world.server.lies_in("ada@example.org")
    assert after == before | {"Recoverable": []}


def test_another_mail_in_its_place_is_drift(world):
    """Where the frozen place now holds a mail with other headers, nothing is touched."""
    ref = world.deliver(1, "ada@example.org")
    made = world.remediations.draft(world.wish(), GRACE)
    file = world.server.root / "ada@example.org" / "INBOX" / f"{ref.uid}.{ref.guid}"
    file.write_text(file.read_text().replace(f"{1:064x}", f"{2:064x}"))
    world.remediations.start(made.remediation.id, GRACE)
    assert counts(world.ended(made.remediation.id)) == {"drifted": 1}
    assert world.server.lies_in("ada@example.org") == {"INBOX": [ref.guid]}


def test_soft_deleted_mail_is_not_shown_again_by_an_old_plan(world):
    """A plan made while the mail lay in the Inbox does not pull it out of the hidden folder."""
    world.deliver(1, "ada@example.org")
    old = world.remediations.draft(world.wish(Action.MOVE_TO_JUNK), GRACE)
    world.remediate(Action.SOFT_DELETE)
    world.remediations.start(old.remediation.id, GRACE)
    assert counts(world.ended(old.remediation.id)) == {"drifted": 1}
    assert len(world.server.lies_in("ada@example.org")["Recoverable"]) == 1


def test_a_server_away_is_waited_for(world):
    """The mail server breaks off in the middle of a move; all the same each mail moves once."""
    faults = iter([ServerUnavailableError("main does not answer.")])

    def break_off(call, _account):
        if call == "moving":
            for fault in faults:
                raise fault

    for number in range(5):
        world.deliver(number, "ada@example.org")
    world.server.hook = break_off
    standing = world.remediate()
    assert counts(standing) == {"success": 5}
    assert len(world.server.lies_in("ada@example.org")["Recoverable"]) == 5
    undone = world.undo(standing.remediation.id)
    assert counts(undone) == {"success": 5}
    assert len(world.server.lies_in("ada@example.org")["INBOX"]) == 5


@pytest.mark.parametrize("known", [True, False])
def test_what_moved_before_the_break_is_proved_afterwards(world, known):
    """Moved, then the server was gone before it answered: found there, called success, undoable."""
    faults = iter([ServerUnavailableError("main does not answer.")])

    def break_off(call, _account):
        if call == "verify":
            for fault in faults:
                raise fault

    ref = world.deliver(1, "ada@example.org", "Projects", "\\Flagged", known=known)
    world.server.hook = break_off
    standing = world.remediate()
    assert counts(standing) == {"success": 1}
    (entry,) = world.entries(standing.remediation.id)
    proof = evidence.decode(entry.evidence)
    assert proof.note == "An attempt that was interrupted moved it."
    assert proof.traces[0].before.folder == "Projects"
    assert world.undo(standing.remediation.id).counts.of(Outcome.SUCCESS) == 1
    assert world.server.lies_in("ada@example.org")["Projects"] == [ref.guid]


def test_a_hard_delete_that_broke_off_is_proved_by_its_note(world):
    """Deleted, then the server was gone: seen before, gone now, so it is a success."""
    faults = iter([ServerUnavailableError("main does not answer.")])

    def break_off(call, _account):
        if call == "deleted":
            for fault in faults:
                raise fault

    world.deliver(1, "ada@example.org")
    world.server.hook = break_off
    standing = world.remediate(Action.HARD_DELETE)
    assert counts(standing) == {"success": 1}
    (entry,) = world.entries(standing.remediation.id)
    assert evidence.decode(entry.evidence).traces[0].before.folder == "INBOX"


def test_a_refused_login_fails_at_once_and_can_be_retried(world):
    """Wrong credentials end as failed, with the words for it; retry does them when mended."""

    def refuse(call, _account):
        if call == "open":
            raise LoginRefusedError

    world.deliver(1, "ada@example.org")
    world.deliver(2, "bob@example.org")
    world.server.hook = refuse
    standing = world.remediate()
    assert (standing.state, counts(standing)) == (State.FAILED, {"failed": 2})
    (entry, _) = world.entries(standing.remediation.id)
    assert "Check the master user" in evidence.decode(entry.evidence).note
    world.server.hook = lambda _call, _account: None
    world.remediations.retry(standing.remediation.id, GRACE)
    standing = world.ended(standing.remediation.id)
    assert (standing.state, counts(standing)) == (State.COMPLETED, {"success": 2})
    timeline = world.store.timeline(world.row(1, "ada@example.org").delivery.key)
    assert [event.result for event in timeline] == ["failed", "success"]


def test_a_refused_move_fails_with_the_servers_words(world):
    """The server's no is the evidence, and the mail is where it was."""

    def refuse(call, _account):
        if call == "move":
            raise RefusedError("[OVERQUOTA] Not enough space.")

    ref = world.deliver(1, "ada@example.org")
    world.server.hook = refuse
    standing = world.remediate()
    assert (standing.state, counts(standing)) == (State.FAILED, {"failed": 1})
    (entry,) = world.entries(standing.remediation.id)
    assert evidence.decode(entry.evidence).note == "[OVERQUOTA] Not enough space."
    assert world.server.lies_in("ada@example.org")["INBOX"] == [ref.guid]


def test_a_move_the_server_only_pretends_to_do_fails(world, monkeypatch):
    """Whatever the server answers: the mail still there is not a success."""
    monkeypatch.setattr(
        FiledSession, "move", lambda _self, copies, _to: [Moved(before=c, after=c) for c in copies]
    )
    world.deliver(1, "ada@example.org")
    standing = world.remediate()
    assert counts(standing) == {"failed": 1}


def test_a_tampered_plan_is_refused(world):
    """A plan whose words were changed in the database does nothing at all."""
    ref = world.deliver(1, "ada@example.org")
    made = world.remediations.draft(world.wish(Action.MOVE_TO_JUNK), GRACE)
    world.stop()
    world.remediations.start(made.remediation.id, GRACE)
    with world.database.write() as connection:
        defrost(connection, "remediation")
        connection.execute(text("UPDATE remediation SET action = 'hard_delete'"))
    world.boot()
    standing = world.ended(made.remediation.id)
    assert (standing.state, counts(standing)) == (State.FAILED, {"failed": 1})
    assert world.server.lies_in("ada@example.org") == {"INBOX": [ref.guid]}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE job_payload SET payload = replace(payload, '<1@sender', '<2@sender')",
        "UPDATE job_payload SET payload = replace(payload, 'ada@', 'bob@')",
        "UPDATE job_block SET account = 'bob@example.org'",
        "UPDATE remediation_leaf SET digest = 'x'",
    ],
)
def test_a_tampered_item_is_refused(world, change):
    """Items that are not those of the hash are not touched, nor others in their stead."""
    world.deliver(1, "ada@example.org")
    world.deliver(1, "bob@example.org")
    before = [world.server.lies_in(f"{name}@example.org") for name in ("ada", "bob")]
    made = world.remediations.draft(world.wish(text="recipient:ada@example.org"), GRACE)
    world.stop()
    world.remediations.start(made.remediation.id, GRACE)
    with world.database.write() as connection:
        defrost(connection, "job_payload", "remediation_leaf")
        connection.execute(text(change))
    world.boot()
    assert counts(world.ended(made.remediation.id)) == {"failed": 1}
    assert [world.server.lies_in(f"{name}@example.org") for name in ("ada", "bob")] == before


def test_a_mailbox_that_has_gone_since(world):
    """An account removed between plan and start ends as not actionable."""
    world.deliver(1, "ada@example.org")
    made = world.remediations.draft(world.wish(), GRACE)
    (world.server.root / "ada@example.org").rename(world.server.root.parent / "gone")
    world.remediations.start(made.remediation.id, GRACE)
    standing = world.ended(made.remediation.id)
    assert counts(standing) == {"not_actionable": 1}
    (entry,) = world.entries(made.remediation.id)
    assert evidence.decode(entry.evidence).note == "There is no mailbox ada@example.org."


def test_a_crash_before_telling_heals(world):
    """Events that a dead process did not write are written by the next, once."""
    world.deliver(1, "ada@example.org")
    world.stop()
    world.connect()
    made = world.remediations.draft(world.wish(), GRACE)
    world.remediations.start(made.remediation.id, GRACE)
    _work_without_telling(world)
    key = world.row(1, "ada@example.org").delivery.key
    assert world.store.timeline(key) == []
    world.telling.tell(world.ledger.untold())
    world.boot()
    world.ended(made.remediation.id)
    assert [event.result for event in world.store.timeline(key)] == ["success"]


def _work_without_telling(world):
    (block,) = world.ledger.exchange([], slots=1).blocks
    watch = Watch(block, may_act=lambda _: None, note=world.ledger.note)
    world.task.work(watch)
    world.ledger.exchange([watch.done()], slots=0)
