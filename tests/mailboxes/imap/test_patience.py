"""Servers that ask us to come back later are understood."""

from __future__ import annotations

import pytest

from clawback.mailboxes.imap.patience import asked_of_one_mailbox, seconds_asked, seconds_meant


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (b"[LIMIT] Too many simultaneous connections.", 30.0),
        (b"[INUSE] Mailbox in use.", 5.0),
        (b"[LIMIT] Rate limit hit, wait 90 seconds.", 90.0),
        (b"[LIMIT] Backoff Time: 120000 Milliseconds", 120.0),
        (b"[LIMIT] wait 999999999 minutes", 3600.0),
        (b"[LIMIT] wait 0 seconds", 1.0),
        (b"[TRYCREATE] try later", None),
        (b"Too many connections, try later", None),
        (b"", None),
    ],
)
def test_response_codes_ask(text, seconds):
    """LIMIT and INUSE do, with the time they tell or a usual one; words alone do not."""
    assert seconds_asked(text) == seconds
    assert asked_of_one_mailbox(text) is text.startswith(b"[INUSE]")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (b"Too many connections, try again later", 30.0),
        (b"Request is throttled. Suggested Backoff Time: 299962 Milliseconds", 299.962),
        (b"Server busy, retry in 2 minutes", 120.0),
        (b"[LIMIT] bye", 30.0),
        (b"Logging out", None),
        (b"Server is shutting down", None),
    ],
)
def test_a_farewell_may_ask_in_words(text, seconds):
    """BYE with words of too much does; a plain one does not."""
    assert seconds_meant(text) == seconds
