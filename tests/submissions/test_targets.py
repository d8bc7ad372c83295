"""What each target is sent, and what its answers mean."""

from __future__ import annotations

import base64
import email
import hashlib
import json
from dataclasses import replace
from email import policy
from pathlib import Path
from typing import Any

import pytest
from tests.servers.letterbox import Letterbox
from tests.servers.threat_graph import ThreatGraph
from tests.servers.web_target import Reply, WebTarget
from tests.submissions.parcels import LINK, MAIL, PROGRAM, RAW, parcel, submission

from clawback.analysis.providers.line import Address
from clawback.analysis.providers.port import UNKNOWN_TRANSPORT
from clawback.analysis.providers.settings import YaraSettings
from clawback.analysis.providers.yara.engine import Yara
from clawback.filters.write import write
from clawback.model.errors import NotFoundError, UnavailableError
from clawback.model.verdict import ThreatType
from clawback.submissions.submission import Category, FileSeen, Reason, Result
from clawback.submissions.targets.graph import GraphTarget
from clawback.submissions.targets.house import HouseTarget, filter_of
from clawback.submissions.targets.mail import Form, MailTarget
from clawback.submissions.targets.rspamd import RspamdTarget
from clawback.submissions.targets.signatures import HASHES, RULES, SignaturesTarget
from clawback.submissions.targets.spamassassin import SpamassassinTarget, read_answer, request_of
from clawback.submissions.targets.target import Answer
from clawback.submissions.targets.webhook import WebhookTarget, signature
from clawback.submissions.wrapping import of_file

NOWHERE = Address(host="127.0.0.1", port=9)
GUESS = submission(reason=Reason.APPEARS_SUSPICIOUS)
GONE = submission(replace(MAIL, sealed=""))


def desk(box=None, form=Form.ARF):
    return MailTarget(
        name="desk",
        host="127.0.0.1",
        port=box.port if box else 9,
        sender="abuse@example.org",
        to=("abuse@desk.example",),
        organisation="Example",
        form=form,
    )


def graph(box, **changes):
    return GraphTarget(
        name="microsoft",
        tenant="contoso.example",
        client_id="app",
        **{"secret": "s3cret", "login": box.url, "api": f"{box.url}/beta", **changes},
    )


@pytest.fixture
def tenant():
    """Microsoft's stand-in, and the web server that it is behind."""
    made = ThreatGraph()
    with WebTarget.open(made) as box:
        yield made, box


@pytest.mark.parametrize(
    ("target", "made"),
    [
        (RspamdTarget(name="a", address=NOWHERE), GUESS),
        (RspamdTarget(name="a", address=NOWHERE), submission(LINK)),
        (RspamdTarget(name="a", address=NOWHERE), GONE),
        (SpamassassinTarget(name="a", address=NOWHERE), submission(PROGRAM)),
        (SpamassassinTarget(name="a", address=NOWHERE), GONE),
        (SignaturesTarget(name="a", folder=Path("ours")), submission(LINK)),
        (SignaturesTarget(name="a", folder=Path("ours")), submission(category=Category.SPAM)),
        (SignaturesTarget(name="a", folder=Path("ours")), GUESS),
        (HouseTarget(judge=lambda _, __: "J-1"), submission(replace(MAIL, network_message_id=""))),
        (desk(), submission(category=Category.CLEAN)),
        (desk(), submission(LINK)),
        (desk(form=Form.XARF), submission(replace(MAIL, sender_ip=""))),
        (GraphTarget(name="a", tenant="t", client_id="c", secret="s"), GONE),
    ],
)
def test_what_is_nothing_for_a_target_is_told_why(target, made):
    """In a sentence, before anything is sent."""
    assert target.declines(made).endswith(".")


