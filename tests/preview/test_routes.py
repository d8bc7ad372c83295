from __future__ import annotations

import io
import json
import re
from contextlib import contextmanager
from urllib.parse import quote

import pytest
import pyzipper
from tests.making.deliveries import make_message
from tests.making.hostile import shape
from tests.preview.looked_at import OWNER, row_of
from tests.preview.test_shown import MAIL
from tests.servers.parts import parts_in
from tests.servers.web_client import WebClient

from clawback.identity.role import Permission, Role
from clawback.identity.tokens import UNLIMITED, Limits
from clawback.mailboxes.memory import MemoryServer
from clawback.mailboxes.port import ServerUnavailableError
from clawback.model.scope import Scope
from clawback.store.port import Batch

ID = row_of(MAIL).delivery.network_message_id
OTHER = "bob@other.example"
ASKED = {"recipient": OWNER, "reason": "case 4711"}
PATHS = ("preview", "download", "attachments/0")


@pytest.fixture
def server():
    return MemoryServer("memory", ("example.org", "other.example"))


@pytest.fixture
def parts(tmp_path, server):
    with parts_in(tmp_path, servers=[server]) as built:
        for recipient in (OWNER, OTHER):
            _deliver(built, server, MAIL, recipient)
        yield built


@pytest.fixture
def web(parts):
    """Calls as a content reader who may see everything."""
    with _calling(parts, Role.CONTENT_READER) as client:
        yield client


def _deliver(parts, server, raw, recipient=OWNER):
    ref = server.deliver(recipient, raw)
    delivery = row_of(raw, ref, recipient).delivery
    message = make_message(network_message_id=delivery.network_message_id)
    parts.store.append(Batch(messages=(message,), deliveries=(delivery,)))
    return delivery.network_message_id


@contextmanager
def _calling(parts, role, limits=UNLIMITED):
    issued = parts.tokens.create(name=role.value, role=role, by="a test", limits=limits)
    with WebClient(parts.app, raise_server_exceptions=False) as client:
        client.headers["Authorization"] = f"Bearer {issued.secret.text}"
        client.base_url = f"{client.base_url}/api/v1/messages/"
        yield client


@pytest.mark.slow
def test_a_mail_is_shown_whole(web):
    """What was brought, from where, and what it holds."""
    seen = web.post(f"{ID}/preview", json=ASKED).json()
    assert (seen["source"], seen["folder"], seen["size"]) == ("mailbox", "INBOX", len(MAIL))
    assert seen["html"].strip() == "<p>Pay <a>here</a></p>"
    assert seen["links"] == [{"url": "https://evil.example/a", "text": "here"}]
    assert [(one["name"], one["size"]) for one in seen["attachments"]] == [("a.pdf", 8)]
    assert seen["authentication"]["sentence"].startswith("SPF not checked")
    assert (seen["hops"], seen["cut"]) == ([], [])


@pytest.mark.slow
def test_the_html_is_a_page_that_belongs_to_no_site(web):
    """Sandboxed by its own header, framed by us alone, loading nothing; given out once."""
    address = web.post(f"{ID}/preview", json=ASKED).json()["frame"]
    page = web.get(f"http://testserver{address}")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<p>Pay <a>here</a></p>" in page.text
    policy = page.headers["content-security-policy"].split("; ")
    assert {"sandbox", "default-src 'none'", "frame-ancestors 'self'"} <= set(policy)
    assert not [one for one in policy if "unsafe" in one and "style" not in one]
    assert page.headers["x-frame-options"] == "SAMEORIGIN"
    assert page.headers["cache-control"] == "no-store"
    again = web.get(f"http://testserver{address}")
    assert (again.status_code, again.json()["code"]) == (404, "frame_gone")
    assert again.headers["x-frame-options"] == "DENY"


@pytest.mark.slow
def test_a_page_is_for_whoever_looked(parts, web):
    """Another content reader gets what one gets who guesses; a role without content gets 403."""
    address = web.post(f"{ID}/preview", json=ASKED).json()["frame"]
    with _calling(parts, Role.CONTENT_READER) as other:
        guessed = other.get("http://testserver/api/v1/preview-frames/0").json()
        found = other.get(f"http://testserver{address}").json()
        assert found | {"request_id": ""} == guessed | {"request_id": ""}
    with _calling(parts, Role.ADMIN) as administrator:
        assert administrator.get(f"http://testserver{address}").status_code == 403
    assert web.get(f"http://testserver{address}").status_code == 200


def test_a_mail_is_taken_away(web):
    """In an archive unless plain is asked for; the password stands in a header."""
    plain = web.post(f"{ID}/download", json=ASKED | {"form": "eml"})
    assert (plain.content, plain.headers["content-type"]) == (MAIL, "message/rfc822")
    assert "x-archive-password" not in plain.headers
    sealed = web.post(f"{ID}/download", json=ASKED)
    with pyzipper.AESZipFile(io.BytesIO(sealed.content)) as archive:
        archive.setpassword(sealed.headers["x-archive-password"].encode())
        assert archive.read(f"{ID}.eml") == MAIL
    _is_inert(plain, f"{ID}.eml")
    _is_inert(sealed, f"{ID}.eml.zip")


