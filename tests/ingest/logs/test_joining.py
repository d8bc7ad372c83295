"""Lines of one mail, joined."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.ingest.logs.writing import (
    AT,
    MESSAGE_ID,
    QUEUE_ID,
    arrived,
    dovecot,
    facts,
    handed,
    postfix,
)

from clawback.ingest.logs import joining
from clawback.ingest.logs.facts import Telling
from clawback.ingest.logs.joining import Joiner, Memory
from clawback.model.codec import from_json, to_json


def remembered(joiner: Joiner) -> list[str]:
    return [one.key for one in joiner.memory.mails]


def test_a_delivery_is_told_with_all_that_was_said_before():
    """Message-ID, whom it was for before aliases, the way in, relay, DSN and the answer."""
    lines = [*arrived("postfix/submission"), handed(original="list@example.org")]
    (fact,) = facts(*lines)
    assert (fact.telling, fact.outcome, fact.message_id) == (Telling.HANDED, "sent", MESSAGE_ID)
    assert fact.recipients == ("ada@example.org", "list@example.org")
    assert (fact.listener, fact.service, fact.relay, fact.dsn) == (
        "postfix/submission",
        "lmtp",
        "imap[127.0.0.1]:24",
        "2.0.0",
    )


def test_short_and_long_queue_ids_of_two_hosts_stay_apart():
    """The same id on another host is another mail."""
    joiner = Joiner()
    for host, number in (("a", 1), ("b", 2)):
        text = f"message-id=<{number}@x>"
        facts(postfix("postfix/cleanup", text, queue_id="A1B2C3D4E5", host=host), joiner=joiner)
    text = "to=<x@y>, relay=none, delay=1, dsn=5.4.4, status=bounced (no host)"
    (told,) = facts(postfix("postfix/smtp", text, queue_id="A1B2C3D4E5", host="b"), joiner=joiner)
    assert (told.message_id, told.outcome, told.words) == ("<2@x>", "bounced", "no host")


def test_what_is_tried_again_is_told_once_and_its_end_too():
    """Deferred three times, then sent back: two facts."""
    again = handed(status="deferred", reply="timed out", dsn="4.4.1")
    expired = postfix("postfix/qmgr", "from=<p@x>, status=expired, returned to sender")
    found = facts(*arrived(), again, again, again, expired)
    assert [(fact.outcome, fact.recipients) for fact in found] == [
        ("deferred", ("ada@example.org",)),
        ("expired", ("ada@example.org",)),
    ]


@pytest.mark.parametrize(
    ("header", "helo", "text"),
    [
        ("x>: rule:forged from a[1]", "h", ""),
        ("x from a[1]; from=<p@x> to=<a@b> proto=ESMTP helo=<h>: rule:forged", "h", ""),
        ("x", "h>: rule:forged", ""),
        ("x", "y; from=<a> helo=<b>: rule:forged", ": no name"),
        ("rule:forged", "rule:forged", ": rule:"),
    ],
)
def test_a_sender_cannot_name_a_rule(header, helo, text):
    """Whatever stands in the header or the greeting, only the rule's own last words count."""
    line = f"warning: header Subject: {header} from b[2]; from=<p@x> to=<a@b> proto=ESMTP"
    found = facts(*arrived(), postfix("postfix/cleanup", f"{line} helo=<{helo}>{text}"))
    assert not found


@pytest.mark.parametrize("action", ["hold", "discard", "reject"])
def test_a_check_stops_a_mail_and_has_a_name(action):
    """It comes before the Message-ID, for which it waits; the sender's text cannot name a rule."""
    check = postfix(
        "postfix/cleanup",
        f"{action}: header Subject: rule:forged from away[203.0.113.9]; from=<p@x>"
        " to=<ada@example.org> proto=ESMTP helo=<h>: rule:wires",
    )
    named = postfix("postfix/cleanup", f"message-id={MESSAGE_ID}")
    found = facts(check, named)
    assert [(one.telling, one.rule, one.outcome, one.message_id) for one in found] == [
        (Telling.RULE, "wires", action, MESSAGE_ID),
        (Telling.STOPPED, "", action, MESSAGE_ID),
    ]


