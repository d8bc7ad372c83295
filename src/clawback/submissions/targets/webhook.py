"""Submissions as signed JSON, to a receiver of one's own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from clawback.submissions.submission import Submission
from clawback.submissions.targets.http import TargetAwayError, ask_url
from clawback.submissions.targets.target import (
    Parcel,
    Said,
    away,
    done,
    never_asked,
    no_access,
    refused,
)

_KNOWN = 409  # RFC 9110 §15.5.10: what was sent is there already
_CLOSED = frozenset({401, 403})
_NEVER = frozenset({400, 410, 413, 414, 422})


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTarget:
    """One address. `content` is whether the bytes go along, in base64."""

    name: str
    url: str = field(repr=False)
    secret: str = field(repr=False)
    content: bool = False
    seconds: float = 30.0
    kind: str = "webhook"

    def declines(self, submission: Submission) -> str:
        """Takes everything."""
        del submission
        return ""

    def send(self, parcel: Parcel) -> Said:
        """Posts it; a receiver that knows the key already answers 409."""
        body = json.dumps(told(parcel, content=self.content), separators=(",", ":")).encode()
        time = str(int(parcel.at.timestamp()))
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": parcel.key,
            "Clawback-Timestamp": time,
            "Clawback-Signature": f"v1={signature(self.secret, time, body)}",
        }
        host = urlsplit(self.url).hostname or ""
        try:
            said = ask_url("POST", self.url, headers=headers, body=body, seconds=self.seconds)
        except TargetAwayError as error:
            return away(str(error))
        if said.good or said.status == _KNOWN:
            return done(f"{host} has it.")
        if said.status in _CLOSED:
            return no_access(f"{host} does not accept the signature: {said.status}.")
        if said.status in _NEVER:
            return refused(f"{host} refused it for good: {said.status}.")
        return away(f"{host} did not take it: {said.status}.", said.pause(parcel.at))

    def ask(self, parcel: Parcel, reference: str) -> Said:
        """It says everything at once."""
        del parcel
        return never_asked(reference)


def signature(secret: str, time: str, body: bytes) -> str:
    """HMAC-SHA-256 over the time, a dot, and the body, in hexadecimal digits."""
    return hmac.new(secret.encode(), time.encode() + b"." + body, hashlib.sha256).hexdigest()


def told(parcel: Parcel, *, content: bool) -> dict[str, object]:
    """What a receiver is told."""
    submission = parcel.submission
    facts = _facts(submission)
    if content and parcel.raw:
        facts["content"] = base64.b64encode(parcel.raw).decode("ascii")
    event = "submission.disputed" if submission.dispute else "submission.made"
    return {"type": event, "key": parcel.key, "submission": facts}


def _facts(submission: Submission) -> dict[str, object]:
    item, dispute, review = submission.item, submission.dispute, submission.review
    return {
        "id": submission.id,
        "kind": item.kind.value,
        "category": submission.category.value,
        "reason": submission.reason.value,
        "note": submission.note,
        "name": item.name,
        "sha256": item.sha256,
        "size": item.size,
        "network_message_id": item.network_message_id,
        "internet_message_id": item.internet_message_id,
        "sender": item.sender,
        "sender_ip": item.sender_ip,
        "at": submission.at.isoformat(),
        "by_name": submission.by.name,
        "result": submission.result.value,
        "found_now": [one.value for one in review.now] if review else [],
        "dispute": {"what": dispute.what.value, "text": dispute.text} if dispute else None,
    }
