"""Mail is put to its like as it is stored, and what of it is an attack is a campaign."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.campaigns.house import OTHER, PHISH, WORDS, mail

from clawback.campaigns import records
from clawback.campaigns.campaign import Kind
from clawback.campaigns.wanted import Mark, Wanted
from clawback.model.errors import UnavailableError
from clawback.model.verdict import ThreatType
from clawback.store.port import Batch


def test_copies_of_which_one_was_recognised_are_a_campaign(house):
    """The two that got through before are told of it, and the one that comes after at once."""
    through = [mail(1), mail(2)]
    house.stored(*through, mail(3, OTHER))
    assert house.campaigns() == []
    house.stored(mail(4, threat_type=PHISH))
    (found,) = house.campaigns()
    assert (found.kind, found.name, found.mails) == (Kind.PHISH, "Your parcel 1", 3)
    assert [house.campaign_of(one) for one in through] == [found.id, found.id]
    assert house.campaign_of(mail(3)) == ""
    house.stored(mail(5))
    assert house.campaign_of(mail(5)) == found.id
    assert house.campaigns()[0].mails == 4
    assert house.campaigns()[0].last > found.last


def test_the_timeline_says_why(house):
    """The first of them, and what reads like it."""
    house.stored(mail(1), mail(2), mail(3, threat_type=PHISH))
    said = [house.store.timeline(mail(number).deliveries[0].key)[-1] for number in (1, 2)]
    assert [one.details for one in said] == [
        "It is the first mail that is known of this campaign.",
        "It reads like other mail of this campaign.",
    ]
    assert [one.type.label for one in said] == ["Put into a campaign"] * 2


def test_a_newsletter_of_which_one_was_misjudged_is_none(house):
    """One of twelve is below a tenth; three of fourteen are not."""
    house.stored(*(mail(number) for number in range(11)), mail(11, threat_type=PHISH))
    assert house.campaigns() == []
    house.stored(mail(12, threat_type=PHISH))
    assert len(house.campaigns()) == 1


def test_what_nobody_holds_for_bad_is_none_however_much_it_is(house):
    """A mailing is no campaign."""
    house.stored(*(mail(number) for number in range(30)))
    assert house.campaigns() == []


def test_a_judgement_afterwards_makes_a_campaign(house):
    """Of mail that everybody had let through; and its kind follows what it is held for."""
    mails = [mail(1), mail(2), mail(3)]
    house.stored(*mails)
    house.grouping.judged([mails[1].deliveries[0].key], PHISH)
    (found,) = house.campaigns()
    assert [house.campaign_of(one) for one in mails] == [found.id] * 3
    house.grouping.judged([mails[2].deliveries[0].key], (ThreatType.MALWARE,))
    assert house.campaigns()[0].kind is Kind.MALWARE


def test_a_campaign_stays_one_when_its_mail_is_found_clean(house):
    """Its id stands on deliveries and in reports."""
    mails = [mail(1), mail(2), mail(3, threat_type=PHISH)]
    house.stored(*mails)
    house.grouping.judged([mails[2].deliveries[0].key], ())
    assert len(house.campaigns()) == 1


def test_a_start_and_a_repeat_change_nothing(house):
    """What was stored before a crash comes again, and what comes then joins it."""
    house.stored(mail(1), mail(2, threat_type=PHISH))
    again = house.again()
    again.stored(mail(2, threat_type=PHISH), mail(3))
    (found,) = again.campaigns()
    assert found.mails == 3
    again.again().stored(mail(3))
    assert again.campaigns() == [found]
    assert len(again.store.timeline(mail(3).deliveries[0].key)) == 1


@pytest.mark.parametrize("times", [1, 2])
def test_what_the_event_store_did_not_hear_is_told_again(house, monkeypatch, times):
    """It was away when the campaign was found: the batch comes again, and all of it is told."""
    house.stored(mail(1), mail(2))
    heard = house.store.amend
    left = [None] * times

    def away(events):
        if left:
            left.pop()
            raise UnavailableError("The event store is away.")
        heard(events)

    monkeypatch.setattr(house.store, "amend", away, raising=True)
    for _ in range(times):
        with pytest.raises(UnavailableError):
            house.stored(mail(3, threat_type=PHISH))
        assert house.campaigns() == []
    house.again().stored(mail(3, threat_type=PHISH))
    (found,) = house.campaigns()
    assert {house.campaign_of(mail(number)) for number in (1, 2, 3)} == {found.id}
    assert found.mails == 3


def test_what_could_not_be_written_down_is_put_anew(house, monkeypatch):
    """The clusters in memory never know more than the database."""
    house.stored(mail(1))
    write = records.add

    def full(*_):
        raise UnavailableError("The disk is full.")

    monkeypatch.setattr(records, "add", full)
    with pytest.raises(UnavailableError):
        house.stored(mail(2, OTHER))
    monkeypatch.setattr(records, "add", write)
    house.stored(mail(2, OTHER), mail(3, OTHER), mail(4, OTHER, threat_type=PHISH))
    with house.again().database.read() as connection:
        assert len({cluster for cluster, _ in records.representatives(connection)}) == 2
    assert house.campaigns()[0].mails == 3


def test_old_mail_is_forgotten_but_for_that_of_campaigns(house):
    """After twice the window; what a campaign consists of is kept for good."""
    house.stored(mail(1, OTHER), mail(2), mail(3), mail(4, threat_type=PHISH))
    house.clock.turn(days=61)
    assert house.grouping.forget() == 1
    with house.database.read() as connection:
        assert len(records.members(connection, house.campaigns()[0].id)) == 3


def test_a_message_for_thousands_comes_in_several_batches(house):
    """Each recipient's copy belongs to the campaign, and the message counts once."""
    house.stored(mail(1), mail(2), mail(3, threat_type=PHISH))
    more = [mail(4, recipient=f"{name}@example.org") for name in ("bob", "cy")]
    house.stored(*more)
    assert {house.campaign_of(one) for one in more} == {house.campaigns()[0].id}
    assert house.campaigns()[0].mails == 4


