"""What becomes of an export, decided without any part."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from clawback.exports.export import MOST_ATTEMPTS, Export, State, owner_of, seconds_left
from clawback.exports.wish import Wish
from clawback.model.actor import Actor

NOW = datetime(2026, 11, 23, tzinfo=UTC)
WEEK = timedelta(days=7)
ASKED = Export(
    id="E-1", owner="ada", owner_name="Ada", wish=Wish(), sentence="All.", created_at=NOW
)


def test_a_stopped_server_begins_it_anew_but_not_for_ever():
    """What was under way waits again; after some times it has failed, and says why."""
    export = ASKED
    for attempt in range(1, MOST_ATTEMPTS + 1):
        export = export.begun(NOW, 5)
        assert (export.state, export.attempts) == (State.RUNNING, attempt)
        export = export.interrupted(NOW, WEEK)
    assert export.state is State.FAILED
    assert "stopped 3 times" in export.reason
    assert ASKED.begun(NOW, 5).interrupted(NOW, WEEK).state is State.WAITING


def test_what_is_over_has_an_end():
    """It is forgotten when it was kept long enough."""
    ended = ASKED.ended(State.DONE, NOW, WEEK)
    assert ended.state.over
    assert ended.expires_at == NOW + WEEK
    assert not ASKED.state.over


def test_a_persons_exports_are_theirs_with_whatever_token():
    """Programs own theirs by themselves."""
    token = Actor(id="token:7", name="t", role="reader", person="ada")
    assert owner_of(token) == "ada"
    assert owner_of(replace(token, person="")) == "token:7"


def test_time_left_is_told_once_it_can_be():
    """By the rate so far."""
    assert seconds_left(100, 25, 5.0) == 15.0
    assert seconds_left(100, 0, 5.0) is None
    assert seconds_left(None, 5, 5.0) is None
    assert seconds_left(10, 12, 5.0) == 0
