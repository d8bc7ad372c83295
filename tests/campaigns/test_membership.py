"""Campaigns speak of mail that comes to them, and their own word never makes them worse."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import pytest
from tests.campaigns.house import OTHER, PHISH, house_of, mail
from tests.making.deliveries import START
from tests.making.house import TurnedClock

from clawback.analysis.explained.verdict import explain
from clawback.campaigns.membership import records
from clawback.campaigns.membership.bar import Bar, Say
from clawback.campaigns.membership.membership import Membership
from clawback.campaigns.membership.turning import Bad, Turning
from clawback.database import Database
from clawback.database.migrate import upgrade
from clawback.filters.write import write
from clawback.model.errors import UnavailableError
from clawback.model.verdict import DetectionTechnology, ThreatType
from clawback.store.memory import MemoryStore
from clawback.store.port import Batch

DECIDES = Bar(say=Say.DECIDE, fewest=4, share=0.5)


def member(house, bar=DECIDES):
    return Membership(house.grouping, house.database, bar)


def stored(house, door, *batches):
    """Places and stores; the first row and message of each, as they were stored."""
    found = []
    for batch in batches:
        placed = door.place(batch)
        house.store.append(placed)
        door.stored(placed)
        found.append((placed.deliveries[0], placed.messages[0]))
    return found


def bad_campaign(house, door):
    """Four messages, three of which others hold for phish."""
    stored(house, door, mail(1), *(mail(number, threat_type=PHISH) for number in (2, 3, 4)))
    (found,) = house.campaigns()
    return found.id


def turning(house, bar=DECIDES):
    """What looks an hour later, and what it has judged."""
    found: list[Bad] = []
    house.clock.moment = START + timedelta(hours=1)
    look_back = timedelta(hours=48)
    return found, Turning(house.database, house.clock, bar, look_back=look_back, judge=found.append)


def test_mail_that_comes_to_a_bad_campaign_is_held_for_it(house):
    """By the campaign's word alone, which names it, its share, and what would change it."""
    door = member(house)
    campaign = bad_campaign(house, door)
    ((row, message),) = stored(house, door, mail(5))
    assert row.threat_type == PHISH
    assert row.detection_technology == (DetectionTechnology.CAMPAIGN,)
    (word,) = message.findings
    how_bad, otherwise = word.evidence
    assert how_bad == (
        f"It belongs to the campaign {campaign}: 3 of 4 messages, 75 %, are held for phish."
    )
    assert otherwise.startswith("With less than 50 %, or fewer than 4 messages")
    (change,) = explain(message.findings).changes
    assert change.sentence.startswith("Without the word of campaign (phish), it would be clean")


def test_its_own_word_makes_no_campaign_worse_or_better(house):
    """Twenty mails that nobody else speaks against change neither what is bad nor what is asked."""
    door = member(house)
    bad_campaign(house, door)
    came = stored(house, door, *(mail(number) for number in range(5, 25)))
    assert all(row.threat_type == PHISH for row, _ in came)
    assert "3 of 4 messages" in came[0][1].findings[0].evidence[0]
    assert "3 of 4 messages" in came[-1][1].findings[0].evidence[0]


def test_a_newsletter_is_not_bad_because_all_of_it_comes_at_once(house):
    """What came before a batch is asked: mail beside which some was misjudged speaks of nothing."""
    door = member(house)
    copies = [mail(number, threat_type=PHISH if number < 4 else ()) for number in range(1, 21)]
    batch = Batch(
        messages=tuple(one.messages[0] for one in copies),
        deliveries=tuple(one.deliveries[0] for one in copies),
    )
    placed = door.place(batch)
    door.stored(placed)
    assert len(house.campaigns()) == 1
    assert not any(one.findings for one in placed.messages)


def test_what_somebody_finds_clean_counts_against_the_campaign(house):
    """A judgement by others counts again, in both directions."""
    door = member(house)
    bad_campaign(house, door)
    stored(house, door, *(mail(number) for number in range(5, 9)))
    door.judged([mail(number).deliveries[0].key for number in range(5, 9)], ())
    ((row, message),) = stored(house, door, mail(9))
    assert (row.threat_type, message.findings) == ((), ())
    door.judged([mail(number).deliveries[0].key for number in range(5, 9)], PHISH)
    ((row, _),) = stored(house, door, mail(10))
    assert row.threat_type == PHISH


def test_the_gate_hears_what_would_be_said(house):
    """Before the mail is stored, and nothing is written down; where campaigns decide, only."""
    door = member(house)
    bad_campaign(house, door)
    (message,), at = mail(5).messages, mail(5).deliveries[0].time_received
    (word,) = door.foretold(message, at)
    assert (word.threat, "3 of 4 messages" in word.evidence[0]) == (ThreatType.PHISH, True)
    assert door.foretold(mail(6, OTHER).messages[0], at) == ()
    assert member(house, Bar(fewest=4)).foretold(message, at) == ()
    assert member(house.again()).foretold(message, at) == ()  # nothing was placed since its start
    assert house.campaigns()[0].mails == 4
    with house.grouping._turn:  # a block is being placed
        assert door.foretold(message, at) == ()


