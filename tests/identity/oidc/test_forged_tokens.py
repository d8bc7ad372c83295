"""Forged ID tokens, served by a provider that was taken over, or by somebody in between.

Each is refused, each for its own reason, which the trail is told; the person is told one sentence.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import OctKey
from tests.identity.oidc.house import House
from tests.servers.openid import (
    CLIENT,
    SECRET,
    Claims,
    OpenIdServer,
    elliptic_key,
    encode,
    rsa_key,
    signed,
)

from clawback.identity.oidc.refusal import ExternalSignInRefusedError, Reason

pytestmark = pytest.mark.slow

Forging = Callable[[OpenIdServer, Claims, Claims], str]

_OTHER = rsa_key("somebody-else")


def _unsigned(header: Claims, claims: Claims, tail: str = "") -> str:
    return f"{encode(header)}.{encode(claims)}.{tail}"


def _by_secret(secret: bytes, name: str = "HS256", **more: Any) -> Forging:
    def forge(_: OpenIdServer, header: Claims, claims: Claims) -> str:
        content = f"{encode(header | {'alg': name} | more)}.{encode(claims)}"
        return f"{content}.{encode(hmac.digest(secret, content.encode(), hashlib.sha256))}"

    return forge


def _by_public_key(server: OpenIdServer, header: Claims, claims: Claims) -> str:
    """The classic: the public key's PEM as shared secret."""
    return _by_secret(server.rsa.as_pem(private=False))(server, header, claims)


def _none(name: str) -> Forging:
    return lambda _, header, claims: _unsigned(header | {"alg": name}, claims)


def _header(**changes: Any) -> Forging:
    """Rightly signed, with something more in the header."""
    return lambda server, header, claims: signed(header | changes, claims, server.rsa)


def _header_without(name: str) -> Forging:
    def forge(server: OpenIdServer, header: Claims, claims: Claims) -> str:
        return signed({key: header[key] for key in header if key != name}, claims, server.rsa)

    return forge


def _by_other(**changes: Any) -> Forging:
    """Signed with a key of the forger, whatever the header says about it."""
    return lambda _, header, claims: signed(header | changes, claims, _OTHER)


def _claims(**changes: Any) -> Forging:
    return lambda server, header, claims: signed(header, claims | changes, server.rsa)


def _without(name: str) -> Forging:
    def forge(server: OpenIdServer, header: Claims, claims: Claims) -> str:
        return signed(header, {key: claims[key] for key in claims if key != name}, server.rsa)

    return forge


def _later(name: str, seconds: float) -> Forging:
    def forge(server: OpenIdServer, header: Claims, claims: Claims) -> str:
        at = server.clock.now().timestamp() + seconds
        return signed(header, claims | {name: at}, server.rsa)

    return forge


def _changed_after(change: Callable[[list[str]], list[str]]) -> Forging:
    """Rightly signed, and changed on the way."""

    def forge(server: OpenIdServer, header: Claims, claims: Claims) -> str:
        return ".".join(change(signed(header, claims, server.rsa).split(".")))

    return forge


def _raw_claims(text: str) -> Forging:
    """Rightly signed over these very bytes."""

    def forge(server: OpenIdServer, header: Claims, claims: Claims) -> str:
        del claims
        content = f"{encode(header)}.{encode(text.encode())}"
        return f"{content}.{encode(_rsa_signature(server, content))}"

    return forge


def _raw_header(text: str) -> Forging:
    def forge(server: OpenIdServer, header: Claims, claims: Claims) -> str:
        del header
        content = f"{encode(text.encode())}.{encode(claims)}"
        return f"{content}.{encode(_rsa_signature(server, content))}"

    return forge


def _rsa_signature(server: OpenIdServer, content: str) -> bytes:
    return jws.JWSRegistry.algorithms["RS256"].sign(content.encode(), server.rsa)


def _text(text: str) -> Forging:
    return lambda *_: text


def _swapped(server: OpenIdServer, header: Claims, claims: Claims) -> str:
    """The elliptic key's signature under the RSA key's name."""
    return signed(header | {"alg": "ES256"}, claims, server.elliptic)


def _zero_signature(server: OpenIdServer, header: Claims, claims: Claims) -> str:
    """Both halves of it zero (CVE-2022-21449)."""
    del server
    return _unsigned(header | {"alg": "ES256", "kid": "ec-1"}, claims, encode(bytes(64)))


