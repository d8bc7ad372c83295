"""Mail and events that become alerts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.alerts.conftest import ADMIN, PHISH
from tests.making.deliveries import make_event, message_id

from clawback.alerts.alert import AlertStatus, Happening
from clawback.alerts.alerts import Change
from clawback.alerts.policy import AlertSeverity, Condition, Notify, Trigger, TriggerKind
from clawback.alerts.signal import SignalKind
from clawback.database.failure import DatabaseUnavailableError
from clawback.filters.parse import parse
from clawback.model.actor import SYSTEM
from clawback.model.click import Click, ClickVerdict
from clawback.model.event import EventSource, EventType
from clawback.model.location import AdditionalAction
from clawback.model.verdict import ThreatType
from clawback.store.port import Batch, Query


def _nobody_there(*_):
    raise DatabaseUnavailableError


def test_mail_that_fits_is_an_alert(office):
    """Two phish of one minute are one alert, which tells of the first; a clean mail is none."""
    policy = office.keep(severity=AlertSeverity.HIGH)
    office.comes(1, 2)
    office.comes(3, threat_type=())
    (alert,) = office.alerts()
    assert (alert.policy, alert.severity, alert.hits) == (policy.id, AlertSeverity.HIGH, 2)
    assert alert.id.startswith("W-")
    assert alert.summary == "Billing@Sender.example to ada@example.org: Invoice 1"


def test_the_same_mail_again_changes_nothing(office):
    """What is stored again after a crash is heard again, and neither counted nor sent twice."""
    office.keep()
    rows = office.comes(1)
    office.again()
    office.desk.store.append(Batch(messages=(), deliveries=rows))
    (alert,) = office.alerts()
    assert alert.hits == 1
    office.send()
    assert len(office.channel.messages) == 1


def test_mail_of_an_alert_is_found_by_a_filter(office):
    """Once timelines are told, `alert:` and the policy's id find what an alert is about."""
    policy = office.keep()
    office.comes(1, 2)
    office.comes(3, threat_type=())
    office.desk.telling.tell()
    office.desk.telling.tell()
    (alert,) = office.alerts()
    for text in (f"alert:{alert.id}", f"alert_policy_id:{policy.id}", alert.filter):
        query = Query(filter=parse(text), now=office.clock.now())
        assert office.memory.count(query) == 2
    assert len(office.memory.events_of(message_id(1))) == 1


def test_old_mail_raises_no_alert(office):
    """An import of mail that was received two days ago is stored and raises nothing."""
    office.keep()
    office.comes(1, seconds=-2 * 86400)
    assert office.alerts() == []


def test_a_threshold_counts_apart(office):
    """Three of one sender in an hour make an alert, two of another none; a fourth goes to it."""
    office.keep(trigger=Trigger(kind=TriggerKind.THRESHOLD, count=3, by="sender_address"))
    office.comes(1, 2, sender_address="a@x.example")
    office.comes(3, 4, sender_address="b@x.example")
    assert office.alerts() == []
    office.clock.turn(minutes=20)
    office.comes(5, sender_address="A@x.example")
    (alert,) = office.alerts()
    assert (alert.group, alert.hits) == ("a@x.example", 3)
    office.comes(6, sender_address="a@x.example")
    assert office.alerts()[0].hits == 4


def test_what_is_closed_takes_up_no_more(office):
    """After somebody resolved an alert, the next one within the minute is an alert of its own."""
    office.keep()
    office.comes(1)
    office.desk.alerts.change(ADMIN, office.alerts()[0].id, Change(status=AlertStatus.RESOLVED))
    office.comes(2)
    assert [one.hits for one in office.alerts()] == [1, 1]


def test_growth_is_one_line_of_the_feed(office):
    """However often an alert grows, its history says so once, with a number of its own."""
    office.keep()
    office.comes(1)
    told, place = office.desk.alerts.feed(SYSTEM, 0, limit=10)
    assert [one.entry.what for one in told] == [Happening.OPENED]
    for number in (2, 3, 4):
        office.comes(number)
        told, place = office.desk.alerts.feed(SYSTEM, place, limit=10)
        assert [(one.entry.what, one.alert.hits) for one in told] == [(Happening.GREW, number)]


def test_later_facts_make_mail_fit(office):
    """A policy about clicked mail fires when the click comes, once."""
    office.keep(condition=Condition(filter="clicked:true threat_type:phish"))
    (row,) = office.comes(1)
    assert office.alerts() == []
    click = Click(
        id="c",
        recipient=row.recipient,
        at=office.clock.now(),
        url="https://e.example/",
        network_message_id=row.network_message_id,
        verdict=ClickVerdict.ALLOWED,
    )
    office.desk.store.record_clicks([click])
    office.desk.store.record_clicks([replace(click, id="d")])
    (alert,) = office.alerts()
    assert alert.hits == 1


def test_first_contact_is_asked_of_the_store(office):
    """A policy that takes earlier mail to answer is answered by the store."""
    office.keep(condition=Condition(filter="first_contact:true"))
    office.comes(1, threat_type=())
    office.clock.turn(hours=1)
    office.comes(2, threat_type=())
    assert [one.hits for one in office.alerts()] == [1]


