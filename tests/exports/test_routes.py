"""Exports over HTTP: asked for, followed, taken away whole or in parts."""

from __future__ import annotations

import pytest
from tests.making.clicks import make_click
from tests.making.deliveries import make_delivery
from tests.servers.parts import parts_in
from tests.servers.web_client import WebClient

from clawback.identity.role import Role
from clawback.model.verdict import ThreatType
from clawback.store.port import Batch

API = "/api/v1/exports"


@pytest.fixture
def parts(tmp_path):
    with parts_in(tmp_path) as built:
        rows = tuple(make_delivery(n) for n in range(30))
        built.store.append(Batch(messages=(), deliveries=rows))
        yield built


@pytest.fixture
def caller(parts):
    """Makes callers, each with a token of a role."""

    def made(role):
        secret = parts.tokens.create(name=role.value, role=role, by="a test").secret.text
        headers = {"Authorization": f"Bearer {secret}"}
        return WebClient(parts.app, headers=headers)

    return made


def test_from_the_wish_to_the_file(parts, caller):
    """It waits, is done, is downloaded under its name, and is gone when it is deleted."""
    web = caller(Role.READER)
    asked = web.post(API, json={"columns": ["subject"], "format": "ndjson", "since": "-90d"})
    assert asked.status_code == 201
    made = asked.json()
    assert (made["state"], made["file_name"]) == ("waiting", "deliveries.ndjson")
    assert web.get(f"{API}/{made['id']}/file").json()["code"] == "export_not_ready"
    parts.exports.crew.work_off()
    done = web.get(f"{API}/{made['id']}").json()
    assert (done["state"], done["total"], done["written"]) == ("done", 30, 30)
    assert web.get(API).json()["items"] == [done]
    file = web.get(f"{API}/{made['id']}/file")
    assert 'filename="deliveries.ndjson"' in file.headers["content-disposition"]
    assert file.headers["content-type"] == "application/x-ndjson"
    assert len(file.content) == done["size"]
    assert file.content.count(b'{"subject":') == 30
    assert web.delete(f"{API}/{made['id']}").status_code == 204
    assert web.get(f"{API}/{made['id']}").json()["code"] == "unknown_export"


def test_a_download_goes_on_where_it_broke_off(parts, caller):
    """Bytes by `Range` (RFC 9110 §14), and an error for those beyond the end."""
    web = caller(Role.READER)
    made = web.post(API, json={}).json()
    parts.exports.crew.work_off()
    address = f"{API}/{made['id']}/file"
    whole = web.get(address).content
    rest = web.get(address, headers={"Range": "bytes=100-"})
    assert (rest.status_code, rest.content) == (206, whole[100:])
    assert rest.headers["content-range"] == f"bytes 100-{len(whole) - 1}/{len(whole)}"
    beyond = web.get(address, headers={"Range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416


def test_who_looks_after_the_server_sees_that_it_is(parts, caller):
    """And how much room all take; the file stays its owner's."""
    made = caller(Role.READER).post(API, json={}).json()
    parts.exports.crew.work_off()
    admin = caller(Role.ADMIN)
    overview = admin.get(f"{API}/overview").json()
    assert [one["id"] for one in overview["items"]] == [made["id"]]
    assert overview["used"] == overview["items"][0]["size"]
    assert admin.get(f"{API}/{made['id']}/file").status_code == 404
    assert caller(Role.READER).get(f"{API}/overview").status_code == 403


def test_the_same_file_at_once(caller):
    """Without a job: a chart or a top as it comes."""
    web = caller(Role.READER)
    top = web.post(f"{API}/stream", json={"what": "top", "field": "recipient", "format": "csv"})
    assert top.text == '"recipient","deliveries"\r\n"ada@example.org","30"\r\n'
    assert 'filename="top-recipient.csv"' in top.headers["content-disposition"]


def test_clicks_have_a_filter_of_their_own(parts, caller):
    """In the words of clicks; those of mail are a mistake there."""
    parts.store.record_clicks([make_click(n) for n in range(3)])
    web = caller(Role.READER)
    wish = {"what": "clicks", "filter": "click_verdict:allowed", "columns": ["url_domain"]}
    found = web.post(f"{API}/stream", json=wish)
    assert found.text.splitlines() == ['"url_domain"', *['"pay.example"'] * 3]
    wrong = web.post(f"{API}/stream", json=wish | {"filter": "subject:x"})
    assert wrong.json()["code"] == "bad_filter"


def test_a_view_narrows_and_says_in_which_words(parts, caller):
    """In a job and at once; clicks in a view of mail are those on the mail that was found."""
    phish = make_delivery(7, threat_type=(ThreatType.PHISH,), recipient="bob@example.org")
    parts.store.append(Batch(messages=(), deliveries=(phish,)))
    parts.store.record_clicks([make_click(3), make_click(7, recipient="bob@example.org")])
    web = caller(Role.READER)
    wish = {"view": "phish", "columns": ["to"], "sort": "-to"}
    made = web.post(API, json=wish).json()
    assert (made["view"], made["columns"], made["sort"]) == ("phish", ["recipient"], "-recipient")
    assert made["sentence"] == "Deliveries where a threat type is Phish."
    parts.exports.crew.work_off()
    file = web.get(f"{API}/{made['id']}/file")
    assert file.text == '"recipient"\r\n"bob@example.org"\r\n'
    clicks = {"what": "clicks", "columns": ["recipient"], "filter": "recipient:bob*"}
    for view in ("phish", ""):
        found = web.post(f"{API}/stream", json=clicks | {"view": view})
        assert found.text.splitlines() == ['"recipient"', '"bob@example.org"']
    mail_words = clicks | {"view": "all_email", "filter": "subject:*"}
    said = web.post(API, json=mail_words).json()["sentence"]
    assert said.startswith("Clicks on the links of deliveries where")
    assert len(web.post(f"{API}/stream", json=mail_words).text.splitlines()) == 3
    top = {"what": "top", "view": "url_clicks", "field": "verdict"}
    assert '"click_verdict","clicks"' in web.post(f"{API}/stream", json=top).text


@pytest.mark.parametrize(
    ("wish", "status", "code"),
    [
        ({"view": "phsh"}, 400, "unknown_view"),
        ({"view": "url_clicks"}, 400, "bad_export"),
        ({"sort": "subjct"}, 400, "unknown_field"),
        ({"filter": "subjct:x"}, 400, "bad_filter"),
        ({"columns": ["subjct"]}, 400, "bad_export"),
        ({"what": "top", "field": "x'; DROP TABLE"}, 400, "unknown_field"),
        ({"since": "soon"}, 400, "bad_time"),
        ({"format": "docx"}, 422, "invalid_request"),
        ({"column": []}, 422, "invalid_request"),
    ],
)
@pytest.mark.parametrize("path", [API, f"{API}/stream"])
def test_what_makes_no_sense_is_told(caller, path, wish, status, code):
    """With a code and a sentence, and before anything is made."""
    answer = caller(Role.READER).post(path, json=wish)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_one_that_waits_is_cancelled(parts, caller):
    """And is not written."""
    web = caller(Role.READER)
    made = web.post(API, json={}).json()
    assert web.post(f"{API}/{made['id']}/cancel").json()["state"] == "cancelled"
    parts.exports.crew.work_off()
    assert web.get(API).json() == {
        "items": [web.get(f"{API}/{made['id']}").json()],
        "used": 0,
    }
