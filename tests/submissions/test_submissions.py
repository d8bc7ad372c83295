"""The door: what is taken, judged again, sent, tried again, disputed and forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.making.deliveries import NOW
from tests.submissions.conftest import ADA, STORED

from clawback.model.errors import BadInputError, ConflictError, NotFoundError, UnavailableError
from clawback.model.scope import Scope
from clawback.model.verdict import Finding, ThreatType
from clawback.submissions.ground import EntryWish
from clawback.submissions.making import Upload, Wish
from clawback.submissions.policy import SubmissionPolicy
from clawback.submissions.records import Wanted
from clawback.submissions.submission import (
    Category,
    Disputed,
    Kind,
    Reason,
    Result,
    SendState,
    Status,
)
from clawback.submissions.targets.target import (
    Answer,
    MemoryTarget,
    Said,
    away,
    done,
    no_access,
    refused,
)

PHISH = Wish(category=Category.PHISH, reason=Reason.CONFIRMED_THREAT, note="a fake bank")
CLEAN = Wish(category=Category.CLEAN, reason=Reason.APPEARS_CLEAN)
BAD = Finding(provider="yara", threat=ThreatType.PHISH, evidence=("A rule.",))
FILE = Upload(kind=Kind.FILE, content=b"MZ evil", name="pay.exe")


def test_a_stored_mail_is_judged_again_and_sent(desk):
    """What it was held for, what is said now, and what a target answered stand in one place."""
    target = MemoryTarget(answer=lambda _: done("Learnt."))
    at = desk(target)
    at.reader.findings = (BAD, Finding(provider="rspamd", no_verdict="It is away."))
    begun = at.door.email(STORED.network_message_id, "", PHISH, ADA)
    assert (begun.submission.status, begun.sendings[0].state.value) == ("pending", "waiting")
    case = at.carried(begun)
    made, review = case.submission, case.submission.review
    assert (made.status, made.result) == (Status.COMPLETED, Result.THREATS_FOUND)
    assert (review.now, review.words[1].no_verdict) == ((ThreatType.PHISH,), "It is away.")
    assert review.why[0].startswith("It was held for ")
    assert (made.item.recipient, made.item.sender_ip) == (STORED.recipient, "192.0.2.7")
    assert (case.sendings[0].state, case.sendings[0].said) == (SendState.ANSWERED, "Learnt.")
    assert target.parcels[0].key == f"{made.id}:memory:1"
    assert target.parcels[0].raw == at.ground.bring(None)


def test_a_url_and_a_file_are_judged_in_a_mail_of_ours(desk):
    """Only what speaks of the payload counts: that the mail around it looks odd does not."""
    at = desk()
    odd = Finding(provider="rspamd", threat=ThreatType.SPAM)
    at.reader.findings = (odd, Finding(provider="clamav"))
    url = at.carried(at.door.url("hxxps://evil[.]example/pay", PHISH, ADA)).submission
    assert (url.item.name, url.result) == ("https://evil.example/pay", Result.NO_THREATS)
    at.reader.findings = (BAD,)
    file = at.carried(at.door.upload(FILE, PHISH, ADA)).submission
    assert (file.item.size, file.result) == (7, Result.THREATS_FOUND)
    assert b"pay.exe" in at.reader.read_mails[-1]


def test_an_uploaded_mail_is_known_again(desk):
    """It is joined with the stored mail that it is, as far as its submitter may see that."""
    at = desk()
    at.reader.changes = {
        "network_message_id": STORED.network_message_id,
        "subject": "Pay now",
    }
    upload = Upload(kind=Kind.EMAIL, content=b"Subject: Pay now\r\n\r\nx", name="a.eml")
    item = at.judged(at.door.upload(upload, CLEAN, ADA)).submission.item
    assert (item.network_message_id, item.name) == (STORED.network_message_id, "Pay now")


def test_a_mail_that_nobody_has_any_more_is_said_to_be_gone(desk):
    """The submission stands all the same; what is known of when it came is told."""
    at = desk(bring=lambda _: None)
    made = at.carried(at.door.email(STORED.network_message_id, "", PHISH, ADA)).submission
    assert (made.result, made.review.parse) == (Result.NOT_FOUND, "failed:gone")


def test_a_fault_of_a_part_is_a_result_that_says_so(desk):
    """Nothing is lost: it is sent on, and can be disputed or made again."""
    at = desk()
    at.reader.fault = UnavailableError("Analysis is away.")
    case = at.carried(at.door.url("http://evil.example", PHISH, ADA))
    assert case.submission.result is Result.FURTHER_ANALYSIS
    assert case.submission.review.why == ("Analysis is away.",)
    assert case.sendings[0].state is SendState.ANSWERED


@pytest.mark.parametrize(
    ("wish", "upload"),
    [
        (replace(PHISH, category=Category.CLEAN), FILE),
        (replace(CLEAN, category=Category.SPAM), FILE),
        (replace(PHISH, category=Category.SPAM), FILE),
        (replace(CLEAN, entry=EntryWish()), FILE),
        (PHISH, replace(FILE, content=b"")),
        (PHISH, replace(FILE, kind=Kind.URL)),
        (PHISH, replace(FILE, kind=Kind.EMAIL)),
        (PHISH, replace(FILE, kind=Kind.EMAIL, content=bytes.fromhex("d0cf11e0a1b11ae1") * 9)),
    ],
)
def test_what_makes_no_sense_is_refused(desk, wish, upload):
    """And nothing is kept of it."""
    at = desk()
    with pytest.raises(BadInputError):
        at.door.upload(upload, wish, ADA)
    assert at.door.newest(ADA, Wanted(), limit=10) == []


def test_what_fails_is_tried_again_later_and_later(desk):
    """Each pause is longer; what the target asks for goes before; then it arrives, once."""
    answers = [away("busy"), away("busy"), away("slow down", 500.0), done("Ok.")]
    target = MemoryTarget(answer=lambda _: answers.pop(0))
    at = desk(target)
    case = at.carried(at.door.url("http://evil.example", PHISH, ADA))
    dues = []
    for _ in range(3):
        one = case.sendings[0]
        dues.append((one.due - one.changed_at).total_seconds())
        at.clock.moment = one.due - timedelta(seconds=2)
        tried = len(target.parcels)
        at.carried(case)
        assert len(target.parcels) == tried, "too early"
        at.clock.moment = one.due
        case = at.carried(case)
    assert dues == [30.0, 60.0, 500.0]
    assert [one.again for one in target.parcels] == [False, True, True, True]
    assert case.submission.status is Status.COMPLETED


def test_credentials_that_are_not_accepted_are_a_state_of_their_own(desk):
    """It waits for somebody; a retry goes at once; nothing is lost."""
    answers = [no_access("Has the secret expired?"), done()]
    at = desk(MemoryTarget(answer=lambda _: answers.pop(0)))
    case = at.carried(at.door.url("http://evil.example", PHISH, ADA))
    assert (case.sendings[0].state, case.submission.status.value) == ("no_access", "pending")
    at.door.retry(case.submission.id, ADA)
    at.clock.turn(minutes=2)
    assert at.carried(case).submission.status is Status.COMPLETED


def test_a_refusal_is_a_failure_that_can_be_retried(desk):
    """Where every target failed, the submission was not received; retried, it was."""
    answers = [refused("No."), done()]
    at = desk(MemoryTarget(answer=lambda _: answers.pop(0)))
    case = at.carried(at.door.url("http://evil.example", PHISH, ADA))
    assert (case.submission.result, case.sendings[0].said) == (Result.NOT_RECEIVED, "No.")
    at.door.retry(case.submission.id, ADA)
    assert at.carried(case).sendings[0].state is SendState.ANSWERED
    with pytest.raises(ConflictError):
        at.door.retry(case.submission.id, ADA)


def test_an_answer_that_comes_later_is_asked_for(desk):
    """Meanwhile the submission is pending; then the target's result is that of the submission."""
    taken = Said(answer=Answer.TAKEN, reference="t-1")
    later = [taken, done("Spam.", Result.SPAM)]
    at = desk(MemoryTarget(answer=lambda _: taken, later=later))
    case = at.carried(at.door.url("http://evil.example", PHISH, ADA))
    assert (case.sendings[0].state, case.sendings[0].reference) == (SendState.SENT, "t-1")
    for _ in range(2):
        at.clock.turn(minutes=6)
        case = at.carried(case)
    assert (case.submission.status, case.submission.result) == (Status.COMPLETED, Result.SPAM)


