"""The reference product's words for what policies do."""

from clawback.model.policy import (
    Context,
    OverrideSource,
    PolicyAction,
    PolicyType,
    PrimaryOverride,
)
from clawback.model.verdict import DetectionTechnology, ThreatClassification


def test_every_value_of_the_reference_product_is_there():
    """As many as it documents, in its filters and in its longer lists."""
    counts = {
        Context: 2,
        DetectionTechnology: 24,
        OverrideSource: 25,
        PolicyAction: 8,
        PolicyType: 7,
        PrimaryOverride: 6,
        ThreatClassification: 14,
    }
    assert {kind: len(kind) for kind in counts} == counts


def test_codes_are_the_labels_in_snake_case():
    """Whoever knows the one can write the other."""
    for kind in (Context, OverrideSource, PolicyAction, PolicyType, PrimaryOverride):
        for member in kind:
            plain = "".join(sign if sign.isalnum() else " " for sign in member.label.lower())
            assert member.value == "_".join(plain.split())
