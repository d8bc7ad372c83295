"""Finding: after the owner's own doings, in any folder, and never the wrong mail."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.servers.mailbox_mails import find_one, hinted, mail, wanted

from clawback.mailboxes.port import Place

RAW = mail()
WANTED = wanted(RAW)


def test_folders_are_listed_with_their_places(house, session):
    """What a folder is for, and `None` for one of the owner's own."""
    house.put(RAW)
    house.owner_copies(0, "INBOX", "Archive")
    session.move(session.find([WANTED])[WANTED][:1], Place.JUNK)
    listed = session.folders()
    assert listed["INBOX"] is Place.INBOX
    assert listed["Archive"] is None
    assert Place.JUNK in listed.values()


def test_a_hint_is_followed(house, session):
    """A message is found where it was last seen."""
    house.put(RAW)
    copy = find_one(session, WANTED)
    assert find_one(session, hinted(WANTED, copy)).ref == copy.ref


def test_a_mail_its_owner_moved_is_found(house, session):
    """A stale hint does not keep a mail from being found in the owner's own folder."""
    house.put(RAW)
    hint = hinted(WANTED, find_one(session, WANTED))
    house.owner_moves(0, "INBOX", "Archive")
    found = find_one(session, hint)
    assert (found.ref.folder, found.place) == ("Archive", None)


def test_every_copy_is_found(house, session):
    """Copies in several folders, the hidden one too, all belong to the message."""
    house.put(RAW)
    house.owner_copies(0, "INBOX", "Archive")
    house.owner_copies(0, "INBOX", "Junk")
    session.move(
        [copy for copy in session.find([WANTED])[WANTED] if copy.place is Place.JUNK],
        Place.RECOVERABLE,
    )
    places = {(copy.place, copy.ref.folder == "Archive") for copy in session.find([WANTED])[WANTED]}
    assert places == {(Place.INBOX, False), (None, True), (Place.RECOVERABLE, False)}


def test_a_hint_that_holds_does_not_hide_further_copies(house, session):
    """The same mail twice in one folder is found twice, even when one of them is known."""
    house.put(RAW)
    hint = hinted(WANTED, find_one(session, WANTED))
    house.put(RAW)
    assert len(session.find([hint])[hint]) == 2


def test_a_sweep_finds_copies_far_away(house, session):
    """Asked to look everywhere, a server finds the copy in another folder beside the known one."""
    house.put(RAW)
    hint = hinted(WANTED, find_one(session, WANTED))
    house.owner_copies(0, "INBOX", "Archive")
    found = session.find([hint], everywhere=True)[hint]
    assert sorted(copy.ref.folder == "Archive" for copy in found) == [False, True]


def test_a_gone_mail_is_not_found(house, session):
    """What its owner deleted is found nowhere, whatever the hint says."""
    house.put(RAW)
    hint = hinted(WANTED, find_one(session, WANTED))
    house.owner_deletes(0, "INBOX")
    assert session.find([hint, WANTED]) == {hint: (), WANTED: ()}


def test_a_new_uidvalidity_makes_hints_worthless_but_not_mail(house, session):
    """After a folder was renumbered its mail is found again and its new address holds."""
    house.put(RAW)
    hint = hinted(WANTED, find_one(session, WANTED))
    session.close()
    house.renumber("INBOX")
    again = house.server.open(house.account)
    try:
        found = find_one(again, hint)
        assert again.verify([found.ref])[found.ref] is not None
        (moved,) = again.move([found], Place.JUNK)
        assert moved.after is not None
    finally:
        again.close()


def test_an_old_address_moves_nothing(house, session):
    """A copy whose place was taken by nobody, or by another mail, is not moved and nothing else."""
    house.put(RAW)
    copy = find_one(session, WANTED)
    house.owner_moves(0, "INBOX", "Archive")
    house.put(mail(b"<two@sender.test>"))
    (moved,) = session.move([copy], Place.JUNK)
    assert moved.after is None
    assert house.seen("Junk") == []
    assert len(house.seen()) == 1


def test_the_same_message_id_is_not_the_same_mail(house, session):
    """Another mail with the wanted Message-ID, but other headers, is left alone."""
    house.put(mail(subject=b"Lunch?"))
    assert session.find([WANTED])[WANTED] == ()
    house.put(RAW)
    assert session.fetch(find_one(session, WANTED)) == RAW


def test_the_same_headers_are_not_the_same_mail(house, session):
    """Of two mails that differ only in their body, each is found as itself."""
    other = mail(body=b"Something else.")
    house.put(other)
    house.put(RAW)
    one, two = WANTED, wanted(other)
    found = session.find([one, two])
    assert [session.fetch(copy) for copy in found[one]] == [RAW]
    assert [session.fetch(copy) for copy in found[two]] == [other]


def test_trace_headers_do_not_matter(house, session):
    """A copy with other trace headers is the same message."""
    house.put(mail(extra=b"Received: from a by b; Wed, 4 Mar 2026 05:06:08 +0000\r\n"))
    house.put(RAW)
    assert len(session.find([WANTED])[WANTED]) == 2


def test_an_id_given_by_microsoft_is_taken_as_it_is(house, session):
    """A mail whose id was given to it is found by its headers alone."""
    house.put(RAW)
    given = replace(WANTED, network_message_id="6f9619ff-8b86-4d01-b42d-00cf4fc964ff")
    assert find_one(session, given).place is Place.INBOX


@pytest.mark.parametrize("count", [1, 8, 9, 60])
def test_few_and_many_are_found_alike(house, session, count):
    """However many are wanted at once, each is found once and as itself."""
    raws = [mail(b"<m%d@sender.test>" % number) for number in range(count)]
    for raw in raws:
        house.put(raw, "Archive")
    house.put(mail(b"<other@sender.test>"), "Archive")
    messages = [wanted(raw, message_id=f"<m{n}@sender.test>") for n, raw in enumerate(raws)]
    found = session.find(messages)
    assert [len(found[message]) for message in messages] == [1] * count
    assert [session.fetch(found[message][0]) for message in messages] == raws


def test_nothing_wanted_finds_nothing(session):
    """An empty question has an empty answer."""
    assert session.find([]) == {}
    assert session.verify([]) == {}
    assert session.move([], Place.JUNK) == []
    assert session.delete([]) == []