def test_a_webhook_is_signed_and_can_tell_a_repeat():
    """The receiver makes the same signature, and knows the key; 409 is as good as 204."""
    with WebTarget.open() as box:
        target = WebhookTarget(name="soar", url=f"{box.url}/in?x=1", secret="s" * 16, content=True)
        assert target.send(parcel()).answer is Answer.DONE
        box.replies = lambda _: Reply(status=409)
        assert target.send(parcel()).answer is Answer.DONE
    one = box.asked[0]
    time = one.headers["clawback-timestamp"]
    assert one.headers["clawback-signature"] == f"v1={signature('s' * 16, time, one.body)}"
    assert one.headers["idempotency-key"] == "S-1M8MBMX0GA893:here:1"
    told = json.loads(one.body)
    assert (told["type"], told["submission"]["category"]) == ("submission.made", "phish")
    assert base64.b64decode(told["submission"]["content"]) == RAW


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (401, "no_access"),
        (422, "refused"),
        (429, "away"),
        (500, "away"),
        (0, "away"),
        (302, "away"),
    ],
)
def test_what_a_webhook_answers(status, answer):
    """For good, for now, or not to us; Retry-After is heeded."""
    with WebTarget.open(lambda _: Reply(status=status, headers={"Retry-After": "90"})) as box:
        said = WebhookTarget(name="soar", url=box.url, secret="s" * 16).send(parcel())
    assert said.answer == answer
    assert said.pause == (90.0 if status in {429, 500, 302} else None)


@pytest.mark.parametrize("item", [MAIL, LINK, PROGRAM])
def test_microsoft_takes_what_its_contract_says(tenant, item):
    """Each kind at its place; the answer is asked for until it is there."""
    made, box = tenant
    target, sent = graph(box), parcel(submission(item))
    said = target.send(sent)
    assert (said.answer, said.reference) == (Answer.TAKEN, "threat-1")
    assert target.ask(sent, "threat-1").answer is Answer.TAKEN
    made.result = {"category": "phishing", "detail": "none"}
    told = target.ask(sent, "threat-1")
    assert (told.answer, told.result) == (Answer.DONE, Result.THREATS_FOUND)
    assert made.tokens == 1


def test_microsoft_is_not_told_twice(tenant):
    """Where an answer was lost, what is there already is found again and taken as sent."""
    made, box = tenant
    target, made.forget_answer = graph(box), True
    assert target.send(parcel()).answer is Answer.AWAY
    said = target.send(parcel(again=True, began=parcel().at))
    assert (said.answer, said.reference, len(made.made)) == (Answer.TAKEN, "threat-1", 1)


def test_microsofts_limits_and_tokens_are_heeded(tenant):
    """429 says when; a token that is not taken is fetched anew; a secret that expired is said."""
    made, box = tenant
    made.fails = [Reply(status=429, headers={"Retry-After": "120"}), Reply(status=401)]
    target = graph(box)
    assert (said := target.send(parcel())).answer is Answer.AWAY
    assert said.pause == 120.0
    assert target.send(parcel()).answer is Answer.NO_ACCESS
    assert (target.send(parcel()).answer, made.tokens) == (Answer.TAKEN, 2)
    said = graph(box, secret="old").send(parcel())
    assert (said.answer, "invalid_client" in said.text) == (Answer.NO_ACCESS, True)


@pytest.mark.parametrize(
    ("told", "result"),
    [
        ({"category": "notJunk", "detail": "none"}, Result.NO_THREATS),
        ({"category": "spam", "detail": "none"}, Result.SPAM),
        ({"category": "malware", "detail": "brandImpersonation"}, Result.BRAND_IMPERSONATION),
        ({"category": "noResultAvailable"}, Result.REASON_LOST),
        ({"category": 7}, Result.UNKNOWN),
    ],
)
def test_microsofts_results_are_told_in_our_words(tenant, told, result):
    """What is more telling goes before; what is not known is unknown."""
    made, box = tenant
    target, made.result = graph(box), told
    target.send(parcel())
    assert target.ask(parcel(), "threat-1").result is result


