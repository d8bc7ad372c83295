"""Settings of who may sign in."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from clawback.identity.role import Role
from clawback.identity.settings import IdentitySettings


def test_roles_that_can_act_need_a_second_factor():
    """By default; one such role among several is enough."""
    settings = IdentitySettings()
    needing = {role for role in Role if settings.needs_second_factor(frozenset({role}))}
    assert needing == {Role.APPROVER, Role.RESPONDER, Role.ADMIN}
    assert settings.needs_second_factor(frozenset({Role.READER, Role.ADMIN}))


def test_senseless_lengths_are_refused():
    """A session that never ends is not to be had."""
    for wrong in ({"session_hours": 0}, {"session_idle_minutes": 10**6}, {"sesion_hours": 1}):
        with pytest.raises(ValidationError):
            IdentitySettings.model_validate(wrong)
