from __future__ import annotations

import pytest
from pydantic import ValidationError

from clawback.identity.oidc.hosts import Hosts, host_of
from clawback.identity.oidc.settings import OidcScope, OidcSettings
from clawback.model.scope import EVERYWHERE, Scope

_PLAIN = {
    "issuer": "https://id.example.org/realms/soc",
    "client_id": "clawback",
    "roles": {"analysts": ["analyst"]},
}


def test_little_needs_to_be_set():
    """Issuer, client and who has which role."""
    settings = OidcSettings.model_validate(_PLAIN)
    assert settings.allowed_hosts == Hosts(frozenset({"id.example.org:443"}))


def test_the_secret_is_not_shown():
    """Neither in a log line nor in an error."""
    settings = OidcSettings.model_validate(_PLAIN | {"client_secret": "hunter2"})
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "http://id.example.org"},
        {"issuer": "https://id.example.org/?x=1"},
        {"issuer": "https://id.example.org/#x"},
        {"issuer": "https://user:pw@id.example.org"},
        {"issuer": "id.example.org"},
        {"hosts": ["https://x.example"]},
        {"hosts": [""]},
        {"algorithms": []},
        {"algorithms": ["HS256"]},
        {"algorithms": ["none"]},
        {"roles": {}},
        {"roles": {"a": ["emperor"]}},
        {"scopes": {"a": {}}},
        {"scopes": {"a": {"everywhere": True, "domains": ["x.example"]}}},
        {"ask_for": ["profile"]},
        {"ask_for": ["openid", "a b"]},
        {"unknown": 1},
    ],
    ids=str,
)
def test_what_would_be_unsafe_does_not_start(changes):
    """A scope without words would be everywhere; a shared-secret algorithm would be a way in."""
    with pytest.raises(ValidationError):
        OidcSettings.model_validate(_PLAIN | changes)


def test_a_scope_is_as_it_is_written():
    """Domains in lower case, tags as they are, or everywhere."""
    table = OidcScope.model_validate({"domains": ["A.Example."], "tags": ["vip"]})
    assert table.scope == Scope(frozenset({"a.example"}), frozenset({"vip"}))
    assert OidcScope.model_validate({"everywhere": True}).scope == EVERYWHERE


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://A.example/x", "a.example:443"),
        ("https://a.example:8443", "a.example:8443"),
        ("http://127.0.0.1:80/", "127.0.0.1:80"),
        ("http://localhost/", "localhost:80"),
        ("http://[::1]:8/", "::1:8"),
        ("http://a.example", None),
        ("http://10.0.0.1", None),
        ("https://a.example:99999", None),
        ("https://", None),
    ],
)
def test_which_host_a_url_opens(url, host):
    """Without TLS only on this machine."""
    assert host_of(url) == host
