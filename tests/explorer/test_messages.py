"""One message over HTTP, on both stores: its page, timeline, relatives and likes."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from tests.explorer.world import STORES, asking, store_of
from tests.making.deliveries import START, make_delivery, make_event, make_message, message_id

from clawback.model.address import Address
from clawback.model.attachment import Attachment, FileMark
from clawback.model.clock import FixedClock
from clawback.model.event import EventSource, EventType
from clawback.model.location import AdditionalAction, DeliveryLocation, MailboxRef
from clawback.model.tags import Tags
from clawback.model.url import Url
from clawback.model.verdict import (
    DetectionTechnology,
    Finding,
    PhishConfidence,
    ThreatType,
)
from clawback.store.port import Batch

ID = message_id(1)
FILE = "ef" * 32
BODY = "Dear customer, your parcel {} waits for you to pay the customs duty at once."
FINDINGS = (
    Finding(provider="spamassassin", threat=ThreatType.SPAM, score=7.5, threshold=5.0),
    Finding(
        provider="rspamd",
        threat=ThreatType.PHISH,
        technology=DetectionTechnology.URL_MALICIOUS_REPUTATION,
        confidence=PhishConfidence.HIGH,
        evidence=("PHISHED_OPENPHISH 7.00 [pay.evil.example]",),
    ),
    Finding(provider="clamav", no_verdict="It did not answer within 10 s."),
)
MESSAGE = make_message(
    1,
    internet_message_id="<1@sender.example>",
    to=(Address(address="ada@example.org"),),
    cc=(Address(address="cc@example.org"),),
    findings=FINDINGS,
    text=BODY.format(1),
    urls=(
        Url(
            url="https://pay.evil.example/now?x=1",
            seen="https://safe.example/?url=https%3A%2F%2Fpay.evil.example%2Fnow%3Fx%3D1",
            domain="pay.evil.example",
            registrable="evil.example",
            path="/now",
            wrappers=("https://safe.example/?url=https%3A%2F%2Fpay.evil.example",),
            text="Pay here",
        ),
        Url(url="javascript:x", seen="javascript:x", valid=False),
    ),
    attachments=(
        Attachment(
            name="bill.pdf",
            declared_type="application/pdf",
            file_type="pdf",
            size=10,
            sha256=FILE,
        ),
        Attachment(
            name="run.exe",
            declared_type="",
            file_type="",
            size=7,
            sha256="",
            complete=False,
            inside="bill.pdf",
            marks=(FileMark.ENCRYPTED,),
        ),
    ),
    headers=(
        ("Received", "from x ([203.0.113.9]) by mx.corp.example id Q1; 1 Nov 2026 00:00:00 +0000"),
        ("From", "Billing Team <Billing@Sender.example>"),
        ("Content-Language", "de-DE, en"),
    ),
    ambiguities=("duplicate_from",),
)
COMMON = {
    "internet_message_id": "<1@sender.example>",
    "threat_type": (ThreatType.PHISH, ThreatType.SPAM),
    "detection_technology": (DetectionTechnology.URL_MALICIOUS_REPUTATION,),
    "url": ("https://pay.evil.example/now?x=1",),
    "url_domain": ("pay.evil.example",),
    "url_domain_and_path": ("pay.evil.example/now",),
    "attachment_sha256": (FILE,),
    "attachment_filename": ("bill.pdf",),
    "connector": "partner",
    "mailbox": MailboxRef(server="s", account="a", folder="INBOX"),
}
ADA = make_delivery(1, **COMMON)
BOB = make_delivery(1, recipient="bob@example.org", **COMMON)
SAME_BODY = make_delivery(2, sender_address="x@y.example", sender_ip="192.0.2.99", subject="Duty")
CLOSE_BODY = make_delivery(3, sender_address="z@y.example", sender_ip="", subject="Invoice 77")
FILE_ONLY = make_delivery(
    4,
    sender_address="f@y.example",
    sender_ip="",
    subject="Other",
    attachment_sha256=(FILE,),
    attachment_filename=("other.pdf",),
)
IP_ONLY = make_delivery(5, sender_address="q@q.example", subject="Nothing")
FAR = make_delivery(6, time_received=START + timedelta(days=90))
ROWS = (ADA, BOB, SAME_BODY, CLOSE_BODY, FILE_ONLY, IP_ONLY, FAR)
MESSAGES = (
    MESSAGE,
    make_message(2, text=BODY.format(2).upper()),
    make_message(3, text=BODY.format(3).replace("at once", "right now")),
    *(make_message(n, text="Hello") for n in (4, 5, 6)),
)
EVENTS = (
    make_event(
        ADA, 10, mailbox=MailboxRef(server="s", account="a", folder="Junk"), details="", id="e1"
    ),
    make_event(
        ADA,
        20,
        type=EventType.UNDONE,
        source=EventSource.SYSTEM,
        actor="",
        location=DeliveryLocation.INBOX,
        additional_action=None,
        result="not_found",
        details="It was there already.",
        id="e2",
    ),
    make_event(
        BOB,
        5,
        source=EventSource.SYSTEM,
        actor="=cmd|x",
        additional_action=AdditionalAction.ZAP,
        location=DeliveryLocation.QUARANTINE,
        id="e3",
    ),
)


@pytest.fixture(params=STORES, scope="module")
def web(request, tmp_path_factory):
    tags = Tags.read({"vip": ["ada@example.org"]})
    with store_of(request.param, tmp_path_factory.mktemp("world")) as store:
        store.append(Batch(messages=MESSAGES, deliveries=ROWS))
        store.amend(EVENTS)
        with asking(store, FixedClock(START + timedelta(days=1)), tags=tags) as (client, _):
            yield client


def get(web, what, **parameters):
    answer = web.get(f"/messages/{ID}{what}", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_page_holds_what_was_found_and_where_it_lies(web):
    """Detection and details, in codes and in words, and the whole row."""
    page = get(web, "/page")
    found = page["detection"]
    assert [one["label"] for one in found["original_threats"]] == ["Phish", "Spam"]
    assert found["original_location"] == {"code": "inbox_folder", "label": "Inbox/folder"}
    assert found["additional_actions"] == [
        {"code": "manual_remediation", "label": "Manual remediation"}
    ]
    assert (found["folder"], found["remediation_ids"]) == ("Junk", ["r-1"])
    details = page["details"]
    assert [one["address"] for one in (*details["to"], *details["cc"])] == [
        "ada@example.org",
        "cc@example.org",
    ]
    assert (details["language"], details["connector"]) == ("de-de", "partner")
    assert details["size"] == 1001
    assert page["delivery"]["recipient"] == "ada@example.org"
    assert page["delivery"]["tags"] == ["vip"]
    assert page["ambiguities"][0]["label"] == "From stands there more than once"
    assert (page["content"], page["parse"]) == (True, "complete")


def test_each_judge_is_heard(web):
    """Who said what, how sure, on which evidence, and whose word decides."""
    spam, phish, silent = get(web, "/page")["judgements"]
    assert spam["sentence"] == "spamassassin found spam: score 7.5 of 5."
    assert not spam["primary"]
    assert phish["sentence"] == (
        "rspamd found phish by URL malicious reputation with high confidence."
    )
    assert phish["primary"]
    assert phish["evidence"] == ["PHISHED_OPENPHISH 7.00 [pay.evil.example]"]
    assert silent["sentence"] == "clamav gave no verdict. It did not answer within 10 s."
    assert silent["no_verdict"] == "It did not answer within 10 s."


def test_the_verdict_explains_itself(web):
    """What all say together, whether it was done, and what would change it, made again."""
    verdict = get(web, "/page")["verdict"]
    assert verdict["sentence"] == (
        "Phish of high confidence and spam, found by URL malicious reputation."
    )
    assert verdict["advice"] == "That asks for the mail to be blocked; it was delivered."
    assert verdict["override"] == ""
    no_spam, no_phish = verdict["changes"]
    assert no_phish["sentence"] == (
        "Without the word of rspamd (phish), it would be spam, "
        "to be delivered to junk and not blocked."
    )
    assert [one["code"] for one in no_phish["threats"]] == ["spam"]
    assert no_spam["without"] == "the word of spamassassin (spam)"
    assert verdict["remarks"] == ["spamassassin is 2.5 points over its threshold."]


def test_files_and_links_stand_there_with_their_threats(web):
    """Only what a judge's evidence names has a threat; each has a filter to go on with."""
    page = get(web, "/page")
    file, inner = page["attachments"]
    assert (file["name"], file["extension"], file["threats"]) == ("bill.pdf", "pdf", [])
    assert file["filter"] == f"attachment_sha256:{FILE}"
    assert (file["inside"], file["marks"]) == ("", [])
    assert (inner["name"], inner["inside"], inner["filter"]) == ("run.exe", "bill.pdf", "")
    assert [one["label"] for one in inner["marks"]] == ["Locked with a password"]
    link, script = page["links"]
    assert [one["code"] for one in link["threats"]] == ["phish"]
    assert link["written"].startswith("https://safe.example/")
    assert link["wrappers"] == ["https://safe.example/?url=https%3A%2F%2Fpay.evil.example"]
    assert link["filter"] == "url_domain_and_path:pay.evil.example/now"
    assert (script["valid"], script["domain_and_path"]) == (False, "")


