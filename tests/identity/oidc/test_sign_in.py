"""The whole way to the provider and back."""

from __future__ import annotations

import pytest
from tests.identity.oidc.house import SEEN, SITE
from tests.servers.openid import query_of

from clawback.audit.entry import Result
from clawback.identity.guesses import TooManyGuessesError
from clawback.identity.oidc.refusal import (
    BadReturnError,
    ExternalSignInRefusedError,
    Reason,
)
from clawback.identity.oidc.sign_in import CALLBACK, ProviderUnavailableError
from clawback.identity.role import Role
from clawback.model.errors import ConflictError
from clawback.model.scope import EVERYWHERE, Scope

pytestmark = pytest.mark.slow


def test_somebody_signs_in(house):
    """Name and roles come from the provider, and the page they wanted is opened."""
    house.server.claims |= {"email": "ada@example.org", "email_verified": True}
    finished = house.around(to="/explore?filter=a%20b")
    assert finished.to == "/explore?filter=a%20b"
    assert house.people.admitted == [
        {
            "issuer": house.server.issuer,
            "subject": "ada",
            "name": "Ada",
            "email": "ada@example.org",
            "roles": frozenset({Role.ANALYST}),
            "scope": EVERYWHERE,
            "proved": False,
            "seen": SEEN,
        }
    ]
    assert house.trail.entries == []


def test_the_browser_is_sent_with_pkce_state_and_nonce(house):
    """Three secrets that differ, none of which is in the cookie as text."""
    begun = house.oidc.begin(SITE)
    asked = {name: values[0] for name, values in query_of(begun.url).items()}
    assert asked["redirect_uri"] == f"https://clawback.example.org{CALLBACK}"
    assert asked["scope"] == "openid profile email groups"
    assert asked["max_age"] == "43200"
    secrets = {asked[name] for name in ("state", "nonce", "code_challenge")}
    assert len(secrets) == 3
    assert not any(secret in begun.cookie for secret in secrets)
    assert house.oidc.begin(SITE).cookie != begun.cookie


def test_an_address_that_was_not_verified_is_not_taken(house):
    """Anybody can claim an address at some providers."""
    house.server.claims |= {"email": "ceo@example.org", "email_verified": "true"}
    house.around()
    assert house.people.admitted[0]["email"] == ""


def test_proving_anew(house):
    """The provider is told to ask again, and must say that it did."""
    begun = house.oidc.begin(SITE, prove=True)
    asked = query_of(begun.url)
    assert asked["prompt"] == ["login"]
    assert asked["max_age"] == ["0"]
    house.server.claims |= {"amr": ["pwd", "mfa"], "auth_time": house.clock.now().timestamp()}
    house.finish(begun.cookie, **house.server.sign_in(begun.url))
    assert house.people.admitted[0]["proved"] is True


@pytest.mark.parametrize("minutes", [None, 3, 600])
def test_an_old_proof_is_not_anew(house, minutes):
    """Who was asked to prove anew and was let through with an older proof, is refused."""
    house.server.claims["amr"] = ["mfa"]
    if minutes is not None:
        house.server.claims["auth_time"] = house.clock.now().timestamp() - minutes * 60
    with pytest.raises(ExternalSignInRefusedError):
        house.around(prove=True)
    assert house.trail.reasons == [Reason.AUTHENTICATION_AGE]


@pytest.mark.parametrize(
    ("claims", "age", "proved"),
    [
        ({"amr": ["mfa"]}, 10, True),
        ({"amr": ["mfa"]}, 3600, False),
        ({"amr": ["mfa"]}, None, False),
        ({"amr": ["pwd"]}, 10, False),
        ({"amr": "mfa"}, 10, True),
        ({"acr": "silver"}, 10, True),
        ({"acr": "bronze"}, 10, False),
        ({"amr": ["mfa"]}, -3600, False),
    ],
)
def test_when_a_second_factor_counts(house_with, claims, age, proved):
    """The provider says which, and when: a proof of this morning is none for an approval."""
    house = house_with(proved_acr=["silver"])
    house.server.claims |= claims
    if age is not None:
        house.server.claims["auth_time"] = house.clock.now().timestamp() - age
    house.around()
    assert house.people.admitted[0]["proved"] is proved


@pytest.mark.parametrize(
    ("groups", "scope"),
    [
        (["analysts", "munich"], Scope(frozenset({"muenchen.example"}), frozenset())),
        (
            ["analysts", "munich", "vips"],
            Scope(frozenset({"muenchen.example"}), frozenset({"vip"})),
        ),
        (["analysts", "munich", "all"], EVERYWHERE),
    ],
)
def test_groups_give_scopes(house_with, groups, scope):
    """A person sees what any of their groups may see."""
    house = house_with(
        scopes={
            "munich": {"domains": ["MUENCHEN.example"]},
            "vips": {"tags": ["vip"]},
            "all": {"everywhere": True},
        }
    )
    house.server.claims["groups"] = groups
    house.around()
    assert house.people.admitted[0]["scope"] == scope


