"""The trail over HTTP, on an application of its own: filters, pages, proofs, files."""

from __future__ import annotations

import base64
import csv
import io
import json

import pytest
from tests.audit.conftest import GRACE
from tests.servers.routed import routed
from tests.servers.web_client import WebClient

from clawback.api.errors import install
from clawback.audit.action import AuditAction
from clawback.audit.log import Log
from clawback.audit.merkle import Head, consistent, includes, leaf_hash
from clawback.audit.note import by_id, read_note
from clawback.audit.routes import router
from clawback.model.clock import Clock


@pytest.fixture
def web(house):
    app = routed(router)
    app.state.parts = {Log: house.log, Clock: house.clock}
    install(app)
    with WebClient(app, raise_server_exceptions=False) as client:
        yield client


def _items(web, **query):
    answer = web.get("/audit/entries", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_entries_come_newest_first_in_pages(house, web):
    """Every entry once, whatever is written meanwhile."""
    house.seal(25)
    found, cursor = [], None
    while True:
        query = {"limit": 10} | ({"cursor": cursor} if cursor else {})
        page = web.get("/audit/entries", params=query).json()
        house.write(1, first=100)
        found += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == list(range(25, 0, -1))


def test_entries_are_found_by_what_they_say(house, web):
    """By actor, person, action (also by its beginning), subject, result and time."""
    house.seal(12)
    house.trail.record_alone(GRACE, "remediation%x", "other")
    assert len(_items(web, actor="t7")) == 6
    assert len(_items(web, person="p1")) == 13
    assert len(_items(web, action="content.preview")) == 4
    assert len(_items(web, action="remediation.*")) == 8
    assert len(_items(web, action="remediation%*")) == 1
    assert [item["id"] for item in _items(web, subject="remediation:R-3")] == [4]
    assert _items(web, result="denied") == []
    at = _items(web, subject="remediation:R-6")[0]["at"]
    assert [item["id"] for item in _items(web, since=at, action="remediation.*")] == [12, 11, 9, 8]
    assert len(_items(web, until=at)) == 6
    assert len(_items(web, since="-1h")) == 13


def test_entries_are_found_by_a_piece_of_them(house, web):
    """In the name, the action, the subject or the details, in any case; `%` is itself."""
    house.seal(12)
    house.trail.record_alone(GRACE, "list.put", "list:Bad_Senders", details={"entries": 77})
    assert len(_items(web, text="bad_senders")) == 1
    assert len(_items(web, text="LIST.PUT")) == 1
    assert len(_items(web, text='"entries":77')) == 1
    assert len(_items(web, text="grace")) >= 1
    assert _items(web, text="bad%senders") == []


def test_an_entry_comes_with_its_proof(house, web):
    """An auditor needs nothing but SHA-256 and the public key to check it."""
    house.seal(700)
    house.seal(7, first=700)
    keys = by_id(house.folder.public_keys())
    for entry_id in (1, 256, 257, 512, 700, 701, 707):
        answer = web.get(f"/audit/entries/{entry_id}").json()
        proof = answer["proof"]
        note = read_note(proof["checkpoint"])
        assert note.signed_by(keys) is True
        hashes = [base64.b64decode(each) for each in proof["hashes"]]
        leaf = leaf_hash(proof["leaf"].encode())
        assert note.head.size == proof["tree_size"]
        assert includes(note.head.root, note.head.size, proof["leaf_index"], leaf, hashes)
        assert json.loads(proof["leaf"])[2] == answer["entry"]["id"] == entry_id


def test_an_entry_that_waits_has_no_proof_yet(house, web):
    """It is shown all the same."""
    house.write(1)
    answer = web.get("/audit/entries/1").json()
    assert answer["proof"] is None
    assert answer["entry"]["number"] is None


def test_growth_can_be_checked_from_outside(house, web):
    """A kept checkpoint and a new one are shown to be of the same log."""
    house.seal(300)
    old = read_note(web.get("/audit/checkpoint").text).head
    house.seal(400, first=300)
    new = read_note(web.get("/audit/checkpoint").text).head
    answer = web.get("/audit/consistency", params={"old_size": 300, "new_size": 700}).json()
    assert consistent(old, new, [base64.b64decode(each) for each in answer["hashes"]])
    assert not consistent(old, Head(700, old.root), [])


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/audit/entries/99", 404, "unknown_audit_entry"),
        ("/audit/entries/0", 422, None),
        ("/audit/entries/99999999999999999999", 422, None),
        ("/audit/entries?cursor=x", 400, "bad_cursor"),
        ("/audit/entries?since=never", 400, "bad_time"),
        ("/audit/entries?result=maybe", 422, None),
        ("/audit/consistency?old_size=2&new_size=1", 400, "bad_sizes"),
        ("/audit/consistency?old_size=1&new_size=999", 400, "bad_sizes"),
        ("/audit/export?format=exe", 422, None),
    ],
)
def test_bad_input_is_a_problem_in_words(house, web, path, status, code):
    """No traceback, and a code where it is ours."""
    house.seal(3)
    answer = web.get(path)
    assert answer.status_code == status, answer.text
    if code:
        assert answer.json()["code"] == code


def test_an_empty_trail_has_no_checkpoint(web):
    """It says when to come again."""
    answer = web.get("/audit/checkpoint")
    assert answer.status_code == 404
    assert "two seconds" in answer.json()["detail"]


_FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", ";=1", "\uff1d1", "\n=cmd|' /C calc'!A0"]


def test_no_cell_of_an_export_is_a_formula(house, web):
    """Names and subjects are strangers' words."""
    for formula in _FORMULAS:
        house.trail.record_alone(GRACE, formula, formula, details={"reason": formula})
    answer = web.get("/audit/export", params={"format": "csv"})
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert len(rows) == len(_FORMULAS) + 1
    for row in rows[1:]:
        for cell in row:
            assert cell.lstrip()[:1] not in set("=+-@\uff1d\uff0b\uff0d\uff20"), cell
            assert ";=" not in cell


def test_an_export_holds_every_entry_that_is_asked_for(house, web):
    """Thousands, in order, with all that is kept; the filters hold here too."""
    house.seal(2500)
    answer = web.get("/audit/export", params={"format": "ndjson"})
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["id"] for line in lines] == list(range(2500, 0, -1))
    assert lines[-1]["details"] == {"deliveries": 0, "reason": "reason «0»"}
    some = web.get("/audit/export", params={"format": "ndjson", "actor": "t7"}).text
    assert len(some.splitlines()) == 1250


def test_an_export_for_siems_is_what_the_receiver_gets(house, web):
    """A line for each OCSF event of each sealed entry, newest first, with the log's name."""
    house.seal(2)
    house.trail.record_alone(GRACE, AuditAction.REMEDIATION_START, "remediation:R-1")
    house.sealer.seal()
    house.write(1)
    answer = web.get("/audit/export", params={"format": "ocsf"})
    assert "audit.ocsf.ndjson" in answer.headers["content-disposition"]
    events = [json.loads(line) for line in answer.text.splitlines()]
    assert [one["class_uid"] for one in events][:2] == [7001, 2004]
    places = [one["metadata"]["sequence"] for one in events]
    assert places == [3, 3, 2, 1], "what is not sealed has no place yet"
    assert {one["metadata"]["log_name"] for one in events} == {"clawback/audit"}


def test_a_changed_entry_breaks_no_list(house, web):
    """Nonsense in the database is shown as such."""
    house.seal(3)
    house.forge("UPDATE audit_entry SET details = '[' WHERE id = 2")
    assert _items(web)[1]["details"] == {"unreadable": "["}
