"""The shapes in which the API shows alerts and takes what people do with them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from clawback.alerts.alert import LONGEST_COMMENT, Alert, AlertStatus, Entry, Happening, Hit
from clawback.alerts.alerts import Change, Shown, Told
from clawback.alerts.notice import Notice, NoticeState
from clawback.alerts.policy import AlertCategory, AlertSeverity
from clawback.model.actor import Actor

ME = "me"
"""Whoever asks, where a person's id can stand."""
_Comment = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_COMMENT)
]


class AlertChange(BaseModel):
    """What is to be another way; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    status: AlertStatus | None = None
    assignee: str | None = Field(
        default=None,
        max_length=100,
        description="A person's id, `me`, or empty to take it from whoever has it.",
    )
    version: int | None = Field(
        default=None,
        description="The version that you looked at; refused when somebody was quicker.",
    )

    def change(self, actor: Actor) -> Change:
        mine = actor.person or actor.id
        assignee = mine if self.assignee == ME else self.assignee
        return Change(status=self.status, assignee=assignee, version=self.version)


class NewAlertComment(BaseModel):
    """A comment."""

    model_config = ConfigDict(extra="forbid")

    text: _Comment


class AlertOut(BaseModel):
    """An alert. `hits` counts deliveries or signals, `filter` finds its mail."""

    id: str
    policy: str
    policy_name: str
    severity: AlertSeverity
    severity_label: str
    category: AlertCategory
    category_label: str
    status: AlertStatus
    status_label: str
    summary: str = Field(description="The first of what it is about, in a sentence.")
    group: str = Field(description="The value it was counted by; empty for none.")
    hits: int
    filter: str
    opened_at: datetime
    first_at: datetime
    last_at: datetime
    assignee: str
    assignee_name: str
    changed_at: datetime
    version: int


class AlertHitOut(BaseModel):
    """One thing that it is about; without a delivery where it is about no mail."""

    at: datetime
    summary: str
    network_message_id: str
    recipient: str


class AlertEntryOut(BaseModel):
    """A line of its history."""

    number: int
    at: datetime
    what: Happening
    what_label: str
    by: str
    by_name: str
    text: str


class AlertNoticeOut(BaseModel):
    """Where it was sent, or waits to be."""

    channel: str
    state: NoticeState
    state_label: str
    at: datetime
    tries: int
    due: datetime | None = Field(description="When it is tried next.")
    ended_at: datetime | None
    trouble: str


class AlertPageOut(AlertOut):
    """All of an alert: its first hundred hits, its history, and where it was sent."""

    first_hits: list[AlertHitOut]
    history: list[AlertEntryOut]
    notices: list[AlertNoticeOut]


class AlertsOut(BaseModel):
    """A page, newest first; `next` asks for the following one."""

    items: list[AlertOut]
    next: str | None


class AlertFeedLine(BaseModel):
    """A line of the feed: what happened, in the order of writing, and the alert as it is now."""

    number: int
    at: datetime
    what: Happening
    by_name: str
    text: str
    alert: AlertOut


def alert_out(one: Alert) -> AlertOut:
    return AlertOut.model_validate(_facts(one))


def page_out(shown: Shown) -> AlertPageOut:
    more = {
        "first_hits": [_hit_out(one) for one in shown.hits],
        "history": [_entry_out(one) for one in shown.history],
        "notices": [_notice_out(one) for one in shown.notices],
    }
    return AlertPageOut.model_validate(_facts(shown.alert) | more)


def feed_line(told: Told) -> AlertFeedLine:
    entry = told.entry
    return AlertFeedLine(
        number=entry.number,
        at=entry.at,
        what=entry.what,
        by_name=entry.by_name,
        text=entry.text,
        alert=alert_out(told.alert),
    )


def _facts(one: Alert) -> dict[str, object]:
    return {
        "id": one.id,
        "policy": one.policy,
        "policy_name": one.policy_name,
        "severity": one.severity,
        "severity_label": one.severity.label,
        "category": one.category,
        "category_label": one.category.label,
        "status": one.status,
        "status_label": one.status.label,
        "summary": one.summary,
        "group": one.group,
        "hits": one.hits,
        "filter": one.filter,
        "opened_at": one.opened_at,
        "first_at": one.first_at,
        "last_at": one.last_at,
        "assignee": one.assignee,
        "assignee_name": one.assignee_name,
        "changed_at": one.changed_at,
        "version": one.version,
    }


def _hit_out(one: Hit) -> AlertHitOut:
    return AlertHitOut(
        at=one.at,
        summary=one.summary,
        network_message_id=one.key.network_message_id if one.key else "",
        recipient=one.key.recipient if one.key else "",
    )


def _entry_out(one: Entry) -> AlertEntryOut:
    return AlertEntryOut(
        number=one.number,
        at=one.at,
        what=one.what,
        what_label=one.what.label,
        by=one.by,
        by_name=one.by_name,
        text=one.text,
    )


def _notice_out(one: Notice) -> AlertNoticeOut:
    return AlertNoticeOut(
        channel=one.channel,
        state=one.state,
        state_label=one.state.label,
        at=one.at,
        tries=one.tries,
        due=one.due if one.state is NoticeState.WAITING else None,
        ended_at=one.ended_at,
        trouble=one.trouble,
    )
