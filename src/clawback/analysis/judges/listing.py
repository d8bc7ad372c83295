"""From entries of the organisation's lists to findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clawback.analysis.judges.entries import Entries, Entry, Marks
from clawback.filters.entry_kind import EntryKind
from clawback.filters.ip import ip_key
from clawback.model.authentication import Authentication, Composite, Dmarc, Spf
from clawback.model.folding import fold
from clawback.model.message import Message
from clawback.model.policy import OverrideSource, PolicyType, PrimaryOverride
from clawback.model.verdict import DetectionTechnology, Finding, PhishConfidence, ThreatType

PROVIDER = "lists"
_BY = {
    EntryKind.ADDRESS: DetectionTechnology.GENERAL_FILTER,
    EntryKind.DOMAIN: DetectionTechnology.DOMAIN_REPUTATION,
    EntryKind.IP: DetectionTechnology.IP_REPUTATION,
    EntryKind.SHA256: DetectionTechnology.FILE_REPUTATION,
}
_BLOCKED = {
    EntryKind.ADDRESS: OverrideSource.TENANT_SENDER_BLOCK,
    EntryKind.DOMAIN: OverrideSource.TENANT_SENDER_BLOCK,
    EntryKind.IP: OverrideSource.CONNECTION_POLICY,
    EntryKind.SHA256: OverrideSource.TENANT_FILE_BLOCK,
}
_ALLOWED = {
    EntryKind.ADDRESS: OverrideSource.SENDER_LIST_ADMIN,
    EntryKind.DOMAIN: OverrideSource.DOMAIN_LIST_ADMIN,
    EntryKind.IP: OverrideSource.CONNECTION_POLICY,
}
_THREATS = {EntryKind.SHA256: ThreatType.MALWARE, EntryKind.IP: ThreatType.SPAM}


def listed(
    message: Message,
    mail_from: str,
    client_ip: str,
    entries: Entries,
    recipients: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """What the lists say of a mail, one finding for each entry that names it."""
    found = entries.naming(marks_of(message, mail_from, client_ip, recipients))
    return tuple(_finding(one, message.authentication) for one in _once(found))


def marks_of(
    message: Message, mail_from: str, client_ip: str, recipients: Sequence[str] = ()
) -> Marks:
    """What of the mail can be named."""
    senders = {fold(message.sender.address): "as its sender"}
    senders.setdefault(fold(mail_from or message.return_path), "as its envelope's sender")
    clients = (ip_key(text) for text in (client_ip, message.sender_ip) if text)
    return Marks(
        senders=tuple((address, what) for address, what in senders.items() if address),
        hosts=tuple(dict.fromkeys(one.domain for one in message.urls if one.domain)),
        urls=tuple(
            dict.fromkeys(link for one in message.urls for link in (one.url, *one.wrappers))
        ),
        files=tuple(one.sha256 for one in message.attachments),
        clients=tuple(dict.fromkeys(key for key in clients if key)),
        author=fold(message.sender.address),
        proved=_proved(message.authentication, mail_from or message.return_path),
        recipients=tuple(map(fold, recipients)),
    )


def _proved(proof: Authentication, mail_from: str) -> tuple[str, ...]:
    """The domain of the envelope's sender where SPF passed for it (RFC 7208 §2.4)."""
    domain = fold(mail_from.rpartition("@")[2])
    return (domain,) if domain and proof.spf is Spf.PASS else ()


def _once(entries: Iterable[Entry]) -> Iterable[Entry]:
    """An entry is told once, by the first place where it stands in the mail."""
    found: dict[tuple[str, str, bool], Entry] = {}
    for one in entries:
        found.setdefault((one.listed_in, one.text, one.by_link), one)
    return found.values()


def _finding(entry: Entry, proof: Authentication) -> Finding:
    return _block(entry) if entry.blocks else _allowance(entry, proof)


def _named(entry: Entry, what: str) -> str:
    listed = f" of the list “{entry.listed_in}”" if entry.listed_in else ""
    return f"the {what} entry “{entry.text}”{listed}, {entry.where}"


def _block(entry: Entry) -> Finding:
    if entry.spoof:
        return _spoof_block(entry)
    threat = ThreatType.PHISH if entry.by_link else _THREATS.get(entry.kind, ThreatType.PHISH)
    by_link = entry.by_link or entry.kind is EntryKind.URL
    return Finding(
        provider=PROVIDER,
        threat=threat,
        technology=DetectionTechnology.URL_MALICIOUS_REPUTATION if by_link else _BY[entry.kind],
        confidence=PhishConfidence.HIGH if threat is ThreatType.PHISH else None,
        evidence=(_named(entry, "block"),),
        override=PrimaryOverride.BLOCKED_BY_ORGANIZATION,
        override_source=OverrideSource.TENANT_URL_BLOCK if by_link else _BLOCKED[entry.kind],
        policy=(
            PolicyType.ANTI_MALWARE if threat is ThreatType.MALWARE else PolicyType.CONTENT_FILTER
        ),
    )


def _spoof_block(entry: Entry) -> Finding:
    return Finding(
        provider=PROVIDER,
        threat=ThreatType.PHISH,
        technology=DetectionTechnology.SPOOF_EXTERNAL_DOMAIN,
        confidence=PhishConfidence.HIGH,
        evidence=(_named(entry, "block"),),
        override=PrimaryOverride.BLOCKED_BY_ORGANIZATION,
        override_source=OverrideSource.TENANT_SPOOF_BLOCK,
        policy=PolicyType.ANTI_PHISHING,
    )


def _allowance(entry: Entry, proof: Authentication) -> Finding:
    """An entry for a sender does not let in who only claims to be that sender."""
    told = _named(entry, "allow")
    proves_itself = entry.spoof or entry.kind is EntryKind.IP
    if not proves_itself and failed(proof):
        return Finding(
            provider=PROVIDER,
            evidence=(f"{told}, does not count: the sender's authentication failed",),
        )
    return Finding(
        provider=PROVIDER,
        evidence=(told,),
        override=PrimaryOverride.ALLOWED_BY_ORGANIZATION,
        override_source=_ALLOWED[entry.kind],
        policy=PolicyType.CONTENT_FILTER,
    )


def failed(proof: Authentication) -> bool:
    """Whether servers of ours found that the sender is not who it says."""
    return Composite.FAIL is proof.composite or Dmarc.FAIL is proof.dmarc
