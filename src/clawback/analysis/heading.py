"""What the header alone says of a mail; also all that is said of one that could not be read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from clawback.analysis.addresses import bare_address, parse_addresses, parse_sender
from clawback.analysis.ambiguity import Ambiguity
from clawback.analysis.authentication import read_authentication
from clawback.analysis.found import NOTHING, Found
from clawback.analysis.guard import Guarded, guard
from clawback.analysis.handling import read_handling
from clawback.analysis.header import Header
from clawback.analysis.imprint.taking import imprint
from clawback.analysis.limits import DEFAULT_LIMITS, AnalysisLimits, Limit, limited
from clawback.analysis.trace import NO_TRUST, Border, Trust, find_border, recipient_of
from clawback.analysis.verdicts.microsoft import (
    MicrosoftReport,
    microsoft_findings,
    microsoft_report,
)
from clawback.analysis.verdicts.rspamd import rspamd_findings
from clawback.analysis.verdicts.spamassassin import spamassassin_findings
from clawback.analysis.visible import visible
from clawback.model.address import Address
from clawback.model.dates import moment_of
from clawback.model.fingerprint import identify
from clawback.model.message import PARSE_COMPLETE, Message
from clawback.model.verdict import Finding

# Best first: where the mail was put in the end stands before what it was first sent to.
_RECIPIENT_HEADERS = ("delivered-to", "envelope-to", "x-envelope-to", "x-original-to")
_ONCE = (
    ("from", Ambiguity.DUPLICATE_FROM),
    ("subject", Ambiguity.DUPLICATE_SUBJECT),
    ("message-id", Ambiguity.DUPLICATE_MESSAGE_ID),
    ("content-type", Ambiguity.DUPLICATE_CONTENT_TYPE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A mail that was opened: the guarded bytes, its fields, and how it is to be read."""

    raw: bytes
    guarded: Guarded
    header: Header
    limits: AnalysisLimits
    trust: Trust


def read_heading(
    raw: bytes, limits: AnalysisLimits = DEFAULT_LIMITS, trust: Trust = NO_TRUST
) -> Heading:
    """Take the header off `raw`; pure Python, linear in the header's length."""
    guarded = guard(raw, limits)
    header = Header(guarded.fields)
    return Heading(raw=raw, guarded=guarded, header=header, limits=limits, trust=trust)


def describe(heading: Heading, found: Found = NOTHING, *, parse: str = "") -> Message:
    """The message of a header and what was `found` in its body.

    `parse` overrides the state that the limits give.
    """
    header, limits, trust = heading.header, heading.limits, heading.trust
    border = find_border(header, trust)
    report = microsoft_report(header, border, trust)
    message_id, fingerprint = identify(heading.raw)
    sender = parse_sender(header.all("from"), limits.addresses)
    findings = _findings(header, border, trust, report)
    cuts = [*heading.guarded.cuts, *found.cuts]
    subject = header.readable("subject")
    return Message(
        network_message_id=message_id,
        header_fingerprint=fingerprint,
        raw_sha256=hashlib.sha256(heading.raw).hexdigest(),
        size=len(heading.raw),
        internet_message_id=visible(header.first("message-id")),
        subject=subject,
        sender=sender,
        reply_to=_addresses(header, "reply-to", limits, cuts),
        to=_addresses(header, "to", limits, cuts),
        cc=_addresses(header, "cc", limits, cuts),
        sent_at=moment_of(header.first("date")),
        return_path=bare_address(header.first("return-path")),
        sender_ip=report.client if report and report.client else border.client,
        delivered_to=_delivered_to(header),
        authentication=read_authentication(header, border, sender.domain, trust),
        findings=findings,
        handling=read_handling(header, border, trust, report, findings),
        headers=header.all_readable(),
        parse=parse or (limited(cuts) if cuts else PARSE_COMPLETE),
        text=found.text,
        urls=found.urls,
        attachments=found.attachments,
        ambiguities=_ambiguities(heading, found),
        imprint=imprint(found.text, found.tags, subject),
    )


def salvage(
    raw: bytes,
    parse: str,
    limits: AnalysisLimits = DEFAULT_LIMITS,
    trust: Trust = NO_TRUST,
) -> Message:
    """The message of a mail whose body could not be read, with `parse` telling why."""
    try:
        return describe(read_heading(raw, limits, trust), parse=parse)
    except Exception:  # noqa: BLE001 - a fault of ours in the header: ids and hash are still known
        message_id, fingerprint = identify(raw)
        return Message(
            network_message_id=message_id,
            header_fingerprint=fingerprint,
            raw_sha256=hashlib.sha256(raw).hexdigest(),
            size=len(raw),
            parse=parse,
        )


def _addresses(
    header: Header, name: str, limits: AnalysisLimits, cuts: list[Limit]
) -> tuple[Address, ...]:
    """All fields of that name count: mail programs answer to whichever they please."""
    found = [
        address
        for value in header.all(name)
        for address in parse_addresses(value, limits.addresses)
    ]
    if len(found) >= limits.addresses:
        cuts.append(Limit.ADDRESSES)
    return tuple(found[: limits.addresses])


def _delivered_to(header: Header) -> tuple[str, ...]:
    """Whom the topmost delivery headers name, best first, and then the topmost Received."""
    named = [
        address.address
        for name in _RECIPIENT_HEADERS
        if header.places(name)
        for address in parse_addresses(header.first(name), 1)
    ]
    named.append(recipient_of(header.first("received")))
    return tuple(dict.fromkeys(address for address in named if "@" in address))


def _findings(
    header: Header, border: Border, trust: Trust, report: MicrosoftReport | None
) -> tuple[Finding, ...]:
    return (
        *rspamd_findings(header, border, trust),
        *spamassassin_findings(header, border, trust),
        *(microsoft_findings(report) if report else ()),
    )


def _ambiguities(heading: Heading, found: Found) -> tuple[str, ...]:
    repeated = [ambiguity for name, ambiguity in _ONCE if heading.header.repeated(name)]
    named = {*heading.guarded.ambiguities, *repeated, *found.ambiguities}
    return tuple(one.value for one in Ambiguity if one in named) if named else ()