def test_an_answer_that_never_comes_ends_in_words(desk):
    """After the time of the settings nobody waits any more."""
    taken = Said(answer=Answer.TAKEN, reference="t-1")
    at = desk(MemoryTarget(answer=lambda _: taken, later=[taken] * 9))
    case = at.carried(at.door.url("http://evil.example", PHISH, ADA))
    at.clock.turn(hours=73)
    assert at.carried(case).sendings[0].state is SendState.FAILED


def test_nothing_is_lost_or_doubled_where_the_server_ends(desk):
    """What was not judged is; what was being sent is sent again under its key, and says so."""
    target = MemoryTarget()
    at = desk(target)
    at.door.stop()
    at.door._stopping.clear()
    with pytest.raises(RuntimeError):  # the crew is gone, the submission is written down
        at.door.url("http://evil.example", PHISH, ADA)
    at.open()
    case = at.door.newest(ADA, Wanted(), limit=1)[0]
    at.judged(case)

    def dies(_):
        raise KeyboardInterrupt

    target.answer = dies
    with pytest.raises(KeyboardInterrupt):
        at.carried(case)
    at.again()
    target.answer = lambda _: done()
    case = at.carried(case)
    assert case.submission.status is Status.COMPLETED
    at.carried(case)
    assert [(one.key, one.again) for one in target.parcels] == [
        (f"{case.submission.id}:memory:1", False),
        (f"{case.submission.id}:memory:1", True),
    ]