def test_all_recipients_stand_there_with_their_state(web):
    """Where each one's copy went, and what was done with it."""
    page = get(web, "/page", recipient="bob@example.org")
    ada, bob = page["recipients"]
    assert (ada["recipient"], ada["latest_location"]["code"]) == ("ada@example.org", "inbox_folder")
    assert bob["latest_location"]["code"] == "quarantine"
    assert page["delivery"]["recipient"] == "bob@example.org"
    assert page["recipient_count"] == 2


def test_the_page_explains_authentication_and_oddities(web):
    """By the header that was kept."""
    page = get(web, "/page")
    assert page["authentication"]["sentence"] == "Nobody on our side checked who sent this mail."
    assert "date_missing" in [one["code"] for one in page["oddities"]]


def test_without_content_the_row_speaks(tmp_path):
    """A message whose content is not kept still has a page."""
    with store_of("memory", tmp_path) as store:
        store.append(Batch(messages=(), deliveries=(ADA,)))
        with asking(store, FixedClock(START)) as (web, _):
            page = get(web, "/page")
            assert (page["content"], page["judgements"], page["links"]) == (False, [], [])
            assert page["verdict"] is None
            assert page["details"]["sender"]["address"] == "Billing@Sender.example"
            assert get(web, "/similar")["similar"] == []
            assert web.get(f"/messages/{ID}").json()["code"] == "unknown_message"


