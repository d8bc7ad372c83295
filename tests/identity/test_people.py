"""Who has an account."""

from __future__ import annotations

import pytest
from tests.making.house import HERE, PASSWORD, House

from clawback.identity.external import ExternalRefusedError
from clawback.identity.people import LastAdminError, LoginTakenError, OwnRolesError
from clawback.identity.person import Edit, PersonState, Wanted
from clawback.identity.role import Role
from clawback.identity.session import Stage
from clawback.identity.settings import IdentitySettings
from clawback.identity.sign_in import LinkRefusedError
from clawback.identity.step_up import StepUpNeededError
from clawback.model.errors import BadInputError, ConflictError, NotFoundError
from clawback.model.scope import EVERYWHERE, Scope

ADMIN = frozenset({Role.ADMIN})
READER = frozenset({Role.READER})


def _external(
    house, subject="s1", *, email="ann@example.org", roles=READER, proved=False, scope=EVERYWHERE
):
    return house.people.sign_in_external(
        issuer="https://id.example",
        subject=subject,
        name="Ann",
        email=email,
        roles=roles,
        scope=scope,
        proved=proved,
        seen=HERE,
    )


def test_an_account_has_no_password_until_its_owner_sets_one(house):
    """Made by somebody, invited, with a link that is shown once and told nowhere."""
    wanted = Wanted(login="Ann", name="Ann A.", roles=READER, scope=Scope(frozenset({"A.example"})))
    person, link = house.people.create(house.program, wanted)
    assert (person.login, person.state) == ("ann", PersonState.INVITED)
    assert person.scope.domains == {"a.example"}
    assert house.people.find(person.id) == person
    assert link.expires_at - house.clock.moment == IdentitySettings().setup_link_lifetime
    assert link.token not in str(house.told())
    assert house.told("person.create")[0]["details"]["login"] == "ann"


def test_a_login_name_belongs_to_one(house):
    """In any spelling; and renaming keeps the id."""
    ann, eve = house.person("ann", Role.READER), house.person("eve", Role.READER)
    with pytest.raises(LoginTakenError):
        house.people.create(house.program, Wanted(login=" ANN", name="x", roles=READER))
    with pytest.raises(LoginTakenError):
        house.people.edit(house.program, eve.id, Edit(login="Ann"))
    assert house.people.edit(house.program, ann.id, Edit(login="anna")).id == ann.id
    assert house.people.edit(house.program, eve.id, Edit(login="ann")).id == eve.id
    assert house.told("person.edit")[0]["details"]["login_before"] == "ann"


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(login="", name="x", roles=READER),
        Wanted(login="ann", name="", roles=READER),
        Wanted(login="ann", name="x", roles=frozenset()),
        Wanted(login="ann", name="x", roles=READER, scope=Scope(frozenset({""}))),
    ],
)
def test_senseless_accounts_are_not_made(house, wanted):
    """And nothing of them is kept or told."""
    with pytest.raises(BadInputError):
        house.people.create(house.program, wanted)
    assert house.people.every() == []
    assert house.told() == []


def test_the_last_administrator_stays(house):
    """Disabling or demoting them is refused until there is another who can sign in."""
    only = house.person("root", Role.ADMIN)
    invited = Wanted(login="new", name="New", roles=ADMIN)
    house.people.create(house.program, invited)
    with pytest.raises(LastAdminError):
        house.people.disable(house.program, only.id)
    with pytest.raises(LastAdminError):
        house.people.edit(house.program, only.id, Edit(roles=READER))
    second = house.person("two", Role.ADMIN, Role.READER)
    assert house.people.disable(house.program, only.id).state is PersonState.DISABLED
    with pytest.raises(LastAdminError):
        house.people.edit(house.program, second.id, Edit(roles=READER))


def test_nobody_raises_themselves(house):
    """An administrator changes others, with a fresh proof, and not their own power."""
    house.person("root", Role.ADMIN)
    other = house.person("ann", Role.READER)
    secret, session = house.enrolled("root")
    admin = house.actor(session)
    with pytest.raises(OwnRolesError):
        house.people.edit(admin, admin.person, Edit(roles=ADMIN | {Role.CONTENT_READER}))
    with pytest.raises(OwnRolesError):
        house.people.edit(admin, admin.person, Edit(scope=Scope(frozenset({"a.example"}))))
    house.person("two", Role.ADMIN)
    with pytest.raises(OwnRolesError):
        house.people.disable(admin, admin.person)
    assert house.people.edit(admin, admin.person, Edit(name="Root")).name == "Root"
    assert house.people.edit(admin, other.id, Edit(roles=ADMIN)).roles == ADMIN
    house.clock.turn(minutes=6)
    stale = house.actor(house.sign_in.sessions.find(session.token).session)
    for change in (
        lambda: house.people.edit(stale, other.id, Edit(name="x")),
        lambda: house.people.create(stale, Wanted(login="x", name="x", roles=READER)),
        lambda: house.people.disable(stale, other.id),
        lambda: house.people.enable(stale, other.id),
        lambda: house.people.reset_link(stale, other.id),
    ):
        with pytest.raises(StepUpNeededError):
            change()
    assert secret