def test_two_servers_send_each_from_one(desk):
    """Of those that share a database; who has not the bytes leaves it to who has."""
    target = MemoryTarget()
    at = desk(target)
    case = at.judged(at.door.upload(FILE, PHISH, ADA))
    at.clock.turn(seconds=1)
    courier = at.door.couriers[0]
    (one,) = courier._due()
    courier._here = lambda _: False
    courier.turn()
    assert target.parcels == []
    courier._here = lambda _: True
    courier.turn()
    assert courier._carry(one) is False
    assert len(target.parcels) == 1
    assert at.door.get(case.submission.id, ADA).submission.status is Status.COMPLETED


def test_a_target_that_the_settings_have_no_more_ends(desk):
    """Nothing waits for it for ever."""
    at = desk(MemoryTarget(answer=lambda _: away("busy")))
    case = at.carried(at.door.url("http://evil.example", PHISH, ADA))
    at.targets = []
    at.again()
    case = at.door.get(case.submission.id, ADA)
    assert (case.submission.status, case.sendings[0].state.value) == ("completed", "failed")


def test_the_same_is_not_taken_again_and_again(desk):
    """Once in 15 minutes, three times a day; and not too many of anything."""
    at = desk(policy=SubmissionPolicy(most=4))
    for _ in range(3):
        at.door.url("http://evil.example", PHISH, ADA)
        with pytest.raises(ConflictError):
            at.door.url("evil.example", PHISH, ADA)
        at.clock.turn(minutes=16)
    with pytest.raises(ConflictError):
        at.door.url("http://evil.example", PHISH, ADA)
    for number in range(4):
        at.door.url(f"http://evil.example/{number}", PHISH, ADA)
    with pytest.raises(UnavailableError):
        at.door.url("http://evil.example/5", PHISH, ADA)


def test_a_submission_is_made_again(desk):
    """With the same bytes, as one of its own that names the first."""
    at = desk()
    first = at.carried(at.door.upload(FILE, PHISH, ADA)).submission
    at.clock.turn(minutes=16)
    again = at.judged(at.door.resubmit(first.id, ADA)).submission
    assert (again.again_of, again.item.sha256) == (first.id, first.item.sha256)
    assert at.ground.files.open(again.id, again.item.sealed) == FILE.content


