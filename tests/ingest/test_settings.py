"""What an administrator can set, and what is refused."""

import pytest
from pydantic import ValidationError

from clawback.ingest.receivers.clients import Clients
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
        {"smtp": "/run/clawback/smtp"},
        {"smtp": "2525"},
        {"smtp_clients": ["somewhere"]},
        {"smtp_certificate": "/etc/clawback/certificate.pem"},
        {"smtp_key": "/etc/clawback/key.pem"},
        {"journal": {"report_clients": ["everybody"]}},
        {"journal": {"reports": True}},
        {"keep_raw": "some"},
        {"workers": -1},
        {"own_domain": ["x"]},
    ],
)
def test_mistakes_are_refused(wrong):
    """An unknown key or an impossible value is an error, not a surprise."""
    with pytest.raises(ValidationError):
        IngestSettings.model_validate(wrong)


def test_smtp_is_for_this_machine_until_clients_are_named():
    """Nobody else may connect by default, and nobody's reports are believed."""
    settings = IngestSettings(smtp="0.0.0.0:25")
    clients = Clients(networks=settings.smtp_clients)
    assert clients.has("127.0.0.1")
    assert clients.has("::1")
    assert not clients.has("192.0.2.25")
    assert not settings.journal.rule.allows(["127.0.0.1"], "")
    assert settings.configured.sources == {"import", "smtp"}
    assert settings.certificate is None


def test_who_may_report_is_read():
    """Networks, the UNIX socket, senders in any spelling, and the bounce's empty one."""
    settings = IngestSettings.model_validate(
        {
            "smtp_certificate": "/etc/clawback/certificate.pem",
            "smtp_key": "/etc/clawback/key.pem",
            "journal": {
                "report_clients": ["192.0.2.0/24", "198.51.100.7", "unix"],
                "report_senders": [" NDR@Example.org ", "<>"],
                "open_imported": True,
            },
        }
    )
    rule = settings.journal.rule
    assert rule.allows(["198.51.100.7"], "ndr@example.org")
    assert rule.allows([""], "")
    assert not rule.allows(["198.51.100.8"], "")
    assert not rule.allows(["192.0.2.1"], "eve@elsewhere.example")
    assert settings.organisation.opens_imported_reports
    assert settings.certificate is not None