def test_a_disabled_person_comes_back_as_they_were(house):
    """With their password; an invited one as invited, and with a dead link."""
    house.person("root", Role.ADMIN)
    ann = house.person("ann", Role.READER)
    new, link = house.people.create(house.program, Wanted(login="new", name="N", roles=READER))
    for person in (ann, new):
        gone = house.people.disable(house.program, person.id)
        assert house.people.disable(house.program, person.id) == gone
        assert (gone.disabled_by, gone.disabled_at) == ("Clawback", house.clock.moment)
        with pytest.raises(ConflictError):
            house.people.reset_link(house.program, person.id)
    assert house.people.enable(house.program, ann.id).state is PersonState.ACTIVE
    assert house.people.enable(house.program, new.id).state is PersonState.INVITED
    assert house.begun("ann")
    with pytest.raises(LinkRefusedError):
        house.sign_in.set_up(link.token, PASSWORD, HERE)
    assert len(house.told("person.disable")) == 2


def test_a_new_link_replaces_the_old(house):
    """There is never more than one way to a password."""
    person, first = house.people.create(house.program, Wanted(login="a", name="A", roles=READER))
    second = house.people.reset_link(house.program, person.id)[1]
    with pytest.raises(LinkRefusedError):
        house.sign_in.set_up(first.token, PASSWORD, HERE)
    assert house.sign_in.set_up(second.token, PASSWORD, HERE)


def test_nobody_is_nobody(house):
    """An unknown id is told by name."""
    with pytest.raises(NotFoundError, match="p404"):
        house.people.find("p404")
    with pytest.raises(NotFoundError):
        house.people.edit(house.program, "p404", Edit(name="x"))
    assert house.people.owner("p404") is None


def test_an_edit_that_changes_nothing_is_not_told(house):
    """The trail holds changes."""
    person = house.person("ann", Role.READER)
    house.people.edit(house.program, person.id, Edit(name=person.name, roles=person.roles))
    assert house.told("person.edit") == []


def test_the_list_tells_who_has_a_second_factor(house):
    """So that an administrator sees who still needs one."""
    house.person("ann", Role.READER)
    house.person("bob", Role.READER)
    house.enrolled("bob")
    _external(house, email="cid@example.org")
    listed = {one.person.login: (one.external, one.second_factor) for one in house.people.every()}
    assert listed == {
        "ann": (False, False),
        "bob": (False, True),
        "cid@example.org": (True, False),
    }


def test_a_provider_brings_people(house):
    """Known by issuer and subject; the second time it is the same person, under a new name."""
    first = _external(house)
    again = _external(house, email="changed@example.org")
    assert first.person == again.person
    assert first.token != again.token
    person = house.people.find(first.person)
    assert (person.login, person.state) == ("ann@example.org", PersonState.ACTIVE)
    assert _external(house, "s2").person != first.person


def test_a_provider_never_takes_an_account_over(house):
    """The same e-mail address as a local administrator's makes another person."""
    admin = house.person("ann@example.org", Role.ADMIN)
    session = _external(house)
    assert session.person != admin.id
    assert house.people.find(session.person).roles == READER


def test_roles_follow_the_provider(house):
    """At each sign-in; a change ends the sessions before it, and no role opens nothing."""
    before = _external(house, scope=Scope(frozenset({"a.example"})))
    same = _external(house, scope=Scope(frozenset({"a.example"})))
    assert house.sessions.find(before.token)
    after = _external(house, roles=frozenset({Role.ANALYST}))
    assert house.actor(after).may("remediate.draft")
    assert [one.id for one in house.sessions.of(after.person)] == [after.id]
    assert same.id != after.id
    with pytest.raises(ExternalRefusedError):
        _external(house, roles=frozenset())


def test_the_providers_second_factor_counts_when_it_says_so(house):
    """Otherwise ours is asked for where the role needs one."""
    assert _external(house, roles=ADMIN).stage is Stage.ENROLMENT
    proved = _external(house, roles=ADMIN, proved=True)
    assert proved.stage is Stage.OPEN
    assert house.actor(proved).proved_at == house.clock.moment


def test_a_disabled_person_is_not_brought_back_by_a_provider(house):
    """Nor does one get a password; both refusals are told."""
    person = _external(house).person
    with pytest.raises(ConflictError, match="provider"):
        house.people.reset_link(house.program, person)
    house.people.disable(house.program, person)
    with pytest.raises(ExternalRefusedError):
        _external(house)
    assert house.told("session.sign_in")[-1]["result"] == "denied"
    assert house.people.enable(house.program, person).active


def test_strangers_stay_out_where_the_setting_says_so(house):
    """Without `external_people` only those who have an account come in."""
    closed = House(
        house.database, house.clock, house.hasher, IdentitySettings(external_people=False)
    )
    with pytest.raises(ExternalRefusedError):
        _external(closed)
    known = _external(house).person
    assert _external(closed).person == known
