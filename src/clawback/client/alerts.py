"""Alerts, their policies and channels, as methods; errors as in `transport.py`.

Moments are ISO 8601 text in UTC, enumerations their codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypedDict, cast
from urllib.parse import quote

from clawback.client.json import JsonObject
from clawback.client.transport import Body, Query, Transport

_ROOT = "/api/v1/alerts"
_POLICIES = "/api/v1/alert-policies"
_CHANNELS = "/api/v1/alert-channels"


class Alert(TypedDict):
    """An alert, for a list."""

    id: str
    policy: str
    policy_name: str
    severity: str
    severity_label: str
    category: str
    category_label: str
    status: str
    status_label: str
    summary: str
    group: str
    hits: int
    filter: str
    opened_at: str
    first_at: str
    last_at: str
    assignee: str
    assignee_name: str
    changed_at: str
    version: int


class AlertHit(TypedDict):
    """One thing that it is about."""

    at: str
    summary: str
    network_message_id: str
    recipient: str


class AlertEntry(TypedDict):
    """A line of its history."""

    number: int
    at: str
    what: str
    what_label: str
    by: str
    by_name: str
    text: str


class AlertNotice(TypedDict):
    """Where it was sent, or waits to be."""

    channel: str
    state: str
    state_label: str
    at: str
    tries: int
    due: str | None
    ended_at: str | None
    trouble: str


class AlertPage(Alert):
    """All of an alert."""

    first_hits: list[AlertHit]
    history: list[AlertEntry]
    notices: list[AlertNotice]


class Alerts(TypedDict):
    """A page, newest first."""

    items: list[Alert]
    next: str | None


class Trigger(TypedDict):
    """When what fits makes an alert."""

    kind: str
    count: int
    minutes: int
    by: str


class Condition(TypedDict):
    """What fits."""

    filter: str
    signal: str | None
    query: str


class Notify(TypedDict):
    """A channel, and how many in a day at most."""

    channel: str
    daily: int


class PolicyWish(TypedDict):
    """A policy as it is from now on."""

    name: str
    description: str
    condition: Condition
    trigger: Trigger
    severity: str
    category: str
    notify: list[Notify]
    enabled: bool
    folds: bool


class Policy(PolicyWish):
    """A policy as it stands."""

    id: str
    signal_label: str
    trigger_label: str
    severity_label: str
    category_label: str
    built_in: bool
    changed: bool
    edited_at: str | None
    edited_by_name: str
    trouble: str


class TriedDay(TypedDict):
    """How many alerts on a day."""

    day: str
    alerts: int


class TriedPolicy(TypedDict):
    """How often a policy would have raised an alert."""

    since: str
    hits: int
    alerts: int
    days: list[TriedDay]
    whole: bool


class Channel(TypedDict):
    """A channel of the settings."""

    name: str
    kind: str
    waiting: int
    oldest: str | None
    trouble: str
    ended: dict[str, int]


class TriedChannel(TypedDict):
    """Whether a channel took a test."""

    taken: bool
    trouble: str


class AlertsClient:
    """The alerts of one server."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def page(self, wanted: Query) -> Alerts:
        """Alerts that fit, newest first."""
        return cast("Alerts", self._transport.json("GET", _ROOT, query=wanted))

    def get(self, alert_id: str) -> AlertPage:
        """All of one."""
        return cast("AlertPage", self._transport.json("GET", _place(_ROOT, alert_id)))

    def change(
        self, alert_id: str, *, status: str | None = None, assignee: str | None = None
    ) -> AlertPage:
        """Sets its status, or gives it to somebody: a person's id, `me`, or nobody (empty)."""
        given = {"status": status, "assignee": assignee}
        body = Body.of({name: value for name, value in given.items() if value is not None})
        found = self._transport.json("PATCH", _place(_ROOT, alert_id), body=body)
        return cast("AlertPage", found)

    def comment(self, alert_id: str, text: str) -> AlertPage:
        """Writes a comment."""
        place = f"{_place(_ROOT, alert_id)}/comments"
        return cast("AlertPage", self._transport.json("POST", place, body=Body.of({"text": text})))

    def feed(self, after: int) -> Iterator[JsonObject]:
        """What happened to alerts from behind this number on, until now."""
        while True:
            lines = list(self._transport.lines("GET", f"{_ROOT}/feed", query={"after": after}))
            yield from lines
            if not lines:
                return
            after = cast("int", lines[-1]["number"])

    def policies(self) -> list[Policy]:
        """All alert policies, shipped ones first."""
        return cast("list[Policy]", self._transport.json("GET", _POLICIES)["items"])

    def policy(self, policy_id: str) -> Policy:
        """One of them."""
        return cast("Policy", self._transport.json("GET", _place(_POLICIES, policy_id)))

    def add_policy(self, wish: PolicyWish) -> Policy:
        """Keeps another policy."""
        return cast("Policy", self._transport.json("POST", _POLICIES, body=Body.of(wish)))

    def change_policy(self, policy_id: str, wish: PolicyWish) -> Policy:
        """Keeps a policy otherwise."""
        place = _place(_POLICIES, policy_id)
        return cast("Policy", self._transport.json("PUT", place, body=Body.of(wish)))

    def remove_policy(self, policy_id: str) -> None:
        """Forgets a policy; a shipped one is as it was shipped again."""
        self._transport.json("DELETE", _place(_POLICIES, policy_id))

    def try_policy(self, wish: PolicyWish, days: int) -> TriedPolicy:
        """How often it would have raised an alert in the last days."""
        body = Body.of({"policy": wish, "days": days})
        return cast("TriedPolicy", self._transport.json("POST", f"{_POLICIES}/try", body=body))

    def channels(self) -> list[Channel]:
        """The channels of the settings."""
        return cast("list[Channel]", self._transport.json("GET", _CHANNELS)["items"])

    def try_channel(self, name: str) -> TriedChannel:
        """Sends a test alert."""
        place = f"{_place(_CHANNELS, name)}/test"
        return cast("TriedChannel", self._transport.json("POST", place))


def wish_of(policy: Mapping[str, object]) -> PolicyWish:
    """A policy as it stands, as one that can be sent back."""
    return cast("PolicyWish", {name: policy[name] for name in PolicyWish.__annotations__})


def _place(root: str, name: str) -> str:
    return f"{root}/{quote(name, safe='')}"
