"""What a good password is, and how it is kept."""

from __future__ import annotations

import threading

import pytest
from tests.making.house import CountingHasher

from clawback.identity.password import (
    LONGEST,
    Argon2id,
    BusyError,
    Cost,
    Passwords,
    WeakPasswordError,
    known_passwords,
)
from clawback.model.errors import BadInputError

GOOD = "correct horse battery"


@pytest.fixture
def passwords(hasher):
    return Passwords(hasher, frozenset({"password1234567"}))


def test_a_password_fits_itself_alone(passwords):
    """What is kept fits its password, and is not it."""
    kept = passwords.keep(GOOD, login="ann")
    assert GOOD not in kept
    assert passwords.fits(GOOD, kept) == (True, None)
    assert passwords.fits(GOOD + " ", kept)[0] is False


def test_the_default_costs_what_it_should():
    """64 MiB, three passes, four lanes, Argon2id: the parameters stand in what is kept."""
    assert "$argon2id$v=19$m=65536,t=3,p=4$" in Argon2id().nothing()


@pytest.mark.parametrize(
    "password",
    [
        "",
        "elevenchars",
        "x" * 1025,
        "aaaaaaaaaaaaaaaa",
        "Password1234567",
        " password1234567 ",
        "ann.example12",
    ],
)
def test_weak_passwords_are_not_taken(passwords, password):
    """Too short, too long, one letter, well known in any case, or little but the login name."""
    with pytest.raises(WeakPasswordError):
        passwords.keep(password, login="ann.example")


@pytest.mark.parametrize("password", ["twelve chars", "x" * 1000 + "y" * 24, "пароль длинный"])
def test_any_other_text_is_a_password(passwords, password):
    """From 12 to 1024 characters of any alphabet."""
    assert passwords.fits(password, passwords.keep(password, login="ann"))[0]


def test_one_password_typed_on_two_keyboards_fits(passwords):
    """Letters that look the same are the same (NFKC)."""
    kept = passwords.keep("Zu\u0308rich liegt am See", login="ann")
    assert passwords.fits("Z\u00fcrich liegt am See", kept)[0]


def test_half_a_character_breaks_nothing(passwords):
    """A lone surrogate, which JSON can carry, is refused or kept, and never a fault."""
    kept = passwords.keep("\ud800 and more text", login="ann")
    assert passwords.fits("\ud800 and more text", kept)[0]


def test_nothing_fits_where_nothing_is_kept(passwords, hasher):
    """Without a password there is the same work, and no way in."""
    assert passwords.fits(GOOD, "")[0] is False
    assert passwords.fits("", "")[0] is False
    assert hasher.verified == 2


def test_an_overlong_guess_is_cut_and_refused(passwords, hasher):
    """A megabyte is not hashed."""
    kept = passwords.keep("y" * 1023 + "x", login="ann")
    assert passwords.fits("y" * 1023 + "x" + "z" * LONGEST, kept)[0] is False
    assert hasher.verified == 1


def test_other_parameters_are_followed():
    """What was kept with less work is kept anew at the next sign-in."""
    before = Passwords(CountingHasher(Cost(memory=8, passes=1, lanes=1)))
    after = Passwords(CountingHasher(Cost(memory=16, passes=2, lanes=1)))
    kept = before.keep(GOOD, login="ann")
    fitting, fresh = after.fits(GOOD, kept)
    assert fitting
    assert fresh is not None
    assert after.fits(GOOD, fresh) == (True, None)
    assert after.fits("something else", kept) == (False, None)


def test_at_most_two_at_once(monkeypatch):
    """A third waits for its turn, and gives up in words when there is none."""
    monkeypatch.setattr("clawback.identity.password._PATIENCE", 0.0)
    hasher = Argon2id(Cost(memory=8, passes=1, lanes=1))
    with hasher._turn(), hasher._turn(), pytest.raises(BusyError):
        hasher.hash("x")
    assert hasher.hash("x")
    assert threading.active_count() >= 1


def test_the_file_of_common_passwords(tmp_path):
    """One a line, in any case; a missing file says which setting to correct."""
    path = tmp_path / "common.txt"
    path.write_text("Sommer2026 Sommer\n\nqwertzuiop123\n", "utf-8")
    passwords = Passwords(CountingHasher(), known_passwords(path))
    with pytest.raises(WeakPasswordError, match="known"):
        passwords.keep("SOMMER2026 sommer", login="ann")
    with pytest.raises(BadInputError, match=r"identity\.common_passwords"):
        known_passwords(tmp_path / "none.txt")
