"""What an account may be called, and what it adds up to."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.identity.person import (
    Edit,
    Person,
    checked_name,
    checked_roles,
    checked_scope,
    folded_login,
)
from clawback.identity.role import Permission, Role
from clawback.model.actor import ActorKind
from clawback.model.errors import BadInputError
from clawback.model.scope import Scope

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def _person(*roles):
    return Person(
        id="p1",
        login="ann",
        name="Ann",
        roles=frozenset(roles),
        created_at=NOW,
        created_by="x",
    )


@given(st.frozensets(st.sampled_from(Role), min_size=1))
def test_several_roles_add_up(roles):
    """A person may do what any of their roles allows, and nothing else."""
    actor = _person(*roles).actor(proved_at=NOW)
    assert actor.kind is ActorKind.PERSON
    assert actor.permissions == {
        permission
        for permission in Permission
        if any(permission in one.permissions for one in roles)
    }


def test_before_the_sign_in_is_complete_nothing_is_allowed():
    """Half a sign-in has no permission and no proof."""
    actor = _person(Role.ADMIN).actor(proved_at=NOW, complete=False)
    assert actor.permissions == frozenset()
    assert actor.proved_at is None


def test_the_role_is_told_in_words():
    """As the audit trail keeps it."""
    actor = _person(Role.RESPONDER, Role.APPROVER).actor(proved_at=None)
    assert actor.role == "approver, responder"
    assert (actor.id, actor.person) == ("person:p1", "p1")


@pytest.mark.parametrize(
    ("typed", "kept"), [(" Ann ", "ann"), ("A.B+c@Example.org", "a.b+c@example.org")]
)
def test_login_names_are_folded(typed, kept):
    """Capitals and blanks around it do not make another person."""
    assert folded_login(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", " ", "-ann", "a n", "änn", "a" * 101, "ann\n\u202e", "\uff41nn"]
)
def test_what_is_no_login_name(typed):
    """Nothing that looks like another name, or steers a terminal."""
    with pytest.raises(BadInputError):
        folded_login(typed)


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\x1b[2J", "a\u202eb"])
def test_what_is_no_name(name):
    """A name can be printed."""
    with pytest.raises(BadInputError):
        checked_name(name)


def test_a_person_has_a_role():
    """Nobody has none."""
    with pytest.raises(BadInputError):
        checked_roles(frozenset())


def test_a_scope_is_folded_and_checked():
    """Domains in lower case; an empty one would mean everywhere by mistake."""
    scope = checked_scope(Scope(frozenset({"Example.ORG."}), frozenset({" VIP "})))
    assert scope == Scope(frozenset({"example.org"}), frozenset({"VIP"}))
    for wrong in (Scope(frozenset({""})), Scope(frozenset({"a b"})), Scope(tags=frozenset({" "}))):
        with pytest.raises(BadInputError):
            checked_scope(wrong)


def test_an_edit_changes_what_it_names():
    """What is left out stays, and the id always."""
    person = _person(Role.READER)
    after = Edit(login="Eve", roles=frozenset({Role.ANALYST})).applied(person)
    assert (after.id, after.login, after.name) == ("p1", "eve", "Ann")
    assert after.roles == {Role.ANALYST}
    assert Edit().applied(person) == person
