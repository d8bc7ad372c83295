"""What people change about their own account."""

from __future__ import annotations

import pytest
from tests.making.authenticator import Authenticator
from tests.making.house import HERE, PASSWORD

from clawback.identity.account import LastFactorError, WrongCodeError, WrongPasswordError
from clawback.identity.guesses import TooManyGuessesError
from clawback.identity.passkeys import PasskeyNotTakenError
from clawback.identity.password import WeakPasswordError
from clawback.identity.role import Role
from clawback.identity.session import Stage
from clawback.identity.sessions import SessionRefusedError
from clawback.identity.sign_in import SignInRefusedError
from clawback.identity.site import Site
from clawback.identity.step_up import SignInNeededError, StepUpNeededError
from clawback.model.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError

SITE = Site("http://localhost:8025", "localhost", secure=False)
OTHER = "another good password"


def _add(house, session, name="key", device=None):
    device = device or Authenticator()
    options = house.account.passkey_options(session.id, SITE)
    return house.account.add_passkey(session.id, device.create(options), name, SITE)


def test_another_password_ends_every_session_but_this(house):
    """And this one goes on under a new token."""
    house.person("ann", Role.READER)
    mine, elsewhere = house.begun("ann"), house.begun("ann")
    after = house.account.change_password(mine.id, PASSWORD, OTHER, HERE).session
    for dead in (mine, elsewhere):
        with pytest.raises(SessionRefusedError):
            house.sessions.find(dead.token)
    assert house.sessions.find(after.token).person.login == "ann"
    with pytest.raises(SignInRefusedError):
        house.begun("ann")
    assert house.sign_in.with_password("ann", OTHER, HERE)
    assert house.told("password.change")


def test_the_present_password_is_needed(house):
    """And guessing it is slowed down as at the door."""
    house.person("ann", Role.READER)
    session = house.begun("ann")
    with pytest.raises(WeakPasswordError):
        house.account.change_password(session.id, PASSWORD, "short", HERE)
    for _ in range(5):
        with pytest.raises(WrongPasswordError):
            house.account.change_password(session.id, "wrong password 1", OTHER, HERE)
    with pytest.raises(TooManyGuessesError):
        house.account.change_password(session.id, PASSWORD, OTHER, HERE)


def test_an_old_session_changes_nothing(house):
    """With a second factor it takes a fresh proof; without one, a fresh sign-in."""
    house.person("ann", Role.READER)
    house.person("root", Role.ADMIN)
    plain, (_, proved) = house.begun("ann"), house.enrolled("root")
    house.clock.turn(minutes=6)
    for session in (plain, proved):
        for change in (
            lambda one: house.account.change_password(one, PASSWORD, OTHER, HERE),
            house.account.begin_totp,
            lambda one: house.account.passkey_options(one, SITE),
            house.account.drop_totp,
            house.account.new_recovery_codes,
        ):
            with pytest.raises(StepUpNeededError) as refused:
                change(session.id)
            assert isinstance(refused.value, SignInNeededError) is (session is plain)


def test_an_app_counts_after_it_was_confirmed(house):
    """A secret that nobody could read in is not in the way."""
    person = house.person("ann", Role.READER)
    session = house.begun("ann")
    made = house.account.begin_totp(session.id)
    assert made.secret in made.address
    assert made.secret not in repr(made)
    assert house.begun("ann").stage is Stage.OPEN
    with pytest.raises(WrongCodeError):
        house.account.confirm_totp(session.id, "000000", HERE)
    changed = house.account.confirm_totp(session.id, house.code(made.secret), HERE)
    assert len(changed.recovery_codes) == 10
    assert house.account.standing(person.id).totp
    with pytest.raises(ConflictError):
        house.account.begin_totp(changed.session.id)


def test_a_secret_is_not_kept_as_it_is(house):
    """Whoever reads the database has no second factor."""
    house.person("ann", Role.READER)
    secret = house.account.begin_totp(house.begun("ann").id).secret
    with house.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM person_totp").all()
    assert secret not in str(rows)


