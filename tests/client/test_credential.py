"""What is shown with a request, and what is taken from its answer."""

from __future__ import annotations

from clawback.client.credential import Bearer, SessionCookie


def test_a_token_is_shown_and_takes_no_cookie():
    """A server cannot make a program's token into a session."""
    token = Bearer("cb_x")
    token.received(["clawback=planted; Path=/"])
    token.refused()
    assert token.headers() == {"Authorization": "Bearer cb_x"}


def test_a_session_is_renewed_by_the_servers_cookie():
    """Its own cookie and no other, whatever stands beside it; every new value is told."""
    told: list[str] = []
    session = SessionCookie("https://claw.example", changed=told.append)
    assert "Cookie" not in session.headers()
    session.received(["tracker=1", "__Host-clawback=abc; Path=/; Secure; HttpOnly", "\x00=;"])
    assert session.headers()["Cookie"] == "__Host-clawback=abc"
    assert session.headers()["Origin"] == "https://claw.example"
    session.received(["__Host-clawback=abc; Path=/"])
    session.received(["__Host-clawback=def; Path=/"])
    assert told == ["__Host-clawback=abc", "__Host-clawback=def"]


def test_a_session_ends():
    """By the server's word in an answer, or by its not knowing it any more."""
    for end in (lambda one: one.received(['clawback=""; Max-Age=0']), lambda one: one.refused()):
        told: list[str] = []
        session = SessionCookie("http://localhost:1", "clawback=abc", told.append)
        end(session)
        assert (told, session.cookie) == ([""], "")
