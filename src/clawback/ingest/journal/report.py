"""What a journal report says of a mail: who sent it, and for whom it was.

The lines are those of Exchange (MS-XJRNL §2.1): `Sender`, `Subject` and `Message-ID`, then one for
each recipient, such as `To: dave@example.org, Expanded: sales@example.org`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clawback.model.address import plain_address

MOST_RECIPIENTS = 50_000
_RECIPIENTS = ("recipient", "to", "cc", "bcc")
_NAMES = ("message-id", "sender", *_RECIPIENTS)
_LINE = re.compile(rf"^({'|'.join(_NAMES)}):[ \t]*(.*)", re.MULTILINE | re.IGNORECASE | re.ASCII)
_ADDRESS = r'(?:"(?:[^"\\]|\\.)*+"|[^\s"(),:;<>@]+)@[^\s"(),:;<>@]+'
_RECIPIENT = re.compile(rf"<?({_ADDRESS})>?\s*((?:,.*)?)")
# Possessive, because a line may have a hundred suffixes and then something else.
_SUFFIX = re.compile(r",\s*+(Expanded|Forwarded):\s*+([^,]*+)", re.IGNORECASE)
_SUFFIXES = re.compile(rf"(?:{_SUFFIX.pattern})*+", re.IGNORECASE)
_SENDER = re.compile(rf"<?((?:{_ADDRESS})?)>?\s*")
_LONGEST = 320  # RFC 5321 §4.5.3.1
_LONGEST_LINE = 4 * _LONGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """How a mail came to a recipient: through which lists, and whether a mailbox sent it on."""

    distribution_list: tuple[str, ...] = ()
    forwarded: bool = False


DIRECT = Route()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was read. `sender` is `None` when no line tells; empty for `<>`.

    `recipients` are by address (`plain_address`) in their order. `whole` is false when a line of a
    recipient could not be understood, or there were more than 50,000.
    """

    sender: str | None = None
    recipients: Mapping[str, Route] = field(default_factory=dict)
    whole: bool = True


def read_report(text: str) -> Report:
    """Any text; never raises. Only line feeds end lines, whatever else Unicode has for it.

    A subject may hold a line feed that its sender smuggled in (RFC 2047), and so lines that are not
    Exchange's. Exchange writes recipients after `Message-ID`, which comes after the subject: only
    what stands after the last such line is taken, and of senders the first.
    """
    senders: list[str | None] = []
    earlier: list[str] = []
    told: list[str] = []
    for found in _LINE.finditer(text):
        name = found[1].lower()
        if name == "message-id":
            if len(earlier) <= MOST_RECIPIENTS:
                earlier += told
            told = []
        elif name == "sender" and not senders:
            senders.append(_sender(found[2].rstrip()))
        elif name in _RECIPIENTS and len(told) <= MOST_RECIPIENTS:
            told.append(found[2].rstrip())
    recipients, whole = _recipients(told or earlier)
    return Report(sender=next(iter(senders), None), recipients=recipients, whole=whole)


def _recipients(values: Sequence[str]) -> tuple[Mapping[str, Route], bool]:
    lists: dict[str, dict[str, None]] = {}  # in order, each once
    forwarded: set[str] = set()
    whole = len(values) <= MOST_RECIPIENTS
    for value in values[:MOST_RECIPIENTS]:
        found = _RECIPIENT.fullmatch(value) if len(value) <= _LONGEST_LINE else None
        if found is None or len(found[1]) > _LONGEST:
            whole = False
            continue
        whole &= _SUFFIXES.fullmatch(found[2]) is not None
        address = plain_address(found[1])
        through = lists.setdefault(address, {})
        for kind, source in _SUFFIX.findall(found[2]):
            if kind.lower() == "forwarded":
                forwarded.add(address)
            elif name := plain_address(source):
                through[name] = None
    routes = {
        address: Route(distribution_list=tuple(through), forwarded=address in forwarded)
        for address, through in lists.items()
    }
    return routes, whole


def _sender(value: str) -> str | None:
    found = _SENDER.fullmatch(value) if len(value) <= _LONGEST else None
    return None if found is None else found[1]
