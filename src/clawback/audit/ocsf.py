"""Entries as events of the Open Cybersecurity Schema Framework, which SIEMs read (schema 1.8.0).

Our own row is the truth and this an output: what OCSF has no place for stands under `unmapped`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from clawback.audit.action import AuditAction
from clawback.audit.entry import Result
from clawback.audit.kept import KeptEntry

SCHEMA_VERSION = "1.8.0"
ALERTS: Mapping[str, str] = {
    AuditAction.REMEDIATION_START: "Administrative action submitted by an administrator",
    AuditAction.REMEDIATION_TRIP: "A remediation paused itself",
    AuditAction.REMEDIATION_REMIND: "A proposal will expire unless somebody decides on it",
}
"""What raises an alert beside its own event, and the alert's title."""

OcsfEvent: TypeAlias = dict[str, object]


class OcsfClass(IntEnum):
    """The classes we write; the first digit is the category."""

    DETECTION_FINDING = 2004
    ACCOUNT_CHANGE = 3001
    AUTHENTICATION = 3002
    USER_ACCESS = 3005
    EMAIL_ACTIVITY = 4009
    API_ACTIVITY = 6003
    REMEDIATION_ACTIVITY = 7001


_OTHER = 99
_INFORMATIONAL, _LOW, _MEDIUM, _HIGH = 1, 2, 3, 4
_SEVERITIES = {"low": _LOW, "medium": _MEDIUM, "high": _HIGH}
_SUCCESS, _FAILURE = 1, 2
_USER_TYPES = {"person": 1, "program": 4, "system": 3}  # User, Service, System
_NO_DIRECTION = 0
_EMERGENCY = "emergency"  # the ground of a start for which somebody broke the glass


@dataclass(frozen=True, slots=True)
class _Kind:
    """A class and its activities by the last word of an action; other words are `Other`."""

    name: OcsfClass
    activities: Mapping[str, tuple[int, str]]
    fill: Callable[[KeptEntry, str], OcsfEvent]

    @property
    def label(self) -> str:
        return self.name.name.replace("_", " ").title().replace("Api", "API")

    def activity(self, verb: str) -> tuple[int, str]:
        return self.activities.get(verb, (_OTHER, verb))


def events_of(entry: KeptEntry, *, origin: str, version: str) -> list[OcsfEvent]:
    """The events for a sealed entry, the alert last; `version` is Clawback's own."""
    kind, verb = _kind_of(entry)
    events = [_event(entry, kind, verb, origin=origin, version=version)]
    if entry.action in ALERTS and entry.result == Result.DONE:
        events.append(_event(entry, _ALERT, "create", origin=origin, version=version))
    return events


def class_of(action: AuditAction) -> str:
    """The class and activity of an action's events, in words."""
    room, _, verb = action.partition(".")
    kind = _MAIL if _is_of_one_mail(action) else _ROOMS.get(room, _CALL)
    named = f"{kind.label} {int(kind.name)}, {kind.activity(verb)[1]}"
    if action is AuditAction.REMEDIATION_START:
        named = f"{_REMEDIATING.label} {int(_REMEDIATING.name)}, Evict or Restore"
    alert = f"; {_ALERT.label} {int(_ALERT.name)}: “{ALERTS[action]}”" if action in ALERTS else ""
    return named + alert


def _kind_of(entry: KeptEntry) -> tuple[_Kind, str]:
    room, _, verb = entry.action.partition(".")
    if _is_of_one_mail(entry.action) and "@" in _recipient(entry):
        return _MAIL, verb
    if entry.action == AuditAction.REMEDIATION_START:
        back = entry.facts.get("action") in _BRINGS_BACK or entry.facts.get("undo_of")
        return _REMEDIATING, "restore" if back else "evict"
    return _ROOMS.get(room, _CALL), verb


def _is_of_one_mail(action: str) -> bool:
    """A search of bodies is one of many."""
    return action.startswith("content.") and action != AuditAction.CONTENT_SEARCH


def _event(entry: KeptEntry, kind: _Kind, verb: str, *, origin: str, version: str) -> OcsfEvent:
    activity, name = kind.activity(verb)
    uid = int(kind.name)
    done = entry.result == Result.DONE
    place = (entry.leaf or 0) + 1
    event: OcsfEvent = {
        "category_uid": uid // 1000,
        "class_uid": uid,
        "activity_id": activity,
        "activity_name": name,
        "type_uid": uid * 100 + activity,
        "time": entry.at // 1000,
        "severity_id": _severity(entry, kind),
        "status_id": _SUCCESS if done else _FAILURE,
        "status_detail": entry.result,
        "message": _sentence(entry),
        "metadata": {
            "version": SCHEMA_VERSION,
            "product": {"name": "Clawback", "vendor_name": "Clawback", "version": version},
            "uid": f"{origin}/{place}" + ("/alert" if kind is _ALERT else ""),
            "event_code": entry.action,
            "log_name": origin,
            "sequence": place,
        }
        | ({"profiles": ["host"]} if kind in _ACTOR_BY_PROFILE else {}),
        "unmapped": {
            "action": entry.action,
            "subject": entry.subject,
            "person": entry.person,
            "role": entry.actor_role,
            "details": dict(entry.facts),
        },
    }
    return event | kind.fill(entry, origin)


