"""Released mail is taken by a real Postfix as it came; what is refused is told in a sentence."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from tests.quarantine.conftest import ADA, BOB, RAW, RESPONDER, House, mail
from tests.servers.fixtures import skip_without_postfix
from tests.servers.letterbox import Letterbox
from tests.servers.postfix import Postfix

from clawback.quarantine.outlet import Letter, Verdict
from clawback.quarantine.quarantine import Quarantine
from clawback.quarantine.smtp import SmtpOutlet, address_fault, content_of


def letter(**changed) -> Letter:
    known = {"id": "Q-1", "mail_from": "a@bad.example", "rcpt_to": ADA, "raw": RAW}
    return Letter(**(known | changed))


@pytest.fixture
def box():
    with Letterbox.open() as opened:
        yield opened


@contextmanager
def line_to(box):
    with SmtpOutlet("127.0.0.1", box.port, seconds=5).line() as line:
        yield line


@pytest.mark.server
def test_a_real_postfix_delivers_what_is_released(house: House, box):
    """Past its milter, to those chosen alone, with the envelope, under the line that names it.

    The milter of the other listener does not exist, so what goes by it is not taken.
    """
    skip_without_postfix()
    settings = "smtpd_milters = inet:127.0.0.1:1\nmilter_default_action = tempfail"
    transport = f"lmtp:inet:127.0.0.1:{box.port}"
    with Postfix.start(recipients=["ada", "bob"], transport=transport, settings=settings) as server:
        one, bounce = mail(1, ADA, BOB, "gone@example.org"), mail(2, BOB, mail_from="")
        house.hold(one, bounce)
        rows = {(row.subject and row.recipient, row.mail_from): row for row in house.page().items}
        room = Quarantine(house.ground, SmtpOutlet(server.host, server.plain_port))
        chosen = [
            rows[ADA, one.mail_from],
            rows["gone@example.org", one.mail_from],
            rows[BOB, ""],
        ]
        done, refused, bounced = room.release(RESPONDER, [row.id for row in chosen])
        server.await_empty_queue()
    assert (done.outcome, bounced.outcome) == ("done", "done")
    assert refused.outcome == "failed"
    assert refused.reason.startswith("The mail server refused it for good: 550 5.1.1")
    assert house.state(refused.id) == "held"
    kept = {each.rcpt_to: each for each in box.mails}
    assert {to[0].split(b">")[0] for to in kept} == {b"<ada@example.org", b"<bob@example.org"}
    ada = next(each for each in box.mails if b"ada@" in each.rcpt_to[0])
    assert ada.mail_from.startswith(b"<bounce@bad.example>")
    assert f"X-Clawback-Released: {done.id}\r\n".encode() + one.raw in ada.raw
    assert next(each for each in box.mails if b"bob@" in each.rcpt_to[0]).mail_from.startswith(
        b"<>"
    )


def test_several_letters_go_over_one_connection(box):
    """A refusal in between does not end it."""
    with line_to(box) as line:
        assert line.send(letter()).verdict is Verdict.TAKEN
        box.answers["rcpt"] = b"450 4.2.0 greylisted"
        assert line.send(letter()).said == (
            "The mail server refused it for now: 450 4.2.0 greylisted"
        )
        del box.answers["rcpt"]
        assert line.send(letter(raw=b"Subject: \xff\r\n\r\n")).verdict is Verdict.TAKEN
    assert box.sessions == 1
    assert [b"BODY=8BITMIME" in each.mail_from for each in box.mails] == [False, True]


@pytest.mark.parametrize(
    ("verb", "answer", "verdict", "says"),
    [
        ("", b"554 not you", Verdict.REFUSED, "554"),
        ("mail", b"452 4.3.1 no space", Verdict.REFUSED, "for now: 452"),
        ("mail", b"", Verdict.REFUSED, "broke"),
        ("data", b"554 5.5.1 no", Verdict.REFUSED, "for good: 554"),
        (".", b"550 5.7.1 looks like spam", Verdict.REFUSED, "looks like spam"),
        (".", b"", Verdict.UNSURE, "did not say whether it took the mail"),
        (".", b"what?", Verdict.UNSURE, "did not say"),
    ],
)
def test_what_goes_wrong_at_each_step(box, verb, answer, verdict, says):
    """Only a mail that was handed over whole, and never answered for, is unsure."""
    box.answers[verb] = answer
    with line_to(box) as line:
        told = line.send(letter())
    assert (told.verdict, says in told.said) == (verdict, True), told.said
    assert box.mails == []


def test_after_a_broken_connection_comes_another(box):
    """One letter's fate is not the next one's."""
    box.answers["."] = b""
    with line_to(box) as line:
        assert line.send(letter()).verdict is Verdict.UNSURE
        del box.answers["."]
        assert line.send(letter()).verdict is Verdict.TAKEN
    assert box.sessions == 2


def test_where_nobody_listens_it_is_tried_once():
    """A thousand letters do not wait a thousand times."""
    with SmtpOutlet("127.0.0.1", 1, seconds=5).line() as line:
        first, second = line.send(letter()), line.send(letter())
    assert first == second
    assert "127.0.0.1:1 does not take mail: Connection refused. Nothing was sent." in first.said


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example> SIZE=1",
        "a@b.example\r\nDATA",
        "a b@c.example",
        "a@b.example\\x0d\\x0a",
        "<a@b.example>",
        "@b.example",
        "a@",
        "a@b@c",
        "a\u202e@b.example",
        "",
    ],
)
def test_no_address_can_say_another_command(box, address):
    """It is refused before a byte is sent; only an empty sender is one."""
    for wrong in (letter(rcpt_to=address), letter(mail_from=address or "@")):
        with line_to(box) as line:
            told = line.send(wrong)
        assert (told.verdict, "cannot be written in SMTP" in told.said) == (Verdict.REFUSED, True)
    assert box.sessions == 0


@pytest.mark.parametrize("address", ["a+b=c/d'e@b.example", "x@[192.0.2.1]", "µ@ü.example"])
def test_plain_addresses_pass(address):
    """Signs that are no danger, address literals, other scripts."""
    assert address_fault(letter(rcpt_to=address, mail_from=address)) == ""


def test_other_scripts_need_a_server_that_knows_them(box):
    """SMTPUTF8 (RFC 6531) where it is offered, else a sentence."""
    with line_to(box) as line:
        assert line.send(letter(rcpt_to="µ@ü.example")).verdict is Verdict.TAKEN
    assert box.mails[0].rcpt_to == ("<µ@ü.example>".encode(),)
    assert box.mails[0].mail_from.endswith(b"SMTPUTF8")
    box.extensions = ()
    with line_to(box) as line:
        assert "SMTPUTF8" in line.send(letter(rcpt_to="µ@ü.example")).said


@pytest.mark.parametrize("end", [b"\n.\n", b"\r.\r", b"\r\n.\n", b"\n.\r\n", b"\r\n.\r\n"])
def test_no_mail_smuggles_another(box, end):
    """Whatever its line ends, a dot alone on a line ends nothing (RFC 5321 §4.5.2)."""
    raw = b"Subject: x\r\n\r\nbefore" + end + b"MAIL FROM:<evil@bad.example>\r\n"
    with line_to(box) as line:
        assert line.send(letter(raw=raw)).verdict is Verdict.TAKEN
    (kept,) = box.mails
    assert kept.raw == content_of(letter(raw=raw))
    assert b"before\r\n.\r\nMAIL FROM" in kept.raw