def test_the_timeline_is_one_story(web):
    """Deliveries first, then what happened, each line with source, result and a sentence."""
    events = get(web, "/timeline")["events"]
    assert [(one["recipient"][:3], one["event"]["label"]) for one in events] == [
        ("ada", "Original delivery"),
        ("bob", "Original delivery"),
        ("bob", "ZAP"),
        ("ada", "Remediated"),
        ("ada", "Undone"),
    ]
    first, moved, undone = [one for one in events if one["recipient"].startswith("ada")]
    assert first["details"] == "Delivered, into Inbox/folder through partner."
    assert [one["label"] for one in first["threats"]] == ["Phish", "Spam"]
    assert (moved["source"]["label"], moved["actor"], moved["result"]) == (
        "Admin",
        "grace",
        "Success",
    )
    assert moved["details"] == "From Inbox/folder to Junk folder."
    assert (undone["result"], undone["details"]) == ("Not found", "It was there already.")


@pytest.mark.parametrize(
    ("asked", "many"),
    [
        ({"text": "zap"}, 1),
        ({"text": "JUNK grace"}, 1),
        ({"text": "nothing"}, 0),
        ({"recipient": "ada@example.org"}, 3),
        ({"recipient": "bob@example.org", "text": "original"}, 1),
    ],
)
def test_the_timeline_can_be_searched(web, asked, many):
    """Every word must stand somewhere in the line."""
    assert len(get(web, "/timeline", **asked)["events"]) == many


