"""Alerts, their policies and channels over HTTP; mounted by `api` under `/api/v1`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response, status

from clawback.alerts.alert import AlertStatus
from clawback.alerts.alerts import Alerts
from clawback.alerts.outbox import Outbox
from clawback.alerts.policies import Policies
from clawback.alerts.policy import AlertCategory, AlertSeverity
from clawback.alerts.policy_shapes import (
    AlertChannelsOut,
    AlertChannelTriedOut,
    AlertPoliciesOut,
    AlertPolicyIn,
    AlertPolicyOut,
    AlertPolicyTriedOut,
    AlertPolicyTry,
    channel_out,
    policy_out,
    said_out,
    tried_out,
)
from clawback.alerts.records.alerts import Wanted
from clawback.alerts.shapes import (
    ME,
    AlertChange,
    AlertFeedLine,
    AlertPageOut,
    AlertsOut,
    NewAlertComment,
    alert_out,
    feed_line,
    page_out,
)
from clawback.alerts.trying import Trying
from clawback.filters.span import read_span
from clawback.http.caller import Caller
from clawback.http.part import part
from clawback.model.clock import Clock

router = APIRouter(tags=["alerts"])
AlertsPart = Annotated[Alerts, Depends(part(Alerts))]
PoliciesPart = Annotated[Policies, Depends(part(Policies))]
OutboxPart = Annotated[Outbox, Depends(part(Outbox))]
Now = Annotated[Clock, Depends(part(Clock))]
TryingPart = Annotated[Trying, Depends(part(Trying))]
_ONE, _POLICY = "/alerts/{alert_id}", "/alert-policies/{policy_id}"
_NDJSON = "application/x-ndjson"
NEXT = "Clawback-Next"
"""The header that says behind which number the feed goes on."""


@router.get("/alerts", operation_id="alert_list")
def alert_list(
    alerts: AlertsPart,
    caller: Caller,
    clock: Now,
    *,
    severity: Annotated[list[AlertSeverity] | None, Query()] = None,
    state: Annotated[list[AlertStatus] | None, Query(alias="status")] = None,
    category: Annotated[list[AlertCategory] | None, Query()] = None,
    policy: Annotated[list[str] | None, Query(max_length=50)] = None,
    assignee: Annotated[
        str | None, Query(max_length=100, description="A person's id, `me`, or empty for nobody.")
    ] = None,
    since: Annotated[
        str, Query(max_length=40, description="ISO 8601, or told from now: `-7d`.")
    ] = "",
    until: Annotated[str, Query(max_length=40, description="As `since`.")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=40)] = None,
) -> AlertsOut:
    """Alerts whose mail you may see, newest first. `since` and `until` bound when they opened."""
    span = read_span(since, until, clock.now())
    wanted = Wanted(
        severities=tuple(severity or ()),
        statuses=tuple(state or ()),
        categories=tuple(category or ()),
        policies=tuple(policy or ()),
        assignee=(caller.person or caller.id) if assignee == ME else assignee,
        since=span.since,
        until=span.until,
        before=cursor,
    )
    found = alerts.page(caller, wanted, limit=limit + 1)
    page = found[:limit]
    return AlertsOut(
        items=[alert_out(one) for one in page],
        next=page[-1].id if len(found) > limit else None,
    )


@router.get(
    "/alerts/feed",
    operation_id="alert_feed",
    response_class=Response,
    responses={200: {"model": AlertFeedLine, "content": {_NDJSON: {}}}},
)
def alert_feed(
    alerts: AlertsPart,
    caller: Caller,
    after: Annotated[int, Query(ge=0, description="The number of the last line you have.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> Response:
    """What happened to alerts, one JSON object a line, in the order of writing.

    The header `Clawback-Next` is what to send as `after` the next time, also where no line came.
    """
    told, number = alerts.feed(caller, after, limit=limit)
    lines = "".join(feed_line(one).model_dump_json() + "\n" for one in told)
    return Response(lines, media_type=_NDJSON, headers={NEXT: str(number)})


@router.get(_ONE, operation_id="alert_get")
def alert_get(alert_id: str, alerts: AlertsPart, caller: Caller) -> AlertPageOut:
    """An alert: what it is about, its history, and where it was sent."""
    return page_out(alerts.get(caller, alert_id))


@router.patch(_ONE, operation_id="alert_change")
def alert_change(
    alert_id: str, body: AlertChange, alerts: AlertsPart, caller: Caller
) -> AlertPageOut:
    """Sets its status, or gives it to somebody."""
    return page_out(alerts.change(caller, alert_id, body.change(caller)))


@router.post(f"{_ONE}/comments", status_code=status.HTTP_201_CREATED, operation_id="alert_comment")
def alert_comment(
    alert_id: str, body: NewAlertComment, alerts: AlertsPart, caller: Caller
) -> AlertPageOut:
    """Writes a comment into its history."""
    return page_out(alerts.comment(caller, alert_id, body.text))


@router.get("/alert-policies", operation_id="alert_policy_list")
def alert_policy_list(policies: PoliciesPart) -> AlertPoliciesOut:
    """All alert policies, shipped ones first."""
    return AlertPoliciesOut(items=[policy_out(one) for one in policies.every()])


@router.post(
    "/alert-policies", status_code=status.HTTP_201_CREATED, operation_id="alert_policy_add"
)
def alert_policy_add(body: AlertPolicyIn, policies: PoliciesPart, caller: Caller) -> AlertPolicyOut:
    """Keeps another policy; counts within a second."""
    return policy_out(policies.add(caller, body.policy()))


@router.post("/alert-policies/try", operation_id="alert_policy_try")
def alert_policy_try(
    body: AlertPolicyTry, trying: TryingPart, caller: Caller
) -> AlertPolicyTriedOut:
    """How often a policy would have raised an alert in the last days; nothing is kept."""
    return tried_out(trying.tried(caller, body.policy.policy(), days=body.days))


@router.get(_POLICY, operation_id="alert_policy_get")
def alert_policy_get(policy_id: str, policies: PoliciesPart) -> AlertPolicyOut:
    """One alert policy."""
    return policy_out(policies.get(policy_id))


@router.put(_POLICY, operation_id="alert_policy_change")
def alert_policy_change(
    policy_id: str, body: AlertPolicyIn, policies: PoliciesPart, caller: Caller
) -> AlertPolicyOut:
    """Keeps a policy otherwise; a shipped one too."""
    return policy_out(policies.change(caller, body.policy(policy_id)))


@router.delete(_POLICY, status_code=status.HTTP_204_NO_CONTENT, operation_id="alert_policy_remove")
def alert_policy_remove(policy_id: str, policies: PoliciesPart, caller: Caller) -> None:
    """Forgets a policy; a shipped one is as it was shipped again."""
    policies.remove(caller, policy_id)


@router.get("/alert-channels", operation_id="alert_channel_list")
def alert_channel_list(outbox: OutboxPart) -> AlertChannelsOut:
    """The channels of the settings, and how much waits for each."""
    return AlertChannelsOut(items=[channel_out(one) for one in outbox.channels()])


@router.post("/alert-channels/{channel}/test", operation_id="alert_channel_test")
def alert_channel_test(channel: str, outbox: OutboxPart, caller: Caller) -> AlertChannelTriedOut:
    """Sends a test alert to a channel, now and once."""
    return said_out(outbox.try_out(caller, channel))
