"""Alerts over HTTP: to a webhook of one's own, and to chats that take Slack's or Teams' form."""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Protocol
from urllib.parse import urlsplit

from clawback.alerts.channels.channel import TAKEN, Message, Said, away, refused
from clawback.alerts.channels.text import facts, lines, title

_GOOD = range(200, 300)
_KNOWN = 409  # RFC 9110 §15.5.10: what was sent is there already
_NEVER = frozenset({400, 410, 413, 414, 422})
_READ = 4096  # bytes of an answer that are looked at


class Writes(Protocol):
    """How an alert is written for a receiver."""

    def body(self, message: Message) -> bytes:
        """The JSON that is posted."""
        ...

    def headers(self, message: Message, body: bytes) -> Mapping[str, str]:
        """What is said beside it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpChannel:
    """Posts JSON to one address; follows no redirect. The address may be a secret."""

    name: str
    url: str = field(repr=False)
    writes: Writes
    seconds: float = 10.0

    def send(self, message: Message) -> Said:
        body = self.writes.body(message)
        split = urlsplit(self.url)
        target = (split.path or "/") + (f"?{split.query}" if split.query else "")
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Clawback",
            "Idempotency-Key": message.key,
            **self.writes.headers(message, body),
        }
        try:
            with closing(self._connection()) as connection:
                connection.request("POST", target, body, headers)
                answer = connection.getresponse()
                answer.read(_READ)
        except (OSError, HTTPException, ValueError) as error:
            why = getattr(error, "strerror", None) or type(error).__name__
            return away(f"{split.hostname} does not answer: {why}.")
        return _judged(split.hostname or "", answer.status)

    def _connection(self) -> HTTPConnection:
        split = urlsplit(self.url)
        if split.scheme == "https":
            context = ssl.create_default_context()
            host = split.hostname or ""
            return HTTPSConnection(host, split.port, timeout=self.seconds, context=context)
        return HTTPConnection(split.hostname or "", split.port, timeout=self.seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Our own form, signed: HMAC-SHA-256 over the time, a dot, and the body."""

    secret: str = field(repr=False)
    details: bool = True

    def body(self, message: Message) -> bytes:
        told = {"type": "alert.opened", "alert": facts(message, details=self.details)}
        return json.dumps(told, separators=(",", ":")).encode()

    def headers(self, message: Message, body: bytes) -> Mapping[str, str]:
        time = str(int(message.at.timestamp()))
        return {
            "Clawback-Timestamp": time,
            "Clawback-Signature": f"v1={signature(self.secret, time, body)}",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    """What Slack and those that copy it take as an incoming webhook."""

    details: bool = True

    def body(self, message: Message) -> bytes:
        said = [f"*{_escaped(title(message))}*"]
        said += [_escaped(line) for line in lines(message, details=self.details)]
        return json.dumps({"text": "\n".join(said)}).encode()

    def headers(self, message: Message, body: bytes) -> Mapping[str, str]:
        del message, body
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Teams:
    """An Adaptive Card, as a workflow of Microsoft Teams takes it."""

    details: bool = True

    def body(self, message: Message) -> bytes:
        blocks = [
            {"type": "TextBlock", "text": title(message), "weight": "Bolder", "wrap": True},
            *(
                {"type": "TextBlock", "text": _plain(line), "wrap": True}
                for line in lines(message, details=self.details)
            ),
        ]
        card = {
            "type": "AdaptiveCard",
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "version": "1.4",
            "body": blocks,
        }
        attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
        return json.dumps({"type": "message", "attachments": [attachment]}).encode()

    def headers(self, message: Message, body: bytes) -> Mapping[str, str]:
        del message, body
        return {}


def signature(secret: str, time: str, body: bytes) -> str:
    """In hexadecimal digits; the receiver makes the same and compares in constant time."""
    return hmac.new(secret.encode(), time.encode() + b"." + body, hashlib.sha256).hexdigest()


def _judged(host: str, status: int) -> Said:
    if status in _GOOD or status == _KNOWN:
        return TAKEN
    if status in _NEVER:
        return refused(f"{host} refused it for good: {status}.")
    return away(f"{host} did not take it: {status}.")


def _escaped(text: str) -> str:
    """A subject must not become a link or a mention."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _plain(text: str) -> str:
    """Cards read Markdown: what could begin a link or a picture is taken apart."""
    return "".join("\\" + one if one in r"\`*_[]()!~" else one for one in text)
