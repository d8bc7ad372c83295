"""Senders who are not who they say: what servers of ours found out about them."""

from __future__ import annotations

from clawback.analysis.judges.impersonation import Protected
from clawback.analysis.judges.listing import failed
from clawback.model.authentication import Authentication, Dkim, Dmarc, Spf
from clawback.model.message import Message
from clawback.model.policy import PolicyType
from clawback.model.verdict import DetectionTechnology, Finding, PhishConfidence, ThreatType

PROVIDER = "authentication"
_LIST_SIGNS = frozenset(("list-id", "list-post", "arc-seal"))


def spoofed(message: Message, protected: Protected, *, authenticated: bool) -> tuple[Finding, ...]:
    """At most one finding; `authenticated` is whether the sender showed a password to us.

    Failing is nothing for mail that came through a mailing list or another forwarder, which breaks
    signatures; it is told then, and proves nothing.
    """
    proof, domain = message.authentication, message.sender.domain
    if authenticated or not domain or not failed(proof):
        return ()
    how, words = _kind(domain, proof, protected)
    said = f"{words} {_why(proof)}"
    if _forwarded(message):
        return (Finding(provider=PROVIDER, evidence=(f"{said} It came through a list.",)),)
    if how is None:
        return (Finding(provider=PROVIDER, evidence=(said,)),)
    return (
        Finding(
            provider=PROVIDER,
            threat=ThreatType.PHISH,
            technology=how,
            confidence=_confidence(how, proof),
            evidence=(said,),
            impersonated=domain,
            policy=PolicyType.ANTI_PHISHING,
        ),
    )


def _kind(
    domain: str, proof: Authentication, protected: Protected
) -> tuple[DetectionTechnology | None, str]:
    if _within(domain, protected.own_domains):
        return (
            DetectionTechnology.SPOOF_INTRA_ORG,
            f"The mail says that it is from {domain}, which is ours, and was not sent by us:",
        )
    if proof.dmarc is Dmarc.FAIL:
        return (
            DetectionTechnology.SPOOF_DMARC,
            f"The mail says that it is from {domain}, and {domain} does not vouch for it:",
        )
    if _within(domain, protected.partners):
        return (
            DetectionTechnology.SPOOF_EXTERNAL_DOMAIN,
            f"The mail says that it is from {domain}, a partner, and nothing proves it:",
        )
    return None, f"Nothing proves that the mail is from {domain}:"


def _confidence(how: DetectionTechnology, proof: Authentication) -> PhishConfidence:
    ours = how is DetectionTechnology.SPOOF_INTRA_ORG
    return PhishConfidence.HIGH if ours and proof.dmarc is Dmarc.FAIL else PhishConfidence.NORMAL


def _within(domain: str, domains: frozenset[str]) -> bool:
    return any(domain == own or domain.endswith(f".{own}") for own in domains)


def _why(proof: Authentication) -> str:
    told = (("DMARC", proof.dmarc), ("SPF", proof.spf), ("DKIM", proof.dkim))
    good = {Dmarc.PASS, Spf.PASS, Dkim.PASS}
    said = [f"{name} {result.label.lower()}" for name, result in told if result]
    bad = [
        f"{name} {result.label.lower()}" for name, result in told if result and result not in good
    ]
    return f"{', '.join(bad or said) or 'composite authentication fail'}."


def _forwarded(message: Message) -> bool:
    if message.handling and (message.handling.distribution_list or message.handling.forwarded_by):
        return True
    return any(name.lower() in _LIST_SIGNS for name, _ in message.headers)
