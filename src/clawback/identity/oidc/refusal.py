"""Why somebody could not sign in: the audit trail is told, the person is not."""

from __future__ import annotations

from clawback.model.errors import BadInputError, NotFoundError, UnauthenticatedError
from clawback.model.labelled import Labelled


class Reason(Labelled):
    """What was wrong with a sign-in."""

    NO_ATTEMPT = "no_attempt", "No sign-in was begun in this browser"
    WRONG_STATE = "wrong_state", "The state is not the one of this browser's sign-in"
    EXPIRED_ATTEMPT = "expired_attempt", "The sign-in was begun too long ago"
    REPLAYED = "replayed", "This sign-in was finished or refused before"
    WRONG_RESPONSE_ISSUER = "wrong_response_issuer", "The answer comes from another provider"
    PROVIDER_REFUSED = "provider_refused", "The provider did not let them in"
    NO_CODE = "no_code", "The answer holds no code"
    PROVIDER_UNAVAILABLE = "provider_unavailable", "The provider did not answer as it must"
    CODE_REFUSED = "code_refused", "The provider did not take the code"
    NO_ID_TOKEN = "no_id_token", "The provider gave no ID token"
    MALFORMED = "malformed", "The ID token is not a signed token"
    ALGORITHM = "algorithm", "The ID token is signed in a way that is not accepted"
    HEADER = "header", "The ID token's header asks for what no ID token needs"
    UNKNOWN_KEY = "unknown_key", "The provider has no such key"
    SIGNATURE = "signature", "The signature is wrong"
    CLAIMS = "claims", "A claim that must be there is missing, or is not what it must be"
    ISSUER = "issuer", "The ID token comes from another issuer"
    AUDIENCE = "audience", "The ID token is for somebody else"
    AUTHORIZED_PARTY = "authorized_party", "The ID token was given to another client"
    EXPIRED = "expired", "The ID token has expired"
    NOT_YET = "not_yet", "The ID token is not valid yet"
    ISSUED_AT = "issued_at", "The ID token was not made for this sign-in"
    NONCE = "nonce", "The ID token belongs to another sign-in"
    ACCESS_TOKEN = "access_token", "The access token is not the ID token's"
    AUTHENTICATION_AGE = "authentication_age", "They did not prove again who they are"
    USERINFO = "userinfo", "The user information is about somebody else"
    NO_ROLE = "no_role", "None of their groups has a role here"
    NO_SCOPE = "no_scope", "None of their groups has a scope here"
    NOT_ADMITTED = "not_admitted", "Their account here does not let them in"


class RefusalError(Exception):
    """Ends a sign-in; stays inside this folder."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.label)
        self.reason = reason


class ExternalSignInRefusedError(UnauthenticatedError):
    """Signing in with your identity provider did not work.

    Begin again. If it goes on, tell your administrator the time: the audit trail says why.
    """

    code = "external_sign_in_refused"


class NoProviderError(NotFoundError):
    """No identity provider is set up here. Sign in with a password or a passkey."""

    code = "no_identity_provider"


class BadReturnError(BadInputError):
    """After signing in, only a page of this console can be opened: a path such as /explore."""

    code = "bad_return"
