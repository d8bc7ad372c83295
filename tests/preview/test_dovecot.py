"""Looking at a mail that lies on a real Dovecot: its owner never notices."""

from __future__ import annotations

from contextlib import closing, contextmanager

import pytest
from tests.making.deliveries import make_message
from tests.preview.looked_at import row_of
from tests.preview.test_sanitised import HOSTILE, acting
from tests.servers.mailbox_house import DOMAIN, DovecotHouse
from tests.servers.mailbox_mails import find_one, wanted
from tests.servers.parts import parts_in
from tests.servers.web_client import WebClient

from clawback.identity.role import Role
from clawback.mailboxes.port import Place
from clawback.store.port import Batch

pytestmark = [pytest.mark.server, pytest.mark.slow]

RECIPIENT = f"alice@{DOMAIN}"
MAIL = (
    b"From: Eve <eve@evil.example>\r\nTo: " + RECIPIENT.encode() + b"\r\nSubject: Pay now\r\n"
    b"Message-ID: <1@evil.example>\r\nDate: Mon, 23 Nov 2026 12:00:00 +0000\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b"<p>Pay <a href='https://evil.example/a'>here</a></p>\r\n"
    + "\r\n".join(HOSTILE).encode()
    + b"\r\n\xff\xfe not UTF-8\r\n"
)
WANTED = wanted(MAIL, message_id="<1@evil.example>")
ASKED = {"recipient": RECIPIENT, "reason": "case 4711"}


@pytest.fixture
def house(dovecot):
    return DovecotHouse(dovecot, "alice")


@contextmanager
def _asking(house, folder):
    """A caller who may read content, with the mail where the mailbox's server says it lies."""
    with closing(house.server.open("alice")) as session:
        ref = find_one(session, WANTED).ref
    delivery = row_of(MAIL, ref, RECIPIENT).delivery
    message = make_message(network_message_id=delivery.network_message_id)
    with parts_in(folder, servers=[house.server]) as parts:
        parts.store.append(Batch(messages=(message,), deliveries=(delivery,)))
        token = parts.tokens.create(name="t", role=Role.CONTENT_READER, by="a test").secret.text
        with WebClient(parts.app) as web:
            web.headers["Authorization"] = f"Bearer {token}"
            web.base_url = f"{web.base_url}/api/v1/messages/{delivery.network_message_id}/"
            yield web


@pytest.mark.parametrize("flags", [frozenset(), frozenset({"\\Flagged"}), frozenset({"\\Seen"})])
def test_a_look_leaves_no_trace_in_the_mailbox(house, tmp_path, flags):
    """Previewed and downloaded byte for byte; flags, date and folders stay as they were."""
    house.put(MAIL, flags=flags)
    before, folders = house.seen(), house.folders()
    with _asking(house, tmp_path) as web:
        seen = web.post("preview", json=ASKED).json()
        taken = web.post("download", json=ASKED | {"form": "eml"})
    assert (seen["source"], seen["folder"], seen["cut"]) == ("mailbox", "INBOX", [])
    assert "<p>Pay <a>here</a></p>" in seen["html"]
    assert acting(seen["html"]) == []
    assert "https://evil.example/a" in [link["url"] for link in seen["links"]]
    assert taken.content == MAIL
    assert house.seen() == before
    assert house.folders() == folders
    assert before[0].flags == flags


def test_a_mail_that_was_moved_is_found(house, tmp_path):
    """By its owner, or by us out of its owner's sight; when it is deleted for good it is gone."""
    house.put(MAIL)
    with _asking(house, tmp_path) as web:
        house.owner_moves(0, "INBOX", "Put away")
        assert web.post("preview", json=ASKED).json()["folder"] == "Put away"
        with closing(house.server.open("alice")) as session:
            session.move([find_one(session, WANTED)], Place.RECOVERABLE)
        assert web.post("download", json=ASKED | {"form": "eml"}).content == MAIL
        with closing(house.server.open("alice")) as session:
            session.delete([find_one(session, WANTED)])
        answer = web.post("download", json=ASKED)
        assert (answer.status_code, answer.json()["code"]) == (404, "mail_gone")


def test_a_server_that_is_down_is_said(house, dovecot, tmp_path):
    """503 in words; nobody claims that the mail is gone."""
    house.put(MAIL)
    with _asking(house, tmp_path) as web:
        dovecot.kill()
        answer = web.post("preview", json=ASKED)
    assert (answer.status_code, answer.json()["code"]) == (503, "mail_server_unavailable")
