"""Reviews and their files over HTTP."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from contextlib import contextmanager
from dataclasses import replace

import pytest
from fastapi import Request
from tests.remediation.conftest import GRACE, everywhere
from tests.servers.routed import routed
from tests.servers.web_client import WebClient

from clawback.api import errors
from clawback.filters.tree import Everything
from clawback.model.scope import Scope
from clawback.remediation import routes
from clawback.remediation.remediations import Remediations
from clawback.remediation.review import affected, proof
from clawback.remediation.review import routes as review_routes
from clawback.remediation.review.reviews import Reviews

SKETCH = {"action": "soft_delete", "filter": ""}
NAMED = SKETCH | {"name": "Invoice fraud"}
PAYLOADS = ("=HYPERLINK(1)@example.org", "+1@example.org", "-2@example.org", "@sum@example.org")


@pytest.fixture
def api(world):
    """The room's routes, called as grace unless the test says otherwise."""
    application = routed(*routes.routers, review_routes.router)
    errors.install(application)
    application.state.parts = {
        Remediations: world.remediations,
        Reviews: world.remediations.reviews,
    }
    application.state.actor = GRACE

    @application.middleware("http")
    async def enter(request: Request, call_next):
        request.state.actor = application.state.actor
        return await call_next(request)

    return WebClient(application)


@contextmanager
def acting(api, actor):
    api.app.state.actor = actor
    yield
    api.app.state.actor = GRACE


def test_a_preview_is_the_review_of_the_plan(world, api):
    """Both answer with the same document for the same choice."""
    for number in range(3):
        world.deliver(number, "ada@example.org")
    row = api.post("/remediations/review", json=SKETCH).json()["chosen"]
    assert row["sentence"] == "Everything."
    names = {"text": "<1@sender.example>\nnobody@x\n"}
    choice = {"only": {"text": "0@sender.example\n1@sender.example"}, "without": names}
    before = api.post("/remediations/review", json=SKETCH | choice)
    assert before.status_code == 200
    made = api.post("/remediations", json=NAMED | choice).json()["remediation"]
    assert made["deliveries"] == before.json()["deliveries"] == 1
    assert "1 of them found nothing" in made["choice"]
    assert api.get(f"/remediations/{made['id']}/review").json() == before.json()


def test_ticked_rows(world, api):
    """Certain deliveries by message and recipient, in a plan and in its edit."""
    for number in range(3):
        world.deliver(number, "ada@example.org")
    rows = [
        {"network_message_id": one.key.network_message_id, "recipient": one.key.recipient}
        for one in _deliveries(world)
    ]
    body = NAMED | {"only": {"deliveries": rows[:2]}}
    made = api.post("/remediations", json=body).json()["remediation"]
    assert made["deliveries"] == 2
    changed = api.put(f"/remediations/{made['id']}", json=NAMED | {"without": {"deliveries": rows}})
    assert changed.json()["code"] == "nothing_found"
    changed = api.put(f"/remediations/{made['id']}", json=body | {"only": {"deliveries": rows}})
    assert changed.json()["deliveries"] == 3


def _deliveries(world):
    query = everywhere(GRACE, Everything(), None, None)
    return [row.delivery for block in world.store.stream(query) for row in block]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"only": {"text": ""}}, "bad_name"),
        ({"only": {"text": "network_message_id\n\x00"}}, "bad_name"),
        ({"without": {"text": "a\x07"}}, "bad_name"),
        ({"only": {"text": "nobody@x"}}, "nothing_found"),
        ({"filter": "subject:nothing"}, "nothing_found"),
    ],
)
def test_what_cannot_be_chosen_is_a_problem_in_words(world, api, change, code):
    """Each mistake is a sentence with its code, in a preview and in a plan alike."""
    world.deliver(1, "ada@example.org")
    for path, body in (("/remediations/review", SKETCH), ("/remediations", NAMED)):
        answer = api.post(path, json=body | change)
        assert answer.status_code in {400, 422}
        assert answer.json()["code"] == code
        assert answer.json()["detail"].endswith(".")


@pytest.mark.parametrize(
    "change", [{"name": "   "}, {"name": "x" * 201}, {"description": "x" * 4001}]
)
def test_names_and_descriptions_have_limits(api, change):
    """A name of blanks is none."""
    assert api.post("/remediations", json=NAMED | change).status_code == 422


def test_another_scope_finds_no_plan(world, api):
    """Neither its review nor its files."""
    world.deliver(1, "ada@example.org")
    made = api.post("/remediations", json=NAMED).json()["remediation"]["id"]
    outsider = replace(GRACE, scope=Scope(domains=frozenset({"other.example"})))
    with acting(api, outsider):
        for path in ("review", "affected?format=csv", "export?format=ndjson"):
            answer = api.get(f"/remediations/{made}/{path}")
            assert (answer.status_code, answer.json()["code"]) == (404, "remediation_missing")


def test_formulas_in_every_column_are_inert(world, api):
    """Names, folders and notes of strangers cannot become a formula, in either kind of sheet."""
    for number, recipient in enumerate(PAYLOADS):
        world.deliver(number, recipient, "=Folder", internet_message_id="=cmd|' /C calc'!A0")
    standing = world.remediate()
    path = f"/remediations/{standing.remediation.id}"
    for part, columns in (("affected", affected.COLUMNS), ("export", proof.COLUMNS)):
        answer = api.get(f"{path}/{part}", params={"format": "csv"})
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert f'filename="{standing.remediation.id}-' in answer.headers["content-disposition"]
        heading, *lines = csv.reader(io.StringIO(answer.text))
        assert (tuple(heading), len(lines)) == (columns, len(PAYLOADS))
        cells = [cell for line in lines for cell in line]
        assert any("'=" in cell for cell in cells)
        assert not [cell for cell in cells if cell.lstrip()[:1] in tuple("=+-@")]
        book = api.get(f"{path}/{part}", params={"format": "xlsx"}).content
        with zipfile.ZipFile(io.BytesIO(book)) as parts:
            sheets = [parts.read(n).decode() for n in parts.namelist() if "worksheets" in n]
        assert not [xml for xml in sheets if re.search(r"<f[ >]|<hyperlink", xml)]


def test_items_with_their_evidence(world, api):
    """A line holds outcome and every copy's place before and after; NDJSON keeps lists."""
    world.deliver(1, "ada@example.org", "INBOX", "\\Seen")
    standing = world.remediate()
    answer = api.get(f"/remediations/{standing.remediation.id}/export", params={"format": "ndjson"})
    (line,) = map(json.loads, answer.text.splitlines())
    assert (line["outcome"], line["attempts"]) == ("success", 1)
    assert (line["folder_before"], line["folder_after"]) == (["INBOX"], ["Recoverable"])
    assert (line["flags"], line["read_back"]) == (["\\Seen"], ["yes"])


def test_users_of_a_draft(world, api):
    """Each recipient with what would be done, before anything is."""
    world.deliver(1, "ada@example.org", "INBOX")
    world.deliver(2, "ada@example.org", "Junk")
    made = api.post("/remediations", json=NAMED).json()["remediation"]["id"]
    answer = api.get(f"/remediations/{made}/affected", params={"format": "csv"})
    (line,) = csv.DictReader(io.StringIO(answer.text))
    assert line == {
        "recipient": "ada@example.org",
        "server": "main",
        "account": "ada@example.org",
        "deliveries": "2",
        "actionable": "2",
        "folders": "INBOX; Junk",
        "reversible": "yes",
    }
