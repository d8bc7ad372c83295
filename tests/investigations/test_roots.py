"""Investigations begin with an alert or a click as with a message."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.investigations.test_investigations import files, message_of, wave
from tests.making.clicks import make_click
from tests.making.deliveries import NOW, make_event
from tests.remediation.conftest import GRACE
from tests.remediation.people import person

from clawback.identity.role import Role
from clawback.investigations.investigation import Root, RootKind, Threat
from clawback.investigations.roots import RootMissingError
from clawback.model.event import EventType
from clawback.model.scope import Scope
from clawback.model.verdict import ClickVerdict

LINK = "https://login.evil.example/session"


def clicked(office, *, message="", verdict=ClickVerdict.ALLOWED):
    """A click of user5 on a link, which is in their mail of the wave or in nobody knows which."""
    click = make_click(
        id="c-1",
        recipient="user5@example.org",
        url=LINK,
        network_message_id=message,
        at=NOW - timedelta(minutes=30),
        verdict=verdict,
    )
    office.world.store.record_clicks([click])


def test_a_click_leads_to_its_mail_its_link_and_whoever_clicked(office):
    """The mail's wave is found; the link and the person are entities, and the click is evidence."""
    office = office()
    wave(office)
    clicked(office, message=message_of(office, 5))
    case = office.investigate("click", "c-1")
    assert files(case).verdict is Threat.MALICIOUS
    named = {(one.field, one.value) for one in case.entities}
    assert {("recipient", "user5@example.org"), ("url", LINK)} <= named
    told = case.evidence[0]
    assert told.entity == "user5@example.org"
    assert f"Clicked {LINK} at" in told.reason
    assert "may have seen" in told.reason


def test_a_click_of_which_nobody_knows_the_mail_leads_to_all_with_its_link(office):
    """By the link itself."""
    office = office()
    office.world.deliver(7, "user7@example.org", url=(LINK,), time_received=NOW)
    clicked(office, verdict=ClickVerdict.BLOCKED)
    case = office.investigate("click", "c-1")
    assert case.steps[0].findings.sentence.startswith("1 delivery")
    assert any("was kept from it" in one.reason for one in case.evidence)


def test_an_alert_stands_for_the_mail_that_belongs_to_it(office):
    """Found by the id that its deliveries carry."""
    office = office()
    wave(office)
    row = office.world.row(5, "user5@example.org")
    event = make_event(row.delivery, type=EventType.ALERTED, alert_id="A-7")
    office.world.store.amend([event])
    case = office.investigate("alert", "A-7")
    assert files(case).verdict is Threat.MALICIOUS
    assert case.steps[0].findings.sentence.startswith("1 delivery")


@pytest.mark.parametrize("kind", ["alert", "click"])
def test_one_that_is_not_there_or_not_for_the_asker_is_missing(office, kind):
    """Whose scope is narrower learns no more than of one that never was."""
    office = office()
    wave(office)
    clicked(office, message=message_of(office, 5))
    narrow = person("ann", Role.ANALYST, scope=Scope(domains=frozenset({"other.example"})))
    root = Root(kind=RootKind(kind), value="none")
    with pytest.raises(RootMissingError):
        office.investigations.begin(root, GRACE)
    with pytest.raises(RootMissingError):
        office.investigations.begin(Root(kind=RootKind.CLICK, value="c-1"), narrow)
