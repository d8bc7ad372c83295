"""The ways in, step by step."""

from __future__ import annotations

import pytest
from tests.making.authenticator import Authenticator
from tests.making.house import HERE, PASSWORD, CountingHasher, House

from clawback.identity.factor import Purpose
from clawback.identity.guesses import TooManyGuessesError
from clawback.identity.password import Cost, WeakPasswordError
from clawback.identity.person import Wanted
from clawback.identity.role import Role
from clawback.identity.session import Stage
from clawback.identity.sessions import SessionRefusedError
from clawback.identity.sign_in import LinkRefusedError, SignInRefusedError, WrongStepError
from clawback.identity.site import Site
from clawback.identity.step_up import StepUpNeededError, require_fresh_proof

SITE = Site("http://localhost:8025", "localhost", secure=False)


def _passkey(house, session):
    device = Authenticator()
    options = house.account.passkey_options(session.id, SITE)
    return device, house.account.add_passkey(session.id, device.create(options), "key", SITE)


def _step_up(house, session, device):
    options = house.sign_in.passkey_options(session.id, SITE, Purpose.STEP_UP)
    return house.sign_in.step_up_with_passkey(session.id, device.get(options), SITE, HERE)


def test_a_reader_signs_in_with_a_password(house):
    """Where no second factor is needed and none is there, the password is enough."""
    person = house.person("ann", Role.READER)
    session = house.sign_in.with_password(" ANN ", PASSWORD, HERE)
    assert session.stage is Stage.OPEN
    assert house.actor(session).person == person.id
    assert house.actor(session).proved_at is None
    told = house.told("session.sign_in")[-1]
    assert (told["result"], told["person"]) == ("done", person.id)
    assert told["details"]["network"] == "192.0.2.0/24"


@pytest.mark.parametrize("role", [Role.RESPONDER, Role.APPROVER, Role.ADMIN])
def test_who_can_act_must_set_a_second_factor_up(house, role):
    """Without one the session opens nothing but that."""
    house.person("ann", role)
    session = house.begun("ann")
    assert session.stage is Stage.ENROLMENT
    assert house.actor(session).permissions == frozenset()
    _, after = house.enrolled("ann")
    assert house.actor(after).permissions


def test_a_second_factor_is_asked_for_once_there_is_one(house):
    """Also where it is not required; the password alone opens nothing then."""
    house.person("ann", Role.READER)
    secret, _ = house.enrolled("ann")
    session = house.begun("ann")
    assert session.stage is Stage.SECOND_FACTOR
    assert house.actor(session).permissions == frozenset()
    whole = house.sign_in.with_code(session.id, house.code(secret), HERE)
    assert house.actor(whole).proved_at == house.clock.moment
    assert house.actor(whole).may("deliveries.read")


def _refusals(house):
    """Every way to get a name or a password wrong, with the account it is about."""
    house.person("ann", Role.READER)
    house.person("root", Role.ADMIN)
    gone = house.person("gone", Role.READER)
    house.people.disable(house.program, gone.id)
    wanted = Wanted(login="new", name="New", roles=frozenset({Role.READER}))
    house.people.create(house.program, wanted)
    return [
        ("ann", "wrong password 1"),
        ("ann", ""),
        ("ann", "x" * 5000),
        ("nobody", PASSWORD),
        ("", ""),
        ("ann\x00", PASSWORD),
        ("' OR 1=1 --", PASSWORD),
        ("gone", PASSWORD),
        ("gone", "wrong password 1"),
        ("new", PASSWORD),
        ("new", ""),
    ]


def test_every_refusal_is_the_same_and_takes_the_same_work(house):
    """Unknown, disabled, invited and wrong: one computation, one answer, one entry in the trail."""
    answers = set()
    for number, (login, password) in enumerate(_refusals(house)):
        house.hasher.verified = house.hasher.hashed = 0
        before = len(house.told())
        seen = type(HERE)(address=f"10.0.{number}.1")
        with pytest.raises(SignInRefusedError) as raised:
            house.sign_in.with_password(login, password, seen)
        answers.add((str(raised.value), raised.value.code))
        assert (house.hasher.verified, house.hasher.hashed) == (1, 0), (login, password)
        entries = house.told()[before:]
        assert [(row["action"], row["result"]) for row in entries] == [
            ("session.sign_in", "denied")
        ]
    assert len(answers) == 1


def test_the_trail_never_holds_what_was_typed(house):
    """People type passwords into the wrong field."""
    with pytest.raises(SignInRefusedError):
        house.sign_in.with_password("my secret passphrase", PASSWORD, HERE)
    said = str(house.told())
    assert "passphrase" not in said
    assert PASSWORD not in said


