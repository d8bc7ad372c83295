"""An OpenID Connect provider on loopback: real keys, real tokens, and ways to misbehave."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from clawback.model.clock import Clock

CLIENT = "clawback"
SECRET = "a client's secret"


@cache
def rsa_key(name: str) -> RSAKey:
    """The key of this name; made once, because that takes long."""
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"})


@cache
def elliptic_key(name: str) -> ECKey:
    """The key of this name."""
    return ECKey.generate_key("P-256", {"kid": name, "use": "sig"})


Claims = dict[str, Any]  # any JSON: that is what forged tokens are about
Forge = Callable[[Claims, Claims], str]


def encode(document: Mapping[str, object] | bytes) -> str:
    """JSON, or bytes, in base64url without padding."""
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def signed(header: Claims, claims: Claims, key: Any) -> str:
    """A token with exactly this header, signed with this key by the header's algorithm."""
    registry = jws.JWSRegistry(algorithms=[header["alg"]], strict_check_header=False)
    extra = {name: value for name, value in header.items() if name in {"crit", "b64"}}
    plain = {name: value for name, value in header.items() if name not in extra}
    if extra:  # the library refuses to write what it would refuse to read
        return _signed_by_hand(header, claims, key)
    return jws.serialize_compact(plain, json.dumps(claims), key, [header["alg"]], registry)


def _signed_by_hand(header: Claims, claims: Claims, key: Any) -> str:
    content = f"{encode(header)}.{encode(claims)}"
    algorithm = jws.JWSRegistry.algorithms[header["alg"]]
    return f"{content}.{encode(algorithm.sign(content.encode(), key))}"


class OpenIdServer:
    """Answers in a thread of its own until it is closed.

    `sign_in` is the person at the provider's page. What a test changes holds for the next answers:
    `claims` are added to every ID token, `forge` makes it, `userinfo` is what is said about the
    person, `discovery` and `keys` are the documents, `slow` and `huge` are ways not to answer.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.rsa = rsa_key("rsa-1")
        self.elliptic = elliptic_key("ec-1")
        self.claims: Claims = {"groups": ["analysts"], "name": "Ada"}
        self.userinfo: Claims = {"sub": "ada"}
        self.forge: Forge = lambda header, claims: signed(header, claims, self.rsa)
        self.tokens: Claims = {}
        self.asked: list[str] = []
        self.wait: threading.Event | None = None
        self.huge = False
        self.redirect = ""
        self._codes: dict[str, dict[str, str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        self.keys: Claims = {"keys": [_public(self.rsa), _public(self.elliptic)]}
        self.discovery: Claims = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "end_session_endpoint": f"{self.issuer}/leave",
        }
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.01])
        self._thread.start()

    def close(self) -> None:
        if self.wait is not None:
            self.wait.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def sign_in(self, url: str) -> dict[str, str]:
        """Somebody signs in at the address they were sent to; what the browser brings back."""
        asked = dict(parse_qsl(urlsplit(url).query))
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def plain_claims(self, nonce: str, moment: datetime) -> Claims:
        at = int(moment.timestamp())
        return {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "ada",
            "nonce": nonce,
            "iat": at,
            "exp": at + 300,
            **self.claims,
        }

    def answer(self, method: str, path: str, body: str, headers: Mapping[str, str]) -> Any:
        """Status and JSON document."""
        self.asked.append(path)
        if path == "/token" and method == "POST":
            return self._token(dict(parse_qsl(body)), headers)
        if path == "/userinfo":
            return 200, self.userinfo
        if path == "/keys":
            return 200, self.keys
        if path == "/.well-known/openid-configuration":
            return 200, self.discovery
        return 404, {}

    def _token(self, form: dict[str, str], headers: Mapping[str, str]) -> tuple[int, Claims]:
        asked = self._codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        authorized = headers.get("Authorization") == f"Basic {basic}"
        if (
            asked is None
            or not authorized
            or asked["code_challenge"] != encode(digest)
            or asked["redirect_uri"] != form.get("redirect_uri")
        ):
            return 400, {"error": "invalid_grant"}
        claims = self.plain_claims(asked["nonce"], self.clock.now())
        token = self.forge({"alg": "RS256", "kid": "rsa-1", "typ": "JWT"}, claims)
        return 200, {
            "access_token": "an-access-token",
            "token_type": "Bearer",
            "id_token": token,
            **self.tokens,
        }


def query_of(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def _public(key: RSAKey | ECKey) -> Claims:
    return dict(key.as_dict(private=False))


def _handler(provider: OpenIdServer) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"provider": provider})


class _Handler(BaseHTTPRequestHandler):
    provider: OpenIdServer

    def do_GET(self) -> None:
        self._answer("")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _answer(self, body: str) -> None:
        provider = self.provider
        status, document = provider.answer(self.command, self.path, body, dict(self.headers))
        with suppress(OSError):  # it may have hung up, which is what such a test is about
            if provider.wait is not None:
                self._drip(provider.wait)
            elif provider.redirect:
                self._send(302, b"", location=provider.redirect)
            else:
                content = json.dumps(document).encode()
                self._send(status, b" " * 300_000 + content if provider.huge else content)

    def _send(self, status: int, content: bytes, *, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _drip(self, enough: threading.Event) -> None:
        self.send_response(200)
        self.end_headers()
        while not enough.wait(0.02):
            self.wfile.write(b" ")
            self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Says nothing."""
