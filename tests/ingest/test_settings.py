"""What an administrator can set, and what is refused."""

import pytest
from pydantic import ValidationError

from clawback.ingest.settings import IngestSettings


def test_the_defaults_work():
    """Nothing must be set; nothing listens by itself."""
    settings = IngestSettings()
    assert settings.lmtp is None
    assert settings.organisation.own_domains == frozenset()
    assert settings.spool_limits.backlog == 4 << 30


def test_names_are_folded_and_sizes_read():
    """People write addresses and sizes as they like."""
    settings = IngestSettings.model_validate(
        {
            "own_domains": [" Example.ORG "],
            "journal_addresses": ["Journal@In.Example.org"],
            "spool_backlog": "100MiB",
            "keep_raw": "all",
        }
    )
    assert settings.organisation.owns("anna@example.org")
    assert "journal@in.example.org" in settings.organisation.journal_addresses
    assert settings.spool_limits.backlog == 100 << 20


@pytest.mark.parametrize("address", ["127.0.0.1:2400", "[::1]:0", "/run/clawback/lmtp"])
def test_listeners_are_ports_or_sockets(address):
    """Both forms are taken as they are."""
    assert IngestSettings(lmtp=address).lmtp == address


@pytest.mark.parametrize(
    "wrong",
    [
        {"lmtp": "2400"},
        {"lmtp": "host:99999"},
        {"lmtp": "relative/path"},
        {"keep_raw": "some"},
        {"workers": -1},
        {"own_domain": ["x"]},
    ],
)
def test_mistakes_are_refused(wrong):
    """An unknown key or an impossible value is an error, not a surprise."""
    with pytest.raises(ValidationError):
        IngestSettings.model_validate(wrong)