def test_a_saved_query_raises_alerts(office):
    """A policy can go by a saved query; what it finds is an alert."""
    office.keep(condition=Condition(query="Q-1"))
    office.comes(1)
    office.comes(2, subject="Hello")
    assert [one.hits for one in office.alerts()] == [1]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"type": EventType.REPORTED, "result": "phish"}, SignalKind.USER_REPORTED),
        ({"type": EventType.LINK_TURNED}, SignalKind.MALICIOUS_CLICK),
        ({"type": EventType.JUDGED, "threat_type": (ThreatType.PHISH,)}, SignalKind.TURNED_BAD),
        ({"additional_action": AdditionalAction.ZAP}, SignalKind.REMOVED),
        (
            {"result": "failed", "additional_action": None, "source": EventSource.SYSTEM},
            SignalKind.NOT_REMOVED,
        ),
    ],
)
def test_events_are_signals(office, changes, kind):
    """What happens to delivered mail raises the alert of its kind, about that mail, once."""
    for one in SignalKind:
        office.keep(name=one.label, condition=Condition(signal=one))
    (row,) = office.comes(1)
    event = make_event(row, at=office.clock.now(), **changes)
    office.desk.store.amend([event])
    office.desk.store.amend([event])
    (alert,) = office.alerts()
    assert (alert.policy_name, alert.hits) == (kind.label, 1)
    assert office.desk.alerts.get(SYSTEM, alert.id).hits[0].key == row.key


def test_a_signal_is_narrowed_by_a_filter(office):
    """A policy about removed malware is silent on a removed phish."""
    removed = Condition(signal=SignalKind.REMOVED, filter="threat_type:malware")
    office.keep(condition=removed)
    (phish,) = office.comes(1)
    (malware,) = office.comes(2, threat_type=(ThreatType.MALWARE,))
    for row in (phish, malware):
        event = make_event(row, at=office.clock.now(), additional_action=AdditionalAction.ZAP)
        office.desk.store.amend([event])
    (alert,) = office.alerts()
    assert "Invoice" not in alert.summary
    assert office.desk.alerts.get(SYSTEM, alert.id).hits[0].key == malware.key


def test_clicks_never_fold(shipped):
    """With the shipped policies two clicks past a warning within a second are two alerts each."""
    (row,) = shipped.comes(1)
    clicks = [
        Click(
            id=name,
            recipient=row.recipient,
            at=shipped.clock.now(),
            url="https://e.example/",
            network_message_id=row.network_message_id,
            verdict=ClickVerdict.BLOCK_OVERRIDDEN,
            clicked_through=True,
        )
        for name in ("a", "b")
    ]
    shipped.desk.store.record_clicks(clicks)
    names = [one.policy for one in shipped.alerts()]
    assert sorted(names) == ["malicious-url-click"] * 2 + ["url-click-through"] * 2


def test_a_policy_that_cannot_be_asked_holds_up_no_other(office):
    """A policy whose list is gone says so, and the next one raises its alert all the same."""
    office.lists.put("bad", ["x.example"])
    lost = office.keep(name="Listed", condition=Condition(filter="list:bad"))
    office.keep()
    office.lists.delete("bad")
    office.comes(1)
    assert len(office.alerts()) == 1
    assert 'no list "bad"' in office.desk.policies.get(lost.id).trouble


def test_a_database_that_is_away_has_the_mail_stored_again(office, monkeypatch):
    """The writer learns that nobody heard, writes again, and the alert is raised then."""
    office.keep()
    with monkeypatch.context() as away:
        away.setattr("clawback.alerts.raising.Raising.take", _nobody_there)
        with pytest.raises(DatabaseUnavailableError):
            office.comes(1)
    office.comes(1)
    assert len(office.alerts()) == 1


def test_a_fault_of_ours_holds_up_no_mail(office, monkeypatch):
    """Mail is stored though hearing of it fails in a way nobody thought of."""
    office.keep()
    monkeypatch.setattr("clawback.alerts.hearing.rows_of", lambda *_: 1 / 0)
    office.comes(1)
    assert office.memory.count(Query(now=office.clock.now())) == 1


def test_a_day_has_so_many_notices(office):
    """Beyond the day's number an alert is opened and not sent; the next day it is sent again."""
    office.keep(PHISH, notify=(Notify(channel="post", daily=2),))
    for number in range(4):
        office.comes(number)
        office.clock.turn(minutes=2)
    office.send()
    assert (len(office.alerts()), len(office.channel.messages)) == (4, 2)
    states = [office.desk.alerts.get(SYSTEM, one.id).notices[0].state for one in office.alerts()]
    assert states == ["capped", "capped", "sent", "sent"]
    office.clock.turn(days=1)
    office.comes(9)
    office.send()
    assert len(office.channel.messages) == 3


def test_many_alerts_of_one_moment_have_ids_of_their_own(office):
    """Thousands of alerts opened in one transaction are told apart."""
    office.keep(folds=False)
    office.comes(*range(1000))
    assert office.desk.alerts.open_by_severity()["low"] == 1000


def test_more_than_usual_is_told(office):
    """After two days with one phish an hour, a dozen in an hour are an alert, one is not."""
    office.keep(trigger=Trigger(kind=TriggerKind.UNUSUAL, count=5))
    for number in range(48):
        office.comes(number)
        office.clock.turn(hours=1)
    assert office.alerts() == []
    office.comes(*range(100, 112))
    (alert,) = office.alerts()
    assert alert.hits == 12
    assert alert.first_at >= office.clock.now() - timedelta(seconds=1)
