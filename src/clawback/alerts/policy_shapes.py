"""The shapes in which the API takes and shows alert policies and channels."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from clawback.alerts.channels.channel import Answer, Said
from clawback.alerts.notice import NoticeState
from clawback.alerts.outbox import Standing
from clawback.alerts.policy import (
    LONGEST_DESCRIPTION,
    LONGEST_FILTER,
    LONGEST_MINUTES,
    LONGEST_NAME,
    AlertCategory,
    AlertSeverity,
    Condition,
    KeptPolicy,
    Notify,
    Policy,
    Trigger,
    TriggerKind,
)
from clawback.alerts.signal import SignalKind
from clawback.alerts.trying import MOST_DAYS, Tried

_Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AlertCondition(_Part):
    """What fits: mail that a filter or a shared saved query finds, or a signal."""

    filter: str = Field(default="", max_length=LONGEST_FILTER)
    signal: SignalKind | None = None
    query: str = Field(default="", max_length=40, description="The id of a shared saved query.")


class AlertTrigger(_Part):
    """When what fits makes an alert."""

    kind: TriggerKind = TriggerKind.EACH
    count: int = Field(default=1, ge=1, le=1_000_000)
    minutes: int = Field(default=60, ge=1, le=LONGEST_MINUTES, description="Of a threshold.")
    by: str = Field(default="", max_length=64, description="A field to count apart by.")


class AlertNotify(_Part):
    """A channel that alerts go to, and how many in a day at most."""

    channel: str = Field(max_length=64)
    daily: int = Field(default=100, ge=1, le=100_000)


class AlertPolicyIn(_Part):
    """A policy as it is from now on."""

    name: _Name
    description: str = Field(default="", max_length=LONGEST_DESCRIPTION)
    condition: AlertCondition
    trigger: AlertTrigger = AlertTrigger()
    severity: AlertSeverity = AlertSeverity.LOW
    category: AlertCategory = AlertCategory.THREAT_MANAGEMENT
    notify: list[AlertNotify] = Field(default=[], max_length=50)
    enabled: bool = True
    folds: bool = Field(default=True, description="Put what follows in a minute to one alert.")

    def policy(self, policy_id: str = "") -> Policy:
        condition, trigger = self.condition, self.trigger
        return Policy(
            id=policy_id,
            name=self.name,
            description=self.description,
            condition=Condition(
                filter=condition.filter, signal=condition.signal, query=condition.query
            ),
            trigger=Trigger(
                kind=trigger.kind, count=trigger.count, minutes=trigger.minutes, by=trigger.by
            ),
            severity=self.severity,
            category=self.category,
            notify=tuple(Notify(channel=one.channel, daily=one.daily) for one in self.notify),
            enabled=self.enabled,
            folds=self.folds,
        )


class AlertPolicyTry(_Part):
    """A policy to be tried on the mail of the last days."""

    policy: AlertPolicyIn
    days: int = Field(default=7, ge=1, le=MOST_DAYS)


class AlertPolicyOut(BaseModel):
    """A policy as it stands. `trouble` says why it cannot be asked, or told, any more."""

    id: str
    name: str
    description: str
    condition: AlertCondition
    signal_label: str
    trigger: AlertTrigger
    trigger_label: str
    severity: AlertSeverity
    severity_label: str
    category: AlertCategory
    category_label: str
    notify: list[AlertNotify]
    enabled: bool
    folds: bool
    built_in: bool
    changed: bool = Field(description="Whether a shipped one was set otherwise.")
    edited_at: datetime | None
    edited_by_name: str
    trouble: str


class AlertPoliciesOut(BaseModel):
    """All policies, shipped ones first."""

    items: list[AlertPolicyOut]


class AlertDayOut(BaseModel):
    """How many alerts on a day (UTC)."""

    day: datetime
    alerts: int


class AlertPolicyTriedOut(BaseModel):
    """What a policy would have found since then; `whole` is false where there was too much mail."""

    since: datetime
    hits: int
    alerts: int
    days: list[AlertDayOut]
    whole: bool


class AlertChannelOut(BaseModel):
    """A channel of the settings. `ended` counts notices by how they ended."""

    name: str
    kind: str
    waiting: int
    oldest: datetime | None
    trouble: str
    ended: dict[NoticeState, int]


class AlertChannelsOut(BaseModel):
    """All channels."""

    items: list[AlertChannelOut]


class AlertChannelTriedOut(BaseModel):
    """Whether a channel took a test, and why not."""

    taken: bool
    trouble: str


def policy_out(kept: KeptPolicy) -> AlertPolicyOut:
    one = kept.policy
    condition, trigger = one.condition, one.trigger
    return AlertPolicyOut(
        id=one.id,
        name=one.name,
        description=one.description,
        condition=AlertCondition(
            filter=condition.filter, signal=condition.signal, query=condition.query
        ),
        signal_label=condition.signal.label if condition.signal else "",
        trigger=AlertTrigger(
            kind=trigger.kind, count=trigger.count, minutes=trigger.minutes, by=trigger.by
        ),
        trigger_label=trigger.kind.label,
        severity=one.severity,
        severity_label=one.severity.label,
        category=one.category,
        category_label=one.category.label,
        notify=[AlertNotify(channel=each.channel, daily=each.daily) for each in one.notify],
        enabled=one.enabled,
        folds=one.folds,
        built_in=kept.built_in,
        changed=kept.built_in and kept.changed,
        edited_at=kept.edited_at,
        edited_by_name=kept.edited_by_name,
        trouble=kept.trouble,
    )


def tried_out(tried: Tried) -> AlertPolicyTriedOut:
    return AlertPolicyTriedOut(
        since=tried.since,
        hits=tried.hits,
        alerts=tried.alerts,
        days=[AlertDayOut(day=day, alerts=count) for day, count in tried.days.items()],
        whole=tried.whole,
    )


def channel_out(one: Standing) -> AlertChannelOut:
    return AlertChannelOut(
        name=one.name,
        kind=one.kind,
        waiting=one.waiting,
        oldest=one.oldest,
        trouble=one.trouble,
        ended=dict(one.ended),
    )


def said_out(said: Said) -> AlertChannelTriedOut:
    return AlertChannelTriedOut(taken=said.answer is Answer.TAKEN, trouble=said.trouble)
