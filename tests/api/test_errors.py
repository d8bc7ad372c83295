"""Every error is a problem document."""

from __future__ import annotations

import pytest

from clawback.api.errors import from_error
from clawback.filters.errors import FilterError
from clawback.identity.tokens import Tokens
from clawback.model.errors import ClawbackError, UnavailableError


def _is_problem(answer, status):
    document = answer.json()
    assert answer.status_code == document["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert document["type"] == f"urn:clawback:problem:{document['code']}"
    assert document["request_id"] == answer.headers["x-request-id"]
    assert document["title"]
    assert document["detail"]
    return document


def test_an_unknown_address(admin):
    """404 says so in words."""
    assert _is_problem(admin.get("/api/v1/nothing"), 404)["code"] == "no_such_route"


def test_a_wrong_method(admin):
    """405 tells which methods there are."""
    answer = admin.put("/api/v1/tokens")
    assert _is_problem(answer, 405)["code"] == "method_not_allowed"
    assert answer.headers["allow"]


def test_a_slash_too_many_is_no_other_route(web):
    """An address with a slash at its end is not the one without, and is not sent there."""
    assert web.get("/api/v1/tokens/", follow_redirects=False).status_code in {404, 405}


def test_a_wrong_form_names_the_place_and_not_the_value(admin):
    """Validation says where and what, and does not repeat what was sent."""
    answer = admin.post("/api/v1/tokens", json={"name": "x", "role": "hunter2", "dyas": 3})
    document = _is_problem(answer, 422)
    assert {fault["location"] for fault in document["errors"]} == {"body.role", "body.dyas"}
    assert "hunter2" not in answer.text


def test_broken_json(admin):
    """A body that is not JSON is a mistake of the caller's."""
    headers = {"Content-Type": "application/json"}
    _is_problem(admin.post("/api/v1/tokens", content=b"{", headers=headers), 422)


def test_a_missing_thing(admin):
    """Our own errors carry their code and sentence."""
    document = _is_problem(admin.delete("/api/v1/tokens/nosuchid"), 404)
    assert document["code"] == "not_found"
    assert "nosuchid" in document["detail"]


def test_a_fault_of_ours_tells_nothing(admin, monkeypatch):
    """An unexpected error is a 500 with an id and without the error's own words."""

    def fail(_):
        raise RuntimeError("the subject was: secret")

    monkeypatch.setattr(Tokens, "every", fail)
    answer = admin.get("/api/v1/tokens")
    assert _is_problem(answer, 500)["code"] == "internal"
    assert "secret" not in answer.text


def test_a_mistake_in_a_filter_tells_where():
    """Position, length and hint go into the document."""
    error = FilterError("There is no field `sendr`.", hint="sender?", position=0, length=5)
    document = from_error({"type": "http"}, error).body
    assert b'"position":0' in document
    assert b'"length":5' in document
    assert b'"hint":"sender?"' in document


class _QuotaError(UnavailableError):
    """A part that is needed is busy."""

    code = "quota"


class _OddError(ClawbackError):
    """Odd."""


@pytest.mark.parametrize(("error", "status"), [(_QuotaError(), 503), (_OddError(), 500)])
def test_errors_of_rooms_go_by_their_kind(error, status):
    """A room's own error has the status of what it is a kind of."""
    assert from_error({"type": "http"}, error).status_code == status