def test_who_is_in_no_group_of_ours_is_refused(house_with):
    """No role, or no scope where scopes are given out: nobody gets in by being left out."""
    house = house_with(scopes={"munich": {"domains": ["muenchen.example"]}})
    for groups, reason in ((["others"], Reason.NO_ROLE), (["analysts"], Reason.NO_SCOPE)):
        house.server.claims["groups"] = groups
        with pytest.raises(ExternalSignInRefusedError):
            house.around()
        assert house.trail.reasons[-1] == reason


@pytest.mark.parametrize("groups", [None, 7, {"analysts": 1}, [["analysts"]], "ANALYSTS"])
def test_groups_that_are_none(house, groups):
    """Whatever stands in the claim, only a list of names, or one name, says anything."""
    house.server.claims["groups"] = groups
    with pytest.raises(ExternalSignInRefusedError):
        house.around()
    assert house.trail.reasons == [Reason.NO_ROLE]


def test_groups_from_the_user_information(house_with):
    """Where a provider leaves them out of the ID token, they are fetched with its access token."""
    house = house_with(claims_from="userinfo")
    house.server.userinfo = {"sub": "ada", "groups": ["leads"], "name": "Ada L."}
    house.around()
    assert house.people.admitted[0]["roles"] == {Role.RESPONDER, Role.APPROVER}
    assert house.people.admitted[0]["name"] == "Ada L."


@pytest.mark.parametrize("subject", ["eve", "", None, ["ada"]])
def test_user_information_about_somebody_else_is_refused(house_with, subject):
    """It is not signed; the ID token's subject decides whom it may be about."""
    house = house_with(claims_from="userinfo")
    house.server.userinfo = {"sub": subject, "groups": ["leads"]}
    with pytest.raises(ExternalSignInRefusedError):
        house.around()
    assert house.trail.reasons == [Reason.USERINFO]


def test_user_information_is_not_asked_unless_set(house):
    """What is not signed changes nothing where the ID token says it all."""
    house.server.userinfo = {"sub": "ada", "groups": ["leads"], "name": "Mallory"}
    house.around()
    assert house.people.admitted[0]["roles"] == {Role.ANALYST}
    assert "/userinfo" not in house.server.asked


def test_an_attempt_comes_back_once(house):
    """The same address opened again does not even reach the provider."""
    begun = house.oidc.begin(SITE)
    back = house.server.sign_in(begun.url)
    house.finish(begun.cookie, **back)
    asked = len(house.server.asked)
    with pytest.raises(ExternalSignInRefusedError):
        house.finish(begun.cookie, **back)
    assert house.trail.reasons == [Reason.REPLAYED]
    assert len(house.server.asked) == asked


def test_a_code_is_taken_once_by_the_provider(house):
    """A code that was redeemed in one sign-in opens no other."""
    first = house.oidc.begin(SITE)
    back = house.server.sign_in(first.url)
    house.finish(first.cookie, **back)
    second = house.oidc.begin(SITE)
    state = house.server.sign_in(second.url)["state"]
    with pytest.raises(ExternalSignInRefusedError):
        house.finish(second.cookie, code=back["code"], state=state)
    assert house.trail.reasons == [Reason.CODE_REFUSED]


def test_a_code_of_another_browser_is_refused(house):
    """A stolen code is worth nothing without the verifier, which only its browser can make."""
    victim, thief = house.oidc.begin(SITE), house.oidc.begin(SITE)
    stolen = house.server.sign_in(victim.url)["code"]
    state = house.server.sign_in(thief.url)["state"]
    with pytest.raises(ExternalSignInRefusedError):
        house.finish(thief.cookie, code=stolen, state=state)
    assert house.trail.reasons == [Reason.CODE_REFUSED]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda _cookie, back: ("", back), Reason.NO_ATTEMPT),
        (lambda _cookie, back: ("x" * 5000, back), Reason.NO_ATTEMPT),
        (lambda _cookie, back: ("not base64!", back), Reason.NO_ATTEMPT),
        (lambda cookie, back: (cookie[:-8] + "AAAAAAA=", back), Reason.NO_ATTEMPT),
        (lambda cookie, back: (cookie, back | {"state": "x"}), Reason.WRONG_STATE),
        (lambda cookie, back: (cookie, back | {"state": "é"}), Reason.WRONG_STATE),
        (lambda cookie, back: (cookie, {"code": back["code"]}), Reason.WRONG_STATE),
        (lambda cookie, back: (cookie, back | {"code": ""}), Reason.NO_CODE),
        (lambda cookie, back: (cookie, back | {"code": "y" * 5000}), Reason.NO_CODE),
        (lambda cookie, back: (cookie, back | {"code": "guessed"}), Reason.CODE_REFUSED),
        (lambda cookie, back: (cookie, back | {"error": "access_denied"}), Reason.PROVIDER_REFUSED),
        (
            lambda cookie, back: (cookie, back | {"iss": "https://evil.example"}),
            Reason.WRONG_RESPONSE_ISSUER,
        ),
    ],
    ids=range(12),
)
def test_what_the_browser_brings_back_must_be_right(house, change, reason):
    """State, cookie, code and issuer belong together."""
    begun = house.oidc.begin(SITE)
    cookie, back = change(begun.cookie, house.server.sign_in(begun.url))
    with pytest.raises(ExternalSignInRefusedError):
        house.finish(cookie, **back)
    assert house.trail.reasons == [reason]


