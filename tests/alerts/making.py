"""Policies and hits as tests want them."""

from __future__ import annotations

from datetime import timedelta

from tests.making.deliveries import NOW

from clawback.alerts.alert import Hit
from clawback.alerts.policy import Condition, Policy, Trigger, TriggerKind


def policy(kind="each", *, count=1, minutes=60, folds=True, **more):
    given = {"condition": Condition(filter="threat_type:phish")} | more
    return Policy(
        id="P-1",
        name="Phish",
        trigger=Trigger(kind=TriggerKind(kind), count=count, minutes=minutes),
        folds=folds,
        **given,
    )


def hit(seconds, mark=None):
    return Hit(mark=mark or f"at {seconds}", at=NOW + timedelta(seconds=seconds))
