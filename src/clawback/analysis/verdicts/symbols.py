"""What the rules of filters mean: tables, so that a new rule is a line and not code.

A pattern is matched against the whole rule name; the first that fits counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from clawback.model.verdict import DetectionTechnology as Technology
from clawback.model.verdict import PhishConfidence, ThreatType


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A kind of threat that a rule proves on its own, and how it was found.

    `threat` is `None` for a rule that only adds to the score.
    """

    threat: ThreatType | None = None
    technology: Technology | None = None
    confidence: PhishConfidence | None = None


_MALWARE = Meaning(threat=ThreatType.MALWARE, technology=Technology.ANTIMALWARE_PROTECTION)
_PHISH = Meaning(
    threat=ThreatType.PHISH,
    technology=Technology.URL_MALICIOUS_REPUTATION,
    confidence=PhishConfidence.HIGH,
)

_RSPAMD: tuple[tuple[str, Meaning], ...] = (
    (r"[A-Z0-9_]+_VIRUS|CLAMAV|OLETOOLS", _MALWARE),
    (r"(PHISHED_\w+|HACKED_WP_PHISHING|URL_PHISH\w*|GOOGLE_SAFEBROWSING\w*)", _PHISH),
    (
        r"(PHISHING|\w*PHISH\w*)",
        Meaning(threat=ThreatType.PHISH, technology=Technology.GENERAL_FILTER),
    ),
    (r"(LOCAL_)?FUZZY_DENIED|FUZZY_PROB", Meaning(technology=Technology.FINGERPRINT_MATCHING)),
    (
        r"DMARC_POLICY_(REJECT|QUARANTINE|SOFTFAIL)|SPOOF_\w+",
        Meaning(technology=Technology.SPOOF_DMARC),
    ),
    (
        r"\w*(URIBL|SURBL|DBL|URL_IP|SPAMHAUS_ZEN_URIBL)\w*",
        Meaning(technology=Technology.URL_MALICIOUS_REPUTATION),
    ),
    (
        r"(RBL|RECEIVED)_\w+|DNSWL_\w+|IP_SCORE|\w*_RBL\w*",
        Meaning(technology=Technology.IP_REPUTATION),
    ),
    (r"(MAILLIST|\w*BULK\w*|PRECEDENCE_BULK)", Meaning(technology=Technology.BULK)),
    (r"(NEURAL|BAYES)_\w+", Meaning(technology=Technology.ADVANCED_FILTER)),
)
_SPAMASSASSIN: tuple[tuple[str, Meaning], ...] = (
    (r"CLAMAV\w*|\w*VIRUS\w*|\w*MALWARE\w*|OLEMACRO\w*", _MALWARE),
    (
        r"\w*PHISH\w*",
        Meaning(threat=ThreatType.PHISH, technology=Technology.GENERAL_FILTER),
    ),
    (
        r"\w*SPOOF\w*|KAM_DMARC\w*|DMARC_\w+|FROM_PAYPAL_SPOOF",
        Meaning(technology=Technology.SPOOF_DMARC),
    ),
    (r"URIBL_\w+", Meaning(technology=Technology.URL_MALICIOUS_REPUTATION)),
    (r"RCVD_IN_\w+", Meaning(technology=Technology.IP_REPUTATION)),
    (r"RAZOR2_\w+|PYZOR_\w+|DCC_\w+", Meaning(technology=Technology.FINGERPRINT_MATCHING)),
    (r"BAYES_\d+", Meaning(technology=Technology.ADVANCED_FILTER)),
)
# ClamAV's signatures, without the `.UNOFFICIAL` of those that are not its own. What is only told of
# a file (it is encrypted, it met a limit) proves nothing.
_CLAMAV: tuple[tuple[str, Meaning], ...] = (
    (
        r"Heuristics\.Phishing\..*",
        Meaning(
            threat=ThreatType.PHISH,
            technology=Technology.GENERAL_FILTER,
            confidence=PhishConfidence.NORMAL,
        ),
    ),
    (
        r"(?i:.*\bphish.*)",
        Meaning(
            threat=ThreatType.PHISH,
            technology=Technology.FINGERPRINT_MATCHING,
            confidence=PhishConfidence.HIGH,
        ),
    ),
    (
        r"(?i:.*\.(spam|junk|scam\d?)\..*)",
        Meaning(threat=ThreatType.SPAM, technology=Technology.FINGERPRINT_MATCHING),
    ),
    (r"Heuristics\.(Encrypted|Limits|Broken|Structured)\..*", Meaning()),
    (r".*", _MALWARE),
)
# CAT of X-Forefront-Antispam-Report.
MICROSOFT_CATEGORIES: dict[str, Meaning] = {
    "MALW": _MALWARE,
    "AMP": _MALWARE,
    "FTBP": _MALWARE,
    "SAP": Meaning(threat=ThreatType.MALWARE, technology=Technology.FILE_DETONATION),
    "PHSH": Meaning(
        threat=ThreatType.PHISH,
        technology=Technology.GENERAL_FILTER,
        confidence=PhishConfidence.NORMAL,
    ),
    "HPHSH": Meaning(
        threat=ThreatType.PHISH,
        technology=Technology.ADVANCED_FILTER,
        confidence=PhishConfidence.HIGH,
    ),
    "HPHISH": Meaning(
        threat=ThreatType.PHISH,
        technology=Technology.ADVANCED_FILTER,
        confidence=PhishConfidence.HIGH,
    ),
    "BIMP": Meaning(threat=ThreatType.PHISH, technology=Technology.IMPERSONATION_BRAND),
    "DIMP": Meaning(threat=ThreatType.PHISH, technology=Technology.IMPERSONATION_DOMAIN),
    "UIMP": Meaning(threat=ThreatType.PHISH, technology=Technology.IMPERSONATION_USER),
    "GIMP": Meaning(
        threat=ThreatType.PHISH, technology=Technology.MAILBOX_INTELLIGENCE_IMPERSONATION
    ),
    "SPOOF": Meaning(threat=ThreatType.PHISH, technology=Technology.SPOOF_EXTERNAL_DOMAIN),
    "INTOS": Meaning(threat=ThreatType.PHISH, technology=Technology.GENERAL_FILTER),
    "SPM": Meaning(threat=ThreatType.SPAM, technology=Technology.GENERAL_FILTER),
    "OSPM": Meaning(threat=ThreatType.SPAM, technology=Technology.GENERAL_FILTER),
    "HSPM": Meaning(threat=ThreatType.SPAM, technology=Technology.ADVANCED_FILTER),
    "BULK": Meaning(threat=ThreatType.SPAM, technology=Technology.BULK),
}
# SFV of X-Forefront-Antispam-Report: filtering verdicts that mean spam.
MICROSOFT_SPAM_VERDICTS = frozenset(("SPM", "SKS", "SKB", "BLK"))
NOTHING = Meaning()


def rspamd_meaning(symbol: str) -> Meaning:
    """What an rspamd symbol means."""
    return _meaning(symbol, _RSPAMD_RULES)


def spamassassin_meaning(test: str) -> Meaning:
    """What a SpamAssassin test means."""
    return _meaning(test, _SPAMASSASSIN_RULES)


def clamav_meaning(signature: str) -> Meaning:
    """What a signature of ClamAV means, by its name."""
    return _meaning(signature, _CLAMAV_RULES)


_Rules = tuple[tuple[re.Pattern[str], Meaning], ...]


def _compiled(table: tuple[tuple[str, Meaning], ...]) -> _Rules:
    return tuple((re.compile(pattern), meaning) for pattern, meaning in table)


_RSPAMD_RULES = _compiled(_RSPAMD)
_SPAMASSASSIN_RULES = _compiled(_SPAMASSASSIN)
_CLAMAV_RULES = _compiled(_CLAMAV)


def _meaning(name: str, rules: _Rules) -> Meaning:
    return next((meaning for pattern, meaning in rules if pattern.fullmatch(name)), NOTHING)
