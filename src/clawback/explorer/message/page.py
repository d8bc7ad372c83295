"""Everything about one delivery of a message, in sections, as an analyst reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from clawback.analysis.ambiguity import Ambiguity
from clawback.analysis.explained.report import report_on_message
from clawback.analysis.explained.verdict import Change, Explanation, explain, said
from clawback.analysis.language import language_of
from clawback.analysis.trace import NO_TRUST, Trust
from clawback.analysis.verdict import primary
from clawback.explorer.message.sections import (
    Details,
    Detection,
    File,
    Judged,
    Judgement,
    Link,
    Named,
    Otherwise,
    Page,
    Recipient,
)
from clawback.explorer.pointer import pointer
from clawback.model.address import Address
from clawback.model.attachment import Attachment
from clawback.model.delivery import Delivery, Row
from clawback.model.labelled import Labelled
from clawback.model.message import Message
from clawback.model.url import Url
from clawback.model.verdict import Finding


def page_of(
    row: Row, rows: Sequence[Row], message: Message | None, trust: Trust = NO_TRUST
) -> Page:
    """The page of `row`, which is one of `rows`; `message` is its content, where that is kept."""
    delivery = row.delivery
    known = Page(
        row=row,
        internet_message_id=delivery.internet_message_id,
        header_fingerprint=delivery.header_fingerprint,
        parse=delivery.parse,
        content=message is not None,
        detection=_detection(row),
        details=_details(row, message),
        recipients=tuple(_recipient(each) for each in rows),
    )
    return known if message is None else _with_content(known, message, trust)


def _with_content(page: Page, message: Message, trust: Trust) -> Page:
    report = report_on_message(message, trust, page.row.delivery.time_received)
    return replace(
        page,
        verdict=_judged(explain(message.findings, message.handling), page.row.delivery),
        judgements=_judgements(message.findings),
        authentication=report.vouching,
        oddities=report.oddities,
        ambiguities=tuple(_ambiguity(code) for code in message.ambiguities),
        attachments=tuple(_file(each, message.findings) for each in message.attachments),
        links=tuple(_link(each, message.findings) for each in message.urls),
    )


def _detection(row: Row) -> Detection:
    delivery, latest = row.delivery, row.latest
    return Detection(
        original_threats=_named(delivery.threat_type),
        original_location=_name(delivery.original_delivery_location),
        latest_location=_name(latest.latest_delivery_location),
        folder=latest.folder,
        delivery_action=_name(delivery.delivery_action),
        detection_technologies=_named(delivery.detection_technology),
        phish_confidence_level=_maybe(delivery.phish_confidence_level),
        malware_families=delivery.malware_family,
        additional_actions=_named(latest.additional_action),
        remediation_ids=latest.remediation_id,
    )


def _details(row: Row, message: Message | None) -> Details:
    delivery = row.delivery
    sender = Address(address=delivery.sender_address, display_name=delivery.sender_display_name)
    return Details(
        sender=message.sender if message else sender,
        sender_mail_from_address=delivery.sender_mail_from_address,
        return_path=delivery.return_path,
        reply_to=message.reply_to if message else (),
        to=message.to if message else (),
        cc=message.cc if message else (),
        sender_ip=delivery.sender_ip,
        directionality=_maybe(delivery.directionality),
        connector=delivery.connector,
        transport_rules=delivery.transport_rule,
        source=delivery.source,
        sent_at=message.sent_at if message else None,
        time_received=delivery.time_received,
        size=delivery.email_size,
        language=language_of(message.headers) if message else "",
    )


def _recipient(row: Row) -> Recipient:
    return Recipient(
        recipient=row.delivery.recipient,
        tags=row.tags,
        time_received=row.delivery.time_received,
        delivery_action=_name(row.delivery.delivery_action),
        original_location=_name(row.delivery.original_delivery_location),
        latest_location=_name(row.latest.latest_delivery_location),
        folder=row.latest.folder,
        additional_actions=_named(row.latest.additional_action),
        remediation_ids=row.latest.remediation_id,
    )


def _judged(told: Explanation, delivery: Delivery) -> Judged:
    verdict = told.verdict
    return Judged(
        sentence=told.sentence,
        advice=told.advice(delivery.delivery_action),
        threats=_named(verdict.threat_type),
        detection_technologies=_named(verdict.detection_technology),
        phish_confidence_level=_maybe(verdict.phish_confidence_level),
        impersonated_users=verdict.impersonated_user,
        impersonated_domains=verdict.impersonated_domain,
        override=told.override,
        override_sources=_named(verdict.override_source),
        policy_type=_maybe(verdict.policy_type),
        wanted_action=_name(verdict.wanted_action),
        changes=tuple(map(_change, told.changes)),
        remarks=told.remarks,
    )


def _change(one: Change) -> Otherwise:
    return Otherwise(
        without=one.without,
        sentence=one.sentence,
        threats=_named(one.threat_type),
        phish_confidence_level=_maybe(one.phish_confidence_level),
        wanted_action=_name(one.wanted_action),
    )


def _judgements(findings: Sequence[Finding]) -> tuple[Judgement, ...]:
    weightiest = primary(findings)
    return tuple(_judgement(each, leads=each is weightiest) for each in findings)


def _judgement(finding: Finding, *, leads: bool) -> Judgement:
    return Judgement(
        provider=finding.provider,
        sentence=said(finding),
        no_verdict=finding.no_verdict,
        threat=_maybe(finding.threat),
        technology=_maybe(finding.technology),
        confidence=_maybe(finding.confidence),
        malware_family=finding.malware_family,
        score=finding.score,
        threshold=finding.threshold,
        primary=leads,
        evidence=finding.evidence,
    )


def _file(attachment: Attachment, findings: Iterable[Finding]) -> File:
    return File(
        name=attachment.name,
        extension=attachment.extension,
        declared_type=attachment.declared_type,
        file_type=attachment.file_type,
        size=attachment.size,
        sha256=attachment.sha256,
        complete=attachment.complete,
        inside=attachment.inside,
        marks=_named(attachment.marks),
        threats=_threats_naming(findings, attachment.sha256, attachment.name),
        filter=pointer("attachment_sha256", attachment.sha256) if attachment.sha256 else "",
    )


def _link(url: Url, findings: Iterable[Finding]) -> Link:
    place = url.domain_and_path if url.valid and url.domain else ""
    return Link(
        url=url.url,
        written=url.seen,
        text=url.text,
        domain=url.domain,
        registrable=url.registrable,
        domain_and_path=place,
        wrappers=url.wrappers,
        source=_name(url.source),
        valid=url.valid,
        weak=url.weak,
        threats=_threats_naming(findings, url.domain),
        filter=pointer("url_domain_and_path", place) if place else pointer("url", url.url),
    )


def _threats_naming(findings: Iterable[Finding], *names: str) -> tuple[Named, ...]:
    """Threats of judges that name one of `names` in their evidence; nothing else is guessed."""
    wanted = [name.lower() for name in names if len(name) > 3]  # noqa: PLR2004 - "a" is anywhere
    found = {
        finding.threat: None
        for finding in findings
        if finding.threat
        and any(name in line.lower() for line in finding.evidence for name in wanted)
    }
    return _named(found)


def _ambiguity(code: str) -> Named:
    known = {one.value: one.label for one in Ambiguity}
    return Named(code, known.get(code, code))


def _named(values: Iterable[Labelled]) -> tuple[Named, ...]:
    return tuple(_name(value) for value in values)


def _maybe(value: Labelled | None) -> Named | None:
    return None if value is None else _name(value)


def _name(value: Labelled) -> Named:
    return Named(value.value, value.label)
