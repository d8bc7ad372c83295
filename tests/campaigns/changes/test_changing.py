"""Campaigns are merged, split, and put back as they were, and later mail follows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.campaigns.house import OTHER, PHISH, WORDS, mail
from tests.campaigns.office import VERA

from clawback.campaigns.campaigns import CampaignMissingError
from clawback.campaigns.changes.change import ChangeKind
from clawback.campaigns.changes.changing import (
    ChangeMissingError,
    ChangePassedError,
    MergedAlreadyError,
    NotAllYoursError,
    NothingToSplitError,
    SameCampaignError,
)
from clawback.filters.parse import parse
from clawback.model.errors import UnavailableError
from clawback.model.scope import Scope

FIRST = [mail(number, subject="Parcel", threat_type=PHISH) for number in range(3)]
SECOND = [mail(number, OTHER, subject="Invoice", threat_type=PHISH) for number in range(10, 14)]


@pytest.fixture
def two(office):
    """Two campaigns, by their names."""
    office.house.stored(*FIRST, *SECOND)
    office.house.clock.turn(seconds=1)
    return {one.name: one.id for one in office.house.campaigns()}


def campaigns_of(office, mails):
    return {office.house.campaign_of(one) for one in mails}


def test_a_merged_campaign_gives_all_its_mail_away(office, two):
    """It is not listed any more, its id leads to the other, and mail like it goes there."""
    into = office.changing.merge(VERA, two["Parcel"], two["Invoice"], "The same kit")
    assert (into.campaign.id, into.extent.messages) == (two["Invoice"], 7)
    assert office.shown() == {"Invoice": 7}
    assert office.campaigns.get(VERA, two["Parcel"]).campaign.merged_into == two["Invoice"]
    office.house.stored(mail(20, subject="Parcel"))
    assert campaigns_of(office, [*FIRST, *SECOND, mail(20)]) == {two["Invoice"]}


def test_the_timeline_tells_who_and_why(office, two):
    """A person moved it, with a sentence."""
    office.changing.merge(VERA, two["Parcel"], two["Invoice"], "The same kit")
    last = office.house.store.timeline(FIRST[0].deliveries[0].key)[-1]
    assert last.details == f"Merged from {two['Parcel']} by Vera. The same kit"
    assert (last.source.value, last.result) == ("admin", "merged")


def test_a_part_becomes_a_campaign_of_its_own(office, two):
    """Later mail goes to the one that it is more like, also after a start."""
    kit = " ".join(WORDS[1000:1025])
    drifted = [mail(31 + at, f"{OTHER} {kit}", subject="Invoice lottery") for at in range(2)]
    office.house.stored(*drifted)
    assert campaigns_of(office, drifted) == {two["Invoice"]}
    made = office.changing.split(
        VERA, two["Invoice"], parse("subject:*lottery*"), "Lottery", "Another purse"
    )
    assert office.shown() == {"Invoice": 4, "Parcel": 3, "Lottery": 2}
    assert campaigns_of(office, drifted) == {made.campaign.id}
    again = office.house.again()
    again.stored(mail(40, f"{OTHER} {kit}", subject="Invoice lottery"))
    again.stored(mail(41, OTHER, subject="Invoice"))
    assert again.campaign_of(mail(40)) == made.campaign.id
    assert again.campaign_of(mail(41)) == two["Invoice"]


def test_a_merge_is_taken_back(office, two):
    """All mail is where it was, what came meanwhile stays, and the history tells both."""
    office.changing.merge(VERA, two["Parcel"], two["Invoice"], "")
    office.house.stored(mail(20, subject="Parcel"))
    (merged,) = office.changing.history(VERA, two["Parcel"])
    undone = office.changing.undo(VERA, two["Invoice"], merged.number, "Not the same")
    assert (undone.kind, undone.mails, undone.undoes) == (ChangeKind.UNDONE, 3, merged.number)
    assert campaigns_of(office, FIRST) == {two["Parcel"]}
    assert campaigns_of(office, [*SECOND, mail(20)]) == {two["Invoice"]}
    newest, oldest = office.changing.history(VERA, two["Invoice"])
    assert (newest.reason, oldest.undone_by) == ("Not the same", newest.number)
    with pytest.raises(ChangePassedError):
        office.changing.undo(VERA, two["Invoice"], merged.number, "")


def test_a_split_is_taken_back(office, two):
    """The part goes home, and the id that it had leads there."""
    part = parse(f"network_message_id:{SECOND[0].deliveries[0].network_message_id}")
    made = office.changing.split(VERA, two["Invoice"], part, "Lottery", "").campaign.id
    assert office.shown() == {"Parcel": 3, "Invoice": 3, "Lottery": 1}
    (split,) = office.changing.history(VERA, made)
    office.changing.undo(VERA, made, split.number, "")
    assert office.shown() == {"Parcel": 3, "Invoice": 4}
    assert office.campaigns.get(VERA, made).campaign.merged_into == two["Invoice"]


def test_changes_are_taken_back_in_the_order_of_their_mail(office, two):
    """A merge whose mail was moved on is not, until that is."""
    office.house.stored(
        *(mail(50 + n, " ".join(WORDS[:80]), subject="Third", threat_type=PHISH) for n in range(3))
    )
    third = next(one.id for one in office.house.campaigns() if one.name == "Third")
    office.house.clock.turn(seconds=1)
    office.changing.merge(VERA, two["Parcel"], two["Invoice"], "")
    office.changing.merge(VERA, two["Invoice"], third, "")
    last, first = office.changing.history(VERA, two["Invoice"])
    with pytest.raises(ChangePassedError):
        office.changing.undo(VERA, two["Parcel"], first.number, "")
    office.changing.undo(VERA, third, last.number, "")
    office.changing.undo(VERA, two["Parcel"], first.number, "")
    assert office.shown() == {"Parcel": 3, "Invoice": 4, "Third": 3}


def test_what_cannot_be_is_refused(office, two):
    """Each with its own sentence, and nothing is changed."""
    one, other = two["Parcel"], two["Invoice"]
    changing = office.changing
    with pytest.raises(SameCampaignError):
        changing.merge(VERA, one, one, "")
    with pytest.raises(CampaignMissingError):
        changing.merge(VERA, one, "G-NONE", "")
    for part in ("subject:nothing", "subject:parcel"):
        with pytest.raises(NothingToSplitError):
            changing.split(VERA, one, parse(part), "x", "")
    with pytest.raises(NotAllYoursError):
        changing.merge(
            replace(VERA, scope=Scope(domains=frozenset({"example.org"}))), one, other, ""
        )
    with pytest.raises(ChangeMissingError):
        changing.undo(VERA, one, 1, "")
    assert office.shown() == {"Invoice": 4, "Parcel": 3}
    changing.merge(VERA, one, other, "")
    with pytest.raises(MergedAlreadyError, match=other):
        changing.merge(VERA, other, one, "")


def test_a_move_that_the_store_did_not_hear_is_told_later(office, two, monkeypatch):
    """It stands in the database, and the next mail has it told."""
    heard = office.house.store.amend

    def away(_):
        raise UnavailableError("The event store is away.")

    monkeypatch.setattr(office.house.store, "amend", away)
    with pytest.raises(UnavailableError):
        office.changing.merge(VERA, two["Parcel"], two["Invoice"], "")
    assert campaigns_of(office, FIRST) == {two["Parcel"]}
    monkeypatch.setattr(office.house.store, "amend", heard)
    office.house.again().stored(mail(60, " ".join(WORDS[200:280])))
    assert campaigns_of(office, FIRST) == {two["Invoice"]}


def test_a_clock_that_goes_back_changes_no_order(office, two):
    """The last change is the last event."""
    office.changing.merge(VERA, two["Parcel"], two["Invoice"], "")
    office.house.clock.turn(hours=-5)
    (merged,) = office.changing.history(VERA, two["Parcel"])
    office.changing.undo(VERA, two["Parcel"], merged.number, "")
    assert campaigns_of(office, FIRST) == {two["Parcel"]}