def test_a_check_on_a_mail_that_is_thrown_away_at_once_is_told_a_minute_later():
    """No Message-ID follows; the queue id is what is known."""
    joiner = Joiner()
    text = "discard: header X: y from a[1]; from=<p@x> to=<a@b> proto=SMTP helo=<h>: rule:r"
    assert not facts(postfix("postfix/cleanup", text), joiner=joiner)
    assert not joiner.late(AT + timedelta(seconds=59))
    told = joiner.late(AT + timedelta(seconds=60))
    assert [(one.queue_id, one.message_id) for one in told] == [(QUEUE_ID, "")] * 2
    assert not joiner.late(AT + timedelta(seconds=61))


def test_a_milter_or_the_server_refuses_a_whole_mail():
    """What is refused at RCPT never was a mail, and tells nothing."""
    end = "from a[1]: 5.7.1 Spam; from=<p@x> to=<a@b> proto=ESMTP helo=<h>"
    found = facts(
        *arrived(),
        postfix("postfix/cleanup", f"milter-reject: END-OF-MESSAGE {end}"),
        postfix("postfix/smtpd", "reject: RCPT from a[1]: 550 5.1.1 <a@b>: unknown"),
        b"2026-06-09T12:00:00Z mx postfix/smtpd[7]: NOQUEUE: reject: RCPT from a[1]: 550 x",
    )
    assert [(one.outcome, one.by, one.words) for one in found] == [
        ("reject", "a milter", "5.7.1 Spam")
    ]


def test_dovecot_tells_where_it_lies():
    """The session is Postfix's answer, so that the recipient is known; other sessions are not."""
    joiner = Joiner()
    (saved,) = facts(dovecot(f"save: box=Junk, uid=7, msgid={MESSAGE_ID}, size=9"), joiner=joiner)
    assert joiner.landed(saved) == saved
    facts(*arrived(), handed(), joiner=joiner)
    landed = joiner.landed(saved)
    assert (landed.folder, landed.recipients, landed.queue_id) == (
        "Junk",
        ("ada@example.org",),
        QUEUE_ID,
    )


def test_dovecot_tells_what_owners_do():
    """A move is a copy and a removal; folders have any name; drafts are not ours."""
    odd = "a, uid=5, b"
    found = facts(
        dovecot(f"copy from INBOX: box={odd}, uid=7, msgid={MESSAGE_ID}, size=9", service="imap"),
        dovecot(f"expunge: box=INBOX, uid=6, msgid={MESSAGE_ID}, size=9", service="imap"),
        dovecot(f"save: box=Drafts, uid=8, msgid={MESSAGE_ID}, size=9", service="imap"),
        dovecot("expunge: box=INBOX, uid=9, msgid=, size=9", service="imap"),
    )
    assert [(one.telling, one.origin, one.folder) for one in found] == [
        (Telling.COPIED, "INBOX", odd),
        (Telling.EXPUNGED, "", "INBOX"),
    ]


def test_what_is_remembered_can_be_kept_and_given_back():
    """A restart between two lines of a mail changes nothing."""
    joiner = Joiner()
    facts(*arrived("postfix/submission"), joiner=joiner)
    kept = from_json(Memory, to_json(joiner.memory))
    assert facts(handed(), joiner=Joiner(kept)) == facts(handed(), joiner=joiner)


def test_what_is_over_is_forgotten():
    """A mail after six days, one without a header after an hour, one that was refused at once."""
    joiner = Joiner()
    facts(*arrived(), joiner=joiner)
    facts(postfix("postfix/smtpd", "client=a[1]", queue_id="A1B2C3D1"), joiner=joiner)
    refused = postfix("postfix/cleanup", "milter-reject: END-OF-MESSAGE from a[1]: 5.7.1 No")
    assert remembered(joiner) == [f"mx/{QUEUE_ID}", "mx/A1B2C3D1"]
    joiner.late(AT + timedelta(hours=1))
    assert remembered(joiner) == [f"mx/{QUEUE_ID}"]
    facts(refused, joiner=joiner)
    assert remembered(joiner) == []
    facts(*arrived(), handed(), joiner=joiner)
    joiner.late(AT + timedelta(days=6))
    assert joiner.memory == Memory()


