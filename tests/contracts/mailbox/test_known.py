"""Known mails as columns: what stands there is moved and proved, and nothing else is touched."""

from __future__ import annotations

import pytest
from tests.servers.mailbox_house import DATE
from tests.servers.mailbox_mails import mail, wanted

from clawback.mailboxes.known import Known, MovesKnown
from clawback.mailboxes.port import Place

FLAGS = frozenset({"\\Seen", "\\Flagged"})


@pytest.fixture
def session(session):
    """A session that moves known mails."""
    if not isinstance(session, MovesKnown):
        pytest.skip("a Maildir's files have no UIDs of their own")
    return session


def raw_of(number):
    return mail(b"<m%d@sender.test>" % number)


def known_of(session, *numbers, folder="INBOX"):
    """What the store would know of these mails: where they lie now."""
    ids = {number: f"<m{number}@sender.test>" for number in numbers}
    messages = {n: wanted(raw_of(n), message_id=ids[n]) for n in numbers}
    found = session.find(list(messages.values()))
    refs = {n: found[messages[n]][0].ref for n in numbers}
    (validity,) = {ref.uid_validity for ref in refs.values()}
    return Known(
        folder=folder,
        uid_validity=validity,
        guids={ref.uid: ref.guid for ref in refs.values()},
        message_ids={refs[n].uid: ids[n] for n in numbers},
    )


@pytest.mark.parametrize("step", [1, 3])
def test_many_stand_move_and_are_seen(house, session, step):
    """Hundreds in a row, or with gaps: each arrives with its flags and date, the others stay."""
    for number in range(120):
        house.put(raw_of(number), flags=FLAGS)
    chosen = range(0, 60, step)
    known = known_of(session, *chosen)
    standing = session.look_at_known(known)
    assert (standing.place, standing.there.keys()) == (Place.INBOX, known.guids.keys())
    arrived = session.move_known(standing, Place.JUNK)
    assert (arrived.folder, arrived.place) == ("Junk", Place.JUNK)
    assert arrived.there == standing.there
    assert set(arrived.there.values()) == {(FLAGS, DATE)}
    there = known_of(session, *chosen, folder="Junk")
    assert there.uid_validity == arrived.uid_validity
    assert there.guids == {arrived.uids[uid]: guid for uid, guid in known.guids.items()}
    assert len(house.seen()) == 120 - len(chosen)
    assert len(house.seen("Junk")) == len(chosen)


def test_soft_deleted_mail_is_hidden(house, session):
    """The place that its owner cannot see is one as any other."""
    house.put(raw_of(1))
    standing = session.look_at_known(known_of(session, 1))
    arrived = session.move_known(standing, Place.RECOVERABLE)
    assert (len(arrived.there), arrived.place) == (1, Place.RECOVERABLE)
    assert all(house.seen(folder) == [] for folder in house.folders())


def test_another_lasting_id_is_another_mail(house, session):
    """A UID is believed only with the lasting id that was known."""
    house.put(raw_of(1))
    house.put(raw_of(2))
    known = known_of(session, 1, 2)
    one, two = known.guids
    wrong = Known(
        folder="INBOX",
        uid_validity=known.uid_validity,
        guids={one: known.guids[two], two: known.guids[two]},
        message_ids=known.message_ids,
    )
    assert session.look_at_known(wrong).there.keys() == {two}


def test_another_uidvalidity_makes_all_of_it_worthless(house, session):
    """UIDs of a folder as it once was say nothing, nor do those of a folder that is not there."""
    house.put(raw_of(1))
    known = known_of(session, 1)
    columns = {"guids": known.guids, "message_ids": known.message_ids}
    old = Known(folder="INBOX", uid_validity=known.uid_validity + 1, **columns)
    assert not session.look_at_known(old).there
    gone = Known(folder="Nowhere", uid_validity=known.uid_validity, **columns)
    assert not session.look_at_known(gone).there
    assert session.look_at_known(known).there


@pytest.mark.parametrize("count", [2, 20])
def test_a_twin_close_by_needs_thought(house, session, count):
    """A mail that came twice is left out, however many are looked at; so `find` brings both."""
    for number in range(count):
        house.put(raw_of(number))
    known = known_of(session, *range(count))
    house.put(raw_of(0))
    first = min(known.guids)
    assert first not in session.look_at_known(known).there


def test_mail_its_owner_moves_meanwhile_is_not_claimed(house, session):
    """Gone between the look and the move: not moved; what is claimed of the other is so."""
    house.put(raw_of(1))
    house.put(raw_of(2))
    known = known_of(session, 1, 2)
    standing = session.look_at_known(known)
    house.owner_moves(0, "INBOX", "Archive")
    arrived = session.move_known(standing, Place.JUNK)
    assert arrived.there.keys() <= {max(known.guids)}
    assert len(house.seen("Archive")) == 1
    assert len(house.seen("Junk")) == len(arrived.there)
    assert len(house.seen()) == 1 - len(arrived.there)


def test_a_move_to_where_it_lies_claims_nothing(house, session):
    """A mail already in the folder is left alone."""
    house.put(raw_of(1))
    standing = session.look_at_known(known_of(session, 1))
    assert not session.move_known(standing, Place.INBOX).there
    assert len(house.seen()) == 1


def test_folders_one_after_the_other(house, session):
    """A second folder is looked at and emptied in the same session."""
    house.put(raw_of(1))
    house.put(raw_of(2), "Archive")
    for number, folder in ((1, "INBOX"), (2, "Archive")):
        standing = session.look_at_known(known_of(session, number, folder=folder))
        assert len(session.move_known(standing, Place.JUNK).there) == 1
    assert (house.seen(), house.seen("Archive"), len(house.seen("Junk"))) == ([], [], 2)
