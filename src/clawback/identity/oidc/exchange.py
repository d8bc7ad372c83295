"""The two requests of the authorization code flow with PKCE (RFC 6749 §4.1, RFC 7636)."""

from __future__ import annotations

from http import HTTPStatus

# Authlib ships no types. Its protocol primitives are enough: its ready clients bring an HTTP
# library that follows redirects and reads without end.
from authlib.oauth2.auth import ClientAuth  # type: ignore[import-untyped]
from authlib.oauth2.rfc6749.parameters import (  # type: ignore[import-untyped]
    prepare_grant_uri,
    prepare_token_request,
)
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]

from clawback.identity.oidc.attempt import Attempt
from clawback.identity.oidc.document import Document
from clawback.identity.oidc.outbound import Outbound
from clawback.identity.oidc.refusal import Reason, RefusalError
from clawback.identity.oidc.settings import OidcSettings

# Asks the provider to tell when they proved who they are (OpenID Connect Core 1.0 §3.1.2.1).
_MAX_AGE = 12 * 3600  # seconds; as long as a session of ours
_LONGEST_CODE = 4096
_FORM = "application/x-www-form-urlencoded"


def authorization_url(
    endpoint: str, settings: OidcSettings, attempt: Attempt, redirect_uri: str
) -> str:
    """Where the browser goes to sign in."""
    asked: dict[str, object] = {
        "nonce": attempt.nonce,
        "code_challenge": create_s256_code_challenge(attempt.verifier),
        "code_challenge_method": "S256",
        "max_age": 0 if attempt.prove else _MAX_AGE,
    }
    if attempt.prove:
        asked["prompt"] = "login"
    if settings.proved_acr:
        asked["acr_values"] = " ".join(settings.proved_acr)
    url = prepare_grant_uri(
        endpoint,
        settings.client_id,
        "code",
        redirect_uri=redirect_uri,
        scope=" ".join(settings.ask_for),
        state=attempt.state,
        **asked,
    )
    return str(url)


def redeem(
    code: str,
    *,
    endpoint: str,
    settings: OidcSettings,
    outbound: Outbound,
    attempt: Attempt,
    redirect_uri: str,
) -> Document:
    """The tokens for a code.

    Raises:
        RefusalError: the provider does not take the code.
        ProviderError: it does not answer.
    """
    if not code or len(code) > _LONGEST_CODE:
        raise RefusalError(Reason.NO_CODE)
    body = prepare_token_request(
        "authorization_code",
        code=code,
        redirect_uri=redirect_uri,
        code_verifier=attempt.verifier,
    )
    url, headers, content = _client(settings).prepare(
        "POST", endpoint, {"Content-Type": _FORM}, body
    )
    answer = outbound.post(url, content, headers)
    if answer.status != HTTPStatus.OK:
        raise RefusalError(Reason.CODE_REFUSED)
    return answer.document


def _client(settings: OidcSettings) -> ClientAuth:
    secret = settings.client_secret.get_secret_value()
    method = settings.client_authentication.value if secret else "none"
    return ClientAuth(settings.client_id, secret, method)