NAMES = (
    b'filename="=cmd|calc!A1.csv"',
    b'filename="@SUM(1).xlsx"',
    b"filename*=utf-8''a%0D%0ASet-Cookie%3A%20b.txt",
    b"filename*=utf-8''a%22%3B%20filename%3Dx.html",
    b"filename*=utf-8''invoice%E2%80%AEfdp.exe",
    b'filename="../../etc/passwd"',
    b'filename="-rf"',
    b"filename*=utf-8''%00",
)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_no_name_of_an_attachment_reaches_a_header_or_a_folder(parts, server, web, name):
    """Line ends, quotation marks, formulas and folders: the file's name is plain."""
    raw = shape("name_path").replace(b'filename="../../../etc/passwd"', name)
    message_id = _deliver(parts, server, raw)
    answer = web.post(f"{message_id}/attachments/0", json=ASKED)
    assert answer.status_code == 200, answer.text
    with pyzipper.AESZipFile(io.BytesIO(answer.content)) as archive:
        (inside,) = archive.namelist()
    _is_inert(answer, f"{inside}.zip")
    assert "set-cookie" not in answer.headers


def _is_inert(answer, name):
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert re.fullmatch(r"\w[\w. -]*", name, re.ASCII)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_what_the_caller_may_not_see_is_unknown(parts):
    """A copy outside the scope, a copy that nobody got and a mail that is none: one answer."""
    scope = Scope(domains=frozenset({"example.org"}))
    with _calling(parts, Role.CONTENT_READER, limits=Limits(scope=scope)) as web:
        for path in PATHS:
            answers = [
                web.post(f"{message_id}/{path}", json=ASKED | {"recipient": recipient})
                for message_id, recipient in ((ID, OTHER), (ID, "no@one.example"), ("no", OWNER))
            ]
            assert {answer.status_code for answer in answers} == {404}
            said = [answer.json() | {"request_id": ""} for answer in answers]
            assert said[0] == said[1] == said[2]
            assert said[0]["code"] == "unknown_delivery"
        assert web.post(f"{ID}/download", json=ASKED).status_code == 200


@pytest.mark.parametrize("role", Role)
def test_only_who_may_read_content_does(parts, role):
    """Every other role is told which permission it takes; administrators are among them."""
    allowed = Permission.CONTENT_READ in role.permissions
    with _calling(parts, role) as web:
        answer = web.post(f"{ID}/download", json=ASKED)
        assert answer.status_code == (200 if allowed else 403)
        assert allowed or "content.read" in answer.json()["detail"]
        for path in PATHS:
            assert allowed or web.post(f"{ID}/{path}", json=ASKED).status_code == 403


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"recipient": OWNER, "reason": " "}, 400, "reason_needed"),
        ({"recipient": OWNER, "reason": "x" * 501}, 400, "reason_needed"),
        ({"recipient": OWNER}, 422, "invalid_request"),
        ({"recipient": OWNER, "reason": "a\ud800b"}, 422, "invalid_request"),
        ({"reason": "case"}, 422, "invalid_request"),
        ({"recipient": OWNER, "reason": "case", "also": 1}, 422, "invalid_request"),
        ({"recipient": "\x00'; --", "reason": "case"}, 404, "unknown_delivery"),
    ],
)
def test_a_bad_request_is_answered_with_a_sentence(web, path, body, status, code):
    """And without content."""
    sent = {"content": json.dumps(body), "headers": {"Content-Type": "application/json"}}
    answer = web.post(f"{ID}/{path}", **sent)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    ("number", "status"), [("7", 404), ("-1", 422), ("x", 422), ("9" * 9, 422)]
)
@pytest.mark.slow
def test_an_attachment_that_is_not_there(web, number, status):
    """A number too high, and none."""
    answer = web.post(f"{ID}/attachments/{number}", json=ASKED)
    assert answer.status_code == status


def test_a_strange_message_id_is_unknown(web):
    """Whatever stands in the address."""
    for strange in ("..", "%2e%2e", quote("a\x00\x1b"), quote("'; --"), "x" * 190):
        answer = web.post(f"{strange}/download", json=ASKED)
        assert answer.status_code in {404, 405}


def test_a_mail_server_that_is_away_is_said(web, server):
    """503, in words, and gone is another thing."""
    server.outage = ServerUnavailableError()
    answer = web.post(f"{ID}/download", json=ASKED)
    assert (answer.status_code, answer.json()["code"]) == (503, "mail_server_unavailable")
    server.outage = None
    server.folders(OWNER)["INBOX"].mails.clear()
    answer = web.post(f"{ID}/download", json=ASKED)
    assert (answer.status_code, answer.json()["code"]) == (404, "mail_gone")


def test_a_header_alone_is_taken_away(web):
    """As text, byte for byte, without the body below it."""
    taken = web.post(f"{ID}/download", json=ASKED | {"form": "header"})
    assert taken.content == MAIL.split(b"\r\n\r\n")[0]
    _is_inert(taken, f"{ID}.eml.header.txt")
