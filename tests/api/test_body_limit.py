"""How much a request may bring along."""

from __future__ import annotations

import pytest
from starlette.exceptions import HTTPException

from clawback.api.body_limit import BODY_LIMITS, announced, limited
from clawback.api.permissions import PERMISSIONS


@pytest.mark.parametrize(("text", "size"), [(b"12", 12), (b"", 0), (b"-1", 0), (b"x", 0)])
def test_what_content_length_says(text, size):
    """A length that makes no sense says nothing; the bytes are counted anyway."""
    assert announced({"type": "http", "headers": [(b"content-length", text)]}) == size


async def test_bytes_are_counted_as_they_come():
    """The limit is allowed, one byte more is not."""

    async def receive():
        return {"type": "http.request", "body": b"12345", "more_body": True}

    counted = limited(receive, 10)
    await counted()
    await counted()
    with pytest.raises(HTTPException) as caught:
        await counted()
    assert caught.value.status_code == 413


def test_exceptions_are_operations():
    """No limit is set for something that does not exist."""
    assert set(BODY_LIMITS) <= set(PERMISSIONS)