def test_half_a_sign_in_changes_nothing(house):
    """Somebody with the password and without the device cannot add a device of their own."""
    house.person("ann", Role.ADMIN)
    house.enrolled("ann")
    session = house.begun("ann")
    assert session.stage is Stage.SECOND_FACTOR
    for change in (house.account.begin_totp, house.account.new_recovery_codes):
        with pytest.raises(ForbiddenError):
            change(session.id)
    with pytest.raises(ForbiddenError):
        house.account.passkey_options(session.id, SITE)


def test_two_enrolments_at_once_end_with_one(house):
    """The second browser of somebody who is setting up has to sign in with what the first set."""
    house.person("ann", Role.ADMIN)
    first, second = house.begun("ann"), house.begun("ann")
    secret = house.account.begin_totp(first.id).secret
    house.account.confirm_totp(first.id, house.code(secret), HERE)
    with pytest.raises(SessionRefusedError):
        house.account.begin_totp(second.id)


def test_several_passkeys_with_names(house):
    """Kept, renamed, removed; the last one stays where the role needs it."""
    person = house.person("ann", Role.ADMIN)
    changed = _add(house, house.begun("ann"), "laptop")
    assert len(changed.recovery_codes) == 10
    house.clock.turn(seconds=1)
    changed = _add(house, changed.session, "phone")
    assert changed.recovery_codes == ()
    laptop, phone = house.account.standing(person.id).passkeys
    assert (laptop.name, phone.name) == ("laptop", "phone")
    house.account.rename_passkey(changed.session.id, phone.id, "tablet")
    after = house.account.drop_passkey(changed.session.id, laptop.id).session
    assert [one.name for one in house.account.standing(person.id).passkeys] == ["tablet"]
    with pytest.raises(LastFactorError):
        house.account.drop_passkey(after.id, phone.id)
    with pytest.raises(NotFoundError):
        house.account.drop_passkey(after.id, laptop.id)
    with pytest.raises(BadInputError):
        house.account.rename_passkey(after.id, phone.id, " ")
    assert house.account.standing(person.id).any


def test_who_needs_no_second_factor_may_drop_it(house):
    """And the recovery codes go with the last one."""
    person = house.person("ann", Role.READER)
    _, session = house.enrolled("ann")
    house.account.drop_totp(session.id)
    standing = house.account.standing(person.id)
    assert (standing.any, standing.recovery_left) == (False, 0)
    assert house.begun("ann").stage is Stage.OPEN


def test_a_passkey_is_taken_once(house):
    """Neither for two people nor twice; and only as an answer to our question, from our pages."""
    house.person("ann", Role.READER)
    house.person("eve", Role.READER)
    device = Authenticator()
    changed = _add(house, house.begun("ann"), device=device)
    with pytest.raises(PasskeyNotTakenError):
        _add(house, changed.session, device=device)
    session = house.begun("eve")
    with pytest.raises(PasskeyNotTakenError):
        _add(house, session, device=device)
    for wrong in (
        Authenticator(origin="https://evil.example"),
        Authenticator(rp_id="evil.example"),
        Authenticator(verifies=False),
    ):
        with pytest.raises(PasskeyNotTakenError):
            _add(house, session, device=wrong)
    stolen = Authenticator().create(house.account.passkey_options(changed.session.id, SITE))
    with pytest.raises(PasskeyNotTakenError):
        house.account.add_passkey(session.id, stolen, "x", SITE)


def test_new_recovery_codes_replace_the_old(house):
    """Those on the lost sheet of paper open nothing."""
    person = house.person("ann", Role.ADMIN)
    session = house.begun("ann")
    secret = house.account.begin_totp(session.id).secret
    before = house.account.confirm_totp(session.id, house.code(secret), HERE)
    after = house.account.new_recovery_codes(before.session.id)
    assert not set(before.recovery_codes) & set(after.recovery_codes)
    with pytest.raises(SignInRefusedError):
        house.sign_in.with_code(house.begun("ann").id, before.recovery_codes[0], HERE)
    assert house.sign_in.with_code(house.begun("ann").id, after.recovery_codes[0], HERE)
    assert house.account.standing(person.id).recovery_left == 9


def test_codes_without_a_second_factor_make_no_sense(house):
    """The conflict says what to do first."""
    house.person("ann", Role.READER)
    with pytest.raises(ConflictError, match="second factor"):
        house.account.new_recovery_codes(house.begun("ann").id)
