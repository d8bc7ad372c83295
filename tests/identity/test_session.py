"""What a session's token looks like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.identity.session import TOKEN_BYTES, digest_of, make_token


@given(st.binary(min_size=TOKEN_BYTES, max_size=TOKEN_BYTES))
def test_what_is_made_is_known_by_its_digest(randomness):
    """256 bits in 43 characters, of which only SHA-256 is kept."""
    token = make_token(randomness)
    assert len(token) == 43
    digest = digest_of(token)
    assert digest is not None
    assert token not in digest


@given(st.text())
def test_other_text_is_looked_up_nowhere(text):
    """Only 43 characters of base64url are a token."""
    assert digest_of(text) is None or len(text) == 43


def test_too_little_randomness_is_refused():
    """A session is never opened with fewer bytes than it should be."""
    with pytest.raises(ValueError, match="bytes"):
        make_token(b"short")
