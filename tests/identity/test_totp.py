"""Codes of an app, and recovery codes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.identity.totp import (
    NEVER,
    address,
    looks_like_code,
    new_secret,
    recovery_code,
    recovery_digest,
    used_step,
)

NOW = datetime(2026, 11, 23, 12, 0, 10, tzinfo=UTC)
SECRET = new_secret(b"s" * 20)
STEP = int(NOW.timestamp()) // 30


def _code(steps):
    return pyotp.TOTP(SECRET).at(NOW + timedelta(seconds=30 * steps))


def test_the_published_values():
    """RFC 6238 appendix B, in six digits."""
    secret = new_secret(b"12345678901234567890")
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        moment = datetime.fromtimestamp(seconds, UTC)
        assert used_step(secret, code, now=moment, last=NEVER) == seconds // 30


@pytest.mark.parametrize(("steps", "taken"), [(-2, 0), (-1, 1), (0, 1), (1, 1), (2, 0)])
def test_one_step_of_drift_is_forgiven(steps, taken):
    """The step before and the one after are taken, and no others."""
    found = used_step(SECRET, _code(steps), now=NOW, last=NEVER)
    assert found == (STEP + steps if taken else None)


@pytest.mark.parametrize("last", [STEP, STEP + 1])
def test_a_used_step_is_never_taken_again(last):
    """Neither the same code, nor an older one after a newer."""
    assert used_step(SECRET, _code(0), now=NOW, last=last) is None


@given(st.text())
def test_other_text_is_no_code(text):
    """Nothing breaks on what people type."""
    if not looks_like_code(text):
        assert used_step(SECRET, text, now=NOW, last=NEVER) is None


def test_codes_may_be_typed_in_groups():
    """As apps show them."""
    code = _code(0)
    assert used_step(SECRET, f"{code[:3]} {code[3:]}", now=NOW, last=NEVER) == STEP


def test_the_address_for_an_app():
    """Names the house and the person."""
    shown = address(SECRET, login="ann@example.org", issuer="Clawback")
    assert shown.startswith("otpauth://totp/Clawback:ann%40example.org?secret=")


@given(st.binary(min_size=10, max_size=10))
def test_a_recovery_code_is_known_however_it_is_typed(randomness):
    """Capitals, spaces and missing hyphens do not matter; whose it is does."""
    code = recovery_code(randomness)
    assert len(code) == 19
    assert recovery_digest("p1", code) == recovery_digest("p1", code.upper().replace("-", " "))
    assert recovery_digest("p1", code) != recovery_digest("p2", code)


@given(st.text(max_size=30))
def test_other_text_is_no_recovery_code(text):
    """Nothing breaks, and only sixteen letters are looked up."""
    digest = recovery_digest("p1", text)
    assert digest is None or len(text.replace(" ", "").replace("-", "")) == 16
