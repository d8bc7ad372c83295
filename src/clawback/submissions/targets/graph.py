"""Microsoft Graph's threat submissions (`/security/threatSubmission`), which is in beta there.

The API has no key by which it would know a repeat. Where nobody knows whether a try arrived, what
was submitted since it began is looked through before it is sent again.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

from clawback.submissions.submission import Category, Kind, Result, Submission
from clawback.submissions.targets.http import Answered, TargetAwayError, ask_url
from clawback.submissions.targets.target import (
    Answer,
    Parcel,
    Said,
    away,
    done,
    no_access,
    refused,
)

_TYPE = "#microsoft.graph.security."
_PLACES = {Kind.EMAIL: "emailThreats", Kind.URL: "urlThreats", Kind.FILE: "fileThreats"}
_CATEGORIES = {
    Category.CLEAN: "notJunk",
    Category.SPAM: "spam",
    Category.PHISH: "phishing",
    Category.MALWARE: "malware",
}
_RESULTS = {
    "notJunk": Result.NO_THREATS,
    "spam": Result.SPAM,
    "phishing": Result.THREATS_FOUND,
    "malware": Result.THREATS_FOUND,
    "allowedByPolicy": Result.ALLOWED_BY_ORGANIZATION,
    "blockedByPolicy": Result.BLOCKED_BY_ORGANIZATION,
    "spoof": Result.SPOOFED,
    "unknown": Result.UNKNOWN,
    "noResultAvailable": Result.REASON_LOST,
}
_DETAILS = {
    "underInvestigation": Result.UNDER_INVESTIGATION,
    "simulatedThreat": Result.PHISHING_SIMULATION,
    "messageNotFound": Result.NOT_FOUND,
    "domainImpersonation": Result.DOMAIN_IMPERSONATION,
    "userImpersonation": Result.USER_IMPERSONATION,
    "brandImpersonation": Result.BRAND_IMPERSONATION,
    "authenticationFailure": Result.AUTHENTICATION_FAILED,
    "urlFileCannotMakeDecision": Result.FURTHER_ANALYSIS,
}
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_CLOSED = frozenset({401, 403})
_LATER = frozenset({408, 409, 423, 429, 500, 502, 503, 504})
_EARLY = timedelta(minutes=2)  # by which clocks may differ
_SPARE = timedelta(minutes=5)  # that a token must still hold


class _NoTokenError(Exception):
    def __init__(self, said: Said) -> None:
        super().__init__(said.text)
        self.said = said


@dataclass(slots=True, kw_only=True)
class GraphTarget:
    """A tenant, by an application's own credentials. Keeps its token while that holds."""

    name: str
    tenant: str
    client_id: str
    secret: str = field(repr=False)
    recipient: str = ""
    login: str = "https://login.microsoftonline.com"
    api: str = "https://graph.microsoft.com/beta"
    seconds: float = 30.0
    kind: str = "graph"
    _token: str = field(default="", repr=False)
    _until: datetime = _LONG_AGO

    def declines(self, submission: Submission) -> str:
        """Everything that has what the API asks for."""
        item, category = submission.item, submission.category
        if item.kind is not Kind.EMAIL:
            bad = category is Category.SPAM
            return "Microsoft takes URLs and files as phish, malware or clean." if bad else ""
        if not item.sealed:
            return "Nobody has the mail any more."
        return "" if item.recipient or self.recipient else "It names no recipient."

    def send(self, parcel: Parcel) -> Said:
        """Creates a threat submission."""
        try:
            if parcel.again and (reference := self._sent_before(parcel)):
                return _taken(reference)
            said = self._ask("POST", self._place(parcel), parcel.at, self._body(parcel))
        except _NoTokenError as error:
            return error.said
        except TargetAwayError as error:
            return away(str(error))
        if (fault := self._fault(said, parcel.at)) is not None:
            return fault
        reference = _text(_object(said.body), "id")
        if not reference:
            return refused("Microsoft's answer names no submission.")
        return _taken(reference)

    def ask(self, parcel: Parcel, reference: str) -> Said:
        """How it stands there."""
        place = f"{self._place(parcel)}/{quote(reference, safe='')}"
        try:
            said = self._ask("GET", place, parcel.at)
        except _NoTokenError as error:
            return error.said
        except TargetAwayError as error:
            return away(str(error))
        if (fault := self._fault(said, parcel.at)) is not None:
            return fault
        return read_state(_object(said.body), reference)

    def _place(self, parcel: Parcel) -> str:
        return f"{self.api}/security/threatSubmission/{_PLACES[parcel.submission.item.kind]}"

    def _body(self, parcel: Parcel) -> bytes:
        return json.dumps(document(parcel, self.recipient)).encode()

    def _sent_before(self, parcel: Parcel) -> str:
        """The id of what an earlier try left there; empty for nothing."""
        since = (parcel.began or parcel.at) - _EARLY
        told = {"$filter": f"createdDateTime ge {since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}
        said = self._ask("GET", f"{self._place(parcel)}?{urlencode(told)}", parcel.at)
        items = _object(said.body).get("value") if said.good else None
        wanted = _marks(document(parcel, self.recipient, content=False), parcel)
        for one in items if isinstance(items, list) else ():
            if isinstance(one, dict) and all(one.get(key) == value for key, value in wanted):
                return _text(one, "id")
        return ""

    def _ask(self, method: str, url: str, now: datetime, body: bytes | None = None) -> Answered:
        headers = {"Authorization": f"Bearer {self._access(now)}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        said = ask_url(method, url, headers=headers, body=body, seconds=self.seconds)
        if said.status in _CLOSED:
            self._token = ""  # a new one is fetched at the next try
        return said

    def _access(self, now: datetime) -> str:
        """A token by client credentials (RFC 6749 §4.4)."""
        if self._token and now < self._until:
            return self._token
        url = f"{self.login}/{quote(self.tenant, safe='')}/oauth2/v2.0/token"
        form = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.secret,
            "scope": "https://graph.microsoft.com/.default",
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(form).encode()
        said = ask_url("POST", url, headers=headers, body=body, seconds=self.seconds)
        told = _object(said.body)
        token, holds = _text(told, "access_token"), told.get("expires_in")
        if said.status in _LATER:
            wait = said.pause(now)
            raise _NoTokenError(away(f"Microsoft gives no token now: {said.status}.", wait))
        if not said.good or not token:
            why = _text(told, "error") or str(said.status)
            raise _NoTokenError(
                no_access(f"Microsoft gives no token ({why}). Has the client's secret expired?")
            )
        seconds = float(holds) if isinstance(holds, int | float) else 0.0
        self._token, self._until = token, now + timedelta(seconds=seconds) - _SPARE
        return token

    def _fault(self, said: Answered, now: datetime) -> Said | None:
        if said.good:
            return None
        error = _object(said.body).get("error")
        code = _text(error, "code") if isinstance(error, dict) else ""
        why = code or str(said.status)
        if said.status in _CLOSED:
            return no_access(
                f"Microsoft does not let us submit ({why}). "
                "The application needs ThreatSubmission.ReadWrite.All."
            )
        if said.status in _LATER:
            return away(f"Microsoft did not take it ({why}).", said.pause(now))
        return refused(f"Microsoft refused it ({why}).")


def document(parcel: Parcel, recipient: str = "", *, content: bool = True) -> dict[str, str]:
    """What is posted for a submission."""
    submission = parcel.submission
    item, made = submission.item, {"category": _CATEGORIES[submission.category]}
    held = base64.b64encode(parcel.raw).decode("ascii") if content else ""
    if item.kind is Kind.URL:
        return made | {"@odata.type": f"{_TYPE}urlThreatSubmission", "webUrl": item.name}
    if item.kind is Kind.FILE:
        made |= {"@odata.type": f"{_TYPE}fileContentThreatSubmission", "fileName": item.name}
    else:
        made |= {
            "@odata.type": f"{_TYPE}emailContentThreatSubmission",
            "recipientEmailAddress": item.recipient or recipient,
        }
    return made | {"fileContent": held}


def read_state(told: Mapping[str, object], reference: str) -> Said:
    """What a threat submission says of itself."""
    status, result = told.get("status"), told.get("result")
    if status in {"failed", "skipped"}:
        return refused(f"Microsoft could not analyse it: {status}.")
    if status != "succeeded":
        return _taken(reference)
    found = result if isinstance(result, dict) else {}
    category, detail = _text(found, "category"), _text(found, "detail")
    came = _DETAILS.get(detail) or _RESULTS.get(category, Result.UNKNOWN)
    more = f" ({detail})" if detail and detail != "none" else ""
    return done(f"Microsoft says: {category or 'nothing'}{more}.", came, reference)


def _marks(body: Mapping[str, str], parcel: Parcel) -> list[tuple[str, str]]:
    """By what one's own submission is known again."""
    item = parcel.submission.item
    names = ("category", "webUrl", "fileName", "recipientEmailAddress")
    marks = [(name, body[name]) for name in names if name in body]
    if item.kind is Kind.EMAIL and item.internet_message_id:
        marks.append(("internetMessageId", item.internet_message_id))
    return marks


def _taken(reference: str) -> Said:
    return Said(answer=Answer.TAKEN, reference=reference, text="Microsoft analyses it.")


def _object(body: bytes) -> dict[str, object]:
    try:
        told = json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _text(told: Mapping[str, object], name: str) -> str:
    """A short text that may be shown, else nothing."""
    value = told.get(name)
    if not isinstance(value, str) or not value.isprintable():
        return ""
    return value if name == "access_token" else value[:200]
