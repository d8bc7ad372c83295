"""Judgements of delivered mail, as methods; errors as in `transport.py`.

Moments are ISO 8601 text in UTC, enumerations their codes.
"""

from __future__ import annotations

from typing import TypedDict, cast

from clawback.client.transport import Body, Transport

_ROOT = "/api/v1/judgements"


class NewJudgement(TypedDict):
    """What delivered mail is held for from now on."""

    verdict: str
    filter: str
    reason: str
    since: str | None
    until: str | None
    url: str


class Judgement(TypedDict):
    """A judgement as it stands."""

    id: str
    verdict: str
    cause: str
    filter: str
    since: str | None
    until: str | None
    url: str
    reason: str
    at: str
    by_name: str
    state: str
    deliveries: int
    answer: str
    answer_label: str
    remediation: str
    trouble: str
    ended_at: str | None
    sentence: str


class Response(TypedDict):
    """What is done about mail with a verdict; `action` is `None` where nothing is."""

    verdict: str
    action: str | None
    unread_only: bool


class PurgePolicy(TypedDict):
    """What follows when delivered mail is judged again."""

    mode: str
    mode_label: str
    look_back_hours: float
    responses: list[Response]


class JudgementsClient:
    """Second thoughts of one server."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def make(self, wish: NewJudgement) -> Judgement:
        """Judges delivered mail again."""
        return cast("Judgement", self._transport.json("POST", _ROOT, body=Body.of(wish)))

    def get(self, judgement_id: str) -> Judgement:
        """A judgement as it stands."""
        return cast("Judgement", self._transport.json("GET", f"{_ROOT}/{judgement_id}"))

    def newest(self, limit: int) -> list[Judgement]:
        """The last ones, newest first."""
        answer = self._transport.json("GET", _ROOT, query={"limit": limit})
        return cast("list[Judgement]", answer["items"])

    def policy(self) -> PurgePolicy:
        """What follows, as the settings have it."""
        return cast("PurgePolicy", self._transport.json("GET", "/api/v1/purge"))