def test_a_message_in_two_envelopes_is_put_once(house):
    """Both come in one batch, and the other mail of the batch is put to its like, too."""
    one, again, other = mail(1), mail(1, recipient="bob@example.org"), mail(2)
    batch = Batch(
        messages=(*one.messages, *again.messages, *other.messages),
        deliveries=(*one.deliveries, *again.deliveries, *other.deliveries),
    )
    house.stored(batch, mail(3, threat_type=PHISH))
    (found,) = house.campaigns()
    assert found.mails == 3
    assert {house.campaign_of(each) for each in (one, again, other)} == {found.id}


def test_campaigns_are_found_by_words_and_kind(house):
    """A part of the name, whatever its case; and a page begins behind the last one's end."""
    kits = [" ".join(WORDS[at * 80 : at * 80 + 80]) for at in range(3)]
    kinds = [PHISH, (ThreatType.MALWARE,), PHISH]
    for at, (kit, kind) in enumerate(zip(kits, kinds, strict=True)):
        house.stored(
            *(
                mail(at * 10 + copy, kit, subject=f"Rechnung {at}", threat_type=kind)
                for copy in range(3)
            )
        )
    with house.database.read() as connection:
        newest = records.newest(connection, Wanted(), limit=2)
        assert [one.subject for one in newest] == ["Rechnung 2", "Rechnung 1"]
        after = Mark.read(Mark.of(newest[-1]).text)
        (rest,) = records.newest(connection, Wanted(after=after), limit=2)
        assert rest.subject == "Rechnung 0"
        (bad,) = records.newest(connection, Wanted(text="RECHNUNG", kind=Kind.MALWARE), limit=9)
        assert bad.subject == "Rechnung 1"


def test_the_window_is_that_of_the_mail(house):
    """A wave that goes on for months is one campaign, however often the server starts."""
    for month in range(4):
        batch = mail(1 + month * 60 * 24 * 20, threat_type=PHISH)
        house.again().stored(batch)
        house.clock.turn(days=20)
    (found,) = house.campaigns()
    assert (found.mails, found.last - found.first) == (4, timedelta(days=60))
