"""What later events say of a delivery, and that the delivery itself never changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.making.clicks import make_click
from tests.making.deliveries import NOW, make_delivery, make_event

from clawback.filters.parse import parse
from clawback.filters.tree import AnyOf, Not, Present
from clawback.model.event import EventSource, EventType
from clawback.model.location import AdditionalAction, DeliveryAction, DeliveryLocation, MailboxRef
from clawback.model.verdict import ClickVerdict
from clawback.store.port import Batch, Query

ROW = make_delivery(1, mailbox=MailboxRef(server="s", account="ada", folder="INBOX", uid=7))
JUNK = MailboxRef(server="s", account="ada", folder="Junk", uid=9)


@pytest.fixture
def told(store):
    store.append(Batch(messages=(), deliveries=(ROW, make_delivery(2))))

    def tell(*events):
        store.amend(events)
        (row,) = store.rows([ROW.key])
        assert row.delivery == ROW
        return row.latest

    return tell


def test_without_events_everything_is_as_delivered(told):
    """Location, folder and mailbox are the original ones."""
    latest = told()
    assert latest.latest_delivery_location is DeliveryLocation.INBOX
    assert latest.mailbox == ROW.mailbox
    assert latest.folder == "INBOX"
    assert latest.additional_action == ()
    assert latest.remediation_id == ()


def test_the_latest_event_by_time_and_id_decides(told):
    """Later beats earlier, whatever order they are appended in; ties go to the greater id."""
    deleted = make_event(ROW, 5, id="b", location=DeliveryLocation.SOFT_DELETED)
    tied = make_event(ROW, 5, id="a", location=DeliveryLocation.DELETED_ITEMS)
    junked = make_event(ROW, 1, mailbox=JUNK)
    assert told(deleted).latest_delivery_location is DeliveryLocation.SOFT_DELETED
    latest = told(tied, junked)
    assert latest.latest_delivery_location is DeliveryLocation.SOFT_DELETED
    assert latest.folder == "Junk"
    assert latest.mailbox == JUNK


def test_an_event_that_says_nothing_changes_nothing(told):
    """Neither location nor mailbox is forgotten."""
    told(make_event(ROW, 1, mailbox=JUNK))
    silent = make_event(
        ROW, 2, location=None, mailbox=None, additional_action=None, remediation_id=""
    )
    latest = told(silent)
    assert latest.latest_delivery_location is DeliveryLocation.JUNK
    assert latest.mailbox == JUNK
    assert latest.additional_action == (AdditionalAction.MANUAL_REMEDIATION,)
    assert latest.remediation_id == ("r-1",)


def test_actions_and_remediations_add_up(told):
    """Each is named once, sorted."""
    latest = told(
        make_event(ROW, 1, remediation_id="r-2"),
        make_event(ROW, 2, additional_action=AdditionalAction.ZAP, remediation_id="r-1"),
        make_event(ROW, 3, remediation_id="r-2"),
    )
    assert latest.additional_action == (
        AdditionalAction.MANUAL_REMEDIATION,
        AdditionalAction.ZAP,
    )
    assert latest.remediation_id == ("r-1", "r-2")


def test_filters_ask_about_the_latest_state(store, told):
    """Joined fields are filtered, counted and charted as they stand now."""
    told(make_event(ROW, 1, mailbox=JUNK))

    def count(part):
        return store.count(Query(filter=part, now=NOW))

    assert count(AnyOf("latest_delivery_location", ("junk_folder",))) == 1
    assert count(AnyOf("latest_delivery_location", ("inbox_folder",))) == 1
    assert count(AnyOf("original_delivery_location", ("inbox_folder",))) == 2
    assert count(AnyOf("folder", ("JUNK",))) == 1
    assert count(AnyOf("remediation_id", ("R-1",))) == 1
    assert count(Not(Present("additional_action"))) == 1
    top = store.top(Query(now=NOW), field="latest_delivery_location", limit=5)
    assert {each.value: each.count for each in top} == {"junk_folder": 1, "inbox_folder": 1}


def test_events_that_come_before_their_delivery_count(store):
    """An event for an unknown delivery is kept and joined when the delivery comes."""
    store.amend([make_event(ROW, 1)])
    store.append(Batch(messages=(), deliveries=(ROW,)))
    (row,) = store.rows([ROW.key])
    assert row.latest.latest_delivery_location is DeliveryLocation.JUNK


def test_the_timeline_is_in_order(store):
    """Oldest first, ties by id, and only this delivery's."""
    first, second = make_event(ROW, 1, id="x"), make_event(ROW, 1, id="y")
    third = make_event(ROW, 9, id="a", details="line\nbreak 'quote'", mailbox=JUNK)
    other = make_event(make_delivery(1, recipient="bob@example.org"), 1)
    store.amend([third, second, other, first])
    assert list(store.timeline(ROW.key)) == [first, second, third]
    assert list(store.timeline(other.key)) == [other]
    assert third.at - first.at == timedelta(minutes=8)