def _severity(entry: KeptEntry, kind: _Kind) -> int:
    if entry.facts.get("ground") == _EMERGENCY:
        return _HIGH
    if kind in (_ALERT, _REMEDIATING):
        return _SEVERITIES.get(str(entry.facts.get("severity")), _INFORMATIONAL)
    return _INFORMATIONAL if entry.result == Result.DONE else _LOW


def _sentence(entry: KeptEntry) -> str:
    return (
        f"{entry.actor_name or entry.actor_id}: {entry.action} on {entry.subject}, {entry.result}."
    )


def _actor(entry: KeptEntry) -> OcsfEvent:
    return {"actor": {"user": _user(entry)}}


def _user(entry: KeptEntry) -> OcsfEvent:
    kind = _USER_TYPES.get(entry.actor_kind, _OTHER)
    return {"uid": entry.actor_id, "name": entry.actor_name or entry.actor_id, "type_id": kind}


def _subject_user(entry: KeptEntry) -> OcsfEvent:
    """The account that it was done to, which is often the actor's own."""
    kind, _, found = entry.subject.partition(":")
    if kind == "person" and found == entry.actor_id:
        return _user(entry)
    return {"uid": found or entry.subject}


def _signing_in(entry: KeptEntry, origin: str) -> OcsfEvent:
    return {"user": _subject_user(entry), "service": {"name": "Clawback", "uid": origin}} | _actor(
        entry
    )


def _changing_account(entry: KeptEntry, _: str) -> OcsfEvent:
    return {"user": _subject_user(entry)} | _actor(entry)


def _giving_access(entry: KeptEntry, _: str) -> OcsfEvent:
    role = str(entry.facts.get("role") or "unknown")
    return {"user": _subject_user(entry), "privileges": [role]} | _actor(entry)


def _reading_mail(entry: KeptEntry, _: str) -> OcsfEvent:
    recipient = _recipient(entry)
    message = entry.subject.partition(":")[2] or "unknown"
    return {
        "direction_id": _NO_DIRECTION,
        "email": {"to": [recipient], "uid": message},
        "to": [recipient],
        "message_trace_uid": message,
    } | _actor(entry)


def _calling(entry: KeptEntry, origin: str) -> OcsfEvent:
    kind, _, uid = entry.subject.partition(":")
    return {
        "api": {"operation": entry.action, "service": {"name": "Clawback"}},
        "src_endpoint": {"name": origin, "svc_name": "Clawback"},
        "resources": [{"type": kind, "uid": uid or entry.subject}],
    } | _actor(entry)


def _remediating(entry: KeptEntry, _: str) -> OcsfEvent:
    return {"command_uid": entry.subject.partition(":")[2] or entry.subject} | _actor(entry)


def _alerting(entry: KeptEntry, origin: str) -> OcsfEvent:
    found = f"{origin}/{(entry.leaf or 0) + 1}"
    return {
        "is_alert": True,
        "finding_info": {"uid": found, "title": ALERTS[entry.action], "desc": _sentence(entry)},
        "resources": [{"type": "remediation", "uid": entry.subject.partition(":")[2] or "unknown"}],
    } | _actor(entry)


def _recipient(entry: KeptEntry) -> str:
    return str(entry.facts.get("recipient") or "")


_BRINGS_BACK = frozenset({"move_to_inbox", "release"})
_REMEDIATING = _Kind(
    OcsfClass.REMEDIATION_ACTIVITY,
    {"evict": (2, "Evict"), "restore": (3, "Restore")},
    _remediating,
)
_ALERT = _Kind(OcsfClass.DETECTION_FINDING, {"create": (1, "Create")}, _alerting)
_MAIL = _Kind(OcsfClass.EMAIL_ACTIVITY, {}, _reading_mail)
_CALL = _Kind(
    OcsfClass.API_ACTIVITY,
    {
        "create": (1, "Create"),
        "draft": (1, "Create"),
        "open": (1, "Create"),
        "propose": (1, "Create"),
        "import": (1, "Create"),
        "preview": (2, "Read"),
        "export": (2, "Read"),
        "download": (2, "Read"),
        "download_attachment": (2, "Read"),
        "edit": (3, "Update"),
        "add": (3, "Update"),
        "remove": (3, "Update"),
        "put": (3, "Update"),
        "track": (3, "Update"),
        "untrack": (3, "Update"),
        "delete": (4, "Delete"),
        "discard": (4, "Delete"),
        "forget": (4, "Delete"),
    },
    _calling,
)
_ACCOUNT = _Kind(
    OcsfClass.ACCOUNT_CHANGE,
    {
        "create": (1, "Create"),
        "enable": (2, "Enable"),
        "change": (3, "Password Change"),
        "reset_link": (4, "Password Reset"),
        "disable": (5, "Disable"),
        "add": (10, "MFA Factor Enable"),
        "remove": (11, "MFA Factor Disable"),
    },
    _changing_account,
)
# Classes that name an actor only with the profile `host`.
_ACTOR_BY_PROFILE = (_MAIL, _REMEDIATING, _ALERT)
_ROOMS = {
    "session": _Kind(
        OcsfClass.AUTHENTICATION,
        {"sign_in": (1, "Logon"), "sign_out": (2, "Logoff")},
        _signing_in,
    ),
    "person": _ACCOUNT,
    "password": _ACCOUNT,
    "factor": _ACCOUNT,
    "token": _Kind(
        OcsfClass.USER_ACCESS,
        {"create": (1, "Assign Privileges"), "revoke": (2, "Revoke Privileges")},
        _giving_access,
    ),
}
