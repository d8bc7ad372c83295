"""What every answer carries, and what the log says of it."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from clawback.identity.tokens import Tokens


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/tokens", "/nothing"])
def test_answers_are_not_stored_framed_or_guessed_at(web, path):
    """Safe headers stand on good answers and on refusals."""
    headers = web.get(path).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert len(headers["x-request-id"]) == 16


def test_a_request_is_one_line_without_secrets(admin):
    """The log names the operation and who called, and neither path, query nor token."""
    with capture_logs() as lines:
        admin.get("/api/v1/tokens?filter=subject:secret")
    (line,) = [line for line in lines if line["event"] == "request"]
    assert line["operation"] == "token_list"
    assert line["status"] == 200
    assert line["actor"].startswith("token:")
    assert "secret" not in str(line)
    assert "cb_" not in str(line)


def test_what_is_asked_twice_a_second_fills_no_log(admin):
    """The book of the click service is told of at the level `debug`; a refusal of it as usual."""
    with capture_logs() as lines:
        assert admin.get("/api/v1/links/book").status_code == 200
        assert admin.get(f"/api/v1/links/book?since={'x' * 65}").status_code == 422
    said = [(one["status"], one["log_level"]) for one in lines if one["event"] == "request"]
    assert said == [(200, "debug"), (422, "info")]


def test_a_fault_is_logged_with_its_request(admin, monkeypatch):
    """The id in the answer leads to the line in the log."""

    def fail(_):
        raise RuntimeError

    monkeypatch.setattr(Tokens, "every", fail)
    with capture_logs() as lines:
        answer = admin.get("/api/v1/tokens")
    failed = next(line for line in lines if line["event"] == "request failed")
    assert failed["request_id"] == answer.headers["x-request-id"]
