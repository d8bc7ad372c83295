"""OCSF events, checked against the published schema."""

from __future__ import annotations

import json
from functools import cache

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ocsf_json_schema import (  # type: ignore[import-untyped] # it ships no types
    OcsfJsonSchemaEmbedded,
    get_ocsf_schema,
)
from tests.audit.made import made

from clawback.audit.action import AuditAction
from clawback.audit.ocsf import ALERTS, SCHEMA_VERSION, class_of, events_of

# Action, subject and details of an entry; the classes of its events.
_KINDS = [
    ("session.sign_in", "person:p1", {}, [3002]),
    ("session.sign_out", "person:p1", {}, [3002]),
    ("session.step_up", "person:p1", {}, [3002]),
    ("session.slow", "person:unknown", {}, [3002]),
    ("person.create", "person:p2", {"role": "analyst"}, [3001]),
    ("person.disable", "person:p2", {}, [3001]),
    ("person.edit", "person:p2", {}, [3001]),
    ("password.change", "person:p1", {}, [3001]),
    ("factor.add", "person:p1", {"factor": "passkey"}, [3001]),
    ("factor.rename", "person:p1", {"factor": "passkey"}, [3001]),
    ("token.create", "token:t1", {"role": "reader"}, [3005]),
    ("token.revoke", "token:t1", {}, [3005]),
    (
        "content.preview",
        "message:n1",
        {"recipient": "bob@example.org", "reason": "case 7"},
        [4009],
    ),
    ("content.preview", "message:n1", {}, [6003]),
    ("remediation.propose", "remediation:R-1", {"deliveries": 3}, [6003]),
    ("remediation.deny", "remediation:R-1", {"attempt": "approve"}, [6003]),
    ("remediation.start", "remediation:R-1", {"severity": "low"}, [7001, 2004]),
    ("remediation.start", "remediation:R-2", {"undo_of": "R-1"}, [7001, 2004]),
    ("remediation.trip", "remediation:R-1", {"surprises": 3}, [6003, 2004]),
    ("remediation.remind", "remediation:R-1", {"expires_at": "x"}, [6003, 2004]),
    ("container.open", "container:C-1", {}, [6003]),
    ("list.put", "list:suspects", {"entries": 8}, [6003]),
    ("request.deny", "operation:token_create", {"needs": "tokens.manage"}, [6003]),
    ("odd", "", {}, [6003]),
]


@cache
def _schema():
    return get_ocsf_schema(SCHEMA_VERSION)


@cache
def _validator(name, profiles):
    schema = OcsfJsonSchemaEmbedded(_schema()).get_class_schema(name, list(profiles))
    return jsonschema_rs.validator_for(schema)


def _check(event):
    """Against the JSON schema of its class, and the enumerations that it leaves open."""
    name, known = next(
        (name, each)
        for name, each in _schema()["classes"].items()
        if each["uid"] == event["class_uid"]
    )
    profiles = tuple(event["metadata"].get("profiles", ()))
    _validator(name, profiles).validate(json.loads(json.dumps(event)))
    attributes = known["attributes"]
    assert str(event["category_uid"]) in attributes["category_uid"]["enum"]
    caption = attributes["activity_id"]["enum"][str(event["activity_id"])]["caption"]
    assert event["activity_id"] == 99 or event["activity_name"] == caption
    assert str(event["type_uid"]) in attributes["type_uid"]["enum"]
    assert str(event["severity_id"]) in attributes["severity_id"]["enum"]
    assert "@deprecated" not in known
    for group in (known.get("constraints") or {}).values():
        assert any(one in event for one in group)


def _events(entry):
    return events_of(entry, origin="mail.example.org/audit", version="0.1.0")


@pytest.mark.parametrize(("action", "subject", "details", "classes"), _KINDS)
@pytest.mark.parametrize("result", ["done", "denied", "failed"])
def test_every_kind_of_entry_is_valid(action, subject, details, classes, result):
    """Each has the class that fits, and passes the schema of OCSF 1.8.0."""
    entry = made(action=action, subject=subject, details=json.dumps(details), result=result)
    events = _events(entry)
    for event in events:
        _check(event)
        assert event["status_id"] == (1 if result == "done" else 2)
    expected = classes if result == "done" else classes[:1]
    assert [event["class_uid"] for event in events] == expected


def test_a_remediation_raises_an_alert():
    """What acts on mail is an alert with the reference product's title, actor and link."""
    activity, alert = _events(made(action="remediation.start", details='{"severity":"medium"}'))
    assert activity["command_uid"] == "R-1M85DCNPQE0N8"
    assert activity["activity_name"] == "Evict"
    assert alert["is_alert"] is True
    assert alert["finding_info"]["title"] == ALERTS["remediation.start"]
    assert alert["actor"]["user"]["name"] == "Grace Hopper"
    assert alert["resources"] == [{"type": "remediation", "uid": "R-1M85DCNPQE0N8"}]
    assert alert["severity_id"] == 3
    assert alert["metadata"]["uid"] != activity["metadata"]["uid"]


@pytest.mark.parametrize("action", AuditAction)
def test_every_action_has_a_class_of_its_own_room(action):
    """No action of the one list is without an event that passes the schema; the docs name it."""
    details = '{"recipient":"bob@example.org"}' if action.startswith("content.") else "{}"
    first, *alerts = _events(made(action=action.value, details=details))
    for event in (first, *alerts):
        _check(event)
    assert str(first["class_uid"]) in class_of(action)
    assert [alert["finding_info"]["title"] for alert in alerts] == [
        ALERTS[one] for one in [action.value] if one in ALERTS
    ]
    assert ("2004" in class_of(action)) == bool(alerts)


def test_a_broken_glass_is_severe():
    """Whatever the severity of the plan was."""
    details = '{"ground":"emergency","severity":"low"}'
    assert {
        one["severity_id"] for one in _events(made(action="remediation.start", details=details))
    } == {4}


def test_an_undo_is_no_eviction():
    """An undo restores; whoever takes an attachment or a mail away reads."""
    undo = made(action="remediation.start", details='{"action":"soft_delete","undo_of":"R-1"}')
    assert _events(undo)[0]["activity_name"] == "Restore"
    for action in ("content.download_attachment", "content.download"):
        assert _events(made(action=action, subject="message:n1"))[0]["activity_name"] == "Read"


def test_nothing_of_the_entry_is_left_out():
    """What OCSF has no place for stands under `unmapped`; the place in the log is the sequence."""
    (event,) = _events(made())
    assert event["metadata"]["sequence"] == 7
    assert event["metadata"]["uid"] == "mail.example.org/audit/7"
    assert event["unmapped"] == {
        "action": "remediation.approve",
        "subject": "remediation:R-1M85DCNPQE0N8",
        "person": "p1",
        "role": "approver",
        "details": {"deliveries": 3},
    }


@given(
    action=st.text(min_size=1, max_size=30) | st.sampled_from([kind[0] for kind in _KINDS]),
    subject=st.text(max_size=30),
    name=st.text(max_size=20),
    details=st.dictionaries(st.text(max_size=9), st.text(max_size=9) | st.integers(0, 9)),
)
def test_any_text_makes_valid_events(action, subject, name, details):
    """Names, subjects and details are strangers' words and break no event."""
    entry = made(action=action, subject=subject, actor_name=name, details=json.dumps(details))
    for event in _events(entry):
        _check(event)