def test_evidence_decides_nothing(house):
    """It stands with the message, and the row is as it was."""
    door = member(house, Bar(say=Say.EVIDENCE, fewest=4))
    bad_campaign(house, door)
    ((row, message),) = stored(house, door, mail(5))
    assert row.threat_type == ()
    assert message.findings[0].threat is None
    assert message.findings[0].evidence[-1] == "It decides nothing yet."


@pytest.mark.parametrize(
    "bar",
    [
        Bar(say=Say.OFF, fewest=4),
        Bar(say=Say.DECIDE, fewest=5),
        Bar(say=Say.DECIDE, fewest=4, share=0.9),
    ],
    ids=["off", "too few", "too good"],
)
def test_below_the_bar_nothing_is_said(house, bar):
    """Whatever keeps it from speaking."""
    door = member(house, bar)
    bad_campaign(house, door)
    ((row, message),) = stored(house, door, mail(5))
    assert (row.threat_type, message.findings) == ((), ())
    assert stored(house, door, mail(6, OTHER))[0][1].findings == ()


def test_a_fault_of_ours_costs_the_word_and_not_the_mail(house, monkeypatch):
    """A database that does not answer is waited for."""
    door = member(house)
    bad_campaign(house, door)
    monkeypatch.setattr(records, "witnesses", lambda *_, **__: 1 / 0)
    ((row, _),) = stored(house, door, mail(5))
    assert (row.threat_type, bool(row.cluster_id)) == ((), True)

    def away(*_, **__):
        raise UnavailableError("The database is away.")

    monkeypatch.setattr(records, "witnesses", away)
    with pytest.raises(UnavailableError):
        door.place(mail(6))


def test_mail_of_before_is_judged_when_its_campaign_turns(house):
    """Once; and what comes afterwards is, when ten minutes have passed."""
    door = member(house)
    stored(house, door, *(mail(number) for number in range(1, 5)))
    found, look = turning(house)
    look.turn()
    assert found == []
    door.judged([mail(number).deliveries[0].key for number in (1, 2)], PHISH)
    for _ in range(2):
        look.turn()
    (bad,) = found
    (campaign,) = house.campaigns()
    assert (bad.threat, f"campaign_id:{campaign.id}" in write(bad.filter)) == (
        ThreatType.PHISH,
        True,
    )
    assert "2 of 4 messages, 50 %, are held for phish" in bad.reason
    stored(house, door, mail(7))
    look.turn()
    assert len(found) == 1
    house.clock.turn(minutes=11)
    look.turn()
    assert found[1].since > mail(4).deliveries[0].time_received
    look.turn()
    assert len(found) == 2


def test_a_campaign_all_of_which_is_held_already_turns_nothing(house):
    """As when somebody has judged the whole of it: a second remediation would be of the same."""
    door = member(house)
    stored(house, door, *(mail(number, threat_type=PHISH) for number in range(1, 6)))
    found, look = turning(house)
    look.turn()
    assert found == []


def test_what_somebody_found_clean_is_left_alone(house):
    """It is named in the filter as what is not meant; a worse threat is judged at once."""
    door = member(house)
    bad_campaign(house, door)
    cleared, *_ = stored(house, door, mail(5), mail(6))
    door.judged([cleared[0].key], ())
    found, look = turning(house)
    look.turn()
    assert f"-network_message_id:{cleared[0].network_message_id}" in write(found[0].filter)
    keys = [mail(number).deliveries[0].key for number in (2, 3, 4)]
    door.judged(keys, (ThreatType.MALWARE,))
    look.turn()
    assert [one.threat for one in found] == [ThreatType.PHISH, ThreatType.MALWARE]


def test_without_leave_to_decide_nothing_is_judged(house):
    """Evidence is told, and no more."""
    door = member(house)
    bad_campaign(house, door)
    found, look = turning(house, Bar(say=Say.EVIDENCE, fewest=4))
    look.turn()
    assert found == []


def test_words_on_mail_that_is_forgotten_are_forgotten(house):
    """What somebody found clean long ago and is in no campaign."""
    door = member(house)
    ((row, _),) = stored(house, door, mail(1))
    door.judged([row.key], ())
    house.clock.moment = START + timedelta(days=90)
    assert house.grouping.forget() == 1
    with house.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM campaign_spoken").scalar() == 0


def test_it_is_the_same_on_either_database(empty_state_url):
    """A campaign that is found in the first batch after a start, and speaks in the second."""
    with closing(Database.open(empty_state_url)) as database:
        upgrade(database)
        house = house_of(database, MemoryStore(), TurnedClock())
        door = member(house)
        copies = [mail(number, threat_type=PHISH) for number in range(1, 6)]
        batch = Batch(
            messages=tuple(one.messages[0] for one in copies),
            deliveries=tuple(one.deliveries[0] for one in copies),
        )
        stored(house, door, batch)
        ((row, _),) = stored(house, door, mail(6))
        assert row.threat_type == PHISH
        door.judged([row.key], ())
        found, look = turning(house)
        look.turn()
        assert found == []
        assert house.grouping.forget() == 0