def test_the_timeline_can_be_taken_away(web):
    """As CSV, in which no cell is a formula, and as NDJSON."""
    answer = web.get(f"/messages/{ID}/timeline/export")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    heading, *lines = csv.reader(io.StringIO(answer.text))
    assert heading[:4] == ["at", "recipient", "source", "actor"]
    assert len(lines) == 5
    assert "'=cmd|x" in [line[3] for line in lines]
    found = web.get(f"/messages/{ID}/timeline/export", params={"format": "ndjson", "text": "zap"})
    assert len(found.text.splitlines()) == 1


def test_what_is_related_is_counted_with_a_filter(web):
    """Exactly, within the days asked for, the message itself among them."""
    related = {one["kind"]: one for one in get(web, "/related")["related"]}
    sender = related["sender_address"]
    assert (sender["deliveries"], sender["messages"], sender["recipients"]) == (2, 1, 2)
    assert sender["filter"] == "sender_address:Billing@Sender.example"
    assert related["attachment_sha256"]["deliveries"] == 3
    assert related["url_domain_and_path"]["value"] == "pay.evil.example/now"
    wide = {one["kind"]: one for one in get(web, "/related", days=120)["related"]}
    assert wide["sender_address"]["deliveries"] == 3
    assert "reply_to" not in related


def test_a_first_contact_is_told(web):
    """Whoever wrote for the first time, and how often others had written before."""
    assert get(web, "/related")["contact"]["first"]
    later = web.get(f"/messages/{message_id(2)}/related").json()["contact"]
    assert (later["first"], later["earlier"]) == (True, 0)


def test_an_earlier_contact_is_counted(tmp_path):
    """Mail from the same address to the same recipient, within what the store still knows."""
    again = make_delivery(5, time_received=ADA.time_received + timedelta(days=2))
    with store_of("memory", tmp_path) as store:
        store.append(Batch(messages=(), deliveries=(ADA, again)))
        with asking(store, FixedClock(START + timedelta(days=9))) as (web, _):
            contact = web.get(f"/messages/{message_id(5)}/related").json()["contact"]
    assert (contact["first"], contact["earlier"]) == (False, 1)
    assert contact["sentence"] == "The recipient had 1 delivery from this address before."


def test_what_is_like_it_is_ranked_and_says_why(web):
    """Bodies first; what shares only its sending address, or lies far off, is left out."""
    found = get(web, "/similar")
    told = {one["network_message_id"]: one for one in found["similar"]}
    assert list(told) == [message_id(n) for n in (2, 3, 4)]
    body, close, file = told.values()
    assert [(one["sign"], one["points"]) for one in body["shared"]] == [("body", 50)]
    assert [one["sign"] for one in close["shared"]] == ["close_body", "subject_pattern"]
    assert close["shared"][0]["detail"] == "71% of its runs of three words"
    assert (file["shared"][0]["detail"], file["score"]) == (FILE, 40)
    assert found["filter"].startswith("network_message_id:(")
    assert found["candidates"] == 4
    assert [one["network_message_id"] for one in get(web, "/similar", limit=1)["similar"]] == [
        message_id(2)
    ]


@pytest.mark.parametrize(
    "what", ["", "/page", "/timeline", "/timeline/export", "/related", "/similar", "/headers"]
)
def test_what_does_not_exist_is_unknown(web, what):
    """An unknown message, and a recipient who did not get it."""
    unknown = web.get(f"/messages/nothing{what}")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_message")
    if what not in {"", "/headers"}:
        nobody = web.get(f"/messages/{ID}{what}", params={"recipient": "eve@example.org"})
        assert (nobody.status_code, nobody.json()["code"]) == (404, "unknown_delivery")


def test_the_content_of_a_message(web):
    """By id, in any case."""
    content = web.get(f"/messages/{ID.upper()}").json()
    assert content["subject"] == "Invoice 1"
    assert content["text"] == BODY.format(1)