def _other_elliptic(server: OpenIdServer, header: Claims, claims: Claims) -> str:
    del server
    return signed(header | {"alg": "ES256", "kid": "ec-1"}, claims, elliptic_key("another"))


def _claims_of_another(parts: list[str]) -> list[str]:
    return [parts[0], encode({"sub": "eve"}), parts[2]]


_JWK = {"kty": "RSA", **{k: str(v) for k, v in _OTHER.as_dict(private=False).items() if k in "ne"}}
_DEEP = '{"a":' * 100_000 + "1" + "}" * 100_000

FORGED: dict[str, tuple[Reason, Forging]] = {
    # no signature, or one that anybody can make
    "alg none": (Reason.ALGORITHM, _none("none")),
    "alg None": (Reason.ALGORITHM, _none("None")),
    "alg nOnE": (Reason.ALGORITHM, _none("nOnE")),
    "alg empty": (Reason.ALGORITHM, _none("")),
    "alg missing": (Reason.ALGORITHM, lambda _s, _h, c: _unsigned({"kid": "rsa-1"}, c)),
    "alg a list": (Reason.ALGORITHM, lambda _s, h, c: _unsigned(h | {"alg": ["RS256"]}, c, "AA")),
    "alg null": (Reason.ALGORITHM, lambda _s, h, c: _unsigned(h | {"alg": None}, c, "AA")),
    "signature cut off": (Reason.SIGNATURE, _changed_after(lambda p: [p[0], p[1], ""])),
    "signature of zeros": (Reason.SIGNATURE, _zero_signature),
    "signature of another token": (Reason.SIGNATURE, _changed_after(_claims_of_another)),
    "signature with a bit changed": (
        Reason.SIGNATURE,
        _changed_after(lambda p: [p[0], p[1], ("B" if p[2][0] == "A" else "A") + p[2][1:]]),
    ),
    # the wrong kind of key
    "HS256 with the public key": (Reason.ALGORITHM, _by_public_key),
    "HS256 with the client secret": (Reason.ALGORITHM, _by_secret(SECRET.encode())),
    "HS256 with nothing": (Reason.ALGORITHM, _by_secret(b"")),
    "HS512 named": (Reason.ALGORITHM, _by_secret(b"x", "HS512")),
    "RS512, which is not accepted": (Reason.ALGORITHM, _header(alg="RS512")),
    "ES256 under an RSA key's name": (Reason.UNKNOWN_KEY, _swapped),
    "ES256 by another key": (Reason.SIGNATURE, _other_elliptic),
    "PS256 named, RS256 signed": (
        Reason.SIGNATURE,
        _changed_after(lambda p: [encode({"alg": "PS256", "kid": "rsa-1"}), p[1], p[2]]),
    ),
    # keys out of the token's own header
    "own key, kid of theirs": (Reason.SIGNATURE, _by_other()),
    "own key, no kid": (
        Reason.SIGNATURE,
        lambda _s, _h, c: signed({"alg": "RS256"}, c, _OTHER),
    ),
    "own key, own kid": (Reason.UNKNOWN_KEY, _by_other(kid="somebody-else")),
    "own key in jwk": (Reason.HEADER, _by_other(jwk=_JWK)),
    "own key in jwk, no kid": (
        Reason.HEADER,
        lambda _s, _h, c: signed({"alg": "RS256", "jwk": _JWK}, c, _OTHER),
    ),
    "jku": (Reason.HEADER, _by_other(jku="https://evil.example/keys")),
    "jku of the provider": (Reason.HEADER, _header(jku="https://id.example.org/keys")),
    "x5u": (Reason.HEADER, _by_other(x5u="https://evil.example/chain.pem")),
    "x5c": (Reason.HEADER, _by_other(x5c=["MIIB"])),
    "kid a path": (Reason.UNKNOWN_KEY, _by_other(kid="../../../../dev/null")),
    "kid SQL": (Reason.UNKNOWN_KEY, _by_other(kid="x' UNION SELECT 'key'--")),
    "kid empty": (Reason.UNKNOWN_KEY, _header(kid="")),
    "kid a number": (
        Reason.HEADER,
        _raw_header('{"alg":"RS256","kid":1}'),
    ),
    "kid of a key for encryption": (Reason.UNKNOWN_KEY, _header(kid="enc-1")),
    "kid of a shared secret": (Reason.ALGORITHM, _by_secret(b"known", kid="oct-1")),
    # what the header asks for
    "crit unknown": (Reason.HEADER, _header(crit=["exp"], exp=1)),
    "crit empty": (Reason.HEADER, _header(crit=[])),
    "b64 false": (Reason.HEADER, _header(crit=["b64"], b64=False)),
    "zip": (Reason.HEADER, _raw_header('{"alg":"RS256","kid":"rsa-1","zip":"DEF"}')),
    "an access token": (Reason.HEADER, _header(typ="at+jwt")),
    "a logout token": (Reason.HEADER, _header(typ="logout+jwt")),
    "header names twice": (Reason.MALFORMED, _raw_header('{"alg":"none","alg":"RS256"}')),
    # what is no token
    "empty parts": (Reason.MALFORMED, _text("..")),
    "two parts": (Reason.MALFORMED, _changed_after(lambda p: p[:2])),
    "four parts": (Reason.MALFORMED, _changed_after(lambda p: [*p, "x"])),
    "five parts": (Reason.MALFORMED, _text("e30.e30.e30.e30.e30")),
    "header no JSON": (Reason.MALFORMED, _text("eA.e30.eA")),
    "header a list": (Reason.MALFORMED, _text(f"{encode(b'[]')}.e30.eA")),
    "not base64url": (Reason.MALFORMED, _text("e30=.e30.eA")),
    "too long": (Reason.MALFORMED, _claims(padding="x" * 70_000)),
    "claims no JSON": (Reason.MALFORMED, _raw_claims("no")),
    "claims a list": (Reason.MALFORMED, _raw_claims("[]")),
    "claims with a name twice": (Reason.MALFORMED, _raw_claims('{"sub":"ada","sub":"eve"}')),
    "claims with NaN": (Reason.MALFORMED, _raw_claims('{"exp":NaN}')),
    "a nest": (Reason.MALFORMED, _text(f"{encode(_DEEP[:40_000].encode())}.e30.eA")),
    # whose it is
    "issuer another": (Reason.ISSUER, _claims(iss="https://evil.example")),
    "issuer with a slash more": (
        Reason.ISSUER,
        lambda s, h, c: _claims(iss=c["iss"] + "/")(s, h, c),
    ),
    "issuer a list": (Reason.ISSUER, lambda s, h, c: _claims(iss=[c["iss"]])(s, h, c)),
    "issuer missing": (Reason.ISSUER, _without("iss")),
    "audience another": (Reason.AUDIENCE, _claims(aud="another")),
    "audience missing": (Reason.AUDIENCE, _without("aud")),
    "audience nobody": (Reason.AUDIENCE, _claims(aud=[])),
    "audience in other case": (Reason.AUDIENCE, _claims(aud=CLIENT.upper())),
    "audience one more": (Reason.AUDIENCE, _claims(aud=[CLIENT, "another"], azp=CLIENT)),
    "audience with what is no text": (Reason.AUDIENCE, _claims(aud=[CLIENT, None])),
    "audience an object": (Reason.AUDIENCE, _claims(aud={CLIENT: True})),
    "azp another": (Reason.AUTHORIZED_PARTY, _claims(azp="another")),
    "azp null": (Reason.AUTHORIZED_PARTY, _claims(azp=None)),
    "several audiences, no azp": (Reason.AUTHORIZED_PARTY, _claims(aud=[CLIENT, "trusted"])),
    "subject missing": (Reason.CLAIMS, _without("sub")),
    "subject empty": (Reason.CLAIMS, _claims(sub="")),
    "subject a number": (Reason.CLAIMS, _claims(sub=7)),
    "subject too long": (Reason.CLAIMS, _claims(sub="a" * 256)),
    "subject with a line end": (Reason.CLAIMS, _claims(sub="ada\nadmin")),
    # when it holds
    "expired": (Reason.EXPIRED, _later("exp", -61)),
    "expiry missing": (Reason.CLAIMS, _without("exp")),
    "expiry text": (Reason.CLAIMS, _claims(exp="9999999999")),
    "expiry true": (Reason.CLAIMS, _claims(exp=True)),
    "expiry without end": (Reason.CLAIMS, _claims(exp=1e300)),
    "issued in the future": (Reason.ISSUED_AT, _later("iat", 61)),
    "issued before the sign-in": (Reason.ISSUED_AT, _later("iat", -61)),
    "issue missing": (Reason.CLAIMS, _without("iat")),
    "not yet": (Reason.NOT_YET, _later("nbf", 61)),
    "not before text": (Reason.NOT_YET, _claims(nbf="0")),
    # for which sign-in
    "nonce of another": (Reason.NONCE, _claims(nonce="x" * 43)),
    "nonce missing": (Reason.NONCE, _without("nonce")),
    "nonce null": (Reason.NONCE, _claims(nonce=None)),
    "nonce a list": (Reason.NONCE, lambda s, h, c: _claims(nonce=[c["nonce"]])(s, h, c)),
    "at_hash of another": (Reason.ACCESS_TOKEN, _claims(at_hash=encode(bytes(16)))),
    "at_hash null": (Reason.ACCESS_TOKEN, _claims(at_hash=None)),
}