def test_guessing_is_slowed_and_told_once(house):
    """After five failures even the right password waits, and the trail says so once."""
    house.person("ann", Role.READER)
    for _ in range(5):
        with pytest.raises(SignInRefusedError):
            house.sign_in.with_password("ann", "wrong password 1", HERE)
    for _ in range(3):
        with pytest.raises(TooManyGuessesError):
            house.sign_in.with_password("ann", PASSWORD, HERE)
    assert len(house.told("session.slow")) == 1
    house.clock.turn(seconds=1)
    assert house.begun("ann").stage is Stage.OPEN


def test_a_code_works_once(house):
    """Whoever saw it over a shoulder is too late, in the same step and the next."""
    house.person("ann", Role.ADMIN)
    secret, _ = house.enrolled("ann")
    code = house.code(secret)
    house.sign_in.with_code(house.begun("ann").id, code, HERE)
    for _ in range(2):
        with pytest.raises(SignInRefusedError):
            house.sign_in.with_code(house.begun("ann").id, code, HERE)
        house.clock.turn(seconds=30)


def test_a_recovery_code_works_once(house):
    """Ten of them stand in for a lost device, and each is used up."""
    house.person("ann", Role.ADMIN)
    session = house.begun("ann")
    secret = house.account.begin_totp(session.id).secret
    codes = house.account.confirm_totp(session.id, house.code(secret), HERE).recovery_codes
    assert len(set(codes)) == 10
    whole = house.sign_in.with_code(house.begun("ann").id, codes[3].upper(), HERE)
    assert whole.stage is Stage.OPEN
    with pytest.raises(SignInRefusedError):
        house.sign_in.with_code(house.begun("ann").id, codes[3], HERE)
    assert house.account.standing(whole.person).recovery_left == 9


def test_second_steps_are_guessed_slowly_too(house):
    """Six digits are few: wrong codes count for the account, whatever the password."""
    house.person("ann", Role.ADMIN)
    house.enrolled("ann")
    with pytest.raises(TooManyGuessesError):  # noqa: PT012 - how many it takes is the point
        for _ in range(10):
            session = house.begun("ann")
            with pytest.raises(SignInRefusedError):
                house.sign_in.with_code(session.id, "000000", HERE)
    assert [row["details"]["step"] for row in house.told() if row["result"] == "denied"][-1] in {
        "password",
        "second_factor",
    }


def test_a_second_step_needs_a_first(house):
    """Neither a complete nor an ended session can be completed."""
    house.person("ann", Role.READER)
    session = house.begun("ann")
    with pytest.raises(WrongStepError):
        house.sign_in.with_code(session.id, "000000", HERE)
    with pytest.raises(SessionRefusedError):
        house.sign_in.with_code("nosuchsession", "000000", HERE)


def test_every_step_renews_the_token(house):
    """A token somebody planted before the sign-in, or saw before a step, opens nothing after it."""
    house.person("ann", Role.ADMIN)
    secret, enrolled = house.enrolled("ann")
    half = house.begun("ann")
    whole = house.sign_in.with_code(half.id, house.code(secret), HERE)
    house.clock.turn(seconds=30)
    proved = house.sign_in.step_up_with_code(whole.id, house.code(secret), HERE)
    assert len({enrolled.token, half.token, whole.token, proved.token}) == 4
    assert house.sessions.find(proved.token).session.stage is Stage.OPEN
    for dead in (half.token, whole.token):
        with pytest.raises(SessionRefusedError):
            house.sessions.find(dead)


def test_a_proof_grows_old(house):
    """Five minutes after the second factor it has to be shown again."""
    house.person("ann", Role.APPROVER)
    secret, session = house.enrolled("ann")
    require_fresh_proof(house.actor(session), house.clock.moment)
    house.clock.turn(minutes=5)
    with pytest.raises(StepUpNeededError):
        require_fresh_proof(house.actor(session), house.clock.moment)
    session = house.sign_in.step_up_with_code(session.id, house.code(secret), HERE)
    require_fresh_proof(house.actor(session), house.clock.moment)
    assert house.told("session.step_up")[-1]["result"] == "done"


def test_a_recovery_code_is_no_step_up(house):
    """It lets a person in, and approves nothing."""
    house.person("ann", Role.ADMIN)
    session = house.begun("ann")
    secret = house.account.begin_totp(session.id).secret
    changed = house.account.confirm_totp(session.id, house.code(secret), HERE)
    with pytest.raises(SignInRefusedError):
        house.sign_in.step_up_with_code(changed.session.id, changed.recovery_codes[0], HERE)
    assert house.told("session.step_up")[-1]["result"] == "denied"


