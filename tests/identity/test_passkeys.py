"""What a passkey's answer must hold."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.making.authenticator import Authenticator, decoded, encoded

from clawback.identity.factor import Passkey
from clawback.identity.passkeys import (
    NamelessSiteError,
    PasskeyNotTakenError,
    PasskeyRefusedError,
    challenge_in,
    registered,
    sign_in_options,
    signed,
)
from clawback.identity.site import Site

SITE = Site("http://localhost:8025", "localhost", secure=False)
CHALLENGE = b"c" * 32
OPTIONS = {"challenge": encoded(CHALLENGE)}


def _kept(device):
    made = registered(device.create(OPTIONS), site=SITE, challenge=CHALLENGE)
    return Passkey(
        id=made.id,
        person="p1",
        name="key",
        public_key=made.public_key,
        sign_count=made.sign_count,
        created_at=datetime(2026, 11, 23, tzinfo=UTC),
    )


def test_a_device_signs_in():
    """What it made is what verifies what it signs, and the counter goes on."""
    device = Authenticator()
    passkey = _kept(device)
    assert signed(device.get(OPTIONS), site=SITE, challenge=CHALLENGE, passkey=passkey) == 1


def test_the_user_must_be_checked():
    """The question says so, with the site's name and our challenge."""
    options = sign_in_options(SITE, [_kept(Authenticator())], CHALLENGE)
    assert options["userVerification"] == "required"
    assert options["rpId"] == "localhost"
    assert decoded(options["challenge"]) == CHALLENGE


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_an_address_has_no_passkeys(address):
    """No browser would make one there, so people are sent to the site's name."""
    with pytest.raises(NamelessSiteError, match="localhost"):
        sign_in_options(Site(f"http://{address}", address, secure=False), [], CHALLENGE)


def _flip(text):
    raw = bytearray(decoded(text))
    raw[len(raw) // 2] ^= 1
    return encoded(bytes(raw))


def _refused(answer, passkey, challenge=CHALLENGE):
    with pytest.raises(PasskeyRefusedError):
        signed(answer, site=SITE, challenge=challenge, passkey=passkey)


@pytest.mark.parametrize(
    ("trait", "value"),
    [
        ("origin", "http://localhost:8026"),
        ("rp_id", "evil.example"),
        ("verifies", False),
        ("key", Authenticator().key),
    ],
)
def test_an_answer_for_another_site_or_by_another_key_is_refused(trait, value):
    """Nor one of a device that did not check its user."""
    device = Authenticator()
    passkey = _kept(device)
    setattr(device, trait, value)
    _refused(device.get(OPTIONS), passkey)


@pytest.mark.parametrize("part", ["signature", "authenticatorData", "clientDataJSON"])
def test_a_bent_answer_is_refused(part):
    """One bit is enough."""
    device = Authenticator()
    passkey = _kept(device)
    answer = device.get(OPTIONS)
    answer["response"][part] = _flip(answer["response"][part])
    _refused(answer, passkey)


def test_an_answer_to_another_question_is_refused():
    """Another challenge, or a registration in place of a sign-in."""
    device = Authenticator()
    passkey = _kept(device)
    _refused(device.get(OPTIONS), passkey, challenge=b"d" * 32)
    _refused(device.create(OPTIONS), passkey)


def test_a_clone_is_noticed():
    """A counter that goes back, or stands, tells that there are two of a device."""
    device = Authenticator()
    passkey = _counted(_kept(device), 7)
    _refused(device.get(OPTIONS), passkey)
    device.count = 6
    _refused(device.get(OPTIONS), passkey)
    assert signed(device.get(OPTIONS), site=SITE, challenge=CHALLENGE, passkey=passkey) == 8


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "id": _JSON,
        "rawId": _JSON,
        "type": st.just("public-key") | _JSON,
        "response": st.fixed_dictionaries(
            {},
            optional={
                "clientDataJSON": _JSON,
                "attestationObject": _JSON,
                "authenticatorData": _JSON,
                "signature": _JSON,
            },
        )
        | _JSON,
    },
)


@given(_ANSWERS)
def test_strange_answers_are_refused(answer):
    """Whatever a browser sends, it ends in our words."""
    assert isinstance(challenge_in(answer), bytes)
    with pytest.raises(PasskeyNotTakenError):
        registered(answer, site=SITE, challenge=CHALLENGE)
    with pytest.raises(PasskeyRefusedError):
        signed(answer, site=SITE, challenge=CHALLENGE, passkey=_counted(None, 0))


def _counted(passkey, count):
    return Passkey(
        id=passkey.id if passkey else "x",
        person="p1",
        name="key",
        public_key=passkey.public_key if passkey else b"",
        sign_count=count,
        created_at=datetime(2026, 11, 23, tzinfo=UTC),
    )


def test_the_challenge_is_read_from_an_answer():
    """To look up whether it was ours."""
    assert challenge_in(Authenticator().get(OPTIONS)) == CHALLENGE
    assert json.dumps(OPTIONS)
