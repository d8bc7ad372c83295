"""What somebody thinks of a message, and on what evidence."""

from __future__ import annotations

from dataclasses import dataclass

from clawback.model.labelled import Labelled
from clawback.model.policy import OverrideSource, PolicyType, PrimaryOverride


class ThreatType(Labelled):
    """Kinds of threat; a message may have several. No member means clean."""

    MALWARE = "malware", "Malware"
    PHISH = "phish", "Phish"
    SPAM = "spam", "Spam"


class PhishConfidence(Labelled):
    """How sure a phish verdict is."""

    HIGH = "high", "High"
    NORMAL = "normal", "Normal"


class DetectionTechnology(Labelled):
    """The reference product's 24 names for how a threat was found."""

    ADVANCED_FILTER = "advanced_filter", "Advanced filter"
    ANTIMALWARE_PROTECTION = "antimalware_protection", "Antimalware protection"
    BULK = "bulk", "Bulk"
    CAMPAIGN = "campaign", "Campaign"
    DOMAIN_REPUTATION = "domain_reputation", "Domain reputation"
    FILE_DETONATION = "file_detonation", "File detonation"
    FILE_DETONATION_REPUTATION = "file_detonation_reputation", "File detonation reputation"
    FILE_REPUTATION = "file_reputation", "File reputation"
    FINGERPRINT_MATCHING = "fingerprint_matching", "Fingerprint matching"
    GENERAL_FILTER = "general_filter", "General filter"
    IMPERSONATION_BRAND = "impersonation_brand", "Impersonation brand"
    IMPERSONATION_DOMAIN = "impersonation_domain", "Impersonation domain"
    IMPERSONATION_USER = "impersonation_user", "Impersonation user"
    IP_REPUTATION = "ip_reputation", "IP reputation"
    LLM_CONTENT_ANALYSIS = "llm_content_analysis", "LLM content analysis"
    MAIL_BOMBING = "mail_bombing", "Mail bombing"
    MAILBOX_INTELLIGENCE_IMPERSONATION = (
        "mailbox_intelligence_impersonation",
        "Mailbox intelligence impersonation",
    )
    MIXED_ANALYSIS_DETECTION = "mixed_analysis_detection", "Mixed analysis detection"
    SPOOF_DMARC = "spoof_dmarc", "Spoof DMARC"
    SPOOF_EXTERNAL_DOMAIN = "spoof_external_domain", "Spoof external domain"
    SPOOF_INTRA_ORG = "spoof_intra_org", "Spoof intra-org"
    URL_DETONATION = "url_detonation", "URL detonation"
    URL_DETONATION_REPUTATION = "url_detonation_reputation", "URL detonation reputation"
    URL_MALICIOUS_REPUTATION = "url_malicious_reputation", "URL malicious reputation"


class ThreatClassification(Labelled):
    """What a threat is after. The last seven are kinds of malware and of older frauds."""

    BUSINESS_INTELLIGENCE = "business_intelligence", "Business intelligence"
    CONTACT_ESTABLISHMENT = "contact_establishment", "Contact establishment"
    GIFT_CARD = "gift_card", "Gift card"
    INVOICE = "invoice", "Invoice"
    PAYROLL = "payroll", "Payroll"
    PII_GATHERING = "pii_gathering", "PII gathering"
    TASK = "task", "Task"
    ADVANCE_FEE_SCAM = "advance_fee_scam", "Advance fee scam"
    ADWARE = "adware", "Adware"
    DOWNLOADER = "downloader", "Downloader"
    HACK_TOOL = "hack_tool", "Hack tool"
    RANSOM = "ransom", "Ransom"
    REMOTE_ACCESS_TROJAN = "remote_access_trojan", "Remote access trojan"
    SPYWARE = "spyware", "Spyware"


class ClickVerdict(Labelled):
    """What became of a click: the reference product's values, and what own policy decided.

    `docs/reference/click-verdicts.md` says how each is called elsewhere.
    """

    ALLOWED = "allowed", "Allowed"
    BLOCKED = "blocked", "Blocked"
    BLOCK_OVERRIDDEN = "block_overridden", "Block overridden"
    PENDING_VERDICT = "pending_verdict", "Pending verdict"
    PENDING_VERDICT_BYPASSED = "pending_verdict_bypassed", "Pending verdict bypassed"
    ERROR = "error", "Error"
    FAILURE = "failure", "Failure"
    NONE = "none", "None"
    ALLOWED_BY_POLICY = "allowed_by_policy", "Allowed by own policy"
    BLOCKED_BY_POLICY = "blocked_by_policy", "Blocked by own policy"
    POLICY_BLOCK_OVERRIDDEN = "policy_block_overridden", "Block by own policy overridden"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One judge's word on a message: who, what, and the evidence in its own terms.

    `provider` is a short name (`rspamd`, `spamassassin`, `microsoft`); `threat` is `None` when the
    judge found nothing; `evidence` is one line per reason. `no_verdict` says, as a sentence, why a
    judge that was asked gave none; it is empty for every real finding. `impersonated` is whom or
    which domain the mail pretends to be from. `override` and `override_source` are those of an
    entry of the organisation's own lists that names the mail, `policy` the kind of policy that a
    judge of our own follows.
    """

    provider: str
    threat: ThreatType | None = None
    technology: DetectionTechnology | None = None
    score: float | None = None
    threshold: float | None = None
    confidence: PhishConfidence | None = None
    malware_family: str = ""
    evidence: tuple[str, ...] = ()
    no_verdict: str = ""
    impersonated: str = ""
    override: PrimaryOverride = PrimaryOverride.NONE
    override_source: OverrideSource | None = None
    policy: PolicyType | None = None
