"""What filters and policies thought of it."""

from __future__ import annotations

from clawback.filters.fields.field import choice, number, some_of, texts
from clawback.model.authentication import Composite, Dkim, Dmarc, Spf
from clawback.model.policy import OverrideSource, PolicyAction, PolicyType, PrimaryOverride
from clawback.model.verdict import (
    DetectionTechnology,
    PhishConfidence,
    ThreatClassification,
    ThreatType,
)

VERDICT = (
    some_of("threat_type", "Threat type", "Threats found in the message.", ThreatType),
    some_of(
        "threat_classification",
        "Threat classification",
        "What the threats are after.",
        ThreatClassification,
    ),
    some_of(
        "detection_technology",
        "Detection technology",
        "How the threats were found.",
        DetectionTechnology,
    ),
    choice(
        "phish_confidence_level",
        "Phish confidence level",
        "How sure a phish verdict is.",
        PhishConfidence,
    ),
    number(
        "spam_confidence_level",
        "Spam confidence level",
        "SCL: -1 skipped, 0 and 1 not spam, 5 and 6 spam, 9 surely spam.",
        ">=5",
    ),
    number(
        "bulk_complaint_level",
        "Bulk complaint level",
        "BCL: 0 is no bulk mail, 9 bulk mail that many complain about.",
        ">6",
    ),
    texts("malware_family", "Malware family", "Name of the malware found.", "*emotet*"),
    choice("spf", "SPF", "Result of the SPF check.", Spf),
    choice("dkim", "DKIM", "Result of the DKIM check.", Dkim),
    choice("dmarc", "DMARC", "Result of the DMARC check.", Dmarc),
    choice("composite_authentication", "Composite", "SPF, DKIM and DMARC in one word.", Composite),
    choice(
        "primary_override",
        "Primary override",
        "Which allowing or blocking decided the outcome in place of the filters.",
        PrimaryOverride,
    ),
    choice(
        "primary_override_source",
        "Primary override source",
        "Where the override that decided comes from.",
        OverrideSource,
    ),
    some_of(
        "override_source",
        "Override source",
        "Everything that could have overridden the filters.",
        OverrideSource,
    ),
    choice("policy_type", "Policy type", "Which kind of policy acted on it.", PolicyType),
    choice("policy_action", "Policy action", "What the policy did with it.", PolicyAction),
)
