"""A provider that misbehaves: other hosts, redirects, endless answers, keys that come and go."""

from __future__ import annotations

import threading

import pytest
from tests.identity.oidc.house import SITE
from tests.servers.openid import encode, rsa_key, signed

from clawback.identity.oidc.refusal import ExternalSignInRefusedError, Reason
from clawback.identity.oidc.sign_in import ProviderUnavailableError

pytestmark = pytest.mark.slow

_ELSEWHERE = (
    "https://evil.example/x",
    "http://169.254.169.254/latest/meta-data",
    "http://127.0.0.1:22/",
    "http://localhost/keys",
    "file:///etc/passwd",
    "ftp://127.0.0.1/keys",
    "//evil.example/keys",
    "/keys",
    "HOST@evil.example/keys",
    "HOST\\@evil.example/keys",
    "HOST/a b",
    "HOST/a\r\nX-Evil: 1",
    "HOST/é",
    "HOST#x",
    "http://[::1",
    "",
)


@pytest.mark.parametrize("url", [*_ELSEWHERE, None, 7, ["HOST/keys"]])
@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_a_provider_leads_nowhere_else(house, name, url):
    """Every endpoint is on the hosts that an administrator named, whatever the document says."""
    wanted = url.replace("HOST", house.server.issuer) if isinstance(url, str) else url
    house.server.discovery[name] = wanted
    with pytest.raises(ProviderUnavailableError):
        house.oidc.begin(SITE)
    assert house.server.asked == ["/.well-known/openid-configuration"]


def test_further_hosts_may_be_named(house_with):
    """Some providers spread over several; the administrator says which."""
    house = house_with(hosts=["login.example.org", "keys.example.org:8443"])
    house.server.discovery["authorization_endpoint"] = "https://login.example.org/authorize"
    assert house.oidc.begin(SITE).url.startswith("https://login.example.org/authorize?")


def test_redirects_are_not_followed(house):
    """Not even to the provider itself: nothing that is asked for has to move."""
    house.server.redirect = f"{house.server.issuer}/elsewhere"
    with pytest.raises(ProviderUnavailableError):
        house.oidc.begin(SITE)
    assert "/elsewhere" not in house.server.asked


def test_an_endless_answer_is_hung_up_on(house):
    """Byte by byte, each in good time: the whole has a time limit too."""
    house.server.wait = threading.Event()
    with pytest.raises(ProviderUnavailableError):
        house.oidc.begin(SITE)


def test_a_document_of_another_issuer_is_refused(house):
    """OpenID Connect Discovery §4.3; a wrong name is a wrong provider."""
    house.server.discovery["issuer"] += "/"
    with pytest.raises(ProviderUnavailableError):
        house.oidc.begin(SITE)


def test_the_description_is_kept_for_an_hour(house):
    """And not fetched for each person."""
    for _ in range(5):
        house.oidc.begin(SITE)
    assert len(house.server.asked) == 1
    house.clock.pass_(hours=1)
    house.oidc.begin(SITE)
    assert len(house.server.asked) == 2


def test_a_provider_that_fails_is_not_asked_without_end(house):
    """People who try again and again do not make us call it each time."""
    house.server.huge = True
    for _ in range(5):
        with pytest.raises(ProviderUnavailableError):
            house.oidc.begin(SITE)
    assert len(house.server.asked) == 1
    house.server.huge = False
    house.clock.pass_(seconds=5)
    house.oidc.begin(SITE)


def test_the_last_description_serves_while_the_provider_is_away(house):
    """For a day, and no longer."""
    house.oidc.begin(SITE)
    house.server.huge = True
    house.clock.pass_(hours=23)
    house.oidc.begin(SITE)
    house.clock.pass_(hours=2)
    with pytest.raises(ProviderUnavailableError):
        house.oidc.begin(SITE)


def test_a_new_key_is_looked_for(house):
    """A provider changes its keys: the unknown one is fetched, and signing in goes on."""
    house.around()
    fresh = rsa_key("rsa-2")
    house.server.keys = {"keys": [dict(fresh.as_dict(private=False))]}
    house.server.forge = lambda header, claims: signed(header | {"kid": "rsa-2"}, claims, fresh)
    house.clock.pass_(minutes=1)
    house.around()
    assert len(house.people.admitted) == 2


def test_unknown_keys_do_not_make_us_ask_without_end(house):
    """Tokens that name keys nobody has cost the provider one request a minute."""
    house.server.forge = lambda header, claims: signed(
        header | {"kid": "nobody's"}, claims, rsa_key("nobody")
    )
    for _ in range(4):
        with pytest.raises(ExternalSignInRefusedError):
            house.around()
    assert house.server.asked.count("/keys") == 1
    assert set(house.trail.reasons) == {Reason.UNKNOWN_KEY}
    house.clock.pass_(minutes=1)
    with pytest.raises(ExternalSignInRefusedError):
        house.around()
    assert house.server.asked.count("/keys") == 2


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"keys": "x"},
        {"keys": []},
        {"keys": [7, None, {}]},
        {"keys": [{"kty": "oct", "k": encode(b"s" * 32), "kid": "rsa-1"}]},
        {"keys": [{"kty": "RSA", "kid": "rsa-1", "n": encode(b"\xff" * 64), "e": "AQAB"}]},
        {"keys": [{"kty": "RSA", "kid": "rsa-1", "n": encode(b"\xff" * 256), "e": "AQ"}]},
        {"keys": [{"kty": "RSA", "kid": "rsa-1", "n": "!", "e": "AQAB"}]},
        {"keys": [{"kty": "EC", "kid": "rsa-1", "crv": "P-256", "x": "AA", "y": "AA"}]},
        {"keys": [{"kty": "EC", "kid": "rsa-1", "crv": "P-512", "x": "AA", "y": "AA"}]},
    ],
    ids=range(10),
)
def test_keys_that_cannot_be_used(house, keys):
    """Too small, of the wrong kind, or no keys at all: nobody gets in, and nothing breaks."""
    house.server.keys = keys
    with pytest.raises(ExternalSignInRefusedError):
        house.around()
    assert house.trail.reasons == [Reason.PROVIDER_UNAVAILABLE]


def test_two_keys_for_one_name_are_none(house):
    """Which one it is must not be left to their order."""
    both = [dict(key.as_dict(private=False)) for key in (house.server.rsa, rsa_key("second"))]
    house.server.keys = {"keys": [key | {"kid": "rsa-1"} for key in both]}
    with pytest.raises(ExternalSignInRefusedError):
        house.around()
    assert house.trail.reasons == [Reason.UNKNOWN_KEY]
