"""What Postfix says of a mail in one line of its log; pure, and believes no line to be whole.

Lines of a mail are joined by its queue id, which is unique on one host and instance only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from clawback.ingest.logs.lines import Line

# Short ids are hexadecimal, long ones (enable_long_queue_ids) have no vowels.
_QUEUED = re.compile(r"(?P<id>[0-9A-F]{6,16}|[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{12,40}): ")
_CLIENT = re.compile(r"client=(?P<name>[^\s,\[]*)\[(?P<address>[^\]\s]*)\]")
_LOGIN = re.compile(r"sasl_username=(?P<user>[^\s,]+)")
_MESSAGE_ID = re.compile(r"(?:resent-)?message-id=(?P<id>\S*)")
_SENDER = re.compile(r"from=<(?P<sender>[^>]*)>, size=\d+, nrcpt=\d+")
_EXPIRED = re.compile(r"from=<[^>]*>, status=(?:expired|force-expired), returned to sender")
_HANDED = re.compile(
    r"to=<(?P<to>[^>]*)>,(?: orig_to=<(?P<original>[^>]*)>,)? relay=(?P<relay>.*?),"
    r"(?: conn_use=\d+,)?"
    r" delay=(?P<delay>[\d.]+),(?: delays=(?P<delays>[\d./]+),)? dsn=(?P<dsn>\d\.\d+\.\d+),"
    r" status=(?P<status>sent|bounced|deferred|expired) \((?P<reply>.*)\)"
)
_CHECKED = re.compile(
    r"(?P<action>warning|info|hold|reject|discard|prepend|replace|redirect|filter|strip|bcc): "
    r"(?P<part>header|body|nested|mime) .*; from=<(?P<envelope>.*)$"
)
_RULE = re.compile(r"(?:.*\s)?rule:(?P<name>[^\s<>,;:()]{1,200})")
_MILTERED = re.compile(
    r"milter-(?P<action>reject|hold|discard): (?P<stage>[A-Z-]+) from \S+: (?P<text>.*)$"
)
_REFUSED = re.compile(r"reject: (?P<stage>[A-Z-]+) from \S+: (?P<text>.*)$")
_TRAILING = re.compile(r"; from=<.*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A mail came in: by which listener, from where, and who had signed in."""

    address: str
    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageId:
    """Its Message-ID, as it stands in the mail; empty when it has none."""

    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The envelope sender, when a mail begins to be delivered."""

    sender: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """How one delivery to one recipient went. `original` is whom it was for before aliases.

    `service` is the part of Postfix that did it: `lmtp`, `smtp`, `discard` …
    """

    service: str
    recipient: str
    original: str
    relay: str
    delay: str
    dsn: str
    status: str
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """The whole mail was acted on: `hold`, `discard`, or `reject`; by what, in which words."""

    action: str
    by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleMet:
    """A rule of header_checks or body_checks that has a name (`rule:NAME`) met the mail."""

    name: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """Postfix knows the queue id no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """What was still waiting went back to its sender."""


Said: TypeAlias = Client | MessageId | Sender | Handed | Stopped | RuleMet | Removed | Expired


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """What a line says of one queue id.

    `listener` is the syslog name without the service: `postfix`, or `postfix/submission` where
    master.cf says so.
    """

    queue_id: str
    listener: str
    service: str
    said: tuple[Said, ...]


def read_postfix(line: Line) -> Queued | None:
    """What the line says of a mail; `None` for all other lines.

    Mail that was refused before it had a queue id (`NOQUEUE`) never was a message.
    """
    listener, slash, service = line.program.rpartition("/")
    found = _QUEUED.match(line.text)
    if not slash or found is None:
        return None
    said = tuple(_said(line.text[found.end() :], service))
    if not said:
        return None
    return Queued(queue_id=found["id"], listener=listener, service=service, said=said)


def _said(text: str, service: str) -> list[Said]:
    match service:
        case "smtpd":
            return _client(text) or _stopped(text)
        case "cleanup":
            return _message_id(text) or _checked(text) or _stopped(text)
        case "qmgr":
            return _queue(text)
        case "pickup":
            return [Client(address="", user="")] if text.startswith("uid=") else []
        case _:
            found = _HANDED.match(text)
            return [] if found is None else [_handed(found, service)]


def _client(text: str) -> list[Said]:
    found = _CLIENT.match(text)
    if found is None:
        return []
    login = _LOGIN.search(text)
    return [Client(address=found["address"], user=login["user"] if login else "")]


def _message_id(text: str) -> list[Said]:
    found = _MESSAGE_ID.match(text)
    if found is None or text.startswith("resent-"):
        return []
    return [MessageId(message_id="" if found["id"] == "<>" else found["id"])]


def _queue(text: str) -> list[Said]:
    if text.startswith("removed"):
        return [Removed()]
    if _EXPIRED.match(text):
        return [Expired()]
    found = _SENDER.match(text)
    return [] if found is None else [Sender(sender=found["sender"])]


def _handed(found: re.Match[str], service: str) -> Handed:
    return Handed(
        service=service,
        recipient=found["to"],
        original=found["original"] or "",
        relay=found["relay"],
        delay=found["delay"],
        dsn=found["dsn"],
        status=found["status"],
        reply=found["reply"],
    )


def _checked(text: str) -> list[Said]:
    """The rule's own words are the last; what stands before them, the sender may have written."""
    found = _CHECKED.match(text)
    if found is None:
        return []
    _, told, last = found["envelope"].rpartition(">: ")
    words = last if told else ""
    rule, action = _RULE.fullmatch(words), found["action"]
    said: list[Said] = []
    if rule:
        said.append(RuleMet(name=rule["name"], action=action))
    if action in {"hold", "reject", "discard"}:
        said.append(Stopped(action=action, by=f"a {found['part']} check", text=words))
    return said


def _stopped(text: str) -> list[Said]:
    """By a milter, or when all of the mail had come; who was refused at RCPT is no recipient."""
    found = _MILTERED.match(text)
    if found and found["stage"] == "END-OF-MESSAGE":
        return [Stopped(action=found["action"], by="a milter", text=_words(found["text"]))]
    found = _REFUSED.match(text)
    if found and found["stage"] == "END-OF-MESSAGE":
        return [Stopped(action="reject", by="Postfix", text=_words(found["text"]))]
    return []


def _words(text: str) -> str:
    return _TRAILING.sub("", text)