def test_a_result_is_disputed_once(desk):
    """It is judged again and every target is told why, in a second round; the first one stays."""
    target = MemoryTarget()
    at = desk(target)
    at.reader.findings = (Finding(provider="clamav"),)
    case = at.carried(at.door.upload(FILE, PHISH, ADA))
    assert case.submission.result is Result.NO_THREATS
    at.reader.findings = (BAD,)
    at.door.dispute(case.submission.id, Disputed.RESULT, "It steals passwords.", ADA)
    case = at.carried(case)
    made = case.submission
    assert (made.result, made.dispute.result) == (Result.THREATS_FOUND, Result.NO_THREATS)
    assert [(one.round, one.state.value) for one in case.sendings] == [
        (1, "answered"),
        (2, "answered"),
    ]
    told = target.parcels[1].submission.dispute
    assert told is not None
    assert told.text == "It steals passwords."
    with pytest.raises(ConflictError):
        at.door.dispute(made.id, Disputed.RESULT, "Again.", ADA)


class _Entries:
    def __init__(self):
        self.added = []

    def add(self, wish, actor, *, blocks):
        self.added.append((wish.values, wish.expiry, actor.name, blocks))
        return ["E-1"]


def test_what_is_confirmed_is_blocked_beside(desk):
    """Without a value it is what was submitted; without a list, that is said and nothing made."""
    entries = _Entries()
    at = desk(entries=entries)
    wish = replace(PHISH, entry=EntryWish(expiry="30_days"))
    made = at.door.email(STORED.network_message_id, "", wish, ADA).submission
    at.door.url("http://evil.example", wish, ADA)
    assert made.entries == ("E-1",)
    assert entries.added == [
        (("eve@evil.example",), "30_days", "Ada", True),
        (("http://evil.example",), "30_days", "Ada", True),
    ]


def test_without_a_list_nothing_is_blocked(desk):
    """It is said in words, and nothing is submitted."""
    at = desk()
    with pytest.raises(ConflictError):
        at.door.url("http://e.example", replace(PHISH, entry=EntryWish(expiry="never")), ADA)
    assert at.door.newest(ADA, Wanted(), limit=10) == []


def test_what_reaches_beyond_a_scope_is_not_there(desk):
    """As if it had never been."""
    at = desk()
    made = at.door.url("http://evil.example", PHISH, ADA).submission
    narrow = replace(ADA, scope=Scope(domains=frozenset({"a.example"})))
    assert at.door.newest(narrow, Wanted(), limit=10) == []
    for ask in (at.door.get, at.door.retry, at.door.resubmit):
        with pytest.raises(NotFoundError):
            ask(made.id, narrow)


def test_lists_are_narrowed(desk):
    """By status, kind, category, result and message."""
    at = desk()
    at.carried(at.door.url("http://evil.example", PHISH, ADA))
    mail = at.carried(at.door.email(STORED.network_message_id, "", CLEAN, ADA)).submission

    def found(**wanted):
        return [one.submission.id for one in at.door.newest(ADA, Wanted(**wanted), limit=10)]

    assert found(kind="email") == found(category=Category.CLEAN) == [mail.id]
    assert found(network_message_id=STORED.network_message_id) == [mail.id]
    assert len(found(status=Status.COMPLETED)) == 2
    assert found(result=Result.SPOOFED) == []


def test_bytes_are_forgotten_in_time(desk):
    """After the days of the settings, and those that belong to nothing after one."""
    at = desk()
    made = at.carried(at.door.upload(FILE, PHISH, ADA)).submission
    at.clock.moment = NOW + timedelta(days=31)
    at.door.sweep()
    kept = at.door.get(made.id, ADA).submission
    assert (kept.item.sealed, at.ground.files.there(made.item.sealed)) == ("", False)
    with pytest.raises(ConflictError):
        at.door.resubmit(made.id, ADA)
