"""Sessions: how long they live, and how they end."""

from __future__ import annotations

import pytest
from tests.making.house import HERE, PASSWORD

from clawback.identity.person import Edit
from clawback.identity.role import Role
from clawback.identity.session import Seen
from clawback.identity.sessions import SessionRefusedError
from clawback.model.errors import NotFoundError


def _dead(house, session):
    with pytest.raises(SessionRefusedError):
        house.sessions.find(session.token)


def test_a_session_ends_when_nobody_uses_it(house):
    """After thirty minutes; use keeps it."""
    house.person("ann", Role.READER)
    session = house.begun("ann")
    for _ in range(3):
        house.clock.turn(minutes=29)
        house.sessions.find(session.token)
    house.clock.turn(minutes=30)
    _dead(house, session)


def test_a_session_ends_after_twelve_hours_of_use(house):
    """However busy somebody is."""
    house.person("ann", Role.READER)
    session = house.begun("ann")
    for _ in range(47):
        house.clock.turn(minutes=15)
        house.sessions.find(session.token)
    house.clock.turn(minutes=15)
    _dead(house, session)


def test_half_a_sign_in_lasts_ten_minutes(house):
    """Long enough to find the device, and no longer."""
    house.person("ann", Role.ADMIN)
    session = house.begun("ann")
    house.clock.turn(minutes=10)
    _dead(house, session)


def test_only_a_digest_is_kept(house):
    """Whoever reads the database cannot take a session over."""
    house.person("ann", Role.READER)
    session = house.begun("ann")
    kept = house.sessions.find(session.token).session
    assert kept.token == ""
    assert session.token not in repr(session)
    assert session.token not in kept.digest


@pytest.mark.parametrize("change", ["roles", "disable", "reset", "revoke"])
def test_what_changes_a_person_ends_their_sessions(house, change):
    """At once, on every device."""
    house.person("root", Role.ADMIN)
    person = house.person("ann", Role.READER)
    every = [house.begun("ann") for _ in range(3)]
    if change == "roles":
        house.people.edit(house.program, person.id, Edit(roles=frozenset({Role.ANALYST})))
    if change == "disable":
        house.people.disable(house.program, person.id)
    if change == "reset":
        house.people.reset_link(house.program, person.id)
    if change == "revoke":
        assert house.sessions.end_all(house.program, person.id) == 4
    for session in every:
        _dead(house, session)
    assert house.sessions.of(person.id) == []


def test_another_name_ends_nothing(house):
    """A new login name or display name is the same person."""
    person = house.person("ann", Role.READER)
    session = house.begun("ann")
    house.people.edit(house.program, person.id, Edit(login="anna", name="Anna"))
    visit = house.sessions.find(session.token)
    assert (visit.person.id, visit.person.login) == (person.id, "anna")


def test_sessions_are_listed_and_ended_one_by_one(house):
    """Newest first, with where they are from; nobody ends another's that way."""
    person, other = house.person("ann", Role.READER), house.person("eve", Role.READER)
    house.sessions.end_all(house.program, person.id)
    house.clock.turn(minutes=1)
    agent = "Mozilla\x1b[2J" + "x" * 500
    first = house.sign_in.with_password("ann", PASSWORD, Seen(address="192.0.2.9", agent=agent))
    house.clock.turn(minutes=1)
    second = house.begun("ann")
    listed = house.sessions.of(person.id)
    assert [one.id for one in listed] == [second.id, first.id]
    assert listed[1].network == "192.0.2.0/24"
    assert len(listed[1].agent) == 200
    assert listed[1].agent.isprintable()
    with pytest.raises(NotFoundError):
        house.sessions.end(other.actor(proved_at=None), other.id, first.id)
    house.sessions.end(person.actor(proved_at=None), person.id, first.id)
    _dead(house, first)
    assert house.sessions.find(second.token)
    assert house.told("session.sign_out")[-1]["details"] == {"session": first.id}


def test_sessions_that_ran_out_are_swept(house):
    """The table does not grow for ever."""
    person = house.person("ann", Role.READER)
    house.clock.turn(hours=13)
    house.begun("ann")
    with house.database.read() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM session").scalar_one()
    assert found == 1
    assert len(house.sessions.of(person.id)) == 1


@pytest.mark.parametrize("text", ["", "x", "a" * 43, "é" * 43, "a" * 5000, "../../etc", "null"])
def test_what_is_no_session_opens_nothing(house, text):
    """Anything else is refused in the same words."""
    with pytest.raises(SessionRefusedError) as raised:
        house.sessions.find(text)
    assert str(raised.value) == SessionRefusedError.__doc__
    assert HERE.address