@pytest.fixture
def forging(house_with):
    return house_with(trusted_audiences=["trusted"])


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_token_is_refused(forging: House, name: str):
    """Nobody gets in, the trail is told why, and the person is told what everybody is told."""
    reason, forge = FORGED[name]
    _add_tempting_keys(forging.server)
    forging.server.forge = lambda header, claims: forge(forging.server, header, claims)
    with pytest.raises(ExternalSignInRefusedError) as caught:
        forging.around()
    assert str(caught.value) == str(ExternalSignInRefusedError())
    assert forging.trail.reasons == [reason]
    assert forging.people.admitted == []


def test_the_corpus_is_large():
    """At least forty, and every reason that a token can give is in it."""
    assert len(FORGED) >= 40
    assert {reason for reason, _ in FORGED.values()} == {
        *(Reason.MALFORMED, Reason.ALGORITHM, Reason.HEADER, Reason.UNKNOWN_KEY, Reason.SIGNATURE),
        *(Reason.CLAIMS, Reason.ISSUER, Reason.AUDIENCE, Reason.AUTHORIZED_PARTY, Reason.NONCE),
        *(Reason.EXPIRED, Reason.NOT_YET, Reason.ISSUED_AT, Reason.ACCESS_TOKEN),
    }


@pytest.mark.parametrize(
    ("name", "forge"),
    [
        (
            "an elliptic key",
            lambda s, _h, c: signed({"alg": "ES256", "kid": "ec-1"}, c, s.elliptic),
        ),
        ("no kid where one key fits", lambda s, _h, c: signed({"alg": "ES256"}, c, s.elliptic)),
        ("PS256", lambda s, h, c: signed(h | {"alg": "PS256"}, c, s.rsa)),
        ("a thumbprint beside", _header(x5t="abc")),
        ("no type", _header_without("typ")),
        ("a list of one audience", _claims(aud=[CLIENT])),
        ("a trusted audience beside", _claims(aud=[CLIENT, "trusted"], azp=CLIENT)),
        ("a clock behind", _later("iat", 59)),
        ("a clock ahead", _later("exp", -59)),
        ("not before, nearly", _later("nbf", 59)),
        (
            "an access token's hash",
            _claims(at_hash=encode(hashlib.sha256(b"an-access-token").digest()[:16])),
        ),
    ],
)
def test_a_genuine_token_is_taken(forging: House, name: str, forge: Forging):
    """The corpus is refused for what is forged in it, not for being unusual."""
    del name
    forging.server.forge = lambda header, claims: forge(forging.server, header, claims)
    forging.around()
    assert len(forging.people.admitted) == 1