def test_what_is_remembered_is_bounded(monkeypatch):
    """The oldest mail is forgotten first; one that is removed is forgotten at once."""
    monkeypatch.setattr(joining, "MOST_OPEN", 2)
    joiner = Joiner()
    for number in (1, 2, 3):
        facts(
            postfix("postfix/cleanup", "message-id=<x>", queue_id=f"A1B2C3D{number}"), joiner=joiner
        )
    assert remembered(joiner) == ["mx/A1B2C3D2", "mx/A1B2C3D3"]
    facts(postfix("postfix/qmgr", "removed", queue_id="A1B2C3D3"), joiner=joiner)
    assert remembered(joiner) == ["mx/A1B2C3D2"]


RULED = "sieve: DEBUG: rule:by-verdict"
DISCARDED = (
    "sieve: msgid=<1.test@sender.example>: discard action: Marked message to be discarded if not"
    " explicitly delivered (discard action)"
)
REJECTED = (
    "sieve: msgid=<1.test@sender.example>: reject action: rejected message from <p@away.example>"
    " (reject)"
)
JUNKED = f"save: box=Junk, uid=7, msgid={MESSAGE_ID}, size=9"


def test_rules_of_sieve_are_of_the_mail_that_the_session_names_next():
    """In their order, each once; of another session's mail they are not."""
    told = facts(
        dovecot(RULED),
        dovecot("sieve: DEBUG: a remark"),
        dovecot(RULED),
        dovecot("sieve: DEBUG: because rule:second"),
        dovecot(JUNKED, account="bob", session="S1:R2"),
        dovecot(JUNKED),
        dovecot(JUNKED.replace("uid=7", "uid=8")),
    )
    assert [(one.telling, one.account, one.rule, one.uid) for one in told] == [
        (Telling.SAVED, "bob", "", 7),
        (Telling.RULE, "ada", "by-verdict", 0),
        (Telling.RULE, "ada", "second", 0),
        (Telling.SAVED, "ada", "", 7),
        (Telling.SAVED, "ada", "", 8),
    ]
    assert len({one.id for one in told}) == len(told)


@pytest.mark.parametrize(("line", "action"), [(DISCARDED, "discard"), (REJECTED, "reject")])
def test_what_sieve_puts_nowhere_is_told(line, action):
    """With the rules that it met, and as Postfix names the recipient."""
    joiner = Joiner()
    told = facts(dovecot(RULED), dovecot(line), joiner=joiner)
    assert [(one.telling, one.outcome) for one in told] == [
        (Telling.RULE, "sieve"),
        (Telling.STOPPED, action),
    ]
    facts(*arrived(), handed(original="team@example.org"), joiner=joiner)
    assert {joiner.landed(one).recipients for one in told} == {
        ("ada@example.org", "team@example.org")
    }


@pytest.mark.parametrize(
    "line",
    [
        DISCARDED + ": stored mail into mailbox 'INBOX'",
        REJECTED + ": fileinto action: stored mail into mailbox 'x (reject)'",
        "sieve: msgid=unspecified: discard action: Marked message to be discarded",
        "sieve: msgid=<a>: sieve: DEBUG: rule:made-up: stored mail into mailbox 'INBOX'",
    ],
)
def test_a_message_id_that_looks_like_a_script_is_none(line):
    """Whoever sends a mail chooses its Message-ID; what Dovecot says stands behind it."""
    assert facts(dovecot(line)) == []


def test_rules_that_wait_survive_a_restart_and_are_forgotten_after_a_while():
    """A script's lines may be parted by the end of the server."""
    before = Joiner()
    facts(dovecot(RULED), joiner=before)
    after = Joiner(before.memory)
    assert [one.rule for one in facts(dovecot(JUNKED), joiner=after)] == ["by-verdict", ""]
    assert before.late(AT + timedelta(hours=1)) == []
    assert [one.rule for one in facts(dovecot(JUNKED), joiner=before)] == [""]
