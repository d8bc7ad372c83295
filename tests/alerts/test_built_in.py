"""The policies that are shipped."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.alerts.making import policy

from clawback.alerts.built_in import BUILT_IN
from clawback.alerts.policy import BadPolicyError, Condition, Notify, Trigger
from clawback.alerts.signal import SignalKind
from clawback.filters.parse import parse


@pytest.mark.parametrize("one", BUILT_IN, ids=lambda one: one.id)
def test_a_shipped_policy_is_sound(one):
    """Every shipped policy can be kept, and its filter can be read."""
    one.require_sound()
    parse(one.condition.filter)


def test_shipped_policies_are_told_apart():
    """No two have the same id or name, and every signal but none of people has a policy."""
    assert len({one.id for one in BUILT_IN}) == len({one.name for one in BUILT_IN}) == len(BUILT_IN)
    assert {one.condition.signal for one in BUILT_IN} - {None} == set(SignalKind)


@pytest.mark.parametrize(
    "wrong",
    [
        {"condition": Condition()},
        {"condition": Condition(filter="a", query="Q-1")},
        {"condition": Condition(filter="a", signal=SignalKind.SOURCE_DOWN)},
        {"notify": (Notify(channel="a"), Notify(channel="a"))},
        {"name": " "},
    ],
)
def test_an_unsound_policy_is_refused(wrong):
    """A policy that says nothing, or two things at once, is refused with a sentence."""
    with pytest.raises(BadPolicyError) as told:
        replace(policy(), **wrong).require_sound()
    assert str(told.value).endswith(".")


@pytest.mark.parametrize(
    "wrong", [Trigger(count=0), Trigger(minutes=0), Trigger(minutes=10_081), Trigger(by="body")]
)
def test_an_unsound_trigger_is_refused(wrong):
    """A trigger that counts nothing, too long or by what is no group is refused."""
    with pytest.raises(BadPolicyError):
        replace(policy(), trigger=wrong).require_sound()