def test_the_events_of_a_message_are_read_together(store):
    """Of all its deliveries, oldest first, and of no other message."""
    rows = [make_delivery(1, recipient=f"r{n}@x") for n in range(3)]
    other = make_delivery(2)
    store.append(Batch(messages=(), deliveries=(*rows, other)))
    events = [make_event(row, 9 - n) for n, row in enumerate(rows)]
    store.amend([*events, make_event(other)])
    assert list(store.events_of(rows[0].network_message_id.upper())) == events[::-1]
    assert list(store.events_of("unknown")) == []


def test_what_later_sources_tell_is_kept_and_asked_for(store):
    """Alerts, a campaign, a report, a purge's link and the read state come from events alone."""
    seen = make_delivery(1, read=False)
    store.append(Batch(messages=(), deliveries=(seen, make_delivery(2))))
    plain = {"location": None, "additional_action": None, "remediation_id": ""}
    alert = {"type": EventType.ALERTED, "alert_id": "a-1", "alert_policy_id": "P"}
    store.amend(
        [
            make_event(seen, 1, **alert, **plain),
            make_event(seen, 2, type=EventType.GROUPED, campaign_id="c-1", **plain),
            make_event(seen, 3, type=EventType.GROUPED, campaign_id="c-2", **plain),
            make_event(seen, 4, type=EventType.REPORTED, source=EventSource.USER, **plain),
            make_event(seen, 5, zap_url_signal="https://Evil.example/x", **plain),
            make_event(seen, 6, type=EventType.LOCATED, read=True, **plain),
        ]
    )
    (row,) = store.rows([seen.key])
    assert row.latest.latest_delivery_location is seen.original_delivery_location
    assert (row.latest.campaign_id, row.latest.read, row.latest.reported) == ("c-2", True, True)
    assert not row.delivery.read
    for text in (
        "alert:A-1 alert_policy_id:p campaign:c-2 reported:true read:yes",
        "zap_url_signal:hxxp://evil[.]example/x",
        "-campaign:c-1 clicked:false",
    ):
        page = store.page(Query(filter=parse(text), now=NOW), limit=9)
        assert seen.key in [each.delivery.key for each in page.rows], text
    assert store.count(Query(filter=parse("reported:true OR alert_id:* OR read:*"), now=NOW)) == 1


def test_a_click_tells_who_clicked(store):
    """The delivery whose link it was, and no other recipient's; each verdict once."""
    ada, bob = make_delivery(1), make_delivery(1, recipient="bob@example.org")
    store.append(Batch(messages=(), deliveries=(ada, bob)))
    store.record_clicks(
        [
            make_click(1, id="1"),
            make_click(1, id="2", verdict=ClickVerdict.BLOCKED),
            make_click(1, id="3"),
            make_click(1, id="4", network_message_id=""),
        ]
    )
    asked = Query(filter=parse("clicked:true click_verdict:blocked"), now=NOW)
    (row,) = store.page(asked, limit=9).rows
    assert row.delivery.key == ada.key
    assert row.latest.click_verdict == (ClickVerdict.ALLOWED, ClickVerdict.BLOCKED)
    assert store.count(Query(filter=parse("clicked:false"), now=NOW)) == 1


def test_what_a_log_tells_corrects_the_delivery(store):
    """Action, original location, connector and rules are shown and asked for as told, not stored.

    Where it lies now follows where it was put, unless an event says so itself.
    """
    row = make_delivery(1, connector="mx", transport_rule=("legal",))
    plain = {"location": None, "additional_action": None, "remediation_id": "", "mailbox": None}
    store.append(Batch(messages=(), deliveries=(row, make_delivery(2))))
    log = {"type": EventType.TRANSPORT, **plain}
    store.amend(
        [
            make_event(row, 1, connector="Submission", transport_rule="Wires", **log),
            make_event(row, 2, original_location=DeliveryLocation.FAILED, **log),
            make_event(row, 2, delivery_action=DeliveryAction.BLOCKED, id="b", **log),
        ]
    )
    (found,) = store.rows([row.key])
    delivery = found.delivery
    assert (delivery.delivery_action, delivery.original_delivery_location) == (
        DeliveryAction.BLOCKED,
        DeliveryLocation.FAILED,
    )
    assert (delivery.connector, delivery.transport_rule) == ("Submission", ("legal", "Wires"))
    assert found.latest.latest_delivery_location is DeliveryLocation.FAILED
    for text in (
        "delivery_action:blocked original_delivery_location:failed connector:submission",
        "transport_rule:wires transport_rule:legal latest_delivery_location:failed",
        'connector~"subm" transport_rule:wir*',
    ):
        page = store.page(Query(filter=parse(text), now=NOW), limit=9)
        assert [each.delivery.key for each in page.rows] == [row.key], text
    top = store.top(Query(now=NOW), field="delivery_action", limit=5)
    assert {each.value: each.count for each in top} == {"blocked": 1, "delivered": 1}
