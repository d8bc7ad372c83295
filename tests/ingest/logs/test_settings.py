"""Tables `ingest.logs`."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from clawback.ingest.settings import IngestSettings

LOG = {"name": "mx", "path": "/var/log/mail.log"}


@pytest.mark.parametrize(
    ("logs", "why"),
    [
        ([LOG, LOG], "the same name"),
        ([LOG | {"path": "mail.log"}], "must be an absolute path"),
        ([LOG | {"zone": "Europe/Nowhere"}], "is no time zone"),
        ([LOG | {"name": "My Log"}], "should match pattern"),
    ],
)
def test_what_cannot_be_followed_is_refused(logs, why):
    """A name twice, a path that is not absolute, a zone that is none, a name that is no word."""
    with pytest.raises(ValidationError, match=why):
        IngestSettings.model_validate({"logs": logs})


def test_a_log_is_a_source():
    """It is listed before it has told anything."""
    assert "log:mx" in IngestSettings.model_validate({"logs": [LOG]}).configured.sources
