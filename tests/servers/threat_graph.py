"""A stand-in for Microsoft's threat submissions, which holds what it is sent to the contract.

The contract: learn.microsoft.com/graph/api/resources/security-threatsubmission, of beta.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from tests.servers.web_target import Asked, Reply

_TYPE = "#microsoft.graph.security."
_TYPES = {
    "emailThreats": ("emailContentThreatSubmission", {"fileContent", "recipientEmailAddress"}),
    "urlThreats": ("urlThreatSubmission", {"webUrl"}),
    "fileThreats": ("fileContentThreatSubmission", {"fileContent", "fileName"}),
}
_CATEGORIES = {"notJunk", "spam", "phishing", "malware"}


@dataclass(slots=True)
class ThreatGraph:
    """One tenant. `fails` is answered next, once each; `result` is what analysis comes to."""

    secret: str = "s3cret"
    holds: int = 3600
    fails: list[Reply] = field(default_factory=list)
    result: dict[str, str] | None = None
    made: list[dict[str, object]] = field(default_factory=list)
    tokens: int = 0
    forget_answer: bool = False

    def __call__(self, asked: Asked) -> Reply:  # noqa: PLR0911 - one for each thing asked
        split = urlsplit(asked.path)
        if split.path.endswith("/oauth2/v2.0/token"):
            return self._token(asked)
        if asked.headers.get("authorization") != f"Bearer token-{self.tokens}":
            return _error(401, "InvalidAuthenticationToken")
        if self.fails:
            return self.fails.pop(0)
        place, _, one = split.path.removeprefix("/beta/security/threatSubmission/").partition("/")
        if place not in _TYPES:
            return _error(404, "ResourceNotFound")
        if asked.method == "POST":
            return self._create(place, asked.body)
        if one:
            found = [made for made in self.made if made["id"] == one]
            return _json(200, found[0] | self._state()) if found else _error(404, "NotFound")
        since = parse_qs(split.query)["$filter"][0].removeprefix("createdDateTime ge ")
        return _json(200, {"value": [x for x in self.made if str(x["createdDateTime"]) >= since]})

    def _token(self, asked: Asked) -> Reply:
        form = {name: value[0] for name, value in parse_qs(asked.body.decode()).items()}
        assert form["grant_type"] == "client_credentials"
        assert form["scope"] == "https://graph.microsoft.com/.default"
        if form["client_secret"] != self.secret:
            return _json(401, {"error": "invalid_client", "error_description": "AADSTS7000222"})
        self.tokens += 1
        told = {"access_token": f"token-{self.tokens}", "expires_in": self.holds}
        return _json(200, told | {"token_type": "Bearer"})

    def _create(self, place: str, body: bytes) -> Reply:
        told = json.loads(body)
        kind, fields = _TYPES[place]
        right = told.get("@odata.type") == f"{_TYPE}{kind}" and told.get("category") in _CATEGORIES
        if not right or set(told) != {"@odata.type", "category", *fields}:
            return _error(400, "BadRequest")
        try:
            base64.b64decode(told.get("fileContent", ""), validate=True)
        except binascii.Error:
            return _error(400, "BadRequest")
        kept = {name: value for name, value in told.items() if name != "fileContent"}
        kept |= {"id": f"threat-{len(self.made) + 1}", "status": "running", "result": None}
        kept["createdDateTime"] = datetime(2026, 11, 30, 12, tzinfo=UTC).isoformat()
        kept["internetMessageId"] = "<1@sender.example>"
        self.made.append(kept)
        if self.forget_answer:
            self.forget_answer = False
            return Reply(status=0)
        return _json(201, kept)

    def _state(self) -> dict[str, object]:
        if self.result is None:
            return {"status": "running", "result": None}
        return {"status": "succeeded", "result": self.result}


def _json(status: int, document: object) -> Reply:
    body = json.dumps(document).encode()
    return Reply(status=status, headers={"Content-Type": "application/json"}, body=body)


def _error(status: int, code: str) -> Reply:
    return _json(status, {"error": {"code": code, "message": "no"}})