def test_a_passkey_is_enough(house):
    """The device has checked its user: no name, no password, and a fresh proof."""
    house.person("ann", Role.ADMIN)
    device, _ = _passkey(house, house.begun("ann"))
    options = house.sign_in.passkey_options("", SITE, Purpose.SIGN_IN)
    session = house.sign_in.with_passkey(device.get(options), SITE, HERE)
    assert session.stage is Stage.OPEN
    assert house.actor(session).proved_at == house.clock.moment


def test_a_passkey_is_a_second_factor_and_a_step_up(house):
    """After a password, and later again."""
    house.person("ann", Role.ADMIN)
    device, _ = _passkey(house, house.begun("ann"))
    half = house.begun("ann")
    options = house.sign_in.passkey_options(half.id, SITE, Purpose.SIGN_IN)
    assert [one["id"] for one in options["allowCredentials"]]
    whole = house.sign_in.second_passkey(half.id, device.get(options), SITE, HERE)
    house.clock.turn(minutes=6)
    session = _step_up(house, whole, device)
    require_fresh_proof(house.actor(session), house.clock.moment)


def test_somebody_elses_passkey_is_no_second_factor(house):
    """A passkey proves its owner, and nobody else."""
    house.person("ann", Role.ADMIN)
    house.person("eve", Role.ADMIN)
    _passkey(house, house.begun("ann"))
    device, _ = _passkey(house, house.begun("eve"))
    half = house.begun("ann")
    options = house.sign_in.passkey_options(half.id, SITE, Purpose.SIGN_IN)
    with pytest.raises(SignInRefusedError):
        house.sign_in.second_passkey(half.id, device.get(options), SITE, HERE)


def test_a_passkey_answer_works_once_and_for_its_purpose(house):
    """A recorded answer, one for another purpose, another session or an old question is refused."""
    house.person("ann", Role.ADMIN)
    device, changed = _passkey(house, house.begun("ann"))
    session = changed.session
    used = device.get(house.sign_in.passkey_options("", SITE, Purpose.SIGN_IN))
    house.sign_in.with_passkey(used, SITE, HERE)
    other = device.get(house.sign_in.passkey_options(session.id, SITE, Purpose.STEP_UP))
    late = device.get(house.sign_in.passkey_options("", SITE, Purpose.SIGN_IN))
    house.clock.turn(minutes=5)
    for answer in (used, other, late, {}, {"id": 3, "response": []}):
        with pytest.raises(SignInRefusedError):
            house.sign_in.with_passkey(answer, SITE, HERE)


def test_a_disabled_person_has_no_passkey(house):
    """The device still signs; the house does not open."""
    house.person("root", Role.ADMIN)
    person = house.person("ann", Role.READER)
    device, _ = _passkey(house, house.begun("ann"))
    house.people.disable(house.program, person.id)
    options = house.sign_in.passkey_options("", SITE, Purpose.SIGN_IN)
    with pytest.raises(SignInRefusedError):
        house.sign_in.with_passkey(device.get(options), SITE, HERE)


def test_a_setup_link_works_once_and_for_two_days(house):
    """It sets a password and signs in; afterwards it is nothing."""
    wanted = Wanted(login="ann", name="Ann", roles=frozenset({Role.READER}))
    person, link = house.people.create(house.program, wanted)
    with pytest.raises(WeakPasswordError):
        house.sign_in.set_up(link.token, "short", HERE)
    assert house.sign_in.set_up(link.token, PASSWORD, HERE).stage is Stage.OPEN
    assert house.people.find(person.id).active
    late = house.people.reset_link(house.program, person.id)[1]
    house.clock.turn(hours=48)
    for token in (link.token, late.token, "x" * 43, "", "' --"):
        with pytest.raises(LinkRefusedError):
            house.sign_in.set_up(token, PASSWORD, HERE)


def test_a_setup_link_alone_does_not_pass_a_second_factor(house):
    """Somebody who found a reset link still has no device."""
    person = house.person("ann", Role.ADMIN)
    house.enrolled("ann")
    link = house.people.reset_link(house.program, person.id)[1]
    assert house.sign_in.set_up(link.token, PASSWORD, HERE).stage is Stage.SECOND_FACTOR
    lost = house.people.reset_link(house.program, person.id, forget_factors=True)[1]
    assert house.sign_in.set_up(lost.token, PASSWORD, HERE).stage is Stage.ENROLMENT


def test_a_password_is_kept_anew_when_the_cost_changes(house):
    """At the next sign-in, without anybody noticing."""
    house.person("ann", Role.READER)
    dearer = CountingHasher(Cost(memory=16, passes=2, lanes=1))
    later = House(house.database, house.clock, dearer)
    for hashed in (0, 0):
        later.begun("ann")
        assert dearer.hashed == hashed
    with later.database.read() as connection:
        assert later.people.every()[0].person.active
        del connection