def test_an_attempt_of_another_browser_is_refused(house):
    """Nobody can be signed in as somebody else by a link: the cookie is of their own browser."""
    mine, theirs = house.oidc.begin(SITE), house.oidc.begin(SITE)
    with pytest.raises(ExternalSignInRefusedError):
        house.finish(mine.cookie, **house.server.sign_in(theirs.url))
    assert house.trail.reasons == [Reason.WRONG_STATE]


def test_an_attempt_ends(house):
    """After ten minutes, whatever the browser still has."""
    begun = house.oidc.begin(SITE)
    back = house.server.sign_in(begun.url)
    house.clock.pass_(minutes=10)
    with pytest.raises(ExternalSignInRefusedError):
        house.finish(begun.cookie, **back)
    assert house.trail.reasons == [Reason.EXPIRED_ATTEMPT]


def test_a_provider_that_names_itself_must_do_so(house):
    """RFC 9207: an answer without its issuer may come from another provider."""
    house.server.discovery["authorization_response_iss_parameter_supported"] = True
    begun = house.oidc.begin(SITE)
    back = house.server.sign_in(begun.url)
    with pytest.raises(ExternalSignInRefusedError):
        house.finish(begun.cookie, **back)
    assert house.trail.reasons == [Reason.WRONG_RESPONSE_ISSUER]
    again = house.oidc.begin(SITE)
    house.finish(again.cookie, iss=house.server.issuer, **house.server.sign_in(again.url))


def test_an_account_that_does_not_let_in(house):
    """A disabled person gets the sentence that everybody gets."""
    house.people.refusal = ConflictError("Ada is disabled.")
    with pytest.raises(ExternalSignInRefusedError) as caught:
        house.around()
    assert "Ada" not in str(caught.value)
    assert house.trail.reasons == [Reason.NOT_ADMITTED]


def test_a_refusal_is_told_to_the_trail(house):
    """With reason and network, and nothing of what was sent."""
    with pytest.raises(ExternalSignInRefusedError):
        house.finish("", code="a-secret-code", state="s")
    [(action, subject, result, details)] = house.trail.entries
    assert action == "session.sign_in"
    assert subject == f"identity_provider:{house.server.issuer}"
    assert result is Result.DENIED
    assert details == {"reason": "no_attempt", "network": "192.0.2.0/24"}


def test_refusals_are_slowed_down(house):
    """So that nobody fills the trail by coming back with nothing."""
    for _ in range(100):
        with pytest.raises((ExternalSignInRefusedError, TooManyGuessesError)):
            house.finish("", code="c", state="s")
    with pytest.raises(TooManyGuessesError):
        house.finish("", code="c", state="s")
    assert len(house.trail.entries) < 30


@pytest.mark.parametrize(
    "to",
    [
        *("https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "", "x"),
        *("/\t/evil.example", "/a\r\nSet-Cookie: a=b", "/é", "javascript:alert(1)", "/" * 2000),
    ],
)
def test_only_own_pages_are_opened(house, to):
    """Whatever a link says, signing in here ends here."""
    with pytest.raises(BadReturnError):
        house.oidc.begin(SITE, to=to)


def test_leaving(house):
    """The provider's own sign-out, with the way back here; our start page where it has none."""
    url = house.oidc.leave(SITE)
    assert url.startswith(f"{house.server.issuer}/leave?client_id=clawback")
    assert query_of(url)["post_logout_redirect_uri"] == ["https://clawback.example.org/"]


def test_leaving_a_provider_without_a_way_out(house):
    """Also when the provider does not answer at all."""
    del house.server.discovery["end_session_endpoint"]
    assert house.oidc.leave(SITE) == "https://clawback.example.org/"


def test_a_provider_that_does_not_answer(house):
    """Said as that at the beginning, because nobody has shown anything yet."""
    house.server.huge = True
    with pytest.raises(ProviderUnavailableError):
        house.oidc.begin(SITE)
    assert house.oidc.leave(SITE) == "https://clawback.example.org/"