def test_a_feedback_report_has_its_three_parts():
    """RFC 5965: a sentence, the fields, and the mail; whom it was for is not among the fields."""
    with Letterbox.open() as box:
        assert desk(box).send(parcel()).answer is Answer.DONE
    letter = email.message_from_bytes(box.mails[0].raw, policy=policy.default)
    assert letter.get_content_type() == "multipart/report"
    assert letter.get_param("report-type") == "feedback-report"
    parts: list[Any] = list(letter.iter_parts())
    _, fields, original = parts
    assert (fields.get_content_type(), original.get_content_type()) == (
        "message/feedback-report",
        "message/rfc822",
    )
    told = fields.as_string()
    for line in (
        "Feedback-Type: fraud",
        "Version: 1",
        "Original-Mail-From: <bounce@evil.example>",
        "Source-IP: 192.0.2.7",
        "Reported-URI: https://evil.example/x",
    ):
        assert line in told
    assert "anna" not in told
    assert original.get_payload(0)["Message-ID"] == "<1@sender.example>"
    assert letter["Message-ID"] == "<S-1M8MBMX0GA893.here.1@example.org>"


def test_a_xarf_report_is_the_same_at_every_try():
    """Its id goes by the key, its evidence is the mail with its hash; URLs are content."""
    target = desk(form=Form.XARF)
    reports: list[Any] = []  # JSON
    for one in (parcel(), parcel(again=True), parcel(submission(LINK), raw=b"")):
        letter = email.message_from_bytes(target.letter(one), policy=policy.default)
        part = next(letter.iter_attachments())
        assert part.get_filename() == "xarf.json"
        reports.append(json.loads(part.get_content()))
    mail, again, url = reports
    assert mail == again
    assert (mail["category"], mail["type"], mail["source_identifier"]) == (
        "messaging",
        "spam",
        "192.0.2.7",
    )
    assert base64.b64decode(mail["evidence"][0]["payload"]) == RAW
    assert (url["category"], url["type"], url["url"]) == ("content", "phishing", LINK.name)


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe\x00" * 99, b"Subject: a\r\n\r\n" + b"x" * (6 << 20), b"a\r\n", b""]
)
def test_hostile_mails_are_reported_all_the_same(raw):
    """Bytes that are no mail, and a mail that is large, of which the header goes."""
    for form in Form:
        assert len(desk(form=form).letter(parcel(raw=raw))) < 1 << 20


@pytest.mark.parametrize(
    ("code", "answer"), [(b"451 later", "away"), (b"550 no", "refused"), (b"530 who", "no_access")]
)
def test_what_a_mail_server_answers(code, answer):
    """For now, for good, or not to us."""
    with Letterbox.open() as box:
        box.answers["mail"] = code
        assert desk(box).send(parcel()).answer == answer


def test_signatures_are_files_that_yara_loads(tmp_path):
    """The file is found afterwards and another is not; taken out, nothing is; twice is as once."""
    content = b"MZ\x00 evil program"
    sha = hashlib.sha256(content).hexdigest()
    item = replace(PROGRAM, sha256=sha, size=len(content))
    target = SignaturesTarget(name="hashes", folder=tmp_path / "ours")
    bad, clean = submission(item, Category.MALWARE), submission(item, Category.CLEAN)
    for _ in range(2):
        assert target.send(parcel(bad)).answer is Answer.DONE
    lines = (tmp_path / "ours" / HASHES).read_text().splitlines()
    assert lines[1:] == [f"{sha}:{len(content)}:Clawback.Malware.{bad.id}"]
    yara = Yara(YaraSettings(kind="yara", rules=tmp_path / "ours", seconds=10))
    try:
        wrapped = of_file("a.exe", content, parcel().at)
        (found,) = yara.judge(wrapped, UNKNOWN_TRANSPORT)
        assert found.threat is ThreatType.MALWARE
        (other,) = yara.judge(of_file("b.exe", b"MZ other", parcel().at), UNKNOWN_TRANSPORT)
        assert other.threat is None
    finally:
        yara.close()
    target.send(parcel(clean))
    assert sha not in (tmp_path / "ours" / HASHES).read_text()
    assert "rule" not in (tmp_path / "ours" / RULES).read_text()


