"""What a site says of its own servers reaches the rules that need it."""

import pytest
from pydantic import ValidationError

from clawback.analysis.settings import AnalysisSettings
from clawback.analysis.trace import NO_TRUST, Trust


def test_nothing_is_trusted_by_default():
    """A site that says nothing vouches for nothing."""
    assert AnalysisSettings().trust == NO_TRUST


def test_what_is_said_is_trusted():
    """Networks, filters and names arrive as the rules take them."""
    settings = AnalysisSettings.model_validate(
        {
            "relays": ["198.51.100.0/24"],
            "filters": ["rspamd"],
            "authserv_ids": ["mx.example.org"],
            "rule_headers": ["X-Transport-Rule"],
            "loss_prevention_headers": ["X-DLP"],
        }
    )
    assert settings.trust == Trust(
        relays=("198.51.100.0/24",),
        filters=("rspamd",),
        authserv_ids=("mx.example.org",),
        rule_headers=("x-transport-rule",),
        loss_prevention_headers=("x-dlp",),
    )


@pytest.mark.parametrize(
    "wrong", [{"relays": ["nowhere"]}, {"filters": ["magic"]}, {"rule_headers": ["X-Rule: x"]}]
)
def test_what_is_no_network_filter_or_header_is_refused(wrong):
    """A slip in the settings is an error, not a server that believes too little or too much."""
    with pytest.raises(ValidationError):
        AnalysisSettings.model_validate(wrong)
