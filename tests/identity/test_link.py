"""Setup links."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.identity import session
from clawback.identity.link import TOKEN_BYTES, SetupLink, digest_of, make_token


def test_its_secret_is_never_sent_to_a_server_by_following_it():
    """It stands behind the hash, where no log and no Referer sees it; printing it shows nothing."""
    link = SetupLink(
        token=make_token(b"t" * TOKEN_BYTES), expires_at=datetime(2026, 11, 23, tzinfo=UTC)
    )
    assert link.path == f"/setup#{link.token}"
    assert link.token not in repr(link)


def test_a_link_is_no_session():
    """The same text has another digest, so that one can never open the other."""
    token = make_token(b"t" * TOKEN_BYTES)
    assert digest_of(token) != session.digest_of(token)


@given(st.text())
def test_other_text_is_no_link(text):
    """Only 43 characters of base64url are looked up."""
    assert digest_of(text) is None or len(text) == 43


def test_too_little_randomness_is_refused():
    """A link is never made of fewer bytes than it should be."""
    with pytest.raises(ValueError, match="bytes"):
        make_token(b"short")
