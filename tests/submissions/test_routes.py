"""Submissions over HTTP."""

from __future__ import annotations

import time

import pytest
from tests.making.deliveries import make_delivery
from tests.servers.parts import NOW, parts_in
from tests.servers.web_client import WebClient

from clawback.client import submissions
from clawback.identity.role import Role
from clawback.store.port import Batch

API = "/api/v1/submissions"
STORED = make_delivery(1, time_received=NOW)
THREAT = {"category": "phish", "reason": "confirmed_threat"}
QUERY = "category=malware&reason=appears_suspicious"


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    with parts_in(tmp_path_factory.mktemp("parts")) as built:
        built.store.append(Batch(messages=(), deliveries=(STORED,)))
        yield built


def web_of(parts, role):
    secret = parts.tokens.create(name="a", role=role, by="a test").secret.text
    return WebClient(parts.app, headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture(scope="module")
def web(parts):
    return web_of(parts, Role.ANALYST)


def judged(web, submission_id):
    """The submission when it was judged again."""
    end = time.monotonic() + 10
    while (page := web.get(f"{API}/{submission_id}").json())["review"] is None:
        assert time.monotonic() < end
    return page


def test_a_stored_mail_is_submitted_and_followed(web, parts):
    """It answers as it is taken; afterwards list and page tell what was found and what waits."""
    body = {**THREAT, "network_message_id": STORED.network_message_id, "note": "a fake bank"}
    begun = web.post(f"{API}/email", json=body)
    assert (begun.status_code, begun.json()["status"]) == (202, "pending")
    page = judged(web, begun.json()["id"])
    assert page["review"]["why"][0].startswith("It was held for")
    assert (page["sendings"][0]["state"], page["waiting"]) == ("waiting", 1)
    for courier in parts.submissions.couriers:
        courier.turn()
    page = web.get(f"{API}/{page['id']}").json()
    assert (page["status_label"], page["result_label"]) == ("Completed", "Unknown")
    assert (page["can_retry"], page["can_resubmit"], page["can_dispute"]) == (False, True, False)
    items = web.get(f"{API}?kind=email&status=completed").json()["items"]
    assert page["id"] in [one["id"] for one in items]
    targets = web.get(f"{API}/targets").json()["items"]
    assert (targets[0]["name"], targets[0]["answered"] > 0) == ("memory", True)
    assert web.post(f"{API}/{page['id']}/retry").status_code == 409
    dispute = {"what": "result", "text": "no"}
    assert web.post(f"{API}/{page['id']}/dispute", json=dispute).status_code == 409
    assert web.post(f"{API}/{page['id']}/resubmit").status_code == 409  # too soon


def test_urls_are_submitted_together(web):
    """Those that cannot be are named, and cost the others nothing; one alone is an error."""
    urls = ["hxxp://one[.]example", "http://two.example", "http://"]
    answer = web.post(f"{API}/url", json={**THREAT, "urls": urls}).json()
    assert [one["name"] for one in answer["items"]] == ["http://one.example", "http://two.example"]
    assert list(answer["refused"]) == ["http://"]
    alone = web.post(f"{API}/url", json={**THREAT, "urls": ["http://"]})
    assert (alone.status_code, alone.json()["code"]) == (400, "bad_submission")


def test_bytes_are_uploaded(web):
    """A file and a mail, each with its name."""
    file = web.post(f"{API}/upload?kind=file&name=a.exe&{QUERY}", content=b"MZ")
    assert (file.status_code, file.json()["name"], file.json()["size"]) == (202, "a.exe", 2)
    mail = web.post(f"{API}/upload?kind=email&name=a.eml&{QUERY}", content=b"Subject: a\r\n\r\nx")
    assert judged(web, mail.json()["id"])["kind"] == "email"


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("email", {**THREAT, "network_message_id": "none"}, 404),
        ("email", {"category": "clean", "reason": "confirmed_threat"}, 422),
        ("url", {**THREAT, "urls": []}, 422),
        ("url", {**THREAT, "urls": ["http://x.example"], "more": 1}, 422),
        ("url", {"category": "clean", "reason": "confirmed_threat", "urls": ["http://x"]}, 400),
        ("url", {**THREAT, "urls": ["http://x"], "entry": {"expiry": "never"}}, 409),
    ],
)
def test_what_cannot_be_submitted_is_refused_in_words(web, path, body, code):
    """A problem document says what is wrong."""
    refused = web.post(f"{API}/{path}", json=body)
    assert refused.status_code == code
    assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("query", "content", "code"),
    [
        (f"kind=file&{QUERY}", b"", "bad_submission"),
        (f"kind=url&{QUERY}", b"x", "bad_submission"),
        (f"kind=email&{QUERY}", b"\x00\x01", "not_a_mail"),
        (f"kind=email&{QUERY}", bytes.fromhex("d0cf11e0a1b11ae1"), "outlook_file"),
        (f"kind=file&{QUERY}", b"x" * (50 * 1024 * 1024 + 1), "submission_too_large"),
        (f"kind=file&{QUERY}&entry=never", b"x", "bad_submission"),
    ],
)
def test_broken_uploads_are_refused_in_words(web, query, content, code):
    """Empty, no mail, Outlook's form, and larger than the settings have it."""
    refused = web.post(f"{API}/upload?{query}", content=content)
    assert (refused.status_code, refused.json()["code"]) == (400, code)


def test_who_may_only_read_submits_nothing(parts):
    """A reader sees submissions, an auditor does not."""
    reader = web_of(parts, Role.READER)
    assert reader.get(API).status_code == 200
    assert reader.post(f"{API}/url", json={**THREAT, "urls": ["http://x"]}).status_code == 403
    assert reader.post(f"{API}/S-1/retry").status_code == 403
    assert web_of(parts, Role.AUDITOR).get(API).status_code == 403


def test_an_unknown_one_is_missing(web):
    """It is said in words."""
    assert web.get(f"{API}/S-1").json()["detail"] == "There is no such submission."


def test_the_clients_shapes_are_the_answers(parts):
    """No key is missing and none is made up."""
    schemas = parts.app.openapi()["components"]["schemas"]
    for ours, theirs in (
        ("SubmissionPage", "SubmissionPageOut"),
        ("Submissions", "SubmissionsOut"),
        ("Submitted", "SubmittedOut"),
        ("Review", "SubmissionReviewOut"),
        ("Word", "SubmissionWordOut"),
        ("Sending", "SubmissionSendingOut"),
        ("Dispute", "SubmissionDisputeOut"),
        ("Target", "SubmissionTargetOut"),
    ):
        told = set(getattr(submissions, ours).__annotations__)
        assert told <= set(schemas[theirs]["properties"]), ours
