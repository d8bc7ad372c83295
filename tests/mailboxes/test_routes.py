"""Trying a mail server over HTTP and at the command line."""

from __future__ import annotations

import pytest
from tests.servers.parts import parts_in
from tests.servers.web_client import WebClient

from clawback.client import mail_servers
from clawback.identity.role import Role
from clawback.mailboxes.memory import MemoryServer

PATH = "/api/v1/mail-servers/one/test"


@pytest.fixture
def parts(tmp_path):
    server = MemoryServer("one", ["example.org"])
    server.add_account("ann@example.org")
    with parts_in(tmp_path, servers=[server]) as built:
        yield built


@pytest.fixture
def web(parts):
    secret = parts.tokens.create(name="a", role=Role.ADMIN, by="a test").secret.text
    return WebClient(parts.app, headers={"Authorization": f"Bearer {secret}"})


def test_a_mailbox_is_looked_into(web):
    """Folders, abilities, and what is missing."""
    found = web.post(PATH, json={"address": "ann@example.org"}).json()
    assert (found["signed_in"], found["trouble"], found["missing"]) == (True, "", [])
    assert {"name": "Junk", "place": "junk"} in found["folders"]
    assert found["capabilities"]["move"] is True


def test_trouble_is_an_answer_and_a_repetition_is_not(web):
    """A mailbox that is not there is told; a second look at once is refused."""
    found = web.post(PATH, json={"address": "bob@example.org"})
    assert (found.status_code, found.json()["signed_in"]) == (200, False)
    again = web.post(PATH, json={"address": "bob@example.org"})
    assert (again.status_code, again.json()["code"]) == (503, "tried_just_now")


def test_the_clients_shapes_are_the_answers(parts):
    """No key is missing and none is made up."""
    schemas = parts.app.openapi()["components"]["schemas"]
    for ours, theirs in (
        ("FolderFound", "FolderOut"),
        ("Abilities", "CapabilitiesOut"),
        ("MailServerTest", "MailServerTestOut"),
    ):
        named = set(getattr(mail_servers, ours).__annotations__)
        assert named == set(schemas[theirs]["properties"])
