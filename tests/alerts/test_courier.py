"""What waits is sent once, whatever the receiver does."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from tests.alerts.conftest import ADMIN, make_office
from tests.servers.alerting import desk_on
from tests.servers.receiver import Receiver

from clawback.alerts.channels.channel import TAKEN, Answer, away, refused
from clawback.alerts.channels.http import HttpChannel, Signed
from clawback.alerts.outbox import ChannelMissingError
from clawback.alerts.records import notices
from clawback.model.actor import SYSTEM

SECRET = "a secret of the two"


@pytest.fixture
def hooked(tmp_path, monkeypatch):
    """An office whose channel is a webhook to a real server."""
    monkeypatch.setattr("clawback.alerts.policies.BUILT_IN", ())
    office = make_office(tmp_path)
    with Receiver.open() as receiver:
        office.channel = HttpChannel(name="post", url=receiver.url, writes=Signed(secret=SECRET))
        office.again()
        yield office, receiver


def keys(receiver):
    return [one.headers["idempotency-key"] for one in receiver.posted]


def test_a_receiver_that_is_down_for_an_hour_misses_nothing(hooked):
    """Alerts of an hour in which nobody took them arrive afterwards, each once and in order."""
    office, receiver = hooked
    office.keep()
    receiver.status = 503
    for number in range(60):
        office.comes(number)
        for _ in range(6):
            office.clock.turn(seconds=10)
            office.send()
    assert receiver.posted == []
    receiver.status = 204
    for _ in range(40):
        office.clock.turn(seconds=10)
        office.send()
    assert keys(receiver) == [f"{one.id}:post" for one in reversed(office.alerts())]
    assert len(set(keys(receiver))) == 60


def test_a_restart_sends_what_waited_and_nothing_again(hooked):
    """What was sent before the end stays sent; what waited is sent by the next process."""
    office, receiver = hooked
    office.keep()
    office.comes(1)
    office.send()
    receiver.status = 503
    office.clock.turn(minutes=2)
    office.comes(2)
    office.send()
    office.again()
    receiver.status = 204
    office.clock.turn(minutes=2)
    office.send()
    office.send()
    assert len(keys(receiver)) == len(set(keys(receiver))) == 2


def test_an_end_between_sending_and_writing_down_repeats_the_key(hooked, monkeypatch):
    """A crash after the receiver took it sends the same bytes under the same key once more."""
    office, receiver = hooked
    office.keep()
    office.comes(1)
    with monkeypatch.context() as crash:
        crash.setattr("clawback.alerts.records.notices.change", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            office.send()
    office.comes(2)
    office.again()
    office.send()
    first, second = receiver.posted
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    assert first.body == second.body


def test_what_is_refused_for_good_is_not_tried_again(office):
    """A receiver that says no for good is asked once; the alert says why."""
    office.keep()
    office.channel.says = refused("It is of no use.")
    office.comes(1)
    office.send()
    office.channel.says = TAKEN
    office.clock.turn(hours=1)
    office.send()
    (notice,) = office.desk.alerts.get(SYSTEM, office.alerts()[0].id).notices
    assert (notice.state, notice.tries, notice.trouble) == ("refused", 1, "It is of no use.")
    assert office.channel.messages == []


def test_after_three_days_it_is_given_up(office):
    """A receiver that is away for three days misses what is older, and gets what is new."""
    office.keep()
    office.channel.says = away("It is away.")
    office.comes(1)
    office.send()
    office.clock.turn(days=3, minutes=1)
    office.send()
    office.channel.says = TAKEN
    office.comes(2)
    office.send()
    states = [office.desk.alerts.get(SYSTEM, one.id).notices[0].state for one in office.alerts()]
    assert states == ["sent", "given_up"]


def test_a_channel_that_is_behind_is_told(office):
    """After ten minutes the server says which channel takes nothing, and why."""
    office.keep()
    office.channel.says = away("It is away.")
    office.comes(1)
    office.send()
    assert office.desk.outbox.trouble() is None
    office.clock.turn(minutes=11)
    assert office.desk.outbox.trouble() == "The alert channel post is behind by 1. It is away."
    (standing,) = office.desk.outbox.channels()
    assert (standing.waiting, standing.trouble) == (1, "It is away.")


def test_a_channel_can_be_tried(office):
    """A test reaches the channel at once; one that does not exist is a sentence."""
    assert office.desk.outbox.try_out(ADMIN, "post").answer is Answer.TAKEN
    assert office.channel.messages[0].alert.policy == "channel-test"
    with pytest.raises(ChannelMissingError):
        office.desk.outbox.try_out(ADMIN, "nowhere")


def test_a_channel_that_is_gone_from_the_settings_is_told(office):
    """A policy whose channel the settings name no more says so and opens its alerts."""
    policy = office.keep()
    office.desk = desk_on(office.memory, office.database, office.clock, office.lists)
    assert "no channel 'post'" in office.desk.policies.get(policy.id).trouble
    office.comes(1)
    assert office.desk.alerts.get(SYSTEM, office.alerts()[0].id).notices == []


def test_one_of_two_servers_sends(office):
    """On a shared database a notice is taken by the quicker one; the other leaves it alone."""
    office.keep()
    office.comes(1)
    now = office.clock.now()
    with office.database.write() as connection:
        (one,) = notices.due(connection, "post", now, limit=9)
        until = now + timedelta(minutes=1)
        assert notices.claim(connection, one, until)
        assert not notices.claim(connection, one, until)
        assert notices.due(connection, "post", now, limit=9) == []


def test_the_link_leads_to_the_alert(hooked):
    """What is sent has the address of its page, and the alert as it was opened."""
    office, receiver = hooked
    office.keep()
    office.comes(1)
    office.comes(2)
    office.send()
    told = json.loads(receiver.posted[0].body)["alert"]
    assert told["link"] == f"https://mail.example/alerts/{told['id']}"
    assert (told["hits"], told["filter"]) == (1, f"alert_id:{told['id']}")
