"""Guessing is slowed down, more and more, and nobody is locked out for good."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.making.house import TurnedClock

from clawback.identity.guesses import (
    ACCOUNT,
    FORGET_AFTER,
    NETWORK,
    Guesses,
    Patience,
    TooManyGuessesError,
)


def _fail(guesses, times, account="ann", address="192.0.2.1"):
    for _ in range(times):
        guesses.begin(account, address)


def _wait(guesses, account="ann", address="192.0.2.1"):
    with pytest.raises(TooManyGuessesError) as raised:
        guesses.begin(account, address)
    return raised.value


def test_the_wait_grows(clock):
    """Five failures are free; then 1 s, 2 s, 4 s, and never more than five minutes."""
    guesses, waits = Guesses(clock), []
    _fail(guesses, ACCOUNT.free)
    for network in range(12):
        waits.append(_wait(guesses).seconds)
        clock.turn(seconds=waits[-1])
        guesses.begin("ann", f"198.51.{network}.1")
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]


def test_a_success_forgets_the_account(clock):
    """Whoever signs in begins anew."""
    guesses = Guesses(clock)
    _fail(guesses, ACCOUNT.free)
    clock.turn(seconds=1)
    guesses.begin("ann", "192.0.2.1")
    guesses.succeeded("ann", "192.0.2.1")
    _fail(guesses, ACCOUNT.free)
    assert _wait(guesses).seconds == 1


def test_a_right_password_alone_forgets_nothing(clock):
    """Between two steps a guesser cannot wash the failures of the second away."""
    guesses = Guesses(clock)
    _fail(guesses, ACCOUNT.free - 1)
    guesses.begin("ann", "192.0.2.1")
    guesses.passed("ann", "192.0.2.1")
    guesses.begin("ann", "192.0.2.1")
    assert _wait(guesses).seconds == 1


def test_many_accounts_from_one_network_are_slowed(clock):
    """Trying one password on everybody is guessing too; other networks are not touched."""
    guesses = Guesses(clock)
    for number in range(NETWORK.free):
        guesses.begin(f"person{number}", f"192.0.2.{number}")
    assert _wait(guesses, "somebody", "192.0.2.200").seconds == 1
    guesses.begin("somebody", "192.0.3.1")


def test_the_first_refusal_of_a_wait_is_known(clock):
    """So that the trail tells once, and cannot be flooded."""
    guesses = Guesses(clock)
    _fail(guesses, ACCOUNT.free)
    assert [_wait(guesses).first for _ in range(3)] == [True, False, False]
    assert (guesses.failed, guesses.refused) == (ACCOUNT.free, 3)


def test_an_hour_forgets_everything(clock):
    """Nobody is locked out for good."""
    guesses = Guesses(clock)
    _fail(guesses, ACCOUNT.free)
    clock.turn(seconds=FORGET_AFTER.total_seconds())
    _fail(guesses, ACCOUNT.free)


@given(
    st.integers(0, 50),
    st.integers(0, 10_000),
    st.integers(1, 3600).map(lambda seconds: timedelta(seconds=seconds)),
)
def test_a_wait_never_shrinks_and_has_an_end(free, failures, longest):
    """For any numbers."""
    patience = Patience(free=free, longest=longest)
    assert patience.delay(failures) <= patience.delay(failures + 1) <= longest
    assert (patience.delay(failures) == timedelta()) == (failures < free)


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["ann", "bob", ""]),
        st.sampled_from(["192.0.2.1", "198.51.100.1", "rubbish"]),
        st.sampled_from(["fail", "pass", "succeed"]),
        st.integers(0, 400),
    ),
    max_size=60,
)


@given(_STEPS)
def test_whoever_waits_gets_a_try(steps):
    """After any history, waiting as long as one is told is enough."""
    clock = TurnedClock()
    guesses = Guesses(clock)
    for account, address, end, seconds in steps:
        clock.turn(seconds=seconds)
        try:
            guesses.begin(account, address)
        except TooManyGuessesError as error:
            clock.turn(seconds=min(error.seconds, 300))
            continue
        if end == "pass":
            guesses.passed(account, address)
        if end == "succeed":
            guesses.succeeded(account, address)
    for account in ("ann", "bob", ""):
        clock.turn(seconds=300)
        guesses.begin(account, "203.0.113.1")


def test_memory_is_bounded(clock):
    """Many networks cannot fill it."""
    guesses = Guesses(clock)
    for number in range(25_000):
        guesses.begin("", f"10.{number >> 8 & 255}.{number & 255}.1")
    assert len(guesses._failures) <= 20_000