@pytest.mark.parametrize("tokens", [{"id_token": None}, {"id_token": ""}, {"id_token": ["x"]}])
def test_no_token_at_all(forging: House, tokens: Claims):
    """An access token alone says nothing about who somebody is."""
    forging.server.tokens = tokens
    with pytest.raises(ExternalSignInRefusedError):
        forging.around()
    assert forging.trail.reasons == [Reason.NO_ID_TOKEN]


def test_a_token_of_another_sign_in_is_refused(forging: House):
    """A genuine token, replayed: it carries the nonce of the sign-in it was made for."""
    kept: list[str] = []

    def keep(header: Claims, claims: Claims) -> str:
        kept.append(signed(header, claims, forging.server.rsa))
        return kept[0]

    forging.server.forge = keep
    forging.around()
    with pytest.raises(ExternalSignInRefusedError):
        forging.around()
    assert forging.trail.reasons == [Reason.NONCE]


def _add_tempting_keys(server: OpenIdServer) -> None:
    """What no token may be checked with, though the provider publishes it."""
    secret = OctKey.import_key("known-to-everybody-known-to-everybody", {"kid": "oct-1"})
    encryption = dict(rsa_key("enc-1").as_dict(private=False)) | {"use": "enc"}
    server.keys["keys"] += [dict(secret.as_dict(private=True)), encryption]
