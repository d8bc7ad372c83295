"""What results of authentication mean, as tables: a sentence and the section that defines it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A sentence, and where it is defined."""

    sentence: str
    reference: str


_SPF = {
    "pass": ("The domain of the envelope sender lets this server send for it.", "2.6.3"),
    "fail": ("The domain says that this server may not send for it.", "2.6.4"),
    "hardfail": ("The domain says that this server may not send for it.", "2.6.4"),
    "softfail": (
        "The domain thinks that this server is none of its own, but does not insist.",
        "2.6.5",
    ),
    "neutral": ("The domain says nothing about this server, neither yes nor no.", "2.6.2"),
    "policy": ("The receiver's own rules set the domain's answer aside.", "2.6.2"),
    "none": ("The domain publishes no SPF record, or there was no domain to ask.", "2.6.1"),
    "temperror": ("DNS did not answer, so nothing is known; a later try may tell.", "2.6.6"),
    "permerror": ("The domain's SPF record cannot be read; its owner must mend it.", "2.6.7"),
}
_DKIM = {
    "pass": "A signature of this domain is good: what it covers was not changed on the way.",
    "fail": "A signature is there and does not fit: the mail was changed, or never was signed so.",
    "policy": "The signature is good, but the receiver's rules refuse it (too short a key?).",
    "neutral": "A signature is there, but could not be understood.",
    "none": "The mail carries no signature.",
    "temperror": "The key could not be fetched just then; a later try may tell.",
    "permerror": "The signature cannot be checked at all: no key, or a broken header.",
}
_DMARC = {
    "pass": (
        "SPF or DKIM passed for the domain in From, so the visible sender's domain is real.",
        "RFC 7489 §6.6.2",
    ),
    "fail": (
        "Neither SPF nor DKIM passed for the domain in From: it may be forged.",
        "RFC 7489 §6.6.2",
    ),
    "none": ("The domain in From publishes no DMARC policy.", "RFC 7489 §6.6.3"),
    "bestguesspass": (
        "The domain publishes no policy, but would have passed the usual one.",
        "Microsoft's own result",
    ),
    "temperror": ("DNS did not answer, so nothing is known.", "RFC 7489 §11.2"),
    "permerror": ("The domain's DMARC record cannot be read.", "RFC 7489 §11.2"),
}
_COMPOSITE = {
    "pass": "Microsoft takes the sender's domain as real, by all results together.",
    "softpass": "Microsoft takes the sender's domain as real, though less surely.",
    "fail": "Microsoft takes the sender's domain as forged, by all results together.",
    "none": "Microsoft left the mail without a word on its sender, or passed it over.",
}
_ARC = {
    "pass": "Servers that handled the mail before sealed what they had found, and the seals fit.",
    "fail": "Seals of earlier servers are there and do not fit; what they say counts for nothing.",
    "none": "No earlier server sealed its results.",
}
_REVERSE = {
    "pass": "The client's address and its name in DNS lead to each other.",
    "fail": "The client's name in DNS does not lead back to its address.",
    "temperror": "DNS did not answer, so nothing is known.",
    "permerror": "The client's address has no name in DNS.",
}
_AUTH = {
    "pass": "The client showed a password or a certificate to the server that took the mail.",
    "fail": "The client tried to sign in and was refused.",
    "none": "The client did not sign in.",
}
NAMES = {
    "spf": "SPF",
    "dkim": "DKIM",
    "dmarc": "DMARC",
    "compauth": "Composite authentication",
    "arc": "ARC",
    "iprev": "Reverse DNS",
    "auth": "SMTP AUTH",
}
_UNKNOWN = Explanation(
    sentence="This result is not among those that the standard knows.", reference="RFC 8601 §2.7"
)


def _told(meanings: dict[str, str], reference: str) -> dict[str, Explanation]:
    return {
        name: Explanation(sentence=sentence, reference=reference)
        for name, sentence in meanings.items()
    }


_BY_METHOD: dict[str, dict[str, Explanation]] = {
    "spf": {
        name: Explanation(sentence=sentence, reference=f"RFC 7208 §{section}")
        for name, (sentence, section) in _SPF.items()
    },
    "dkim": _told(_DKIM, "RFC 8601 §2.7.1, RFC 6376"),
    "dmarc": {
        name: Explanation(sentence=sentence, reference=reference)
        for name, (sentence, reference) in _DMARC.items()
    },
    "compauth": _told(_COMPOSITE, "Microsoft's own result"),
    "arc": _told(_ARC, "RFC 8617 §5.2"),
    "iprev": _told(_REVERSE, "RFC 8601 §2.7.3"),
    "auth": _told(_AUTH, "RFC 8601 §2.7.4"),
}


def meaning_of(method: str, result: str) -> Explanation:
    """What a result says; one that nobody defined is said to be so."""
    return _BY_METHOD.get(method, {}).get(result, _UNKNOWN)


# The first digit of Microsoft's `reason=` beside `compauth`.
_REASONS = {
    "000": "it failed DMARC, whose policy is to reject or quarantine",
    "001": "it failed by Microsoft's own rules; the domain's policy asks for nothing",
    "002": "the organisation forbids this sender and domain to be spoofed",
    "010": "it failed DMARC, and the sender's domain is one of your own",
    "1": "it passed SPF, DKIM or DMARC",
    "2": "it passed by Microsoft's own rules, softly",
    "3": "it was not checked",
    "4": "it passed over composite authentication",
    "6": "it failed by Microsoft's own rules, and the sender's domain is one of your own",
    "7": "it passed by what Microsoft knows of this sender",
    "9": "it passed over composite authentication",
}


def reason_of(code: str) -> str:
    """What Microsoft's reason beside `compauth` means; empty for one that is not known."""
    return _REASONS.get(code) or _REASONS.get(code[:1], "")
