"""Events to rows and back, many at once, whatever they share."""

from __future__ import annotations

from datetime import timedelta

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.making.deliveries import NOW

from clawback.model.delivery import DeliveryKey
from clawback.model.event import DeliveryEvent, EventSource, EventType
from clawback.model.location import AdditionalAction, DeliveryLocation, MailboxRef
from clawback.store import schema
from clawback.store.events import EVENT_SELECT, event_of, insertion

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
_REFS = st.builds(
    MailboxRef,
    server=_TEXT,
    account=_TEXT,
    folder=_TEXT,
    uid_validity=st.integers(0, 2**32 - 1),
    uid=st.integers(0, 2**32 - 1),
    guid=_TEXT,
)
_EVENTS = st.builds(
    DeliveryEvent,
    id=_TEXT,
    key=st.builds(
        DeliveryKey,
        network_message_id=st.uuids().map(str) | st.sampled_from(["<odd>", "Ä"]),
        recipient=_TEXT,
    ),
    at=st.integers(0, 10**6).map(lambda seconds: NOW + timedelta(seconds=seconds)),
    type=st.sampled_from(EventType),
    source=st.sampled_from(EventSource),
    actor=_TEXT,
    location=st.none() | st.sampled_from(DeliveryLocation),
    mailbox=st.none() | _REFS,
    additional_action=st.none() | st.sampled_from(AdditionalAction),
    remediation_id=_TEXT,
    result=_TEXT,
    details=_TEXT,
)


@pytest.fixture(scope="module")
def connection():
    opened = duckdb.connect(":memory:")
    schema.migrate(opened)
    yield opened
    opened.close()


def kept(connection, events):
    """What the table gives back after these alone were appended, in the same order."""
    connection.execute("DELETE FROM event")
    made = insertion(events)
    connection.execute(made.sql, made.values)
    return [
        event_of(values)
        for values in connection.execute(f"SELECT {EVENT_SELECT} FROM event").fetchall()  # noqa: S608 - closed list
    ]


@settings(max_examples=60, deadline=None)
@given(events=st.lists(_EVENTS, min_size=1, max_size=4))
def test_events_come_back_as_they_were(connection, events):
    """Whichever columns are shared, empty or hostile text, with a place or without."""
    assert kept(connection, events) == events


def test_what_all_share_is_bound_once(connection):
    """Events of one remediation that differ in their id alone bind one list."""
    ref = MailboxRef(server="s", account="ada", folder="Junk", uid=3)
    key = DeliveryKey(network_message_id="m", recipient="ada@example.org")
    events = [
        DeliveryEvent(
            id=str(number),
            key=key,
            at=NOW,
            type=EventType.REMEDIATED,
            source=EventSource.ADMIN,
            mailbox=ref,
        )
        for number in range(3)
    ]
    lists = [name for name, value in insertion(events).values.items() if isinstance(value, list)]
    assert lists == ["event_id"]
    assert kept(connection, events) == events
    (folder,) = connection.execute("SELECT DISTINCT folder_lc FROM event").fetchall()
    assert folder == ("junk",)


def test_text_that_utf8_cannot_hold_is_replaced(connection):
    """A lone surrogate in a hostile folder name or address is kept as a question mark."""
    key = DeliveryKey(network_message_id="m", recipient="\ud800@x")
    ref = MailboxRef(server="s", account="a", folder="J\udfff")
    event = DeliveryEvent(
        id="1", key=key, at=NOW, type=EventType.LOCATED, source=EventSource.SYSTEM, mailbox=ref
    )
    (found,) = kept(connection, [event])
    assert (found.key.recipient, found.mailbox.folder) == ("?@x", "J?")
