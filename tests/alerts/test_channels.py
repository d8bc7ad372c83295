"""What receivers get, over the wire."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import threading
from email import message_from_bytes, policy

import pytest
from tests.making.deliveries import NOW
from tests.servers.letterbox import Letterbox
from tests.servers.receiver import Receiver

from clawback.alerts.alert import Alert
from clawback.alerts.channels.channel import Answer, Message
from clawback.alerts.channels.http import HttpChannel, Signed, Slack, Teams
from clawback.alerts.channels.mail import MailChannel
from clawback.alerts.channels.syslog import SyslogChannel
from clawback.alerts.policy import AlertCategory, AlertSeverity

ALERT = Alert(
    id="W-1",
    policy="P-1",
    policy_name="Phish <b> & co",
    severity=AlertSeverity.HIGH,
    category=AlertCategory.THREAT_MANAGEMENT,
    opened_at=NOW,
    tripped_at=NOW,
    first_at=NOW,
    last_at=NOW,
    hits=3,
    summary="a@x.example to b@example.org: <!channel> [pay](http://evil.example)",
    changed_at=NOW,
)
MESSAGE = Message(key="W-1:siem", alert=ALERT, at=NOW, link="https://mail.example/alerts/W-1")
SECRET = "known to both of us"


@pytest.fixture
def receiver():
    with Receiver.open() as opened:
        yield opened


def hook(receiver, writes):
    return HttpChannel(name="siem", url=receiver.url, writes=writes, seconds=5)


def test_a_webhook_is_signed(receiver):
    """The signature is HMAC-SHA-256 over time, dot and body; the key is the notice's."""
    assert hook(receiver, Signed(secret=SECRET)).send(MESSAGE).answer is Answer.TAKEN
    (posted,) = receiver.posted
    time = posted.headers["clawback-timestamp"]
    made = hmac.new(SECRET.encode(), f"{time}.".encode() + posted.body, hashlib.sha256)
    assert posted.headers["clawback-signature"] == f"v1={made.hexdigest()}"
    assert posted.headers["idempotency-key"] == "W-1:siem"
    assert (time, posted.path) == (str(int(NOW.timestamp())), "/hook?a=b")
    assert json.loads(posted.body)["alert"]["severity"] == "high"


def test_a_channel_can_keep_addresses_to_itself(receiver):
    """Without details neither address nor subject leaves, whatever the form."""
    for writes in (
        Signed(secret=SECRET, details=False),
        Slack(details=False),
        Teams(details=False),
    ):
        hook(receiver, writes).send(MESSAGE)
    assert len(receiver.posted) == 3
    assert all(b"example.org" not in one.body for one in receiver.posted)


def test_a_subject_is_no_markup_in_a_chat(receiver):
    """What a stranger wrote mentions nobody and links nowhere."""
    hook(receiver, Slack()).send(MESSAGE)
    hook(receiver, Teams()).send(MESSAGE)
    slack, teams = (json.loads(one.body) for one in receiver.posted)
    assert "&lt;!channel&gt;" in slack["text"]
    said = teams["attachments"][0]["content"]["body"][2]["text"]
    assert r"\[pay\]\(http" in said


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, Answer.TAKEN),
        (409, Answer.TAKEN),
        (302, Answer.AWAY),
        (429, Answer.AWAY),
        (404, Answer.AWAY),
        (500, Answer.AWAY),
        (0, Answer.AWAY),
        (422, Answer.REFUSED),
    ],
)
def test_an_answer_is_understood(receiver, status, answer):
    """Only what can never be taken is refused; a receiver that knows the key has it."""
    receiver.status = status
    said = hook(receiver, Signed(secret=SECRET)).send(MESSAGE)
    assert said.answer is answer
    assert "secret" not in said.trouble
    assert "a=b" not in said.trouble


def test_nobody_there_is_an_answer():
    """Where nothing listens the alert waits, and the sentence names the host alone."""
    channel = HttpChannel(name="x", url="http://127.0.0.1:1/s3cret", writes=Slack(), seconds=1)
    said = channel.send(MESSAGE)
    assert (said.answer, "s3cret" in said.trouble) == (Answer.AWAY, False)


def mail(box):
    return MailChannel(
        name="post",
        host="127.0.0.1",
        port=box.port,
        sender="clawback@example.org",
        to=("soc@example.org", "ada@example.org"),
    )


def test_an_alert_is_a_mail():
    """It goes to everybody in one transaction, with one Message-ID for all tries."""
    with Letterbox.open() as box:
        assert mail(box).send(MESSAGE).answer is Answer.TAKEN
        assert mail(box).send(MESSAGE).answer is Answer.TAKEN
    first, second = (message_from_bytes(one.raw, policy=policy.default) for one in box.mails)
    assert first["Message-ID"] == second["Message-ID"] == "<W-1.siem@example.org>"
    assert first["Subject"] == "[Clawback] High: Phish <b> & co"
    assert len(box.mails[0].rcpt_to) == 2
    assert "alert_id:W-1" in first.get_content()


@pytest.mark.parametrize(
    ("answers", "answer"),
    [
        ({".": b"451 later"}, Answer.AWAY),
        ({".": b"554 never"}, Answer.REFUSED),
        ({"rcpt": b"450 later"}, Answer.AWAY),
        ({"rcpt": b"550 nobody"}, Answer.REFUSED),
        ({"mail": b""}, Answer.AWAY),
    ],
)
def test_a_mail_servers_answer_is_understood(answers, answer):
    """What it refuses for now is tried again, what it refuses for good is not."""
    with Letterbox.open() as box:
        box.answers.update(answers)
        assert mail(box).send(MESSAGE).answer is answer


def syslog(transport, host="127.0.0.1", port=0):
    return SyslogChannel(
        name="log", transport=transport, host=host, port=port, own_name="mail.example"
    )


def heard(line):
    line.settimeout(5)
    return line.recv(65536).decode()


def test_an_alert_is_a_syslog_message(tmp_path):
    """Over UDP and a UNIX socket it is one datagram of RFC 5424 with JSON behind the mark."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        assert syslog("udp", port=line.getsockname()[1]).send(MESSAGE).answer is Answer.TAKEN
        head, _, body = heard(line).partition("\ufeff")
    assert head == "<130>1 2026-12-01T00:00:00.000000Z mail.example clawback - alert - "
    assert json.loads(body)["key"] == "W-1:siem"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(tmp_path / "log"))
        assert syslog("unix", str(tmp_path / "log")).send(MESSAGE).answer is Answer.TAKEN
        assert heard(line).startswith("<130>1 ")


def test_a_syslog_receiver_over_tcp_reads_all():
    """Over TCP the length stands in front, and the receiver's close is the answer."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        got: list[bytes] = []
        thread = threading.Thread(target=_take, args=(listening, got))
        thread.start()
        assert syslog("tcp", port=listening.getsockname()[1]).send(MESSAGE).answer is Answer.TAKEN
        thread.join()
    length, _, rest = got[0].partition(b" ")
    assert int(length) == len(rest)


def test_a_syslog_receiver_that_is_away_is_told():
    """Where nobody listens over TCP or at the socket, the alert waits."""
    for channel in (syslog("tcp", port=1), syslog("unix", "/nowhere/log")):
        assert channel.send(MESSAGE).answer is Answer.AWAY


def _take(listening, got):
    line, _ = listening.accept()
    with line, line.makefile("rb") as file:
        got.append(file.read())