def test_signatures_of_a_mail_are_those_of_its_files(tmp_path):
    """And a line of the file that is none of ours is not carried on."""
    (tmp_path / HASHES).write_text('x"}}:1:evil\n')
    target = SignaturesTarget(name="hashes", folder=tmp_path)
    target.send(parcel(submission(category=Category.PHISH)))
    kept = (tmp_path / HASHES).read_text().splitlines()[1:]
    assert [one.rpartition(":")[0] for one in kept] == ["12" * 32 + ":9"]
    assert target.declines(
        submission(
            review=replace(submission().review, files=(FileSeen(name="", sha256="", size=0),))
        )
    )


def test_a_clamd_that_is_away_is_told_later(tmp_path):
    """What was written stays written."""
    target = SignaturesTarget(name="a", folder=tmp_path, clamd=Address(path=str(tmp_path / "no")))
    assert target.send(parcel(submission(PROGRAM, Category.MALWARE))).answer is Answer.AWAY
    assert (tmp_path / HASHES).read_text()


def test_the_house_judges_mail_like_it():
    """By message, URL or file; what it answers is an id, or why not."""
    asked = []

    def judge(_, tree):
        asked.append(write(tree))
        return "J-1"

    for item in (MAIL, LINK, PROGRAM):
        assert HouseTarget(judge=judge).send(parcel(submission(item))).reference == "J-1"
        assert write(filter_of(submission(item))) == asked[-1]
    assert asked[0] == "network_message_id:nm-1"

    for error, answer in ((UnavailableError, "away"), (NotFoundError, "refused")):

        def fails(_, __, error=error):
            raise error

        assert HouseTarget(judge=fails).send(parcel()).answer == answer


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (b"SPAMD/1.1 0 EX_OK\r\nDidSet: local\r\n\r\n", "done"),
        (b"SPAMD/1.1 0 EX_OK\r\n\r\n", "done"),
        (b"SPAMD/1.0 69 Service Unavailable: TELL commands are not enabled\r\n", "no_access"),
        (b"SPAMD/1.1 75 EX_TEMPFAIL\r\n\r\n", "away"),
        (b"SPAMD/1.1 76 EX_PROTOCOL\r\n\r\n", "refused"),
        (b"HTTP/1.1 200 OK\r\n\r\n", "refused"),
        (b"", "refused"),
    ],
)
def test_what_spamd_answers(line, answer):
    """Learnt, known, closed, away, or none of spamd's."""
    assert read_answer(line).answer == answer


def test_what_spamd_is_told():
    """Spam is learnt and reported; ham is learnt and what was reported is taken back."""
    assert b"Set: local\r\n" in request_of(b"", bad=True, reports=False)
    assert b"Message-class: spam\r\nSet: local, remote\r\n" in request_of(
        b"", bad=True, reports=True
    )
    assert b"Message-class: ham\r\nSet: local\r\nRemove: remote\r\n" in request_of(
        b"", bad=False, reports=True
    )


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        (Reply(status=200, body=b'{"success":true}'), "done"),
        (Reply(status=204), "done"),
        (Reply(status=404, body=b'{"error":"has been already learned as spam"}'), "done"),
        (Reply(status=401), "no_access"),
        (Reply(status=503), "away"),
        (Reply(status=400, body=b'{"error":"bad\\nmail"}'), "refused"),
        (Reply(status=400, body=b"["), "refused"),
        (Reply(status=0), "away"),
    ],
)
def test_what_rspamd_answers(reply, answer):
    """Learnt, known, closed, away or refused; the password and the flag go along."""
    with WebTarget.open(lambda _: reply) as box:
        target = RspamdTarget(
            name="rspamd",
            address=Address.read(box.url.removeprefix("http://")),
            password="p",
            flag=11,
        )
        assert target.send(parcel()).answer == answer
    assert (box.asked[0].path, box.asked[0].headers["password"]) == ("/learnspam", "p")
    if answer == "done":
        assert (box.asked[1].path, box.asked[1].headers["flag"]) == ("/fuzzyadd", "11")
