"""Problem documents become errors."""

from __future__ import annotations

import json

import pytest

from clawback.client.problems import error_of
from clawback.model.errors import (
    BadInputError,
    ClawbackError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    UnauthenticatedError,
    UnavailableError,
)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadInputError),
        (401, UnauthenticatedError),
        (403, ForbiddenError),
        (404, NotFoundError),
        (409, ConflictError),
        (413, BadInputError),
        (422, BadInputError),
        (503, UnavailableError),
        (500, ClawbackError),
    ],
)
def test_the_status_decides_the_kind(status, kind):
    """A caller catches the same classes that rooms raise."""
    error = error_of(status, json.dumps({"detail": "Because.", "code": "why"}).encode())
    assert isinstance(error, kind)
    assert str(error) == "Because."
    assert error.problem.code == "why"


def test_a_mistake_in_a_filter_keeps_its_place():
    """Position, length and hint are there for the caret."""
    document = {"detail": "No.", "position": 4, "length": 5, "hint": "sender?"}
    problem = error_of(400, json.dumps(document).encode()).problem
    assert (problem.position, problem.length, problem.hint) == (4, 5, "sender?")


@pytest.mark.parametrize("body", [b"", b"<html>Bad gateway", b"[]", b'{"x": 1}', b"\xff"])
def test_an_answer_of_somebody_else_is_an_error_too(body):
    """A proxy's page is told by its status."""
    error = error_of(502, body)
    assert isinstance(error, UnavailableError)
    assert str(error) == "The server answered 502."
